package incident

import (
	"time"

	"loggist/internal/force"
)

// The questions that stand on the card Still to answer. They are asked of every incident of a type alike, so that no
// question proves anything (R3.22).
const (
	AskWhat    = "what"    // what is happening
	AskNPT     = "npt"     // which neighbourhood team owns it (S29)
	AskWhere   = "where"   // where it is
	AskWhy     = "why"     // why it matters
	AskRisk    = "risk"    // who is at risk now
	AskVictim  = "victim"  // is the person named also a victim
	AskDeclare = "declare" // declare, potential or not
	AskImpact  = "impact"  // is a community impact assessment needed
	AskUnless  = "unless"  // what would change a decision not to declare
)

// Question is something that is still to be answered.
type Question struct {
	Asking
	Due time.Time // zero: with the others
	Why string    // it is asked now
	Of  Charge    // whom it is asked of; a post may stand without its label
	// Overdue: that it was not answered in time has been said.
	Overdue bool
}

// impactWithin is how soon it is answered whether a community impact assessment is needed, where the call does not say it.
const impactWithin = 2 * time.Hour

// Questions lists what is still to be answered, in the order in which to ask.
func (h *Head) Questions() []Question {
	if !h.Live() {
		return nil
	}
	var out []Question
	ask := func(key string, of Charge, due time.Time, when bool) {
		if _, answered := h.Answers[key]; when && !answered {
			out = append(out, Question{Asking: Asking{Key: key, Text: questionTexts[key]}, Due: due, Of: of})
		}
	}
	caller, assessor := Charge{Label: "whoever called, " + h.CalledBy.Name}, Charge{Post: force.DutyInspector}
	ask(AskWhat, caller, time.Time{}, h.What == "")
	ask(AskNPT, caller, h.NPTBy, h.NPT == "" && h.Type == CommunitySuspicion)
	ask(AskWhere, caller, time.Time{}, h.Where == "")
	ask(AskWhy, caller, time.Time{}, h.Why == "")
	ask(AskRisk, assessor, h.AssessBy, true)
	ask(AskVictim, assessor, h.AssessBy, h.Type == CommunitySuspicion)
	ask(AskDeclare, assessor, h.AssessBy, true)
	for _, a := range askings {
		q, asked := h.Asked[a.Key]
		if _, answered := h.Answers[a.Key]; asked && !answered {
			out = append(out, Question{Asking: a, Due: q.Due, Why: q.Why, Of: q.Of, Overdue: q.Overdue != 0})
		}
	}
	ask(AskUnless, assessor, time.Time{}, h.Stage == StageNotDeclared)
	return out
}

// CommunitySuspicion is the default type of an incident.
const CommunitySuspicion = "community suspicion"

// answer notes that an entry answers a question.
func (h *Head) answer(question string, seq uint64) { h.Answers[question] = seq }

var questionTexts = map[string]string{
	AskWhat:    "what is happening",
	AskNPT:     "which neighbourhood team owns it",
	AskWhere:   "where is it",
	AskWhy:     "why does it matter",
	AskRisk:    "who is at risk now",
	AskVictim:  "is the person named also a victim",
	AskDeclare: "declare, potential or not",
	AskUnless:  "what would change the decision not to declare",
}

// QuestionText is what a question asks, in words; for one that is not known, its key.
func QuestionText(key string) string {
	if t, ok := questionTexts[key]; ok {
		return t
	}
	if a, ok := AskingOf(key); ok {
		return a.Text
	}
	return key
}

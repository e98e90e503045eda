package incident

import "time"

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
	Key  string
	Text string
	Due  time.Time // zero: with the others
}

// impactWithin is how soon it is answered whether a community impact assessment is needed.
const impactWithin = 2 * time.Hour

// Questions lists what is still to be answered, in the order in which to ask.
func (h *Head) Questions() []Question {
	if !h.Live() {
		return nil
	}
	var out []Question
	ask := func(key string, due time.Time, when bool) {
		if _, answered := h.Answers[key]; when && !answered {
			out = append(out, Question{key, questionTexts[key], due})
		}
	}
	ask(AskWhat, time.Time{}, h.What == "")
	ask(AskNPT, h.NPTBy, h.NPT == "" && h.Type == CommunitySuspicion)
	ask(AskWhere, time.Time{}, h.Where == "")
	ask(AskWhy, time.Time{}, h.Why == "")
	ask(AskRisk, h.AssessBy, true)
	ask(AskVictim, h.AssessBy, h.Type == CommunitySuspicion)
	ask(AskDeclare, h.AssessBy, true)
	ask(AskImpact, h.CalledAt.Add(impactWithin), true)
	ask(AskUnless, time.Time{}, h.Stage == StageNotDeclared)
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
	AskImpact:  "is a community impact assessment needed",
	AskUnless:  "what would change the decision not to declare",
}

// QuestionText is what a question asks, in words; for one that is not known, its key.
func QuestionText(key string) string {
	if t, ok := questionTexts[key]; ok {
		return t
	}
	return key
}

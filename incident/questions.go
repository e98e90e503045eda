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
	ask := func(key, text string, due time.Time, when bool) {
		if _, answered := h.Answers[key]; when && !answered {
			out = append(out, Question{key, text, due})
		}
	}
	ask(AskWhat, "what is happening", time.Time{}, h.What == "")
	ask(AskNPT, "which neighbourhood team owns it", h.NPTBy, h.NPT == "" && h.Type == CommunitySuspicion)
	ask(AskWhere, "where it is", time.Time{}, h.Where == "")
	ask(AskWhy, "why it matters", time.Time{}, h.Why == "")
	ask(AskRisk, "who is at risk now", h.AssessBy, true)
	ask(AskVictim, "is the person named also a victim", h.AssessBy, h.Type == CommunitySuspicion)
	ask(AskDeclare, "declare, potential or not", h.AssessBy, true)
	ask(AskImpact, "is a community impact assessment needed", h.CalledAt.Add(impactWithin), true)
	ask(AskUnless, "what would change the decision not to declare", time.Time{}, h.Stage == StageNotDeclared)
	return out
}

// CommunitySuspicion is the default type of an incident.
const CommunitySuspicion = "community suspicion"

package incident

import "strings"

// Tension is what one community's tension is: evidenced, experienced and potential, each at a level of the force's list, with
// where it is going and what that rests on (R1.18). Levels are the labels that the force gave them, with their place in the
// list in words: a bare number says nothing.
type Tension struct {
	Community  string `json:"community" ask:"Community" rest:"" limit:"200" need:"Whose tension: which community?" help:"Of place, identity or interest: Riverside residents, parents of the school"`
	Evidenced  string `json:"evidenced,omitempty" ask:"Evidenced" clause:"evidenced" help:"What can be shown: reports, damage, gatherings"`
	Experience string `json:"experienced,omitempty" ask:"Experienced" clause:"experienced" help:"How people feel it"`
	Potential  string `json:"potential,omitempty" ask:"Potential" clause:"potential" help:"What may come of it"`
	Trend      Trend  `json:"trend" ask:"Where it is going" short:"Trend" clause:"trend" need:"Say where it is going: rising, steady or falling." options:"rising=Rising;steady=Steady;falling=Falling"`
	Facts      string `json:"facts" ask:"Facts that it rests on, and from where" short:"Facts" clause:"facts,known" lines:"" limit:"3000" need:"A level rests on facts. Say them and where they come from."`
	View       string `json:"view,omitempty" ask:"Assessment" clause:"assessment" lines:"" limit:"3000" help:"What you make of it: it is marked as an assessment"`
	Prompts
	ToConfirm
}

// Trend is where a tension is going.
type Trend string

// The trends.
const (
	Rising  Trend = "rising"
	Steady  Trend = "steady"
	Falling Trend = "falling"
)

// Kind is "tension".
func (*Tension) Kind() string { return "tension" }

// Heading is TENSION.
func (*Tension) Heading() string { return "COMMUNITY TENSION" }

// Verb is "Assessed".
func (*Tension) Verb() string { return "Assessed" }

func (t *Tension) apply(s *Side, e *Entry) {
	s.formed(e)
	s.asks(t.Prompts, e)
}

// TensionOf is the newest tension of a community on a side, by its words; nil when there is none.
func TensionOf(s *Side, community string) *Tension {
	var out *Tension
	for _, l := range Made[*Tension](s) {
		if t, ok := l.Body.(*Tension); ok && strings.EqualFold(strings.TrimSpace(t.Community), strings.TrimSpace(community)) {
			out = t
		}
	}
	return out
}

package incident

import "time"

// Publication is something that a strategic management board, or anybody else, will publish and that may move the community (S39):
// an annual report, figures. It is looked at again ahead of the day.
type Publication struct {
	What   string    `json:"what" ask:"What is published" rest:"" lines:"" limit:"1000" need:"Say what is published, and by whom."`
	On     time.Time `json:"on" label:"Published on"`
	Lines  string    `json:"lines" ask:"Lines for that day" clause:"lines" lines:"" limit:"1000" need:"Say which lines there are for that day, or who drafts them by when."`
	Review int       `json:"review,omitempty"`
	Prompts
	ToConfirm
}

// Kind is "publication".
func (*Publication) Kind() string { return "publication" }

// Heading is PUBLICATION.
func (*Publication) Heading() string { return "PUBLICATION TO COME" }

// Verb says what its maker did.
func (*Publication) Verb() string { return "Noted" }

func (p *Publication) apply(s *Side, e *Entry) {
	s.formed(e)
	s.asks(p.Prompts, e)
}

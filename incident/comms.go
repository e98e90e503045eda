package incident

import "regexp"

// Comms is the communications strategy: what is wanted, and what each of three audiences is told (S7). What police staff are
// told stands apart from what the public is.
type Comms struct {
	Aim       string `json:"aim" ask:"What communication is to achieve" short:"Aim" rest:"" lines:"" limit:"3000" need:"Say what communication is to achieve."`
	Media     string `json:"media" ask:"The media" clause:"media" lines:"" limit:"3000" need:"Say what the media are told, or why nothing."`
	Community string `json:"community" ask:"The community" clause:"community" lines:"" limit:"3000" need:"Say what the community is told, by whom, and how the void is not left to rumour."`
	Staff     string `json:"staff" ask:"Police staff" clause:"staff" lines:"" limit:"3000" need:"Say what police staff are told: what to say, what not to, whom to call. It is not for the public."`
	Spokes    string `json:"spokes,omitempty" ask:"Who speaks" clause:"who speaks,spokesperson" limit:"300"`
	Review    int    `json:"review,omitempty"`
	ToConfirm
}

// Kind is "comms".
func (*Comms) Kind() string { return "comms" }

// Heading is COMMUNICATIONS STRATEGY.
func (*Comms) Heading() string { return "COMMUNICATIONS STRATEGY" }

func (c *Comms) apply(s *Side, e *Entry) { s.formed(e, AskComms) }

// notPattern begins an answer that says what was not done.
var notPattern = regexp.MustCompile(`(?i)^not\b`)

package incident

import "strings"

// Media is a contact with the media, or what they report, and what is decided about it (S22, S40).
type Media struct {
	What     string `json:"what" ask:"What was asked or reported" short:"Asked or reported" rest:"" lines:"" limit:"3000" need:"Say what was asked or reported."`
	Who      string `json:"who" ask:"By whom, and where" clause:"who" limit:"300" need:"Say which outlet, page or person."`
	Decision string `json:"decision" ask:"What is decided" clause:"decision,answer" lines:"" limit:"1000" need:"Say what is decided: which line, nothing, or who answers by when."`
	Reason   string `json:"reason" ask:"Reason" clause:"because" lines:"" limit:"1000" need:"What is decided about the media needs a reason."`
	Reach    string `json:"reach,omitempty" ask:"Reach" clause:"reach" limit:"300" help:"Readers, followers, shares as seen"`
	Disorder bool   `json:"disorder,omitempty" ask:"It may bring people out" short:"May bring disorder" clause:"disorder"`
	Named    bool   `json:"named,omitempty" ask:"It names somebody or a street" short:"It names somebody" clause:"named"`
	Prompts
	ToConfirm
}

// Rumour is a claim that goes round, where, and what is done about it (R3.18). It is about the claim; it makes nobody anything.
type Rumour struct {
	Claim    string `json:"claim" ask:"The claim" rest:"" lines:"" limit:"3000" need:"Say what is claimed, as it is claimed." help:"Never more of a name than the log needs: Person A"`
	Where    string `json:"where" ask:"Where it was seen" clause:"where,seen" limit:"300" need:"Say where it was seen and when."`
	Status   string `json:"status" ask:"What is known of it" clause:"status" need:"Say whether it is unverified, false or true." options:"unverified=Unverified;false=False;true=True"`
	Response string `json:"response" ask:"What is done about it" short:"Response" clause:"response" need:"Say what is done: counter, monitor or none." options:"counter=Counter it;monitor=Monitor it;none=Nothing, with a reason"`
	Reason   string `json:"reason" ask:"Reason" clause:"because" lines:"" limit:"1000" need:"What is done about a rumour needs a reason."`
	Reach    string `json:"reach,omitempty" ask:"Reach" clause:"reach" limit:"300"`
	Risk     string `json:"risk,omitempty" ask:"Risk" clause:"risk" lines:"" limit:"1000"`
	Disorder bool   `json:"disorder,omitempty" ask:"It may bring people out" short:"May bring disorder" clause:"disorder"`
	Named    bool   `json:"named,omitempty" ask:"It names somebody or a street" short:"It names somebody" clause:"named"`
	Owner    Charge `json:"owner" label:"Owner"`
	Review   int    `json:"review,omitempty"`
	Prompts
	ToConfirm
}

// Kind is "media".
func (*Media) Kind() string { return "media" }

// Kind is "rumour".
func (*Rumour) Kind() string { return "rumour" }

// Heading is MEDIA.
func (*Media) Heading() string { return "MEDIA" }

// Heading is RUMOUR.
func (r *Rumour) Heading() string { return "RUMOUR, " + strings.ToUpper(r.Status) }

// Verb is "Assessed".
func (*Rumour) Verb() string { return "Assessed" }

func (m *Media) apply(s *Side, e *Entry) {
	s.formed(e, AskMedia)
	s.asks(m.Prompts, e)
}

func (r *Rumour) apply(s *Side, e *Entry) {
	s.formed(e)
	s.asks(r.Prompts, e)
}

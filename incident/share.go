package incident

import "time"

// Share is information shared with somebody outside (R3.17, S43): of what kind, never the information itself. Confidential is what
// it stays unless public protection takes precedence, and that is said.
type Share struct {
	What       string `json:"what" ask:"What kind of information" rest:"" lines:"" limit:"1000" need:"Say what kind of information it is; never the information itself." help:"A category, such as: that officers are at the house. Never the information itself"`
	To         string `json:"to" ask:"Shared with" clause:"to,with" limit:"300" need:"Say with whom it is shared."`
	Precedence string `json:"precedence" ask:"Why public protection takes precedence" short:"Why not confidential" clause:"precedence" lines:"" limit:"1000" need:"People may expect confidentiality. Say which public protection takes precedence, and why."`
	Basis      string `json:"basis" ask:"Legal basis" clause:"basis" limit:"300" need:"Say on which legal basis."`
	Necessary  string `json:"necessary" ask:"Necessary and proportionate" short:"Necessary" clause:"necessary" lines:"" limit:"1000" need:"Say why it is necessary, and why nothing less would do."`
	Conditions string `json:"conditions" ask:"Conditions on the recipient" short:"Conditions" clause:"conditions" limit:"1000" need:"Say under which conditions the recipient has it."`
	Told       string `json:"told" ask:"Was the person told, or did he tell" short:"Was the person told" clause:"told" limit:"1000" need:"Say whether the person was told or chose to tell, or why not."`
	Review     int    `json:"review,omitempty"`
	ToConfirm
}

// Kind is "share".
func (*Share) Kind() string { return "share" }

// Heading is INFORMATION SHARED.
func (s *Share) Heading() string { return "INFORMATION SHARED WITH " + s.To }

func (s *Share) apply(side *Side, e *Entry) { side.formed(e) }

// Breach reports that something was shared that should not have been (R3.21, S47, S48). It is quiet: it is said to professional
// standards and to a superintendent, and in no room.
type Breach struct {
	What  string `json:"what" ask:"What was shared" rest:"" lines:"" limit:"1000" need:"Say what was shared."`
	Where string `json:"where,omitempty" ask:"Where, and with whom" clause:"where" limit:"300"`
	Known string `json:"known,omitempty" ask:"How it is known" clause:"known" limit:"300"`
	// People are told: professional standards and a superintendent. By is until when the Commissioner is told, if he is.
	People []Who     `json:"people,omitempty"`
	By     time.Time `json:"by" label:"Breach clock: decide on telling the Information Commissioner by"`
	Review int       `json:"review,omitempty"`
	ToConfirm
}

// Kind is "breach".
func (*Breach) Kind() string { return "breach" }

// Heading is UNAUTHORISED SHARING.
func (*Breach) Heading() string { return "UNAUTHORISED SHARING REPORTED" }

// Verb is "Reported".
func (*Breach) Verb() string { return "Reported" }

func (b *Breach) apply(s *Side, e *Entry) {
	s.breaches[e.Seq] = &breachTimes{by: b.By, next: b.By.Add(-breachLeft)}
	for _, p := range b.People {
		s.direct(p.ID, EntryKey(e.Seq), ClassPost, e.Seq)
	}
}

package incident

// Threat is a threat to somebody's life, or one by people who take the law into their own hands (R3.13, S33). It rings at once;
// what is not known yet is asked of whoever accepts.
type Threat struct {
	What    string `json:"what" ask:"What was threatened" rest:"" lines:"" limit:"3000" need:"Say what was threatened, as it was said."`
	Against string `json:"against,omitempty" ask:"Against whom" clause:"against" limit:"300" help:"Person A, his family, a street"`
	Source  string `json:"source,omitempty" ask:"From whom, and how it is known" short:"How it is known" clause:"source,from" limit:"300"`
	Grounds string `json:"grounds,omitempty" ask:"Real and immediate: why, or why not" label:"Real and immediate, or not, and why" short:"Real and immediate?" clause:"because,grounds" lines:"" limit:"1000"`
	// Logged is the entry that tells of it, where it was logged before it was reported.
	Logged    string `json:"logged,omitempty" ask:"Logged before, as entry" clause:"entry" limit:"20"`
	Vigilante bool   `json:"vigilante,omitempty"`
	// Escalation asks those who answer within minutes.
	Escalation int `json:"escalation,omitempty"`
	ToConfirm
}

// Kind is "threat".
func (*Threat) Kind() string { return "threat" }

// Heading is THREAT TO LIFE, or VIGILANTE THREAT.
func (t *Threat) Heading() string {
	if t.Vigilante {
		return "VIGILANTE THREAT"
	}
	return "THREAT TO LIFE"
}

// Verb is "Reported".
func (*Threat) Verb() string { return "Reported" }

func (t *Threat) apply(s *Side, e *Entry) { s.formed(e, AskThreat) }

// OwnWords is a body in the words of whoever records it, who may write in them of a threat that he does not report.
type OwnWords interface {
	Body
	// Words are what he wrote.
	Words() string
	// Asked is whether he was asked about them.
	Asked() *ThreatAsked
}

// ThreatAsked is part of an entry in somebody's own words. Whoever recorded it was asked, and nobody else, whether it is a threat
// to life; that it was asked stands here, in no post, so that the answer to an act that is delivered twice is the same.
type ThreatAsked struct {
	// Word is what the entry says of the force's list; empty: nobody was asked.
	Word string `json:"threat_asked,omitempty"`
}

// Asked is t.
func (t *ThreatAsked) Asked() *ThreatAsked { return t }

// Words are what happened.
func (n *Note) Words() string { return n.Text }

// Words are the decision and its reason.
func (d *Decision) Words() string { return d.Text + "\n" + d.Reason }

// Words are what was said.
func (c *Contact) Words() string { return c.Said }

// Words are those of the message.
func (c *Captured) Words() string { return c.Text }

// Words are what the incident was called for.
func (c *Called) Words() string { return c.What + "\n" + c.Why }

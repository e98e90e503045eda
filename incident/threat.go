package incident

// Threat is a threat to somebody's life, or one by people who take the law into their own hands (R3.13, S33). It rings at once;
// what is not known yet is asked of whoever accepts.
type Threat struct {
	What      string `json:"what" ask:"What was threatened" rest:"" lines:"" limit:"3000" need:"Say what was threatened, as it was said."`
	Against   string `json:"against,omitempty" ask:"Against whom" clause:"against" limit:"300" help:"Person A, his family, a street"`
	Source    string `json:"source,omitempty" ask:"From whom, and how it is known" short:"How it is known" clause:"source,from" limit:"300"`
	Grounds   string `json:"grounds,omitempty" ask:"Real and immediate: why, or why not" label:"Real and immediate, or not, and why" short:"Real and immediate?" clause:"because,grounds" lines:"" limit:"1000"`
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

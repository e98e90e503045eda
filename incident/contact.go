package incident

// Contact is one with the person who is named, or from where he lives (R3.5, R3.6, X7, X9, X10). They are counted: the second is
// put to a supervisor, the third forces a decision about the level.
type Contact struct {
	Said    string `json:"said" ask:"What was said, in his words" short:"What was said" rest:"" lines:"" limit:"3000" need:"Say what was said, in his words."`
	From    string `json:"from" ask:"Who, or from where" clause:"from" limit:"200" need:"Say who it was: Person A, or the place."`
	Offence string `json:"offence" ask:"Is it a reported offence: reference, or why none" label:"Reported offence, or why it is none" short:"Offence: reference" clause:"offence" reason:"" limit:"300" need:"Say whether this reports an offence: its crime reference, or why it is none."`
	Victim  string `json:"victim" ask:"Is he a victim in this" short:"Is he a victim" clause:"victim" limit:"300" need:"Say whether he is a victim in this, and of what."`
	Done    string `json:"done" ask:"What was done for him" clause:"done" lines:"" limit:"1000" need:"Say what was done for him, or who does it by when."`
	Against string `json:"against,omitempty" ask:"Action taken against him, and why" short:"Action against him" clause:"against" lines:"" limit:"1000" help:"A supervisor then says what he thinks of it"`
	Count   int    `json:"count"`
	Times   string `json:"times" label:"Contacts counted"`
	Prompts
	ToConfirm
	ThreatAsked
}

// Kind is "contact".
func (*Contact) Kind() string { return "contact" }

// Heading is CONTACT.
func (*Contact) Heading() string { return "CONTACT WITH THE PERSON NAMED" }

// Verb says what its maker did.
func (*Contact) Verb() string { return "Taken" }

func (c *Contact) apply(s *Side, e *Entry) {
	s.formed(e)
	s.asks(c.Prompts, e)
}

// Partner is a contact with probation, prison or another partner (S44). It stands in the sensitive book of every incident alike;
// one that grows stale reminds its owner alone.
type Partner struct {
	Agency string `json:"agency" ask:"Which partner" clause:"with" limit:"100" need:"Say which partner: probation, prison, …"`
	Text   string `json:"text" ask:"What was asked, what was answered" short:"Asked and answered" rest:"" lines:"" limit:"3000" need:"Say what was asked and what was answered."`
	Review int    `json:"review,omitempty"`
	ToConfirm
}

// Kind is "partner".
func (*Partner) Kind() string { return "partner" }

// Heading is CONTACT with the partner.
func (p *Partner) Heading() string { return "CONTACT WITH " + p.Agency }

// Verb says what its maker did.
func (*Partner) Verb() string { return "Made" }

func (p *Partner) apply(s *Side, e *Entry) { s.formed(e) }

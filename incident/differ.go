package incident

// Difference is one between agencies (R3.19, S46). It stands in the sensitive book, is never said in public, and holds back every
// release until the agencies have talked.
type Difference struct {
	Subject  string `json:"subject" ask:"What they differ about" rest:"" lines:"" limit:"3000" need:"Say what they differ about."`
	Agencies string `json:"agencies" ask:"Which agencies" clause:"between" limit:"300" need:"Say between whom."`
	Views    string `json:"views" ask:"The view of each" clause:"views" lines:"" limit:"3000" need:"Say what each of them holds."`
	ToConfirm
}

// DifferenceDiscussed says that they have talked: what is released afterwards is not news to any of them.
type DifferenceDiscussed struct {
	Text string `json:"text" ask:"What came of it" rest:"" lines:"" limit:"3000" need:"Say what came of it."`
	With string `json:"with" ask:"With whom, and when" clause:"with" limit:"300" need:"Say with whom it was discussed, and when."`
	ToConfirm
}

// Kind is "difference".
func (*Difference) Kind() string { return "difference" }

// Kind is "difference-discussed".
func (*DifferenceDiscussed) Kind() string { return "difference-discussed" }

// Heading is DIFFERENCE BETWEEN AGENCIES.
func (*Difference) Heading() string { return "DIFFERENCE BETWEEN AGENCIES" }

// Heading says that it was discussed.
func (*DifferenceDiscussed) Heading() string { return "DIFFERENCE DISCUSSED" }

// Verb says what its maker did.
func (*Difference) Verb() string { return "Reported" }

func (d *Difference) apply(s *Side, e *Entry)          { s.formed(e) }
func (d *DifferenceDiscussed) apply(s *Side, e *Entry) { s.formed(e) }

// Differs reports whether a difference, or a dissent from a joint decision, has not been discussed since it was recorded.
func (f *Full) Differs() bool {
	var last uint64
	if _, l, ok := Latest[*Difference](f.Sensitive); ok {
		last = l.Seq
	}
	for _, l := range Made[*JointViews](f.Sensitive) {
		if j, ok := l.Body.(*JointViews); ok && j.Dissent() {
			last = max(last, l.Seq)
		}
	}
	_, talked, ok := Latest[*DifferenceDiscussed](f.Sensitive)
	return last > 0 && (!ok || talked.Seq < last)
}

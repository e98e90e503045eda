package incident

// Viewed says that somebody consulted a record: automatic, never typed (DPA 2018 s.62: who, when, and to whom). Entries of
// the audit book change no state.
type Viewed struct {
	Ref  Ref    `json:"ref,omitempty"`
	What string `json:"what"` // the command, never what it showed
	// Refused is set when it was not shown.
	Refused bool `json:"refused,omitempty"`
}

// Kind is "viewed".
func (*Viewed) Kind() string { return "viewed" }

func (*Viewed) apply(*Side, *Entry) {}

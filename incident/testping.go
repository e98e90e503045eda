package incident

// TestPinged rings people, test only: what became of it is in the receipts.
type TestPinged struct {
	Label  string `json:"label"` // the post or person that was to be rung
	People []Who  `json:"people"`
}

// Kind is "test-ping".
func (*TestPinged) Kind() string { return "test-ping" }

func (t *TestPinged) apply(s *Side, e *Entry) {
	for _, p := range t.People {
		s.direct(p.ID, EntryKey(e.Seq), ClassPage, e.Seq)
	}
	s.roomPost(e)
}

package incident

// Note is a plain entry of the log: /log.
type Note struct {
	Text string `json:"text"`
	// Assessment marks what is somebody's view and no fact (R1.18, R4.3).
	Assessment bool `json:"assessment,omitempty"`
}

// Kind is "note".
func (*Note) Kind() string { return "note" }

func (n *Note) apply(s *Side, e *Entry) { s.roomPost(e) }

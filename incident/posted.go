package incident

// Posted is an answer that somebody had put in the room: the words as they were then.
type Posted struct {
	What string `json:"what"` // "status"
	Text string `json:"text"`
}

// Kind is "posted".
func (*Posted) Kind() string { return "posted" }

func (p *Posted) apply(s *Side, e *Entry) { s.roomPost(e) }

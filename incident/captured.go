package incident

import "time"

// Captured logs a message that somebody wrote in the room, as it stood when somebody marked it to be logged (R2.19). The
// person who recorded it is who marked it.
type Captured struct {
	Room    RoomKey   `json:"room"`
	Message string    `json:"message"` // the platform's id of it
	Author  Who       `json:"author"`
	SaidAt  time.Time `json:"said_at"`
	Text    string    `json:"text,omitempty"`
	// Hash is the SHA-256 of the text, in hex: a copy from the platform can be compared with it.
	Hash  string `json:"hash,omitempty"`
	Link  string `json:"link,omitempty"`
	Files []File `json:"files,omitempty"`
	// Reason is why it matters, in the words of whoever had it logged, where he was asked.
	Reason string `json:"reason,omitempty"`
	ThreatAsked
}

// File is an attachment of a captured message. It is named and identified, never copied.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256,omitempty"` // empty: it could not be read
	// Unread is why there is no SHA256, where that is known.
	Unread string `json:"unread,omitempty"`
}

// Kind is "captured".
func (*Captured) Kind() string { return "captured" }

func (c *Captured) apply(s *Side, e *Entry) {
	s.captured[capturedKey{c.Room, c.Message}] = e.Seq
	s.roomPost(e)
}

type capturedKey struct {
	room    RoomKey
	message string
}

// CapturedFrom is the entry that a message of a room was captured in.
func (s *Side) CapturedFrom(room RoomKey, message string) (*Line, bool) {
	seq, ok := s.captured[capturedKey{room, message}]
	if !ok {
		return nil, false
	}
	return s.Line(seq)
}

// SourceChanged says that a message was changed or deleted on the platform after it was captured, or that a post of
// Loggist's own was deleted there (R2.9). The record stands as it was.
type SourceChanged struct {
	Room    RoomKey `json:"room"`
	Message string  `json:"message"`
	// Entry is the one that was captured from it. Key names what a post of our own said, in its place.
	Entry   uint64 `json:"entry,omitempty"`
	Key     string `json:"key,omitempty"`
	By      Who    `json:"by,omitzero"`
	Deleted bool   `json:"deleted,omitempty"`
	// Text is what it says now, Hash its SHA-256 in hex.
	Text string `json:"text,omitempty"`
	Hash string `json:"hash,omitempty"`
}

// Kind is "source-changed".
func (*SourceChanged) Kind() string { return "source-changed" }

func (c *SourceChanged) apply(s *Side, e *Entry) {
	if c.Entry > 0 {
		s.sources[c.Entry] = c.Hash
	}
	s.roomPost(e)
}

// SourceNow is the hash of what the message of a captured entry says since it was changed, empty when it was deleted; ok is
// false when nothing is known to have changed.
func (s *Side) SourceNow(entry uint64) (hash string, ok bool) {
	hash, ok = s.sources[entry]
	return hash, ok
}

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

// Exported says that a book was handed out, or that somebody who may have it asked for it: what, for whom, and what of it was
// withheld, by number, why and on whose authority.
type Exported struct {
	Ref    Ref    `json:"ref,omitempty"`
	Book   Book   `json:"book"`
	Format string `json:"format"`
	// Asked: it was asked for in a room, and not made yet.
	Asked    bool          `json:"asked,omitempty"`
	Because  string        `json:"because,omitempty"`
	For      string        `json:"for,omitempty"`
	Entries  uint64        `json:"entries,omitempty"`
	Withheld []Withholding `json:"withheld,omitempty"`
	// Authority is on whose the entries were withheld.
	Authority string `json:"authority,omitempty"`
	// RepeatsMayBeRead: other entries repeat words of a withheld one, and whoever made it meant that.
	RepeatsMayBeRead bool `json:"repeats_may_be_read,omitempty"`
	// SHA256 is the hash of the file, in hex.
	SHA256 string `json:"sha256,omitempty"`
}

// Withholding is one line of a redaction log.
type Withholding struct {
	Entries []uint64 `json:"entries"`
	Because string   `json:"because"`
}

// Kind is "exported".
func (*Exported) Kind() string { return "exported" }

func (*Exported) apply(*Side, *Entry) {}

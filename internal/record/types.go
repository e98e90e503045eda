package record

import (
	"fmt"
	"strings"
	"time"
)

// BookID names one book: an append-only series of entries with gapless numbers of its own.
type BookID struct {
	Incident string // the incident's reference, such as "CI-2026-0142"; "" for the force's own books
	Book     string // "open", "sensitive", "delivery" of an incident; "register", "audit" of the force
}

// Register is the force's book of references, bindings and changes of configuration.
var Register = BookID{Book: "register"}

// Audit is the force's book of views, exports and refused look-ups.
var Audit = BookID{Book: "audit"}

// String returns the name that is hashed, sealed against and written in files: "CI-2026-0142.open", ".register".
func (b BookID) String() string { return b.Incident + "." + b.Book }

// ParseBook is the inverse of BookID.String. It refuses every name that could not safely be a file's name.
func ParseBook(s string) (BookID, error) {
	i := strings.LastIndexByte(s, '.')
	if i < 0 {
		return BookID{}, fmt.Errorf("parse book: no dot in the name")
	}
	b := BookID{Incident: s[:i], Book: s[i+1:]}
	if err := b.valid(); err != nil {
		return BookID{}, err
	}
	return b, nil
}

// valid accepts letters, digits, '-' and '_' only: a book's name is a line of the hashed text, a file's name and a
// field of a hash in Redis, so nothing in it may mean anything to any of them.
func (b BookID) valid() error {
	if b.Book == "" || len(b.Incident)+len(b.Book) > maxName {
		return fmt.Errorf("book name is empty or longer than %d", maxName)
	}
	if b.Incident == forceFiles {
		return fmt.Errorf("book name is reserved")
	}
	for _, part := range []string{b.Incident, b.Book} {
		for i := range len(part) {
			if !nameByte(part[i]) {
				return fmt.Errorf("book name holds a character that is neither letter, digit, hyphen nor underscore")
			}
		}
	}
	return nil
}

func nameByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// Draft is an entry that has no number yet.
type Draft struct {
	Book BookID
	Body []byte // one JSON object on one line; these exact bytes are committed to and exported, never encoded again
}

// Entry is one numbered entry of a book.
type Entry struct {
	Book     BookID
	Seq      uint64
	Body     []byte // as drafted; nil when Withheld
	Salt     []byte // 32 bytes; nil when Withheld
	Sealed   []byte // salt and body under the book's key
	Commit   string // hex SHA-256 of salt and body
	Prev     string // the hash of the entry before, or 64 zeros
	Hash     string // see Chain in the package documentation
	Withheld bool   // the key is not here (disposed of, or not ours): the hashes still verify
}

// Renumbered says what became of one entry that a failover dropped.
type Renumbered struct {
	Book     BookID
	Old, New uint64
}

// Recovery marks a record that was committed again after a fork.
type Recovery struct {
	Was     uint64 // the number in the log that it had before
	Entries []Renumbered
}

// Record is one commit: what became true together.
type Record struct {
	N         uint64 // its number in the log
	X         string // hex SHA-1 over everything up to it, for comparing copies only
	Incident  string // "" when it touches only the force's own books
	Causes    []string
	Entries   []Entry
	Recovered *Recovery // nil for all but what a fork recovery committed
	// Foreign: a later version of this program wrote it in a layout that this one does not read. Its incident and its
	// entries' numbers and hashes are known, and nothing else.
	Foreign bool
}

// Base is the version of an incident on which a change was decided.
type Base struct {
	Incident string // "" is the register
	Version  string // the hash of the last record that touched it; "" means nothing yet
}

// LaneDue asks that a lane be looked at.
type LaneDue struct {
	Lane string
	Page bool      // among the pages, which are claimed first
	Due  time.Time // the zero time removes the lane
}

// Lease is the right to act for one lane until it runs out.
type Lease struct {
	Lane  string
	Token string
	Try   int    // 1 for the first; more means that somebody may have begun
	Head  uint64 // the head of the log when it was claimed: act only on a journal that holds it
	Page  bool
}

// Change is one atomic commit. Retrying the same Change is safe: its causes make it a duplicate.
type Change struct {
	Bases   []Base
	Causes  []string
	Entries []Draft
	Lanes   []LaneDue
	Settle  *Lease // given up in the same step; the commit is refused when it is no longer held
}

// Result says what a commit became.
type Result struct {
	Duplicate  bool // a cause was known: N and Entries are what it made then
	N          uint64
	Entries    []Entry
	SecondCopy bool // the copies that were asked for have confirmed it
}

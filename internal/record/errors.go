package record

import (
	"errors"
	"fmt"
	"strings"
)

// The errors of this package, for errors.Is.
var (
	// ErrStale: the change was decided on a version that is no longer the newest, or this journal is behind. Nothing was recorded.
	ErrStale = errors.New("stale")
	// ErrLate: the lease that the change settles is no longer held. Nothing was recorded.
	ErrLate = errors.New("lease lost")
	// ErrLost: the store is empty or of another epoch and is being restored. Nothing was recorded.
	ErrLost = errors.New("store lost, being restored")
	// ErrUnknown: the change may or may not have taken effect; only its cause can tell.
	ErrUnknown = errors.New("may or may not have been recorded")
	// ErrReadOnly: recording is switched off. Nothing was sent.
	ErrReadOnly = errors.New("read only")
	// ErrJournal: the journal cannot be written. Nothing was sent, or what was sent is not visible yet.
	ErrJournal = errors.New("journal cannot be written")
	// ErrNewInstallation: there is neither a store nor a journal.
	ErrNewInstallation = errors.New("nothing is recorded here yet")
	// ErrInUse: another process holds the data directory.
	ErrInUse = errors.New("data directory is in use by another process")
	// ErrDamaged: something recorded is not as it was. The error is a *DamagedError that says which book and number.
	ErrDamaged = errors.New("damaged")
	// ErrKey: a sealed part could not be opened with the keys at hand.
	ErrKey = errors.New("no fitting key")
)

// DamagedError says which entry differs and in what. It never holds content.
type DamagedError struct {
	Where  string // "export", "journal segment 000002"
	Book   string // BookID.String, or "" where no book is known
	Number uint64 // the entry's number in Book; 0 is the whole book
	Record uint64 // its number in the log, where that is known
	What   string // what differs

	place *damagePlace // where in the journal, to find out more; nil when that is not known
}

type damagePlace struct {
	seg int // index into the segments
	at  int64
}

func (e *DamagedError) Error() string {
	var b strings.Builder
	b.WriteString(e.Where)
	b.WriteString(" is damaged: ")
	if e.Book != "" {
		fmt.Fprintf(&b, "book %s", e.Book)
		if e.Number != 0 {
			fmt.Fprintf(&b, " number %d", e.Number)
		}
		b.WriteString(": ")
	}
	if e.Record != 0 {
		fmt.Fprintf(&b, "record %d: ", e.Record)
	}
	b.WriteString(e.What)
	return b.String()
}

// Is makes errors.Is(err, ErrDamaged) true.
func (e *DamagedError) Is(target error) bool { return target == ErrDamaged }

// Answer is what a person may be told about a change.
type Answer int

// The three answers.
const (
	None     Answer = iota // definitely not recorded
	Recorded               // recorded and journaled
	Unknown                // nobody can tell yet
)

func (a Answer) String() string {
	switch a {
	case None:
		return "none"
	case Recorded:
		return "recorded"
	}
	return "unknown"
}

// AnswerOf maps the error of a commit to its answer: only errors that are known to mean "nothing was sent" or "it was
// refused" are None, so that an error nobody thought of is never told as "nothing was recorded".
func AnswerOf(err error) Answer {
	switch {
	case err == nil:
		return Recorded
	case errors.Is(err, ErrUnknown):
		return Unknown
	case errors.Is(err, ErrStale), errors.Is(err, ErrLate), errors.Is(err, ErrLost), errors.Is(err, ErrReadOnly), errors.Is(err, ErrJournal), errors.Is(err, ErrAway), errors.Is(err, ErrChange):
		return None
	}
	return Unknown
}

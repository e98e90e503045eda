package incident

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loggist/internal/force"
)

// Book is one numbered series of entries.
type Book string

// The books. Open, sensitive and delivery are an incident's; register and audit the force's.
const (
	BookOpen      Book = "open"
	BookSensitive Book = "sensitive"
	BookDelivery  Book = "delivery"
	BookRegister  Book = "register"
	BookAudit     Book = "audit"
)

// Who is a person as an entry names him. Name is rank and name as they were when the entry was made, so that the record
// reads the same when the directory has moved on. ID is empty for somebody who is not in the directory (the words are
// kept as given, Unlisted) and for Loggist itself ([Itself]).
type Who struct {
	ID       force.PersonID `json:"id,omitempty"`
	Name     string         `json:"name"`
	Unlisted bool           `json:"unlisted,omitempty"`
}

// Itself is Loggist acting on time, not for a person.
var Itself = Who{Name: "Loggist"}

// IsZero reports whether nobody is named.
func (w Who) IsZero() bool { return w == Who{} }

// Same reports whether both are the same person: by id, or by the same words.
func (w Who) Same(o Who) bool {
	if w.ID != "" || o.ID != "" {
		return w.ID == o.ID
	}
	return w.Name == o.Name
}

// Entry is a recorded fact.
type Entry struct {
	Ref  Ref // empty in the force's own books
	Book Book
	Seq  uint64
	// Hash is the entry's own in the chain of its book.
	Hash string
	// RecordedAt is when it was recorded, never before an earlier entry's; DecidedAt when what it tells of was decided or
	// happened. UTC.
	DecidedAt  time.Time
	RecordedAt time.Time
	RecordedBy Who
	DecidedBy  Who
	// Late is why it was recorded late, when it was.
	Late  string
	Cause string
	Body  Body
}

// Body is what an entry says. The kinds are a closed set: each stands in kinds.go.
type Body interface {
	// Kind is the stable name under which it is stored.
	Kind() string
	// apply changes the side that the entry's book belongs to. It is total: an entry that makes no sense in this state
	// (which the version check makes impossible, short of a fault) changes nothing.
	apply(s *Side, e *Entry)
}

// Draft is an entry not yet recorded: what a command or a timer answers. Zero DecidedAt means now, zero DecidedBy the
// person who records it.
type Draft struct {
	Book      Book
	DecidedAt time.Time
	DecidedBy Who
	Late      string
	Body      Body
}

// wire is the committed form of an entry (docs/record-format.md). Numbers, hashes and the incident stand around it.
type wire struct {
	Kind       string          `json:"kind"`
	DecidedAt  time.Time       `json:"decided_at"`
	RecordedAt time.Time       `json:"recorded_at"`
	RecordedBy Who             `json:"recorded_by"`
	DecidedBy  Who             `json:"decided_by"`
	Late       string          `json:"late,omitempty"`
	Cause      string          `json:"cause,omitempty"`
	Body       json.RawMessage `json:"body"`
}

// ErrUnknownKind says that an entry is of a kind that this version does not know.
var ErrUnknownKind = errors.New("unknown kind of entry")

// Encode returns the bytes of e that are committed to, kept and exported verbatim.
func Encode(e *Entry) ([]byte, error) {
	body, err := json.Marshal(e.Body)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", e.Body.Kind(), err)
	}
	return json.Marshal(wire{
		Kind: e.Body.Kind(), DecidedAt: e.DecidedAt.UTC(), RecordedAt: e.RecordedAt.UTC(),
		RecordedBy: e.RecordedBy, DecidedBy: e.DecidedBy, Late: e.Late, Cause: e.Cause, Body: body,
	})
}

// Decode fills e from bytes made by Encode. A kind that is not known gives an entry whose Body is [Unknown] and no error:
// it is kept, and the incident is then left alone.
func Decode(b []byte, e *Entry) error {
	// An incident is folded from all its entries when it is first needed: what begins with a kind that is known, as Encode
	// writes it, is decoded in one pass.
	rest, begins := bytes.CutPrefix(b, []byte(`{"kind":"`))
	name, _, closed := bytes.Cut(rest, []byte(`"`))
	if k, known := kinds[string(name)]; begins && closed && known {
		if done, err := k.decode(b, e); done || err != nil {
			return err
		}
	}
	var w wire
	if err := json.Unmarshal(b, &w); err != nil {
		return fmt.Errorf("decode entry: %w", err)
	}
	e.DecidedAt, e.RecordedAt, e.RecordedBy, e.DecidedBy, e.Late, e.Cause = w.DecidedAt, w.RecordedAt, w.RecordedBy, w.DecidedBy, w.Late, w.Cause
	k, known := kinds[w.Kind]
	if !known {
		e.Body = &Unknown{Name: w.Kind, Raw: w.Body}
		return nil
	}
	body := k.new()
	if err := json.Unmarshal(w.Body, body); err != nil {
		return fmt.Errorf("decode %s: %w", w.Kind, err)
	}
	e.Body = body
	return nil
}

// Unknown is an entry of a kind that a newer version wrote. It is kept; an incident that holds one takes no new entries
// from this version.
type Unknown struct {
	Name string
	Raw  json.RawMessage
}

// Kind is the name it was stored under.
func (u *Unknown) Kind() string { return u.Name }

// MarshalJSON gives the body as it was.
func (u *Unknown) MarshalJSON() ([]byte, error) { return u.Raw, nil }

func (u *Unknown) apply(s *Side, _ *Entry) { s.Frozen = true }

package incident

import (
	"time"

	"loggist/internal/force"
)

// Full is all that is known of an incident: what the open room may see, and the sensitive book beside it.
type Full struct {
	Open      *Open
	Sensitive *Side
}

// Open is what the open and delivery books make. Whatever the open room, its timers, cards, handover and exports show is
// computed from an *Open alone.
type Open struct {
	Side
	Head
}

// Side is what one series of business folds to: that of the open book (with the delivery book), or that of the sensitive
// book. Both hold the same things under numbers of their own.
type Side struct {
	Ref    Ref
	Book   Book // BookOpen or BookSensitive
	Lines  []*Line
	Frozen bool // an entry of an unknown kind was met: no new entries from this version
	// LastRecorded is the newest RecordedAt of this side.
	LastRecorded time.Time

	Escalations []*Escalation // E-1 is at 0
	Tasks       []*Task
	Reviews     []*Review
	LinesToTake []*TakeLine
	Members     map[force.PersonID]*Member
	Rooms       map[RoomKey]*Room
	Known       map[string]Known // handle → who it is; in the sensitive side

	// said is the last entry that said something, checkpoint the last one that was said in the rooms, checkpointAt when.
	said         uint64
	checkpoint   Checkpoint
	checkpointAt time.Time

	captured   map[capturedKey]uint64
	sources    map[uint64]string // captured entry → what its message says now, by hash; empty: it is gone
	waiting    map[force.PersonID]*waitingCards
	unverified map[uint64]*Line // awaiting their decision maker
	chase      map[uint64]*Line // those of which he is reminded
	live       liveSets
	out        outbox
	head       *Head // the open side's head; nil in the sensitive side
	receipts   uint64
	failed     map[failedTimer]bool
	recovered  map[uint64][]Renumbered
	forms      map[string][]*Line             // by kind, oldest first
	rings      map[force.PersonID][]time.Time // the newest, of each person rung
	overloaded map[force.PersonID]time.Time   // said already, until then
	access     *Access                        // who may see the incident; of the sensitive side
	glass      map[uint64]*pane               // broken by this entry, and not ended
	breaches   map[uint64]*breachTimes        // reported by this entry, and not decided about
}

// Line is an entry with what later entries say of it.
type Line struct {
	Entry
	// Unverified: recorded by somebody other than its decision maker, who has not confirmed it yet (R2.5).
	Unverified  bool
	ConfirmedAt time.Time
	ConfirmedBy Who
	// ChaseAt is when the decision maker is reminded to confirm, Chased how often he was.
	ChaseAt time.Time
	Chased  int
	// Disputed, Corrected and Withdrawn are the entries that say so, oldest first.
	Disputed  []uint64
	Corrected []uint64
	Withdrawn []uint64
	// Removed: its words have left the chat (wrong room, or sensitive); they stay in the record.
	Removed bool
}

// New returns the state of an incident with no entries.
func New(ref Ref) *Full {
	f := &Full{Open: &Open{}, Sensitive: &Side{}}
	f.Open.Side = newSide(ref, BookOpen)
	f.Open.Head = newHead()
	f.Open.head = &f.Open.Head
	*f.Sensitive = newSide(ref, BookSensitive)
	return f
}

func newSide(ref Ref, b Book) Side {
	return Side{
		Ref: ref, Book: b, Members: map[force.PersonID]*Member{}, Rooms: map[RoomKey]*Room{},
		Known: map[string]Known{}, unverified: map[uint64]*Line{}, chase: map[uint64]*Line{}, live: newLiveSets(), out: newOutbox(), failed: map[failedTimer]bool{}, recovered: map[uint64][]Renumbered{},
		captured: map[capturedKey]uint64{}, sources: map[uint64]string{}, waiting: map[force.PersonID]*waitingCards{}, forms: map[string][]*Line{},
		rings: map[force.PersonID][]time.Time{}, overloaded: map[force.PersonID]time.Time{}, glass: map[uint64]*pane{}, breaches: map[uint64]*breachTimes{},
	}
}

// Apply folds one entry of this incident into the state. Entries of one book come in the order of their numbers. It is
// total, and an entry of the sensitive book changes nothing but Sensitive.
func (f *Full) Apply(e Entry) {
	side := &f.Open.Side
	if e.Book == BookSensitive {
		side = f.Sensitive
	}
	if e.RecordedAt.After(side.LastRecorded) {
		side.LastRecorded = e.RecordedAt
	}
	if e.Book == BookDelivery {
		side.receipts = e.Seq
		e.Body.apply(side, &e)
		return
	}
	line := &Line{Entry: e}
	side.Lines = append(side.Lines, line)
	side.says(&e)
	if !e.DecidedBy.Same(e.RecordedBy) {
		side.watchConfirm(line)
	}
	if f, ok := e.Body.(Form); ok {
		side.forms[f.Kind()] = append(side.forms[f.Kind()], line)
	}
	side.madeEntry(&line.Entry)
	e.Body.apply(side, &line.Entry)
}

// LastRecorded is the newest recorded-at of any book.
func (f *Full) LastRecorded() time.Time {
	if f.Sensitive.LastRecorded.After(f.Open.LastRecorded) {
		return f.Sensitive.LastRecorded
	}
	return f.Open.LastRecorded
}

// Side returns the side that a book's business belongs to.
func (f *Full) Side(b Book) *Side {
	if b == BookSensitive {
		return f.Sensitive
	}
	return &f.Open.Side
}

// Frozen reports whether an entry of an unknown kind was met.
func (f *Full) Frozen() bool { return f.Open.Frozen || f.Sensitive.Frozen }

// Line returns entry seq of this side.
func (s *Side) Line(seq uint64) (*Line, bool) {
	if seq == 0 || seq > uint64(len(s.Lines)) {
		return nil, false
	}
	return s.Lines[seq-1], true
}

// NextIn is the number that the next entry of a book of this incident gets.
func (f *Full) NextIn(b Book) uint64 {
	if b == BookDelivery {
		return f.Open.receipts + 1
	}
	return f.Side(b).NextSeq()
}

// NextSeq is the number that the next entry of this side's book gets.
func (s *Side) NextSeq() uint64 { return uint64(len(s.Lines)) + 1 }

// Hashed notes the hash under which an entry was recorded.
func (f *Full) Hashed(b Book, seq uint64, hash string) {
	if b == BookDelivery {
		return
	}
	if l, ok := f.Side(b).Line(seq); ok {
		l.Hash = hash
	}
}

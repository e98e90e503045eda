package incident

import (
	"cmp"
	"slices"
	"time"

	"loggist/internal/force"
)

// Entries about entries. Each is new and points at another of the same book; that one is never changed, only shown with
// what is said of it.

// Confirmed says that an entry is what its decision maker decided.
type Confirmed struct {
	Entry uint64 `json:"entry"`
}

// Disputed says that it is not.
type Disputed struct {
	Entry  uint64 `json:"entry"`
	Reason string `json:"reason"`
}

// Correction gives the right text of an entry and says what is wrong with it (R2.8).
type Correction struct {
	Entry  uint64 `json:"entry"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
	ToConfirm
}

// Withdrawn says that an entry is not to be relied on. With WrongRoom or Sensitive its words leave the chat; in the record
// they stay.
type Withdrawn struct {
	Entry     uint64 `json:"entry"`
	Reason    string `json:"reason"`
	WrongRoom bool   `json:"wrong_room,omitempty"`
	// Belongs is the incident in which it belongs. It is never said in this one's room.
	Belongs   Ref  `json:"belongs,omitempty"`
	Sensitive bool `json:"sensitive,omitempty"`
}

// ConfirmChased reminds a decision maker that an entry still waits for him.
type ConfirmChased struct {
	Entry uint64    `json:"entry"`
	Next  time.Time `json:"next,omitzero"` // when he is reminded again; zero: no more
}

// Kind is "confirmed".
func (*Confirmed) Kind() string { return "confirmed" }

// Kind is "disputed".
func (*Disputed) Kind() string { return "disputed" }

// Kind is "correction".
func (*Correction) Kind() string { return "correction" }

// Kind is "withdrawn".
func (*Withdrawn) Kind() string { return "withdrawn" }

// Kind is "confirm-chased".
func (*ConfirmChased) Kind() string { return "confirm-chased" }

// watchConfirm notes that an entry was recorded for somebody else.
func (s *Side) watchConfirm(l *Line) {
	l.Unverified = true
	s.unverified[l.Seq] = l
	if b, ok := l.Body.(toConfirm); ok && l.DecidedBy.ID != "" {
		s.chaseAt(l, b.confirmBy())
	}
	s.waitsNow(l.DecidedBy.ID, l.Seq)
}

// chaseAt sets when the decision maker is reminded next; zero: not any more.
func (s *Side) chaseAt(l *Line, at time.Time) {
	l.ChaseAt = at
	if at.IsZero() {
		delete(s.chase, l.Seq)
	} else {
		s.chase[l.Seq] = l
	}
}

// settleConfirm ends the waiting for an entry's decision maker.
func (s *Side) settleConfirm(l *Line, seq uint64) {
	if s.unverified[l.Seq] == nil {
		return
	}
	delete(s.unverified, l.Seq)
	s.chaseAt(l, time.Time{})
	s.waits(l.DecidedBy.ID, seq)
}

func (c *Confirmed) apply(s *Side, e *Entry) {
	if l, ok := s.Line(c.Entry); ok {
		l.Unverified, l.ConfirmedAt, l.ConfirmedBy = false, e.RecordedAt, e.RecordedBy
		s.settleConfirm(l, e.Seq)
		s.touchAbout(l, e)
	}
}

func (d *Disputed) apply(s *Side, e *Entry) {
	s.roomPost(e)
	if l, ok := s.Line(d.Entry); ok {
		l.Disputed = append(l.Disputed, e.Seq)
		l.ConfirmedAt, l.ConfirmedBy = time.Time{}, Who{}
		s.settleConfirm(l, e.Seq)
		s.touchAbout(l, e)
	}
}

func (c *Correction) apply(s *Side, e *Entry) {
	s.roomPost(e)
	if l, ok := s.Line(c.Entry); ok && l.Seq != e.Seq {
		l.Corrected = append(l.Corrected, e.Seq)
		for ; ok; l, ok = s.corrects(l) { // a correction of a correction changes what the first one shows
			s.touchAbout(l, e)
		}
	}
}

func (w *Withdrawn) apply(s *Side, e *Entry) {
	s.roomPost(e)
	l, ok := s.Line(w.Entry)
	if !ok || l.Seq == e.Seq {
		return
	}
	l.Withdrawn = append(l.Withdrawn, e.Seq)
	s.settleConfirm(l, e.Seq)
	if w.WrongRoom || w.Sensitive {
		s.remove(l, e)
	}
	for ; ok; l, ok = s.corrects(l) {
		s.touchAbout(l, e)
	}
}

func (c *ConfirmChased) apply(s *Side, e *Entry) {
	l, ok := s.Line(c.Entry)
	if !ok || !l.Unverified {
		return
	}
	s.chaseAt(l, c.Next)
	l.Chased++
	s.waits(l.DecidedBy.ID, e.Seq)
	if c.Next.IsZero() {
		s.roomPost(e)
		return
	}
	if l.DecidedBy.ID != "" {
		s.direct(l.DecidedBy.ID, EntryKey(e.Seq), ClassPost, e.Seq)
	}
}

// remove takes the words of an entry, and of whatever repeats them, out of the chat.
func (s *Side) remove(l *Line, e *Entry) {
	if l.Removed {
		return
	}
	l.Removed = true
	s.touchAbout(l, e)
	s.removeFromHead(l, e)
	for _, seq := range slices.Concat(l.Corrected, l.Disputed) {
		if about, ok := s.Line(seq); ok && about.Seq > l.Seq {
			s.remove(about, e)
		}
	}
}

// removeFromHead takes the words of the call, or of what put it right, out of the pinned card while they stand there.
func (s *Side) removeFromHead(l *Line, e *Entry) {
	var what, where, why string
	switch b := l.Body.(type) {
	case *Called:
		what, where, why = b.What, b.Where, b.Why
	case *Amended:
		what, where, why = b.What, b.Where, b.Why
	default:
		return
	}
	h := s.head
	if h == nil {
		return
	}
	for _, f := range []struct {
		shown *string
		gone  string
	}{{&h.What, what}, {&h.Where, where}, {&h.Why, why}} {
		if f.gone != "" && *f.shown == f.gone {
			*f.shown = "withdrawn by entry " + Number(s.Book, e.Seq)
		}
	}
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
}

// corrects is the entry that l corrects, if it is a correction.
func (s *Side) corrects(l *Line) (*Line, bool) {
	c, ok := l.Body.(*Correction)
	if !ok || c.Entry >= l.Seq {
		return nil, false
	}
	return s.Line(c.Entry)
}

// touchAbout changes whatever was said with the words of an entry: its post, wherever it went, and the cards of what it set.
func (s *Side) touchAbout(l *Line, e *Entry) {
	keys := []string{EntryKey(l.Seq)}
	switch b := l.Body.(type) {
	case *TaskSet:
		keys = append(keys, s.cardOf(SeriesTask, l.Seq)...)
	case *TaskUpdate:
		keys = append(keys, s.Name(SeriesTask, b.Task))
	case *TaskDone:
		keys = append(keys, s.Name(SeriesTask, b.Task))
	case *TaskNotDone:
		keys = append(keys, s.Name(SeriesTask, b.Task))
	case *ReviewSet:
		keys = append(keys, s.cardOf(SeriesReview, l.Seq)...)
	case *ReviewDone:
		keys = append(keys, s.Name(SeriesReview, b.Review))
	case *EscalationJoined:
		keys = append(keys, s.Name(SeriesEscalation, b.N))
	case *Decision:
		if r, ok := s.Review(b.Review); ok {
			keys = append(keys, s.Name(SeriesReview, r.N))
		}
	default:
		keys = append(keys, s.cardOf(SeriesEscalation, l.Seq)...)
	}
	for lane, state := range s.out.lanes {
		for _, key := range keys {
			for _, k := range append([]string{key}, state.about[key]...) {
				if it := state.items[k]; it != nil && it.Sent != nil {
					s.touch(lane, k, ClassCard, e.Seq)
				}
			}
		}
	}
}

// cardOf names the thing of a series that entry seq set.
func (s *Side) cardOf(series Series, seq uint64) []string {
	var n int
	var ok bool
	switch series {
	case SeriesTask:
		n, ok = slices.BinarySearchFunc(s.Tasks, seq, func(t *Task, seq uint64) int { return cmp.Compare(t.Entry, seq) })
	case SeriesReview:
		n, ok = slices.BinarySearchFunc(s.Reviews, seq, func(r *Review, seq uint64) int { return cmp.Compare(r.Entry, seq) })
	case SeriesEscalation:
		n, ok = slices.BinarySearchFunc(s.Escalations, seq, func(x *Escalation, seq uint64) int { return cmp.Compare(x.Opened, seq) })
	}
	if !ok {
		return nil
	}
	return []string{s.Name(series, n+1)}
}

// TextNow is the text of an entry as its newest correction gives it, and that correction; ok is false when there is none.
func (s *Side) TextNow(l *Line) (by *Line, ok bool) {
	for range s.Lines { // corrections only point back, so this ends
		var newest *Line
		for _, seq := range slices.Backward(l.Corrected) {
			if c, found := s.Line(seq); found && len(c.Withdrawn) == 0 {
				newest = c
				break
			}
		}
		if newest == nil {
			return by, by != nil
		}
		by, l = newest, newest
	}
	return by, by != nil
}

// Unconfirmed are the entries that wait for p to confirm them, oldest first.
func (s *Side) Unconfirmed(p force.PersonID) []*Line {
	var out []*Line
	for _, l := range s.unverified {
		if l.DecidedBy.ID == p && p != "" {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b *Line) int { return cmp.Compare(a.Seq, b.Seq) })
	return out
}

// sorted are the values of a live set by number.
func sorted[T any](m map[int]*T) []*T {
	var keys []int
	for n := range m {
		keys = append(keys, n)
	}
	slices.Sort(keys)
	out := make([]*T, len(keys))
	for i, n := range keys {
		out[i] = m[n]
	}
	return out
}

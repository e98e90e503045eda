package incident

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"loggist/internal/force"
)

// RoomKey names one of an incident's rooms: its slot and its platform, "a@local". The platform is opaque here.
type RoomKey string

// The slots. Everything of the open book is said in the rooms of slot a, everything of the sensitive book in those of b.
const (
	SlotOpen   = "a"
	SlotSecond = "b"
)

// Lane is whom messages go to, one after another: a room, or a person on one platform.
type Lane struct {
	Room     RoomKey        `json:"room,omitempty"`
	Person   force.PersonID `json:"person,omitempty"`
	Platform force.Platform `json:"platform,omitempty"` // of Person
}

// Class orders what is pending in a lane, and says how it is sent.
type Class int

// The classes, most urgent first.
const (
	ClassRoom Class = iota // the room itself, its members and header: nothing can be said before
	ClassPage              // rings
	ClassPost              // to be read, in order
	ClassCard              // edited in place, only the newest version counts
)

// Item is a message that a lane still has to be sent. What it says is rendered when it is sent, from the state of then.
type Item struct {
	Lane  Lane
	Key   string // "entry/14", "E-1", "E-1/ask/3", "head", "member/pc.adeyemi": stable per lane
	Class Class
	Since uint64 // the entry that first called for it
	// Version is the entry that last changed what it says.
	Version uint64
	// NotBefore is when it may be sent at the earliest; zero is at once.
	NotBefore time.Time
	// Sent is what a receipt says of the version before: then the message is changed in place.
	Sent *Sent
	// again: it changed without an entry of its book, so that a version which is under way may or may not say so. It is sent once more.
	again bool
}

// Sent is what the platform answered.
type Sent struct {
	Version uint64
	Message string
	At      time.Time
	Failed  bool
}

type outbox struct{ lanes map[Lane]*laneState }

type laneState struct {
	items   map[string]*Item
	pending map[string]*Item // those with a Version above the one sent
	// about are the keys of a thing besides its card's ("E-1" → "E-1/ask/1"): what speaks of it.
	about map[string][]string
}

func newOutbox() outbox { return outbox{lanes: map[Lane]*laneState{}} }

// touch says that key in lane now says something new because of entry seq. The class of the first touch stays, except
// that a page stays a page only until it is sent: its later versions are cards.
func (s *Side) touch(lane Lane, key string, class Class, seq uint64) {
	l := s.out.lanes[lane]
	if l == nil {
		l = &laneState{items: map[string]*Item{}, pending: map[string]*Item{}, about: map[string][]string{}}
		s.out.lanes[lane] = l
	}
	it := l.items[key]
	if it == nil {
		it = &Item{Lane: lane, Key: key, Class: class, Since: seq}
		l.items[key] = it
		if thing, rest, ok := strings.Cut(key, "/"); ok && rest != "" && thing != entryKind {
			l.about[thing] = append(l.about[thing], key)
		}
	}
	it.Version = seq
	l.pending[key] = it
}

// touchSent is touch for somebody who was told before, and nothing for others: an ended escalation changes the pings
// that went out and makes no new ones.
func (s *Side) touchSent(key string, seq uint64) {
	for lane, l := range s.out.lanes {
		if it := l.items[key]; it != nil && it.Sent != nil {
			s.touch(lane, key, ClassCard, seq)
		}
	}
}

// touchAgain is touchSent for what no entry of this book says, but a receipt.
func (s *Side) touchAgain(key string) {
	s.touchSent(key, s.NextSeq()-1)
	for _, l := range s.out.lanes {
		if it := l.pending[key]; it != nil && !s.held(it) {
			it.again = true
		}
	}
}

// inRooms touches key in every room of this side.
func (s *Side) inRooms(key string, class Class, seq uint64) {
	for room := range s.Rooms {
		s.touch(Lane{Room: room}, key, class, seq)
	}
}

// roomPost says the entry itself in every room of this side.
func (s *Side) roomPost(e *Entry) { s.inRooms(EntryKey(e.Seq), ClassPost, e.Seq) }

// roomCard says that the card key changed.
func (s *Side) roomCard(key string, e *Entry) { s.inRooms(key, ClassCard, e.Seq) }

// direct touches key in the person's lane on every platform of this incident.
func (s *Side) direct(p force.PersonID, key string, class Class, seq uint64) {
	if class == ClassPage {
		s.rang(p, seq)
	}
	for _, platform := range s.Platforms() {
		s.touch(Lane{Person: p, Platform: platform}, key, class, seq)
	}
}

// has reports whether the person was told of key, or is about to be.
func (s *Side) has(p force.PersonID, key string) bool {
	return slices.ContainsFunc(s.Platforms(), func(platform force.Platform) bool {
		l := s.out.lanes[Lane{Person: p, Platform: platform}]
		return l != nil && l.items[key] != nil
	})
}

// Platforms are those that this side has rooms on, in order.
func (s *Side) Platforms() []force.Platform {
	var out []force.Platform
	for _, r := range s.Rooms {
		if !slices.Contains(out, r.Platform) {
			out = append(out, r.Platform)
		}
	}
	slices.Sort(out)
	return out
}

// Pending returns what lane still has to be sent, now or later (Item.NotBefore), in the order in which to send it.
func (s *Side) Pending(lane Lane) []Item {
	l := s.out.lanes[lane]
	if l == nil {
		return nil
	}
	out := make([]Item, 0, len(l.pending))
	for _, it := range l.pending {
		i := *it
		if i.Sent != nil && (i.Class == ClassPage || i.Class == ClassPost) {
			i.Class = ClassCard // what was sent is changed in place, after what is new
		}
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(order(a), order(b)), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func order(i Item) uint64 {
	if i.Key == KeyHead || i.Key == KeyRoom {
		return 0 // nobody is invited to a room before it is there; what the incident is stands before what became of it
	}
	if i.Class == ClassCard {
		return i.Version
	}
	return i.Since
}

// PendingLanes returns the lanes that have something to send, now or later.
func (s *Side) PendingLanes() []Lane {
	var out []Lane
	for lane := range s.out.lanes {
		if !s.SendAt(lane).IsZero() {
			out = append(out, lane)
		}
	}
	return out
}

// SendAt is when the first of what is pending in lane is to be sent: when it came to be as it is, or may be sent; zero when
// there is nothing, or all of it waits for its room to be fit.
func (s *Side) SendAt(lane Lane) time.Time {
	l := s.out.lanes[lane]
	if l == nil || len(l.pending) == 0 {
		return time.Time{}
	}
	var first time.Time
	for _, it := range l.pending {
		if s.held(it) {
			continue
		}
		at := s.LastRecorded
		if line, ok := s.Line(it.Version); ok {
			at = line.RecordedAt
		}
		if at = later(at, it.NotBefore); first.IsZero() || at.Before(first) {
			first = at
		}
	}
	return first
}

// Waited is how long something that is to be read could not be sent by now, since the entry that called for it; zero for what is
// changed in place, and for what speaks of an entry that is older by its nature.
func (s *Side) Waited(it Item, now time.Time) time.Duration {
	if it.Class != ClassPage && it.Class != ClassPost || strings.HasPrefix(it.Key, checkpointKind) || strings.HasPrefix(it.Key, recoveredKind) {
		return 0
	}
	line, ok := s.Line(it.Since)
	if !ok {
		return 0
	}
	return max(0, now.Sub(later(line.RecordedAt, it.NotBefore)))
}

// Outcome is what became of a message.
type Outcome string

// The outcomes.
const (
	Sending Outcome = "sent"     // the platform took it
	Failed  Outcome = "failed"   // the platform will never take it
	NotSent Outcome = "not-sent" // it was overtaken: Reason says by what
)

// Receipt says what became of a message: it is the cursor of its lane and the disclosure log. A receipt of open business
// stands in the delivery book, one of sensitive business in the sensitive book.
type Receipt struct {
	Lane    Lane      `json:"lane"`
	Key     string    `json:"key"`
	Version uint64    `json:"version"`
	Outcome Outcome   `json:"outcome"`
	Reason  string    `json:"reason,omitempty"`
	Message string    `json:"message,omitempty"` // the platform's id of it
	Room    string    `json:"room,omitempty"`    // the platform's id of the room
	At      time.Time `json:"at,omitzero"`
	Repeat  bool      `json:"repeat,omitempty"` // it may have been sent twice and said REPEAT
	// Due is until when an answer to it is waited for, when one is.
	Due time.Time `json:"due,omitzero"`
	// Members are who was in the room (R4.1).
	Members []force.PersonID `json:"members,omitempty"`
}

// Kind is "receipt".
func (*Receipt) Kind() string { return "receipt" }

func (r *Receipt) apply(s *Side, e *Entry) {
	l := s.out.lanes[r.Lane]
	if l == nil || l.items[r.Key] == nil {
		return
	}
	it := l.items[r.Key]
	sent := &Sent{Version: r.Version, Message: r.Message, At: r.At, Failed: r.Outcome != Sending}
	if sent.Message == "" && it.Sent != nil {
		sent.Message = it.Sent.Message // a change in place that failed leaves the message where it was
	}
	it.Sent = sent
	if r.Version >= it.Version && !it.again {
		delete(l.pending, r.Key)
	}
	it.again = false
	s.receipted(r, e)
}

// receipted hands a receipt to what waits for it.
func (s *Side) receipted(r *Receipt, e *Entry) {
	if r.Lane.Room != "" && r.Key == KeyRoom && r.Outcome == Sending {
		if room := s.Rooms[r.Lane.Room]; room != nil {
			room.ID = r.Room
		}
	}
	s.askReceipted(r)
	s.reviewReceipted(r, e)
	s.clearReceipted(r)
}

// Delivered returns what is known of key in lane.
func (s *Side) Delivered(lane Lane, key string) (Sent, bool) {
	l := s.out.lanes[lane]
	if l == nil || l.items[key] == nil || l.items[key].Sent == nil {
		return Sent{}, false
	}
	return *l.items[key].Sent, true
}

// ByMessage returns the key that a platform's message carries in lane.
func (s *Side) ByMessage(lane Lane, message string) (string, bool) {
	if l := s.out.lanes[lane]; l != nil {
		for key, it := range l.items {
			if it.Sent != nil && it.Sent.Message == message {
				return key, true
			}
		}
	}
	return "", false
}

// Told reports whether anything was ever said to the person himself on this side: what he was asked, he may answer.
func (s *Side) Told(p force.PersonID) bool {
	for _, platform := range s.Platforms() {
		if _, ok := s.out.lanes[Lane{Person: p, Platform: platform}]; ok {
			return true
		}
	}
	return false
}

package incident

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"loggist/internal/force"
)

// Room is a room bound to this side of the incident.
type Room struct {
	Platform force.Platform
	Slot     string
	// ID is the platform's id; empty until the platform has opened it.
	ID string
	// Name is the room's, by reference alone.
	Name string
	// Unfit says why no content may be posted in it, empty while it may. Replaced: a newer room has its place for good.
	Unfit string
	// Outsiders are the accounts that make it unfit, where the platform says so.
	Outsiders []string
	// Spells are the times in which it was unfit, in order.
	Spells   []*Spell
	Replaced bool
	// Adopted: it was there before, and was bound beside the room that Loggist opened.
	Adopted bool
}

// RoomKeys are those of this side's rooms, in order.
func (s *Side) RoomKeys() []RoomKey {
	out := make([]RoomKey, 0, len(s.Rooms))
	for k := range s.Rooms {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Bound says that this side has a room on a platform: one that Loggist is to open (ID empty), or one that it adopts. It
// stands in the open book for slot a and in the sensitive book for slot b. A later one takes the place of those before it on that
// platform, unless it stands Beside them: N counts them, 0 and 1 are the first.
type Bound struct {
	Platform force.Platform `json:"platform"`
	ID       string         `json:"id,omitempty"`
	N        int            `json:"n,omitempty"`
	// Beside: it is a room that was there before, with an ID; it stands beside the others and takes the place of none.
	Beside bool `json:"beside,omitempty"`
}

// Kind is "room".
func (*Bound) Kind() string { return "room" }

// room is the room that b makes, and its key.
func (b *Bound) room(s *Side) (RoomKey, *Room) {
	slot, name := SlotOpen, s.Ref.RoomName()
	if s.Book == BookSensitive {
		slot, name = SlotSecond, name+"-b"
	}
	r := &Room{Platform: b.Platform, Slot: slot, ID: b.ID, Name: name, Adopted: b.Beside}
	if b.N > 1 {
		slot += strconv.Itoa(b.N)
		r.Name += "-" + strconv.Itoa(b.N)
	}
	if b.Beside { // its own name is not ours, and may say what no name may
		r.Name = name
	}
	return RoomKey(slot + "@" + string(b.Platform)), r
}

// BoundRoom is the room that an entry made.
func (s *Side) BoundRoom(b *Bound) *Room {
	key, r := b.room(s)
	if known := s.Rooms[key]; known != nil {
		return known
	}
	return r
}

// CleanRoom is what opens a further room in the place of those of this side on a platform.
func (s *Side) CleanRoom(platform force.Platform) *Bound {
	n := 1
	for _, r := range s.Rooms {
		if r.Platform == platform {
			n++
		}
	}
	return &Bound{Platform: platform, N: n}
}

// AdoptedRoom is what binds a room that was there before, beside those of this side.
func (s *Side) AdoptedRoom(platform force.Platform, id string) *Bound {
	b := s.CleanRoom(platform)
	b.ID, b.Beside = id, true
	return b
}

func (b *Bound) apply(s *Side, e *Entry) {
	key, room := b.room(s)
	for _, r := range s.Rooms {
		if r.Platform == b.Platform && !b.Beside && (!r.Adopted || r.Unfit != "") {
			r.Replaced = true
		}
	}
	s.Rooms[key] = room
	lane := Lane{Room: key}
	s.touch(lane, KeyRoom, ClassRoom, e.Seq)
	s.touch(lane, KeyHeader, ClassCard, e.Seq)
	s.touch(lane, KeyHead, ClassPost, e.Seq) // what this is comes first; from then on it is a card
	if s.head != nil {
		s.touch(lane, KeyAnswer, ClassPost, e.Seq)
	}
	for _, id := range slices.Sorted(maps.Keys(s.Members)) { // in one order: a fold is the same whoever makes it
		s.touch(lane, MemberKey(id), ClassRoom, e.Seq)
	}
	for _, x := range s.OpenEscalations() { // what is open is shown there too
		s.touch(lane, s.Name(SeriesEscalation, x.N), ClassCard, e.Seq)
	}
	for _, t := range s.LiveTasks() {
		s.touch(lane, s.Name(SeriesTask, t.N), ClassCard, e.Seq)
	}
	for _, r := range s.LiveReviews() {
		s.touch(lane, s.Name(SeriesReview, r.N), ClassCard, e.Seq)
	}
	if b.N > 1 || b.Beside {
		s.roomPost(e)
	}
}

// neverInOpenRoom are the posts whose holders are never members of an open room: that they were there would say that
// somebody is managed (R3.22).
var neverInOpenRoom = []force.PostID{force.MOSOVO, force.Probation, force.ProfessionalStandards}

// MayBeInOpenRoom reports whether p may be a member of an incident's open room. Partners and guests may not.
func MayBeInOpenRoom(p force.Person) bool {
	return p.Police() && !slices.ContainsFunc(neverInOpenRoom, p.Holds)
}

// Member is a person of the incident's room: the entry makes him one, the platform's list follows it.
type Member struct {
	Who   Who
	Since time.Time
	By    Who
	Why   string
	// Gone is when he was removed; zero while he is a member.
	Gone time.Time
}

// IsMember reports whether p is a member of this side now.
func (s *Side) IsMember(p force.PersonID) bool {
	m := s.Members[p]
	return m != nil && m.Gone.IsZero()
}

// Invited adds people: at the call, by /ci add, by accepting an escalation or a role (Why says which).
type Invited struct {
	People []Who  `json:"people"`
	Why    string `json:"why,omitempty"`
	// Quiet is set when the entry that brought them (a call, an acceptance) already says it in the room.
	Quiet bool `json:"quiet,omitempty"`
}

// Kind is "invited".
func (*Invited) Kind() string { return "invited" }

func (i *Invited) apply(s *Side, e *Entry) {
	for _, p := range i.People {
		if s.IsMember(p.ID) {
			continue
		}
		s.Members[p.ID] = &Member{Who: p, Since: e.RecordedAt, By: e.RecordedBy, Why: i.Why}
		s.inRooms(MemberKey(p.ID), ClassRoom, e.Seq)
		s.direct(p.ID, WelcomeKey(p.ID), ClassPost, e.Seq)
	}
	if !i.Quiet {
		s.roomPost(e)
	}
}

// Removed takes a person out.
type Removed struct {
	Person Who    `json:"person"`
	Reason string `json:"reason"`
	// Quiet is set when another entry of the act says it.
	Quiet bool `json:"quiet,omitempty"`
}

// Kind is "removed".
func (*Removed) Kind() string { return "removed" }

func (r *Removed) apply(s *Side, e *Entry) {
	m := s.Members[r.Person.ID]
	if m == nil || !m.Gone.IsZero() {
		return
	}
	m.Gone = e.RecordedAt
	s.inRooms(MemberKey(r.Person.ID), ClassRoom, e.Seq)
	if !r.Quiet {
		s.roomPost(e)
	}
}

// Joined says that the platform itself put a person into a room (R4.15).
type Joined struct {
	Person Who     `json:"person"`
	By     Who     `json:"by,omitzero"`
	Room   RoomKey `json:"room"`
	Left   bool    `json:"left,omitempty"`
}

// Kind is "joined".
func (*Joined) Kind() string { return "joined" }

func (j *Joined) apply(s *Side, e *Entry) {
	if j.Left {
		if m := s.Members[j.Person.ID]; m != nil && m.Gone.IsZero() {
			m.Gone = e.RecordedAt
		}
	} else if j.Person.ID != "" && !s.IsMember(j.Person.ID) { // who is not in the directory is no member
		s.Members[j.Person.ID] = &Member{Who: j.Person, Since: e.RecordedAt, By: j.By, Why: "added with the platform's own button"}
		s.direct(j.Person.ID, WelcomeKey(j.Person.ID), ClassPost, e.Seq)
	}
	s.roomPost(e)
}

package incident

import (
	"slices"
	"time"
)

// RoomUnfit says that content may no longer be posted in a room, as the platform tells (R3.12, R4.15, S47): somebody of
// outside can read it, or nothing arrives there. From then on nothing is sent to it; direct messages, private answers and
// ladders go on. Of a room that is unfit for the same reason already it says that other outsiders are in it now: the first entry is
// the card of it, and nobody is rung about it twice.
type RoomUnfit struct {
	Room RoomKey `json:"room"`
	// Why is "public", "guest", "shared", "archived" or "gone".
	Why string `json:"why"`
	By  Who    `json:"by,omitzero"`
	// Outsiders are the platform's accounts that make the room unfit by being in it, where it says so.
	Outsiders []string `json:"outsiders,omitempty"`
	// Told are who is rung about it: the incident's owner, the Force Incident Manager and who did it.
	Told []Who `json:"told,omitempty"`
}

// RoomFit says that a room is fit for content again. What could not be posted meanwhile follows.
type RoomFit struct {
	Room RoomKey `json:"room"`
	By   Who     `json:"by,omitzero"`
}

// RoomCleared takes out of a room those who are not in the directory: guests who make it unfit, and others at once.
type RoomCleared struct {
	Room      RoomKey  `json:"room"`
	Outsiders []string `json:"outsiders"` // the platform's accounts
	Because   string   `json:"because"`
}

// Kind is "room-cleared".
func (*RoomCleared) Kind() string { return "room-cleared" }

func (c *RoomCleared) apply(s *Side, e *Entry) {
	if s.Rooms[c.Room] == nil {
		return
	}
	for _, account := range c.Outsiders {
		s.touch(Lane{Room: c.Room}, OutsiderKey(account), ClassRoom, e.Seq)
	}
	s.roomPost(e)
}

// clearReceipted says on the card of an unfit room that somebody cannot be taken out of it from here.
func (s *Side) clearReceipted(r *Receipt) {
	room := s.Rooms[r.Lane.Room]
	if _, outsider := OutsiderOf(r.Key); !outsider || r.Outcome != Failed || room == nil {
		return
	}
	if now := room.spell(); now != nil {
		s.touchAgain(EntryKey(now.Entry))
	}
}

// Stuck are the outsiders of a room whom the platform would not let us take out.
func (s *Side) Stuck(key RoomKey) (n int) {
	if r := s.Rooms[key]; r != nil {
		for _, account := range r.Outsiders {
			if sent, ok := s.Delivered(Lane{Room: key}, OutsiderKey(account)); ok && sent.Failed {
				n++
			}
		}
	}
	return n
}

// Kind is "room-unfit".
func (*RoomUnfit) Kind() string { return "room-unfit" }

// Kind is "room-fit".
func (*RoomFit) Kind() string { return "room-fit" }

func (u *RoomUnfit) apply(s *Side, e *Entry) {
	r := s.Rooms[u.Room]
	if r == nil {
		return
	}
	now, again := r.spell(), r.Unfit == u.Why
	worse := !again || slices.ContainsFunc(u.Outsiders, func(account string) bool { return !slices.Contains(r.Outsiders, account) })
	if now != nil && !again {
		s.ends(now, e)
	}
	r.Unfit, r.Outsiders = u.Why, u.Outsiders
	if now == nil || !again {
		now = &Spell{Entry: e.Seq}
		r.Spells = append(r.Spells, now)
		s.roomPost(e) // in the other rooms of this side at once, in this one when it is fit again
	}
	if worse && !u.By.IsZero() && !slices.ContainsFunc(now.By, u.By.Same) {
		now.By = append(now.By, u.By)
	}
	card := EntryKey(now.Entry)
	s.touchSent(card, e.Seq)
	for _, p := range u.Told {
		if p.ID != "" && !s.has(p.ID, card) {
			s.direct(p.ID, card, ClassPage, e.Seq)
		}
	}
}

func (f *RoomFit) apply(s *Side, e *Entry) {
	if r := s.Rooms[f.Room]; r != nil {
		if now := r.spell(); now != nil {
			s.ends(now, e)
		}
		r.Unfit, r.Outsiders = "", nil
	}
	s.roomPost(e)
}

// Spell is a time in which a room is unfit for one reason: from Entry until Ended, which is 0 while it lasts. By are who made it so.
type Spell struct {
	Entry, Ended uint64
	By           []Who
}

// spell is the one that lasts, nil if none does.
func (r *Room) spell() *Spell {
	if n := len(r.Spells); n > 0 && r.Spells[n-1].Ended == 0 {
		return r.Spells[n-1]
	}
	return nil
}

// SpellOf is the one that an entry began, nil if it began none.
func (r *Room) SpellOf(entry uint64) *Spell {
	if i := slices.IndexFunc(r.Spells, func(x *Spell) bool { return x.Entry == entry }); i >= 0 {
		return r.Spells[i]
	}
	return nil
}

func (s *Side) ends(x *Spell, e *Entry) {
	x.Ended = e.Seq
	s.touchSent(EntryKey(x.Entry), e.Seq)
}

// held reports whether an item waits until its room is fit again. Who is in the room can still be put right, as long as
// anything arrives there.
func (s *Side) held(it *Item) bool {
	r := s.Rooms[it.Lane.Room]
	switch {
	case r == nil || r.Unfit == "" && !r.Replaced:
		return false
	case r.Replaced || r.Unfit == "archived" || r.Unfit == "gone":
		return true
	}
	return it.Class != ClassRoom
}

// Sendable returns what may be sent to lane now, in the order in which to send it.
func (s *Side) Sendable(lane Lane, now time.Time) []Item {
	return slices.DeleteFunc(s.Pending(lane), func(it Item) bool { return it.NotBefore.After(now) || s.held(&it) })
}

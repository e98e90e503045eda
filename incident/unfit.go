package incident

import (
	"slices"
	"time"
)

// RoomUnfit says that content may no longer be posted in a room, as the platform tells (R3.12, R4.15, S47): somebody of
// outside can read it, or nothing arrives there. From then on nothing is sent to it; direct messages, private answers and
// ladders go on.
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

// Kind is "room-unfit".
func (*RoomUnfit) Kind() string { return "room-unfit" }

// Kind is "room-fit".
func (*RoomFit) Kind() string { return "room-fit" }

func (u *RoomUnfit) apply(s *Side, e *Entry) {
	r := s.Rooms[u.Room]
	if r == nil {
		return
	}
	r.Unfit, r.Outsiders = u.Why, u.Outsiders
	for _, p := range u.Told {
		if p.ID != "" {
			s.direct(p.ID, EntryKey(e.Seq), ClassPage, e.Seq)
		}
	}
	s.roomPost(e) // in the other rooms of this side at once, in this one when it is fit again
}

func (f *RoomFit) apply(s *Side, e *Entry) {
	if r := s.Rooms[f.Room]; r != nil {
		r.Unfit, r.Outsiders = "", nil
	}
	s.roomPost(e)
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

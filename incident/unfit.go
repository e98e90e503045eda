package incident

// RoomUnfit says that content may no longer be posted in a room, as the platform tells (R3.12, R4.15, S47): somebody of
// outside can read it, or nothing arrives there. From then on nothing is sent to it; direct messages, private answers and
// ladders go on.
type RoomUnfit struct {
	Room RoomKey `json:"room"`
	// Why is "public", "guest", "shared", "archived" or "gone".
	Why string `json:"why"`
	By  Who    `json:"by,omitzero"`
	// Told are who is rung about it: the incident's owner, the Force Incident Manager and who did it.
	Told []Who `json:"told,omitempty"`
}

// RoomFit says that a room is fit for content again. What could not be posted meanwhile follows.
type RoomFit struct {
	Room RoomKey `json:"room"`
	By   Who     `json:"by,omitzero"`
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
	r.Unfit = u.Why
	for _, p := range u.Told {
		if p.ID != "" {
			s.direct(p.ID, EntryKey(e.Seq), ClassPage, e.Seq)
		}
	}
	s.roomPost(e) // in the other rooms of this side at once, in this one when it is fit again
}

func (f *RoomFit) apply(s *Side, e *Entry) {
	if r := s.Rooms[f.Room]; r != nil {
		r.Unfit = ""
	}
	s.roomPost(e)
}

// sendable reports whether messages may be sent to a lane now.
func (s *Side) sendable(l Lane) bool {
	r := s.Rooms[l.Room]
	return r == nil || r.Unfit == "" && !r.Replaced
}

package incident

import "time"

// RoleOffered offers a role to a person; it rings him. What is outstanding goes with it.
type RoleOffered struct {
	N     int       `json:"n"`
	Role  Role      `json:"role"`
	To    Who       `json:"to"`
	From  Who       `json:"from,omitzero"`
	Until time.Time `json:"until"`
	Brief string    `json:"brief,omitempty"`

	Reviews     []int  `json:"reviews,omitempty"`
	Tasks       []int  `json:"tasks,omitempty"`
	Escalations []int  `json:"escalations,omitempty"`
	Last        uint64 `json:"last,omitempty"`
}

// RoleAccepted takes a role over. ReadBack is what an incoming loggist read back to the commander.
type RoleAccepted struct {
	Offer    int    `json:"offer"`
	Role     Role   `json:"role"`
	Was      Who    `json:"was,omitzero"`
	ReadBack string `json:"read_back,omitempty"`
}

// RoleDeclined turns an offer down.
type RoleDeclined struct {
	Offer   int    `json:"offer"`
	Role    Role   `json:"role"`
	Because string `json:"because"`
}

// RoleRelieved takes a role from its holder; it is vacant then. GoldBy is until when Gold is to be held again.
type RoleRelieved struct {
	Role    Role      `json:"role"`
	Was     Who       `json:"was"`
	Because string    `json:"because"`
	GoldBy  time.Time `json:"gold_by,omitzero"`
}

// OfferUnanswered says that nobody took up an offer in time. It can still be accepted.
type OfferUnanswered struct {
	Offer int  `json:"offer"`
	Role  Role `json:"role"`
	To    Who  `json:"to"`
	Late
}

// GoldMissing says that a declared incident has had no Gold for too long (R1.11).
type GoldMissing struct {
	Since time.Time `json:"since"`
	Late
}

// Kind is "role-offered".
func (*RoleOffered) Kind() string { return "role-offered" }

// Kind is "role-accepted".
func (*RoleAccepted) Kind() string { return "role-accepted" }

// Kind is "role-declined".
func (*RoleDeclined) Kind() string { return "role-declined" }

// Kind is "role-relieved".
func (*RoleRelieved) Kind() string { return "role-relieved" }

// Kind is "offer-unanswered".
func (*OfferUnanswered) Kind() string { return "offer-unanswered" }

// Kind is "gold-vacant".
func (*GoldMissing) Kind() string { return "gold-vacant" }

func (b *RoleOffered) apply(s *Side, e *Entry) {
	h := s.head
	if h == nil {
		return
	}
	for n, o := range s.live.offers {
		if o.Role == b.Role {
			s.offerOver(n, "overtaken", e)
		}
	}
	o := &Offer{
		N: len(h.Offers) + 1, Entry: e.Seq, Role: b.Role, To: b.To, From: b.From, By: e.RecordedBy, At: e.RecordedAt, Until: b.Until, Brief: b.Brief,
		Reviews: b.Reviews, Tasks: b.Tasks, Escalations: b.Escalations, Last: b.Last,
	}
	h.Offers = append(h.Offers, o)
	s.live.offers[o.N] = o
	s.direct(o.To.ID, s.Name(SeriesOffer, o.N), ClassPage, e.Seq)
	s.roomPost(e)
}

// offerOver ends an offer: it can be answered no more, and what was sent of it says so.
func (s *Side) offerOver(n int, how string, e *Entry) {
	o := s.live.offers[n]
	if o == nil {
		return
	}
	delete(s.live.offers, n)
	o.Over, o.OverAt, o.Until = how, e.RecordedAt, time.Time{}
	s.touchTold(o.To.ID, s.Name(SeriesOffer, n), e.Seq)
	s.touchSent(EntryKey(o.Entry), e.Seq)
}

func (b *RoleAccepted) apply(s *Side, e *Entry) {
	o := s.live.offers[b.Offer]
	if s.head == nil || o == nil || !o.To.Same(e.RecordedBy) {
		return
	}
	s.offerOver(b.Offer, "accepted", e)
	s.head.Roles[o.Role] = &Holder{Who: o.To, Since: e.RecordedAt, Entry: e.Seq}
	if o.Role == RoleGold {
		s.head.GoldBy, s.head.GoldSaid = time.Time{}, false
	}
	s.roomPost(e)
	s.headChanged(e)
}

func (b *RoleDeclined) apply(s *Side, e *Entry) {
	o := s.live.offers[b.Offer]
	if s.head == nil || o == nil || !o.To.Same(e.RecordedBy) {
		return
	}
	o.Because = b.Because
	s.offerOver(b.Offer, "declined", e)
	s.roomPost(e)
}

func (b *RoleRelieved) apply(s *Side, e *Entry) {
	h := s.head
	if h == nil || h.Roles[b.Role] == nil {
		return
	}
	delete(h.Roles, b.Role)
	if b.Role == RoleGold {
		h.GoldBy, h.GoldSaid = b.GoldBy, false
		if h.GoldBy.IsZero() {
			h.GoldBy = e.RecordedAt.Add(goldVacant)
		}
	}
	s.direct(b.Was.ID, EntryKey(e.Seq), ClassPost, e.Seq)
	s.roomPost(e)
	s.headChanged(e)
}

func (b *OfferUnanswered) apply(s *Side, e *Entry) {
	if o := s.live.offers[b.Offer]; o != nil {
		o.Until = time.Time{}
		s.touchTold(o.To.ID, s.Name(SeriesOffer, o.N), e.Seq)
	}
	s.roomPost(e)
}

func (b *GoldMissing) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.GoldSaid = true
	s.roomPost(e)
	s.headChanged(e)
}

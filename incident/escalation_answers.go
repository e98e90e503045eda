package incident

import (
	"time"

	"loggist/internal/force"
)

// EscalationAcknowledged says that a person is awake and has not taken it. Until is set when nobody of the rung is left to
// be rung: the instant at which it moves up.
type EscalationAcknowledged struct {
	N     int       `json:"n"`
	Until time.Time `json:"until,omitzero"`
}

// EscalationAccepted says that a person takes it. It ends the ladder, once as many as the rung needs have accepted.
type EscalationAccepted struct {
	N       int       `json:"n"`
	Rung    int       `json:"rung"`
	ThereBy time.Time `json:"there_by,omitzero"`
	// AskAt is when he is asked, if he has made no entry by then.
	AskAt time.Time `json:"ask_at"`
	Prompts
}

// EscalationDeclined says that a person who was asked cannot take it.
type EscalationDeclined struct {
	N       int    `json:"n"`
	Because string `json:"because"`
}

// EscalationHandedBack says that its holder can no longer keep it: it is open again at his rung, without him.
type EscalationHandedBack struct {
	N       int    `json:"n"`
	Because string `json:"because"`
}

// EscalationEnded ends an escalation by a person, with a reason.
type EscalationEnded struct {
	N       int    `json:"n"`
	Because string `json:"because"`
}

// EscalationHolderAsked asks the holder, who has made no entry, whether he is at work on it.
type EscalationHolderAsked struct {
	N        int       `json:"n"`
	ReopenAt time.Time `json:"reopen_at"`
	Late
}

// EscalationLapsed opens an escalation again at its holder's rung: he was asked and made no entry.
type EscalationLapsed struct {
	N      int `json:"n"`
	Holder Who `json:"holder"`
	Late
}

// Kind is "escalation-acknowledged".
func (*EscalationAcknowledged) Kind() string { return "escalation-acknowledged" }

// Kind is "escalation-accepted".
func (*EscalationAccepted) Kind() string { return "escalation-accepted" }

// Kind is "escalation-declined".
func (*EscalationDeclined) Kind() string { return "escalation-declined" }

// Kind is "escalation-handed-back".
func (*EscalationHandedBack) Kind() string { return "escalation-handed-back" }

// Kind is "escalation-ended".
func (*EscalationEnded) Kind() string { return "escalation-ended" }

// Kind is "escalation-holder-asked".
func (*EscalationHolderAsked) Kind() string { return "escalation-holder-asked" }

// Kind is "escalation-lapsed".
func (*EscalationLapsed) Kind() string { return "escalation-lapsed" }

func (b *EscalationAcknowledged) apply(s *Side, e *Entry) {
	x := s.opened(b.N)
	if x == nil || !x.WasAsked(e.RecordedBy.ID) {
		return
	}
	if _, again := x.Acked[e.RecordedBy.ID]; !again {
		x.Acked[e.RecordedBy.ID] = e.RecordedAt
	}
	if a := x.Current(); !b.Until.IsZero() && a != nil && x.Rung >= 0 {
		x.Again = max(x.Again, x.Ladder.Rungs[x.Rung].Repeat)
		a.Due = b.Until
	}
	s.pings(x, e)
}

func (b *EscalationAccepted) apply(s *Side, e *Entry) {
	s.asks(b.Prompts, e)
	x := s.opened(b.N)
	if x == nil || b.Rung < 0 || b.Rung >= len(x.Ladder.Rungs) {
		return
	}
	need := 1
	if a := x.Current(); a != nil && a.Rung == b.Rung {
		need = a.Need
	}
	if !among(x.Accepted, e.RecordedBy.ID) {
		x.Accepted = append(x.Accepted, e.RecordedBy)
	}
	if len(x.Accepted) < need {
		x.Acked[e.RecordedBy.ID] = e.RecordedAt // he is not rung again
		s.pings(x, e)
		s.roomPost(e)
		return
	}
	x.Holder, x.AcceptedAt, x.HolderRung = x.Accepted[0], e.RecordedAt, b.Rung
	x.ThereBy, x.AskAt, x.ReopenAt = b.ThereBy, b.AskAt, time.Time{}
	x.moveAt, x.NextRound = time.Time{}, time.Time{}
	s.pings(x, e)
	s.openChanged(e)
	s.roomPost(e)
}

func (b *EscalationDeclined) apply(s *Side, e *Entry) {
	x := s.opened(b.N)
	if x == nil || !x.WasAsked(e.RecordedBy.ID) {
		return
	}
	x.Declined[e.RecordedBy.ID] = e.RecordedAt
	x.Refused = append(x.Refused, Refusal{e.RecordedBy, e.RecordedAt, b.Because})
	if a := x.Current(); a != nil && x.NextRound.IsZero() && x.moveAt.IsZero() && x.willing() < a.Need {
		x.moveAt = e.RecordedAt
	}
	s.pings(x, e)
}

// again opens an escalation that was accepted, at its holder's rung.
func (s *Side) again(x *Escalation, e *Entry) {
	x.moved(x.HolderRung, x.Round)
	x.Holder, x.AskAt, x.ReopenAt, x.ThereBy = Who{}, time.Time{}, time.Time{}, time.Time{}
	x.moveAt = e.RecordedAt
	s.live.escalations[x.N] = x
	s.openChanged(e)
}

func (b *EscalationHandedBack) apply(s *Side, e *Entry) {
	x, ok := s.Escalation(b.N)
	if !ok || x.Ended || x.Holder.IsZero() || !x.Holder.Same(e.RecordedBy) {
		return
	}
	s.again(x, e)
	x.Declined[e.RecordedBy.ID] = e.RecordedAt
	x.Refused = append(x.Refused, Refusal{e.RecordedBy, e.RecordedAt, b.Because})
	s.pings(x, e)
	s.roomPost(e)
}

func (b *EscalationEnded) apply(s *Side, e *Entry) {
	x, ok := s.Escalation(b.N)
	if !ok || x.Ended {
		return
	}
	x.Ended, x.EndedBy, x.EndedAt, x.EndedBecause = true, e.RecordedBy, e.RecordedAt, b.Because
	delete(s.live.escalations, b.N)
	if x.HolderAsked > 0 {
		s.touchTold(x.Holder.ID, s.HolderKey(x.N, x.HolderAsked), e.Seq)
	}
	s.pings(x, e)
	s.openChanged(e)
	s.roomPost(e)
}

func (b *EscalationHolderAsked) apply(s *Side, e *Entry) {
	x, ok := s.Escalation(b.N)
	if !ok || x.Ended || x.Holder.IsZero() || x.AskAt.IsZero() {
		return
	}
	x.AskAt, x.ReopenAt = time.Time{}, b.ReopenAt
	x.HolderAsked++
	s.direct(x.Holder.ID, s.HolderKey(x.N, x.HolderAsked), ClassPage, e.Seq)
}

func (b *EscalationLapsed) apply(s *Side, e *Entry) {
	x, ok := s.Escalation(b.N)
	if !ok || x.Ended || x.Holder.IsZero() || !x.Holder.Same(b.Holder) {
		return
	}
	s.touchTold(x.Holder.ID, s.HolderKey(x.N, x.HolderAsked), e.Seq)
	s.again(x, e)
	s.pings(x, e)
	s.roomPost(e)
}

// touchTold is touchSent for one person: O(platforms), however many people the incident has.
func (s *Side) touchTold(p force.PersonID, key string, seq uint64) {
	for _, platform := range s.Platforms() {
		lane := Lane{Person: p, Platform: platform}
		if l := s.out.lanes[lane]; l != nil {
			if it := l.items[key]; it != nil && it.Sent != nil && it.Sent.Message != "" {
				s.touch(lane, key, ClassCard, seq)
			}
		}
	}
}

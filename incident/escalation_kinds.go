package incident

import (
	"time"

	"loggist/internal/force"
)

// Escalated opens an escalation with its ladder, frozen.
type Escalated struct {
	N       int    `json:"n"`
	What    string `json:"what"`
	Because string `json:"because,omitempty"`
	// ByClock: a timer asks, About says which.
	ByClock bool   `json:"by_clock,omitempty"`
	About   string `json:"about,omitempty"`
	Ladder  Ladder `json:"ladder"`
	Late
}

// EscalationJoined adds a cause to an open escalation. Ladder is the one that it goes on with, the shorter wait of both;
// Due, if set, is until when the present asking waits now.
type EscalationJoined struct {
	N       int       `json:"n"`
	What    string    `json:"what"`
	Because string    `json:"because,omitempty"`
	ByClock bool      `json:"by_clock,omitempty"`
	About   string    `json:"about,omitempty"`
	Ladder  Ladder    `json:"ladder"`
	Due     time.Time `json:"due,omitzero"`
	Late
}

// EscalationAsked is a rung asked: who held its posts then. SentBy is until when one of them must have been reached.
type EscalationAsked struct {
	N      int           `json:"n"`
	Ask    int           `json:"ask"`
	Rung   int           `json:"rung"`
	Round  int           `json:"round,omitempty"`
	Again  int           `json:"again,omitempty"`
	Label  string        `json:"label"`
	People []Who         `json:"people"`
	Wait   time.Duration `json:"wait"`
	Need   int           `json:"need"`
	SentBy time.Time     `json:"sent_by"`
	// Why says why it moved: "no answer", "could not be reached", "declined", "handed back".
	Why string `json:"why,omitempty"`
	Late
}

// EscalationSkipped is a rung with nobody to ask.
type EscalationSkipped struct {
	N     int    `json:"n"`
	Rung  int    `json:"rung"`
	Round int    `json:"round,omitempty"`
	Label string `json:"label"`
	Why   string `json:"why"`
}

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

// EscalationRound says that the whole ladder went unanswered. Round is the one that begins at Next.
type EscalationRound struct {
	N     int       `json:"n"`
	Round int       `json:"round"`
	Next  time.Time `json:"next"`
	Asked []Who     `json:"asked,omitempty"` // in the round that went unanswered
	Late
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

// Kind is "escalation".
func (*Escalated) Kind() string { return "escalation" }

// Kind is "escalation-joined".
func (*EscalationJoined) Kind() string { return "escalation-joined" }

// Kind is "escalation-asked".
func (*EscalationAsked) Kind() string { return "escalation-asked" }

// Kind is "escalation-skipped".
func (*EscalationSkipped) Kind() string { return "escalation-skipped" }

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

// Kind is "escalation-round".
func (*EscalationRound) Kind() string { return "escalation-round" }

// Kind is "escalation-holder-asked".
func (*EscalationHolderAsked) Kind() string { return "escalation-holder-asked" }

// Kind is "escalation-lapsed".
func (*EscalationLapsed) Kind() string { return "escalation-lapsed" }

// apply gives it the next number whatever it foresaw: one that is recorded anew after a failover must not be lost.
func (b *Escalated) apply(s *Side, e *Entry) {
	x := &Escalation{N: len(s.Escalations) + 1, Opened: e.Seq, OpenedAt: e.RecordedAt, Ladder: b.Ladder}
	x.moved(-1, 0)
	x.Causes = []Cause{{Entry: e.Seq, What: b.What, Because: b.Because, By: e.RecordedBy, At: e.RecordedAt, ByClock: b.ByClock, About: b.About}}
	s.Escalations = append(s.Escalations, x)
	s.live.escalations[x.N] = x
	s.roomCard(s.Name(SeriesEscalation, x.N), e)
	s.openChanged(e)
}

// openChanged touches what shows which escalations are open.
func (s *Side) openChanged(e *Entry) {
	s.roomCard(KeyHeader, e)
}

// opened returns E-n when it is open.
func (s *Side) opened(n int) *Escalation {
	if x, ok := s.Escalation(n); ok && x.Open() {
		return x
	}
	return nil
}

// pings touches the card of an escalation and of everybody who was told of it the newest ping: the ones before refer to it,
// and a night of rounds is not edited again at every answer.
func (s *Side) pings(x *Escalation, e *Entry) {
	s.roomCard(s.Name(SeriesEscalation, x.N), e)
	told := map[force.PersonID]bool{}
	for i := len(x.Asks) - 1; i >= 0; i-- {
		s.touchAsked(x, x.Asks[i], e, told)
	}
}

// touchAsked changes the pings of one asking but for those who were told since: those that were sent say something new,
// those still to be sent are rendered anew in any case.
func (s *Side) touchAsked(x *Escalation, a *Ask, e *Entry, told map[force.PersonID]bool) {
	key := s.AskKey(x.N, a.N)
	for _, p := range a.People {
		if !p.Sent.IsZero() && !told[p.Who.ID] {
			told[p.Who.ID] = true
			s.touchTold(p.Who.ID, key, e.Seq)
		}
	}
}

func (b *EscalationJoined) apply(s *Side, e *Entry) {
	x := s.opened(b.N)
	if x == nil {
		return
	}
	x.Causes = append(x.Causes, Cause{Entry: e.Seq, What: b.What, Because: b.Because, By: e.RecordedBy, At: e.RecordedAt, ByClock: b.ByClock, About: b.About})
	if len(b.Ladder.Rungs) >= len(x.Ladder.Rungs) { // rungs are only added, at the end
		x.Ladder = b.Ladder
	}
	a := x.Current()
	switch {
	case b.Due.IsZero():
	case !x.NextRound.IsZero():
		x.NextRound = earlier(x.NextRound, b.Due)
	case a != nil && !a.Due.IsZero():
		a.Due = earlier(a.Due, b.Due)
	}
	if a != nil && x.Rung >= 0 && x.Rung < len(x.Ladder.Rungs) {
		a.Wait = min(a.Wait, x.Ladder.Rungs[x.Rung].Wait)
	}
	s.pings(x, e)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func (b *EscalationAsked) apply(s *Side, e *Entry) {
	x := s.opened(b.N)
	if x == nil || b.Ask != len(x.Asks)+1 || b.Rung < 0 || b.Rung >= len(x.Ladder.Rungs) || len(b.People) == 0 {
		return
	}
	if b.Rung != x.Rung || b.Round != x.Round {
		x.moved(b.Rung, b.Round)
	}
	x.Again, x.moveAt, x.NextRound = b.Again, time.Time{}, time.Time{}
	a := &Ask{N: b.Ask, Entry: e.Seq, Rung: b.Rung, Round: b.Round, Again: b.Again, Label: b.Label, At: e.RecordedAt, SentBy: b.SentBy, Wait: b.Wait, Need: max(b.Need, 1), Late: b.Late}
	ways := len(s.Platforms())
	key := s.AskKey(x.N, a.N)
	for _, p := range b.People {
		a.People = append(a.People, &Asked{Who: p, ways: ways})
		x.Asked[p.ID] = true
		s.direct(p.ID, key, ClassPage, e.Seq)
	}
	if before := x.Current(); before != nil { // its pings say that they were overtaken
		s.touchAsked(x, before, e, map[force.PersonID]bool{})
	}
	x.Asks = append(x.Asks, a)
	s.roomCard(s.Name(SeriesEscalation, x.N), e)
}

func (b *EscalationSkipped) apply(s *Side, e *Entry) {
	x := s.opened(b.N)
	if x == nil || b.Rung < 0 || b.Rung >= len(x.Ladder.Rungs) {
		return
	}
	if b.Rung != x.Rung || b.Round != x.Round {
		x.moved(b.Rung, b.Round)
	}
	x.moveAt, x.NextRound = e.RecordedAt, time.Time{}
	s.roomCard(s.Name(SeriesEscalation, x.N), e)
	if b.Round == 0 {
		s.roomPost(e)
	}
}

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
	s.pings(x, e)
	s.openChanged(e)
	s.roomPost(e)
}

func (b *EscalationRound) apply(s *Side, e *Entry) {
	x := s.opened(b.N)
	if x == nil {
		return
	}
	x.moved(-1, b.Round)
	x.moveAt, x.NextRound = time.Time{}, b.Next
	if x.NextRound.IsZero() {
		x.NextRound = e.RecordedAt
	}
	s.roomCard(s.Name(SeriesEscalation, x.N), e)
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

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

// EscalationRound says that the whole ladder went unanswered. Round is the one that begins at Next.
type EscalationRound struct {
	N     int       `json:"n"`
	Round int       `json:"round"`
	Next  time.Time `json:"next"`
	Asked []Who     `json:"asked,omitempty"` // in the round that went unanswered
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

// Kind is "escalation-round".
func (*EscalationRound) Kind() string { return "escalation-round" }

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

package incident

import (
	"fmt"
	"strings"
	"time"

	"loggist/internal/force"
)

// What does not ring waits for a person on a card that is changed in place, which nobody notices who does not look. So the
// card is said anew when something new has come to wait: at most every half hour (CONTRACT, what rings).
const nudgeEvery = 30 * time.Minute

// waitingCards are the cards Waiting for you that a person was sent in one incident: the newest stands, the older point to it.
type waitingCards struct {
	n    int       // how many there are; the newest may be still to come
	last time.Time // when the newest was, or is to be, said
}

// WaitingKey is a person's n-th card Waiting for you.
func WaitingKey(n int) string {
	if n == 1 {
		return keyWaiting
	}
	return fmt.Sprintf("%s/%d", keyWaiting, n)
}

// IsWaitingKey reports whether key is that of a card Waiting for you.
func IsWaitingKey(key string) bool {
	name, _, _ := strings.Cut(key, "/")
	return name == keyWaiting
}

// waitsNow says that entry seq made something new wait for p: his card changes, and is said anew when the half hour is over.
func (s *Side) waitsNow(p force.PersonID, seq uint64) {
	if p == "" {
		return
	}
	c, at := s.waiting[p], s.recorded(seq)
	switch {
	case c == nil:
		c = &waitingCards{n: 1, last: at}
		s.waiting[p] = c
	case !c.last.Before(at): // it is to come, or comes right now
	default:
		c.n++
		c.last = later(at, c.last.Add(nudgeEvery))
	}
	s.waits(p, seq)
}

// waits touches the cards of what waits for a person.
func (s *Side) waits(p force.PersonID, seq uint64) {
	c := s.waiting[p]
	if c == nil {
		return
	}
	s.direct(p, WaitingKey(c.n), ClassPost, seq) // what is new comes before what is changed in place
	for _, platform := range s.Platforms() {
		lane := Lane{Person: p, Platform: platform}
		s.out.lanes[lane].items[WaitingKey(c.n)].NotBefore = c.last
		for n := c.n - 1; n > 0 && n >= c.n-2; n-- { // one is to point to the newest, and one before may not do so yet
			s.touch(lane, WaitingKey(n), ClassPost, seq)
		}
	}
}

// WaitingSent reports whether a card after that of key was sent to the lane: then this one points to it.
func (s *Side) WaitingSent(lane Lane, key string) bool {
	c := s.waiting[lane.Person]
	if c == nil || key == WaitingKey(c.n) {
		return false
	}
	sent, ok := s.Delivered(lane, WaitingKey(c.n))
	return ok && !sent.Failed
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

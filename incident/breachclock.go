package incident

import (
	"strconv"
	"time"
)

// BreachClock says that the time to tell the Information Commissioner of what was reported under Entry grows short, or is over
// (R3.21). It is as quiet as the report: it is said to those who were told, and in no room.
type BreachClock struct {
	Entry uint64    `json:"entry"`
	By    time.Time `json:"by" label:"To be decided by"`
	Over  bool      `json:"over,omitempty"`
	// People hold the posts now.
	People []Who `json:"people,omitempty"`
	Late
}

// BreachDecided stops the clock: the Commissioner is told, or not, and why.
type BreachDecided struct {
	Told   string `json:"told" ask:"Is the Commissioner told" short:"Commissioner told" clause:"told" need:"Say whether the Information Commissioner is told: yes or no." options:"yes=Yes, told;no=No"`
	Reason string `json:"reason" ask:"Reason, and how" clause:"because" lines:"" limit:"3000" need:"Say why, and where he is told by whom and under which reference."`
	Entry  uint64 `json:"entry"`
	// Within: it was decided in time.
	Within bool  `json:"within,omitempty" label:"Decided in time"`
	People []Who `json:"people,omitempty"`
}

// Kind is "breach-clock".
func (*BreachClock) Kind() string { return "breach-clock" }

// Kind is "breach-decided".
func (*BreachDecided) Kind() string { return "breach-decided" }

// Heading says how it stands.
func (b *BreachClock) Heading() string {
	if b.Over {
		return "BREACH CLOCK: THE TIME IS OVER, AND NOTHING IS DECIDED"
	}
	return "BREACH CLOCK: NOTHING IS DECIDED YET"
}

// Heading is BREACH: DECIDED.
func (*BreachDecided) Heading() string { return "BREACH: DECIDED" }

// Verb says what its maker did.
func (*BreachClock) Verb() string { return "Said" }

func (b *BreachClock) apply(s *Side, e *Entry) {
	if c := s.breaches[b.Entry]; c != nil {
		if c.next = c.by; b.Over {
			c.next = time.Time{}
		}
	}
	s.tells(b.People, ClassPage, e)
}

func (b *BreachDecided) apply(s *Side, e *Entry) {
	delete(s.breaches, b.Entry)
	s.tells(b.People, ClassPost, e)
}

// breachLeft is how long before its end the clock reminds.
const breachLeft = 24 * time.Hour

// breachTimes is the clock of one report.
type breachTimes struct{ by, next time.Time }

func (s *Side) breachTimers(add func(Timer)) {
	for seq, c := range s.breaches {
		add(Timer{Key: "breach/" + strconv.FormatUint(seq, 10), Due: c.next, Weight: WeightReview})
	}
}

// BreachBy is until when it is to be decided about the report of entry seq, while that stands open.
func (s *Side) BreachBy(seq uint64) (time.Time, bool) {
	c := s.breaches[seq]
	if c == nil {
		return time.Time{}, false
	}
	return c.by, true
}

// OpenBreach is the oldest report about which nothing is decided.
func (s *Side) OpenBreach() (seq uint64, ok bool) {
	for n := range s.breaches {
		if !ok || n < seq {
			seq, ok = n, true
		}
	}
	return seq, ok
}

package incident

import (
	"cmp"
	"slices"
	"time"
)

// Queue says which of an incident's two time lanes a timer is in. A ladder never waits for anything else.
type Queue int

// The queues.
const (
	QueueTime   Queue = iota // reviews, assessments, tasks, chasers
	QueueLadder              // rungs, threat to life
)

// Timer is an instant at which something is due. Key says what ("E-1/rung", "R-2/due", "assess", "NPT-1/accept"): it is
// stable, and with the due time it is the cause of what the timer does, so that it does it once.
type Timer struct {
	Book  Book
	Key   string
	Due   time.Time
	Queue Queue
	// Weight orders what is due at once: the most serious has the greatest.
	Weight int
}

// Weights of timers.
const (
	WeightThreatToLife = 100
	WeightLadder       = 80
	WeightAssess       = 60
	WeightReview       = 40
	WeightTask         = 30
	WeightChaser       = 20
)

// liveSets hold what can still fall due, so that collecting timers costs what is open and not what ever was.
type liveSets struct {
	escalations map[int]*Escalation
	tasks       map[int]*Task
	verify      map[int]*Task // done, and to be verified: nothing of them falls due
	reviews     map[int]*Review
	offers      map[int]*Offer
}

func newLiveSets() liveSets {
	return liveSets{escalations: map[int]*Escalation{}, tasks: map[int]*Task{}, verify: map[int]*Task{}, reviews: map[int]*Review{}, offers: map[int]*Offer{}}
}

// Timers returns everything that is or will be due on this side, the soonest first. A closed or frozen incident has none.
func (s *Side) Timers() []Timer {
	var out []Timer
	s.eachTimer(func(t Timer) { out = append(out, t) })
	slices.SortFunc(out, func(a, b Timer) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// eachTimer calls take with each of Timers, in no order.
func (s *Side) eachTimer(take func(Timer)) {
	if s.Frozen {
		return
	}
	add := func(t Timer) {
		if !t.Due.IsZero() && !s.failed[failedTimer{t.Key, t.Due.UnixMilli()}] {
			t.Book = s.Book
			take(t)
		}
	}
	if s.head != nil {
		s.head.timers(s, add)
	}
	for n, e := range s.live.escalations {
		e.timers(s, n, add)
	}
	for n, t := range s.live.tasks {
		t.timers(s, n, add)
	}
	for n, r := range s.live.reviews {
		r.timers(s, n, add)
	}
	for n, o := range s.live.offers {
		o.timers(s, n, add)
	}
	s.glassTimers(add)
	s.breachTimers(add)
	if s.head == nil || s.head.Live() { // of a closed incident nobody could confirm anything
		for _, l := range s.chase {
			add(Timer{Key: EntryKey(l.Seq) + "/confirm", Due: l.ChaseAt, Weight: WeightChaser})
		}
	}
}

// Timers returns those of both sides, the soonest first.
func (f *Full) Timers() []Timer {
	out := append(f.Open.Timers(), f.Sensitive.Timers()...)
	slices.SortStableFunc(out, func(a, b Timer) int { return a.Due.Compare(b.Due) })
	return out
}

// Due returns what is due in queue at now, the most serious first.
func (f *Full) Due(q Queue, now time.Time) []Timer {
	var out []Timer
	for _, t := range f.Timers() {
		if t.Queue == q && !t.Due.After(now) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b Timer) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), a.Due.Compare(b.Due))
	})
	return out
}

// Next returns when queue falls due; zero when never.
func (f *Full) Next(q Queue) (next time.Time) {
	for _, s := range []*Side{&f.Open.Side, f.Sensitive} {
		s.eachTimer(func(t Timer) { // sorted they need not be: it is asked at every commit
			if t.Queue == q && (next.IsZero() || t.Due.Before(next)) {
				next = t.Due
			}
		})
	}
	return next
}

package incident

import (
	"fmt"
	"slices"
	"time"

	"loggist/internal/force"
)

// Review is something to be looked at again at a time: R-1. It has one owner, a post or a role; the people are found when
// they are asked. A repeating review keeps to its grid whatever becomes of one firing.
type Review struct {
	N     int
	Entry uint64 // that set it
	// Of is the entry that is reviewed, 0 when it is a matter of its own.
	Of    uint64
	What  string
	Owner Charge
	// Spec is the schedule as reminders writes it, Words as a person reads it.
	Spec, Words string
	By          Who
	SetAt       time.Time

	// Due is the next firing, zero when none is to come; Soon the reminder ahead of it, Reminded the entry of the last one.
	Due, Soon time.Time
	Reminded  uint64
	// Told are those who were told of it ahead: that it falls due soon, or is with them now. They may answer already.
	Told []Who
	// Fired is the firing that waits for an answer; its Due is zero when none does.
	Fired Occasion
	// Deferrals are those since the review was given to its owner.
	Deferrals int
	// Alone: nobody is asked above its owner.
	Alone bool
	// Last is the newest answer. Ended: nothing of it falls due any more.
	Last  *Reviewed
	Ended bool
}

// Occasion is one firing of a review.
type Occasion struct {
	Due    time.Time
	Entry  uint64
	People []Who
	// MissAt is when it counts as missed; zero once it does. Missed is the entry that says so.
	MissAt time.Time
	Missed uint64
}

// ReviewOutcome is what a review came to (R2.12).
type ReviewOutcome string

// The outcomes. Confirmed and varied leave a repeating review on its grid; the others end it.
const (
	ReviewConfirmed  ReviewOutcome = "confirmed"
	ReviewVaried     ReviewOutcome = "varied"
	ReviewRescinded  ReviewOutcome = "rescinded"
	ReviewSuperseded ReviewOutcome = "superseded"
	ReviewNotNeeded  ReviewOutcome = "no longer needed"
)

// ReviewOutcomes are all, in the order in which they are offered.
var ReviewOutcomes = []ReviewOutcome{ReviewConfirmed, ReviewVaried, ReviewRescinded, ReviewSuperseded, ReviewNotNeeded}

// Ends reports whether nothing is left to be looked at again after this outcome.
func (o ReviewOutcome) Ends() bool { return o != ReviewConfirmed && o != ReviewVaried }

// Reviewed is an answer to a review.
type Reviewed struct {
	Entry   uint64
	Outcome ReviewOutcome // empty when it was cancelled
	Reason  string
	By      Who
	At      time.Time
	LateBy  time.Duration
}

// NextDue is when the review asks for something: the firing that waits for an answer, else the next one. Zero when it has
// ended.
func (r *Review) NextDue() time.Time {
	if !r.Fired.Due.IsZero() {
		return r.Fired.Due
	}
	return r.Due
}

func (r *Review) timers(s *Side, n int, add func(Timer)) {
	name := s.Name(SeriesReview, n)
	add(Timer{Key: name + "/soon", Due: r.Soon, Weight: WeightReview - 5})
	add(Timer{Key: name + "/due", Due: r.Due, Weight: WeightReview})
	add(Timer{Key: name + "/missed", Due: r.Fired.MissAt, Weight: WeightReview + 5})
}

// Review returns R-n of this side.
func (s *Side) Review(n int) (*Review, bool) {
	if n < 1 || n > len(s.Reviews) {
		return nil, false
	}
	return s.Reviews[n-1], true
}

// LiveReviews are those that something of can still fall due or wait for an answer, by number.
func (s *Side) LiveReviews() []*Review { return sorted(s.live.reviews) }

// ReviewsOf are the firings that wait for an answer of p.
func (s *Side) ReviewsOf(p force.PersonID) []*Review {
	var out []*Review
	for _, r := range s.LiveReviews() {
		if !r.Fired.Due.IsZero() && among(r.Fired.People, p) {
			out = append(out, r)
		}
	}
	return out
}

// ReviewsToldTo are the live ones of which p was told ahead of their time, by number.
func (s *Side) ReviewsToldTo(p force.PersonID) []*Review {
	return slices.DeleteFunc(s.LiveReviews(), func(r *Review) bool { return !among(r.Told, p) })
}

// ReviewKey is what a person is told of a review by entry seq: "soon", "due" or "given".
func (s *Side) ReviewKey(n int, what string, seq uint64) string {
	return fmt.Sprintf("%s/%s/%d", s.Name(SeriesReview, n), what, seq)
}

// settle takes the firing that waits away.
func (r *Review) settle() { r.Fired = Occasion{} }

// reviewChanged touches whatever shows the review: its card, or the entry that it reviews; the post of the firing; what
// people were told of it.
func (s *Side) reviewChanged(r *Review, fired uint64, e *Entry) {
	if r.Of != 0 {
		s.touchSent(EntryKey(r.Of), e.Seq)
	} else {
		s.roomCard(s.Name(SeriesReview, r.N), e)
	}
	if r.Reminded != 0 {
		s.touchSent(s.ReviewKey(r.N, "soon", r.Reminded), e.Seq)
	}
	if fired != 0 {
		s.touchSent(EntryKey(fired), e.Seq)
		s.touchSent(s.ReviewKey(r.N, "due", fired), e.Seq)
	}
	s.roomCard(KeyHeader, e)
}

// reviewReceipted brings a missed review forward when nobody could be reached with it (R6.5): the next rung need not wait.
func (s *Side) reviewReceipted(r *Receipt, e *Entry) {
	if r.Outcome != Failed || r.Lane.Person == "" {
		return
	}
	for _, v := range s.live.reviews {
		o := &v.Fired
		if !o.MissAt.IsZero() && r.Key == s.ReviewKey(v.N, "due", o.Entry) && e.RecordedAt.Before(o.MissAt) && !s.reachable(o.People, r.Key) {
			o.MissAt = e.RecordedAt
		}
	}
}

// reachable reports whether any of them was, or may still be, told key.
func (s *Side) reachable(people []Who, key string) bool {
	for _, p := range people {
		for _, platform := range s.Platforms() {
			sent, known := s.Delivered(Lane{Person: p.ID, Platform: platform}, key)
			if !known || !sent.Failed {
				return true
			}
		}
	}
	return false
}

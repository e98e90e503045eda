package incident

import (
	"cmp"
	"slices"
	"time"
)

// What is open on a side, for its header and its cards. Each costs what is open, not what ever was.

// OpenEscalations are those that nobody has accepted and nobody has ended, by number.
func (s *Side) OpenEscalations() []*Escalation {
	var out []*Escalation
	for _, x := range s.live.escalations {
		if !x.Ended && x.Holder.IsZero() {
			out = append(out, x)
		}
	}
	slices.SortFunc(out, func(a, b *Escalation) int { return cmp.Compare(a.N, b.N) })
	return out
}

// EscalationsAbout are those that have not ended and are asked for nothing but this ("gold", "assess", "R-2/missed"), by number: whoever
// settles the matter ends them, whether somebody has accepted them or not.
func (s *Side) EscalationsAbout(about string) []*Escalation {
	var out []*Escalation
	for _, x := range s.Escalations {
		if !x.Ended && len(x.Causes) > 0 && !slices.ContainsFunc(x.Causes, func(c Cause) bool { return c.About != about }) {
			out = append(out, x)
		}
	}
	return out
}

// OpenTasks counts the tasks that are not done, declined away or cancelled.
func (s *Side) OpenTasks() int { return len(s.live.tasks) }

// NextReview is the review that falls due first, of several at once the oldest.
func (s *Side) NextReview() (n int, due time.Time, ok bool) {
	for number, r := range s.live.reviews {
		if d := r.NextDue(); !d.IsZero() && (!ok || d.Before(due) || d.Equal(due) && number < n) {
			n, due, ok = number, d, true
		}
	}
	return n, due, ok
}

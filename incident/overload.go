package incident

import (
	"slices"
	"time"

	"loggist/internal/force"
)

// Overload says that one person has so much to answer at once that relief is offered (R5.12, X4). It is said once a shift.
type Overload struct {
	Person Who           `json:"person"`
	Open   int           `json:"open"`  // what is open with him
	Rings  int           `json:"rings"` // how often he was rung
	Within time.Duration `json:"within"`
	Until  time.Time     `json:"until"` // it is not said again before
}

// Kind is "overload".
func (*Overload) Kind() string { return "overload" }

func (o *Overload) apply(s *Side, e *Entry) {
	s.overloaded[o.Person.ID] = o.Until
	s.roomPost(e)
}

// keptRings is how many of a person's rings are remembered.
const keptRings = 64

// rang notes that a person was rung by entry seq.
func (s *Side) rang(p force.PersonID, seq uint64) {
	r := append(s.rings[p], s.recorded(seq))
	if len(r) > keptRings {
		r = slices.Clone(r[len(r)-keptRings:])
	}
	s.rings[p] = r
}

// OpenWith counts what waits for an answer of p on this side, or is his to do.
func (s *Side) OpenWith(p force.PersonID) int {
	n := len(s.ReviewsOf(p)) + len(s.TasksOf(p)) + len(s.TasksToVerify(p)) + len(s.Unconfirmed(p))
	n += len(s.EscalationsFor(p))
	for _, x := range s.live.escalations {
		if !x.Ended && x.Holder.ID == p && p != "" {
			n++
		}
	}
	return n
}

// ringsSince counts how often p was rung after an instant.
func (s *Side) ringsSince(p force.PersonID, after time.Time) int {
	n := 0
	for _, at := range s.rings[p] {
		if at.After(after) {
			n++
		}
	}
	return n
}

// Overloaded returns a notice for each of those who are rung now and have too much with that, once a shift. The notice stands in
// the book of what rings them; what counts is that side's business alone, so nothing sensitive shows in the open book.
func (f *Full) Overloaded(b Book, rung []Who, fo *force.Force, now time.Time) []Draft {
	s, o := f.Side(b), fo.Settings.Overload
	var out []Draft
	for _, p := range rung {
		if p.ID == "" || now.Before(s.overloaded[p.ID]) {
			continue
		}
		open, rings := s.OpenWith(p.ID)+1, s.ringsSince(p.ID, now.Add(-o.Within))+1
		if open < o.Open && rings < o.Rings {
			continue
		}
		out = append(out, Draft{Book: b, Body: &Overload{Person: p, Open: open, Rings: rings, Within: o.Within, Until: fo.NextShift(now)}})
	}
	return out
}

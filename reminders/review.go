package reminders

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// numbered reads a timer's key: "R-2/due" is 2 and "due".
func (f *Firing) numbered() (n int, what string, err error) {
	name, what, _ := strings.Cut(f.Timer.Key, "/")
	n, err = strconv.Atoi(name[strings.LastIndexByte(name, '-')+1:])
	if err != nil {
		return 0, "", fmt.Errorf("fire %s: no number", f.Timer.Key)
	}
	return n, what, nil
}

// fireReview reminds ahead of a review, says that it is due, or that it was missed. A repeating one keeps to its grid,
// whatever became of the firing before.
func (f *Firing) fireReview() ([]incident.Draft, error) {
	n, what, err := f.numbered()
	if err != nil {
		return nil, err
	}
	r, ok := f.Side().Review(n)
	if !ok {
		return nil, fmt.Errorf("fire %s: no such review", f.Timer.Key)
	}
	switch what {
	case "soon":
		return []incident.Draft{f.draft(&incident.ReviewSoon{Review: n, Due: r.Due, Owner: r.Owner, People: f.holders(r.Owner), Above: f.aboveOf(r)})}, nil
	case "due":
		return f.reviewDue(r)
	case "missed":
		return f.reviewMissed(r), nil
	}
	return nil, fmt.Errorf("fire %s: no such timer of a review", f.Timer.Key)
}

// reviewDue asks whoever holds the post or role now. Firings that nobody was there for are counted and asked as one. A
// firing before this one that nobody answered is missed: its next has come.
func (f *Firing) reviewDue(r *incident.Review) ([]incident.Draft, error) {
	spec, err := Parse(r.Spec)
	if err != nil {
		return nil, fmt.Errorf("fire %s: %w", f.Timer.Key, err)
	}
	var out []incident.Draft
	if !r.Fired.MissAt.IsZero() {
		out = f.reviewMissed(r)
	}
	m := spec.Missed(r.Due, f.Now)
	people := f.holders(r.Owner)
	missAt := f.Now.Add(f.Force.Settings.Remind.Missed)
	if len(people) == 0 {
		missAt = f.Now // nobody can do it: the next rung is asked at once
	}
	return f.with(people, append(out, f.draft(&incident.ReviewDue{
		Review: r.N, First: m.First, Last: m.Last, Missed: m.Count - 1, AtLeast: m.AtLeast, Next: m.Next,
		Soon: f.ahead(m.Next), MissAt: missAt, Owner: r.Owner, People: people, Above: f.aboveOf(r), Late: f.late(),
	}))...), nil
}

func (f *Firing) ahead(due time.Time) time.Time { return Ahead(f.Force, f.Now, due) }

// reviewMissed says, once for a due time, that nobody did it, and asks one rung above its owner (R2.13).
func (f *Firing) reviewMissed(r *incident.Review) []incident.Draft {
	missed := &incident.ReviewMissed{Review: r.N, Due: r.Fired.Due, By: r.Fired.MissAt, People: r.Fired.People}
	if f.Timer.Due.Equal(r.Fired.MissAt) {
		missed.Late = f.late()
	}
	if missed.Next = f.aboveOf(r); missed.Next.IsZero() {
		return []incident.Draft{f.draft(missed)}
	}
	climb := f.climb(r, missed.Next.Post)
	missed.Escalation = escalationIn(climb)
	return append([]incident.Draft{f.draft(missed)}, climb...)
}

// aboveOf is who is asked when the review is missed.
func (f *Firing) aboveOf(r *incident.Review) incident.Charge {
	if r.Alone {
		return incident.Charge{} // that there is such a review is itself what nobody else may know
	}
	if f.Timer.Book == incident.BookOpen && !f.Full.Open.Live() {
		return incident.Charge{} // a lesson of a closed record: it stands in the list of lessons, and nobody could accept more
	}
	return incident.ChargePost(f.Force, Above(f.Full, f.Force, r.Owner, f.Now, f.Register))
}

// climb asks a post by the clock because a review was missed. Whoever does the review can end it: it is about that timer.
func (f *Firing) climb(r *incident.Review, at force.PostID) []incident.Draft {
	name := f.Side().Name(incident.SeriesReview, r.N)
	g := *f
	g.Timer.Key = name + "/missed"
	return openByClock(&g, "review "+name+" was missed", at)
}

// Above is the post one rung above whoever something is with (the top stays the top): what it missed is asked there.
func Above(full *incident.Full, f *force.Force, c incident.Charge, at time.Time, reg *incident.Register) force.PostID {
	if c.Post != "" {
		return above(f, c.Post)
	}
	l := f.Ladder()
	held := map[force.PostID]bool{}
	for _, w := range full.Holders(c, f, at, reg.Held()...) {
		for _, p := range f.PostsHeld(w.ID, at, reg.Held()...) {
			held[p] = true
		}
	}
	return l.Rungs[l.Enter(func(p force.PostID) bool { return held[p] })].Post
}

package report

import (
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// tasks are those of neighbourhood teams, with what came of each.
func (r *reading) tasks() Section {
	s := Section{ID: "tasks", Title: "Tasks of neighbourhood policing teams"}
	if r.side == nil || len(r.side.Tasks) == 0 {
		return s
	}
	t := Table{Head: []string{"Task", "Who", "Given", "Due", "What came of it"}, Widths: []float64{0.29, 0.16, 0.15, 0.15, 0.25}}
	for _, k := range r.side.Tasks {
		name := r.side.Name(incident.SeriesTask, k.N)
		if r.hidden(k.Entry) {
			t.Rows = append(t.Rows, []string{name + ": withheld", "", "", "", ""})
			continue
		}
		what := name + ": " + k.What
		if k.Why != "" {
			what += "\nBecause: " + k.Why
		}
		who := k.Team
		if !k.Officer.IsZero() {
			who += ", " + k.Officer.Name
		}
		t.Rows = append(t.Rows, []string{what, who, r.stamp(k.SetAt), r.stamp(k.Due), r.taskCame(k)})
	}
	s.Tables = []Table{t}
	return s
}

// taskCame says where a task stands, what was claimed of it and whether that was verified.
func (r *reading) taskCame(k *incident.Task) string {
	state := strings.ToUpper(string(k.State[:1])) + string(k.State[1:])
	if k.Overdue && k.Open() {
		state += ", OVERDUE"
	}
	b := k.Result
	switch {
	case b == nil && k.Update != "" && !r.hidden(k.Updated):
		return state + "\n" + k.Update + " (" + r.stamp(k.UpdateAt) + ")"
	case b == nil:
		return state
	case r.hidden(b.Entry):
		return "How it ended is withheld"
	}
	if o := string(b.Outcome); o != "" && o != string(k.State) {
		state += " (" + o + ")"
	}
	lines := []string{state + ", says " + b.By.Name + " at " + r.stamp(b.At)}
	if b.Seen != "" {
		lines = append(lines, b.Seen)
	}
	if !b.From.IsZero() {
		lines = append(lines, "Claimed for "+force.Between(b.From, b.To, r.Force.Zone, time.Time{}))
	}
	if b.Evidence != "" {
		lines = append(lines, "Evidence: "+b.Evidence)
	}
	if !b.VerifiedAt.IsZero() {
		lines = append(lines, because("Looked at by "+b.Verified.Name+" at "+r.stamp(b.VerifiedAt), b.Doubt))
	}
	return strings.Join(lines, "\n")
}

// occasion is one time at which a review was due, and what came of it.
type occasion struct {
	review  int
	of      uint64
	what    string
	owner   string
	due     time.Time
	done    time.Time // zero when it was not
	missed  bool
	unsaid  bool // something of it is withheld
	outcome []string
}

// occasions are all of them, in the order in which they were due to be looked at.
func (r *reading) occasions() []*occasion {
	var all []*occasion
	set := map[int]*incident.ReviewSet{}
	setBy := map[int]uint64{}
	at := func(n int, due time.Time) *occasion {
		for i := len(all) - 1; i >= 0; i-- {
			if all[i].review == n && all[i].due.Equal(due) {
				return all[i]
			}
		}
		o := &occasion{review: n, due: due}
		if b := set[n]; b != nil {
			o.what, o.owner, o.of = b.What, b.Owner.Label, b.Of
		}
		all = append(all, o)
		return o
	}
	n := 0
	for _, l := range r.side.Lines {
		if b, ok := l.Body.(*incident.ReviewSet); ok {
			n++
			set[n], setBy[n] = b, l.Seq
		}
		if r.hidden(l.Seq) {
			if review, due, ok := reviewSpoken(l.Body); ok {
				o := at(review, due)
				o.unsaid = true
				o.outcome = append(o.outcome, "Entry "+r.number(l.Seq)+" is withheld")
			}
			continue
		}
		switch b := l.Body.(type) {
		case *incident.ReviewSet:
			at(n, b.Due)
		case *incident.ReviewDue:
			o := at(b.Review, b.Last)
			o.owner = b.Owner.Label
			asked := peopleOf(b.People)
			if asked == "" {
				asked = "nobody was on duty"
			}
			o.outcome = append(o.outcome, "Asked: "+asked)
			if b.Missed > 0 {
				o.outcome = append(o.outcome, "It was also due "+times(b.Missed)+" before, from "+r.stamp(b.First)+", while nobody could be asked")
			}
			o.late(b.Late)
		case *incident.ReviewMissed:
			o := at(b.Review, b.Due)
			o.missed = true
			o.outcome = append(o.outcome, sentences("MISSED: nobody had done it by "+r.stamp(b.By), "Asked then: "+b.Next.Label))
			o.late(b.Late)
		case *incident.ReviewDone:
			o := at(b.Review, b.Due)
			o.done = l.DecidedAt
			s := string(b.Outcome) + " by " + l.DecidedBy.Name + " at " + r.stamp(l.DecidedAt)
			if b.LateBy > 0 {
				s += ", done late by " + force.Span(b.LateBy)
			}
			o.outcome = append(o.outcome, "Done: "+because(s, b.Reason))
			if !b.Next.IsZero() && !b.Outcome.Ends() {
				at(b.Review, b.Next)
			}
		case *incident.ReviewDeferred:
			o := at(b.Review, b.Due)
			o.outcome = append(o.outcome, because("Deferred by "+l.DecidedBy.Name+" until "+r.stamp(b.To), b.Reason))
			next := at(b.Review, b.To)
			if !b.Owner.IsZero() {
				next.owner = b.Owner.Label
			}
		case *incident.ReviewCancelled:
			for i := len(all) - 1; i >= 0; i-- {
				if all[i].review == b.Review {
					all[i].outcome = append(all[i].outcome, because("Cancelled by "+l.DecidedBy.Name+" at "+r.stamp(l.DecidedAt), b.Reason))
					break
				}
			}
		}
	}
	kept := all[:0]
	for _, o := range all {
		if !r.hidden(setBy[o.review]) {
			kept = append(kept, o)
		}
	}
	return kept
}

// reviewSpoken is of which occasion of a review an entry speaks.
func reviewSpoken(b incident.Body) (review int, due time.Time, ok bool) {
	switch b := b.(type) {
	case *incident.ReviewDue:
		return b.Review, b.Last, true
	case *incident.ReviewMissed:
		return b.Review, b.Due, true
	case *incident.ReviewDone:
		return b.Review, b.Due, true
	case *incident.ReviewDeferred:
		return b.Review, b.Due, true
	}
	return 0, time.Time{}, false
}

// late notes by how much it was said late, and why.
func (o *occasion) late(l incident.Late) {
	if l.LateBy > 0 {
		o.outcome = append(o.outcome, "Asked LATE by "+force.Span(l.LateBy))
	}
}

func peopleOf(people []incident.Who) string {
	var out []string
	for _, p := range people {
		out = append(out, p.Name)
	}
	return strings.Join(out, ", ")
}

// reviews are what was to be looked at again and when, against what was done.
func (r *reading) reviews() Section {
	s := Section{ID: "reviews", Title: "Reviews: due against done"}
	if r.side == nil || len(r.side.Reviews) == 0 {
		return s
	}
	t := Table{Head: []string{"Review", "Of whom", "Due at", "What came of it"}, Widths: []float64{0.27, 0.17, 0.17, 0.39}}
	for _, o := range r.occasions() {
		what := r.side.Name(incident.SeriesReview, o.review) + ": " + o.what
		if o.of != 0 {
			what = r.side.Name(incident.SeriesReview, o.review) + ": of entry " + r.number(o.of)
			if o.what != "" && !r.hidden(o.of) {
				what += ", " + o.what
			}
		}
		came := strings.Join(o.outcome, "\n")
		if came == "" {
			came = "Not answered"
			if rv, ok := r.side.Review(o.review); ok && !rv.Ended && o.due.After(r.At) {
				came = "Not due yet"
			}
		}
		t.Rows = append(t.Rows, []string{what, o.owner, r.stamp(o.due), came})
	}
	for _, rv := range r.side.Reviews {
		if r.hidden(rv.Entry) {
			t.Rows = append(t.Rows, []string{r.side.Name(incident.SeriesReview, rv.N) + ": withheld", "", "", ""})
		}
	}
	s.Tables = []Table{t}
	return s
}

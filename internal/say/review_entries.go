package say

import (
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

func number(seq uint64) string { return strconv.FormatUint(seq, 10) }

// reviewWords are those of what happens to reviews, as entries.
func (c scope) reviewWords(l *incident.Line) (entryWords, bool) {
	name := func(n int) string { return c.name(incident.SeriesReview, n) }
	about := func(n int) string { // a post is understood alone
		if r, ok := c.side.Review(n); ok {
			return ": " + c.begins(c.reviewWhat(r))
		}
		return ""
	}
	var w entryWords
	switch b := l.Body.(type) {
	case *incident.ReviewSet:
		w = entryWords{Name: "REVIEW SET", Text: b.What, Lines: append(c.firings(b), "Owner: "+b.Owner.Label+" · due at "+c.Clock(b.Due))}
		if b.Of != 0 {
			w.Text = "of entry " + c.entry(b.Of) + ", due at " + c.Clock(b.Due)
			w.Lines = []string{"Owner: " + b.Owner.Label}
		}
	case *incident.ReviewSoon:
		w = entryWords{Name: "REVIEW REMINDER", Text: name(b.Review) + " is due at " + c.Clock(b.Due), Lines: []string{labelled("Told", namesOf(b.People))}}
	case *incident.ReviewDue:
		w = c.reviewFell(l, b)
	case *incident.ReviewMissed:
		w = c.reviewMissed(b)
	case *incident.ReviewDone:
		w = entryWords{Name: "REVIEW DONE", Text: name(b.Review) + " " + string(b.Outcome) + about(b.Review), Lines: []string{labelled("Reason", b.Reason)}}
		w.Lines = append(w.Lines, labelled("Could it become critical", string(b.Critical)), labelled("Why this level is enough", b.Level))
		w.After = c.asked(b.Prompts)
		if b.LateBy > 0 {
			w.Lines = append(w.Lines, "Done late by "+force.Span(b.LateBy)+": it was due at "+c.Clock(b.Due))
		}
		if !b.Next.IsZero() && !b.Outcome.Ends() {
			w.Lines = append(w.Lines, "Next: "+c.Clock(b.Next))
		}
	case *incident.ReviewDeferred:
		w = entryWords{Name: "REVIEW DEFERRED", Text: name(b.Review) + " until " + c.Clock(b.To) + about(b.Review), Lines: []string{labelled("Reason", b.Reason)}}
		if !b.Owner.IsZero() {
			w.Lines = append(w.Lines, "Deferred "+plural(b.Count, "time", "times")+": it is now with the next rung, "+b.Owner.Label+".")
		}
	case *incident.ReviewCancelled:
		w = entryWords{Name: "REVIEW CANCELLED", Text: name(b.Review) + about(b.Review), Lines: []string{labelled("Reason", b.Reason)}}
	default:
		return w, false
	}
	return w, true
}

// reviewFell is the post of a review that fell due: who is asked, and until when.
func (c scope) reviewFell(l *incident.Line, b *incident.ReviewDue) entryWords {
	name := c.name(incident.SeriesReview, b.Review)
	w := entryWords{Name: "REVIEW DUE", Text: "Review " + name + " was due at " + c.Clock(b.Last)}
	r, ok := c.side.Review(b.Review)
	if !ok {
		return w
	}
	w.Text += ": " + c.reviewWhat(r)
	asked := namesOf(b.People)
	if asked == "" {
		asked = "nobody is on duty as " + b.Owner.Label
	} else {
		asked += " (" + b.Owner.Label + ")"
	}
	w.Lines = []string{"Asked: " + asked, c.lateWords(b.Late)}
	if b.Missed > 0 {
		many, first := plural(b.Missed, "time", "times"), "first at "
		if b.Missed == 1 {
			many, first = "once", "at "
		}
		if b.AtLeast {
			many = "at least " + many
		}
		w.Lines = append(w.Lines, "It was due "+many+" before, while nobody could be asked, "+first+c.Clock(b.First))
	}
	if !b.Next.IsZero() {
		w.Lines = append(w.Lines, "Next: "+c.Clock(b.Next))
	}
	switch {
	case r.Fired.Entry != l.Seq: // it was settled, or its next has come
		w.Lines = append(w.Lines, "Review "+name+" now: "+c.reviewStands(r))
	case r.Fired.Missed != 0:
		w.Lines = append(w.Lines, "MISSED: see entry "+c.entry(r.Fired.Missed))
		w.Actions = c.reviewActions(r)
	default:
		w.Lines = append(w.Lines, "Not done by "+c.Clock(b.MissAt)+": MISSED"+thenAsked(b.Above)+".")
		w.Actions = c.reviewActions(r)
	}
	return w
}

// thenAsked says who is asked when a review is missed; of a lesson of a closed record nobody is.
func thenAsked(above incident.Charge) string {
	if above.IsZero() {
		return ""
	}
	return ", and the " + above.Label + " is asked"
}

// reviewMissed is the post of a review that nobody did.
func (c scope) reviewMissed(b *incident.ReviewMissed) entryWords {
	what := ""
	if r, ok := c.side.Review(b.Review); ok {
		what = ": " + strings.TrimRight(c.reviewWhat(r), ".?!")
	}
	w := entryWords{Name: "REVIEW MISSED", Bare: true}
	w.Text = "Review " + c.name(incident.SeriesReview, b.Review) + " was due at " + c.Clock(b.Due) + what + ". Nobody has done it by " + c.Clock(b.By) +
		": MISSED."
	if !b.Next.IsZero() {
		w.Text += " Now asked: " + b.Next.Label + "."
	}
	if b.Escalation > 0 {
		w.Lines = []string{"Escalation " + c.name(incident.SeriesEscalation, b.Escalation)}
	}
	w.Lines = append(w.Lines, c.lateWords(b.Late))
	return w
}

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"review-done": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.ReviewDone)
			s := a.as(e) + ": review " + a.name(incident.SeriesReview, b.Review) + " is " + string(b.Outcome) + ", " + stop(begins(b.Reason))
			if b.LateBy > 0 {
				s += " Done late by " + force.Span(b.LateBy) + "."
			}
			if !b.Next.IsZero() && !b.Outcome.Ends() {
				s += " Next: " + a.Clock(b.Next) + "."
			}
			return s + a.unverified(e)
		},
		"review-deferred": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.ReviewDeferred)
			s := a.as(e) + ": review " + a.name(incident.SeriesReview, b.Review) + " deferred until " + a.Clock(b.To) + ", " + stop(begins(b.Reason))
			if !b.Owner.IsZero() {
				s += " It was deferred " + plural(b.Count, "time", "times") + " and is now with the next rung, " + b.Owner.Label + "."
			}
			return s + a.unverified(e)
		},
		"review-cancelled": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.ReviewCancelled)
			return a.as(e) + ": review " + a.name(incident.SeriesReview, b.Review) + " cancelled, " + stop(begins(b.Reason))
		},
		"review": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.ReviewSet)
			if b.Of != 0 {
				return "" // the entry that it reviews says it
			}
			if _, called := firstOf[*incident.Called](a); called {
				return ""
			}
			s := a.as(e) + ": review " + a.name(incident.SeriesReview, a.reviewBy(e)) + ", " + begins(b.What) + ". Owner: " + b.Owner.Label +
				". Due at " + a.Clock(b.Due) + " (" + force.Until(b.Due, e.RecordedAt) + ")."
			for _, l := range a.firings(b) {
				if l != "" {
					s += "\n" + l
				}
			}
			return s
		},
	})
}

// reviewBy is the number of the review that an entry sets.
func (a act) reviewBy(e *incident.Entry) int {
	for _, r := range a.side.Reviews {
		if r.Entry == e.Seq {
			return r.N
		}
	}
	return 0
}

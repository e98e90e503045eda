package report

import (
	"time"

	"loggist/incident"
	"loggist/internal/say"
)

// track is one line of the picture: what it is called and what stands on it. The table below is open: another track is
// another line of it.
type track struct {
	name string
	// one says what one mark is in words, many what several are: the picture is described by their counts.
	one, many string
	marks     func(r *reading) []mark
}

var tracks = []track{
	{"Decisions", "decision", "decisions", decisionMarks},
	{"Escalations", "escalation", "escalations", escalationMarks},
	{"Tasks", "task", "tasks", taskMarks},
	{"Reviews", "review", "reviews", reviewMarks},
}

// mark is something on a track: an instant, or a stretch of time. How it is drawn says what it is without colour.
type mark struct {
	from, to time.Time // to is zero for an instant, and for what had not ended when the report was made, if open is set
	open     bool
	label    string
	begin    shape // at from; none for a stretch without one
	end      shape // at to
	ticks    []time.Time
	dashed   bool
	words    string // for whoever points at it
}

// shape is a mark's form.
type shape string

// The shapes, as the legend explains them.
const (
	shapeNone    shape = ""
	shapeSquare  shape = "square"
	shapeDisc    shape = "disc"
	shapeCross   shape = "cross"
	shapeHollow  shape = "diamond"
	shapeDiamond shape = "filled diamond"
)

const legend = "A square is a decision, or a task done. A bar is how long an escalation or a task was open, with a stroke for each asking and a disc " +
	"where it was accepted. A hollow diamond is a review due, a filled one done, a cross ended, not done, or missed. A line that goes on to the edge was still open. " +
	"The numbers are those of the sections below, which tell the same in words."

func decisionMarks(r *reading) []mark {
	var out []mark
	for _, l := range r.side.Lines {
		if r.hidden(l.Seq) {
			continue
		}
		if t := say.Tell(r.view, r.side, r.head, l); t.Decided {
			out = append(out, mark{from: l.DecidedAt, label: t.Number, begin: shapeSquare, words: "Entry " + t.Number + ", " + t.Name + ", " + r.stamp(l.DecidedAt)})
		}
	}
	return out
}

func escalationMarks(r *reading) []mark {
	var out []mark
	for _, x := range r.side.Escalations {
		if r.hidden(x.Opened) {
			continue
		}
		name := r.side.Name(incident.SeriesEscalation, x.N)
		m := mark{from: x.OpenedAt, label: name, open: true, words: name + ", opened " + r.stamp(x.OpenedAt)}
		for _, a := range x.Asks {
			m.ticks = append(m.ticks, a.At)
		}
		switch {
		case !x.AcceptedAt.IsZero() && !x.Holder.IsZero():
			m.to, m.open, m.end = x.AcceptedAt, false, shapeDisc
			m.words += ", accepted " + r.stamp(m.to)
		case x.Ended:
			m.to, m.open, m.end = x.EndedAt, false, shapeCross
			m.words += ", ended " + r.stamp(m.to)
		}
		out = append(out, m)
	}
	return out
}

func taskMarks(r *reading) []mark {
	var out []mark
	for _, k := range r.side.Tasks {
		if r.hidden(k.Entry) {
			continue
		}
		name := r.side.Name(incident.SeriesTask, k.N)
		m := mark{from: k.SetAt, label: name, open: k.Open(), words: name + ", given " + r.stamp(k.SetAt) + ", " + string(k.State)}
		switch b := k.Result; {
		case b != nil && k.State == incident.TaskIsNotDone:
			m.to, m.end = b.At, shapeCross
		case b != nil:
			m.to, m.end = b.At, shapeSquare
		case !k.Open():
			m.begin = shapeCross // cancelled: the task does not say when
		}
		out = append(out, m)
	}
	return out
}

func reviewMarks(r *reading) []mark {
	var out []mark
	for _, o := range r.occasions() {
		if o.due.After(r.At) && o.done.IsZero() || o.unsaid {
			continue // still to come, or not all that can be said
		}
		name := r.side.Name(incident.SeriesReview, o.review)
		m := mark{from: o.due, label: name, begin: shapeHollow, words: name + " due " + r.stamp(o.due)}
		if o.missed {
			m.begin, m.dashed = shapeCross, true
			m.words += ", missed"
		}
		switch {
		case o.done.IsZero():
		case o.done.Before(o.due): // ahead of its time
			m.from, m.to, m.begin, m.end = o.done, o.due, shapeDiamond, shapeHollow
		default:
			m.to, m.end = o.done, shapeDiamond
		}
		if !o.done.IsZero() {
			m.words += ", done " + r.stamp(o.done)
		}
		out = append(out, m)
	}
	return out
}

// timeline draws the tracks, a figure for each day on which something happened, or for each week or four weeks when there
// would be too many.
func (r *reading) timeline() Section {
	s := Section{ID: "timeline", Title: "Timeline"}
	if r.side == nil || len(r.side.Lines) == 0 {
		return s
	}
	marks := make([][]mark, len(tracks))
	var first, last time.Time
	note := func(t time.Time) {
		if t.IsZero() {
			return
		}
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	for i, t := range tracks {
		marks[i] = t.marks(r)
		for _, m := range marks[i] {
			note(m.from)
			note(m.to)
		}
	}
	if first.IsZero() {
		return s
	}
	note(r.side.Lines[0].RecordedAt)
	note(r.side.Lines[len(r.side.Lines)-1].RecordedAt)
	for _, days := range []int{1, 7, 28, 364} {
		s.Figures = nil
		for _, w := range windows(first.In(r.Force.Zone), last.In(r.Force.Zone), days) {
			if f, ok := r.figure(w, marks); ok {
				s.Figures = append(s.Figures, f)
			}
		}
		if len(s.Figures) <= mostFigures {
			break
		}
	}
	s.Lines = []string{legend}
	if len(r.withheld) > 0 {
		s.Lines = append(s.Lines, "What is withheld is not in the picture.")
	}
	if len(s.Figures) > 1 {
		s.Lines = append(s.Lines, "Days on which none of this happened have no picture.")
	}
	return s
}

const mostFigures = 28

// window is a stretch of time that one figure shows.
type window struct{ from, to time.Time }

// windows cut what happened into days, or more, of the local calendar. What is all within twelve hours is one window, over
// midnight too.
func windows(first, last time.Time, days int) []window {
	if days == 1 && last.Sub(first) <= 12*time.Hour {
		return []window{{first.Add(-time.Minute).Truncate(15 * time.Minute), last.Add(16 * time.Minute).Truncate(15 * time.Minute)}}
	}
	y, m, d := first.Date()
	var out []window
	for from := time.Date(y, m, d, 0, 0, 0, 0, first.Location()); !from.After(last); {
		fy, fm, fd := from.Date()
		to := time.Date(fy, fm, fd+days, 0, 0, 0, 0, first.Location())
		out = append(out, window{from, to})
		from = to
	}
	return out
}

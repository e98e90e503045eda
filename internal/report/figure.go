package report

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Figure is one drawing: lines, forms and words at places, in units of which the width is [FigureWidth]. Both formats draw
// it from this.
type Figure struct {
	Title string // what it shows, as a caption
	Words string // the same for whoever cannot see it
	// Height is its height in the same units.
	Height float64
	Parts  []Part
}

// FigureWidth is how wide every figure is.
const FigureWidth = 1000.0

// Part is one element of a figure.
type Part struct {
	Kind          PartKind
	X, Y, X2, Y2  float64
	Shape         shape
	Text          string
	Bold, End     bool // of text: bold; ends at X
	Faint, Dashed bool // of a line
	Thick         float64
	Tip           string // what a pointer is told
}

// PartKind is what an element is.
type PartKind int

// The kinds of elements.
const (
	PartLine PartKind = iota
	PartShape
	PartText
)

const (
	gutter    = 96.0 // for the names of tracks
	rightEdge = FigureWidth - 12
	axisY     = 30.0
	laneStep  = 19.0
	mostLanes = 16
	charWidth = 6.4 // of a label
	markSize  = 5.0
)

// figure draws one window; ok is false when nothing is in it.
func (r *reading) figure(w window, marks [][]mark) (Figure, bool) {
	f := Figure{Title: r.span(w)}
	var counts []string
	y := axisY + 10
	for i, t := range tracks {
		in := within(marks[i], w)
		if len(in) == 0 {
			continue
		}
		counts = append(counts, count(len(in), t.one, t.many))
		f.text(gutter-10, y+laneStep*0.7, t.name, true, true)
		y = f.track(y, in, w)
		f.Parts = append(f.Parts, Part{Kind: PartLine, X: 0, Y: y, X2: rightEdge, Y2: y, Faint: true, Thick: 0.8})
		y += 4
	}
	if len(counts) == 0 {
		return f, false
	}
	f.Height = y + 4
	f.Parts = append(r.axis(w, f.Height-8), f.Parts...)
	f.Words = f.Title + ": " + strings.Join(counts, ", ") + ". The sections below tell each with its times."
	return f, true
}

// span names a window.
func (r *reading) span(w window) string {
	from, to := w.from.In(r.Force.Zone), w.to.In(r.Force.Zone)
	last := to.Add(-time.Second)
	switch {
	case from.Hour() != 0 || to.Hour() != 0 || to.Sub(from) < 22*time.Hour:
		return r.stamp(from) + " to " + r.stamp(to)
	case last.Sub(from) < 26*time.Hour:
		return from.Format("Mon 2 January 2006")
	}
	return from.Format("Mon 2 January 2006") + " to " + last.Format("Mon 2 January 2006")
}

// within are the marks that show in a window.
func within(marks []mark, w window) []mark {
	var out []mark
	for _, m := range marks {
		end := m.to
		if end.IsZero() {
			end = m.from
		}
		if m.open {
			end = w.to
		}
		if m.from.Before(w.to) && !end.Before(w.from) {
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b mark) int { return a.from.Compare(b.from) })
	return out
}

// axis is the scale: hours, or days.
func (r *reading) axis(w window, bottom float64) []Part {
	f := Figure{}
	f.Parts = append(f.Parts, Part{Kind: PartLine, X: gutter, Y: axisY, X2: rightEdge, Y2: axisY, Thick: 1})
	long := w.to.Sub(w.from)
	step, layout := 15*time.Minute, "1504"
	for _, s := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 28 * 24 * time.Hour} {
		if long/step > 13 {
			step = s
		}
	}
	if step >= 24*time.Hour {
		layout = "Mon 2 Jan"
	}
	zone := ""
	for _, t := range ticks(w, step, r.Force.Zone) {
		x := w.x(t)
		if x > rightEdge-20 && x < rightEdge {
			continue // its words would run out of the picture
		}
		label := t.Format(layout)
		if name := t.Format("MST"); layout == "1504" && name != zone {
			label, zone = label+" "+name, name
		}
		f.Parts = append(f.Parts, Part{Kind: PartLine, X: x, Y: axisY - 4, X2: x, Y2: bottom, Faint: true, Thick: 0.8})
		f.text(x+2, axisY-8, label, false, false)
	}
	return f.Parts
}

// ticks are the instants of a scale: whole steps of the local clock, or of the calendar.
func ticks(w window, step time.Duration, zone *time.Location) []time.Time {
	var out []time.Time
	from := w.from.In(zone)
	y, m, d := from.Date()
	if step >= 24*time.Hour {
		days := int(step / (24 * time.Hour))
		for t := time.Date(y, m, d, 0, 0, 0, 0, zone); t.Before(w.to); t = t.AddDate(0, 0, days) {
			if !t.Before(w.from) {
				out = append(out, t)
			}
		}
		return out
	}
	// By elapsed time, so that the hour that comes twice has two strokes and the one that is left out has none.
	t := time.Date(y, m, d, from.Hour(), 0, 0, 0, zone)
	if from.Sub(t) >= time.Hour {
		t = from.Truncate(time.Hour)
	}
	for ; t.Before(w.to); t = t.Add(min(step, time.Hour)) {
		whole := t.In(zone)
		if !t.Before(w.from) && (step <= time.Hour || whole.Hour()%int(step/time.Hour) == 0) {
			out = append(out, whole)
		}
	}
	return out
}

// x is where an instant stands; what is outside stands at the edge.
func (w window) x(t time.Time) float64 {
	share := float64(t.Sub(w.from)) / float64(w.to.Sub(w.from))
	return gutter + (rightEdge-gutter)*min(max(share, 0), 1)
}

func (f *Figure) text(x, y float64, s string, bold, end bool) {
	f.Parts = append(f.Parts, Part{Kind: PartText, X: x, Y: y, Text: s, Bold: bold, End: end})
}

// track draws marks one below the other where they would touch, and returns where it ends.
func (f *Figure) track(y float64, marks []mark, w window) float64 {
	var busy []float64 // how far each lane is taken
	unlabelled := 0
	for _, m := range marks {
		x1, x2 := w.x(m.from), w.x(m.from)
		switch {
		case m.open:
			x2 = rightEdge
		case !m.to.IsZero():
			x2 = w.x(m.to)
		}
		wide := charWidth*float64(len(m.label)) + 12
		p, from, to := place{x1, x2, after}, x1-markSize, x2+markSize+wide
		switch {
		case to <= rightEdge:
		case x1-markSize-wide >= gutter:
			p.label, from, to = before, x1-markSize-wide, x2+markSize
		default:
			p.label, to = above, max(x2+markSize, x1+wide)
		}
		lane := 0
		for lane < len(busy) && busy[lane] > from {
			lane++
		}
		if lane >= mostLanes {
			lane, unlabelled = mostLanes-1, unlabelled+1
			m.label = ""
		}
		if lane == len(busy) {
			busy = append(busy, 0)
		}
		busy[lane] = max(busy[lane], to)
		f.mark(m, w, y+laneStep*(float64(lane)+0.6), p)
	}
	end := y + laneStep*float64(len(busy)) + 4
	if unlabelled > 0 {
		f.text(gutter, end+8, strconv.Itoa(unlabelled)+" more stand in the last line without their numbers: there is no room for them", false, false)
		end += laneStep
	}
	return end
}

// place is where a mark is drawn.
type place struct {
	x1, x2 float64
	label  side
}

// side is where a label stands: after its mark; before it, where it would run out of the picture; above its line, where it
// would on both sides.
type side int

const (
	after side = iota
	before
	above
)

func (f *Figure) mark(m mark, w window, y float64, p place) {
	if p.x2 > p.x1 {
		f.Parts = append(f.Parts, Part{Kind: PartLine, X: p.x1, Y: y, X2: p.x2, Y2: y, Thick: 3, Dashed: m.dashed, Tip: m.words})
	}
	up := 6.0
	if p.label == above {
		up = 0 // the label is there
	}
	for _, t := range append([]time.Time{m.from}, m.ticks...) {
		if x := w.x(t); m.begin == shapeNone && !t.Before(w.from) && t.Before(w.to) {
			f.Parts = append(f.Parts, Part{Kind: PartLine, X: x, Y: y - up, X2: x, Y2: y + 6, Thick: 1.6})
		}
	}
	put := func(t time.Time, x float64, s shape) {
		if s != shapeNone && !t.Before(w.from) && t.Before(w.to) {
			f.Parts = append(f.Parts, Part{Kind: PartShape, X: x, Y: y, Shape: s, Tip: m.words})
		}
	}
	put(m.from, p.x1, m.begin)
	put(m.to, p.x2, m.end)
	if m.label == "" {
		return
	}
	switch p.label {
	case before:
		f.text(p.x1-markSize-3, y+4, m.label, false, true)
	case above:
		f.text(p.x1+markSize+3, y-4, m.label, false, false)
	default:
		f.text(p.x2+markSize+3, y+4, m.label, false, false)
	}
}

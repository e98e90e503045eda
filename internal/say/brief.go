package say

import (
	"fmt"
	"slices"
	"strings"

	"loggist/incident"
)

// AsAt is what the room knew at an instant: where it stood, what was open, and its last entries then.
func AsAt(v View, then *incident.Full, book incident.Book) []string {
	out := []string{"As it was known at " + v.Clock(v.Now) + ". Nothing that was recorded later is in this."}
	out = append(out, Status(v, then, book)...)
	c := answerScope(v, then, book)
	for _, x := range c.side.OpenEscalations() {
		for _, a := range x.Asks {
			for _, p := range a.People {
				if _, answered := x.Declined[p.Who.ID]; !answered && x.Acked[p.Who.ID].IsZero() {
					out = append(out, "Asked, and had not answered: "+p.Who.Name+" ("+a.Label+"), "+c.name(incident.SeriesEscalation, x.N)+", asked at "+c.Clock(a.At))
				}
			}
		}
	}
	return append(out, LastEntries(v, then, book, 0)...)
}

// Since are the entries of a side recorded after seq, oldest first, as many as are read on a phone.
func Since(v View, f *incident.Full, book incident.Book, seq uint64) []string {
	c := answerScope(v, f, book)
	lines := c.side.Lines[min(seq, uint64(len(c.side.Lines))):]
	out := c.top(plural(len(lines), "entry", "entries") + " since entry " + incident.Number(book, seq))
	if len(lines) > mostEntries {
		out = append(out, fmt.Sprintf("The last %d of them:", mostEntries))
		lines = lines[len(lines)-mostEntries:]
	}
	for _, l := range lines {
		out = append(out, c.entryLines(l)...)
	}
	return out
}

// Briefing is a draft in the form IIMARCH, from the open log, with the entry beside each line (R5.1). Somebody reads it before it is
// given: it says nothing that no entry says.
func Briefing(v View, o *incident.Open) []string {
	c := scope{View: v, side: &o.Side, head: &o.Head, lane: incident.Lane{Room: "answer"}}
	h := c.head
	out := c.top("briefing (IIMARCH), drafted from the log at " + v.Clock(v.Now) + "; read it before you give it")
	section := func(name string, lines ...string) {
		out = append(out, strings.ToUpper(name))
		none := true
		for _, l := range lines {
			if l != "" {
				out, none = append(out, "- "+l), false
			}
		}
		if none {
			out = append(out, "- no entry says anything of it")
		}
	}
	section("Information", "What: "+given(h.What)+"; where: "+given(h.Where)+" (entry 001)", "State: "+h.Stage.Words()+"; level: "+h.Level,
		latestOf[*incident.Threat](c), latestOf[*incident.Impact](c), latestOf[*incident.Tension](c), latestOf[*incident.Rumour](c))
	section("Intent", c.lastDecisions(2)...)
	section("Method", append(c.briefTasks(), latestOf[*incident.NDM](c))...)
	section("Administration", c.command(), "Owner: "+ownerWords(h.Owner), c.briefReview(), latestOf[*incident.Resource](c))
	section("Risk assessment", strings.TrimPrefix(c.stillToAnswer(), " "), c.briefFlags())
	section("Communications", append(c.briefLines(), latestOf[*incident.Comms](c), latestOf[*incident.Media](c))...)
	section("Human rights / humanitarian issues", latestOf[*incident.Rights](c), latestOf[*incident.Contact](c))
	return out
}

// latestOf is the newest form of a kind in a line, with its entry.
func latestOf[T incident.Form](c scope) string {
	body, l, ok := incident.Latest[T](c.side)
	if !ok {
		return ""
	}
	w, _ := c.formWords(l)
	if l.Removed {
		return body.Heading() + ": " + left + " (entry " + c.entry(l.Seq) + ")"
	}
	return body.Heading() + ": " + begins(w.Text) + " (entry " + c.entry(l.Seq) + ")"
}

func (c scope) lastDecisions(n int) []string {
	var out []string
	for i := len(c.side.Lines) - 1; i >= 0 && len(out) < n; i-- {
		l := c.side.Lines[i]
		if d, ok := l.Body.(*incident.Decision); ok && len(l.Withdrawn) == 0 {
			out = append(out, begins(c.shown(l.Seq, d.Text))+", because "+begins(c.shown(l.Seq, d.Reason))+" (entry "+c.entry(l.Seq)+")")
		}
	}
	return out
}

func (c scope) briefTasks() []string {
	var out []string
	for _, t := range c.side.LiveTasks() {
		out = append(out, c.name(incident.SeriesTask, t.N)+", "+t.Team+", "+c.taskState(t)+": "+begins(c.shown(t.Entry, t.What))+" (entry "+c.entry(t.Entry)+")")
	}
	return out
}

func (c scope) briefReview() string {
	n, due, ok := c.side.NextReview()
	if !ok {
		return ""
	}
	return "Next review: " + c.name(incident.SeriesReview, n) + " at " + c.Clock(due)
}

func (c scope) briefFlags() string {
	var out []string
	for f := range c.head.Flags {
		out = append(out, FlagName(f))
	}
	if len(out) == 0 {
		return ""
	}
	return "Flags: " + strings.Join(slices.Sorted(slices.Values(out)), ", ")
}

func (c scope) briefLines() []string {
	var out []string
	for _, l := range c.side.LinesToTake {
		if l.State.InForce() {
			out = append(out, "Line to take "+c.side.Name(incident.SeriesLine, l.N)+", "+l.Audience.Words()+", "+string(l.State)+": "+c.shown(l.Entry, l.Text))
		}
	}
	return out
}

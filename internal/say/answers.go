package say

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// Private answers: what a person is shown who asks, and nobody else. None of them costs more the longer the record is: the
// last entries, or what is live.

const (
	lastEntries = 20
	mostEntries = 100 // it is read on a phone
)

// LastEntries are the last n entries of a side, the newest last; 0 is the usual number.
func LastEntries(v View, f *incident.Full, book incident.Book, n int) []string {
	c := answerScope(v, f, book)
	all := len(c.side.Lines)
	if n <= 0 {
		n = lastEntries
	}
	n = min(n, mostEntries, all)
	out := c.top("the last " + plural(n, "entry", "entries") + " of " + strconv.Itoa(all))
	for _, l := range c.side.Lines[all-n:] {
		out = append(out, c.entryLines(l)...)
	}
	return out
}

// Show is one entry, with what later entries say of it; nil when there is none of that number.
func Show(v View, f *incident.Full, book incident.Book, seq uint64) []string {
	c := answerScope(v, f, book)
	l, ok := c.side.Line(seq)
	if !ok {
		return nil
	}
	return append(c.top("entry "+incident.Number(book, seq)), c.entryLines(l)...)
}

// Thing is the card of an escalation, a task or a review; nil when there is none of that number.
func Thing(v View, f *incident.Full, book incident.Book, series incident.Series, n int) []string {
	c := answerScope(v, f, book)
	p, ok := c.thing(fmt.Sprintf("%s-%d", series, n), "")
	if !ok {
		return nil
	}
	return append(c.top(p.Title), c.content(p.Lines)...)
}

// Brief is what a number is about, in its first words; empty when there is none of that number. The series of entries is
// "entry".
func Brief(v View, f *incident.Full, book incident.Book, series incident.Series, n int) string {
	c := answerScope(v, f, book)
	name, words := c.side.Name(series, n), ""
	switch series {
	case incident.SeriesTask:
		if t, ok := c.side.Task(n); ok {
			words = t.What
		}
	case incident.SeriesReview:
		if r, ok := c.side.Review(n); ok {
			words = r.What
		}
	case incident.SeriesLine:
		if l, ok := c.side.TakeLine(n); ok {
			words = l.Text
		}
	case incident.SeriesEscalation:
		if x, ok := c.side.Escalation(n); ok && len(x.Causes) > 0 {
			words = x.Causes[len(x.Causes)-1].What
		}
	default:
		name = "Entry " + incident.Number(book, uint64(n))
		if l, ok := c.side.Line(uint64(n)); ok {
			words = c.kindWords(l).Text
		}
	}
	if words == "" || v.Profile == force.Pointer {
		return ""
	}
	return name + ": " + begins(words)
}

// Status is where an incident stands: the pinned card, what is open, by name, and what falls due next.
func Status(v View, f *incident.Full, book incident.Book) []string {
	c := answerScope(v, f, book)
	out := c.top("status at " + v.Clock(v.Now))
	if book == incident.BookOpen {
		p := c.headCard()
		out = append(out, p.Title)
		if !c.head.AssessBy.IsZero() || c.head.AssessmentLate {
			out = append(out, "State: "+c.head.Stage.Words())
		}
		out = append(out, c.content(p.Lines)...)
	}
	for _, x := range c.side.OpenEscalations() {
		out = append(out, c.titleOf(incident.SeriesEscalation, x.N))
	}
	for _, t := range c.side.LiveTasks() {
		out = append(out, c.titleOf(incident.SeriesTask, t.N))
	}
	for _, r := range c.side.LiveReviews() {
		out = append(out, c.titleOf(incident.SeriesReview, r.N))
	}
	return append(out, c.nextDue()...)
}

// titleOf is the first line of a card: what it is, with its number and where it stands.
func (c scope) titleOf(series incident.Series, n int) string {
	p, ok := c.thing(fmt.Sprintf("%s-%d", series, n), "")
	if !ok {
		return c.side.Name(series, n)
	}
	return p.Title
}

// nextDue are the next few instants at which something falls due.
func (c scope) nextDue() []string {
	var out []string
	for _, t := range c.side.Timers() {
		what, rest, _ := strings.Cut(t.Key, "/")
		switch {
		case len(out) == 3:
			return out
		case strings.HasPrefix(c.side.Name(incident.SeriesReview, 1), strings.TrimRight(what, "0123456789")) && rest != "due" && rest != "missed":
			continue // a reminder ahead of it is not what is due
		case strings.HasPrefix(what, string(incident.SeriesOffer)+"-"):
			n, _ := strconv.Atoi(what[len(incident.SeriesOffer)+1:])
			what = "an answer to the offer of a role"
			if o, ok := c.head.Offer(n); ok {
				what = o.To.Name + "'s answer to the offer of " + o.Role.Label()
			}
		case what == "assess":
			what = "assessment"
		case what == "ask":
			what = "an answer: " + incident.QuestionText(rest)
		case what == "gold":
			what = "Gold vacant"
		case what == "entry":
			n, _, _ := strings.Cut(rest, "/")
			seq, _ := strconv.ParseUint(n, 10, 64)
			what = "entry " + incident.Number(c.side.Book, seq) + " to be confirmed"
		}
		out = append(out, "Next due: "+what+" at "+c.Clock(t.Due)+" ("+force.Until(t.Due, c.Now)+")")
	}
	return out
}

// Listed is an incident in one line, for those who may see it.
func Listed(v View, f *incident.Full) string {
	c := answerScope(v, f, incident.BookOpen)
	line := string(c.side.Ref) + " · " + c.head.Stage.Words() + " · level " + c.head.Level + " · " + c.command()
	if !c.head.AssessBy.IsZero() {
		line += " · assess by " + v.Clock(c.head.AssessBy)
	}
	if n := len(c.side.OpenEscalations()); n > 0 {
		line += " · " + plural(n, "open escalation", "open escalations")
	}
	if v.Profile != force.Pointer && c.head.What != "" {
		line += " · " + begins(c.head.What)
	}
	return line
}

// TaskLine is a task in one line, as it is said outside its room.
func TaskLine(v View, s *incident.Side, t *incident.Task) string {
	c := scope{View: v, side: s}
	line := c.name(incident.SeriesTask, t.N) + " · " + t.Team + " · " + string(t.State)
	if !t.Officer.IsZero() {
		line += " · " + t.Officer.Name
	}
	if !t.Due.IsZero() {
		line += " · due " + v.Clock(t.Due)
		if t.Open() && t.Due.Before(v.Now) {
			line += ": OVERDUE"
		}
	}
	if v.Profile != force.Pointer {
		line += " · " + begins(t.What)
	}
	return line
}

// answerScope renders as the incident's room does: an answer names the incident once, at its top.
func answerScope(v View, f *incident.Full, book incident.Book) scope {
	return scope{View: v, side: f.Side(book), head: &f.Open.Head, lane: incident.Lane{Room: "answer"}}
}

// top is the marking and what the answer is.
func (c scope) top(what string) []string {
	return []string{c.Force.MarkingLine(), string(c.side.Ref) + ": " + what}
}

// entryLines is an entry as its post in the room says it; where content may not go to the platform, its number and time.
func (c scope) entryLines(l *incident.Line) []string {
	if c.Profile == force.Pointer {
		return []string{"Entry " + c.entry(l.Seq) + " · recorded at " + c.Clock(l.RecordedAt)}
	}
	p := c.line(l)
	return append([]string{p.Title}, c.content(p.Lines)...)
}

// content are lines that may not leave for every platform.
func (c scope) content(lines []string) []string {
	if c.Profile == force.Pointer {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.TrimSpace(s) == "" })
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

package say

import (
	"strconv"

	"loggist/incident"
)

// maxEntries is how many entries an answer shows at most: it is read on a phone.
const maxEntries = 100

// LastEntries is the last n entries of a side, the newest last, as the asker alone reads them.
func LastEntries(v View, f *incident.Full, book incident.Book, n int) []string {
	c := answerScope(v, f, book)
	if n <= 0 {
		n = 20
	}
	n = min(n, maxEntries, len(c.side.Lines))
	out := []string{v.Force.MarkingLine(), c.local(string(c.side.Ref)) + ": the last " + plural(n, "entry", "entries") + " of " + plural(len(c.side.Lines), "entry", "entries")}
	for _, l := range c.side.Lines[len(c.side.Lines)-n:] {
		p := c.line(l)
		out = append(out, p.Title)
		out = append(out, p.Lines...)
	}
	return out
}

// answerScope renders as the incident's room does: an answer names the incident once, at its top.
func answerScope(v View, f *incident.Full, book incident.Book) scope {
	return scope{View: v, side: f.Side(book), head: &f.Open.Head, lane: incident.Lane{Room: "answer"}}
}

func plural(n int, one, many string) string {
	s := strconv.Itoa(n) + " "
	if n == 1 {
		return s + one
	}
	return s + many
}

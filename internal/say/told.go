package say

import (
	"strconv"
	"strings"

	"loggist/incident"
)

// Told is an entry as a report sets it out: the words of its post in parts, so that a report of any shape says of it what
// the room was told, and nothing else.
type Told struct {
	Number string   // 014, S-014
	Name   string   // DECISION
	Text   string   // what was said, as typed
	Lines  []string // what its kind adds: "Reason: …"
	After  []string // what came of it: "Review R-3: …"
	Struck Struck
	// Decided: it is somebody's decision, else something that happened. Maker is whose, in which post or role, and how it
	// was told.
	Decided bool
	Maker   string
	// Verb is what whoever made it did, where it is not deciding: "Assessed".
	Verb string
	// Late is the line of a late entry, Verified whether its decision maker has confirmed it (UNVERIFIED), Said what later
	// entries say of it: disputed, corrected, withdrawn. Empty when there is nothing to say.
	Late, Verified string
	Said           []string
}

// Struck is how much of an entry stands struck through.
type Struck int

// Nothing; the text, which was corrected; the whole entry, which was withdrawn.
const (
	StruckNothing Struck = iota
	StruckText
	StruckAll
)

// Tell is an entry of a side in the words of its post.
func Tell(v View, s *incident.Side, h *incident.Head, l *incident.Line) Told {
	c := reportScope(v, s, h)
	w := c.kindWords(l)
	t := Told{
		Number: c.entry(l.Seq), Name: w.Name, Text: w.Text, Lines: filled(append(w.Lines, labelled("How it was told", w.How))), After: filled(w.After),
		Decided: w.Decided, Verb: w.Verb, Maker: maker(l, w), Late: c.lateEntry(l, w.Decided), Verified: c.verified(l), Said: c.saidOf(l),
	}
	switch {
	case len(l.Withdrawn) > 0:
		t.Struck = StruckAll
	case len(l.Corrected) > 0 && c.corrected(l):
		t.Struck = StruckText
	}
	return t
}

// Card is a numbered thing as its card says it: what it is, with its number and where it stands, and then a line each.
func Card(v View, s *incident.Side, h *incident.Head, series incident.Series, n int) (title string, lines []string) {
	c := reportScope(v, s, h)
	p, ok := c.thing(string(series)+"-"+strconv.Itoa(n), "")
	if !ok {
		return s.Name(series, n), nil
	}
	return p.Title, filled(p.Lines)
}

// Standing is what the incident is and where it stands, a line each, as its pinned card says it.
func Standing(v View, s *incident.Side, h *incident.Head) []string {
	p := reportScope(v, s, h).headCard()
	return append([]string{p.Title}, filled(p.Lines)...)
}

// reportScope says numbers as they are said in the incident's own room: a report is of one incident.
func reportScope(v View, s *incident.Side, h *incident.Head) scope {
	v.Report = true
	return scope{View: v, side: s, head: h, lane: incident.Lane{Room: "report"}}
}

// filled are the lines in which something is said.
func filled(lines []string) []string {
	var out []string
	for _, l := range lines {
		if strings.TrimSpace(l) != "" {
			out = append(out, l)
		}
	}
	return out
}

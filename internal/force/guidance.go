package force

import (
	"fmt"
	"strings"
	"time"
)

// A Guide is one reference to guidance: data that the force keeps, with the day on which somebody last looked at it, and what
// has taken its place. Nothing of it is built in (S4, S50).
type Guide struct {
	Topic     string // what it is asked for by: "suicide"
	Title     string
	Link      string
	Version   string
	Seen      time.Time
	Successor string // the title of what has superseded it; empty while it stands
}

// String is the reference in a line, with its date; a superseded one says by what.
func (g Guide) String() string {
	s := g.Title
	if g.Version != "" {
		s += ", " + g.Version
	}
	s += " (as seen on " + g.Seen.Format("2 Jan 2006") + "): " + g.Link
	if g.Successor != "" {
		s += " · SUPERSEDED by: " + g.Successor
	}
	return s
}

// GuidanceOn are the references on a topic, in their order; all of them for no topic.
func (f *Force) GuidanceOn(topic string) []Guide {
	var out []Guide
	for _, g := range f.Guidance {
		if topic == "" || plain(g.Topic) == plain(topic) {
			out = append(out, g)
		}
	}
	return out
}

func readDate(s string) (time.Time, error) {
	t, err := time.Parse("2006-01-02", s)
	if err != nil {
		return t, fmt.Errorf("%q is no date such as 2026-11-04", s)
	}
	return t, nil
}

func (f *Force) checkGuidance(fs *faults) {
	titles := map[string]bool{}
	for _, g := range f.Guidance {
		titles[g.Title] = true
	}
	for i, g := range f.Guidance {
		at := fmt.Sprintf("guidance/%d", i)
		switch {
		case g.Topic == "" || g.Title == "":
			fs.add(at, "needs a topic and a title")
		case !strings.HasPrefix(g.Link, "https://"):
			fs.add(at+"/link", "%q is no link that begins with https://", g.Link)
		case g.Seen.IsZero():
			fs.add(at+"/seen", "say on which day somebody last looked at it")
		case g.Successor != "" && !titles[g.Successor]:
			fs.add(at+"/successor", "%q is no title of this list", g.Successor)
		}
	}
}

package force

import (
	"fmt"
	"slices"
	"time"
)

// A Warning is something incomplete in the arrangements that stops nothing
// now, and that somebody should mend (R5.10, S28).
type Warning struct {
	Post PostID // empty when it is about no post
	Text string
}

// Warnings are what is incomplete at the instant: posts that stand empty within
// the next 24 hours, posts that nobody may hold, and teams without an officer.
func (f *Force) Warnings(now time.Time, covers ...Cover) []Warning {
	var out []Warning
	nobody := map[PostID]bool{}
	for _, p := range f.Posts {
		may := slices.ContainsFunc(f.People.All(), func(x Person) bool { return x.Active() && x.Holds(p.ID) })
		if !may && !p.AtNeed {
			nobody[p.ID] = true
			out = append(out, Warning{p.ID, fmt.Sprintf("nobody may hold the post %s", p.Label)})
		}
	}
	for _, g := range f.Gaps(now, 24*time.Hour, covers...) {
		if nobody[g.Post] {
			continue // said already
		}
		out = append(out, Warning{g.Post, fmt.Sprintf("nobody is on duty as %s: %s",
			f.PostLabel(g.Post), Between(g.From, g.To, f.Zone, now))})
	}
	for _, n := range f.NPTs {
		if !slices.ContainsFunc(f.People.All(), func(p Person) bool { return p.NPT == n.ID && p.Active() }) {
			out = append(out, Warning{"", fmt.Sprintf("nobody belongs to %s", n.Name)})
		}
	}
	return out
}

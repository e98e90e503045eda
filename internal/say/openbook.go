package say

import (
	"fmt"
	"strings"

	"loggist/incident"
)

// OpenBook is the whole open book as people read it: what the incident is, then every entry in the order of its number.
func OpenBook(v View, o *incident.Open) string {
	c := scope{View: v, side: &o.Side, head: &o.Head, lane: incident.Lane{Room: "log"}}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", v.inRoom(c.headCard()))
	for _, l := range o.Lines {
		p := c.line(l)
		fmt.Fprintf(&b, "\n%s\n", join(append([]string{p.Title}, p.Lines...)))
	}
	return b.String()
}

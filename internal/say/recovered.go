package say

import (
	"fmt"
)

// recovered announces the new numbers of what a failover of the store had dropped.
func (c scope) recovered(n uint64) post {
	list := c.side.Recovered(n)
	if len(list) == 0 {
		return post{NotSent: "nothing was renumbered"}
	}
	p := post{Title: "Numbers changed after a failover. Nothing was lost."}
	for _, r := range list {
		line := fmt.Sprintf("Entry %s is now entry %s", c.entry(r.Old), c.entry(r.New))
		if l, ok := c.side.Line(r.New); ok {
			line = fmt.Sprintf("Entry %s of %s was lost in a failover and is now entry %s", c.entry(r.Old), c.Clock(l.RecordedAt), c.entry(r.New))
		}
		p.Lines = append(p.Lines, line+".")
	}
	return p
}

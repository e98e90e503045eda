package say

import (
	"loggist/incident"
	"loggist/internal/force"
)

// lateWords say by how much something was late, and why if the service was down; nothing when it was in time.
func (c scope) lateWords(l incident.Late) string {
	if l.LateBy <= 0 {
		return ""
	}
	s := "LATE by " + force.Span(l.LateBy)
	if !l.DownFrom.IsZero() {
		s += " (service was down " + force.Between(l.DownFrom, l.DownTo, c.Force.Zone, c.today()) + ")"
	}
	return s
}

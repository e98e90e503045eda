package commands

import (
	"strings"
	"testing"

	"loggist/incident"
	"loggist/internal/force"
)

// TestPrecedentsAreNumbers_S24: what this force decided before is shown as numbers without anybody's identity, from five on, and to
// those who may decide alone.
func TestPrecedentsAreNumbers_S24(t *testing.T) {
	p := newPlay(t)
	for choice, n := range map[incident.Confirmation]int{incident.ToDenyIt: 5, incident.ToDoNeither: 4} {
		for range n {
			p.Do("insp.patel", incident.Draft{Book: incident.BookRegister, Body: &incident.Precedent{Choice: choice}})
		}
	}
	got := p.input("insp.patel").precedents()
	if !strings.Contains(got, "denied 5;") || strings.Contains(got, "neither") || strings.Contains(got, "4") {
		t.Errorf("the duty inspector is shown %q", got)
	}
	for _, who := range []force.PersonID{"sgt.lee", "log.evans", "pc.adeyemi"} {
		if got := p.input(who).precedents(); got != "" {
			t.Errorf("%s is shown %q", who, got)
		}
	}
	p.do("insp.patel", weighLine)
	for i := range p.Entries { // the decision itself is counted by the register, not by what it was about
		if b, ok := p.Entries[i].Body.(*incident.Precedent); ok && *b != (incident.Precedent{Choice: b.Choice}) {
			t.Errorf("a precedent keeps more than what was decided: %+v", b)
		}
	}
}

package commands

import (
	"fmt"
	"testing"
	"time"

	"loggist/incident"
)

// What is asked, when, of whom and what it holds up is the same whether or not the person is managed: its presence proves nothing
// (R3.22). Two incidents are played alike but for what the sensitive book knows of him.
func TestAskedAlikeOfEverybody_R3_22_S32(t *testing.T) {
	asked := func(role string) []string {
		p := newPlay(t)
		p.do("sgt.lee", "/ci person A Gareth Cole, born 1961 | role "+role)
		for _, line := range []string{
			"/ci declare | because the crowd is growing", "/ci flag residence-identified | source social | because a video shows the door",
			"/ci flag children | because a school is near", "/ci flag under-investigation | because devices were taken",
			"/ci media Is he known to police? | who the Riverside Echo | decision line 1 | because a wrong answer endangers somebody | named | disorder",
			"/ci contact They film me | from Person A | offence none: no threat was made | victim not known yet | done PC Adeyemi goes there",
		} {
			p.do("insp.patel", line)
		}
		p.wind(2 * time.Hour)
		var out []string
		for _, q := range p.Full.Open.Questions() {
			out = append(out, fmt.Sprint(q))
		}
		for _, tm := range p.Full.Open.Timers() {
			out = append(out, fmt.Sprint(tm.Key, tm.Due))
		}
		return append(out, fmt.Sprint(p.Full.NextIn(incident.BookOpen), p.Full.Open.Persons))
	}
	managed, named := asked("managed-person"), asked("targeted-person")
	if len(managed) < 8 || fmt.Sprint(managed) != fmt.Sprint(named) {
		t.Errorf("asked of a managed person\n%q\nand of one who is only named\n%q", managed, named)
	}
}

package say

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// TestPointerKeepsWordsBehind_R4_18: where a platform is to be told only that there is something, no word that somebody
// wrote goes there, neither to a room nor to a person; what it is, by its number, and what falls due do.
func TestPointerKeepsWordsBehind_R4_18(t *testing.T) {
	c := newChat(t).at("2110")
	const secret = "MARIGOLD"
	owner := incident.ChargePost(c.Force, "npt-sergeant:riverside")
	c.Open("insp.patel", &incident.Note{Text: secret})
	c.Open("insp.patel", &incident.Decision{Text: secret, Reason: secret, Options: secret})
	c.Open("sgt.lee", &incident.TaskSet{What: secret, Why: secret, NPT: "riverside", Team: "Riverside NPT", Owner: owner,
		TaskGiven: incident.TaskGiven{People: []incident.Who{c.Who("sgt.lee")}, AcceptBy: c.Now.Add(2 * time.Hour)}})
	c.Open("insp.patel", &incident.Correction{Entry: 5, Text: secret, Reason: secret})
	var said []string
	v := c.view()
	v.Profile = force.Pointer
	for _, s := range []*incident.Side{&c.Full.Open.Side, c.Full.Sensitive} {
		for _, lane := range s.PendingLanes() {
			for _, it := range s.Pending(lane) {
				r := Open(v, c.Full.Open, it)
				said = append(said, r.Message.Text+"\n"+r.Message.Topic)
			}
		}
	}
	all := strings.Join(said, "\n")
	if strings.Contains(all, secret) || strings.Contains(all, "neighbours") {
		t.Errorf("words have gone out:\n%s", all)
	}
	for _, want := range []string{"DECISION\n" + notHere, "Task NPT-1 · Riverside NPT · offered", "Owner: "} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said:\n%s", want, all)
		}
	}
}

// TestSummaryIsOneLine_R4_18: of several lines of content the first goes out, and that there is more is said.
func TestSummaryIsOneLine_R4_18(t *testing.T) {
	v := View{Force: force.Demo(), Profile: force.Summary}
	p := post{Title: "Entry 014 · DECISION", Lines: []string{"", "Officers stay", "Reason: the crowd", "Owner: PS Lee"}, Kept: []string{"Owner: PS Lee"}}
	for name, c := range map[string]struct{ got, want string }{
		"room":   {v.inRoom(p), v.Force.MarkingLine() + "\nEntry 014 · DECISION\nOfficers stay\nOwner: PS Lee\n" + notHere},
		"person": {v.toPerson(p), "Entry 014 · DECISION\n" + v.Force.MarkingLine() + "\nOfficers stay"},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, c.got, c.want)
		}
	}
}

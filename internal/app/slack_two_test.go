package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// page asks the local room's API.
func page(t *testing.T, a *App, method, path string, body any) string {
	t.Helper()
	var b bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&b).Encode(body); err != nil {
			t.Fatal(err)
		}
	}
	r, err := http.NewRequest(method, strings.TrimSuffix(a.Address(), "/")+path, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var out bytes.Buffer
	if _, err := out.ReadFrom(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s %v", method, path, resp.StatusCode, out.String(), err)
	}
	return out.String()
}

// TestOneIncidentInTwoPlaces: an incident bound to a room in the workspace and to one of the local room is one record. A
// ping that is accepted in one place is settled in the other, and each place is told as much as its profile lets it.
func TestOneIncidentInTwoPlaces(t *testing.T) {
	w := newWorkspace(t)
	n := runOn(t, w, onSlack(t, w, force.SlackSocket, t.TempDir(), true))
	n.types("sgt.lee", w.control, "/ci call neighbours accuse a MARIGOLD man | where Riverside RV2 | because he may be hurt")
	name := fmt.Sprintf("ci-%d-0001", time.Now().Year())
	room := w.Room(name)
	n.types("sgt.lee", room, "/decision Move the family to PERIWINKLE because the address is known")
	n.types("sgt.lee", room, "/escalate forty people outside FOXGLOVE")
	patel := w.Direct(account("insp.patel"))
	has(t, n.sees("insp.patel", patel), "Escalation 1/E-1 for you, Duty Inspector")
	there := page(t, n.a, http.MethodGet, "/api/direct?as=insp.patel", nil)
	has(t, there, "Escalation 1/E-1 for you, Duty Inspector", "FOXGLOVE")

	// Each place by its profile: the words are in the local room, and no message in the workspace holds one of them.
	local := page(t, n.a, http.MethodGet, "/api/rooms/"+url.PathEscape(name)+"/messages?as=sgt.lee", nil)
	has(t, local, "MARIGOLD", "PERIWINKLE", "FOXGLOVE")
	for _, c := range w.Calls("") {
		if strings.HasPrefix(c.Method, "chat.post") || c.Method == "chat.update" || strings.HasPrefix(c.Method, "conversations.set") {
			for key, value := range c.Args {
				if strings.Contains(value, "MARIGOLD") || strings.Contains(value, "PERIWINKLE") || strings.Contains(value, "FOXGLOVE") {
					t.Errorf("%s carries words in %s, though the profile is pointer: %s", c.Method, key, value)
				}
			}
		}
	}
	has(t, n.sees("sgt.lee", room), "OFFICIAL-SENSITIVE", "DECISION", "Escalation E-1")

	// Accepted in the local room; the ping in the workspace says so, and rings nobody any more.
	answer := page(t, n.a, http.MethodPost, "/api/say", map[string]string{"as": "insp.patel", "room": "direct", "text": "accept"})
	has(t, answer, `"ok":true`, "Recorded as entry")
	n.settled()
	seen := n.sees("insp.patel", patel)
	has(t, seen, "1/E-1")
	if strings.Contains(seen, "[Accept escalation E-1]") {
		t.Errorf("the ping can still be accepted:\n%s", seen)
	}
	posts := len(w.Calls("chat.postMessage"))
	n.wind(25 * time.Minute)
	for _, c := range w.Calls("chat.postMessage")[posts:] {
		if c.Args["channel"] == w.Direct(account("supt.khan")) {
			t.Errorf("the next rung was asked though it is accepted: %s", c.Args["text"])
		}
	}
	// And the other way round.
	n.types("sgt.lee", room, "/escalate a second time: officers withdrawing")
	act, _, err := w.Say(account("insp.patel"), patel, "accept E-2", "")
	if err != nil {
		t.Fatal(err)
	}
	n.waits(act, func(x slacktest.Shown) bool { return strings.Contains(x.Text, "Recorded") })
	there = page(t, n.a, http.MethodGet, "/api/direct?as=insp.patel", nil)
	if strings.Contains(there, "Accept escalation E-2") {
		t.Errorf("the ping in the local room can still be accepted:\n%s", there)
	}
}

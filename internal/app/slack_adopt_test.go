package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// TestAdoptedRoomOnSlack: Loggist is put into a channel of a team and says what can be done there. With the button a supervisor binds
// it to the incident that he is in, and to no other; while somebody is in it who may not read along it is not bound. From
// then on what is recorded is said there, and who was in it is a member.
func TestAdoptedRoomOnSlack_R4_15(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) {
			w := newWorkspace(t)
			n := runOn(t, w, onSlack(t, w, mode, t.TempDir(), false))
			team := w.OpenChannel("team-north", true, account("sgt.lee"), account("supt.khan"), account("ds.hughes"))
			w.Join(slacktest.BotUser, team, account("sgt.lee"))
			eventually(t, "it says what it is", func() bool { return strings.Contains(n.sees("sgt.lee", team), "I am Loggist") })
			has(t, n.sees("sgt.lee", team), "bound to no incident", "[Call an incident]", "[Bind this room to an incident]")
			const bind = "Bind this room to an incident"
			has(t, n.reads(n.press("sgt.lee", team, bind)), "No incident is open that you are in", "Nothing was recorded")
			n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
			n.types("sgt.lee", w.control, "/ci call a second crowd | where Hillside HL1 | because she may be hurt")
			room := n.room()
			form := n.opensBy("sgt.lee", team, bind)
			ref := fmt.Sprintf("CI-%d-0001", time.Now().Year())
			has(t, n.sends(form, map[string]string{"incident_ref": ref, "because": "the team has talked here"}), "DS Hughes", "cannot be members", "Nothing was recorded")
			w.Leave(account("ds.hughes"), team)
			form = n.opensBy("sgt.lee", team, bind)
			has(t, n.sends(form, map[string]string{"incident_ref": ref, "because": "the team has talked here"}), "Recorded as entry", "A room was bound")
			n.settled()
			has(t, n.sees("supt.khan", team), ref+" called by PS Lee", "windows broken", "the team has talked here")
			has(t, n.types("supt.khan", team, "/log he left by the back door"), "Recorded as entry")
			has(t, n.sees("sgt.lee", team), "he left by the back door")
			has(t, n.sees("supt.khan", room), "he left by the back door")
			if _, ok := w.Look(account("ds.hughes"), room); ok {
				t.Error("who was taken out of the channel is in the incident's room")
			}
			// Made public, nothing more is said there; the room that Loggist opened goes on.
			w.Publish(account("sgt.lee"), team)
			n.settled()
			has(t, n.types("sgt.lee", room, "/log words that are not for everybody"), "Recorded as entry")
			has(t, n.sees("sgt.lee", room), "words that are not for everybody")
			if seen := n.sees("sgt.lee", team); strings.Contains(seen, "not for everybody") {
				t.Errorf("said in a public channel:\n%s", seen)
			}
		})
	}
}

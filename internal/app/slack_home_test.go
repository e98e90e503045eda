package app

import (
	"strings"
	"testing"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// TestHomeSaysNothingOfOtherIncidents: the Home tab of who is in an incident has what waits for him, his tasks, his reviews and the
// incident; of who is not, and of whom nobody knows, it says nothing of it. Where no content may go it has none of the words.
func TestHomeSaysNothingOfOtherIncidents_S3(t *testing.T) {
	for _, profile := range []force.Profile{force.Full, force.Pointer} {
		t.Run(string(profile), func(t *testing.T) {
			w := newWorkspace(t)
			cfg := onSlack(t, w, force.SlackSocket, t.TempDir(), false)
			cfg.Platforms[0].Profile = profile
			n := runOn(t, w, cfg)
			n.types("sgt.lee", w.control, "/ci call neighbours accuse a MARIGOLD man | where Riverside RV2 | because he may be hurt")
			room := n.room()
			n.types("sgt.lee", room, "/task riverside Walk the street TEASEL | due in 2h")
			n.types("sgt.lee", room, "/review in 4h is the family safe SORREL | to duty inspector")
			home := func(who force.PersonID) string {
				t.Helper()
				w.OpenHome(account(who))
				eventually(t, "there is a Home tab", func() bool { return w.Home(account(who)) != nil })
				text, _ := slacktest.Reading(w.Home(account(who)).Blocks)
				return text
			}
			has(t, home("sgt.lee"), "1/NPT-1", "CI-")
			has(t, home("insp.patel"), "1/R-2", "CI-")
			if profile == force.Full {
				has(t, home("sgt.lee"), "TEASEL")
				has(t, home("insp.patel"), "SORREL")
			}
			for _, who := range []force.PersonID{"sgt.okafor", "acc.morris", "guest.stone", "prob.shah"} {
				got := home(who)
				for _, word := range []string{"MARIGOLD", "TEASEL", "SORREL", "NPT-1", "R-2", "-0001"} {
					if strings.Contains(got, word) {
						t.Errorf("%s is not in the incident and reads %q:\n%s", who, word, got)
					}
				}
			}
			if profile == force.Full {
				return
			}
			for _, c := range w.Calls("views.publish") {
				for _, word := range []string{"MARIGOLD", "TEASEL", "SORREL"} {
					if strings.Contains(c.Args["view"], word) {
						t.Errorf("a Home tab holds %q though the profile is pointer", word)
					}
				}
			}
		})
	}
}

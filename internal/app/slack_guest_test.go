package app

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// TestGuestsOnSlack: guests are put into an incident's room. Nothing more is said there; who has to know is rung once, and the card
// says how many there are and never who. One who is not let go by Slack is said to be there still; the button takes out all of
// them, and what waited follows.
func TestGuestsOnSlack_R3_12_R4_15(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) {
			w := newWorkspace(t)
			w.AddUser(slacktest.User{ID: "U8STONE", Name: "stone", Guest: true}, slacktest.User{ID: "U8BROOK", Name: "brook", Guest: true})
			n := runOn(t, w, onSlack(t, w, mode, t.TempDir(), false))
			n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
			room, fim := n.room(), w.Direct(account("fim.grant"))
			says := func(want string) {
				t.Helper()
				eventually(t, "the card says "+want, func() bool { return strings.Contains(n.sees("fim.grant", fim), want) })
			}
			w.Join("U8STONE", room, account("sgt.lee"))
			says("a guest or somebody of another organisation is in it")
			has(t, n.sees("fim.grant", fim), "[Remove the guest and resume")
			w.Join("U8BROOK", room, account("sgt.lee"))
			says("2 guests or people of other organisations are in it")
			card := n.sees("fim.grant", fim)
			has(t, card, "[Remove the 2 guests and resume")
			if strings.Count(card, "ROOM NOT SAFE") != 1 || strings.Contains(card, "U8") {
				t.Errorf("one card, which says not who:\n%s", card)
			}
			has(t, n.types("sgt.lee", room, "/log words that wait"), "Recorded as entry")
			if strings.Contains(n.sees("sgt.lee", room), "words that wait") {
				t.Error("it is said before guests")
			}

			clear := func() {
				t.Helper()
				form := n.opensBy("fim.grant", fim, fmt.Sprintf("Remove the 2 guests and resume in CI-%d-0001", time.Now().Year()))
				has(t, n.sends(form, map[string]string{"because": "they were added by mistake"}), "the 2 guests are taken out")
			}
			w.Break("conversations.kick", slacktest.Fault{Error: "not_supported", Times: 2})
			clear()
			says("2 guests could not be taken out from here")
			has(t, n.sees("fim.grant", fim), "[Remove the 2 guests and resume", "[Open a clean room")
			clear()
			says("was not fit for content until")
			for _, guest := range []string{"U8STONE", "U8BROOK"} {
				if _, ok := w.Look(guest, room); ok {
					t.Errorf("%s is in the room still", guest)
				}
			}
			eventually(t, "what waited has followed", func() bool { return strings.Contains(n.sees("sgt.lee", room), "words that wait") })
			if card := n.sees("fim.grant", fim); strings.Contains(card, "Remove the") {
				t.Errorf("there is a button to take out nobody:\n%s", card)
			}
		})
	}
}

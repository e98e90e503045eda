package app

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// logsThat chooses "Log that" on a message and returns the form that opens.
func (n *night) logsThat(who force.PersonID, channel, ts string) *slacktest.View {
	n.t.Helper()
	act, err := n.Shortcut(account(who), channel, ts, "log_that")
	if err != nil {
		n.t.Fatal(err)
	}
	return n.formOf(act)
}

// TestLogThatAsksWhy: the shortcut asks why the message matters, above the field the words of the message. Nothing is recorded until
// that is sent; a reason that says nothing is refused in place; what is sent twice is one entry; and where somebody else had it
// logged meanwhile, the words that were typed are given back.
func TestLogThatAsksWhy_R2_19(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) {
			w := newWorkspace(t)
			n := runOn(t, w, onSlack(t, w, mode, t.TempDir(), false))
			n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
			room := n.room()
			said := func(words string) string {
				_, ts, err := w.Say(account("insp.patel"), room, words, "")
				if err != nil {
					t.Fatal(err)
				}
				return ts
			}
			log := func() string { return n.types("sgt.lee", room, "/ci log 60") }
			door := said("he left by the back door")
			form := n.logsThat("sgt.lee", room, door)
			shown, _ := slacktest.Reading(form.Blocks)
			has(t, shown, "Insp Patel wrote at", "“he left by the back door”", "Nothing is recorded until you send this")
			if strings.Contains(log(), "he left") {
				t.Error("it is recorded before the reason was sent")
			}
			empty, err := w.Submit(form, map[string]string{"why": "n/a"})
			if err != nil {
				t.Fatal(err)
			}
			if x, ok := empty.Wait(func(x slacktest.Shown) bool { return len(x.Errors) > 0 }); !ok || !strings.Contains(x.Errors["why"], "Nothing was recorded") {
				t.Errorf("a reason that says nothing: %+v", empty.Seen())
			}
			sent, err := w.Submit(form, map[string]string{"why": "it shows which way he went"})
			if err != nil {
				t.Fatal(err)
			}
			has(t, n.waits(sent, func(x slacktest.Shown) bool { return !x.Kept && x.View != nil }), "Recorded as entry", "what Insp Patel wrote")
			if err := w.Redeliver(sent, slacktest.Again{NewID: true, NoHeader: true}); err != nil {
				t.Fatal(err)
			}
			n.settled()
			if got := log(); strings.Count(got, "he left by the back door") != 1 || strings.Count(got, "Why it matters: it shows which way he went") != 1 {
				t.Errorf("it is not one entry with its reason:\n%s", got)
			}
			has(t, n.sees("fim.grant", room), "“he left by the back door”", "Why it matters: it shows which way he went")

			gate := said("the gate stands open")
			form = n.logsThat("sgt.lee", room, gate)
			if _, err := w.React(account("fim.grant"), room, gate, "memo", false); err != nil {
				t.Fatal(err)
			}
			n.settled()
			has(t, n.sends(form, map[string]string{"why": "anybody can walk in"}), "already", "Nothing was recorded", "anybody can walk in")
			if got := log(); strings.Count(got, "the gate stands open") != 1 || strings.Contains(got, "anybody can walk in") {
				t.Errorf("it is not the one entry of whoever was quicker:\n%s", got)
			}
		})
	}
}

// TestFilesOnSlack: of a file whose message is logged the entry has name, size and SHA-256, by the emoji and by "Log that"; where it
// could not be read the entry is made all the same and says why.
func TestFilesOnSlack_R2_19(t *testing.T) {
	w := newWorkspace(t)
	n := runOn(t, w, onSlack(t, w, force.SlackSocket, t.TempDir(), false))
	n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
	room := n.room()
	body := []byte(strings.Repeat("MARIGOLD in the picture ", 4000))
	sum := sha256.Sum256(body)
	attach := func(name string) string {
		t.Helper()
		_, ts, err := w.Attach(account("insp.patel"), room, "", slacktest.File{Name: name, Body: body})
		if err != nil {
			t.Fatal(err)
		}
		return ts
	}
	mark := func(ts string) {
		t.Helper()
		if _, err := w.React(account("sgt.lee"), room, ts, "memo", false); err != nil {
			t.Fatal(err)
		}
	}
	mark(attach("crowd.jpg"))
	form := n.logsThat("sgt.lee", room, attach("door.jpg"))
	has(t, n.sends(form, map[string]string{"why": "it shows the broken door"}), "Recorded as entry")
	w.Grant(slices.DeleteFunc(slices.Clone(slacktest.AllScopes), func(s string) bool { return s == "files:read" })...)
	mark(attach("gate.jpg"))
	n.settled()
	identified := fmt.Sprintf(", %d bytes, SHA-256 %x", len(body), sum)
	has(t, n.types("sgt.lee", room, "/ci log 60"), "File: crowd.jpg"+identified, "File: door.jpg"+identified, "Why it matters: it shows the broken door",
		fmt.Sprintf("File: gate.jpg, %d bytes, SHA-256 not taken: ", len(body)), "is the scope files:read granted?")
}

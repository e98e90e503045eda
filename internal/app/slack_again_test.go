package app

import (
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// TestDeliveredAgainIsOneEntry: each way of acting, delivered again in each way in which Slack does it, is one entry of the record: the
// same id, a new one, without a word of it, minutes later, over another connection, to another process. The same words
// typed twice are two.
func TestDeliveredAgainIsOneEntry_F81_F82_F83(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) {
			w := newWorkspace(t)
			data := t.TempDir()
			n := runOn(t, w, onSlack(t, w, mode, data, false))
			n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
			room := n.room()
			n.types("sgt.lee", room, "/escalate officers withdrawing")
			acts := map[string]*slacktest.Act{} // by what the log says of it
			did := func(says string, act *slacktest.Act, err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
				acts[says] = act
				n.settled()
			}
			act, err := w.Slash(account("sgt.lee"), room, "log", "TANSY")
			did("LOG · TANSY", act, err)
			n.reads(act)
			did("acknowledged", n.press("insp.patel", w.Direct(account("insp.patel")), "Acknowledge E-1: awake, not taking it yet"), nil)
			act, err = w.Submit(n.opens("insp.patel", room, "/decision"), map[string]string{"what": "MARIGOLD", "because": "people are outside"})
			did("DECISION · MARIGOLD", act, err)
			_, ts, err := w.Say(account("insp.patel"), room, "BRYONY", "")
			if err != nil {
				t.Fatal(err)
			}
			act, err = w.React(account("sgt.lee"), room, ts, "memo", false)
			did("“BRYONY”", act, err)
			act, _, err = w.Say(account("sgt.lee"), room, "<@"+slacktest.BotUser+"> log CAMPION", "")
			did("LOG · CAMPION", act, err)
			log := func() string { return n.types("sgt.lee", room, "/ci log 100") }
			count := func(when string) {
				t.Helper()
				n.settled()
				got := log()
				for says := range acts {
					if c := strings.Count(strings.ToLower(got), strings.ToLower(says)); c != 1 {
						t.Errorf("%s: %q is there %d times:\n%s", when, says, c, got)
					}
				}
			}
			count("at first")
			for _, way := range []struct {
				name   string
				how    slacktest.Again
				before func()
			}{
				{"the same id", slacktest.Again{}, nil},
				{"a new id", slacktest.Again{NewID: true}, nil},
				{"no header", slacktest.Again{NoHeader: true}, nil},
				{"after a reconnection", slacktest.Again{NewID: true, NoHeader: true}, func() {
					if mode == force.SlackSocket {
						w.Disconnect("refresh_requested")
						w.Disconnect("refresh_requested")
						if !w.WaitSockets(2) {
							t.Fatal("not connected again")
						}
					}
				}},
				{"after a restart", slacktest.Again{NewID: true, NoHeader: true}, func() {
					n.stop()
					n = runOn(t, w, onSlack(t, w, mode, data, false))
				}},
				{"6 minutes later", slacktest.Again{NewID: true, NoHeader: true}, func() { n.wind(6 * time.Minute) }},
			} {
				if way.before != nil {
					way.before()
				}
				for says, act := range acts {
					if err := w.Redeliver(act, way.how); err != nil {
						t.Errorf("%s, %s: %v", way.name, says, err)
					}
				}
				count(way.name)
			}
			n.types("sgt.lee", room, "/log SORREL")
			n.types("sgt.lee", room, "/log SORREL")
			if got := log(); strings.Count(got, "LOG · SORREL") != 2 {
				t.Errorf("the same words typed twice are not two entries:\n%s", got)
			}
		})
	}
}

package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

// TestSocketsAreSupervised: whatever ends a connection, it is opened again: Slack asks for it, it dies without a word, Slack
// limits the rate or is away. While one is replaced the other takes what people do.
func TestSocketsAreSupervised(t *testing.T) {
	h := newHouse(t, Socket)
	h.p.PingWithin = 2 * time.Second
	h.run((&kept{}).handle)
	room := h.open("ci-2027-0001", lee)
	acts := func(when string) {
		t.Helper()
		a, err := h.s.Slash(lee, room, "log", when)
		if err != nil {
			t.Fatal(err)
		}
		if x, ok := a.Wait(func(slacktest.Shown) bool { return true }); !ok || x.Failed != "" {
			t.Errorf("%s: shown %+v", when, x)
		}
	}
	again := func(when string) {
		t.Helper()
		waitFor(t, func() bool { return h.s.Sockets() == 2 })
		acts(when)
	}
	acts("at first")
	h.s.Disconnect("refresh_requested")
	acts("while it is replaced")
	again("after Slack asked to connect again")
	h.s.Break("apps.connections.open", slacktest.Fault{Status: 429, RetryAfter: 1})
	h.s.Break("apps.connections.open", slacktest.Fault{Cut: true})
	h.s.Disconnect("warning")
	again("after a limit and a cut connection")
	h.s.Deaden()
	again("after a connection died without a word")
}

// TestEventsOfShapesToCome: an event that the library cannot read, because Slack has given one of its fields another shape, is
// read all the same where what is needed of it is there; one that nobody knows is acknowledged, so that it does not come again.
func TestEventsOfShapesToCome(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	odd := map[string]any{"type": "message", "user": lee, "text": "log it", "ts": "1795000000.000100", "channel": room, "event_ts": "1795000000.000100", "blocks": "of another shape", "files": 7}
	h.s.Event(odd)
	if k.last.Text != "log it" || k.last.Person != lee {
		t.Errorf("the handler got %+v", k.last)
	}
	before := k.count()
	if err := h.s.Redeliver(h.s.Event(map[string]any{"type": "a_type_to_come", "channel": room, "event_ts": "1795000000.000200"}), slacktest.Again{}); err != nil || k.count() != before {
		t.Errorf("an unknown event: %v", err)
	}
}

// TestWrongTokenIsTriedAgain: a token that is refused does not end the service: the other platforms go on, and when it is put
// right the connections open.
func TestWrongTokenIsTriedAgain(t *testing.T) {
	h := newHouse(t, Socket)
	h.s.Break("auth.test", slacktest.Fault{Times: 2, Error: "invalid_auth"})
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.p.Receive(ctx, (&kept{}).handle) }()
	if !h.s.WaitSockets(2) {
		t.Error("it did not connect when the token was right again")
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Receive: %v", err)
	}
}

// TestLongAnswersArriveWhole: an answer that is too long for an acknowledgement, which Slack would drop without a word, comes in
// parts, all of it and in order.
func TestLongAnswersArriveWhole(t *testing.T) {
	for _, mode := range []Mode{Socket, HTTP} {
		h := newHouse(t, mode)
		long := strings.TrimSpace("CI-2027-0001: log\n" + strings.Repeat("Entry 014 · DECISION · stay & “watch” – Zoë\n", 1400))
		h.run((&kept{answer: func(bot.Request) bot.Reply { return bot.Reply{OK: true, Text: long} }}).handle)
		room := h.open("ci-2027-0001", lee)
		a, err := h.s.Slash(lee, room, "ci", "log 1400")
		if err != nil {
			t.Fatal(err)
		}
		want := len(parts(long, nil))
		if want <= urlUses {
			t.Fatalf("only %d parts: too short for this test", want)
		}
		waitFor(t, func() bool { return len(a.Seen()) >= want })
		var read strings.Builder
		for i, x := range a.Seen() {
			text, _ := slacktest.Reading(x.Blocks)
			if i > 0 {
				read.WriteString("\n")
			}
			read.WriteString(text)
		}
		if read.String() != long {
			t.Errorf("%s: %d bytes arrived of %d", mode, read.Len(), len(long))
		}
	}
}

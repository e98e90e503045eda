package slack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

// TestWhatAFailedPostMeans: each way in which a post fails has its class, the time that Slack gives, and no content.
func TestWhatAFailedPostMeans(t *testing.T) {
	const secret = "Person A lives at"
	for _, c := range []struct {
		name  string
		fault slacktest.Fault
		class bot.Class
		after time.Duration
		taken bool
	}{
		{"429 with a time", slacktest.Fault{Status: 429, RetryAfter: 7}, bot.Retry, 7 * time.Second, false},
		{"429 without", slacktest.Fault{Status: 429}, bot.Retry, unsaidWait, false},
		{"ratelimited", slacktest.Fault{Error: "ratelimited"}, bot.Retry, unsaidWait, false},
		{"5xx before", slacktest.Fault{Status: 503}, bot.Unknown, 0, false},
		{"5xx after", slacktest.Fault{After: true}, bot.Unknown, 0, true},
		{"lost answer", slacktest.Fault{Lost: true}, bot.Unknown, 0, true},
		{"cut connection", slacktest.Fault{Cut: true}, bot.Unknown, 0, false},
		{"fatal_error", slacktest.Fault{Error: "fatal_error"}, bot.Unknown, 0, false},
		{"token revoked", slacktest.Fault{Error: "token_revoked"}, bot.Unauthorised, 0, false},
		{"archived", slacktest.Fault{Error: "is_archived"}, bot.Permanent, 0, false},
		{"too long", slacktest.Fault{Error: "msg_blocks_too_long"}, bot.Permanent, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHouse(t, Socket)
			room := h.open("ci-2027-0001", lee)
			m := bot.Message{Key: "k", Act: bot.ActPost, Room: bot.RoomID(room), Text: "first line\n" + secret}
			h.s.Break("chat.postMessage", c.fault)
			_, err := h.p.Send(t.Context(), m)
			e, ok := errors.AsType[*bot.SendError](err)
			if !ok || e.Class != c.class || e.RetryAfter != c.after || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "xoxb") {
				t.Fatalf("error %v (%+v), want %s after %s, without content", err, e, c.class, c.after)
			}
			h.s.Mend()
			if n := len(h.s.Calls("chat.postMessage")); n != 1 {
				t.Errorf("%d calls: what failed is never sent again by itself", n)
			}
			got, found, err := h.p.Find(t.Context(), m)
			if err != nil || found != c.taken {
				t.Errorf("Find: %v, %v; want %v", found, err, c.taken)
			}
			if list, _ := h.s.Look(lee, room); found && (len(list) != 1 || got.Message != messageID(room, list[0].TS)) {
				t.Errorf("Find is %+v, the room has %d messages", got, len(list))
			}
		})
	}
	t.Run("no connection", func(t *testing.T) {
		h := newHouse(t, Socket)
		room := h.open("ci-2027-0001", lee)
		if err := h.p.mayPost(t.Context(), room); err != nil {
			t.Fatal(err)
		}
		h.s.Close()
		_, err := h.p.Send(t.Context(), bot.Message{Key: "k", Act: bot.ActPost, Room: bot.RoomID(room), Text: "x"})
		if bot.ClassOf(err) != bot.Retry {
			t.Errorf("error %v: what never reached Slack was not taken", err)
		}
	})
}

// TestUnreadableHistoryIsNoAnswer: where the history cannot be read it is not known whether a message was taken.
func TestUnreadableHistoryIsNoAnswer(t *testing.T) {
	h := newHouse(t, Socket)
	room := h.open("ci-2027-0001", lee)
	m := bot.Message{Key: "k", Act: bot.ActPost, Room: bot.RoomID(room), Text: "x"}
	for _, f := range []slacktest.Fault{{Status: 500}, {Error: "missing_scope"}, {Status: 429, RetryAfter: 60}} {
		h.s.Break("conversations.history", f)
		if _, found, err := h.p.Find(t.Context(), m); err == nil || found {
			t.Errorf("%+v: found %v, %v: want an error", f, found, err)
		}
	}
	h.s.Break("conversations.history", slacktest.Fault{Status: 429, RetryAfter: 1})
	began := time.Now()
	if _, found, err := h.p.Find(t.Context(), m); err != nil || found || time.Since(began) < time.Second {
		t.Errorf("a short limit: %v, %v after %s: want to have waited for it", found, err, time.Since(began))
	}
	// A long history is read page by page, and one that is longer than that is not answered.
	h.s.Fill(room, pageOf*3)
	if _, found, err := h.p.Find(t.Context(), m); err != nil || found {
		t.Errorf("a long history: %v, %v", found, err)
	}
	h.s.Fill(room, pageOf*pagesMost)
	if _, _, err := h.p.Find(t.Context(), m); !errors.Is(err, errTooFar) {
		t.Errorf("a history without end: %v", err)
	}
}

// TestLongTextGoesOnInTheThread: nothing of a long text is lost; changed, it is longer or shorter in the same place; begun
// and not finished, it is not known to be there.
func TestLongTextGoesOnInTheThread(t *testing.T) {
	h := newHouse(t, Socket)
	room := bot.RoomID(h.open("ci-2027-0001", lee))
	long := "safe line\n" + strings.Repeat("forty people & <officers> outside: “quoted” – Zoë\n", 900)
	m := bot.Message{Key: "k", Act: bot.ActPost, Room: room, Text: strings.TrimSpace(long)}
	read := func(want string) {
		t.Helper()
		seen, _ := h.read(lee, room)
		if len(seen) != 1 || seen[0].Text != want {
			t.Fatalf("%d messages; the first has %d bytes, want the one of %d", len(seen), len(seen[0].Text), len(want))
		}
	}
	r, err := h.p.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	read(m.Text)
	if _, found, err := h.p.Find(t.Context(), m); err != nil || !found {
		t.Errorf("Find: %v, %v", found, err)
	}
	for _, text := range []string{m.Text + "\nand more\n" + m.Text, "safe line\nshort", "safe line\nshorter", m.Text} {
		if _, err := h.p.Send(t.Context(), bot.Message{Key: "e", Act: bot.ActPost, Room: room, Text: text, Replace: r.Message}); err != nil {
			t.Fatal(err)
		}
		read(text)
	}
	half := bot.Message{Key: "half", Act: bot.ActPost, Room: room, Text: m.Text}
	n := len(h.s.Calls("chat.postMessage"))
	h.s.BreakAfter("chat.postMessage", 1, slacktest.Fault{Error: "is_archived"})
	if _, err := h.p.Send(t.Context(), half); bot.ClassOf(err) != bot.Unknown {
		t.Errorf("a part was taken and then no more: %v after %d calls, want unknown", err, len(h.s.Calls("chat.postMessage"))-n)
	}
	if _, found, err := h.p.Find(t.Context(), half); found || !errors.Is(err, errIncomplete) {
		t.Errorf("Find of half a message: %v, %v", found, err)
	}
}

// TestPagesGoBeforeCards: when Slack limits the rate, in each of its shapes, a card that was refused holds up no page, and
// cards wait until pages have had their turn; a page in a channel of its own is tried at once, and goes the moment its own
// limit ends.
func TestPagesGoBeforeCards_F84(t *testing.T) {
	for _, f := range []slacktest.Fault{{Status: 429, RetryAfter: 2}, {Status: 429}, {Error: "ratelimited"}} {
		h := newHouse(t, Socket)
		room := bot.RoomID(h.open("ci-2027-0001", lee))
		f.Channel = string(room)
		h.s.Break("chat.postMessage", f)
		send := func(m bot.Message) time.Duration {
			_, err := h.p.Send(t.Context(), m)
			if err == nil {
				return 0
			}
			e, _ := errors.AsType[*bot.SendError](err)
			if e.Class != bot.Retry {
				t.Fatalf("%s: %v", m.Key, err)
			}
			return e.RetryAfter
		}
		first := send(bot.Message{Key: "card", Act: bot.ActPost, Room: room, Text: "card"})
		if first == 0 {
			t.Fatal("the card was not limited")
		}
		calls := len(h.s.Calls("chat.postMessage"))
		for i := range 50 { // the storm: none of them is asked of Slack
			if d := send(bot.Message{Key: fmt.Sprintf("card%d", i), Act: bot.ActPost, Room: room, Text: "card"}); d <= first-time.Second/2 {
				t.Fatalf("a card waits %s, less than the limit", d)
			}
		}
		if n := len(h.s.Calls("chat.postMessage")) - calls; n != 0 {
			t.Errorf("%d calls in the storm", n)
		}
		if d := send(bot.Message{Key: "page", Act: bot.ActDirect, Person: patel, Text: "Escalation", Rings: true}); d != 0 {
			t.Errorf("a page waits %s", d)
		}
	}
	h := newHouse(t, Socket)
	direct := h.s.Direct(patel)
	h.s.Break("chat.postMessage", slacktest.Fault{Status: 429, RetryAfter: 1, Channel: direct})
	page := bot.Message{Key: "page", Act: bot.ActDirect, Person: patel, Text: "Escalation", Rings: true}
	_, err := h.p.Send(t.Context(), page)
	e, _ := errors.AsType[*bot.SendError](err)
	if e == nil || e.RetryAfter > time.Second {
		t.Fatalf("a page waits %+v, with a limit of 1 s", e)
	}
	time.Sleep(e.RetryAfter)
	if _, err := h.p.Send(t.Context(), page); err != nil {
		t.Errorf("when its limit has ended the page does not go: %v", err)
	}
}

// TestFirstLineIsSafeEverywhere: whatever is said, the line that a locked screen shows opens both the text that phones read
// and the first block that desktops read; the words follow in both.
func TestFirstLineIsSafeEverywhere(t *testing.T) {
	for _, text := range []string{"Escalation 142/E-1 for you.\nOFFICIAL-SENSITIVE\nforty people", "safe\n\nafter a blank line", "safe\n" + strings.Repeat("z", 20000)} {
		safe, _, _ := strings.Cut(text, "\n")
		for i, x := range parts(text, nil) {
			first, _ := slacktest.Reading(x.blocks[:1])
			if i == 0 && (!strings.HasPrefix(x.text, safe+"\n") || first != safe) {
				t.Errorf("it begins with %.40q and %.40q, want %q in both", x.text, first, safe)
			}
			if i > 0 && !strings.HasPrefix(x.text, fmt.Sprintf("Part %d of ", i+1)) {
				t.Errorf("part %d begins with %.40q", i+1, x.text)
			}
		}
	}
}

// TestSendStopsWithItsContext: what is not begun is not taken.
func TestSendStopsWithItsContext(t *testing.T) {
	h := newHouse(t, Socket)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := h.p.Send(ctx, bot.Message{Key: "k", Act: bot.ActDirect, Person: lee, Text: "x"})
	if bot.ClassOf(err) != bot.Retry || len(h.s.Calls("")) != 0 {
		t.Errorf("%v after %d calls", err, len(h.s.Calls("")))
	}
}

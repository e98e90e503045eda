package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

// kept is a handler that remembers the ids of requests as the record does, for ever, and counts what it would have recorded.
type kept struct {
	mu      sync.Mutex
	entries map[string]int // deliveries by id
	last    bot.Request
	all     []bot.Request
	answer  func(bot.Request) bot.Reply
}

func (k *kept) handle(_ context.Context, r bot.Request) bot.Reply {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.entries == nil {
		k.entries = map[string]int{}
	}
	id := r.ID
	if r.Source != nil { // a mark or a change is known by its message, whoever made it
		id = string(r.Source.Message) + r.Source.Text
	}
	k.entries[string(r.Kind)+" "+id]++
	k.last, k.all = r, append(k.all, r)
	if k.answer != nil {
		if reply := k.answer(r); reply.Text != "" || reply.Form != nil {
			return reply
		}
	}
	return bot.Reply{OK: true, Text: "Recorded as entry 014."}
}

// count is how many acts there were. That a room is fit is told whenever the adapter begins, and is none.
func (k *kept) count() (n int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for id := range k.entries {
		if !strings.HasPrefix(id, string(bot.KindRoom)+" ") {
			n++
		}
	}
	return n
}

// got waits a moment for a request that fits.
func (k *kept) got(fits func(bot.Request) bool) bool {
	for range 4000 {
		k.mu.Lock()
		all := slices.Clone(k.all)
		k.mu.Unlock()
		if slices.ContainsFunc(all, fits) {
			return true
		}
		time.Sleep(5 * time.Millisecond)
	}
	return false
}

// run runs Receive until the returned function is called.
func (h *house) run(f bot.Handler) func() {
	h.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.p.Receive(ctx, f) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	})
	h.t.Cleanup(stop)
	h.ready()
	return stop
}

func (h *house) open(name string, people ...string) string {
	h.t.Helper()
	r, err := h.p.Send(h.t.Context(), bot.Message{Key: "open " + name, Act: bot.ActOpenRoom, Name: name})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, p := range people {
		if _, err := h.p.Send(h.t.Context(), bot.Message{Key: "in " + name + p, Act: bot.ActInvite, Room: r.Room, Person: p}); err != nil {
			h.t.Fatal(err)
		}
	}
	return string(r.Room)
}

// acts are the ways of acting that Slack delivers; each is done once.
var acts = []struct {
	name string
	do   func(t *testing.T, h *house, room string) (*slacktest.Act, error)
}{
	{"slash command", func(_ *testing.T, h *house, room string) (*slacktest.Act, error) {
		return h.s.Slash(lee, room, "log", "the same words")
	}},
	{"button", func(t *testing.T, h *house, room string) (*slacktest.Act, error) {
		m := bot.Message{Key: "card", Act: bot.ActPost, Room: bot.RoomID(room), Text: "card", Actions: []bot.Action{{ID: "accept:142/E-1", Label: "Accept escalation E-1"}}}
		r, err := h.p.Send(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		_, ts, _ := placeOf(r.Message)
		return h.s.Press(lee, room, ts, "accept:142/E-1")
	}},
	{"modal", func(t *testing.T, h *house, room string) (*slacktest.Act, error) {
		a, err := h.s.Slash(lee, room, "decision", "")
		if err != nil {
			t.Fatal(err)
		}
		x, ok := a.Wait(func(x slacktest.Shown) bool { return x.View != nil })
		if !ok {
			t.Fatal("no form opened")
		}
		return h.s.Submit(x.View, map[string]string{"what": "stay until 2300"})
	}},
	{"message event", func(_ *testing.T, h *house, room string) (*slacktest.Act, error) {
		a, _, err := h.s.Say(lee, room, "<@"+slacktest.BotUser+"> log the same words", "")
		return a, err
	}},
	{"reaction", func(t *testing.T, h *house, room string) (*slacktest.Act, error) {
		_, ts, err := h.s.Say(patel, room, "he is at the back door", "")
		if err != nil {
			t.Fatal(err)
		}
		return h.s.React(lee, room, ts, "memo", false)
	}},
}

// form is opened by /decision without words.
var form = &bot.Form{ID: "decision:1", Title: "Decision", Submit: "Log this decision", Fields: []bot.Field{{Name: "what", Label: "What", Type: bot.FieldLines, Required: true}}}

func opensForm(r bot.Request) bot.Reply {
	if r.Command == "decision" {
		return bot.Reply{OK: true, Form: form}
	}
	return bot.Reply{}
}

// TestRedeliveryIsOneAct: however often, under whatever ids, with or without saying so, after minutes, a reconnection or a
// restart an act is delivered: it is one. Slack gives a new id to the same message (node-slack-sdk 2141), and leaves the
// retry header out.
func TestRedeliveryIsOneAct_F81_F82_F83(t *testing.T) {
	ways := []struct {
		name string
		how  slacktest.Again
		in   func(t *testing.T, h *house)
	}{
		{"same id", slacktest.Again{}, nil},
		{"new id", slacktest.Again{NewID: true}, nil},
		{"no header", slacktest.Again{NoHeader: true}, nil},
		{"new id and no header", slacktest.Again{NewID: true, NoHeader: true}, nil},
		{"6 minutes later", slacktest.Again{NewID: true, NoHeader: true}, func(_ *testing.T, h *house) {
			h.p.done.mu.Lock()
			defer h.p.done.mu.Unlock()
			for id, at := range h.p.done.at {
				h.p.done.at[id] = at.Add(-seenFor) // what is remembered in memory has run out
			}
		}},
		{"after a reconnection", slacktest.Again{}, func(t *testing.T, h *house) {
			if h.p.Mode == Socket {
				h.s.Disconnect("refresh_requested")
				h.s.Disconnect("refresh_requested")
				if !h.s.WaitSockets(2) {
					t.Fatal("not connected again")
				}
			}
		}},
		{"after a restart", slacktest.Again{NoHeader: true}, nil}, // done below
	}
	for _, mode := range []Mode{Socket, HTTP} {
		for _, way := range ways {
			t.Run(fmt.Sprintf("%s/%s", mode, way.name), func(t *testing.T) {
				h := newHouse(t, mode)
				k := &kept{answer: opensForm}
				stop := h.run(k.handle)
				room := h.open("ci-2027-0001", lee, patel)
				var done []*slacktest.Act
				for _, act := range acts {
					before := k.count()
					a, err := act.do(t, h, room)
					if err != nil {
						t.Fatalf("%s: %v", act.name, err)
					}
					want := 1
					if act.name == "modal" || act.name == "reaction" {
						want = 2 // the command that opened it is another act, and so is the message that is marked
					}
					if got := k.count() - before; got != want {
						t.Errorf("%s: %d acts, want %d", act.name, got, want)
					}
					done = append(done, a)
				}
				if way.name == "after a restart" {
					stop()
					waitFor(t, func() bool { return h.s.Sockets() == 0 })
					h.p = newAdapter(t, h.s, mode)
					h.run(k.handle)
				}
				if way.in != nil {
					way.in(t, h)
				}
				for i, a := range done {
					before := k.count()
					if err := h.s.Redeliver(a, way.how); err != nil {
						t.Errorf("%s: %v", acts[i].name, err)
					}
					if got := k.count() - before; got != 0 {
						t.Errorf("%s, %s: it is another act", acts[i].name, way.name)
					}
				}
				before := k.count()
				for range 2 {
					if _, err := h.s.Slash(lee, room, "log", "the same words"); err != nil {
						t.Fatal(err)
					}
				}
				if got := k.count() - before; got != 2 {
					t.Errorf("the same words typed twice are %d acts, want 2", got)
				}
			})
		}
	}
}

// TestAnswerComesWithinThreeSeconds: an answer that takes the handler's longest, and a Slack that takes a second for each
// call, lead to no operation_timeout and no expired trigger.
func TestAnswerComesWithinThreeSeconds_F80(t *testing.T) {
	for _, mode := range []Mode{Socket, HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, mode)
			h.run(func(_ context.Context, r bot.Request) bot.Reply {
				time.Sleep(1550 * time.Millisecond) // after this the engine answers "Received. Not yet recorded."
				if reply := opensForm(r); reply.Form != nil {
					return reply
				}
				return bot.Reply{OK: true, Text: "Received. Not yet recorded."}
			})
			room := h.open("ci-2027-0001", lee)
			h.s.Break("*", slacktest.Fault{Times: -1, Delay: time.Second})
			for _, c := range []string{"log", "decision"} {
				a, err := h.s.Slash(lee, room, c, "words")
				if err != nil {
					t.Fatal(err)
				}
				x, ok := a.Wait(func(slacktest.Shown) bool { return true })
				if !ok || x.Failed != "" || c == "decision" && x.View == nil {
					t.Errorf("/%s: shown %+v", c, x)
				}
			}
		})
	}
}

// TestExpiredTriggerLeavesAButton: a form whose trigger has run out is not lost: its words are said with a button that opens it.
func TestExpiredTriggerLeavesAButton(t *testing.T) {
	h := newHouse(t, Socket)
	h.run((&kept{answer: opensForm}).handle)
	room := h.open("ci-2027-0001", lee)
	h.s.Break("views.open", slacktest.Fault{Error: "expired_trigger_id"})
	a, err := h.s.Slash(lee, room, "decision", "")
	if err != nil {
		t.Fatal(err)
	}
	x, ok := a.Wait(func(x slacktest.Shown) bool { return len(x.Blocks) > 0 })
	if !ok || !strings.Contains(x.Text, "Nothing is recorded yet") {
		t.Fatalf("shown %+v", x)
	}
	b, err := h.s.PressShown(a, x, "Open the form: Decision")
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := b.Wait(func(x slacktest.Shown) bool { return x.View != nil }); !ok || x.View.Title != "Decision" {
		t.Error("the button opens no form")
	}
}

// TestMentionInAThread: where there are no slash commands a mention is the command, and its answer is seen by the asker alone.
func TestMentionInAThread(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee, patel)
	_, ts, err := h.s.Say(patel, room, "what now?", "")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := h.s.Say(lee, room, "<@"+slacktest.BotUser+"> decision stay until 2300 because <@"+patel+"> is on the way & near", ts)
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := a.Wait(func(x slacktest.Shown) bool { return strings.Contains(x.Text, "Recorded as entry 014.") }); !ok || x.Kept {
		t.Errorf("shown %+v", x)
	}
	if want := "@Loggist decision stay until 2300 because <@" + patel + "> is on the way & near"; k.last.Text != want || k.last.Room != bot.RoomID(room) {
		t.Errorf("the handler got %q in %q, want %q", k.last.Text, k.last.Room, want)
	}
	if list, _ := h.s.Look(patel, room); len(list) != 2 {
		t.Errorf("others see %d messages, want the two that were written", len(list))
	}
}

package local

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"loggist/bot"
)

func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		panic(err)
	}
	return u
}

// The same id again gets the same answer and reaches nobody, also after a kill.
func TestSameIDSameAnswerAlsoAfterAKill(t *testing.T) {
	dir := t.TempDir()
	h := open(t, options(dir)).receive()
	n := 0
	h.answers(func(_ context.Context, r bot.Request) bot.Reply {
		n++
		return bot.Reply{OK: n%2 == 1, Text: fmt.Sprintf("answer %d to %s", n, r.Text), Actions: []bot.Action{{ID: "go", Label: "Go on"}},
			Form: &bot.Form{ID: "f", Title: "Form"}}
	})
	acts := []struct{ path, body string }{
		{"/api/say", `{"as":"sgt.lee","room":"control-room","text":"/log one","id":"1"}`},
		{"/api/say", `{"as":"sgt.lee","room":"control-room","text":"words","id":"2"}`},
		{"/api/press", `{"as":"sgt.lee","message":"","action":"go","id":"3"}`},
		{"/api/submit", `{"as":"sgt.lee","form":"f","values":{"a":"b"},"id":"4"}`},
	}
	var first []string
	for _, a := range acts {
		status, got := h.call(http.MethodPost, a.path, a.body)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %s", a.path, status, got)
		}
		first = append(first, got)
	}
	again := func(h *house, when string) {
		for i, a := range acts {
			if _, got := h.call(http.MethodPost, a.path, a.body); got != first[i] {
				t.Errorf("%s again %s: %s, want %s", a.path, when, got, first[i])
			}
		}
		if seen, _ := h.read("supt.khan", "control-room"); len(seen) != 1 {
			t.Errorf("%s the room has %d messages, want the one text", when, len(seen))
		}
	}
	again(h, "at once")
	if got := len(h.requests()); got != len(acts) {
		t.Errorf("%d requests reached the handler, want %d", got, len(acts))
	}
	ids := map[string]bool{}
	for _, r := range h.requests() {
		ids[r.ID] = true
	}
	if len(ids) != len(acts) {
		t.Errorf("%d ids of %d acts", len(ids), len(acts))
	}

	later := open(t, options(remains(t, dir))).receive()
	again(later, "after the kill")
	if got := later.requests(); len(got) != 0 {
		t.Errorf("after the kill the handler got %+v", got)
	}
	// Buttons and forms that were shown before still work.
	later.post("/api/press", map[string]any{"as": "sgt.lee", "message": "", "action": "go"})
	if got := later.requests()[0]; got.Room != "control-room" {
		t.Errorf("the press is in %q, want where its reply was", got.Room)
	}
	// Another person's act of the same id is another act.
	other := later.post("/api/say", map[string]any{"as": "insp.patel", "room": "control-room", "text": "/log two", "id": "1"})
	if other.Reply.Text != "answered two" {
		t.Errorf("another person was answered %q", other.Reply.Text)
	}
}

// A kill between the handler's answer and its keeping: the handler gets the same request id, and the text stands once.
func TestSameIDWithoutAKeptAnswerIsTheSameRequest(t *testing.T) {
	dir := t.TempDir()
	h := open(t, options(dir)).receive()
	var left string
	h.answers(func(context.Context, bot.Request) bot.Reply {
		left = remains(t, dir) // killed here
		return bot.Reply{OK: true}
	})
	const body = `{"as":"sgt.lee","room":"direct","text":"done 1","id":"x"}`
	h.call(http.MethodPost, "/api/say", body)
	later := open(t, options(left)).receive()
	later.call(http.MethodPost, "/api/say", body)
	a, b := h.requests()[0], later.requests()[0]
	if a.ID != b.ID || a.Message != b.Message || a.Message == "" {
		t.Errorf("ids %s, %s and messages %s, %s: want them equal", a.ID, b.ID, a.Message, b.Message)
	}
	if seen, _ := later.read("sgt.lee", ""); len(seen) != 1 {
		t.Errorf("the text stands %d times", len(seen))
	}
}

// However many times at once: one request, one answer.
func TestSameIDAtOnce(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	var wg sync.WaitGroup
	answers := make([]string, 8)
	for i := range answers {
		wg.Go(func() {
			_, answers[i] = h.call(http.MethodPost, "/api/say", `{"as":"sgt.lee","room":"direct","text":"/log x","id":"one"}`)
		})
	}
	wg.Wait()
	for _, a := range answers {
		if a != answers[0] || !strings.Contains(a, `"ok":true`) {
			t.Errorf("answers %s and %s", a, answers[0])
		}
	}
	if got := len(h.requests()); got != 1 {
		t.Errorf("%d requests reached the handler", got)
	}
}

// Without an id each act is its own.
func TestWithoutIDEveryActIsItsOwn(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	for range 2 {
		h.post("/api/say", map[string]any{"as": "sgt.lee", "room": "direct", "text": "/log x"})
	}
	if r := h.requests(); len(r) != 2 || r[0].ID == r[1].ID {
		t.Errorf("requests %+v", r)
	}
}

// Unknown people and people without a room hear the handler's one sentence in their own conversation; nothing of a
// person who does not exist is kept.
func TestUnknownPersonIsTheHandlersMatter(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	h.answers(func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{Text: "Loggist does not know this account."}
	})
	_, ghost := h.call(http.MethodPost, "/api/say", `{"as":"nobody","room":"direct","text":"/ci status"}`)
	_, guest := h.call(http.MethodPost, "/api/say", `{"as":"guest.stone","room":"direct","text":"/ci status"}`)
	if ghost != guest || !strings.Contains(ghost, "does not know") {
		t.Errorf("nobody hears %s, a guest %s", ghost, guest)
	}
	h.call(http.MethodPost, "/api/say", `{"as":"nobody","room":"direct","text":"hello"}`)
	if _, got := h.call(http.MethodGet, "/api/direct?as=nobody", ""); got != "[]" {
		t.Errorf("nobody's conversation: %s", got)
	}
}

func TestHalfCharacter(t *testing.T) {
	for in, want := range map[string]bool{
		`"\ud83d\ude00"`: false, `"\ud83d"`: true, `"\ude00"`: true, `"\ud83dx"`: true, `"\ud83d\ud83d"`: true, `"\\ud83d"`: false,
		`"\\\ud83d"`: true, `"\u00e9"`: false, `"\n\t"`: false, `"\`: false, `"\u12`: false, `"\ufffd"`: false, `"\uD83D\uDE00\uD83D"`: true,
	} {
		if got := halfCharacter([]byte(in)); got != want {
			t.Errorf("halfCharacter(%s) = %v", in, got)
		}
	}
}

// No body makes the API panic, answer without JSON, or reach the handler as what it was not.
func FuzzBodies(f *testing.F) {
	for _, s := range []string{`{"as":"sgt.lee","room":"control-room","text":"/ci call x","id":"1"}`, `{"as":"sgt.lee","message":"m","action":"a"}`,
		`{"as":"sgt.lee","form":"f","values":{"a":"b"}}`, `{"advance":"20m"}`, `{"text":"\ud800"}`, `[]`, "\xff", `{"as":null}`, `{"values":[]}`} {
		f.Add(uint8(0), []byte(s))
	}
	o := options(f.TempDir())
	o.Clock = &windable{}
	p, err := New(o)
	if err != nil {
		f.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	f.Cleanup(cancel)
	go func() {
		_ = p.Receive(ctx, func(context.Context, bot.Request) bot.Reply { return bot.Reply{OK: true} })
	}()
	(&house{p: p}).ready()
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		paths := []string{"/api/say", "/api/press", "/api/submit", "/api/clock"}
		status, got := direct(p.Handler(), paths[int(which)%len(paths)], body)
		switch status {
		case 200:
			if !strings.HasPrefix(got, "{") {
				t.Errorf("%q", got)
			}
		case 400, 404, 413:
			wantErrorShape(t, got)
		default:
			t.Errorf("%d %s", status, got)
		}
	})
}

package local

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loggist/bot"
)

// direct asks handler without a network.
func direct(handler http.Handler, path string, body []byte) (int, string) {
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+path, bytes.NewReader(body))
	r.RemoteAddr = "127.0.0.1:9"
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// told is one server-sent event.
type told struct{ id, kind, data string }

// listen opens the stream and returns its events.
func (h *house) listen(query, last string) <-chan told {
	ctx, cancel := context.WithCancel(context.Background())
	h.t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.srv.URL+"/api/events?"+query, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	res, err := h.srv.Client().Do(r) //nolint:bodyclose // the goroutine below closes it when the stream ends
	if err != nil {
		h.t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		h.t.Fatalf("content type %q", got)
	}
	out := make(chan told, 100)
	go func() {
		defer res.Body.Close()
		defer close(out)
		var e told
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "id":
				e.id = value
			case "event":
				e.kind = value
			case "data":
				e.data = value
			case "":
				if e.kind != "" {
					out <- e
				}
				e = told{}
			}
		}
	}()
	return out
}

// next waits for the next event and wants it of the kind.
func (h *house) next(events <-chan told, kind string) told {
	h.t.Helper()
	select {
	case e := <-events:
		if e.kind != kind || e.id == "" {
			h.t.Fatalf("event %+v, want %s", e, kind)
		}
		return e
	case <-time.After(10 * time.Second):
		h.t.Fatalf("no %s within 10 s", kind)
	}
	return told{}
}

func TestEventsReachThoseWhomTheyConcern(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	lee, khan := h.listen("as=sgt.lee", ""), h.listen("as=supt.khan&phone=insp.patel", "")
	stone := h.listen("as=guest.stone", "")
	for _, x := range []<-chan told{lee, khan, stone} {
		h.next(x, "hello")
	}
	h.send(bot.Message{Key: "1", Act: bot.ActPost, Room: "control-room", Text: "in the room"})
	for _, x := range []<-chan told{lee, khan} {
		if e := h.next(x, "message"); !strings.Contains(e.data, `"room":"control-room"`) || !strings.Contains(e.data, `"text":"in the room"`) {
			t.Errorf("event %+v", e)
		}
	}
	h.send(bot.Message{Key: "2", Act: bot.ActDirect, Person: "insp.patel", Text: "Escalation 1/E-1 for you.\ncontent", Rings: true})
	h.next(khan, "message") // he looks at that phone
	if e := h.next(khan, "rang"); !strings.Contains(e.data, "Escalation 1/E-1 for you.") || strings.Contains(e.data, "content") {
		t.Errorf("the ring says %s", e.data)
	}
	h.send(bot.Message{Key: "3", Act: bot.ActOpenRoom, Name: "ci-2027-0001"})
	h.send(bot.Message{Key: "4", Act: bot.ActInvite, Room: "ci-2027-0001", Person: "sgt.lee"})
	h.next(lee, "rooms")
	h.send(bot.Message{Key: "5", Act: bot.ActDescribe, Room: "ci-2027-0001", Topic: "Called"})
	h.next(lee, "room")
	h.p.feed.add(notice{kind: "clock", data: changed{}})
	for _, x := range []<-chan told{lee, khan, stone} {
		h.next(x, "clock")
	}
}

// Whoever comes back with the last id misses nothing; whoever comes back with an id of another life loads anew.
func TestEventsResume(t *testing.T) {
	dir := t.TempDir()
	h := open(t, options(dir)).receive()
	events := h.listen("as=sgt.lee", "")
	h.next(events, "hello")
	post := func(n string) {
		h.send(bot.Message{Key: n, Act: bot.ActPost, Room: "control-room", Text: n})
	}
	post("one")
	last := h.next(events, "message").id
	post("two")
	post("three")
	back := h.listen("as=sgt.lee", last)
	h.next(back, "hello")
	for _, want := range []string{"two", "three"} {
		if e := h.next(back, "message"); !strings.Contains(e.data, `"text":"`+want+`"`) {
			t.Errorf("after coming back: %+v, want %s", e, want)
		}
	}
	later := open(t, options(remains(t, dir))).receive()
	again := later.listen("as=sgt.lee", last)
	later.next(again, "reset")
	later.next(again, "hello")
	for _, wrong := range []string{"x", strings.Repeat("0", 32), "ffff"} {
		later.next(later.listen("as=sgt.lee", wrong), "reset")
	}
}

func TestFeedForgetsAndSaysSo(t *testing.T) {
	f, err := newFeed()
	if err != nil {
		t.Fatal(err)
	}
	for range keptNotices + 10 {
		f.add(notice{kind: "message"})
	}
	if _, _, _, ok := f.after(5); ok {
		t.Error("notice 6 is still there")
	}
	ns, last, _, ok := f.after(10)
	if !ok || len(ns) != keptNotices || last != keptNotices+10 {
		t.Errorf("%d notices up to %d, %v", len(ns), last, ok)
	}
	if n, ok := f.number(f.cursor(77)); !ok || n != 77 {
		t.Errorf("cursor of 77 says %d, %v", n, ok)
	}
}

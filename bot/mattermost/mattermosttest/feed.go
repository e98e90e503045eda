package mattermosttest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// patience is how long something that a person waits for may take on a machine that has other work, too.
const patience = 2 * time.Minute

// Feed is what the server sends to one person's screen as it happens. What is only ever sent, like an ephemeral post or the
// opening of a dialog, can be seen here alone. It is safe for concurrent use.
type Feed struct {
	who string

	mu     sync.Mutex
	events []*model.WebSocketEvent
	taken  map[*model.WebSocketEvent]bool
	more   chan struct{} // closed, and made anew, when there is more
}

// Watch begins to look. What happens after it has returned is seen.
func (u *User) Watch(t testing.TB) *Feed {
	t.Helper()
	ws, err := model.NewWebSocketClient4("ws"+strings.TrimPrefix(u.URL, "http"), u.AuthToken)
	if err != nil {
		t.Fatalf("%s opens the web socket: %v", u.Username, err)
	}
	f := &Feed{who: u.Username, taken: map[*model.WebSocketEvent]bool{}, more: make(chan struct{})}
	ws.Listen()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f.read(ws)
	}()
	t.Cleanup(func() {
		ws.Close()
		<-done
	})
	f.event(t, "the server's hello", func(e *model.WebSocketEvent) bool { return e.EventType() == model.WebsocketEventHello })
	return f
}

// read takes what comes until the socket is closed. Whoever does not take all three makes the client stop.
func (f *Feed) read(ws *model.WebSocketClient) {
	for {
		select {
		case e, ok := <-ws.EventChannel:
			if !ok {
				return
			}
			f.mu.Lock()
			f.events = append(f.events, e)
			close(f.more)
			f.more = make(chan struct{})
			f.mu.Unlock()
		case <-ws.ResponseChannel:
		case <-ws.PingTimeoutChannel:
		}
	}
}

// PassOver passes over all that was seen so far: what is waited for afterwards is new.
func (f *Feed) PassOver() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.events {
		f.taken[e] = true
	}
}

// Shown waits for a post, only for this person or in a channel or a direct message, that contains one of the texts. Each is
// returned once.
func (f *Feed) Shown(t testing.TB, texts ...string) *model.Post {
	t.Helper()
	return f.post(t, []model.WebsocketEventType{model.WebsocketEventEphemeralMessage, model.WebsocketEventPosted}, texts)
}

// Ephemeral waits for a post that only this person sees, and that contains one of the texts. Each is returned once.
func (f *Feed) Ephemeral(t testing.TB, texts ...string) *model.Post {
	t.Helper()
	return f.post(t, []model.WebsocketEventType{model.WebsocketEventEphemeralMessage}, texts)
}

// Answered waits for what this person alone is shown next, and returns its words: a post, or the dialog that opens.
func (f *Feed) Answered(t testing.TB) (words string) {
	t.Helper()
	f.event(t, "an answer", func(e *model.WebSocketEvent) bool {
		var p model.Post
		switch {
		case e.EventType() == model.WebsocketEventEphemeralMessage && decode(e, "post", &p):
			words = Words(&p)
		case e.EventType() == model.WebsocketEventOpenDialog:
			words, _ = e.GetData()["dialog"].(string)
		}
		return words != ""
	})
	return words
}

// Posted waits for a post, in a channel or a direct message, that contains one of the texts. Each is returned once.
func (f *Feed) Posted(t testing.TB, texts ...string) *model.Post {
	t.Helper()
	return f.post(t, []model.WebsocketEventType{model.WebsocketEventPosted}, texts)
}

// Edited waits for the change of a post after which it contains one of the texts. Each is returned once.
func (f *Feed) Edited(t testing.TB, texts ...string) *model.Post {
	t.Helper()
	return f.post(t, []model.WebsocketEventType{model.WebsocketEventPostEdited}, texts)
}

// Dialog waits for a dialog to open. Each is returned once.
//
// The server opens one within three seconds of what the person did, or not at all. On a machine that has other work that passes,
// and he is offered a button that begins with offer instead: he presses it, as he would.
func (f *Feed) Dialog(t testing.TB, u *User, offer string) *model.OpenDialogRequest {
	t.Helper()
	var offered *model.Post
	for {
		var d *model.OpenDialogRequest
		f.event(t, "a dialog", func(e *model.WebSocketEvent) bool {
			var p model.Post
			switch kind := e.EventType(); {
			case kind == model.WebsocketEventOpenDialog:
				return decode(e, "dialog", &d)
			case kind != model.WebsocketEventEphemeralMessage && kind != model.WebsocketEventPosted || !decode(e, "post", &p):
				return false
			case strings.Contains(Words(&p), "["+offer):
				offered = &p
				return true
			}
			return offered != nil && strings.Contains(Words(&p), "press the button again")
		})
		if d != nil {
			return d
		}
		for _, a := range offered.Attachments() {
			for _, b := range a.Actions {
				if strings.HasPrefix(b.Name, offer) {
					u.Press(t, offered, b.Name)
				}
			}
		}
	}
}

func (f *Feed) post(t testing.TB, kinds []model.WebsocketEventType, texts []string) *model.Post {
	t.Helper()
	var found *model.Post
	f.event(t, fmt.Sprint(kinds, " with ", strings.Join(texts, " or ")), func(e *model.WebSocketEvent) bool {
		var p model.Post
		if !slices.Contains(kinds, e.EventType()) || !decode(e, "post", &p) {
			return false
		}
		words := Words(&p)
		found = &p
		return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(words, text) })
	})
	return found
}

// event waits for an event that nobody has taken yet.
func (f *Feed) event(t testing.TB, what string, is func(*model.WebSocketEvent) bool) {
	t.Helper()
	late := time.After(patience)
	for {
		f.mu.Lock()
		more := f.more
		for _, e := range f.events {
			if !f.taken[e] && is(e) {
				f.taken[e] = true
				f.mu.Unlock()
				return
			}
		}
		f.mu.Unlock()
		select {
		case <-more:
		case <-late:
			t.Fatalf("%s did not see %s within %s; seen: %s", f.who, what, patience, f.seen())
		}
	}
}

// Alone are the posts that only this person was shown so far, in order.
func (f *Feed) Alone() (out []*model.Post) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, e := range f.events {
		var p model.Post
		if e.EventType() == model.WebsocketEventEphemeralMessage && decode(e, "post", &p) {
			out = append(out, &p)
		}
	}
	return out
}

// Saw says whether a post with the text was shown so far, to everybody in a channel or to this person only.
func (f *Feed) Saw(text string) bool { return strings.Contains(f.seen(), text) }

// seen is all posts so far, a line each.
func (f *Feed) seen() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	for _, e := range f.events {
		var p model.Post
		if decode(e, "post", &p) {
			b.WriteString("\n" + string(e.EventType()) + ": " + strings.ReplaceAll(Words(&p), "\n", " / "))
		}
	}
	return b.String()
}

func decode(e *model.WebSocketEvent, key string, v any) bool {
	s, ok := e.GetData()[key].(string)
	return ok && json.Unmarshal([]byte(s), v) == nil
}

// Words is all that a person reads in a post: its text, and its attachments with their buttons in brackets.
func Words(p *model.Post) string {
	lines := []string{p.Message}
	for _, a := range p.Attachments() {
		lines = append(lines, a.Pretext, a.Title, a.Text)
		for _, field := range a.Fields {
			if value, ok := field.Value.(string); ok {
				lines = append(lines, field.Title, value)
			}
		}
		for _, b := range a.Actions {
			lines = append(lines, "["+b.Name+"]")
		}
		lines = append(lines, a.Footer)
	}
	var said []string
	for _, l := range lines {
		if l != "" {
			said = append(said, l)
		}
	}
	return strings.Join(said, "\n")
}

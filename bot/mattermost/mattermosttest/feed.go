package mattermosttest

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// patience is how long something that a person waits for may take.
const patience = 20 * time.Second

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
	f.event(t, "the server's hello", model.WebsocketEventHello, func(*model.WebSocketEvent) bool { return true })
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

// Ephemeral waits for a post that only this person sees, and that contains the text. Each is returned once.
func (f *Feed) Ephemeral(t testing.TB, text string) *model.Post {
	t.Helper()
	return f.post(t, model.WebsocketEventEphemeralMessage, text)
}

// Posted waits for a post, in a channel or a direct message, that contains the text. Each is returned once.
func (f *Feed) Posted(t testing.TB, text string) *model.Post {
	t.Helper()
	return f.post(t, model.WebsocketEventPosted, text)
}

// Edited waits for the change of a post after which it contains the text. Each is returned once.
func (f *Feed) Edited(t testing.TB, text string) *model.Post {
	t.Helper()
	return f.post(t, model.WebsocketEventPostEdited, text)
}

// Dialog waits for a dialog to open. Each is returned once.
func (f *Feed) Dialog(t testing.TB) *model.OpenDialogRequest {
	t.Helper()
	var d model.OpenDialogRequest
	f.event(t, "a dialog", model.WebsocketEventOpenDialog, func(e *model.WebSocketEvent) bool { return decode(e, "dialog", &d) })
	return &d
}

func (f *Feed) post(t testing.TB, kind model.WebsocketEventType, text string) *model.Post {
	t.Helper()
	var found *model.Post
	f.event(t, string(kind)+" with "+text, kind, func(e *model.WebSocketEvent) bool {
		var p model.Post
		if !decode(e, "post", &p) || !strings.Contains(Words(&p), text) {
			return false
		}
		found = &p
		return true
	})
	return found
}

// event waits for an event that nobody has taken yet.
func (f *Feed) event(t testing.TB, what string, kind model.WebsocketEventType, is func(*model.WebSocketEvent) bool) {
	t.Helper()
	late := time.After(patience)
	for {
		f.mu.Lock()
		more := f.more
		for _, e := range f.events {
			if !f.taken[e] && e.EventType() == kind && is(e) {
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

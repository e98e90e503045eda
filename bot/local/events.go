package local

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// heartbeat keeps a quiet stream of events open.
const heartbeat = 15 * time.Second

// serveEvents streams what happens for one person as server-sent events: message, room (its head or state), rooms (which
// there are), clock. Each event has an id; whoever comes back with it (Last-Event-ID) misses nothing, and is told reset
// where that cannot be promised: then everything is loaded anew. With phone=ID the page also gets the direct messages of
// that person, and rang: whose phone made a sound.
func (p *Platform) serveEvents(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", http.MethodGet)
		refuse(w, &apiError{http.StatusMethodNotAllowed, "This address answers GET only."})
		return
	}
	as, err := asOf(r.URL.Query().Get("as"))
	if err != nil {
		refuse(w, err)
		return
	}
	page, phone := r.URL.Query().Has("phone"), r.URL.Query().Get("phone")
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	s := &stream{w: w, rc: http.NewResponseController(w)}
	_, at, _, _ := p.feed.after(0)
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		if n, ok := p.feed.number(last); ok && n <= at {
			at = n
		} else {
			s.event("reset", p.feed.cursor(at), changed{})
		}
	}
	s.event("hello", p.feed.cursor(at), p.clock())
	for {
		ns, last, more, ok := p.feed.after(at)
		if !ok {
			s.event("reset", p.feed.cursor(last), changed{})
		}
		for i, n := range ns {
			mine := n.to == nil || n.to[as] || (page && n.direct && n.to[phone])
			if mine && (n.kind != "rang" || page) {
				s.event(n.kind, p.feed.cursor(at+uint64(i)+1), n.data)
			}
		}
		at = last
		if s.flush() != nil {
			return
		}
		select {
		case <-more:
		case <-time.After(heartbeat):
			s.comment()
		case <-r.Context().Done():
			return
		case <-p.closed:
			return
		}
	}
}

// stream writes server-sent events and remembers the first error.
type stream struct {
	w   http.ResponseWriter
	rc  *http.ResponseController
	err error
}

func (s *stream) event(kind, id string, data any) {
	b, err := json.Marshal(data)
	if err != nil {
		s.err = err
		return
	}
	s.write(fmt.Sprintf("id: %s\nevent: %s\ndata: %s\n\n", id, kind, b))
}

func (s *stream) comment() { s.write(": still here\n\n") }

func (s *stream) write(text string) {
	if s.err == nil {
		_, s.err = s.w.Write([]byte(text))
	}
}

func (s *stream) flush() error {
	if s.err == nil {
		s.err = s.rc.Flush()
	}
	return s.err
}

package slacktest

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxSockets is how many connections of one app Slack keeps at a time.
const maxSockets = 10

// socket is one connection of socket mode.
type socket struct {
	s    *Server
	conn *websocket.Conn

	write sync.Mutex
	mu    sync.Mutex
	wait  map[string]chan []byte // envelopes that are not acknowledged yet
	done  chan struct{}
	once  sync.Once
	mute  bool // accepts and answers nothing more: a dead connection
}

// openConnection hands out a place on a WebSocket; the ticket is good for one connection. The lock is held.
func (s *Server) openConnection(token string) (object, error) {
	switch {
	case token == BotToken:
		return nil, refuse("not_allowed_token_type")
	case token != AppToken:
		return nil, refuse("invalid_auth")
	}
	ticket := s.id("ticket")
	s.tickets[ticket] = true
	return object{"url": "ws" + strings.TrimPrefix(s.http.URL, "http") + "/link/?ticket=" + ticket}, nil
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

// link takes a connection of socket mode over; any other link is a page that opens.
func (s *Server) link(w http.ResponseWriter, r *http.Request) {
	ticket := r.URL.Query().Get("ticket")
	if ticket == "" {
		w.WriteHeader(http.StatusOK)
		return
	}
	s.mu.Lock()
	ok := s.tickets[ticket] && len(s.sockets) < maxSockets && !s.closed
	delete(s.tickets, ticket)
	s.mu.Unlock()
	if !ok {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &socket{s: s, conn: conn, wait: map[string]chan []byte{}, done: make(chan struct{})}
	s.mu.Lock()
	s.sockets = append(s.sockets, c)
	n := len(s.sockets)
	s.mu.Unlock()
	c.send(object{"type": "hello", "num_connections": n, "connection_info": object{"app_id": AppID}, "debug_info": object{"host": "fictional", "approximate_connection_time": 18060}})
	go c.ping()
	c.read()
}

func (c *socket) send(v any) error {
	c.write.Lock()
	defer c.write.Unlock()
	if c.mute {
		return nil
	}
	_ = c.conn.SetWriteDeadline(time.Now().Add(time.Second))
	return c.conn.WriteJSON(v)
}

func (c *socket) ping() {
	tick := time.NewTicker(c.s.PingEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.done:
			return
		case <-tick.C:
			c.write.Lock()
			if !c.mute {
				_ = c.conn.WriteControl(websocket.PingMessage, []byte("Ping from fictional"), time.Now().Add(time.Second))
			}
			c.write.Unlock()
		}
	}
}

// read takes acknowledgements until the connection ends. Slack drops one that is too long without a word.
func (c *socket) read() {
	defer c.close()
	for {
		_, b, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		var ack struct {
			EnvelopeID string          `json:"envelope_id"`
			Payload    json.RawMessage `json:"payload"`
		}
		if json.Unmarshal(b, &ack) != nil || len(b) > 20<<10 {
			continue
		}
		c.mu.Lock()
		if ch := c.wait[ack.EnvelopeID]; ch != nil {
			delete(c.wait, ack.EnvelopeID)
			ch <- ack.Payload
		}
		c.mu.Unlock()
	}
}

func (c *socket) close() {
	c.once.Do(func() {
		c.s.mu.Lock()
		c.s.sockets = slices.DeleteFunc(c.s.sockets, func(x *socket) bool { return x == c })
		c.s.mu.Unlock()
		c.conn.Close()
		close(c.done) // last: who waits for it finds the connection gone
	})
}

var (
	errNoAnswer = errors.New("operation_timeout")
	errClosed   = errors.New("the connection was closed before anything was sent")
)

// envelope sends one payload and waits for its acknowledgement.
func (c *socket) envelope(e object) ([]byte, error) {
	ch := make(chan []byte, 1)
	c.mu.Lock()
	c.wait[e["envelope_id"].(string)] = ch
	c.mu.Unlock()
	if c.send(e) != nil {
		return nil, errClosed
	}
	select {
	case b := <-ch:
		return b, nil
	case <-c.done:
		return nil, errNoAnswer
	case <-time.After(c.s.Patience):
		return nil, errNoAnswer
	}
}

// Sockets is how many connections are open.
func (s *Server) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// WaitSockets waits until n connections are open.
func (s *Server) WaitSockets(n int) bool {
	for range 6000 {
		if s.Sockets() >= n {
			return true
		}
		time.Sleep(10 * time.Millisecond)
	}
	return false
}

// Disconnect asks the oldest connection to go, as Slack does every few hours, and closes it. It is closed when this returns.
func (s *Server) Disconnect(reason string) {
	s.mu.Lock()
	if len(s.sockets) == 0 {
		s.mu.Unlock()
		return
	}
	c := s.sockets[0]
	s.mu.Unlock()
	_ = c.send(object{"type": "disconnect", "reason": reason, "debug_info": object{"host": "fictional"}})
	select {
	case <-c.done: // the app closed it
	case <-time.After(50 * time.Millisecond):
		c.close()
	}
}

// Hangup closes every connection at once.
func (s *Server) Hangup() {
	s.mu.Lock()
	open := slices.Clone(s.sockets)
	s.mu.Unlock()
	for _, c := range open {
		c.close()
	}
}

// Deaden lets the oldest connection die without being closed: nothing comes over it any more, not even pings.
func (s *Server) Deaden() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sockets) > 0 {
		c := s.sockets[0]
		c.write.Lock()
		c.mute = true
		c.write.Unlock()
		s.sockets = s.sockets[1:]
	}
}

package local

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/bot"
)

// folk are the people of these tests; the stranger is nobody of them.
func folk(time.Time) []Person {
	return []Person{
		{ID: "sgt.lee", Name: "PS Lee", Posts: []string{"shift-supervisor"}, OnDuty: true},
		{ID: "insp.patel", Name: "Insp Patel", Posts: []string{"duty-inspector"}, OnDuty: true},
		{ID: "supt.khan", Name: "Supt Khan", OnDuty: true},
		{ID: "guest.stone", Name: "Stone"},
	}
}

// windable is an exercise clock.
type windable struct {
	mu    sync.Mutex
	ahead time.Duration
	fail  error
}

func (c *windable) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *windable) Advance(_ context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	return c.fail
}

// house is a platform with a server in front of it and a handler behind it.
type house struct {
	t   *testing.T
	p   *Platform
	srv *httptest.Server
	dir string

	mu   sync.Mutex
	seen []bot.Request
	then bot.Handler
}

func options(dir string) Options {
	return Options{People: folk, Dir: dir, Rooms: []Room{{ID: "control-room", Members: []string{"sgt.lee", "insp.patel", "supt.khan"}}},
		Tour: DefaultTour(nil), Marking: "OFFICIAL-SENSITIVE"}
}

// open starts a house on o; it stops when the test ends.
func open(t *testing.T, o Options) *house {
	t.Helper()
	if o.Logger == nil {
		o.Logger = slog.New(slog.NewTextHandler(failing{t}, &slog.HandlerOptions{Level: slog.LevelError}))
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, p: p, dir: o.Dir, srv: httptest.NewServer(p.Handler())}
	h.then = func(_ context.Context, r bot.Request) bot.Reply {
		return bot.Reply{OK: true, Text: "answered " + r.Text}
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
		h.srv.Close()
	})
	return h
}

// failing makes any unexpected error in the log a failure.
type failing struct{ t *testing.T }

func (f failing) Write(b []byte) (int, error) {
	f.t.Errorf("unexpected error logged: %s", b)
	return len(b), nil
}

// receive hands requests to the house until the test ends.
func (h *house) receive() *house {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- h.p.Receive(ctx, h.handle) }()
	h.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			h.t.Error(err)
		}
	})
	h.ready()
	return h
}

// ready waits until somebody receives.
func (h *house) ready() {
	for {
		if _, _, done, ok := h.p.receiving.Borrow(); ok {
			done()
			return
		}
		time.Sleep(time.Millisecond)
	}
}

func (h *house) handle(ctx context.Context, r bot.Request) bot.Reply {
	h.mu.Lock()
	h.seen = append(h.seen, r)
	then := h.then
	h.mu.Unlock()
	return then(ctx, r)
}

func (h *house) answers(f bot.Handler) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.then = f
}

func (h *house) requests() []bot.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]bot.Request(nil), h.seen...)
}

func (h *house) send(m bot.Message) bot.Receipt {
	h.t.Helper()
	r, err := h.p.Send(h.t.Context(), m)
	if err != nil {
		h.t.Fatalf("Send %s: %v", m.Key, err)
	}
	return r
}

// call asks the API and returns status and body.
func (h *house) call(method, path, body string, header ...string) (int, string) {
	h.t.Helper()
	var b io.Reader
	if body != "" {
		b = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.srv.URL+path, b)
	if err != nil {
		h.t.Fatal(err)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i] == "Host" {
			r.Host = header[i+1]
			continue
		}
		r.Header.Set(header[i], header[i+1])
	}
	res, err := h.srv.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return res.StatusCode, strings.TrimSpace(string(got))
}

// post asks with a body made of pairs and wants 200.
func (h *house) post(path string, body map[string]any) answer {
	h.t.Helper()
	status, got := h.call(http.MethodPost, path, text(h.t, body))
	if status != http.StatusOK {
		h.t.Fatalf("POST %s: %d %s", path, status, got)
	}
	var a answer
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		h.t.Fatal(err)
	}
	return a
}

func text(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// remains copies what a kill leaves of dir: the files as they are, and no lock.
func remains(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	b, err := os.ReadFile(filepath.Join(dir, journalName))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(to, journalName), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return to
}

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is the program running as a child, and the local room that it serves.
type process struct {
	cmd  *exec.Cmd
	base string // of the API, without a slash at the end
	// first is the first line that it wrote.
	first string
	errs  *lines
	gone  chan struct{}
	once  sync.Once
}

// lines is what a process wrote. It is safe for concurrent use.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// launch starts the program and does not wait for it.
func launch(t testing.TB, args ...string) (*process, *bufio.Reader) {
	t.Helper()
	p := &process{cmd: exec.Command("loggist", args...), errs: &lines{}, gone: make(chan struct{})}
	p.cmd.Stderr = p.errs
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	return p, bufio.NewReader(out)
}

// start starts the program and waits until its local room is open.
func start(t testing.TB, args ...string) *process {
	t.Helper()
	p, out := launch(t, args...)
	first, err := out.ReadString('\n')
	if err != nil {
		p.kill()
		t.Fatalf("loggist %s: %v\n%s", strings.Join(args, " "), err, p.errs)
	}
	_, addr, ok := strings.Cut(strings.TrimSpace(first), "http://")
	if !ok {
		t.Fatalf("the first line names no address: %q", first)
	}
	p.base, p.first = "http://"+strings.TrimSuffix(addr, "/"), strings.TrimSpace(first)
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return p
}

// kill ends the process as kill -9 does. It may be called again.
func (p *process) kill() {
	p.once.Do(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		close(p.gone)
	})
}

// signal asks the process to stop and returns its exit code.
func (p *process) signal(s os.Signal) int {
	p.once.Do(func() {
		_ = p.cmd.Process.Signal(s)
		_ = p.cmd.Wait()
		close(p.gone)
	})
	return p.cmd.ProcessState.ExitCode()
}

// answer is what the API answers to an act.
type answer struct {
	OK    bool
	Reply struct {
		Text    string
		Actions []button
	}
	Form     *form
	Incident string
	raw      string
}

type form struct {
	ID     string
	Fields []struct{ Name, Value string }
}

type button struct{ ID, Label string }

// seen is one message of a room.
type seen struct {
	ID, Author, Text string
	Actions          []button
	At               time.Time
	Edited           bool
}

// caller speaks to the API.
var caller = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, DisableKeepAlives: true}, Timeout: time.Minute}

// errStatus is an answer of another kind than 200.
type errStatus struct {
	code int
	body string
}

func (e *errStatus) Error() string { return fmt.Sprintf("status %d: %s", e.code, e.body) }

// call sends body to the API, or with a nil body gets, and decodes the answer into out.
func (p *process) call(ctx context.Context, path string, body, out any) (raw string, err error) {
	method, r := http.MethodGet, io.Reader(http.NoBody)
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return "", err
		}
		method, r = http.MethodPost, bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.base+path, r)
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := caller.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", &errStatus{resp.StatusCode, string(b)}
	}
	return string(b), json.Unmarshal(b, out)
}

// act sends one act of a person: path is say, press or submit.
func (p *process) act(ctx context.Context, path string, body map[string]any) (answer, error) {
	var a answer
	raw, err := p.call(ctx, "/api/"+path, body, &a)
	a.raw = raw
	return a, err
}

// room returns what a person sees in a room, or in "direct".
func (p *process) room(ctx context.Context, as, room string) ([]seen, error) {
	path := "/api/rooms/" + room + "/messages?as=" + as
	if room == "direct" {
		path = "/api/direct?as=" + as
	}
	var out []seen
	_, err := p.call(ctx, path, nil, &out)
	return out, err
}

// rooms returns the rooms that a person is in.
func (p *process) rooms(ctx context.Context, as string) ([]string, error) {
	var list []struct{ ID string }
	if _, err := p.call(ctx, "/api/rooms?as="+as, nil, &list); err != nil {
		return nil, err
	}
	var out []string
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out, nil
}

// clock is what the exercise clock shows.
type clock struct {
	Now     time.Time `json:"now"`
	NextDue time.Time `json:"next_due"`
}

// advance winds the exercise clock. Right after a start it may have to ask again.
func (p *process) advance(ctx context.Context, d time.Duration) (clock, error) {
	for {
		var c clock
		_, err := p.call(ctx, "/api/clock", map[string]any{"advance": d.String()}, &c)
		if s, ok := errors.AsType[*errStatus](err); !ok || s.code != http.StatusServiceUnavailable {
			return c, err
		}
		time.Sleep(5 * time.Millisecond)
	}
}

// must ends the test on an error of the API.
func must[T any](t testing.TB) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		var s *errStatus
		if errors.As(err, &s) {
			t.Fatalf("the API answered %v", s)
		}
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

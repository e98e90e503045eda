package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"

	"loggist/bot/bottest"
)

// door leads to the server. While it is held, a post stops before it, or behind it with its answer. While it is blind, nobody
// reads what was posted through it.
type door struct {
	*httptest.Server
	mu     sync.Mutex
	where  string // "before", "behind", or "" for open
	blind  bool
	passed chan struct{}
}

func newDoor(t *testing.T, to string, left *bottest.Leaving) *door {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{passed: make(chan struct{}, 100)}
	through := httputil.NewSingleHostReverseProxy(target)
	through.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	d.Server = httptest.NewServer(left.Requests(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		where, blind := d.where, d.blind
		d.mu.Unlock()
		if blind && r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/posts") {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		if r.Method != http.MethodPost || r.URL.Path != "/api/v4/posts" || where == "" {
			through.ServeHTTP(w, r)
			return
		}
		gone := r.Context()
		body, err := io.ReadAll(r.Body) // or it is not noticed when the process is no more
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if where == "behind" {
			through.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(gone)))
		}
		d.passed <- struct{}{}
		<-gone.Done() // until the process is no more
	})))
	t.Cleanup(d.Close)
	return d
}

func (d *door) hold(where string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.where = where
	for len(d.passed) > 0 { // of the time before
		<-d.passed
	}
}

func (d *door) blindfold(blind bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.blind = blind
}

// ear keeps what the server sends to the callback.
type ear struct {
	*httptest.Server
	mu    sync.Mutex
	heard []heard
}

type heard struct{ path, kind, body string }

func newEar(t *testing.T, to string, left *bottest.Leaving) *ear {
	t.Helper()
	e := &ear{}
	through := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: to})
	through.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	e.Server = httptest.NewServer(left.Answers(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		e.mu.Lock()
		e.heard = append(e.heard, heard{r.URL.Path, r.Header.Get("Content-Type"), string(body)})
		e.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		through.ServeHTTP(w, r)
	})))
	t.Cleanup(e.Close)
	return e
}

// last is the last thing heard that holds the words.
func (e *ear) last(t *testing.T, words string) heard {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := len(e.heard) - 1; i >= 0; i-- {
		if strings.Contains(e.heard[i].path+" "+e.heard[i].body, words) {
			return e.heard[i]
		}
	}
	t.Fatalf("nothing with %q was heard", words)
	return heard{}
}

// again delivers it once more and returns the status.
func (h heard) again(t *testing.T, e *ear) (status int, body string) {
	t.Helper()
	resp, err := http.Post(e.URL+h.path, h.kind, strings.NewReader(h.body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

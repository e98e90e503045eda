package browsertest

import (
	"context"
	"flag"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/local"
)

var (
	serveAt = flag.String("serve", "", "serve the page on this loopback address until interrupted, and test nothing")
	shots   = flag.String("shots", "", "directory for screenshots")
	only    = flag.String("only", "", "the one part of run.mjs to run")
)

// serve starts a local room with a scene behind it and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, from: time.Now()}
	everyone := []string{"pc.adeyemi", "sgt.lee", "insp.patel", "supt.khan", "log.evans"}
	s.p, err = local.New(local.Options{
		People: folk, Dir: t.TempDir(), Rooms: []local.Room{{ID: "control-room", Members: everyone}}, Clock: s, NextDue: s.NextDue,
		PlayAs: "sgt.lee", Marking: "OFFICIAL-SENSITIVE when real", Zone: zone, Tour: local.DefaultTour(nil),
		Hints: []local.Hint{{Usage: "/log TEXT", What: "an entry"}, {Usage: "/decision WHAT because …", What: "a decision with its reason"}, {Usage: "/escalate WHY", What: "asks the next post up"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.p.Receive(ctx, s.handle) }()
	srv := httptest.NewUnstartedServer(s.p.Handler())
	if *serveAt != "" {
		l, err := net.Listen("tcp", *serveAt)
		if err != nil {
			t.Fatal(err)
		}
		srv.Listener = l
	}
	srv.Start()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if err := s.p.Close(); err != nil {
			t.Error(err)
		}
		srv.Close()
	})
	return srv.URL
}

// tools finds node, the pinned packages and Chromium. Where they are missing the test is skipped, unless they are required.
func tools(t *testing.T) (node, browser string) {
	t.Helper()
	missing := t.Skipf
	if os.Getenv("LOGGIST_REQUIRE_BROWSER") != "" {
		missing = t.Fatalf
	}
	node, err := exec.LookPath("node")
	if err != nil {
		missing("no node: %v", err)
	}
	if _, err := os.Stat("node_modules/playwright-core"); err != nil {
		missing("no node_modules: run npm ci in %s", "bot/local/browsertest")
	}
	browser, err = exec.LookPath("chromium")
	if err != nil {
		missing("no chromium: %v", err)
	}
	return node, browser
}

// The page in a real browser: a journey by keyboard alone, no violation that axe-core knows, on every view (R4.20).
func TestPageInABrowser_R4_20(t *testing.T) {
	if *serveAt != "" {
		base := serve(t)
		t.Logf("serving %s", base)
		<-t.Context().Done()
		return
	}
	node, browser := tools(t)
	parts := []string{"journey", "forms", "live", "tour", "axeEverywhere", "reflow", "newest"}
	if *only != "" {
		parts = []string{*only}
	}
	for _, part := range parts {
		t.Run(part, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			args := []string{"run.mjs", "--base", serve(t), "--browser", browser, "--only", part}
			if *shots != "" {
				args = append(args, "--shots", *shots)
			}
			out, err := exec.CommandContext(ctx, node, args...).CombinedOutput()
			t.Logf("%s", out)
			if err != nil {
				t.Errorf("%s: %v", part, err)
			}
		})
	}
}

// The page is whole before any script runs, and what people typed is never markup in it.
func TestPageIsWholeWithoutScript(t *testing.T) {
	base := serve(t)
	for _, path := range []string{"/", "/?as=guest.stone", "/?as=nobody&room=nowhere&phone=nobody&step=99&before=x", "/?as=sgt.lee&room=direct&phone=insp.patel", "/assets/room.css", "/assets/room.js"} {
		r, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", path, r.Status)
		}
	}
	for _, path := range []string{"/assets/", "/assets/page.html", "/assets/../page.go", "/nowhere"} {
		r, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s, want not found", path, r.Status)
		}
	}
}

var _ bot.Handler = (*scene)(nil).handle

package app

import (
	"context"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"loggist/bot"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
)

var update = flag.Bool("update", false, "write docs/metrics.md")

// metric asks /metrics for one series; -1 where it is not there.
func metric(t *testing.T, a *App, series string) float64 {
	t.Helper()
	w := httptest.NewRecorder()
	a.health().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for line := range strings.Lines(w.Body.String()) {
		if value, ok := strings.CutPrefix(strings.TrimSpace(line), "loggist_"+series+" "); ok {
			f, err := strconv.ParseFloat(value, 64)
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
	}
	return -1
}

// eventually waits until what is so at last is so. It gives up only when something must be wrong.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !so(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came that %s", what)
		}
	}
}

// moves does something and wants that a series has grown by it.
func moves(t *testing.T, a *App, series string, do func()) {
	t.Helper()
	before := metric(t, a, series)
	if before < 0 {
		t.Fatalf("%s is not there from the start", series)
	}
	do()
	eventually(t, series+" grows", func() bool { return metric(t, a, series) > before })
}

// TestEveryMetricMoves: each metric that is promised follows what happens on the way that it speaks of. Of platform_up it is
// TestTokenRevokedOnSlack that shows it.
func TestEveryMetricMoves(t *testing.T) {
	a, _ := demo(t, t.TempDir())
	say := func(who, room, text string) string {
		return page(t, a, http.MethodPost, "/api/say", map[string]string{"as": who, "room": room, "text": text})
	}
	if got := metric(t, a, `build_info{version="`+Version+`"}`); got != 1 {
		t.Errorf("build_info %v", got)
	}
	if got := metric(t, a, `platform_up{platform="local"}`); got != 1 {
		t.Errorf("the local room is there while we are: %v", got)
	}
	if got := metric(t, a, "redis_durable"); got != 1 {
		t.Errorf("redis_durable %v", got)
	}
	moves(t, a, `commands_total{command="ci call",outcome="recorded"}`, func() {
		moves(t, a, `sends_total{class="sent",platform="local"}`, func() {
			moves(t, a, `commits_total{result="ok"}`, func() {
				moves(t, a, "command_duration_seconds_count", func() {
					say("sgt.lee", "control-room", "/ci call shouting | where Riverside RV2 | because he may be hurt")
				})
			})
		})
	})
	room := "ci-" + time.Now().UTC().Format("2006") + "-0001"
	moves(t, a, `commands_total{command="ci status",outcome="answered"}`, func() { say("sgt.lee", room, "/ci status") })
	moves(t, a, `commands_total{command="decision",outcome="refused"}`, func() { say("sgt.lee", room, "/decision because") })
	moves(t, a, `commands_total{command="other",outcome="refused"}`, func() { say("guest.stone", "direct", "/ci status") })
	moves(t, a, `commands_total{command="other",outcome="repeated"}`, func() {
		a.engine.Handle(t.Context(), requestAgain(room)) // past the local room, which asks for the same act once
		a.engine.Handle(t.Context(), requestAgain(room))
	})
	moves(t, a, `queue_items{queue="pages"}`, func() {
		moves(t, a, `escalations_total{outcome="opened"}`, func() { say("sgt.lee", room, "/escalate officers withdrawing") })
	})
	if got := metric(t, a, `queue_items{queue="times"}`); got <= 0 {
		t.Errorf("nothing waits for its time: %v", got)
	}
	moves(t, a, "timer_lateness_seconds_count", func() {
		moves(t, a, `escalations_total{outcome="asked"}`, func() {
			page(t, a, http.MethodPost, "/api/clock", map[string]string{"advance": "6m"})
		})
	})
	moves(t, a, `escalations_total{outcome="accepted"}`, func() { say("insp.patel", room, "/escalate accept E-1") })
}

// TestOverdueIsSeen: what is due and is taken by nobody is seen for as long as that is so.
func TestOverdueIsSeen(t *testing.T) {
	a, err := NewDemo(t.Context(), Demo{Addr: "127.0.0.1:0", Data: t.TempDir()}, obstest.Logger(t))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if ok, why := a.ready(); ok || why == "" {
		t.Error("ready before its loops run")
	}
	if r := a.engine.Handle(t.Context(), requestCall()); !r.OK {
		t.Fatal(r.Text)
	}
	const overdue = `queue_oldest_due_seconds{queue="times"}`
	eventually(t, "it is seen that the room waits to be opened", func() bool { return metric(t, a, overdue) > 0 })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	eventually(t, "nothing is overdue any more", func() bool { return metric(t, a, overdue) == 0 })
	eventually(t, "it is ready", func() bool { ok, _ := a.ready(); return ok })
	cancel()
	if err := errors.Join(<-done, a.Close()); err != nil {
		t.Error(err)
	}
	if got := metric(t, a, "redis_durable"); got != 0 {
		t.Errorf("durable after the end: %v", got)
	}
}

// TestLagIsSeen: a process that does not follow the log of the force is behind, and it is seen by how much.
func TestLagIsSeen(t *testing.T) {
	redis := miniredis.RunT(t)
	keys := filepath.Join(t.TempDir(), "secrets")
	open := func(name string) *App {
		data := t.TempDir()
		f := force.Demo()
		cfg := &force.Config{
			Data: data, Keys: keys, Replicas: 1, Instance: name, Force: f, Redis: &force.Redis{URL: "redis://" + redis.Addr(), Attested: true},
			Platforms: []force.PlatformConfig{{Platform: force.Local, Profile: force.Full, Listen: "127.0.0.1:0"}},
		}
		ring, err := ringOf(keys)
		if err != nil {
			t.Fatal(err)
		}
		a, err := New(t.Context(), cfg, ring, obstest.Logger(t), true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := a.Close(); err != nil {
				t.Error(err)
			}
		})
		return a
	}
	one, two := open("one"), open("two")
	before := metric(t, two, "journal_lag_records")
	if r := one.engine.Handle(t.Context(), requestCall()); !r.OK {
		t.Fatal(r.Text)
	}
	if got := metric(t, two, "journal_lag_records"); got != before+1 {
		t.Errorf("one record more, and a lag of %v after %v", got, before)
	}
	if got := metric(t, one, "journal_lag_records"); got != 0 {
		t.Errorf("who recorded it lags by %v", got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- two.Run(ctx) }()
	eventually(t, "it has caught up", func() bool { return metric(t, two, "journal_lag_records") == 0 })
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// TestMetricsDocument: docs/metrics.md is what is declared (make generate), and each metric that the documents and the alerts
// speak of is one of them.
func TestMetricsDocument(t *testing.T) {
	cfg := &force.Config{Platforms: []force.PlatformConfig{{Platform: force.Local}}}
	table, err := newMetrics(cfg).Table()
	if err != nil {
		t.Fatal(err)
	}
	want := metricsIntro + table
	file := filepath.Join("..", "..", "docs", "metrics.md")
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("docs/metrics.md is not what is declared (%v): make generate", err)
	}
}

const metricsIntro = `# Metrics

` + "`/metrics`" + ` of the address ` + "`listen:`" + ` in the configuration, in the format of Prometheus. Every series is there from the start; a label
says nothing but what is listed here, and never anything of what people wrote or who they are. What to do when one looks wrong is in
[operations.md](operations.md#alerts). Generated by ` + "`make generate`" + ` from [internal/obs/metrics.go](../internal/obs/metrics.go).

`

func requestCall() bot.Request {
	return bot.Request{
		ID: "call", Platform: "local", Installation: "test", Kind: bot.KindCommand, Person: "sgt.lee", Room: "control-room",
		Command: "ci", Text: "call shouting | where Riverside RV2 | because he may be hurt", At: time.Now().UTC(),
	}
}

func requestAgain(room string) bot.Request {
	r := requestCall()
	r.ID, r.Room, r.Command, r.Text = "again", bot.RoomID(room), "log", "said once"
	return r
}

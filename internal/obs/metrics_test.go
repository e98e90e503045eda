package obs

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func testMetrics() *Metrics {
	return NewMetrics(Labels{Commands: []string{"ci call", "decision"}, Platforms: []string{"one", "two"}, Version: "1.2.3"})
}

// scrape is /metrics, as series to values.
func scrape(t *testing.T, m *Metrics) map[string]string {
	t.Helper()
	w := httptest.NewRecorder()
	m.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	out := map[string]string{}
	for line := range strings.Lines(w.Body.String()) {
		if series, value, ok := strings.Cut(strings.TrimSpace(line), "} "); ok {
			out[series+"}"] = value
		} else if series, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok && !strings.HasPrefix(line, "#") {
			out[series] = value
		}
	}
	return out
}

func TestMetricsLint(t *testing.T) {
	problems, err := testutil.GatherAndLint(testMetrics().registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range problems {
		t.Errorf("%s: %s", p.Metric, p.Text)
	}
}

// Every metric begins with the prefix, and every series is there before anything happened.
func TestEverySeriesIsThereFromTheStart(t *testing.T) {
	m := testMetrics()
	got := scrape(t, m)
	for series := range got {
		if !strings.HasPrefix(series, "loggist_") {
			t.Errorf("%s lacks the prefix", series)
		}
	}
	want := []string{
		`loggist_commands_total{command="ci call",outcome="recorded"}`, `loggist_commands_total{command="event",outcome="unknown"}`,
		`loggist_sends_total{class="unauthorised",platform="two"}`, `loggist_platform_up{platform="one"}`,
		`loggist_queue_oldest_due_seconds{queue="pages"}`, `loggist_commits_total{result="stale"}`, `loggist_escalations_total{outcome="accepted"}`,
		"loggist_command_duration_seconds_count", "loggist_timer_lateness_seconds_count", "loggist_journal_lag_records", "loggist_redis_durable",
		"loggist_checkpoint_contradictions_total",
	}
	for _, series := range want {
		if got[series] != "0" {
			t.Errorf("%s = %q from the start, want 0", series, got[series])
		}
	}
	if got[`loggist_build_info{version="1.2.3"}`] != "1" {
		t.Errorf("build_info is not there")
	}
	before := len(got)
	m.Command("no such command", "no such outcome", time.Second)
	m.Commit("x")
	m.Sent("x", "x")
	m.Escalation("x")
	m.Queue("x", 1, 1)
	if after := scrape(t, m); len(after) != before || after[`loggist_commands_total{command="other",outcome="unknown"}`] != "1" {
		t.Errorf("%d series became %d", before, len(after))
	}
}

// A nil one counts nothing and breaks nothing.
func TestNoMetrics(*testing.T) {
	var m *Metrics
	m.Command("ci call", "recorded", 0)
	m.Commit("ok")
	m.Fired(0)
	m.Sent("one", "sent")
	m.Escalation("opened")
	m.Contradiction()
	m.Queue("pages", 1, 0)
	m.Lag(1)
	m.Durable(true)
	m.platform("one", true)
}

func TestUp(t *testing.T) {
	m := testMetrics()
	var lines strings.Builder
	logger, err := New(Options{Writer: &lines})
	if err != nil {
		t.Fatal(err)
	}
	up := func() string { return scrape(t, m)[`loggist_platform_up{platform="one"}`] }
	said := func() string { s := lines.String(); lines.Reset(); return s }
	u := NewUp(m, logger, "one", PartToken, PartConnection)
	ctx := t.Context()
	for _, step := range []struct {
		do        func()
		up, wants string
	}{
		{func() {}, "0", `^$`},
		{func() { u.Well(ctx, PartToken) }, "0", `^$`},
		{func() { u.Well(ctx, PartConnection); u.Well(ctx, PartToken) }, "1", `^{[^\n]*"INFO"[^\n]*"a platform can be used"[^\n]*}\n$`},
		{func() {
			u.Down(ctx, PartToken, errRevoked, "make a new one")
			u.Down(ctx, PartToken, errRevoked, "make a new one")
		}, "0",
			`^{[^\n]*"ERROR"[^\n]*"platform":"one"[^\n]*"part":"token"[^\n]*"error":"revoked"[^\n]*"do":"make a new one"}\n$`},
		{func() { u.Well(ctx, PartConnection) }, "0", `^$`},
		{func() { u.Well(ctx, PartToken) }, "1", `can be used`},
	} {
		step.do()
		if got := up(); got != step.up {
			t.Errorf("platform_up %s, want %s", got, step.up)
		}
		if got := said(); !regexp.MustCompile(step.wants).MatchString(got) {
			t.Errorf("said %q, want %s", got, step.wants)
		}
		if u.Usable() != (step.up == "1") {
			t.Errorf("usable %v where platform_up is %s", u.Usable(), step.up)
		}
	}
	if NewUp(m, logger, "two"); scrape(t, m)[`loggist_platform_up{platform="two"}`] != "1" {
		t.Error("a platform without parts is not up")
	}
	var none *Up
	none.Well(ctx, PartToken)
	none.Down(ctx, PartToken, errRevoked, "")
	if !none.Usable() {
		t.Error("a platform of which nothing is known is not usable")
	}
}

type revoked struct{}

func (*revoked) Error() string { return "revoked" }

var errRevoked = &revoked{}

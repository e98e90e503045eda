package recordtest

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/internal/obs"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// Site is where a suite's logs live: one store, and data directories beside it.
type Site struct {
	// Redis returns a client of the site's store for one process; nil for an embedded log.
	Redis func() redis.UniversalClient
	// Dir returns the data directory of an instance: the same one for the same name.
	Dir func(instance string) string
	// FS is that of the data directories; nil is the operating system's.
	FS record.FS
	// Logger is given to every log; nil is none.
	Logger *slog.Logger
	// Metrics are given to every log; nil is none.
	Metrics *obs.Metrics

	ring *seal.Ring
}

// Options returns the options with which an instance of the site opens its log.
func (s *Site) Options(instance string) record.Options {
	if s.ring == nil {
		s.ring = seal.EphemeralRing()
	}
	o := record.Options{Dir: s.Dir(instance), FS: s.FS, Force: "test", Instance: instance, Keys: s.ring, Init: true, Logger: s.Logger, Metrics: s.Metrics}
	if s.Redis != nil {
		o.Redis = s.Redis()
	}
	return o
}

// Open opens an instance's log and, unless still is set, follows until the test ends or the returned function is called.
func (s *Site) Open(t testing.TB, instance string) (*record.Log, func()) {
	t.Helper()
	l, err := record.Open(t.Context(), s.Options(instance))
	if err != nil {
		t.Fatalf("open %s: %v", instance, err)
	}
	return l, Run(t, l)
}

// Run follows a log until the test ends or the function that it returns is called, which also closes the log.
func Run(t testing.TB, l *record.Log) func() {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- l.Follow(ctx) }()
	stopped := false
	stop := func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("follow: %v", err)
		}
		if err := l.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// Change returns a change with one entry for each book, on the versions that l sees.
func Change(l *record.Log, cause string, books ...record.BookID) record.Change {
	c := record.Change{Causes: []string{cause}}
	for i, b := range books {
		if !slices.ContainsFunc(c.Bases, func(o record.Base) bool { return o.Incident == b.Incident }) {
			v, _ := l.Version(b.Incident)
			c.Bases = append(c.Bases, record.Base{Incident: b.Incident, Version: v})
		}
		c.Entries = append(c.Entries, record.Draft{Book: b, Body: fmt.Appendf(nil, `{"cause":%q,"i":%d}`, cause, i)})
	}
	return c
}

// Book returns an incident's open book.
func Book(incident int) record.BookID {
	return record.BookID{Incident: fmt.Sprintf("CI-2026-%04d", incident), Book: "open"}
}

// Must commits and fails the test when it is not recorded.
func Must(t testing.TB, l *record.Log, c record.Change) record.Result {
	t.Helper()
	res, err := l.Commit(t.Context(), c)
	if err != nil {
		t.Fatalf("commit %v: %v", c.Causes, err)
	}
	return res
}

// Eventually waits until ok, and fails the test after a minute.
func Eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); {
		if time.Now().After(end) {
			t.Fatalf("not within a minute: %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// Bodies returns the bodies of an incident's entries as a log shows them, each with its book and number, and fails the
// test when a book has a gap.
func Bodies(t testing.TB, l *record.Log, incident string) []string {
	t.Helper()
	var out []string
	next := map[record.BookID]uint64{}
	err := l.Since(incident, 0, func(r record.Record) error {
		for _, e := range r.Entries {
			if e.Book.Incident != incident {
				continue
			}
			if next[e.Book]++; next[e.Book] != e.Seq {
				t.Errorf("%s: number %d follows %d", e.Book, e.Seq, next[e.Book]-1)
			}
			out = append(out, fmt.Sprintf("%s %d %s", e.Book, e.Seq, e.Body))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Suite is what every store must do. new makes an empty site.
func Suite(t *testing.T, in func(t *testing.T, test func(t *testing.T, s *Site))) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s *Site)
	}{
		{"CommitIsReadBackAfterReopening", commitReadBack},
		{"TheSameCauseIsADuplicateAndGivesBackWhatItMade", duplicate},
		{"AnOldVersionIsStale", stale},
		{"OneRecordTouchesRegisterAndIncident", twoBases},
		{"AChangeOutOfShapeIsRefused", misshapen},
		{"LanesAreClaimedInOrderAndOnce", claimOrder},
		{"ALeaseThatRanOutIsLate", leaseRunsOut},
		{"SettlingMakesALaneDueAsItWants", settle},
		{"DeferringWaitsForTheLaterOfBothTimes", deferring},
		{"ExtendingKeepsALease", extending},
		{"ALeasedLaneChangesItsQueueAndKeepsItsLease", changesQueue},
		{"ALaneRemovedWhileLeasedIsGoneAfterwards", removedWhileLeased},
		{"MinuteMendsLanes", minuteMends},
	} {
		t.Run(c.name, func(t *testing.T) { in(t, c.test) })
	}
}

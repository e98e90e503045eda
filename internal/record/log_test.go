package record_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"loggist/internal/record"
	"loggist/internal/seal"
)

func openEmbedded(t testing.TB, dir string, ring *seal.Ring) *record.Log {
	t.Helper()
	l, err := record.Open(t.Context(), record.Options{Dir: dir, Force: "demo", Keys: ring, Init: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

var open142 = record.BookID{Incident: "CI-2026-0142", Book: "open"}

func change(l *record.Log, cause string, books ...record.BookID) record.Change {
	c := record.Change{Causes: []string{cause}}
	seen := map[string]bool{}
	for i, b := range books {
		if !seen[b.Incident] {
			seen[b.Incident] = true
			v, _ := l.Version(b.Incident)
			c.Bases = append(c.Bases, record.Base{Incident: b.Incident, Version: v})
		}
		c.Entries = append(c.Entries, record.Draft{Book: b, Body: fmt.Appendf(nil, `{"cause":%q,"i":%d}`, cause, i)})
	}
	return c
}

// What was answered is there again when the same directory is opened anew: entries, versions, causes and lanes.
func TestEmbeddedLogSurvivesReopening(t *testing.T) {
	dir, ring := t.TempDir(), seal.EphemeralRing()
	l := openEmbedded(t, dir, ring)
	c := change(l, "call", record.Register, open142, open142)
	due := time.Now().Add(time.Hour).Truncate(time.Millisecond).UTC()
	c.Lanes = []record.LaneDue{{Lane: "t/CI-2026-0142", Due: due}}
	res, err := l.Commit(t.Context(), c)
	if err != nil || res.N != 1 || len(res.Entries) != 3 || res.Entries[2].Seq != 2 || res.Duplicate {
		t.Fatalf("commit: %+v, %v", res, err)
	}
	if dup, err := l.Commit(t.Context(), c); err != nil || !dup.Duplicate || dup.N != 1 || string(dup.Entries[1].Body) != string(c.Entries[1].Body) {
		t.Fatalf("again: %+v, %v", dup, err)
	}
	stale := c
	stale.Causes = []string{"other"}
	if _, err := l.Commit(t.Context(), stale); !errors.Is(err, record.ErrStale) || record.AnswerOf(err) != record.None {
		t.Fatalf("on an old version: %v", err)
	}
	v, n := l.Version("CI-2026-0142")
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	l = openEmbedded(t, dir, ring)
	if v2, n2 := l.Version("CI-2026-0142"); v2 != v || n2 != n || v == "" {
		t.Fatalf("version %s %d, was %s %d", v2, n2, v, n)
	}
	if dup, err := l.Commit(t.Context(), c); err != nil || !dup.Duplicate {
		t.Fatalf("after reopening: %+v, %v", dup, err)
	}
	if at, ok, err := l.NextDue(t.Context()); err != nil || !ok || !at.Equal(due) {
		t.Fatalf("next due %v %v %v", at, ok, err)
	}
	leases, err := l.Claim(t.Context(), false, due, 10)
	if err != nil || len(leases) != 1 || leases[0].Try != 2 {
		t.Fatalf("claim: %+v, %v: a lane given back by a restart was tried before", leases, err)
	}
	var got []string
	if err := l.Since("CI-2026-0142", 0, func(r record.Record) error {
		for _, e := range r.Entries {
			got = append(got, fmt.Sprintf("%s %d %s", e.Book, e.Seq, e.Body))
		}
		return nil
	}); err != nil || len(got) != 3 {
		t.Fatalf("since: %v, %v", got, err)
	}
}

func TestConcurrentCommitsOfManyIncidentsShareTheJournal(t *testing.T) {
	l := openEmbedded(t, t.TempDir(), seal.EphemeralRing())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			b := record.BookID{Incident: fmt.Sprintf("CI-2026-%04d", i), Book: "open"}
			for k := range 20 {
				if _, err := l.Commit(context.Background(), change(l, fmt.Sprintf("%d/%d", i, k), b)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	for i := range 8 {
		if seq, _ := l.Head(record.BookID{Incident: fmt.Sprintf("CI-2026-%04d", i), Book: "open"}); seq != 20 {
			t.Errorf("incident %d: %d entries", i, seq)
		}
	}
}

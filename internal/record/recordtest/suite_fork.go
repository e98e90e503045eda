package recordtest

import (
	"fmt"
	"slices"
	"testing"

	"loggist/internal/record"
)

func fellBack(t *testing.T, s *Site) {
	a, _ := s.Open(t, "a")
	ctx := t.Context()
	Must(t, a, Change(a, "before", Book(1)))
	old, err := Take(ctx, s.Redis())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		c := Change(a, fmt.Sprint("lost ", i), Book(1))
		c.Lanes = []record.LaneDue{{Lane: "t/1", Due: at(i + 1)}}
		Must(t, a, c)
	}
	before := Bodies(t, a, Book(1).Incident)
	if err := old.Put(ctx, s.Redis()); err != nil {
		t.Fatal(err)
	}
	insist(t, a, "after", Book(1))
	if got := Bodies(t, a, Book(1).Incident); !slices.Equal(got[:len(before)], before) || len(got) != 12 {
		t.Errorf("%d entries: %v", len(got), got)
	}
	if a.Generation() != 0 {
		t.Error("a history was given up although there was no other")
	}
	b, _ := s.Open(t, "b")
	if got := same(t, a, b, Book(1).Incident); len(got) != 12 {
		t.Errorf("%d entries for a newcomer", len(got))
	}
	dueAt(t, b, at(10))
}

// divide makes a fork: what a committed under the causes "lost" is unknown to the store, which went on with "other".
func divide(t *testing.T, s *Site) {
	ctx := t.Context()
	a, stopA := s.Open(t, "a")
	b, stopB := s.Open(t, "b")
	Must(t, a, Change(a, "before", Book(1)))
	same(t, a, b, Book(1).Incident)
	stopB()
	old, err := Take(ctx, s.Redis())
	if err != nil {
		t.Fatal(err)
	}
	c := Change(a, "lost 0", Book(1), Book(1))
	c.Lanes = []record.LaneDue{{Lane: "t/1", Due: at(7)}}
	Must(t, a, c)
	Must(t, a, Change(a, "lost 1", Book(2)))
	Must(t, a, Change(a, "both", Book(1)))
	stopA()
	if err := old.Put(ctx, s.Redis()); err != nil {
		t.Fatal(err)
	}
	b, stopB = s.Open(t, "b")
	Must(t, b, Change(b, "other", Book(1)))
	Must(t, b, Change(b, "both", Book(1)))
	stopB()
}

// checkRecovered checks what became of divide.
func checkRecovered(t *testing.T, a, b *record.Log) {
	t.Helper()
	Eventually(t, "what was lost is back, and what has another number now is announced", func() bool {
		_, ok0, _ := b.Caused("lost 0")
		_, ok1, _ := b.Caused("lost 1")
		said := false
		err := b.Since(Book(1).Incident, 0, func(r record.Record) error {
			said = said || r.Recovered != nil && slices.Contains(r.Recovered.Entries, record.Renumbered{Book: Book(1), Old: 4, New: 3})
			return nil
		})
		return err == nil && ok0 && ok1 && said
	})
	want := []string{
		`CI-2026-0001.open 1 {"cause":"before","i":0}`, `CI-2026-0001.open 2 {"cause":"other","i":0}`,
		`CI-2026-0001.open 3 {"cause":"both","i":0}`, `CI-2026-0001.open 4 {"cause":"lost 0","i":0}`,
		`CI-2026-0001.open 5 {"cause":"lost 0","i":1}`,
	}
	if got := same(t, a, b, Book(1).Incident); !slices.Equal(got, want) {
		t.Errorf("entries %q", got)
	}
	rec, _, err := a.Caused("lost 0")
	if err != nil || rec.Recovered == nil || rec.Recovered.Was != 2 || !slices.Equal(rec.Causes, []string{"lost 0"}) ||
		!slices.Equal(rec.Recovered.Entries, []record.Renumbered{{Book: Book(1), Old: 2, New: 4}, {Book: Book(1), Old: 3, New: 5}}) {
		t.Errorf("recovered %+v %v", rec.Recovered, err)
	}
	if rec, _, _ := a.Caused("both"); rec.Recovered != nil {
		t.Error("what the store knew was committed again")
	}
	dueAt(t, b, at(7))
}

func forked(t *testing.T, s *Site) {
	divide(t, s)
	a, stopA := s.Open(t, "a")
	b, _ := s.Open(t, "b")
	checkRecovered(t, a, b)
	if a.Generation() != 1 || b.Generation() != 0 {
		t.Errorf("generations %d, %d", a.Generation(), b.Generation())
	}
	last := a.Last()
	stopA()
	a, _ = s.Open(t, "a")
	insist(t, a, "goes on", Book(1))
	if a.Last() != last+1 {
		t.Errorf("something was recovered twice: %d records, then %d", last, a.Last())
	}
}

func forkInterrupted(t *testing.T, s *Site) {
	divide(t, s)
	a, err := record.Open(t.Context(), s.Options("a")) // turns to the store's history, and is stopped before it commits anything again
	if err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := a.Caused("lost 0"); ok {
		t.Fatal("it was to be interrupted before that")
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, _ = s.Open(t, "a")
	b, _ := s.Open(t, "b")
	checkRecovered(t, a, b)
}

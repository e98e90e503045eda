package recordtest

import (
	"errors"
	"slices"
	"testing"

	"loggist/internal/record"
)

func commitReadBack(t *testing.T, s *Site) {
	l, stop := s.Open(t, "a")
	for i := range 5 {
		res := Must(t, l, Change(l, string(rune('a'+i)), Book(1), Book(1), Book(i)))
		if res.N != uint64(i)+1 || res.Duplicate || !res.SecondCopy {
			t.Fatalf("result %+v", res)
		}
	}
	before := Bodies(t, l, Book(1).Incident)
	v, n := l.Version(Book(1).Incident)
	seq, hash := l.Head(Book(1))
	if len(before) != 11 || n != 5 || seq != 11 || len(hash) != 64 {
		t.Fatalf("%d entries, version at %d, head %d %s", len(before), n, seq, hash)
	}
	stop()
	l, _ = s.Open(t, "a")
	if after := Bodies(t, l, Book(1).Incident); !slices.Equal(before, after) {
		t.Errorf("after reopening: %v\nbefore: %v", after, before)
	}
	v2, _ := l.Version(Book(1).Incident)
	if _, hash2 := l.Head(Book(1)); v2 != v || hash2 != hash {
		t.Errorf("version %s, head %s; before %s, %s", v2, hash2, v, hash)
	}
	if want := []string{"CI-2026-0000", "CI-2026-0001", "CI-2026-0002", "CI-2026-0003", "CI-2026-0004"}; !slices.Equal(l.Incidents(), want) {
		t.Errorf("incidents %v", l.Incidents())
	}
}

func duplicate(t *testing.T, s *Site) {
	l, stop := s.Open(t, "a")
	c := Change(l, "pressed", Book(1), Book(1))
	c.Causes = append(c.Causes, "seen")
	first := Must(t, l, c)
	Must(t, l, Change(l, "between", Book(1)))
	check := func() {
		t.Helper()
		for _, cause := range c.Causes {
			again := Change(l, cause, Book(1))
			res := Must(t, l, again)
			if !res.Duplicate || res.N != first.N || len(res.Entries) != 2 || string(res.Entries[1].Body) != string(c.Entries[1].Body) {
				t.Fatalf("again %q: %+v", cause, res)
			}
			rec, ok, err := l.Caused(cause)
			if err != nil || !ok || rec.N != first.N || rec.Entries[0].Hash != first.Entries[0].Hash || !slices.Equal(rec.Causes, c.Causes) {
				t.Fatalf("caused %q: %+v %v %v", cause, rec, ok, err)
			}
		}
	}
	check()
	stop()
	l, _ = s.Open(t, "a")
	check()
	if _, ok, err := l.Caused("never"); ok || err != nil {
		t.Errorf("caused by nothing: %v %v", ok, err)
	}
}

func stale(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	one, two := Change(l, "one", Book(1)), Change(l, "two", Book(1))
	Must(t, l, one)
	_, err := l.Commit(t.Context(), two)
	if !errors.Is(err, record.ErrStale) || record.AnswerOf(err) != record.None {
		t.Fatalf("on an old version: %v", err)
	}
	if res := Must(t, l, Change(l, "two", Book(1))); res.Entries[0].Seq != 2 || res.Duplicate {
		t.Fatalf("decided again: %+v", res)
	}
	Must(t, l, Change(l, "other incident", Book(2)))
}

func twoBases(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	a, b := Change(l, "call 1", record.Register, Book(1)), Change(l, "call 2", record.Register, Book(2))
	Must(t, l, a)
	if _, err := l.Commit(t.Context(), b); !errors.Is(err, record.ErrStale) {
		t.Fatalf("two calls on one register: %v", err)
	}
	Must(t, l, Change(l, "call 2", record.Register, Book(2)))
	if got := Bodies(t, l, ""); len(got) != 2 {
		t.Errorf("register: %v", got)
	}
	v1, _ := l.Version("")
	v2, _ := l.Version(Book(2).Incident)
	if v1 != v2 || v1 == "" {
		t.Errorf("one record moved both versions to %q and %q", v1, v2)
	}
}

func misshapen(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	noBase := Change(l, "x", Book(1))
	noBase.Bases = nil
	badBody := Change(l, "x", Book(1))
	badBody.Entries[0].Body = []byte("no object")
	badName := Change(l, "x", record.BookID{Incident: "../etc", Book: "open"})
	for name, c := range map[string]record.Change{"empty": {}, "no base": noBase, "body": badBody, "name": badName} {
		if _, err := l.Commit(t.Context(), c); !errors.Is(err, record.ErrChange) || record.AnswerOf(err) != record.None {
			t.Errorf("%s: %v", name, err)
		}
	}
	if l.Last() != 0 {
		t.Errorf("%d records", l.Last())
	}
}

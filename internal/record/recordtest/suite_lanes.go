package recordtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"loggist/internal/record"
)

// epoch is a time that is due whatever clock a test runs by.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func at(seconds int) time.Time { return epoch.Add(time.Duration(seconds) * time.Second) }

func lanes(t *testing.T, l *record.Log, cause string, due ...record.LaneDue) {
	t.Helper()
	c := Change(l, cause, Book(1))
	c.Lanes = due
	Must(t, l, c)
}

func claim(t *testing.T, l *record.Log, page bool, now time.Time) []record.Lease {
	t.Helper()
	out, err := l.Claim(t.Context(), page, now, 100)
	if err != nil {
		t.Fatalf("claim: %v", err)
	}
	return out
}

func one(t *testing.T, l *record.Log, page bool, now time.Time) record.Lease {
	t.Helper()
	out := claim(t, l, page, now)
	if len(out) != 1 {
		t.Fatalf("claimed %+v, want one lane", out)
	}
	return out[0]
}

func names(leases []record.Lease) []string {
	out := make([]string, 0, len(leases))
	for _, l := range leases {
		out = append(out, fmt.Sprintf("%s %d", l.Lane, l.Try))
	}
	return out
}

func dueAt(t *testing.T, l *record.Log, want time.Time) {
	t.Helper()
	got, ok, err := l.NextDue(t.Context())
	if err != nil || ok != !want.IsZero() || !got.Equal(want) {
		t.Fatalf("next due %v %v %v, want %v", got, ok, err, want)
	}
}

func settleWith(l *record.Log, cause string, lease record.Lease, due ...record.LaneDue) error {
	c := Change(l, cause, Book(1))
	c.Settle, c.Lanes = &lease, due
	_, err := l.Commit(context.Background(), c)
	return err
}

func claimOrder(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "t/3", Due: at(3)}, record.LaneDue{Lane: "t/1", Due: at(1)},
		record.LaneDue{Lane: "t/2", Due: at(2)}, record.LaneDue{Lane: "e/1", Due: at(2), Page: true})
	dueAt(t, l, at(1))
	if got := claim(t, l, false, at(0)); len(got) != 0 {
		t.Fatalf("before anything was due: %v", got)
	}
	first, err := l.Claim(t.Context(), false, at(5), 2)
	if err != nil || !slices.Equal(names(first), []string{"t/1 1", "t/2 1"}) || first[0].Head != 1 || first[0].Token == "" {
		t.Fatalf("first two: %+v %v", first, err)
	}
	if got := names(claim(t, l, false, at(5))); !slices.Equal(got, []string{"t/3 1"}) {
		t.Fatalf("the rest: %v", got)
	}
	if got := claim(t, l, true, at(5)); !slices.Equal(names(got), []string{"e/1 1"}) || !got[0].Page {
		t.Fatalf("pages: %v", got)
	}
	if got := claim(t, l, false, at(5)); len(got) != 0 {
		t.Fatalf("claimed twice: %v", got)
	}
	dueAt(t, l, at(35))
}

func leaseRunsOut(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "t/1", Due: at(1)})
	old := one(t, l, false, at(1))
	if got := claim(t, l, false, at(30)); len(got) != 0 {
		t.Fatalf("claimed under a lease: %v", got)
	}
	now := one(t, l, false, at(31))
	if now.Try != 2 || now.Token == old.Token {
		t.Fatalf("second claim %+v after %+v", now, old)
	}
	err := settleWith(l, "old", old)
	if !errors.Is(err, record.ErrLate) || record.AnswerOf(err) != record.None {
		t.Fatalf("settled with a token that was lost: %v", err)
	}
	if err := l.Defer(t.Context(), old, at(99)); !errors.Is(err, record.ErrLate) {
		t.Fatalf("deferred: %v", err)
	}
	if err := l.Extend(t.Context(), old, at(99)); !errors.Is(err, record.ErrLate) {
		t.Fatalf("extended: %v", err)
	}
	if err := settleWith(l, "new", now, record.LaneDue{Lane: "t/1"}); err != nil {
		t.Fatal(err)
	}
	dueAt(t, l, time.Time{})
	if got := Bodies(t, l, Book(1).Incident); len(got) != 2 {
		t.Errorf("entries %v", got)
	}
}

func settle(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "t/1", Due: at(1)}, record.LaneDue{Lane: "t/2", Due: at(1000)})
	lease := one(t, l, false, at(1))
	lanes(t, l, "while leased", record.LaneDue{Lane: "t/1", Due: at(50)})
	dueAt(t, l, at(31))
	if err := settleWith(l, "done", lease); err != nil {
		t.Fatal(err)
	}
	dueAt(t, l, at(50))
	again := one(t, l, false, at(50))
	if again.Try != 1 {
		t.Errorf("a settled lane starts anew: %+v", again)
	}
	if err := settleWith(l, "next", again, record.LaneDue{Lane: "t/1", Due: at(60)}); err != nil {
		t.Fatal(err)
	}
	if err := settleWith(l, "twice", again); !errors.Is(err, record.ErrLate) {
		t.Errorf("settled twice: %v", err)
	}
	dueAt(t, l, at(60))
	lanes(t, l, "moved", record.LaneDue{Lane: "t/1", Due: at(40)})
	dueAt(t, l, at(40))
	lanes(t, l, "removed", record.LaneDue{Lane: "t/1"})
	dueAt(t, l, at(1000))
}

func deferring(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "r/1", Due: at(1)})
	lease := one(t, l, false, at(1))
	if err := l.Defer(t.Context(), lease, at(20)); err != nil {
		t.Fatal(err)
	}
	dueAt(t, l, at(20))
	if err := l.Defer(t.Context(), lease, at(25)); !errors.Is(err, record.ErrLate) {
		t.Fatalf("deferred twice: %v", err)
	}
	lease = one(t, l, false, at(20))
	if lease.Try != 2 {
		t.Errorf("a lane that was deferred may have begun: %+v", lease)
	}
	lanes(t, l, "later", record.LaneDue{Lane: "r/1", Due: at(500)})
	if err := l.Defer(t.Context(), lease, at(60)); err != nil {
		t.Fatal(err)
	}
	dueAt(t, l, at(500))
}

func extending(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "e/1", Due: at(1), Page: true})
	lease := one(t, l, true, at(1))
	if err := l.Extend(t.Context(), lease, at(100)); err != nil {
		t.Fatal(err)
	}
	if got := claim(t, l, true, at(99)); len(got) != 0 {
		t.Fatalf("claimed under an extended lease: %v", got)
	}
	if err := settleWith(l, "done", lease, record.LaneDue{Lane: "e/1"}); err != nil {
		t.Fatal(err)
	}
	dueAt(t, l, time.Time{})
}

func changesQueue(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "p/1", Due: at(1)})
	lease := one(t, l, false, at(1))
	lanes(t, l, "a page", record.LaneDue{Lane: "p/1", Due: at(2), Page: true})
	if got := claim(t, l, true, at(30)); len(got) != 0 {
		t.Fatalf("claimed under a lease: %v", got)
	}
	if err := settleWith(l, "sent", lease); err != nil {
		t.Fatal(err)
	}
	if got := claim(t, l, false, at(30)); len(got) != 0 {
		t.Fatalf("still among the rest: %v", got)
	}
	if next := one(t, l, true, at(30)); next.Lane != "p/1" || !next.Page {
		t.Fatalf("among the pages: %+v", next)
	}
}

func removedWhileLeased(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "t/1", Due: at(1)}, record.LaneDue{Lane: "t/2", Due: at(1)})
	leases := claim(t, l, false, at(1))
	lanes(t, l, "gone", record.LaneDue{Lane: "t/1"}, record.LaneDue{Lane: "t/2"})
	dueAt(t, l, at(31))
	if err := settleWith(l, "done", leases[0]); err != nil {
		t.Fatal(err)
	}
	if err := l.Defer(t.Context(), leases[1], at(5)); err != nil {
		t.Fatal(err)
	}
	dueAt(t, l, time.Time{})
}

func minuteMends(t *testing.T, s *Site) {
	l, _ := s.Open(t, "a")
	lanes(t, l, "set", record.LaneDue{Lane: "t/1", Due: at(1)}, record.LaneDue{Lane: "t/2", Due: at(2)})
	want := func(string) []record.LaneDue {
		return []record.LaneDue{{Lane: "t/1", Due: at(1)}, {Lane: "t/2", Due: at(9), Page: true}, {Lane: "t/3", Due: at(3)}}
	}
	rep, err := l.Minute(t.Context(), time.Now(), want, []string{Book(1).Incident})
	slices.Sort(rep.Mended)
	if err != nil || !slices.Equal(rep.Mended, []string{"t/2", "t/3"}) {
		t.Fatalf("mended %v, %v", rep.Mended, err)
	}
	if rep, err = l.Minute(t.Context(), time.Now(), want, []string{Book(1).Incident}); err != nil || len(rep.Mended) != 0 {
		t.Fatalf("again: %v, %v", rep.Mended, err)
	}
	if rep.Head != 1 || rep.Journal != 1 || rep.Held != 1 || rep.Instances != 1 || rep.Missing || rep.Contradicts != "" || rep.Blocked != "" {
		t.Errorf("report %+v", rep)
	}
	if got := names(claim(t, l, true, at(9))); !slices.Equal(got, []string{"t/2 1"}) {
		t.Errorf("pages %v", got)
	}
}

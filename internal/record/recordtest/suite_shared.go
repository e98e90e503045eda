package recordtest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/internal/record"
)

// SharedSuite is what a store that several processes share must do beyond Suite. The site's Redis must not be nil.
func SharedSuite(t *testing.T, in func(t *testing.T, test func(t *testing.T, s *Site))) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, s *Site)
	}{
		{"TwoProcessesShareOneLog", twoProcesses},
		{"ACauseIsADuplicateBeforeItIsStale", duplicateOfUnseen},
		{"ALostAnswerIsAskedForAgain", lostAnswer},
		{"TwoProcessesBeginABookAtOnce", beginAtOnce},
		{"FlushAllIsHealedWithinAMinute_F42", flushAll},
		{"ARestoredStoreWaitsForAllWhoHoldIt", muster},
		{"AStoreThatFellBackIsRestored", fellBack},
		{"WhatAFailoverDroppedIsCommittedAgain", forked},
		{"ARecoveryThatWasInterruptedGoesOn", forkInterrupted},
		{"TheLogOfAnotherInstallationIsRefused", otherInstallation},
		{"ATrimmedLogIsNoticedAndPutBack", trimmed},
		{"ANewInstallationIsOnlyMadeWhenAsked", newInstallation},
	} {
		t.Run(c.name, func(t *testing.T) { in(t, c.test) })
	}
}

// same waits until two logs show the same of an incident, and returns it.
func same(t *testing.T, a, b *record.Log, incident string) []string {
	t.Helper()
	Eventually(t, "both processes show the same", func() bool {
		va, _ := a.Version(incident)
		vb, _ := b.Version(incident)
		return va == vb && va != "" && a.Last() == b.Last()
	})
	got := Bodies(t, a, incident)
	if other := Bodies(t, b, incident); !slices.Equal(got, other) {
		t.Fatalf("one shows %v\nthe other %v", got, other)
	}
	return got
}

// insist commits a change, deciding anew while it is stale or the store is away, as the engine does.
func insist(t testing.TB, l *record.Log, cause string, books ...record.BookID) record.Result {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		res, err := l.Commit(t.Context(), Change(l, cause, books...))
		if err == nil {
			return res
		}
		if time.Now().After(end) {
			t.Fatalf("commit %q: %v", cause, err)
		}
	}
}

func twoProcesses(t *testing.T, s *Site) {
	a, _ := s.Open(t, "a")
	b, stopB := s.Open(t, "b")
	changed := b.Changed()
	first := Must(t, a, Change(a, "one", record.Register, Book(1)))
	if err := b.WaitHead(t.Context(), first.N); err != nil {
		t.Fatal(err)
	}
	select {
	case <-changed:
	default:
		t.Error("Changed did not say so")
	}
	if res := Must(t, b, Change(b, "one", Book(1))); !res.Duplicate || res.N != first.N || res.Entries[1].Hash != first.Entries[1].Hash {
		t.Fatalf("the same cause elsewhere: %+v", res)
	}
	stopB()
	onOld := Change(a, "two", Book(1))
	Must(t, a, Change(a, "three", Book(1)))
	if _, err := a.Commit(t.Context(), onOld); !errors.Is(err, record.ErrStale) {
		t.Fatalf("old version: %v", err)
	}
	b, _ = s.Open(t, "b")
	for i := range 20 {
		insist(t, []*record.Log{a, b}[i%2], fmt.Sprint("turn ", i), Book(1))
	}
	if got := same(t, a, b, Book(1).Incident); len(got) != 22 {
		t.Errorf("%d entries", len(got))
	}
}

// A request that is delivered to two processes at once: the second has not seen the first one's record when it sends its own.
func duplicateOfUnseen(t *testing.T, s *Site) {
	a, _ := s.Open(t, "a")
	b, err := record.Open(t.Context(), s.Options("b")) // nobody follows
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	onOld := Change(b, "pressed", Book(1))
	first := Must(t, a, Change(a, "pressed", Book(1), Book(1)))
	if b.Last() != 0 {
		t.Fatal("b has seen it")
	}
	if res := Must(t, b, onOld); !res.Duplicate || res.N != first.N || len(res.Entries) != 2 {
		t.Errorf("delivered to both: %+v", res)
	}
}

// The store has acted and its answer is lost: the same Commit asks again and is told, and it is no duplicate.
func lostAnswer(t *testing.T, s *Site) {
	fault := &RedisFault{}
	o := s.Options("a")
	hooked, ok := o.Redis.(interface{ AddHook(redis.Hook) })
	if !ok {
		t.Fatal("the site's client takes no hook")
	}
	hooked.AddHook(fault)
	a, err := record.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	Must(t, a, Change(a, "first", Book(1))) // loads the script
	fault.Fail(1, 3, After)
	res, err := a.Commit(t.Context(), Change(a, "pressed", Book(1)))
	if err != nil || res.Duplicate || res.N != 2 {
		t.Fatalf("%+v, %v", res, err)
	}
	fault.Fail(1, 1<<20, Before)
	_, err = a.Commit(t.Context(), Change(a, "never heard of again", Book(1)))
	if record.AnswerOf(err) != record.Unknown {
		t.Fatalf("no answer ever: %v", err)
	}
}

func beginAtOnce(t *testing.T, s *Site) {
	a, stopA := s.Open(t, "a")
	b, stopB := s.Open(t, "b")
	Must(t, a, Change(a, "call", Book(1)))
	same(t, a, b, Book(1).Incident)
	sensitive := record.BookID{Incident: Book(1).Incident, Book: "sensitive"}
	ca, cb := Change(a, "from a", sensitive), Change(b, "from b", sensitive)
	_, errA := a.Commit(t.Context(), ca)
	_, errB := b.Commit(t.Context(), cb)
	if errA != nil || !errors.Is(errB, record.ErrStale) {
		t.Fatalf("a: %v, b: %v", errA, errB)
	}
	insist(t, b, "from b", sensitive)
	if got := same(t, a, b, Book(1).Incident); len(got) != 3 {
		t.Errorf("entries %v", got)
	}
	stopA()
	stopB()
	b, _ = s.Open(t, "b")
	if got := Bodies(t, b, Book(1).Incident); len(got) != 3 {
		t.Errorf("after reopening %v", got)
	}
}

func flushAll(t *testing.T, s *Site) {
	a, _ := s.Open(t, "a")
	b, _ := s.Open(t, "b")
	c := Change(a, "set", Book(1))
	c.Lanes = []record.LaneDue{{Lane: "t/1", Due: at(1)}, {Lane: "e/1", Due: at(1), Page: true}}
	Must(t, a, c)
	for i := range 300 {
		Must(t, a, Change(a, fmt.Sprint("entry ", i), Book(1+i%3)))
	}
	lease := one(t, a, false, at(1))
	same(t, a, b, Book(1).Incident)
	begin := time.Now()
	if err := s.Redis().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if res, err := a.Commit(t.Context(), Change(a, "entry 7", Book(2))); err != nil || !res.Duplicate {
		t.Errorf("a cause of old while the store is lost: %+v %v", res, err)
	}
	insist(t, a, "after a", Book(1))
	insist(t, b, "after b", Book(1))
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it took %v", took)
	}
	if err := settleWith(a, "late", lease); !errors.Is(err, record.ErrLate) && !errors.Is(err, record.ErrStale) {
		t.Errorf("a lease from before: %v", err)
	}
	if got := one(t, b, true, at(1)); got.Lane != "e/1" || got.Try != 2 {
		t.Errorf("lane given back: %+v", got)
	}
	if got := one(t, a, false, at(1)); got.Lane != "t/1" || got.Try != 2 {
		t.Errorf("lane given back: %+v", got)
	}
	if got := same(t, a, b, Book(1).Incident); len(got) != 103 {
		t.Errorf("%d entries", len(got))
	}
	if a.Generation() != 0 || b.Generation() != 0 {
		t.Error("a history was given up")
	}
}

func muster(t *testing.T, s *Site) {
	open := func(name string) (*record.Log, func()) {
		o := s.Options(name)
		o.Replicas = 2
		l, err := record.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return l, Run(t, l)
	}
	a, stopA := open("a")
	b, _ := open("b")
	Must(t, a, Change(a, "both", Book(1)))
	same(t, a, b, Book(1).Incident)
	stopA()
	insist(t, b, "only b", Book(1))
	if err := s.Redis().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	lost := time.Now()
	for time.Since(lost) < 2*time.Second {
		if _, err := b.Commit(t.Context(), Change(b, "too early", Book(2))); err == nil {
			t.Fatal("the store opened although one instance has not pushed what it holds")
		} else if record.AnswerOf(err) != record.None {
			t.Fatalf("while being restored: %v", err)
		}
		time.Sleep(500 * time.Millisecond)
	}
	a, _ = open("a")
	insist(t, a, "after", Book(1))
	if took := time.Since(lost); took > 15*time.Second {
		t.Errorf("both were there and it took %v", took)
	}
	if got := same(t, a, b, Book(1).Incident); len(got) != 3 {
		t.Errorf("entries %v", got)
	}
}

func otherInstallation(t *testing.T, s *Site) {
	a, stop := s.Open(t, "a")
	Must(t, a, Change(a, "here", Book(1)))
	stop()
	if err := s.Redis().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	b, _ := s.Open(t, "b")
	Must(t, b, Change(b, "elsewhere", Book(1)))
	if _, err := record.Open(t.Context(), s.Options("a")); !errors.Is(err, record.ErrDamaged) {
		t.Fatalf("opened on another installation's store: %v", err)
	}
}

func trimmed(t *testing.T, s *Site) {
	a, _ := s.Open(t, "a")
	for i := range 10 {
		Must(t, a, Change(a, fmt.Sprint(i), Book(1)))
	}
	c := s.Redis()
	log := "{test}:log"
	if err := c.XTrimMaxLen(t.Context(), log, 0).Err(); err != nil {
		t.Fatal(err)
	}
	rep, err := a.Minute(t.Context(), time.Now(), func(string) []record.LaneDue { return nil }, nil)
	if err != nil || !rep.Missing {
		t.Fatalf("a log without records: %+v %v", rep, err)
	}
	Must(t, a, Change(a, "goes on", Book(1)))
	b, err := record.Open(t.Context(), s.Options("b"))
	if err != nil {
		t.Fatal(err)
	}
	Run(t, b)
	Eventually(t, "the newcomer asks for what it cannot read", func() bool {
		rep, err := a.Minute(t.Context(), time.Now(), func(string) []record.LaneDue { return nil }, nil)
		return err == nil && rep.Instances == 2
	})
	if got := same(t, a, b, Book(1).Incident); len(got) != 11 {
		t.Errorf("a newcomer has %d entries", len(got))
	}
}

func newInstallation(t *testing.T, s *Site) {
	o := s.Options("a")
	o.Init = false
	if _, err := record.Open(t.Context(), o); !errors.Is(err, record.ErrNewInstallation) {
		t.Fatalf("opened on nothing: %v", err)
	}
	a, _ := s.Open(t, "a")
	Must(t, a, Change(a, "one", Book(1)))
	o = s.Options("b")
	o.Init = false
	b, err := record.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if b.Last() != 1 {
		t.Errorf("a newcomer opened with %d records", b.Last())
	}
	if _, err := record.Open(t.Context(), s.Options("a")); !errors.Is(err, record.ErrInUse) {
		t.Errorf("opened twice: %v", err)
	}
	b.Close()
}

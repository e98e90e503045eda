package record_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

// told is what somebody was told about one cause.
type told struct {
	cause   string
	what    record.Answer
	entries []record.Entry
}

// night is a good run: a few people record, a lane falls due and is settled, a minute's check. It returns what each was
// told, and goes on whatever fails.
func night(l *record.Log) []told {
	var out []told
	tell := func(c record.Change) {
		var res record.Result
		var err, unknown error
		for range 3 { // the engine decides anew; a person's cause stays the same
			for i := range c.Bases {
				c.Bases[i].Version, _ = l.Version(c.Bases[i].Incident)
			}
			res, err = l.Commit(context.Background(), c)
			if errors.Is(err, record.ErrUnknown) {
				unknown = err
			}
			if err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err != nil && unknown != nil {
			err = unknown
		}
		out = append(out, told{c.Causes[0], record.AnswerOf(err), res.Entries})
	}
	c := recordtest.Change(l, "call", record.Register, recordtest.Book(1))
	c.Lanes = []record.LaneDue{{Lane: "e/1", Page: true, Due: time.Unix(1, 0)}}
	tell(c)
	tell(recordtest.Change(l, "decision", recordtest.Book(1), recordtest.Book(1)))
	tell(recordtest.Change(l, "sensitive", record.BookID{Incident: recordtest.Book(1).Incident, Book: "sensitive"}))
	if leases, err := l.Claim(context.Background(), true, time.Unix(2, 0), 1); err == nil && len(leases) == 1 {
		fired := recordtest.Change(l, "fired", recordtest.Book(1))
		fired.Settle, fired.Lanes = &leases[0], []record.LaneDue{{Lane: "e/1", Due: time.Unix(4e9, 0)}}
		tell(fired)
	}
	_, _ = l.Minute(context.Background(), time.Now(), noLanes, nil)
	tell(recordtest.Change(l, "decision", recordtest.Book(1), recordtest.Book(1))) // delivered again
	tell(recordtest.Change(l, "last", recordtest.Book(2)))
	return out
}

// hold checks that a log shows what people were told: each cause that was recorded as it was told, none of which it was
// said that nothing was recorded, and no book with a gap.
func hold(t *testing.T, l *record.Log, all []told) {
	t.Helper()
	final := map[string]record.Answer{}
	for _, x := range all {
		switch {
		case x.what == record.Recorded:
			final[x.cause] = record.Recorded
		case final[x.cause] == record.None && x.what == record.Unknown:
			final[x.cause] = record.Unknown
		case final[x.cause] == record.Recorded:
		default:
			if _, ok := final[x.cause]; !ok {
				final[x.cause] = x.what
			}
		}
		rec, ok, err := l.Caused(x.cause)
		if err != nil {
			t.Fatal(err)
		}
		if x.what != record.Recorded {
			continue
		}
		if !ok || len(rec.Entries) != len(x.entries) {
			t.Errorf("%s was told as recorded: found %v with %d entries", x.cause, ok, len(rec.Entries))
			continue
		}
		for i, e := range x.entries {
			if e.Hash != rec.Entries[i].Hash || string(e.Body) != string(rec.Entries[i].Body) || e.Seq != rec.Entries[i].Seq {
				t.Errorf("%s: told %s %d, recorded %s %d", x.cause, e.Book, e.Seq, rec.Entries[i].Book, rec.Entries[i].Seq)
			}
		}
	}
	for cause, what := range final {
		if _, ok, _ := l.Caused(cause); ok && what == record.None {
			t.Errorf("%s: it was said that nothing was recorded, and it is", cause)
		}
	}
	for _, incident := range append(l.Incidents(), "") {
		recordtest.Bodies(t, l, incident)
	}
}

// after opens the log again, on disks and connections that work, and checks it: everything can be recorded again.
func after(t *testing.T, o record.Options, all []told) {
	t.Helper()
	l, err := record.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open again: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- l.Follow(ctx) }()
	defer func() {
		cancel()
		if err := errors.Join(<-done, l.Close()); err != nil {
			t.Error(err)
		}
	}()
	recordtest.Eventually(t, "something can be recorded again", func() bool {
		_, err := l.Commit(t.Context(), recordtest.Change(l, "again", recordtest.Book(1), recordtest.Book(2)))
		return err == nil
	})
	hold(t, l, all)
}

// Every file operation of a good run fails once, before it takes effect, after it, or half way.
func TestEveryFileOperationFails_Embedded(t *testing.T) {
	ring := seal.EphemeralRing()
	run := func(t *testing.T, n int, when recordtest.When) int {
		disk := recordtest.NewPowerFS()
		fs := recordtest.NewFaultFS(disk)
		o := record.Options{Dir: "/data", FS: fs, Force: "test", Keys: ring, Init: true}
		fs.Fail(n, 1, when)
		var all []told
		l, err := record.Open(t.Context(), o)
		if err == nil {
			all = night(l)
			hold(t, l, all)
			err = l.Close()
		}
		if n == 0 && err != nil {
			t.Fatal(err)
		}
		ops := len(fs.Ops())
		o.FS = disk.Cut(nil) // and then the power fails
		after(t, o, all)
		return ops
	}
	ops := run(t, 0, recordtest.Before)
	if ops < 30 {
		t.Fatalf("the good run has only %d operations", ops)
	}
	for n := 1; n <= ops; n++ {
		for _, when := range []recordtest.When{recordtest.Before, recordtest.After, recordtest.Half} {
			if t.Failed() {
				t.Fatalf("before operation %d, %v", n, when)
			}
			synctest.Test(t, func(t *testing.T) { run(t, n, when) })
		}
	}
}

// The power is cut at every fsync of a good run; what was not durable is gone, or torn.
func TestPowerIsCutAtEverySync(t *testing.T) {
	ring := seal.EphemeralRing()
	for _, store := range []string{"embedded", "redis"} {
		t.Run(store, func(t *testing.T) {
			run := func(t *testing.T, n int, rnd *rand.Rand) int {
				disk := recordtest.NewPowerFS()
				o := record.Options{Dir: "/data", FS: disk, Force: "test", Keys: ring, Init: true}
				if store == "redis" {
					m := recordtest.Mini(t)
					o.Redis = recordtest.MiniClient(t, m)
				}
				if n > 0 {
					disk.CutAtSync(n)
				}
				var all []told
				if l, err := record.Open(t.Context(), o); err == nil {
					all = night(l)
					_ = l.Close()
				} else if n == 0 {
					t.Fatal(err)
				}
				syncs := disk.Syncs()
				o.FS = disk.Cut(rnd)
				after(t, o, all)
				return syncs
			}
			syncs := 0
			synctest.Test(t, func(t *testing.T) { syncs = run(t, 0, nil) })
			if syncs < 15 {
				t.Fatalf("the good run has only %d syncs", syncs)
			}
			tries := 3
			if os.Getenv("LOGGIST_SOAK") != "" {
				tries = 60
			}
			for n := 1; n <= syncs; n++ {
				for k := range tries {
					var rnd *rand.Rand
					if k > 0 {
						rnd = rand.New(rand.NewPCG(uint64(n), uint64(k)))
					}
					synctest.Test(t, func(t *testing.T) { run(t, n, rnd) })
					if t.Failed() {
						t.Fatalf("cut at sync %d, try %d", n, k)
					}
				}
			}
		})
	}
}

// Every round trip of a good run fails, before the server hears of it or after it has acted, once or for good.
func TestEveryRoundTripFails(t *testing.T) {
	run := func(t *testing.T, s *recordtest.Site, n, times int, when recordtest.When) int {
		fault := &recordtest.RedisFault{}
		o := s.Options("a")
		o.Redis.(*redis.Client).AddHook(fault)
		fault.Fail(n, times, when)
		var all []told
		l, err := record.Open(t.Context(), o)
		if err == nil {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- l.Follow(ctx) }()
			all = night(l)
			cancel()
			if err := errors.Join(<-done, l.Close()); err != nil {
				t.Error(err)
			}
		} else if n == 0 {
			t.Fatal(err)
		}
		trips := len(fault.Trips())
		after(t, s.Options("a"), all)
		return trips
	}
	trips := 0
	inMini(t, func(t *testing.T, s *recordtest.Site) { trips = run(t, s, 0, 0, recordtest.Before) })
	if trips < 20 {
		t.Fatalf("the good run has only %d round trips", trips)
	}
	for n := 1; n <= trips; n++ {
		for _, when := range []recordtest.When{recordtest.Before, recordtest.After} {
			forGood := []int{1}
			if os.Getenv("LOGGIST_SOAK") != "" || n%4 == 0 {
				forGood = append(forGood, 1<<20)
			}
			for _, times := range forGood {
				inMini(t, func(t *testing.T, s *recordtest.Site) { run(t, s, n, times, when) })
				if t.Failed() {
					t.Fatalf("round trip %d of %d fails %s, %d times", n, trips, when, times)
				}
			}
		}
	}
}

// Two redis-servers: the second follows the first, falls behind, and is promoted. What the first had acknowledged alone
// is lost with it, and is recorded again from the journal, with its old numbers announced.
func TestFailoverThatDropsAcknowledgedRecords(t *testing.T) {
	t.Parallel()
	first := recordtest.StartServer(t)
	_, port, _ := splitAddr(first.Addr)
	second := recordtest.StartServer(t, "--replicaof", "127.0.0.1", port)
	replica := recordtest.Client(t, second.Addr, nil)
	recordtest.Eventually(t, "the replica is up", func() bool {
		info, err := replica.InfoMap(t.Context(), "replication").Result()
		return err == nil && info["Replication"]["master_link_status"] == "up"
	})
	at := first.Addr
	s := &recordtest.Site{Dir: dirs(t)}
	s.Redis = func() redis.UniversalClient { return recordtest.Client(t, at, nil) }
	openWith := func(name string, copies int) *record.Log {
		o := s.Options(name)
		o.Copies = copies
		l, err := record.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	a := openWith("a", 1)
	var all []told
	tell := func(l *record.Log, cause string, second bool) {
		t.Helper()
		res := recordtest.Must(t, l, recordtest.Change(l, cause, recordtest.Book(1)))
		if res.SecondCopy != second {
			t.Errorf("%s: second copy %v", cause, res.SecondCopy)
		}
		all = append(all, told{cause, record.Recorded, res.Entries})
	}
	tell(a, "on both 1", true)
	tell(a, "on both 2", true)
	if err := replica.Do(t.Context(), "REPLICAOF", "127.0.0.1", "1").Err(); err != nil { // it hears no more
		t.Fatal(err)
	}
	for i := range 5 {
		tell(a, fmt.Sprint("on one ", i), false)
	}
	before := recordtest.Bodies(t, a, recordtest.Book(1).Incident)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	first.Kill()
	if err := replica.Do(t.Context(), "REPLICAOF", "NO", "ONE").Err(); err != nil {
		t.Fatal(err)
	}
	at = second.Addr
	b := openWith("b", 0)
	recordtest.Run(t, b)
	recordtest.Must(t, b, recordtest.Change(b, "meanwhile", recordtest.Book(1)))
	a = openWith("a", 0)
	recordtest.Run(t, a)
	recordtest.Eventually(t, "what was dropped is back", func() bool {
		_, ok, _ := b.Caused("on one 4")
		return ok
	})
	if got := recordtest.Bodies(t, b, recordtest.Book(1).Incident); len(got) != len(before)+1 {
		t.Errorf("%d entries, before %d and one", len(got), len(before))
	}
	for _, x := range all {
		rec, ok, err := b.Caused(x.cause)
		if err != nil || !ok {
			t.Fatalf("%s is lost: %v", x.cause, err)
		}
		was, is := x.entries[0].Seq, rec.Entries[0].Seq
		if was != is && (rec.Recovered == nil || rec.Recovered.Entries[0] != record.Renumbered{Book: recordtest.Book(1), Old: was, New: is}) {
			t.Errorf("%s was %d and is %d, and nobody says so", x.cause, was, is)
		}
	}
}

// kill -9 of a redis-server that keeps everything: nothing is lost and nothing recovered.
func TestRedisIsKilledAndStartedAgain(t *testing.T) {
	t.Parallel()
	server := recordtest.StartServer(t)
	s := &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.Client(t, server.Addr, nil) }}
	a, _ := s.Open(t, "a")
	res := recordtest.Must(t, a, recordtest.Change(a, "before", recordtest.Book(1)))
	server.Kill()
	_, err := a.Commit(t.Context(), recordtest.Change(a, "while it is away", recordtest.Book(1)))
	if err == nil {
		t.Fatal("recorded without a store")
	}
	what := record.AnswerOf(err)
	if ok, why := a.Durable(); ok && what != record.Unknown {
		t.Errorf("durable without a store: %s", why)
	}
	server.Restart(t)
	all := []told{{"before", record.Recorded, res.Entries}, {"while it is away", what, nil}}
	recordtest.Eventually(t, "recorded again", func() bool {
		_, err := a.Commit(t.Context(), recordtest.Change(a, "after", recordtest.Book(1)))
		return err == nil
	})
	hold(t, a, all)
	if a.Generation() != 0 {
		t.Error("a history was given up")
	}
}

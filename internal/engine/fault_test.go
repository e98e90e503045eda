package engine

import (
	"errors"
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/bot"
	"loggist/internal/record/recordtest"
)

// every returns the faults of n that this run puts in: all of them with LOGGIST_SOAK (make soak), else
// every step-th, so that a run at the desk takes seconds.
func every(n, step int) []int {
	if os.Getenv("LOGGIST_SOAK") != "" {
		step = 1
	}
	var out []int
	for i := 1; i <= n; i += step {
		out = append(out, i)
	}
	return out
}

// both runs a test on a platform that knows its keys and can be asked, and on one that can neither.
func both(t *testing.T, test func(t *testing.T, dedupes bool)) {
	for name, dedupes := range map[string]bool{"a platform that knows its keys": true, "a blunt platform": false} {
		t.Run(name, func(t *testing.T) { test(t, dedupes) })
	}
}

// bubble runs one story in a bubble. It stops the test at the first fault that does harm, and names it.
func bubble(t *testing.T, name string, args []any, story func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, story)
	if t.Failed() {
		t.Fatalf(name, args...)
	}
}

// Every file operation of the story fails once: before it takes effect, after it, or half way. Afterwards the power
// fails, and the record that comes up again agrees with all that was told and shown.
func TestEveryFileOperationFails(t *testing.T) {
	both(t, func(t *testing.T, dedupes bool) {
		run := func(t *testing.T, n int, when recordtest.When) (ops []string) {
			w := newWorld(t, dedupes)
			disk := w.opts.FS.(*recordtest.PowerFS)
			fs := recordtest.NewFaultFS(disk)
			w.opts.FS = fs
			if n > 0 {
				fs.Fail(n, 1, when)
			}
			w.start()
			w.story()
			w.check(w.log)
			ops = fs.Ops()
			w.stop()
			w.opts.FS = disk.Cut(nil)
			w.start()
			defer w.stop()
			w.settle()
			w.check(w.log)
			return ops
		}
		var ops []string
		synctest.Test(t, func(t *testing.T) { ops = run(t, 0, recordtest.Before) })
		t.Logf("%d file operations", len(ops))
		for _, n := range every(len(ops), 13) {
			for _, when := range []recordtest.When{recordtest.Before, recordtest.After, recordtest.Half} {
				bubble(t, "operation %d fails %s: %s", []any{n, when, ops[n-1]}, func(t *testing.T) { run(t, n, when) })
			}
		}
	})
}

// Every round trip to Redis fails, before the server has heard of it or after it has done what it was asked.
func TestEveryRoundTripToRedisFails(t *testing.T) {
	both(t, func(t *testing.T, dedupes bool) {
		run := func(t *testing.T, n, times int, when recordtest.When) []string {
			w := newWorld(t, dedupes)
			m := recordtest.Mini(t)
			fault := &recordtest.RedisFault{}
			w.redis = func() redis.UniversalClient {
				c := recordtest.MiniClient(t, m)
				c.AddHook(fault)
				return c
			}
			fault.Fail(n, times, when)
			w.start()
			defer w.stop()
			w.story()
			w.check(w.log)
			return fault.Trips()
		}
		var trips []string
		synctest.Test(t, func(t *testing.T) { trips = run(t, 0, 0, recordtest.Before) })
		t.Logf("%d round trips", len(trips))
		for _, n := range every(len(trips), 151) {
			for _, when := range []recordtest.When{recordtest.Before, recordtest.After} {
				for _, times := range []int{1, 7} {
					if times > 1 && n%4 != 1 {
						continue
					}
					bubble(t, "round trip %d (%s) fails %s, %d times", []any{n, trips[n-1], when, times}, func(t *testing.T) { run(t, n, times, when) })
				}
			}
		}
	})
}

// Every send fails in every way that a platform can say, and perhaps took effect all the same.
func TestEverySendFails(t *testing.T) {
	unwell := errors.New("the platform is unwell")
	ways := []struct {
		name  string
		times int
		when  recordtest.When
		err   *bot.SendError
	}{
		{"unknown, and it was not taken", 1, recordtest.Before, &bot.SendError{Class: bot.Unknown, Err: unwell}},
		{"unknown, and it was taken", 1, recordtest.After, &bot.SendError{Class: bot.Unknown, Err: unwell}},
		{"unknown three times, and it was taken", 3, recordtest.After, &bot.SendError{Class: bot.Unknown, Err: unwell}},
		{"retry at once", 1, recordtest.Before, &bot.SendError{Class: bot.Retry, Err: unwell}},
		{"retry after 40 s", 2, recordtest.Before, &bot.SendError{Class: bot.Retry, RetryAfter: 40 * time.Second, Err: unwell}},
		{"permanent", 1, recordtest.Before, &bot.SendError{Class: bot.Permanent, Err: unwell}},
		{"unauthorised, until an administrator acts", 5, recordtest.Before, &bot.SendError{Class: bot.Unauthorised, Err: unwell}},
	}
	both(t, func(t *testing.T, dedupes bool) {
		sends, repeats := 0, 0
		run := func(t *testing.T, n int, kill bool, fault func(*chat)) {
			w := newWorld(t, dedupes)
			fault(w.chat)
			w.start()
			defer func() { w.stop() }()
			w.story()
			if kill { // and it dies, and does not remember what it tried
				disk := w.opts.FS.(*recordtest.PowerFS)
				w.stop()
				w.opts.FS = disk.Cut(nil)
				w.start()
				w.settle()
			}
			w.wind(20 * time.Minute)
			w.check(w.log)
			if n == 0 {
				sends = w.chat.n
			}
			for _, s := range w.chat.all() {
				if s.repeat {
					repeats++
				}
			}
		}
		synctest.Test(t, func(t *testing.T) { run(t, 0, false, func(*chat) {}) })
		t.Logf("%d sends", sends)
		for _, n := range every(sends, 9) {
			for _, way := range ways {
				for _, kill := range []bool{false, true} {
					bubble(t, "send %d: %s (killed afterwards: %v)", []any{n, way.name, kill}, func(t *testing.T) {
						run(t, n, kill, func(c *chat) { c.failAt(n, way.times, way.when, way.err) })
					})
				}
			}
		}
		if (repeats == 0) != dedupes {
			t.Errorf("%d messages say REPEAT", repeats)
		}
	})
}

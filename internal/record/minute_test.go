package record_test

import (
	"testing"
	"time"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

func noLanes(string) []record.LaneDue { return nil }

// A checkpoint says only what is a minute old and what every instance that lives holds.
func TestCheckpointsCoverOnlyWhatAllInstancesHold(t *testing.T) {
	inMini(t, func(t *testing.T, s *recordtest.Site) {
		a, _ := s.Open(t, "a")
		b, stopB := s.Open(t, "b")
		minute := func(l *record.Log) record.Report {
			t.Helper()
			rep, err := l.Minute(t.Context(), time.Now(), noLanes, nil)
			if err != nil {
				t.Fatal(err)
			}
			return rep
		}
		size := func() uint64 {
			t.Helper()
			msg, err := a.Checkpoint(recordtest.Book(1))
			if err != nil {
				t.Fatal(err)
			}
			if msg == nil {
				return 0
			}
			keys, err := record.PublicKeys(s.Options("a").Keys, "test")
			if err != nil {
				t.Fatal(err)
			}
			c, err := record.OpenCheckpoint(msg, keys...)
			if err != nil {
				t.Fatal(err)
			}
			if seq, hash := a.Head(recordtest.Book(1)); c.Size == seq && c.Head != hash {
				t.Fatalf("checkpoint of %s, the head is %s", c.Head, hash)
			}
			return c.Size
		}
		recordtest.Must(t, a, recordtest.Change(a, "one", recordtest.Book(1)))
		if err := b.WaitHead(t.Context(), 1); err != nil {
			t.Fatal(err)
		}
		minute(b)
		if rep := minute(a); rep.Instances != 2 || rep.Held != 1 || size() != 0 {
			t.Fatalf("at once: %+v, size %d", rep, size())
		}
		time.Sleep(time.Minute)
		minute(b)
		if minute(a); size() != 1 {
			t.Fatalf("after a minute: size %d", size())
		}
		stopB()
		recordtest.Must(t, a, recordtest.Change(a, "two", recordtest.Book(1)))
		minute(a)
		time.Sleep(time.Minute)
		if rep := minute(a); rep.Held != 1 || size() != 1 {
			t.Fatalf("b does not hold it: %+v, size %d", rep, size())
		}
		time.Sleep(3 * time.Minute)
		if rep := minute(a); rep.Instances != 1 || size() != 2 {
			t.Fatalf("b is gone: %+v, size %d", rep, size())
		}
	})
}

// How long nobody was here is known from the heartbeat on disk.
func TestDowntimeIsKnownFromTheHeartbeat(t *testing.T) {
	inMini(t, func(t *testing.T, s *recordtest.Site) {
		a, stop := s.Open(t, "a")
		if from, to := a.LastAlive(); !from.IsZero() || !to.IsZero() {
			t.Fatalf("a new directory was alive from %v to %v", from, to)
		}
		last := time.Now().Add(time.Hour) // an exercise's clock
		if _, err := a.Minute(t.Context(), last, noLanes, nil); err != nil {
			t.Fatal(err)
		}
		stop()
		time.Sleep(43 * time.Minute)
		a, _ = s.Open(t, "a")
		from, to := a.LastAlive()
		if !from.Equal(last.Truncate(time.Millisecond)) || to.Sub(from).Round(time.Minute) != 43*time.Minute {
			t.Errorf("down from %v to %v, the last heartbeat was %v", from, to, last)
		}
	})
}

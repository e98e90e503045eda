package reminders

import (
	"testing"
	"time"
)

func TestEveryKeepsItsGridHoweverLateItIs(t *testing.T) {
	s := schedule(t, "every 4h from 2027-03-27T18:00:00Z")
	for _, c := range []struct{ after, want string }{
		{"2020-01-01T00:00:00Z", "2027-03-27T18:00:00Z"},
		{"2027-03-27T17:59:59.999999999Z", "2027-03-27T18:00:00Z"},
		{"2027-03-27T18:00:00Z", "2027-03-27T22:00:00Z"},
		{"2027-03-27T18:00:00.000000001Z", "2027-03-27T22:00:00Z"},
		{"2027-03-27T22:00:00Z", "2027-03-28T02:00:00Z"},
		{"2027-03-28T13:37:11Z", "2027-03-28T14:00:00Z"}, // three were missed; the grid has not moved
		{"9027-03-28T13:37:11Z", "9027-03-28T14:00:00Z"},
	} {
		if got, ok := s.Next(instant(t, c.after)); !ok || !got.Equal(instant(t, c.want)) {
			t.Errorf("Next(%s) = %v, want %s", c.after, got, c.want)
		}
	}
}

func TestOnceIsDueOnce(t *testing.T) {
	s := schedule(t, "once 2027-03-28T01:00:00Z")
	if due, ok := s.Next(instant(t, "2027-03-28T00:59:59.9Z")); !ok || !due.Equal(instant(t, "2027-03-28T01:00:00Z")) {
		t.Errorf("before: %v %v", due, ok)
	}
	if due, ok := s.Next(instant(t, "2027-03-28T01:00:00Z")); ok {
		t.Errorf("at: %v", due)
	}
}

func TestNeverAgain(t *testing.T) {
	far := time.Unix(1<<62, 0)
	for _, spec := range []string{"once 2027-03-28T01:00:00Z", "every 4h from 2027-03-27T18:00:00Z", "daily 0800 Europe/London", "cron 0 * 1 1 * Europe/London"} {
		for _, after := range []time.Time{far, instant(t, "9999-12-31T23:59:59Z")} {
			if due, ok := schedule(t, spec).Next(after); ok {
				t.Errorf("%s after %v: %v", spec, after, due)
			}
		}
		if due, ok := schedule(t, spec).Next(time.Unix(-1<<62, 0)); !ok || due.Year() < 1 {
			t.Errorf("%s after the beginning: %v %v", spec, due, ok)
		}
	}
	if due, ok := (Schedule{}).Next(instant(t, "2027-03-28T00:00:00Z")); ok {
		t.Errorf("zero schedule: %v", due)
	}
	if firings := (Schedule{}).Preview(time.Time{}, 3); len(firings) != 0 {
		t.Errorf("zero schedule: %v", firings)
	}
}

// cron/v3 gives up after five years, and says so with the zero time.
func TestLeapDayAcross2100(t *testing.T) {
	for _, spec := range []string{"cron 0 8 29 2 * Europe/London", "cron 0 */8 29 2 * Europe/London"} {
		due, ok := schedule(t, spec).Next(instant(t, "2096-03-01T00:00:00Z"))
		if !ok || due.Format(time.DateOnly) != "2104-02-29" {
			t.Errorf("%s: %v %v", spec, due, ok)
		}
	}
}

// time.Time.ZoneBounds stands still on the last day of leap years from 2040 on (go1.26).
func TestLastDayOfALeapYear(t *testing.T) {
	s := schedule(t, "cron 0 */6 * * * Europe/London")
	at := instant(t, "2040-12-30T23:00:00Z")
	for range 12 {
		due, ok := s.Next(at)
		if !ok || due.Sub(at) > 6*time.Hour {
			t.Fatalf("Next(%v) = %v %v", at, due, ok)
		}
		at = due
	}
	if change, ok := nextChange(instant(t, "2040-12-31T12:00:00Z"), zone(t, "Europe/London")); !ok || !change.Equal(instant(t, "2041-03-31T01:00:00Z")) {
		t.Errorf("next change %v %v", change, ok)
	}
}

func TestPreviewShowsTheNextThree_R5_7(t *testing.T) {
	got := schedule(t, "cron 0 8,20 * * * Europe/London").Preview(instant(t, "2027-03-27T12:00:00Z"), 3)
	want := []string{"2027-03-27T20:00:00Z", "2027-03-28T07:00:00Z", "2027-03-28T19:00:00Z"}
	if len(got) != len(want) {
		t.Fatalf("%v", got)
	}
	for i := range want {
		if !got[i].Equal(instant(t, want[i])) {
			t.Errorf("%v, want %v", got, want)
		}
	}
	if got := schedule(t, "once 2027-03-28T01:00:00Z").Preview(instant(t, "2027-03-27T12:00:00Z"), 3); len(got) != 1 {
		t.Errorf("once: %v", got)
	}
	if got := schedule(t, "daily 0800 UTC").Preview(time.Time{}, 1<<40); len(got) != 100 {
		t.Errorf("asked without measure: %d", len(got))
	}
}

// A schedule that is years behind is answered at once and exactly, but for cron lines, which are counted to a limit.
func TestMissedIsBounded(t *testing.T) {
	now := instant(t, "2127-06-01T12:07:00Z")
	for _, c := range []struct {
		spec, first, last, next string
		count                   int
		atLeast                 bool
	}{
		{"once 2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z", "2027-03-28T01:00:00Z", "", 1, false},
		{"every 15m from 2027-06-01T12:00:00Z", "2027-06-01T12:00:00Z", "2127-06-01T12:00:00Z", "2127-06-01T12:15:00Z", 36524*96 + 1, false},
		{"daily 0800 Europe/London", "2027-06-01T07:00:00Z", "2127-06-01T07:00:00Z", "2127-06-02T07:00:00Z", 36524 + 1, false},
		{"cron */15 * * * * Europe/London", "2027-06-01T12:00:00Z", "2127-06-01T12:00:00Z", "2127-06-01T12:15:00Z", maxCounted, true},
		{"cron 0 8 29 2 * Europe/London", "2028-02-29T08:00:00Z", "2124-02-29T08:00:00Z", "2128-02-29T08:00:00Z", 24, false},
	} {
		got := schedule(t, c.spec).Missed(instant(t, c.first), now)
		want := Missed{First: instant(t, c.first), Last: instant(t, c.last), Count: c.count, AtLeast: c.atLeast}
		if c.next != "" {
			want.Next = instant(t, c.next)
		}
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.spec, got, want)
		}
	}
	ahead := schedule(t, "daily 0800 Europe/London").Missed(now.Add(time.Hour), now)
	if ahead != (Missed{Next: now.Add(time.Hour)}) {
		t.Errorf("nothing was missed, yet %+v", ahead)
	}
	// An instant that was promised counts, even where the schedule would not say it today.
	odd := schedule(t, "daily 0800 Europe/London").Missed(instant(t, "2027-06-01T06:30:00Z"), instant(t, "2027-06-02T08:00:00Z"))
	if odd.Count != 3 || !odd.First.Equal(instant(t, "2027-06-01T06:30:00Z")) || !odd.Last.Equal(instant(t, "2027-06-02T07:00:00Z")) {
		t.Errorf("%+v", odd)
	}
}

func BenchmarkNext(b *testing.B) {
	after := instant(b, "2027-03-27T12:00:00Z")
	for _, spec := range []string{
		"every 4h from 2020-03-27T18:00:00Z", "daily 0130 Europe/London", "cron 0 8,20 * * * Europe/London", "cron */15 * * * * Europe/London", "cron 0 8 29 2 * Europe/London",
		"cron 0 */8 29 2 * Europe/London",
	} {
		s := schedule(b, spec)
		b.Run(spec, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := s.Next(after); !ok {
					b.Fatal("never")
				}
			}
		})
	}
}

func BenchmarkMissedYears(b *testing.B) {
	first, now := instant(b, "2024-06-01T12:00:00Z"), instant(b, "2027-06-01T12:07:00Z")
	for _, spec := range []string{"every 15m from 2020-06-01T12:00:00Z", "daily 0800 Europe/London", "cron */15 * * * * Europe/London"} {
		s := schedule(b, spec)
		b.Run(spec, func(b *testing.B) {
			for b.Loop() {
				s.Missed(first, now)
			}
		})
	}
}

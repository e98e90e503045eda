package force

import (
	"math"
	"testing"
	"time"
	_ "time/tzdata"
)

func mustZone(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestClockCarriesZoneAlwaysAndDayWhenNotToday_R5_5(t *testing.T) {
	london := mustZone(t, "Europe/London")
	for _, c := range []struct{ at, now, want string }{
		{"2027-06-10T13:12:59Z", "2027-06-10T15:00:00Z", "1412 hrs BST"},
		{"2027-12-10T14:12:00Z", "2027-12-10T15:00:00Z", "1412 hrs GMT"},
		{"2027-03-28T01:00:00Z", "2027-03-27T22:00:00Z", "Sun 28 Mar 2027 0200 hrs BST"},
		{"2027-03-28T00:59:00Z", "2027-03-28T09:00:00Z", "0059 hrs GMT"},
		{"2026-10-25T01:30:00Z", "2026-10-24T20:00:00Z", "Sun 25 Oct 2026 0130 hrs GMT"},
		{"2026-10-25T00:30:00Z", "2026-10-25T20:00:00Z", "0130 hrs BST"},
		{"2027-10-31T00:30:00Z", "2027-10-31T00:40:00Z", "0130 hrs BST"},
		{"2027-10-31T01:30:00Z", "2027-10-31T00:40:00Z", "0130 hrs GMT"},
		// 2330 UTC on a summer night is already tomorrow by the clock on the wall.
		{"2027-06-10T23:30:00Z", "2027-06-10T21:00:00Z", "Fri 11 Jun 2027 0030 hrs BST"},
		{"2027-11-12T01:31:00Z", "2027-11-11T21:33:00Z", "Fri 12 Nov 2027 0131 hrs GMT"},
		{"2028-06-10T13:12:00Z", "2027-06-10T13:12:00Z", "Sat 10 Jun 2028 1412 hrs BST"},
	} {
		if got := Clock(instant(t, c.at), london, instant(t, c.now)); got != c.want {
			t.Errorf("Clock(%s, now %s) = %q, want %q", c.at, c.now, got, c.want)
		}
	}
	if got := Stamp(instant(t, "2027-11-12T01:31:00Z"), london); got != "Fri 12 Nov 2027 0131 hrs GMT" {
		t.Errorf("Stamp = %q", got)
	}
}

func TestBetween(t *testing.T) {
	london := mustZone(t, "Europe/London")
	for _, c := range []struct{ from, to, now, want string }{
		{"2027-01-05T02:10:00Z", "2027-01-05T02:53:00Z", "2027-01-05T03:00:00Z", "0210–0253 hrs GMT"},
		{"2027-01-05T02:10:00Z", "2027-01-05T02:53:00Z", "2027-01-06T03:00:00Z", "Tue 5 Jan 2027 0210–0253 hrs GMT"},
		{"2027-03-28T00:50:00Z", "2027-03-28T01:10:00Z", "2027-03-28T03:00:00Z", "0050 hrs GMT–0210 hrs BST"},
		{"2027-01-05T23:10:00Z", "2027-01-06T00:10:00Z", "2027-01-06T03:00:00Z",
			"Tue 5 Jan 2027 2310 hrs GMT – Wed 6 Jan 2027 0010 hrs GMT"},
	} {
		if got := Between(instant(t, c.from), instant(t, c.to), london, instant(t, c.now)); got != c.want {
			t.Errorf("Between(%s, %s) = %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func TestSpanAndUntil(t *testing.T) {
	for _, c := range []struct {
		d           time.Duration
		span, until string
	}{
		{0, "less than 1 min", "now"},
		{59 * time.Second, "less than 1 min", "now"},
		{-59 * time.Second, "less than 1 min", "1 min ago"},
		{time.Minute, "1 min", "in 1 min"},
		{43 * time.Minute, "43 min", "in 43 min"},
		{-43*time.Minute - 59*time.Second, "43 min", "44 min ago"},
		{4 * time.Hour, "4 h", "in 4 h"},
		{3*time.Hour + 40*time.Minute, "3 h 40 min", "in 3 h 40 min"},
		{-2*time.Hour - 43*time.Minute, "2 h 43 min", "2 h 43 min ago"},
		{24 * time.Hour, "1 day", "in 1 day"},
		{25*time.Hour + time.Minute, "1 day 1 h 1 min", "in 1 day 1 h 1 min"},
		{48*time.Hour + 3*time.Hour, "2 days 3 h", "in 2 days 3 h"},
		{28*24*time.Hour + 5*time.Minute, "28 days", "in 28 days"},
		{math.MinInt64, "106751 days 23 h", "106751 days 23 h ago"},
		{math.MaxInt64, "106751 days 23 h", "in 106751 days 23 h"},
	} {
		if got := Span(c.d); got != c.span {
			t.Errorf("Span(%v) = %q, want %q", c.d, got, c.span)
		}
		now := instant(t, "2027-06-10T12:00:00Z")
		if got := Until(now.Add(c.d), now); got != c.until {
			t.Errorf("Until(%v) = %q, want %q", c.d, got, c.until)
		}
	}
}

// TestUntilIsBetweenTheMinutesShown: a post says two times in minutes, and how far they are apart fits to them, whatever the seconds.
func TestUntilIsBetweenTheMinutesShown(t *testing.T) {
	for _, c := range []struct{ at, now, want string }{
		{"2027-06-10T16:00:01Z", "2027-06-10T12:00:02Z", "in 4 h"}, // due four hours after a decision, said a second after it
		{"2027-06-10T16:00:00Z", "2027-06-10T12:00:59Z", "in 4 h"},
		{"2027-06-10T12:01:00Z", "2027-06-10T12:00:59Z", "in 1 min"},
		{"2027-06-10T12:00:59Z", "2027-06-10T12:00:00Z", "now"},
		{"2027-06-10T11:59:59Z", "2027-06-10T12:00:00Z", "1 min ago"},
	} {
		if got := Until(instant(t, c.at), instant(t, c.now)); got != c.want {
			t.Errorf("Until(%s, %s) = %q, want %q", c.at, c.now, got, c.want)
		}
	}
}

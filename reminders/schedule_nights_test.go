package reminders

import (
	"fmt"
	"testing"
	"time"
)

// The six nights of 2026–2028 on which the clocks of London change, each at 0100 UTC.
var (
	forward = []string{"2026-03-29", "2027-03-28", "2028-03-26"}
	back    = []string{"2026-10-25", "2027-10-31", "2028-10-29"}
)

// firings lists what is due in the stretch of the given hours before and after 0000 UTC of a date, by the clock of London.
func firings(t *testing.T, spec, date string, hours int) string {
	t.Helper()
	s := schedule(t, spec)
	london := zone(t, "Europe/London")
	at := instant(t, date+"T00:00:00Z").Add(-2 * time.Hour)
	until := at.Add(time.Duration(hours+2) * time.Hour)
	var shown string
	for {
		due, ok := s.Next(at)
		if !ok || due.After(until) {
			return shown
		}
		if shown != "" {
			shown += ", "
		}
		shown += due.In(london).Format("Mon 1504 MST")
		at = due
	}
}

func TestChangeNights_R5_6_R5_7_F28(t *testing.T) {
	for _, c := range []struct {
		spec, forward, back string
	}{
		{"daily 0130", "Sun 0200 BST, Mon 0130 BST", "Sun 0130 BST, Mon 0130 GMT"},
		{"daily 0100", "Sun 0200 BST, Mon 0100 BST", "Sun 0100 BST, Mon 0100 GMT"},
		{"daily 0059", "Sun 0059 GMT, Mon 0059 BST", "Sun 0059 BST, Mon 0059 GMT"},
		{"daily 0159", "Sun 0200 BST, Mon 0159 BST", "Sun 0159 BST, Mon 0159 GMT"},
		{"daily 0200", "Sun 0200 BST, Mon 0200 BST", "Sun 0200 GMT, Mon 0200 GMT"},
		{"daily 0800", "Sun 0800 BST", "Sun 0800 GMT"},
		{"daily 0000", "Sun 0000 GMT, Mon 0000 BST", "Sun 0000 BST, Mon 0000 GMT"},
		{"cron 30 1 * * *", "Sun 0200 BST, Mon 0130 BST", "Sun 0130 BST, Mon 0130 GMT"},
		{"cron 0 1 * * *", "Sun 0200 BST, Mon 0100 BST", "Sun 0100 BST, Mon 0100 GMT"},
		{"cron 30 1 * * sun", "Sun 0200 BST", "Sun 0130 BST"},
		{"cron */20 1 * * *", "Sun 0200 BST, Mon 0100 BST, Mon 0120 BST, Mon 0140 BST", "Sun 0100 BST, Sun 0120 BST, Sun 0140 BST, Mon 0100 GMT, Mon 0120 GMT, Mon 0140 GMT"},
		{"cron 0 1,2 * * *", "Sun 0200 BST, Mon 0100 BST, Mon 0200 BST", "Sun 0100 BST, Sun 0200 GMT, Mon 0100 GMT, Mon 0200 GMT"},
		{"cron 0 8,20 * * *", "Sun 0800 BST, Sun 2000 BST", "Sun 0800 GMT, Sun 2000 GMT"},
	} {
		for _, night := range forward {
			if got := firings(t, c.spec+" Europe/London", night, 27); got != c.forward {
				t.Errorf("%s on %s:\n got %s\nwant %s", c.spec, night, got, c.forward)
			}
		}
		for _, night := range back {
			if got := firings(t, c.spec+" Europe/London", night, 27); got != c.back {
				t.Errorf("%s on %s:\n got %s\nwant %s", c.spec, night, got, c.back)
			}
		}
	}
}

func TestElapsedSchedulesOnChangeNights_R5_7(t *testing.T) {
	for _, c := range []struct {
		spec, forward, back string
	}{
		{"cron 0 * * * * Europe/London",
			"Sat 2300 GMT, Sun 0000 GMT, Sun 0200 BST, Sun 0300 BST, Sun 0400 BST, Sun 0500 BST",
			"Sun 0000 BST, Sun 0100 BST, Sun 0100 GMT, Sun 0200 GMT, Sun 0300 GMT, Sun 0400 GMT"},
		{"cron 0 */2 * * * Europe/London",
			"Sun 0000 GMT, Sun 0200 BST, Sun 0400 BST",
			"Sun 0000 BST, Sun 0200 GMT, Sun 0400 GMT"},
		{"cron 30 1-23/2 * * * Europe/London",
			"Sat 2330 GMT, Sun 0330 BST",
			"Sat 2330 BST, Sun 0130 BST, Sun 0130 GMT, Sun 0330 GMT"},
	} {
		for _, night := range forward {
			if got := firings(t, c.spec, night, 4); got != c.forward {
				t.Errorf("%s on %s:\n got %s\nwant %s", c.spec, night, got, c.forward)
			}
		}
		for _, night := range back {
			if got := firings(t, c.spec, night, 4); got != c.back {
				t.Errorf("%s on %s:\n got %s\nwant %s", c.spec, night, got, c.back)
			}
		}
	}
	for i := range forward {
		for _, night := range []string{forward[i], back[i]} {
			s := schedule(t, "every 4h from "+night+"T00:00:00Z")
			at := instant(t, night+"T00:00:00Z")
			for range 6 {
				due, ok := s.Next(at)
				if !ok || due.Sub(at) != 4*time.Hour {
					t.Fatalf("every 4h: %v after %v", due, at)
				}
				at = due
			}
		}
	}
}

// R5.7 told apart where it shows: from Saturday 24 October 2026 0130 BST, 24 hours on and the same time tomorrow are an hour apart
// from 0130 GMT, and a day's review on the wall comes 25 hours after the last.
func TestEvery24HoursIsNotDaily_R5_7(t *testing.T) {
	from := instant(t, "2026-10-24T07:00:00Z") // 0800 BST
	every, _ := schedule(t, "every 24h from 2026-10-24T07:00:00Z").Next(from)
	daily, _ := schedule(t, "daily 0800 Europe/London").Next(from)
	if every.Sub(from) != 24*time.Hour || daily.Sub(from) != 25*time.Hour {
		t.Errorf("every after %v, daily after %v", every.Sub(from), daily.Sub(from))
	}
}

// The oracle knows nothing of offsets: it looks at the clock of the zone minute by minute and writes down what it sees.
func TestNextAgainstEveryMinuteOfTheWall_R5_6_F28(t *testing.T) {
	specs := []struct {
		line    string
		matches func(wall time.Time) bool
		elapsed bool
	}{
		{"30 1 * * *", func(w time.Time) bool { return w.Hour() == 1 && w.Minute() == 30 }, false},
		{"0 0-3 * * *", func(w time.Time) bool { return w.Hour() <= 3 && w.Minute() == 0 }, false},
		{"*/15 1,2 * * *", func(w time.Time) bool { return (w.Hour() == 1 || w.Hour() == 2) && w.Minute()%15 == 0 }, false},
		{"10 2 * * 0", func(w time.Time) bool { return w.Weekday() == 0 && w.Hour() == 2 && w.Minute() == 10 }, false},
		{"*/15 * * * *", func(w time.Time) bool { return w.Minute()%15 == 0 }, true},
		{"45 */3 * * *", func(w time.Time) bool { return w.Hour()%3 == 0 && w.Minute() == 45 }, true},
		{"0 1-23/2 * * *", func(w time.Time) bool { return w.Hour()%2 == 1 && w.Minute() == 0 }, true},
	}
	nights := map[string][]string{
		"Europe/London":       append(append([]string{}, forward...), back...),
		"America/New_York":    {"2027-03-14", "2027-11-07"},
		"Australia/Lord_Howe": {"2027-04-03", "2027-10-02"}, // half an hour
		"America/Havana":      {"2027-03-14", "2027-11-07"}, // at midnight
	}
	for name, dates := range nights {
		z := zone(t, name)
		for _, date := range dates {
			from := instant(t, date+"T00:00:00Z").Add(-24 * time.Hour)
			for _, c := range specs {
				t.Run(fmt.Sprintf("%s %s %s", name, date, c.line), func(t *testing.T) {
					due := map[time.Time]bool{}
					seen := map[time.Time]bool{} // wall times shown so far
					var shown time.Time
					for at := from; at.Before(from.Add(72 * time.Hour)); at = at.Add(time.Minute) {
						wall := carrier(at.In(z))
						if c.elapsed {
							due[at] = c.matches(wall)
							continue
						}
						if !shown.IsZero() {
							for skipped := shown.Add(time.Minute); skipped.Before(wall); skipped = skipped.Add(time.Minute) {
								due[at] = due[at] || c.matches(skipped)
							}
						}
						due[at] = due[at] || c.matches(wall) && !seen[wall]
						seen[wall] = true
						shown = wall
					}
					s := schedule(t, "cron "+c.line+" "+name)
					var want time.Time
					for at := from.Add(71 * time.Hour); at.After(from.Add(time.Hour)); at = at.Add(-time.Minute) {
						if !want.IsZero() {
							if got, ok := s.Next(at); !ok || !got.Equal(want) {
								t.Fatalf("Next(%v) = %v, want %v", at.In(z), got.In(z), want.In(z))
							}
						}
						if due[at] {
							want = at
						}
					}
					if want.IsZero() {
						t.Fatal("the pattern is never due here: nothing was tested")
					}
				})
			}
		}
	}
}

func TestReadWall_R5_6(t *testing.T) {
	for _, c := range []struct{ zone, wall, first, second, jump string }{
		{"Europe/London", "2027-03-28T00:59:00Z", "2027-03-28T00:59:00Z", "", ""},
		{"Europe/London", "2027-03-28T01:00:00Z", "", "", "2027-03-28T01:00:00Z"},
		{"Europe/London", "2027-03-28T01:30:00Z", "", "", "2027-03-28T01:00:00Z"},
		{"Europe/London", "2027-03-28T02:00:00Z", "2027-03-28T01:00:00Z", "", ""},
		{"Europe/London", "2027-10-31T00:59:00Z", "2027-10-30T23:59:00Z", "", ""},
		{"Europe/London", "2027-10-31T01:00:00Z", "2027-10-31T00:00:00Z", "2027-10-31T01:00:00Z", ""},
		{"Europe/London", "2027-10-31T01:30:00Z", "2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", ""},
		{"Europe/London", "2027-10-31T02:00:00Z", "2027-10-31T02:00:00Z", "", ""},
		{"Europe/London", "2055-10-31T01:30:00Z", "2055-10-31T00:30:00Z", "2055-10-31T01:30:00Z", ""},
		{"America/New_York", "2027-03-14T02:30:00Z", "", "", "2027-03-14T07:00:00Z"},
		{"America/New_York", "2027-11-07T01:30:00Z", "2027-11-07T05:30:00Z", "2027-11-07T06:30:00Z", ""},
		{"Australia/Lord_Howe", "2027-04-04T01:45:00Z", "2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z", ""},
		{"Pacific/Apia", "2011-12-30T12:00:00Z", "", "", "2011-12-30T10:00:00Z"}, // a day that never was
		{"UTC", "2027-03-28T01:30:00Z", "2027-03-28T01:30:00Z", "", ""},
	} {
		want := Reading{}
		for at, to := range map[string]*time.Time{c.first: &want.First, c.second: &want.Second, c.jump: &want.Jump} {
			if at != "" {
				*to = instant(t, at)
			}
		}
		if got := ReadWall(instant(t, c.wall), zone(t, c.zone)); got != want {
			t.Errorf("%s %s:\n got %+v\nwant %+v", c.zone, c.wall, got, want)
		}
	}
}

func TestChangeNightTells(t *testing.T) {
	for _, c := range []struct {
		spec, after         string
		moved, once, wide   bool
		before, firingAfter string
	}{
		{"daily 0130 Europe/London", "2027-03-20T12:00:00Z", true, false, false, "2027-03-27T01:30:00Z", "2027-03-28T01:00:00Z"},
		{"daily 0130 Europe/London", "2027-10-20T12:00:00Z", false, true, false, "2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"},
		{"daily 0800 Europe/London", "2027-03-20T12:00:00Z", false, false, false, "", ""},
		{"daily 0130 Europe/London", "2027-06-20T12:00:00Z", false, false, false, "", ""}, // too far off to mention
		{"cron 0 */2 * * * Europe/London", "2027-10-20T12:00:00Z", false, false, true, "2027-10-30T23:00:00Z", "2027-10-31T02:00:00Z"},
		{"cron 0 */2 * * * Europe/London", "2027-03-20T12:00:00Z", false, false, false, "", ""},
		{"cron 0 * * * * Europe/London", "2027-10-20T12:00:00Z", false, false, false, "", ""},
		{"cron 30 1 * * sun Europe/London", "2027-03-20T12:00:00Z", true, false, false, "", "2027-03-28T01:00:00Z"},
		{"cron 30 1 * * mon Europe/London", "2027-03-20T12:00:00Z", false, false, false, "", ""},
		{"every 4h from 2027-03-20T12:00:00Z", "2027-03-20T12:00:00Z", false, false, false, "", ""},
		{"daily 0130 UTC", "2027-03-20T12:00:00Z", false, false, false, "", ""},
	} {
		night, ok := schedule(t, c.spec).ChangeNight(instant(t, c.after), 60)
		if want := c.moved || c.once || c.wide; ok != want {
			t.Errorf("%s after %s: told %v, want %v", c.spec, c.after, ok, want)
			continue
		}
		if !ok {
			continue
		}
		if night.Moved != c.moved || night.Once != c.once || night.Wide != c.wide || !night.After.Equal(instant(t, c.firingAfter)) ||
			(c.before != "" && !night.Before.Equal(instant(t, c.before))) {
			t.Errorf("%s after %s: %+v", c.spec, c.after, night)
		}
	}
}

package force

import (
	"fmt"
	"time"
	_ "time/tzdata" // a machine without a zone database must not move a shift
)

// A TimeOfDay is a time by the wall clock, in minutes after midnight; 1440 is
// the midnight at the end of the day.
type TimeOfDay int

// String is the time as police write it: "0700".
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d%02d", int(t)/60, int(t)%60) }

// ParseTimeOfDay reads "0700" or "07:00", up to "2400".
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	d := s
	if len(d) == 5 && d[2] == ':' {
		d = d[:2] + d[3:]
	}
	if len(d) != 4 {
		return 0, fmt.Errorf("time %q is not four digits such as 0700", s)
	}
	n := 0
	for _, c := range []byte(d) {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("time %q is not four digits such as 0700", s)
		}
		n = n*10 + int(c-'0')
	}
	if n%100 > 59 || n > 2400 {
		return 0, fmt.Errorf("time %q does not exist", s)
	}
	return TimeOfDay(n/100*60 + n%100), nil
}

// A Date is a day of the calendar, without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// dateOf is the day that the instant belongs to in the zone.
func dateOf(at time.Time, zone *time.Location) Date {
	y, m, d := at.In(zone).Date()
	return Date{y, m, d}
}

// ParseDate reads "2027-10-31".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q is not one such as 2027-10-31", s)
	}
	return dateOf(t, time.UTC), nil
}

// String is the date as ParseDate reads it.
func (d Date) String() string { return d.noon().Format(time.DateOnly) }

// IsZero says that no date was given.
func (d Date) IsZero() bool { return d == Date{} }

// Before says whether d is an earlier day than o.
func (d Date) Before(o Date) bool { return d.noon().Before(o.noon()) }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Add is the day n days later.
func (d Date) Add(n int) Date { return dateOf(d.noon().AddDate(0, 0, n), time.UTC) }

func (d Date) noon() time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }

// At is the instant at which the wall clock of the zone shows the time on that
// day. A time that the clocks skip is the moment of the jump; a time that comes
// twice is the first, so that one shift ends where the next begins.
func (d Date) At(t TimeOfDay, zone *time.Location) time.Time {
	got := time.Date(d.Year, d.Month, d.Day, 0, int(t), 0, 0, zone)
	want := time.Date(d.Year, d.Month, d.Day, 0, int(t), 0, 0, time.UTC) // the face of the clock
	if face(got).Equal(want) {
		// Where the zone's offset was greater a little earlier, the same face came once before.
		_, now := got.Zone()
		_, before := got.Add(-4 * time.Hour).Zone()
		if first := got.Add(time.Duration(now-before) * time.Second); before > now && face(first).Equal(want) {
			return first.UTC()
		}
		return got.UTC()
	}
	// Skipped: the two offsets around the jump give the instants on either side of it.
	start, end := got.ZoneBounds()
	if face(got).After(want) && !start.IsZero() {
		return start.UTC()
	}
	return end.UTC()
}

// face is what the clock shows, as if that were UTC.
func face(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

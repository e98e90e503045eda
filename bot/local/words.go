package local

import (
	"fmt"
	"strings"
	"time"
)

// momentWords says an instant as on the radio, with the day.
func momentWords(t time.Time, zone *time.Location) string {
	return t.In(zone).Format("Mon 2 Jan 2006 1504 hrs MST")
}

// timeWords says an instant, with the day when it is not the day of now.
func timeWords(t, now time.Time, zone *time.Location) string {
	t, now = t.In(zone), now.In(zone)
	if t.YearDay() == now.YearDay() && t.Year() == now.Year() {
		return t.Format("1504 hrs MST")
	}
	return t.Format("Mon 2 Jan 1504 hrs MST")
}

// dueWords says how far away due is, in whole minutes: "in 3 h 40 min", "overdue by 5 min". The page's script says it
// the same way.
func dueWords(due, now time.Time) string {
	d := due.Sub(now).Round(time.Minute)
	switch {
	case d == 0:
		return "now"
	case d < 0:
		return "overdue by " + spanWords(-d)
	}
	return "in " + spanWords(d)
}

func spanWords(d time.Duration) string {
	minutes := int(d / time.Minute)
	days, hours, rest := minutes/(24*60), minutes/60%24, minutes%60
	var parts []string
	for _, x := range []struct {
		n    int
		unit string
	}{{days, "d"}, {hours, "h"}, {rest, "min"}} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.unit))
		}
	}
	if len(parts) > 2 {
		parts = parts[:2]
	}
	return strings.Join(parts, " ")
}

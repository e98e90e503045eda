package force

import (
	"strconv"
	"strings"
	"time"
)

// How times and durations are shown to people. Every time carries the abbreviation of its zone, because
// 0130 comes twice on one night of the year; whatever is not today carries its day (VOICE, rule 4).
// The words that these functions make are words that commands.ParseTime reads back.

const (
	clockLayout = "1504 hrs MST"
	stampLayout = "Mon 2 Jan 2006 1504 hrs MST"
)

// Clock shows an instant as the clock of the zone shows it: `1412 hrs BST` when it is on the same day as now,
// otherwise with its day, as Stamp. Seconds are left off, not rounded: 1412 lasts until 1413.
func Clock(t time.Time, zone *time.Location, now time.Time) string {
	if sameDay(t.In(zone), now.In(zone)) {
		return t.In(zone).Format(clockLayout)
	}
	return Stamp(t, zone)
}

// Stamp shows an instant with its day, always: `Sun 28 Mar 2027 0200 hrs BST`. For whatever is read on another day:
// reports, exports, handovers.
func Stamp(t time.Time, zone *time.Location) string {
	return t.In(zone).Format(stampLayout)
}

// Between shows a stretch of time: `0210–0253 hrs GMT` within one day and one zone abbreviation, otherwise both ends in full
// (`0050 hrs GMT–0210 hrs BST`). The day is shown when it is not today.
func Between(from, to time.Time, zone *time.Location, now time.Time) string {
	a, b := from.In(zone), to.In(zone)
	if !sameDay(a, b) {
		return Stamp(a, zone) + " – " + Stamp(b, zone)
	}
	day := ""
	if !sameDay(a, now.In(zone)) {
		day = a.Format("Mon 2 Jan 2006 ")
	}
	if a.Format("MST") != b.Format("MST") {
		return day + a.Format(clockLayout) + "–" + b.Format(clockLayout)
	}
	return day + a.Format("1504") + "–" + b.Format(clockLayout)
}

// Span shows a length of time in words: `43 min`, `2 h 43 min`, `4 h`, `2 days 3 h`. Seconds are left off, so that time left is
// never overstated; under a minute it is `less than 1 min`. The sign is ignored: before and after are for the caller to say.
// Minutes are left off from the third day on, where nobody acts on them.
func Span(d time.Duration) string {
	if d < 0 {
		d = -max(d, -1<<63+1)
	}
	minutes := int64(d / time.Minute)
	if minutes == 0 {
		return "less than 1 min"
	}
	days, hours, minutes := minutes/(24*60), minutes/60%24, minutes%60
	if days >= 3 {
		minutes = 0
	}
	var parts []string
	if days == 1 {
		parts = append(parts, "1 day")
	} else if days > 1 {
		parts = append(parts, strconv.FormatInt(days, 10)+" days")
	}
	if hours > 0 {
		parts = append(parts, strconv.FormatInt(hours, 10)+" h")
	}
	if minutes > 0 {
		parts = append(parts, strconv.FormatInt(minutes, 10)+" min")
	}
	return strings.Join(parts, " ")
}

// Until shows how far an instant is from now, between the minutes that the clock shows for both: `in 3 h 40 min`, `43 min ago`,
// and `now` within one minute of the clock. Beside "recorded at 2104, due at 0104" it is 4 h, whatever the seconds were.
func Until(t, now time.Time) string {
	d := t.Truncate(time.Minute).Sub(now.Truncate(time.Minute))
	switch {
	case d > 0:
		return "in " + Span(d)
	case d < 0:
		return Span(d) + " ago"
	}
	return "now"
}

func sameDay(a, b time.Time) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

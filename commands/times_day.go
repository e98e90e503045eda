package commands

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// wallDay is a day as typed.
type wallDay struct {
	kind    dayKind
	offset  int // days from today
	weekday time.Weekday
	checked bool // a weekday was typed beside the date
	day     int
	month   time.Month
	year    int // 0 when none was typed
}

type dayKind int

const (
	dayNone dayKind = iota
	dayOffset
	dayWeekday
	dayDate
)

func (d wallDay) named() bool { return d.kind != dayNone }

var dayOffsets = map[string]int{"today": 0, "tomorrow": 1, "yesterday": -1}

// The first three letters tell weekdays and months apart; these are the lengths to which people write them out.
var (
	weekdayNames = names([]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}, "tues", "weds", "thur", "thurs")
	monthNames   = names([]string{"", "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}, "sept")
)

func names(full []string, more ...string) map[string]int {
	index := map[string]int{}
	for i, name := range full {
		if name != "" {
			index[name], index[name[:3]] = i, i
		}
	}
	for _, name := range more {
		index[name] = index[name[:3]]
	}
	return index
}

var (
	slashDate = regexp.MustCompile(`^([0-9]{1,2})/([0-9]{1,2})(?:/([0-9]{1,4}))?$`)
	isoDate   = regexp.MustCompile(`^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$`)
	dayNumber = regexp.MustCompile(`^([0-9]{1,2})(?:st|nd|rd|th)?$`)
	yearWord  = regexp.MustCompile(`^20(0[1-9]|[1-9][0-9])$`) // 2000 is eight in the evening
)

// day reads a day at word i. n is how many words it takes, 0 when there is none. After a clock four figures can only be a year.
func (r *timeReader) day(i int, afterClock bool) (day wallDay, n int, err error) {
	w := r.word(i)
	if offset, ok := dayOffsets[w]; ok {
		return wallDay{kind: dayOffset, offset: offset}, 1, nil
	}
	if weekday, ok := weekdayNames[w]; ok {
		day, n, err = r.date(i+1, afterClock)
		if err != nil {
			return wallDay{}, 0, err
		}
		if n == 0 {
			return wallDay{kind: dayWeekday, weekday: time.Weekday(weekday)}, 1, nil
		}
		day.weekday, day.checked = time.Weekday(weekday), true
		return day, n + 1, nil
	}
	if _, ok := weekdayNames[r.word(i+1)]; ok && (w == "next" || w == "this" || w == "last") {
		name := r.typed(i+1, i+2)
		return wallDay{}, 0, &TimeError{Typed: r.typed(i, i+2), kind: "which weekday",
			Wrong: "“" + r.typed(i, i+2) + "” means different days to different people. Name the weekday alone for the nearest, or the date.", instead: []string{name + " 0800", r.example()}}
	}
	return r.date(i, afterClock)
}

// date reads a date at word i, day first.
func (r *timeReader) date(i int, afterClock bool) (day wallDay, n int, err error) {
	w := r.word(i)
	if m := slashDate.FindStringSubmatch(w); m != nil {
		number, _ := strconv.Atoi(m[1])
		month, _ := strconv.Atoi(m[2])
		day, err = r.newDate(r.typed(i, i+1), number, month, m[3])
		return day, 1, r.withClock(err, i, i+1)
	}
	if m := isoDate.FindStringSubmatch(w); m != nil {
		number, _ := strconv.Atoi(m[3])
		month, _ := strconv.Atoi(m[2])
		instead := r.example()
		if _, err := r.newDate("", number, month, m[1]); err == nil {
			instead = fmt.Sprintf("%02d/%02d/%s 0800", number, month, m[1][2:])
		}
		fault := &TimeError{Typed: r.typed(i, i+1), kind: "not a date", Wrong: "Dates are written with the day first.", instead: []string{instead}}
		return wallDay{}, 0, r.withClock(fault, i, i+1)
	}
	m := dayNumber.FindStringSubmatch(w)
	month, ok := monthNames[r.word(i+1)]
	if m == nil || !ok {
		return wallDay{}, 0, nil
	}
	number, _ := strconv.Atoi(m[1])
	if _, err := r.newDate(r.typed(i, i+2), number, month, ""); err != nil {
		return wallDay{}, 0, r.withClock(err, i, i+2)
	}
	n = 2
	year := ""
	if w := r.word(i + n); yearWord.MatchString(w) {
		// 2027 is a year and 27 minutes past eight in the evening. Before another clock it is the year, before `hrs` or a zone it is the clock.
		at := i + n + 1
		if r.word(at) == "at" {
			at++
		}
		after := r.word(i + n + 1)
		isClock := hoursWords[after] || r.isAbbr(after)
		_, took, err := r.clock(at, false)
		switch {
		case isClock && !afterClock:
		case afterClock, took > 0, err != nil, w[2] > '5': // no clock shows 2060
			year = w
			n++
		default:
			typed := r.typed(i, i+2)
			return wallDay{}, 0, &TimeError{Typed: r.typed(i, i+3), kind: "year or time",
				Wrong: "“" + w + "” may be the year or the time.", instead: []string{typed + " " + w + " hrs", typed + " " + w + " 0800"}}
		}
	}
	day, err = r.newDate(r.typed(i, i+n), number, month, year)
	return day, n, r.withClock(err, i, i+n)
}

// withClock lets the fault of a date, words i to j, keep the clock that the person typed after it.
func (r *timeReader) withClock(err error, i, j int) error {
	var fault *TimeError
	if !errors.As(err, &fault) {
		return err
	}
	if r.word(j) == "at" {
		j++
	}
	if clock, n, err := r.clock(j, true); err == nil && n > 0 {
		fault.Typed = r.typed(i, j+n)
		for k, example := range fault.instead {
			fault.instead[k] = strings.TrimSuffix(example, " 0800") + fmt.Sprintf(" %02d%02d", clock.minutes/60, clock.minutes%60)
		}
	}
	return err
}

// newDate checks that there is such a day.
func (r *timeReader) newDate(typed string, number, month int, year string) (wallDay, error) {
	fault := func(wrong, instead string) error {
		return &TimeError{Typed: typed, kind: "not a date", Wrong: wrong, instead: []string{instead}}
	}
	y, _ := strconv.Atoi(year)
	if len(year) == 2 {
		y += 2000
	}
	meant := (len(year) == 2 || len(year) == 4) && y > 2000 && y <= 2099
	switch {
	case month > 12 && month <= daysIn(number, 0):
		swapped := fmt.Sprintf("%02d/%02d", month, number)
		if meant {
			swapped += "/" + year[len(year)-2:]
		}
		return wallDay{}, fault("“"+typed+"” has no such month. Dates are written with the day first.", swapped+" 0800")
	case month < 1 || month > 12 || number < 1 || number > daysIn(month, 0):
		return wallDay{}, fault("There is no “"+typed+"” in the calendar.", r.example())
	case year == "":
	case !meant:
		return wallDay{}, fault("“"+typed+"” has no year that can be meant: write 27 or 2027.", fmt.Sprintf("%02d/%02d 0800", number, month))
	case number > daysIn(month, y):
		return wallDay{}, fault("There is no “"+typed+"” in the calendar.", r.example())
	}
	return wallDay{kind: dayDate, day: number, month: time.Month(month), year: y}, nil
}

// daysIn is the length of a month, 0 of what is no month; without a year that of the longest it can be.
func daysIn(month, year int) int {
	if month < 1 || month > 12 {
		return 0
	}
	if year == 0 {
		year = 2000
	}
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// candidates are the dates that a day can mean, the nearest first, as midnights that say UTC.
func (r *timeReader) candidates(day wallDay) []time.Time {
	here := r.now.In(r.zone)
	today := time.Date(here.Year(), here.Month(), here.Day(), 0, 0, 0, 0, time.UTC)
	direction := 1
	if r.tense == Past {
		direction = -1
	}
	var dates []time.Time
	switch day.kind {
	case dayNone:
		for i := range 3 {
			dates = append(dates, today.AddDate(0, 0, i*direction))
		}
	case dayOffset:
		dates = append(dates, today.AddDate(0, 0, day.offset))
	case dayWeekday:
		for i := range 8 {
			if date := today.AddDate(0, 0, i*direction); date.Weekday() == day.weekday {
				dates = append(dates, date)
			}
		}
	case dayDate:
		if day.year != 0 {
			return append(dates, time.Date(day.year, day.month, day.day, 0, 0, 0, 0, time.UTC))
		}
		for i := range 9 { // nine years hold a 29 February, but across 2100
			year := today.Year() + i*direction
			if date := time.Date(year, day.month, day.day, 0, 0, 0, 0, time.UTC); date.Day() == day.day {
				dates = append(dates, date)
			}
		}
	}
	return dates
}

// weekdayFault is the fault of a weekday that does not go with its date.
func weekdayFault(day wallDay, t time.Time, typed string) error {
	return &TimeError{Typed: typed, kind: "weekday and date differ",
		Wrong:   fmt.Sprintf("%s is a %s, not a %s.", t.Format("2 Jan 2006"), t.Weekday(), day.weekday),
		instead: []string{t.Format("02/01/06 1504")}}
}

package commands

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"loggist/reminders"
)

// ScheduleAnswer is a schedule as it was understood.
type ScheduleAnswer struct {
	Schedule reminders.Schedule
	Typed    string     // the words that were read, as typed
	First    time.Time  // when it is due first
	Time     TimeAnswer // for what is due once: as ParseTime has it, NeedsAsking too; otherwise zero
}

// CutSchedule reads a schedule at the start of a text and returns what follows it:
//
//	in 4h WHAT · at 1800 WHAT · tomorrow 0800 WHAT · 24/10 0800 WHAT       once, to come
//	every 4h WHAT                                                       elapsed time, from now on
//	daily 0800 WHAT · every day at 0800 WHAT                                by the clock on the wall
//	cron 0 8,20 * * * | WHAT                                             by the clock on the wall; needs the bar
//
// The bar after a cron line is dropped; any other stays with the rest. An error is a TimeFault.
func CutSchedule(text string, now time.Time, zone *time.Location) (ScheduleAnswer, string, error) {
	r := newTimeReader(text, Future, now, zone)
	var s reminders.Schedule
	var n int
	var err error
	switch w := r.word(0); w {
	case "daily":
		s, n, err = r.daily(1)
	case "every":
		s, n, err = r.every()
	case "cron":
		return r.cron()
	case "hourly", "weekly", "weekdays", "fortnightly", "monthly", "nightly":
		err = scheduleFault(w, "is not a schedule of its own.", map[string][]string{
			"hourly": {"every 1h"}, "weekly": {"cron 0 8 * * 1"}, "weekdays": {"cron 0 8 * * 1-5"}, "fortnightly": {"every 14d"},
			"monthly": {"cron 0 8 1 * *"}, "nightly": {"daily 2200"},
		}[w]...)
	default:
		return r.once()
	}
	if err != nil {
		return ScheduleAnswer{}, "", err
	}
	return r.scheduled(s, r.typed(0, n), r.rest(n))
}

func (r *timeReader) scheduled(s reminders.Schedule, typed, rest string) (ScheduleAnswer, string, error) {
	first, ok := s.Next(r.now)
	if !ok {
		return ScheduleAnswer{}, "", scheduleFault(typed, "is never due.", "daily 0800")
	}
	return ScheduleAnswer{Schedule: s, Typed: typed, First: first}, rest, nil
}

func (r *timeReader) once() (ScheduleAnswer, string, error) {
	answer, rest, err := r.cut()
	if err != nil {
		if errors.Is(err, ErrNoTime) {
			err = &TimeError{Typed: r.text, kind: ErrNoTime.Error(), Wrong: "A review needs a time first.",
				instead: []string{"in 4h", "at 1800", "tomorrow 0800", "daily 0800", "every 4h"}}
		}
		return ScheduleAnswer{}, rest, err
	}
	s, err := reminders.Once(answer.At)
	if err != nil {
		return ScheduleAnswer{}, rest, scheduleFault(answer.Typed, "is out of range.", "in 4h")
	}
	return ScheduleAnswer{Schedule: s, Typed: answer.Typed, First: answer.At, Time: answer}, rest, nil
}

// daily reads the clock of a daily review at word i.
func (r *timeReader) daily(i int) (s reminders.Schedule, n int, err error) {
	if r.word(i) == "at" {
		i++
	}
	clock, took, err := r.clock(i, true)
	if err != nil {
		return s, 0, err
	}
	if took == 0 {
		return s, 0, scheduleFault(r.typed(0, i), "needs a time of day.", "daily 0800", "every 24h")
	}
	written := fmt.Sprintf("%02d%02d", clock.minutes/60, clock.minutes%60)
	n = i + took
	if clock.abbr != "" {
		return s, 0, scheduleFault(r.typed(0, n), "names "+clock.abbr+", but a daily review keeps to the clock on the wall, summer and winter.", "daily "+written)
	}
	if w := r.word(n); w == "and" || w == "&" {
		if second, took, err := r.clock(n+1, false); took > 0 && err == nil {
			line := cronTwice(clock.minutes, second.minutes)
			return s, 0, scheduleFault(r.typed(0, n+1+took), "is two times a day; a daily review has one.", line...)
		}
	}
	s, err = reminders.Daily(time.Duration(clock.minutes)*time.Minute, r.zone.String())
	if err != nil {
		return s, 0, r.badZone()
	}
	return s, n, nil
}

// cronTwice writes two times of a day as a cron line where one can say that, else as two reviews.
func cronTwice(a, b int) []string {
	if a%60 != b%60 {
		return []string{fmt.Sprintf("daily %02d%02d", a/60, a%60), fmt.Sprintf("daily %02d%02d", b/60, b%60)}
	}
	return []string{fmt.Sprintf("cron %d %d,%d * * *", a%60, a/60, b/60)}
}

// every reads what follows `every`: a length of time, or a day for a daily review.
func (r *timeReader) every() (s reminders.Schedule, n int, err error) {
	w := r.word(1)
	if w == "day" {
		return r.daily(2)
	}
	if weekday, ok := weekdayNames[strings.TrimSuffix(w, "s")]; ok {
		i := 2
		if r.word(i) == "at" {
			i++
		}
		minutes := 8 * 60
		if clock, took, err := r.clock(i, false); took > 0 && err == nil {
			minutes = clock.minutes
		}
		return s, 0, scheduleFault(r.typed(0, 2), "is weekly: write it as a cron line.", fmt.Sprintf("cron %d %d * * %d", minutes%60, minutes/60, weekday))
	}
	d, took, err := r.duration(1)
	if unit, ok := unitOf[w]; err == nil && took == 0 && ok && len(w) > 2 {
		d, took = unit, 1 // every hour
	}
	if err != nil {
		return s, 0, err
	}
	if took == 0 {
		return s, 0, scheduleFault("every", "needs a length of time.", "every 4h", "every 90 mins", "daily 0800")
	}
	n = 1 + took
	s, err = reminders.Every(d, r.now.Truncate(time.Second))
	if errors.Is(err, reminders.ErrTooOften) {
		return s, 0, tooOften(r.typed(0, n), "every 15m")
	}
	if err != nil {
		return s, 0, scheduleFault(r.typed(0, n), "is out of range.", "every 4h")
	}
	return s, n, nil
}

// cron takes all up to the bar, because there is no telling where a cron line ends and words begin ("cron 0 8 * * * 5 officers").
func (r *timeReader) cron() (ScheduleAnswer, string, error) {
	line, rest, _ := strings.Cut(r.text[r.tokens[0].end:], "|")
	line = strings.TrimFunc(line, isBlank)
	typed := strings.TrimSpace(r.typed(0, 1) + " " + line)
	if strings.ContainsAny(line, "\n\r") {
		return ScheduleAnswer{}, "", scheduleFault(r.typed(0, 1), "needs a bar after its line.", "cron 0 8,20 * * * |")
	}
	s, err := reminders.Cron(strings.Map(plainCron, line), r.zone.String())
	switch {
	case err == nil:
		return r.scheduled(s, typed, strings.TrimFunc(rest, isBlank))
	case errors.Is(err, reminders.ErrTooOften):
		return ScheduleAnswer{}, "", tooOften(typed, "cron */15 * * * *", "every 15m")
	case len(strings.Fields(line)) > 5 && rest == "":
		return ScheduleAnswer{}, "", scheduleFault(r.typed(0, 1), "has five fields (minute, hour, date, month and weekday), and then a bar.", "cron 0 8,20 * * * |")
	}
	why := strings.TrimPrefix(err.Error(), "cron line: ")
	return ScheduleAnswer{}, "", &TimeError{Typed: typed, kind: "cron line", Wrong: "That cron line cannot be taken: " + why + ".", instead: []string{"cron 0 8,20 * * * |", "daily 0800"}}
}

// plainCron undoes what phones make of the characters of a cron line.
func plainCron(c rune) rune {
	switch {
	case isBlank(c):
		return ' '
	case c == '–' || c == '—' || c == '‑' || c == '−':
		return '-'
	case c == '∗' || c == '＊':
		return '*'
	case c == '∕' || c == '⁄' || c == '／':
		return '/'
	}
	return c
}

func scheduleFault(typed, wrong string, instead ...string) error {
	return &TimeError{Typed: typed, kind: "not a schedule", Wrong: "“" + typed + "” " + wrong, instead: instead}
}

func tooOften(typed string, instead ...string) error {
	return &TimeError{Typed: typed, kind: "too often", Wrong: "A repeating review is at least 15 min apart.", instead: instead}
}

func (r *timeReader) badZone() error {
	return &TimeError{Typed: r.text, kind: "zone", Wrong: "The force's time zone is not known here: this needs whoever runs Loggist."}
}

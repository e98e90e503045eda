package commands

import (
	"fmt"
	"time"

	"loggist/internal/force"
	"loggist/reminders"
)

// resolve finds the instant that a day and a clock mean: the nearest in the direction of the tense. What the wall shows twice in that direction is
// asked, what it skips is refused (R5.6).
func (r *timeReader) resolve(day wallDay, clock wallClock, typed string) (TimeAnswer, error) {
	dates := r.candidates(day)
	for _, date := range dates {
		reading := reminders.ReadWall(date.Add(time.Duration(clock.minutes)*time.Minute), r.zone)
		if !reading.Exists() {
			if !r.lies(reading.Jump) {
				continue
			}
			return TimeAnswer{}, &NoSuchTimeError{Typed: typed, Before: reading.Jump.Add(-time.Minute), After: reading.Jump, Zone: r.zone}
		}
		var meant []time.Time
		var elsewhere time.Time // right but for the zone that was typed
		for _, t := range []time.Time{reading.First, reading.Second} {
			if t.IsZero() || !r.lies(t) {
				continue
			}
			if clock.abbr != "" && t.In(r.zone).Format("MST") != clock.abbr {
				elsewhere = t
				continue
			}
			meant = append(meant, t.UTC())
		}
		switch {
		case len(meant) == 0 && elsewhere.IsZero():
			continue
		case day.checked && date.Weekday() != day.weekday:
			return TimeAnswer{}, weekdayFault(day, date.Add(time.Duration(clock.minutes)*time.Minute), typed)
		case len(meant) == 0:
			return TimeAnswer{}, r.wrongZone(elsewhere, clock, typed)
		case len(meant) == 2:
			return TimeAnswer{}, &AmbiguousTimeError{Typed: typed, First: meant[0], Second: meant[1], Zone: r.zone}
		}
		answer := TimeAnswer{At: meant[0], Dated: day.named()}
		answer.NeedsAsking = !answer.Dated && r.now.Sub(answer.At).Abs() > far
		return answer, nil
	}
	return TimeAnswer{}, r.wrongTense(dates, clock, typed)
}

// lies tells whether an instant lies in the direction of the tense. Now has happened.
func (r *timeReader) lies(t time.Time) bool { return t.After(r.now) == (r.tense == Future) }

func (r *timeReader) wrongZone(t time.Time, clock wallClock, typed string) error {
	local := t.In(r.zone)
	return &TimeError{Typed: typed, kind: "zone and date differ",
		Wrong:   fmt.Sprintf("On %s the clocks go by %s at that time, not by %s.", local.Format("Mon 2 Jan 2006"), local.Format("MST"), clock.abbr),
		instead: []string{dated(t, r.zone)}}
}

// wrongTense is the fault of a named day that lies on the other side of now.
func (r *timeReader) wrongTense(dates []time.Time, clock wallClock, typed string) error {
	if len(dates) == 0 { // 29 February, and none within eight years
		return &TimeError{Typed: typed, kind: "not a date", Wrong: "There is no such date in the years around now.", instead: []string{r.example()}}
	}
	t := reminders.ReadWall(dates[0].Add(time.Duration(clock.minutes)*time.Minute), r.zone).Due()
	what, want := "is still to come; this wants a time that is past.", "yesterday "
	if r.tense == Future {
		what, want = "is past; this wants a time that is still to come.", "tomorrow "
	}
	return &TimeError{Typed: typed, kind: "wrong tense",
		Wrong:   fmt.Sprintf("%s %s It is %s now.", force.Stamp(t, r.zone), what, force.Clock(r.now, r.zone, r.now)),
		instead: []string{want + fmt.Sprintf("%02d%02d", clock.minutes/60, clock.minutes%60)}}
}

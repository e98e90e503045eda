package commands

import (
	"errors"
	"fmt"
	"time"

	"loggist/internal/force"
	"loggist/reminders"
)

// TimeFault is what every error of the functions that read times says to the person who typed: what was wrong, in a sentence or two, and what
// could stand in place of the words it is about. Each of Instead can be read (it is not the whole command: the rest of the person's words is not known here).
type TimeFault interface {
	error
	Say() string
	Instead() []string
}

// ErrNoTime is found in the error of a text that does not begin like a time at all, as against one that is half a time.
var ErrNoTime = errors.New("no time")

// TimeError is a time that cannot be read, or cannot be what is asked for.
type TimeError struct {
	Typed   string // the words it is about
	Wrong   string // what Say says
	instead []string
	kind    string // what Error says: no words of the person's, because errors are logged
}

func (e *TimeError) Error() string { return "read time: " + e.kind }

// Say says what was wrong.
func (e *TimeError) Say() string { return e.Wrong }

// Instead gives times that can be read in place of Typed.
func (e *TimeError) Instead() []string { return e.instead }

// Is makes ErrNoTime findable.
func (e *TimeError) Is(target error) bool {
	return target == ErrNoTime && e.kind == ErrNoTime.Error()
}

func (r *timeReader) noTime() error {
	instead := []string{"1410", "in 2h", "tomorrow 0800"}
	if r.tense == Past {
		instead = []string{"1410", "20 mins ago", "yesterday 2350"}
	}
	return &TimeError{Typed: r.text, kind: ErrNoTime.Error(), Wrong: "There is no time where one belongs.", instead: instead}
}

// near is a clock time on the right side of now.
func (r *timeReader) near() string {
	if r.tense == Future {
		return r.clockWords(r.now.Add(2 * time.Hour))
	}
	return r.clockWords(r.now)
}

// example is a date with a time, on the right side of now.
func (r *timeReader) example() string {
	days := 7
	if r.tense == Past {
		days = -7
	}
	return r.now.In(r.zone).AddDate(0, 0, days).Format("02/01/06") + " 0800"
}

// AmbiguousTimeError is a time that the wall shows twice, on the night the clocks go back. Which is meant has to be asked (R5.6).
type AmbiguousTimeError struct {
	Typed         string
	First, Second time.Time // both readings, in UTC
	Zone          *time.Location
}

func (e *AmbiguousTimeError) Error() string { return "read time: it comes twice" }

// Say asks which of the two is meant.
func (e *AmbiguousTimeError) Say() string {
	first, second := e.First.In(e.Zone), e.Second.In(e.Zone)
	return fmt.Sprintf("The clocks go back on %s, so %s hrs comes twice: the first is %s, the second, %s later, %s.",
		first.Format("Mon 2 Jan 2006"), first.Format("1504"), first.Format("1504 hrs MST"),
		force.Span(second.Sub(first)), second.Format("1504 hrs MST"))
}

// Instead gives the first and the second reading.
func (e *AmbiguousTimeError) Instead() []string {
	return []string{dated(e.First, e.Zone), dated(e.Second, e.Zone)}
}

// NoSuchTimeError is a time that the wall never shows, on the night the clocks go forward (R5.6).
type NoSuchTimeError struct {
	Typed         string
	Before, After time.Time // its neighbours: the last minute before the jump, and the jump; in UTC
	Zone          *time.Location
}

func (e *NoSuchTimeError) Error() string { return "read time: it does not exist" }

// Say names both neighbours.
func (e *NoSuchTimeError) Say() string {
	before, after := e.Before.In(e.Zone), e.After.In(e.Zone)
	return fmt.Sprintf("There is no such time on %s: the clocks go forward from %s to %s.",
		after.Format("Mon 2 Jan 2006"), before.Format("1504 hrs MST"), after.Format("1504 hrs MST"))
}

// Instead gives the neighbours.
func (e *NoSuchTimeError) Instead() []string {
	return []string{dated(e.Before, e.Zone), dated(e.After, e.Zone)}
}

// dated writes a time as a person may type it, with its date, and with the zone where the wall shows it twice: 28/03/27 0059,
// 31/10/27 0130 BST.
func dated(t time.Time, zone *time.Location) string {
	local := t.In(zone)
	if reminders.ReadWall(local, zone).Twice() {
		return local.Format("02/01/06 1504 MST")
	}
	return local.Format("02/01/06 1504")
}

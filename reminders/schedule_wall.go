package reminders

import (
	"fmt"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // a host without zoneinfo must not move a review by an hour
)

// Reading is what a time on the wall means in a zone: one instant, two (the clocks went back), or none (they went
// forward over it). time.Date answers all three with one instant, and in London with the later of two (FACTS §5).
type Reading struct {
	First  time.Time // the instant, or the earlier of two; zero when the wall never shows that time
	Second time.Time // the later of two; zero otherwise
	Jump   time.Time // the instant at which the clocks jump over that time; zero otherwise
}

// Twice tells whether the wall shows the time on two occasions.
func (r Reading) Twice() bool { return !r.Second.IsZero() }

// Exists tells whether the wall shows the time at all.
func (r Reading) Exists() bool { return r.Jump.IsZero() }

// Due is the instant at which something set for that time on the wall is due, with nobody there to ask:
// the first of two, and the jump when there is none.
func (r Reading) Due() time.Time {
	if r.Exists() {
		return r.First
	}
	return r.Jump
}

// ReadWall reads wall as a date and a time of day shown in zone; the location of wall itself is ignored.
func ReadWall(wall time.Time, zone *time.Location) Reading {
	wall = carrier(wall)
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), zone)
	start, end := guess.ZoneBounds()

	// The zone changes at most once near any wall time, so only the offset of the guess and of its two neighbours can apply.
	offsets := []int{offset(guess)}
	if !start.IsZero() {
		offsets = append(offsets, offset(start.Add(-1)))
	}
	if !end.IsZero() {
		offsets = append(offsets, offset(end))
	}
	var r Reading
	for _, o := range offsets {
		t := wall.Add(-time.Duration(o) * time.Second)
		switch {
		case !carrier(t.In(zone)).Equal(wall) || t.Equal(r.First) || t.Equal(r.Second):
		case r.First.IsZero():
			r.First = t
		case t.Before(r.First):
			r.First, r.Second = t, r.First
		default:
			r.Second = t
		}
	}
	if !r.First.IsZero() {
		return r
	}
	// Skipped: the guess lies an hour to one side of the jump, and time.Date does not promise which.
	if carrier(guess).After(wall) {
		return Reading{Jump: start.UTC()}
	}
	return Reading{Jump: end.UTC()}
}

// carrier keeps the date and clock that t shows and says UTC, where every day has 24 hours: civil time to calculate with.
func carrier(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), time.UTC)
}

// offset is the seconds east of UTC that the zone of t keeps at t.
func offset(t time.Time) int {
	_, seconds := t.Zone()
	return seconds
}

// nextOnWall finds the first firing after an instant of a pattern of wall times. next steps through the pattern on the carrier.
// What the wall shows at an instant never lies before what it showed at an earlier firing, so starting there misses nothing.
func nextOnWall(after time.Time, zone *time.Location, next func(time.Time) (time.Time, bool)) (time.Time, bool) {
	wall := carrier(after.In(zone))
	for {
		var ok bool
		if wall, ok = next(wall); !ok {
			return time.Time{}, false
		}
		if due := ReadWall(wall, zone).Due(); due.After(after) {
			return due, true
		}
	}
}

// nextElapsed finds the first instant after another at which the wall shows a time of the pattern. It goes from one change of the clocks
// to the next, because between two of them the wall is plain arithmetic.
func nextElapsed(after time.Time, zone *time.Location, next func(time.Time) (time.Time, bool)) (time.Time, bool) {
	here := after.In(zone)
	from := carrier(here)
	for {
		wall, ok := next(from)
		if !ok {
			return time.Time{}, false
		}
		due := wall.Add(-time.Duration(offset(here)) * time.Second)
		end, changes := steadyUntil(here)
		if !changes || due.Before(end) {
			return due, true
		}
		here = end
		from = carrier(here).Add(-1) // the instant of the change itself may match
	}
}

// steadyUntil is an instant after t up to which the offset stays what it is at t; changes is false when it stays so for ever.
// At the end the offset need not change.
func steadyUntil(t time.Time) (end time.Time, changes bool) {
	_, end = t.ZoneBounds()
	if end.IsZero() {
		return end, false
	}
	if !end.After(t) {
		// On 31 December of leap years from 2040 on go1.26 answers with the beginning of that day: a loop that
		// follows the bounds would stand still.
		end = t.Add(24 * time.Hour)
	}
	return end.In(t.Location()), true
}

var zones sync.Map // name → *time.Location; bounded, because only names that the database knows are kept

// loadZone finds a zone by its name in the tz database. The zone of the machine is refused: the record would mean something else
// on another machine.
func loadZone(name string) (*time.Location, error) {
	if zone, ok := zones.Load(name); ok {
		return zone.(*time.Location), nil
	}
	if name == "" || strings.EqualFold(name, "local") {
		return nil, fmt.Errorf("no zone named %q: name one, such as Europe/London", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, fmt.Errorf("no zone named %q: name one, such as Europe/London", name)
	}
	zones.Store(name, zone)
	return zone, nil
}

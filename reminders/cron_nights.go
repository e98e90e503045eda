package reminders

import (
	"fmt"
	"time"

	"loggist/internal/force"
)

// Change nights that a new cron line is tried on.
var (
	nightsFrom  = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	nightsUntil = time.Date(2038, 1, 1, 0, 0, 0, 0, time.UTC)
)

// checkChangeNights looks at the real firings around each change of the clocks: an hour that is taken away pushes together what the
// wall keeps apart (0050 GMT and the 0130 that fires at 0200 BST are ten minutes apart).
func (s Schedule) checkChangeNights() error {
	zone, err := loadZone(s.zone)
	if err != nil {
		return err
	}
	for change, ok := nextChange(nightsFrom, zone); ok && change.Before(nightsUntil); change, ok = nextChange(change, zone) {
		from, until := change.Add(-2*time.Hour), change.Add(3*time.Hour)
		before, ok := s.Next(from)
		for ok && before.Before(until) {
			var after time.Time
			if after, ok = s.Next(before); ok && after.Sub(before) < MinSpacing {
				return fmt.Errorf("cron line: on a night when the clocks change (%s and %s) it would be due twice within %s: %w",
					force.Stamp(before, zone), force.Stamp(after, zone), force.Span(after.Sub(before)), ErrTooOften)
			}
			before = after
		}
	}
	return nil
}

// nextChange is the next instant at which the zone's clocks change. A change of name only (Go has those too) is passed over.
func nextChange(after time.Time, zone *time.Location) (time.Time, bool) {
	for {
		here := after.In(zone)
		end, changes := steadyUntil(here)
		if !changes {
			return time.Time{}, false
		}
		if offset(end) != offset(here) {
			return end.UTC(), true
		}
		after = end
	}
}

// ChangeNight is what the next change of the clocks does to a schedule.
type ChangeNight struct {
	At            time.Time // the instant of the change
	Before, After time.Time // the firings on either side of it; After may be at At, Before is zero when it is more than 26 h earlier
	Moved         bool      // the wall skips a time that is due: it fires at the jump
	Once          bool      // the wall shows a time that is due twice: it fires at the first only
	Wide          bool      // the firings on either side are further apart than on any other night
}

// ChangeNight tells what the next change of the clocks within days does to the firings, so that whoever sets a review at 0130 or every second
// hour by a cron line hears of it. ok is false when it does nothing worth telling, as to anything that runs by elapsed time.
func (s Schedule) ChangeNight(after time.Time, days int) (night ChangeNight, ok bool) {
	if s.kind != kindDaily && s.kind != kindCron {
		return ChangeNight{}, false
	}
	zone, err := loadZone(s.zone)
	if err != nil {
		return ChangeNight{}, false
	}
	change, ok := nextChange(after, zone)
	if !ok || change.After(after.AddDate(0, 0, days)) {
		return ChangeNight{}, false
	}
	night = ChangeNight{At: change}
	due, ok := s.Next(change.Add(-26 * time.Hour))
	for ; ok && due.Before(change); due, ok = s.Next(due) {
		night.Before = due
	}
	night.After = due
	before, after := carrier(change.Add(-1).In(zone)).Add(1), carrier(change.In(zone)) // what the wall shows at the change, by either time
	switch {
	case s.kind == kindCron && s.line.elapsed:
		if night.Before.IsZero() || !ok {
			return ChangeNight{}, false
		}
		wall := carrier(night.Before.In(zone))
		usual, _ := s.line.next(wall)
		night.Wide = night.After.Sub(night.Before) > usual.Sub(wall)
	case before.Before(after):
		night.Moved = s.onWall(before, after)
	default:
		night.Once = s.onWall(after, before)
	}
	return night, night.Moved || night.Once || night.Wide
}

// onWall tells whether a time of the pattern lies in a stretch of wall time, its end not included.
func (s Schedule) onWall(from, until time.Time) bool {
	next := s.nextDay
	if s.kind == kindCron {
		next = s.line.next
	}
	due, ok := next(from.Add(-1))
	return ok && due.Before(until)
}

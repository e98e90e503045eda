package commands

import (
	"time"

	"loggist/internal/force"
)

// recordedAt is when something was decided or happened, as `at` says (zero when nothing was said: now), and why it is
// recorded late. Later than the force's threshold, or before the incident was called, it needs that reason (R2.4, R2.7);
// ahead of now it cannot be.
func recordedAt(in *Input, at When, late string) (time.Time, string, error) {
	if at.At.IsZero() {
		if late != "" {
			return time.Time{}, "", RefuseField("late-without-time", "At", "Late since when? Say when it happened. Add: | at 2350")
		}
		return time.Time{}, "", nil
	}
	when := at.At
	if when.After(in.Now) {
		if when.After(in.Now.Add(time.Minute)) {
			return time.Time{}, "", RefuseField("future", "At", at.Typed+" is still to come: what is recorded has happened.")
		}
		when = in.Now // the clock of whoever typed it goes a little fast
	}
	if late != "" {
		return when, late, nil
	}
	after, by := in.Force.Settings.LateAfter, in.Now.Sub(when)
	if by > after {
		return time.Time{}, "", RefuseField("late", "Late", "That is "+force.Span(by)+" ago. After more than "+force.Span(after)+
			" the entry says why it is late. Add: | late …")
	}
	if in.Full != nil && when.Before(in.Full.Open.CalledAt) {
		return time.Time{}, "", RefuseField("before-call", "Late", "That was before the incident was called at "+
			force.Clock(in.Full.Open.CalledAt, in.Force.Zone, in.Now)+". Say how it came to that. Add: | late …")
	}
	return when, "", nil
}

// notRecordable is why that can be no time of an entry, for a Check.
func notRecordable(in *Input, at When, late string) error {
	_, _, err := recordedAt(in, at, late)
	return err
}

package engine

import (
	"context"
	"fmt"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
	"loggist/internal/say"
	"loggist/reminders"
)

// tries is how often a timer is fired before it is left alone and said so.
const tries = 3

// fire does what is most serious of what is due in a queue, and settles the lane: what is due besides is claimed again.
func (e *Engine) fire(ctx context.Context, lease record.Lease, ref incident.Ref, q incident.Queue) error {
	h, err := e.hold(ref)
	if err != nil || h == nil {
		return err
	}
	defer h.mu.Unlock()
	now := e.Now()
	due := h.full.Due(q, now)
	if len(due) == 0 {
		return e.nothing(ctx, h, lease)
	}
	reg, err := e.register()
	if err != nil {
		return err
	}
	t := due[0]
	f := &reminders.Firing{Full: h.full, Timer: t, Now: now, Force: e.force(reg), Register: reg}
	f.Items = func() []string {
		return say.Handover(say.View{Force: f.Force, Register: reg, Now: now, Profile: force.Full}, h.full.Open)
	}
	f.DownFrom, f.DownTo = e.down(t.Due)
	drafts, err := safely(f)
	if err != nil || len(drafts) == 0 {
		e.Logger.ErrorContext(ctx, "a timer failed", obs.Lane(q2word(q)), obs.Error(err))
		if lease.Try < tries {
			return fmt.Errorf("fire %s of %s: no entries: %w", t.Key, ref, err)
		}
		drafts = []incident.Draft{{Book: t.Book, Body: &incident.TimerFailed{Timer: t.Key, Due: t.Due}}}
	}
	cause, err := e.firingCause(ref, t)
	if err != nil {
		return err
	}
	_, err = e.commit(ctx, h, change{now: now, by: incident.Itself, cause: cause, drafts: drafts, settle: &lease})
	if err == nil {
		e.Metrics.Fired(now.Sub(t.Due))
	}
	return err
}

func q2word(q incident.Queue) string {
	if q == incident.QueueLadder {
		return "e"
	}
	return "t"
}

// safely fires a timer; a panic in it is a failure of that timer and of nothing else.
func safely(f *reminders.Firing) (drafts []incident.Draft, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	return reminders.Fire(f)
}

// firingCause is the same for whoever fires this timer at this due time, so that it fires once; the count is for a timer
// that falls due again at the very instant.
func (e *Engine) firingCause(ref incident.Ref, t incident.Timer) (string, error) {
	for k := 0; ; k++ {
		cause := fmt.Sprintf("%s/%s/%s/%d/%d", ref, t.Book, t.Key, t.Due.UnixMilli(), k)
		if _, known, err := e.Log.Caused(cause); err != nil || !known {
			return cause, err
		}
	}
}

// down returns the last outage when it covers due: from the last heartbeat to when this process began.
func (e *Engine) down(due time.Time) (from, to time.Time) {
	from, _ = e.Log.LastAlive()
	if from.IsZero() || due.Before(from) || due.After(e.began) {
		return time.Time{}, time.Time{}
	}
	return from, e.began
}

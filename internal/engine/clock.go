package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loggist/bot"
	"loggist/incident"
)

// maxAdvance is the furthest that the clock is wound at once.
const maxAdvance = 400 * 24 * time.Hour

// Advance winds the exercise clock by d, through every due time in order, as if the time had passed: whatever falls due on
// the way is done and delivered before the clock goes on. It holds requests back meanwhile and returns when no lane has
// anything due. What the clock shows at the end is an entry of the register. The error of a wrong d is a *bot.UserError.
func (e *Engine) Advance(ctx context.Context, d time.Duration) error {
	if !e.Exercise {
		return &bot.UserError{Code: "no-exercise", Say: "The clock can be wound in an exercise only."}
	}
	if d <= 0 || d > maxAdvance {
		return &bot.UserError{Code: "advance", Say: "The clock goes forward, by 400 days at most. Nothing was changed."}
	}
	e.gate.Lock()
	defer e.gate.Unlock()
	target := e.Now().Add(d)
	for {
		if err := e.drain(ctx); err != nil {
			return err
		}
		due, ok, err := e.Log.NextDue(ctx)
		if err != nil {
			return fmt.Errorf("advance: %w", err)
		}
		if !ok || due.After(target) {
			break
		}
		e.wind(due)
	}
	e.wind(target)
	if err := e.drain(ctx); err != nil {
		return err
	}
	offset := time.Duration(e.offset.Load())
	_, err := e.commit(ctx, nil, change{now: e.Now(), by: incident.Itself, register: []incident.Draft{
		{Book: incident.BookRegister, Body: &incident.ClockAdvanced{Offset: offset}},
	}})
	if err != nil {
		return fmt.Errorf("advance: %w", err)
	}
	e.minute(ctx) // the time that was wound through was no time without service
	return nil
}

// wind sets the clock to t, never back.
func (e *Engine) wind(t time.Time) {
	if ahead := t.Sub(e.Now()); ahead > 0 {
		e.offset.Add(int64(ahead) + int64(time.Millisecond))
	}
	e.work.wake()
}

// Settle waits until nothing is due and nothing is being worked, or ctx ends.
func (e *Engine) Settle(ctx context.Context) error { return e.drain(ctx) }

// drain waits until nothing is due and nothing is being worked.
func (e *Engine) drain(ctx context.Context) error {
	for {
		changed := e.Log.Changed()
		due, ok, err := e.Log.NextDue(ctx)
		if err != nil {
			return fmt.Errorf("drain: %w", err)
		}
		if !e.work.isBusy() && (!ok || due.After(e.Now())) {
			// What began between the two looks has made something due, or is a claim that found nothing.
			if due2, ok2, err := e.Log.NextDue(ctx); err == nil && !e.work.isBusy() && (!ok2 || due2.After(e.Now())) {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New("drain"), context.Cause(ctx))
		case <-changed:
		case <-time.After(2 * time.Millisecond):
		}
	}
}

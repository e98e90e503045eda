package engine

import (
	"context"
	"time"

	"loggist/bot"
	"loggist/internal/force"
	"loggist/internal/obs"
)

// lookFor is how long a room is looked at.
const lookFor = 10 * time.Second

// lookAtRoom finds out what the room of an act is like. No lock is held meanwhile.
func (e *Engine) lookAtRoom(ctx context.Context, q *asked) error {
	cannot := func() error {
		return &bot.UserError{Code: "cannot-look", Say: "I cannot see who is in this room. Nothing was recorded. Please try again, or use the room that the incident has."}
	}
	looker, ok := e.Platforms[force.Platform(q.Platform)].Platform.(bot.Looker)
	if !ok {
		return cannot()
	}
	ctx, cancel := context.WithTimeout(ctx, lookFor)
	defer cancel()
	look, err := looker.Look(ctx, q.Room)
	if err != nil {
		e.Logger.WarnContext(ctx, "a room could not be looked at", obs.Platform(q.Platform), obs.Class(string(bot.ClassOf(err))), obs.Error(err))
		return cannot()
	}
	q.look = &look
	return nil
}

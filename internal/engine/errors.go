package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loggist/bot"
	"loggist/internal/record"
)

// panicked makes an error of a panic. What was panicked with may hold content: its type alone is told.
func panicked(p any) error { return fmt.Errorf("panic of type %T", p) }

func asSendError(err error) (*bot.SendError, bool) { return errors.AsType[*bot.SendError](err) }

// errTaken says that somebody else has just been given the reference.
var errTaken = errors.New("the reference was just taken")

// again reports whether a change that failed is to be decided once more on the new state.
func again(ctx context.Context, err error) bool {
	if !errors.Is(err, record.ErrStale) && !errors.Is(err, errTaken) {
		return false
	}
	select {
	case <-ctx.Done():
		return false
	case <-time.After(5 * time.Millisecond):
		return true
	}
}

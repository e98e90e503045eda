package record

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Depth is how much waits in one queue: its lanes, and when the first of them is due; zero when there is none. A lane that
// is being worked counts, and is due when its lease ends.
type Depth struct {
	Lanes int
	First time.Time
}

// Measures are what the store says of this process and of what waits.
type Measures struct {
	// Lag is how many records the store holds that this process has not journaled.
	Lag          uint64
	Pages, Times Depth
}

// Measure asks the store. It changes nothing.
func (l *Log) Measure(ctx context.Context) (Measures, error) {
	own := l.Last()
	h, err := l.store.head(ctx)
	if err != nil {
		return Measures{}, fmt.Errorf("measure: %w", err)
	}
	m := Measures{}
	if h.n > own {
		m.Lag = h.n - own
	}
	if m.Pages, m.Times, err = l.store.depth(ctx); err != nil {
		return Measures{}, fmt.Errorf("measure: %w", err)
	}
	return m, nil
}

// resultOf is the word for what became of a commit.
func resultOf(r Result, err error) string {
	switch {
	case err == nil && r.Duplicate:
		return "dup"
	case err == nil:
		return "ok"
	case errors.Is(err, ErrUnknown):
		return "unknown"
	case errors.Is(err, ErrStale):
		return "stale"
	case errors.Is(err, ErrLate):
		return "late"
	case errors.Is(err, ErrLost):
		return "lost"
	case errors.Is(err, ErrAway):
		return "away"
	case errors.Is(err, ErrReadOnly):
		return "readonly"
	case errors.Is(err, ErrJournal):
		return "journal"
	}
	return "refused"
}

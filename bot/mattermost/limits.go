package mattermost

import (
	"errors"
	"sync"
	"time"

	"loggist/bot"
)

// limits keeps until when the server takes no more calls: it counts those of the bot altogether.
type limits struct {
	mu    sync.Mutex
	until time.Time
}

// pagesFirst is how much longer than a page a card waits when a limit ends.
const pagesFirst = time.Second

func (l *limits) hit(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// may returns the refusal of a post that would meet a limit, nil where none is known.
func (l *limits) may(page bool, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := l.until
	if !page && !until.IsZero() {
		until = until.Add(pagesFirst)
	}
	if d := until.Sub(now); d > 0 {
		return &bot.SendError{Class: bot.Retry, RetryAfter: d, Err: errors.New("rate limited, not asked")}
	}
	return nil
}

package slack

import (
	"errors"
	"sync"
	"time"

	"loggist/bot"
)

// limits keeps until when Slack takes no more calls. A limit that was met in one channel is held against every card, of
// whatever channel, and against pages of that channel alone: each page tries its own channel at once, and goes the moment
// that its own limit ends; cards follow after pages have had their turn.
type limits struct {
	mu      sync.Mutex
	method  map[string]time.Time
	channel map[[2]string]time.Time
}

// pagesFirst is how much longer than a page a card waits when a limit ends.
const pagesFirst = time.Second

func (l *limits) hit(method, channel string, until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.method == nil {
		l.method, l.channel = map[string]time.Time{}, map[[2]string]time.Time{}
	}
	if until.After(l.method[method]) {
		l.method[method] = until
	}
	l.channel[[2]string{method, channel}] = until
	now := time.Now()
	for k, t := range l.channel {
		if t.Before(now) {
			delete(l.channel, k)
		}
	}
}

// wait is how long a call has still to wait.
func (l *limits) wait(method, channel string, page bool, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	if page {
		return max(0, l.channel[[2]string{method, channel}].Sub(now))
	}
	if until := l.method[method]; !until.IsZero() && now.Before(until.Add(pagesFirst)) {
		return until.Add(pagesFirst).Sub(now)
	}
	return 0
}

// may returns the refusal of a call that would meet a limit, nil where none is known.
func (l *limits) may(method, channel string, page bool) error {
	if d := l.wait(method, channel, page, time.Now()); d > 0 {
		return &bot.SendError{Class: bot.Retry, RetryAfter: d, Err: errors.New(method + ": rate limited, not asked")}
	}
	return nil
}

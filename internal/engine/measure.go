package engine

import (
	"context"
	"strings"
	"sync/atomic"
	"time"

	"loggist/bot"
	"loggist/commands"
	"loggist/incident"
	"loggist/internal/obs"
	"loggist/internal/record"
)

// ordinary marks a message that is none of Loggist's business: it is not counted.
const ordinary = "ordinary"

// readAs notes which command a request was read as, also where it is refused.
func (q *asked) readAs(act *commands.Act) {
	if act.Command != nil {
		q.command = act.Command.Path
	}
}

// count counts a request that was answered.
func (e *Engine) count(q *asked, reply bot.Reply, took time.Duration) {
	outcome := q.outcome
	switch {
	case outcome == ordinary:
		return
	case outcome != "":
	case q.answer == record.Recorded:
		outcome = "recorded"
	case reply.OK:
		outcome = "answered"
	default:
		outcome = "refused"
	}
	e.Metrics.Command(q.command, outcome, took)
}

// escalated counts what a change did to escalations: the kind of its entry says it.
func (e *Engine) escalated(entries []incident.Entry) {
	for i := range entries {
		if what, ok := strings.CutPrefix(entries[i].Body.Kind(), "escalation"); ok {
			if what == "" {
				what = "-opened"
			}
			e.Metrics.Escalation(what[1:])
		}
	}
}

// Measure looks at what is only known when it is looked for, and sets the metrics of it. An error leaves those that could not
// be found out as they were.
func (e *Engine) Measure(ctx context.Context) error {
	ok, _ := e.Log.Durable()
	e.Metrics.Durable(ok)
	m, err := e.Log.Measure(ctx)
	if err != nil {
		return err
	}
	now := e.Now()
	for i, d := range []record.Depth{m.Pages, m.Times} {
		overdue := time.Duration(0)
		if !d.First.IsZero() {
			overdue = now.Sub(d.First)
		}
		e.Metrics.Queue(obs.Queues[i], d.Lanes, overdue)
	}
	e.Metrics.Lag(m.Lag)
	return nil
}

// turns is when each loop last came round.
type turns struct {
	pages, times, minute atomic.Int64
}

func (t *turns) took(page bool) {
	at := &t.times
	if page {
		at = &t.pages
	}
	at.Store(time.Now().UnixNano())
}

func (t *turns) checked() { t.minute.Store(time.Now().UnixNano()) }

// How long a loop may be silent. A dispatcher that has no free worker waits for one, and a lane has workTime.
const (
	dispatchSilent = time.Minute
	minuteSilent   = 3 * time.Minute
)

// Alive reports whether all loops come round, and if not, which does not. Before Run they do not.
func (e *Engine) Alive() (bool, string) {
	now := time.Now()
	for _, l := range []struct {
		name string
		at   int64
		most time.Duration
	}{
		{"what rings is not looked after", e.turns.pages.Load(), dispatchSilent},
		{"what falls due is not looked after", e.turns.times.Load(), dispatchSilent},
		{"the check of each minute does not run", e.turns.minute.Load(), minuteSilent},
	} {
		if now.Sub(time.Unix(0, l.at)) > l.most {
			return false, l.name
		}
	}
	return true, ""
}

package engine

import (
	"context"
	"errors"
	"regexp"
	"sort"
	"strings"
	"sync"
	"time"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/internal/record"
)

// sender is the platform as the engine sees it: messages to those who are in fails never arrive.
type sender struct {
	*bottest.Memory
	mu    sync.Mutex
	fails map[string]bool
	away  bool // the whole platform
}

func (s *sender) leave(away bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = away
}

func (s *sender) fail(person string, fails bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails[person] = fails
}

func (s *sender) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	s.mu.Lock()
	fails, away := s.fails[m.Person], s.away
	s.mu.Unlock()
	if away {
		return bot.Receipt{}, &bot.SendError{Class: bot.Retry, Err: errors.New("the platform is away")}
	}
	if fails {
		return bot.Receipt{}, &bot.SendError{Class: bot.Permanent, Err: errors.New("the account takes no messages")}
	}
	return s.Memory.Send(ctx, m)
}

var (
	sentLine = regexp.MustCompile(`^(\d{4}) (?:post in |topic of |room |to |\S+ (?:invited to|removed from) )(\S+?)[:,]?(?: |$)`)
	stamped  = regexp.MustCompile(`^\d{4} `)
)

// unrandom puts words in the place of what is another each time: hashes and signatures.
func unrandom(script string) string {
	script = hashes.ReplaceAllString(script, "HASH")
	script = roots.ReplaceAllString(script, "${1}HASH IN BASE64\n")
	return signatures.ReplaceAllString(script, "${1}SIGNATURE")
}

var (
	hashes     = regexp.MustCompile(`[0-9a-f]{64}`)
	roots      = regexp.MustCompile(`(?m)^( +)[A-Za-z0-9+/]{43}=\n`)
	signatures = regexp.MustCompile(`(— loggist/\S+ )\S+`)
)

// inOrder puts a step in the order in which it is read: what a person did, what he alone was shown, then what was sent,
// sorted within one minute by where it went: lanes are independent of each other, and order is promised within one alone.
func inOrder(script string) string {
	type block struct {
		stamp, where, text string
		minute             int // one after another: over midnight, and when the clocks change
	}
	var blocks []block
	minute, last := 0, ""
	var acts, replies strings.Builder
	for line := range strings.Lines(script) {
		switch m := sentLine.FindStringSubmatch(strings.TrimSpace(line)); {
		case stamped.MatchString(line) && m != nil:
			if m[1] != last {
				minute, last = minute+1, m[1]
			}
			blocks = append(blocks, block{m[1], m[2], line, minute})
			continue
		case stamped.MatchString(line):
			blocks = append(blocks, block{text: line})
			continue
		case strings.HasPrefix(line, "     only "):
			blocks = append(blocks, block{where: "reply"})
		}
		blocks[len(blocks)-1].text += line
	}
	sent := blocks[:0:0]
	for _, b := range blocks {
		switch {
		case b.where == "reply":
			replies.WriteString(b.text)
		case b.stamp == "":
			acts.WriteString(b.text)
		default:
			sent = append(sent, b)
		}
	}
	sort.SliceStable(sent, func(i, j int) bool {
		a, b := sent[i], sent[j]
		return a.minute < b.minute || a.minute == b.minute && a.where < b.where
	})
	acts.WriteString(replies.String())
	for _, b := range sent {
		acts.WriteString(b.text)
	}
	return acts.String()
}

// pump works what is due as Run does, but one lane after another and always in the same order, so that a chat reads the same
// each time: times, then ladders, then rooms, then people.
func pump(ctx context.Context, e *Engine) {
	order := func(l record.Lease) int { return strings.Index("terp", laneKind(l.Lane)) }
	for ctx.Err() == nil {
		changed := e.Log.Changed()
		var due []record.Lease
		for _, page := range []bool{false, true} {
			leases, err := e.Log.Claim(ctx, page, e.Now(), 1000)
			if err == nil {
				due = append(due, leases...)
			}
		}
		sort.Slice(due, func(i, j int) bool {
			a, b := due[i], due[j]
			return order(a) < order(b) || order(a) == order(b) && a.Lane < b.Lane
		})
		for i, l := range due {
			if order(l) > order(due[0]) { // what the first made may change what these would say
				e.deferLane(ctx, due[i], e.Now())
				continue
			}
			e.lane(ctx, l)
		}
		if len(due) > 0 {
			continue
		}
		wait := time.Second
		if at, ok, err := e.Log.NextDue(ctx); err == nil && ok {
			wait = min(wait, max(at.Sub(e.Now()), time.Millisecond))
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-time.After(wait):
		}
	}
}

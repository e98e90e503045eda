package slack

import (
	"context"
	"errors"
	"sync"
	"time"

	"loggist/bot"
	"loggist/internal/obs"
)

// What the operator is to do when Slack cannot be used.
const (
	mendToken = "the bot token does not work: install the app in the workspace again, put its token into bot_token_file, restart; " +
		"loggist check tests it. What is to be said waits; other platforms and the record go on"
	mendApp = "the app-level token does not open connections: make one with connections:write, put it into app_token_file, restart; " +
		"loggist check tests it"
	mendReach = "Slack cannot be reached: look at this machine's way out (DNS, proxy, firewall to slack.com) and at status.slack.com; " +
		"it goes on by itself"
)

// tokenFaults are the answers to any call that say that the bot token does not work, whatever was asked.
var tokenFaults = map[string]bool{
	"invalid_auth": true, "not_authed": true, "account_inactive": true, "token_revoked": true, "token_expired": true, "org_login_required": true,
}

// watch looks, until ctx ends, whether Slack can be used: whether the token works, also while nothing is to be said, and
// whether a socket is open.
func (p *Platform) watch(ctx context.Context) {
	p.sockets.begin(time.Now())
	for {
		p.look(ctx)
		p.lookAtRooms(ctx)
		wait := p.LookEvery
		if !p.Up.Usable() {
			wait /= 5
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}

func (p *Platform) look(ctx context.Context) {
	_, err := p.api.AuthTestContext(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		switch e := p.failed("auth.test", "", err); {
		case e.Class == bot.Unauthorised:
			p.Up.Down(ctx, obs.PartToken, e.Err, mendToken)
		case e.RetryAfter == 0: // a limit says nothing but that it is there
			p.Up.Down(ctx, obs.PartConnection, e.Err, mendReach)
		}
		return
	}
	p.Up.Well(ctx, obs.PartToken)
	if p.Mode == HTTP {
		p.Up.Well(ctx, obs.PartConnection)
		return
	}
	switch open, closed := p.sockets.state(time.Now()); {
	case open:
		p.Up.Well(ctx, obs.PartConnection)
	case closed > p.LookEvery*2/3: // Slack closes one now and then, for another to be opened
		p.Up.Down(ctx, obs.PartConnection, errNoSocket, mendReach)
	}
}

var errNoSocket = errors.New("no socket is open")

// sockets counts those that are open.
type sockets struct {
	mu   sync.Mutex
	open int
	last time.Time // when one was last open
}

func (s *sockets) begin(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = now
}

func (s *sockets) add(n int, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open > 0 {
		s.last = now
	}
	s.open += n
}

// state reports whether one is open, and if none is, since how long.
func (s *sockets) state(now time.Time) (open bool, closed time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open > 0, now.Sub(s.last)
}

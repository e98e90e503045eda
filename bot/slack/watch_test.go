package slack

import (
	"context"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
	"loggist/internal/obs"
	"loggist/internal/obs/obstest"
)

const often = 50 * time.Millisecond

// watched is a house whose adapter says whether Slack can be used, and looks often.
func watched(t *testing.T, mode Mode, every time.Duration) (*house, *obstest.Log) {
	t.Helper()
	h := newHouse(t, mode)
	log := obstest.New(t, "a platform cannot be used")
	h.p.Logger, h.p.LookEvery = log.Logger(), every
	h.p.Up = obs.NewUp(nil, log.Logger(), Name, obs.PartToken, obs.PartConnection)
	if h.p.Up.Usable() {
		t.Error("it is usable before anything was asked of it")
	}
	h.run((&kept{}).handle)
	waitFor(t, h.p.Up.Usable)
	return h, log
}

// faultsIn are the lines that say that the platform cannot be used.
func faultsIn(log *obstest.Log) (out []string) {
	for _, line := range log.Lines() {
		if strings.HasPrefix(line, "ERROR a platform cannot be used") {
			out = append(out, line)
		}
	}
	return out
}

// TestRevokedTokenIsSaidOnce: a token that is revoked is noticed by looking, though nothing is to be said, and said in one line
// with what to do; when it works again that is noticed as well.
func TestRevokedTokenIsSaidOnce(t *testing.T) {
	for _, mode := range []Mode{Socket, HTTP} {
		t.Run(string(mode), func(t *testing.T) {
			h, log := watched(t, mode, often)
			h.s.Revoke(slacktest.BotToken, true)
			waitFor(t, func() bool { return !h.p.Up.Usable() })
			looks := len(h.s.Calls("auth.test"))
			waitFor(t, func() bool { return len(h.s.Calls("auth.test")) > looks+3 })
			got := faultsIn(log)
			if len(got) != 1 || !strings.Contains(got[0], "part=token") || !strings.Contains(got[0], "token_revoked") || !strings.Contains(got[0], "install the app") {
				t.Errorf("said %q, want once that the token was revoked and what to do", got)
			}
			h.s.Revoke(slacktest.BotToken, false)
			waitFor(t, h.p.Up.Usable)
		})
	}
}

// TestRevokedTokenIsSeenBySending: who sends need not wait for the next look.
func TestRevokedTokenIsSeenBySending(t *testing.T) {
	h, log := watched(t, HTTP, time.Hour)
	room := h.open("ci-2027-0001", lee)
	h.s.Revoke(slacktest.BotToken, true)
	_, err := h.p.Send(context.Background(), bot.Message{Key: "k", Act: bot.ActPost, Room: bot.RoomID(room), Text: "words of an entry"})
	if bot.ClassOf(err) != bot.Unauthorised || h.p.Up.Usable() {
		t.Errorf("%v, usable %v", err, h.p.Up.Usable())
	}
	if strings.Contains(strings.Join(log.Lines(), " "), "words of an entry") {
		t.Error("the log holds content")
	}
}

// TestLostSocketsAreSaid: when every connection is lost and none can be opened, that is said; when one opens it is over.
func TestLostSocketsAreSaid(t *testing.T) {
	h, log := watched(t, Socket, often)
	h.s.Break("apps.connections.open", slacktest.Fault{Times: -1, Cut: true})
	h.s.Hangup()
	waitFor(t, func() bool { return !h.p.Up.Usable() })
	if got := faultsIn(log); len(got) != 1 || !strings.Contains(got[0], "part=connection") || !strings.Contains(got[0], "no socket is open") {
		t.Errorf("said %q", got)
	}
	h.s.Mend()
	waitFor(t, h.p.Up.Usable)
}

// TestUnreachableSlackIsSaid: what cannot be reached cannot be used, in HTTP mode as well; a rate limit says nothing.
func TestUnreachableSlackIsSaid(t *testing.T) {
	h, log := watched(t, HTTP, often)
	h.s.Break("auth.test", slacktest.Fault{Times: 3, Status: 429, RetryAfter: 1})
	looks := len(h.s.Calls("auth.test"))
	waitFor(t, func() bool { return len(h.s.Calls("auth.test")) > looks+4 })
	if got := faultsIn(log); len(got) != 0 || !h.p.Up.Usable() {
		t.Errorf("a rate limit is said: %q", got)
	}
	h.s.Break("auth.test", slacktest.Fault{Times: -1, Status: 503})
	waitFor(t, func() bool { return !h.p.Up.Usable() })
	h.s.Mend()
	waitFor(t, h.p.Up.Usable)
}

// TestRevokedAppTokenIsSaid: the token that opens connections is another one, and so is what to do.
func TestRevokedAppTokenIsSaid(t *testing.T) {
	h, log := watched(t, Socket, often)
	h.s.Revoke(slacktest.AppToken, true)
	h.s.Hangup()
	waitFor(t, func() bool { return !h.p.Up.Usable() })
	waitFor(t, func() bool { return strings.Contains(strings.Join(faultsIn(log), " "), "connections:write") })
}

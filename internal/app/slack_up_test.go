package app

import (
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// TestTokenRevokedOnSlack: the token is revoked in the middle of a night. platform_up falls and one line in the log says what to do;
// what is asked is recorded all the same, and what waits to be said follows when the token works again.
func TestTokenRevokedOnSlack(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) {
			w := newWorkspace(t)
			n := runOn(t, w, onSlack(t, w, mode, t.TempDir(), false))
			a := n.a
			const up = `platform_up{platform="slack"}`
			n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
			room := n.room()

			w.Revoke(slacktest.BotToken, true)
			has(t, n.types("sgt.lee", room, "/log MARIGOLD while the token is revoked"), "Recorded as entry")
			has(t, n.types("sgt.lee", room, "/escalate officers withdrawing"), "E-1 is open")
			eventually(t, "the platform is down", func() bool { return metric(t, a, up) == 0 })
			has(t, n.types("sgt.lee", room, "/ci health"), "slack: CANNOT BE USED now")
			if metric(t, a, "redis_durable") != 1 {
				t.Error("a platform that is down makes the record not durable")
			}
			if ok, why := a.ready(); !ok {
				t.Errorf("a platform that is down makes it unready: %s", why)
			}
			eventually(t, "a send was refused", func() bool { return metric(t, a, `sends_total{class="unauthorised",platform="slack"}`) > 0 })
			var said []string
			for _, line := range n.log.Lines() {
				if strings.HasPrefix(line, "ERROR a platform cannot be used") {
					said = append(said, line)
				}
				if strings.Contains(line, "MARIGOLD") {
					t.Errorf("content in the log: %s", line)
				}
			}
			if len(said) != 1 {
				t.Errorf("said %q, want one line", said)
			}
			has(t, strings.Join(said, ""), "platform=slack", "part=token", "token_revoked", "do=", "install the app in the workspace again", "bot_token_file")

			w.Revoke(slacktest.BotToken, false)
			eventually(t, "the platform is up again", func() bool { return metric(t, a, up) == 1 })
			n.wind(time.Minute) // whoever was refused tries again by then
			eventually(t, "what waited was said", func() bool {
				return strings.Contains(n.sees("sgt.lee", room), "MARIGOLD") &&
					strings.Contains(n.sees("insp.patel", w.Direct(account("insp.patel"))), "Escalation 1/E-1 for you")
			})
		})
	}
}

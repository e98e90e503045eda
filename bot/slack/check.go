package slack

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// Finding is one thing that was looked at in the workspace.
type Finding = bot.Finding

// Check asks the workspace whether the tokens work, whether what is granted is what is needed, and whether each account is
// a member's. It changes nothing.
func Check(ctx context.Context, o Options, accounts []string) []Finding {
	var mu sync.Mutex
	granted := ""
	client := &http.Client{Timeout: callTimeout}
	p := &Platform{Options: o, client: client}
	options := []slack.Option{slack.OptionHTTPClient(client), slack.OptionAppLevelToken(o.AppToken), slack.OptionOnResponseHeaders(func(_ string, h http.Header) {
		mu.Lock()
		defer mu.Unlock()
		if s := h.Get("X-OAuth-Scopes"); s != "" {
			granted = s
		}
	})}
	if o.APIURL != "" {
		options = append(options, slack.OptionAPIURL(o.APIURL))
	}
	p.api = slack.New(o.BotToken, options...)
	r, err := p.api.AuthTestContext(ctx)
	if err != nil {
		return []Finding{{What: "slack bot token", Found: said(p.failed("auth.test", "", err)), Wanted: "a bot token that works", Mend: "install the app in the workspace and put its Bot User OAuth Token into the file", Bad: true}}
	}
	out := []Finding{{What: "slack bot token", Found: "workspace " + r.Team + ", as " + r.User}}
	mu.Lock()
	out = append(out, scopes(granted))
	mu.Unlock()
	if o.Mode == Socket {
		out = append(out, p.checkSocket(ctx))
	}
	return append(out, p.checkAccounts(ctx, accounts, r.TeamID)...)
}

// scopes compares what is granted with what is needed.
func scopes(granted string) Finding {
	f := Finding{What: "slack scopes"}
	have := strings.FieldsFunc(granted, func(r rune) bool { return r == ',' || r == ' ' })
	need := names(Scopes)
	var missing, spare []string
	for _, s := range need {
		if !slices.Contains(have, s) {
			missing = append(missing, s)
		}
	}
	for _, s := range have {
		if !slices.Contains(need, s) {
			spare = append(spare, s)
		}
	}
	switch {
	case len(missing) > 0:
		f.Bad, f.Found, f.Wanted = true, "missing "+strings.Join(missing, ", "), strings.Join(need, ", ")
		f.Mend = "put the manifest of loggist setup slack into the app's settings and install it again"
	case len(spare) > 0:
		f.Odd, f.Found, f.Wanted = true, "more than is needed: "+strings.Join(spare, ", "), strings.Join(need, ", ")
		f.Mend = "take them off in the app's settings, OAuth & Permissions"
	default:
		f.Found = "exactly those that are needed"
	}
	return f
}

// checkSocket asks for a connection and does not open it.
func (p *Platform) checkSocket(ctx context.Context) Finding {
	f := Finding{What: "slack app token"}
	if _, _, err := p.api.StartSocketModeContext(ctx); err != nil {
		f.Bad, f.Found, f.Wanted = true, said(p.failed("apps.connections.open", "", err)), "an app-level token with connections:write"
		f.Mend = "make one in the app's settings, Basic Information, App-Level Tokens"
		return f
	}
	f.Found = "it opens connections"
	return f
}

// checkAccounts looks each account of the directory up.
func (p *Platform) checkAccounts(ctx context.Context, accounts []string, team string) []Finding {
	var unknown, closed, guests []string
	for _, id := range accounts {
		u, err := p.user(ctx, id)
		switch {
		case err != nil && bot.ClassOf(err) == bot.Permanent:
			unknown = append(unknown, id)
		case err != nil:
			return []Finding{{What: "slack accounts", Found: said(err), Wanted: "every account looked up", Mend: "try again", Odd: true}}
		case u.Deleted:
			closed = append(closed, id)
		case isGuest(u, team):
			guests = append(guests, id)
		}
	}
	var out []Finding
	add := func(list []string, what, mend string) {
		if len(list) > 0 {
			out = append(out, Finding{What: "slack accounts", Found: what + ": " + strings.Join(list, ", "), Wanted: "an account of a member for each person", Mend: mend, Odd: true})
		}
	}
	add(unknown, "nobody's in this workspace", "put the right member IDs into the slack column of people.csv")
	add(closed, "closed", "take the people out of people.csv, or open their accounts")
	add(guests, "of guests, who are never put into a room", "make them members, or take them out of people.csv")
	if len(out) == 0 && len(accounts) > 0 {
		out = append(out, Finding{What: "slack accounts", Found: "every account of the directory is a member's"})
	}
	if len(accounts) == 0 {
		out = append(out, Finding{What: "slack accounts", Found: "nobody in people.csv has one", Wanted: "the member ID of each person", Mend: "fill the slack column of people.csv", Odd: true})
	}
	return out
}

// said is an error in words, without its class.
func said(err error) string {
	if e, ok := errors.AsType[*bot.SendError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

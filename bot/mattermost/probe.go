package mattermost

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// Nobody but the bot types commands with the bot's account: it does so to have the server call us. It is answered with this
// and is nobody's request.
const probeAnswer = "Loggist is reached."

var probed = model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: probeAnswer, SkipSlackParsing: true}

// probe types every slash command once as the bot, and says whether the server's call arrives here: with the process that
// listens where callbacks arrive or, where there is none, with this one.
func probe(ctx context.Context, o Options, listen string) bot.Finding {
	f := bot.Finding{What: "mattermost callback", Wanted: "the server reaches " + o.Callback + ", and each command has its token"}
	o.Logger = slog.New(slog.DiscardHandler)
	p := asking(o)
	self, err := p.whoami(ctx)
	if err != nil {
		return bad(f, said(err), "see mattermost token")
	}
	where := "here"
	l, err := net.Listen("tcp", listen)
	switch {
	case err == nil:
		s := &http.Server{Handler: p.Handler(), ReadHeaderTimeout: 5 * time.Second}
		go func() { _ = s.Serve(l) }()
		defer func() { _ = s.Close() }()
	default: // somebody listens there: it should be us
		where = "by the process that listens on " + listen
	}
	own, r, err := p.api.CreateDirectChannel(ctx, self.user, self.user)
	if err != nil {
		return bad(f, said(p.failed("channels/direct", r, err)), "let bot accounts write direct messages")
	}
	for _, c := range p.Commands {
		if why, mend := p.probeOne(ctx, own.Id, c); why != "" {
			return bad(f, "/"+c.Trigger+": "+why, mend)
		}
	}
	f.Found = "every command was called and answered " + where
	return f
}

func bad(f bot.Finding, found, mend string) bot.Finding {
	f.Bad, f.Found, f.Mend = true, found, mend
	return f
}

// probeOne types a command; why is empty where it arrived.
func (p *Platform) probeOne(ctx context.Context, channel string, c Command) (why, mend string) {
	const again = "run loggist setup mattermost, and restart loggist serve"
	a, r, err := p.api.ExecuteCommandWithTeam(ctx, channel, c.Team, "/"+c.Trigger+" reached")
	switch id := code(err); {
	case err == nil && a.Text == probeAnswer:
		return "", ""
	case err == nil:
		return "something else answers to it", "something that is not Loggist answers at the callback, or the command is another integration's: " + again
	case strings.HasSuffix(id, "execute_command.not_found.app_error"):
		return "the server does not know it in this team", again
	case strings.HasSuffix(id, "execute_command.failed_resp.app_error") && strings.Contains(appMessage(err), "403"):
		return "what answers at the callback does not know its token", again
	case strings.HasSuffix(id, "execute_command.failed_resp.app_error"):
		return "what answers at the callback is not Loggist, or not ready: " + appMessage(err), "let the callback lead to the address that Loggist listens on, path and all"
	case strings.HasPrefix(id, "api.command.execute_command."):
		return "the server did not reach the callback", "ServiceSettings.AllowedUntrustedInternalConnections, the firewall, the callback's name and certificate: Mattermost's own log says which"
	default:
		return said(p.failed("commands/execute", r, err)), "see mattermost token"
	}
}

// appMessage is what the server says to an administrator of an error; it holds no content.
func appMessage(err error) string {
	if e, ok := errors.AsType[*model.AppError](err); ok {
		return e.Message
	}
	return ""
}

// said is an error in words, without its class.
func said(err error) string {
	if e, ok := errors.AsType[*bot.SendError](err); ok {
		return e.Err.Error()
	}
	return err.Error()
}

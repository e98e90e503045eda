package mattermost

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// settings looks at what would stop callbacks, keep cards from being changed, or put content where it must not be. It changes
// none of it: they are the whole server's.
func (s *setting) settings(ctx context.Context) error {
	c, r, err := s.api.GetConfig(ctx)
	if err != nil {
		return s.failed("the settings of the server could not be read", "config", r, err)
	}
	for _, look := range []func(*model.Config) bot.Finding{commandsOn, editsOn, pushes, mails} {
		s.found(look(c))
	}
	s.found(s.untrusted(ctx, c))
	return nil
}

func value[T any](v *T, otherwise T) T {
	if v == nil {
		return otherwise
	}
	return *v
}

func commandsOn(c *model.Config) bot.Finding {
	f := bot.Finding{What: "mattermost setting", Found: "slash commands are on", Wanted: "ServiceSettings.EnableCommands: true"}
	if !value(c.ServiceSettings.EnableCommands, true) {
		return bad(f, "slash commands are off", "set it to true: Integrations, Integration Management")
	}
	return f
}

func editsOn(c *model.Config) bot.Finding {
	f := bot.Finding{What: "mattermost setting", Found: "posts may be changed at any time", Wanted: "ServiceSettings.PostEditTimeLimit: -1"}
	if n := value(c.ServiceSettings.PostEditTimeLimit, -1); n != -1 {
		return bad(f, fmt.Sprintf("a post may be changed for %d seconds only: cards would go stale", n), "set it to -1")
	}
	return f
}

func pushes(c *model.Config) bot.Finding {
	f := bot.Finding{What: "mattermost push", Wanted: "EmailSettings.PushNotificationContents: generic_no_channel, or id_loaded with a licence"}
	contents := value(c.EmailSettings.PushNotificationContents, model.FullNotification)
	switch {
	case !value(c.EmailSettings.SendPushNotifications, false):
		f.Found = "push notifications are off"
	case contents == model.FullNotification:
		f.Odd, f.Found = true, "full: what is said stands on lock screens, and goes through the push service"
		f.Mend = "set it so, or give the platform the profile pointer"
	default:
		f.Found = contents + ": nothing of what is said"
	}
	return f
}

func mails(c *model.Config) bot.Finding {
	f := bot.Finding{What: "mattermost mail", Wanted: "EmailSettings.EmailNotificationContentsType: generic, or SendEmailNotifications: false"}
	switch {
	case !value(c.EmailSettings.SendEmailNotifications, false):
		f.Found = "no mail is sent of what is said"
	case value(c.EmailSettings.EmailNotificationContentsType, model.EmailNotificationContentsFull) == model.EmailNotificationContentsFull:
		f.Odd, f.Found, f.Mend = true, "full: mails hold what is said", "set one of them so"
	default:
		f.Found = "mails hold nothing of what is said"
	}
	return f
}

// untrusted looks whether the server would refuse to call us because of where we are. It looks the name up from here, where
// it may be another than at the server.
func (s *setting) untrusted(ctx context.Context, c *model.Config) bot.Finding {
	host := hostOf(s.Callback)
	f := bot.Finding{What: "mattermost setting", Wanted: "ServiceSettings.AllowedUntrustedInternalConnections holds " + host}
	allowed := strings.FieldsFunc(value(c.ServiceSettings.AllowedUntrustedInternalConnections, ""), func(r rune) bool { return r == ',' || r == ' ' })
	if slices.Contains(allowed, host) {
		f.Found = "it may call " + host
		return f
	}
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		f.Odd, f.Found, f.Mend = true, host+" is not known here", "look at the name in --callback; if only the server knows it, see the line mattermost callback"
		return f
	}
	for _, a := range addresses {
		if !inside(a) || slices.ContainsFunc(allowed, func(x string) bool {
			p, err := netip.ParsePrefix(x)
			return err == nil && p.Contains(a.Unmap())
		}) {
			continue
		}
		return bad(f, host+" is a private address, which it calls only where it is allowed", "add "+host+" to it (Environment, Developer), separated by a space from what is there")
	}
	f.Found = "it may call " + host
	return f
}

// inside says whether an address is one that the server calls only where it is allowed.
func inside(a netip.Addr) bool {
	return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsUnspecified()
}

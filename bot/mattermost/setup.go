package mattermost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// Slash is a slash command as people see it while they type.
type Slash struct{ Trigger, Hint, What string }

// SetupOptions are what a server is made ready from.
type SetupOptions struct {
	URL string
	// Admin is a token of a system administrator. It is used and not kept.
	Admin    string
	Teams    []string // by name
	Callback string
	Listen   string // where callbacks arrive
	Username string // of the bot account
	Commands []Slash
	Slash    string // what /ci is called among them; empty is ci
	// Token is what was kept of an earlier set-up: it stays where it works.
	Token string
	// Private lets the bot answer to one person alone in a room where it was not asked by a command or a button.
	Private bool
}

// Installed is what a set-up made or found. What is secret in it is to be kept whatever became of the rest.
type Installed struct {
	Token    string
	Commands []Command
	Changed  []string // on the server, a sentence each; empty where nothing was
	Findings []bot.Finding
}

// The bot account and its commands bear this name.
const (
	botName     = "Loggist"
	botIs       = "Keeps the log of critical incidents. Type /%s help"
	tokenIs     = "Loggist, by loggist setup mattermost"
	commandOf   = "A command of Loggist."
	privateRole = model.SystemPostAllPublicRoleId
)

// setting is one run of Setup.
type setting struct {
	SetupOptions
	out    Installed
	api    *model.Client4
	client *http.Client
	p      *Platform // for the words of its errors
	bot    *model.User
}

// Setup makes or repairs the bot account, its place in the teams, its token and its slash commands, looks at the server's
// settings, and has the server call us. What is right already it leaves: a second run changes nothing. On an error, what was
// made before it is returned, too.
func Setup(ctx context.Context, o SetupOptions) (Installed, error) {
	o.URL, o.Callback = strings.TrimRight(o.URL, "/"), strings.TrimRight(o.Callback, "/")
	s := &setting{SetupOptions: o, client: &http.Client{Timeout: callTimeout}, p: asking(Options{})}
	s.api = client(o.URL, o.Admin, s.client)
	for _, step := range []func(context.Context) error{s.administrator, s.settings, s.account, s.teams, s.token, s.private} {
		if err := step(ctx); err != nil {
			return s.out, err
		}
	}
	if len(s.out.Commands) > 0 {
		s.out.Findings = append(s.out.Findings, probe(ctx, Options{
			URL: o.URL, Token: s.out.Token, Team: o.Teams[0], Callback: o.Callback, Commands: s.out.Commands,
		}, o.Listen))
	}
	return s.out, nil
}

func (s *setting) changed(format string, args ...any) {
	s.out.Changed = append(s.out.Changed, fmt.Sprintf(format, args...))
}

func (s *setting) found(f bot.Finding) { s.out.Findings = append(s.out.Findings, f) }

// failed is a call that failed, with what to do.
func (s *setting) failed(what, method string, r *model.Response, err error) error {
	text := said(s.p.failed(method, r, err))
	if m := appMessage(err); m != "" {
		text += ": " + m
	}
	return fmt.Errorf("%s: %s", what, text)
}

func missing(r *model.Response) bool { return r != nil && r.StatusCode == http.StatusNotFound }

// administrator looks whose token it is.
func (s *setting) administrator(ctx context.Context) error {
	me, r, err := s.api.GetMe(ctx, "")
	switch {
	case err != nil && r != nil && r.StatusCode == http.StatusUnauthorized:
		return errors.New("the server does not know the token of the administrator. Make another: in Mattermost, Profile, Security, Personal Access Tokens; or log in again where it is a session's")
	case err != nil:
		return s.failed("the server could not be asked", "users/me", r, err)
	case !slices.Contains(strings.Fields(me.Roles), model.SystemAdminRoleId):
		return fmt.Errorf("@%s is no system administrator: settings, accounts and commands of others are for one. Use the token of one", me.Username)
	}
	return nil
}

// account makes the bot account, or finds it.
func (s *setting) account(ctx context.Context) error {
	u, r, err := s.api.GetUserByUsername(ctx, s.Username, "")
	switch {
	case missing(r):
		return s.newAccount(ctx)
	case err != nil:
		return s.failed("the bot account could not be looked up", "users/username", r, err)
	case !u.IsBot:
		return fmt.Errorf("@%s is a person's account. Give the bot another name with --username", s.Username)
	}
	b, r, err := s.api.GetBotIncludeDeleted(ctx, u.Id, "")
	if err != nil {
		return s.failed("the bot account could not be looked up", "bots", r, err)
	}
	if !model.IsValidId(b.OwnerId) {
		return fmt.Errorf("@%s is the account of the plugin %s. Give the bot another name with --username", s.Username, b.OwnerId)
	}
	if b.DeleteAt != 0 {
		if _, r, err := s.api.EnableBot(ctx, u.Id); err != nil {
			return s.failed("the bot account could not be switched on", "bots/enable", r, err)
		}
		s.changed("the bot account @%s was deactivated, and is in use again", s.Username)
	}
	s.bot = u
	f := bot.Finding{What: "mattermost account", Found: "@" + s.Username + ", a bot account", Wanted: "an ordinary bot account"}
	if slices.Contains(strings.Fields(u.Roles), model.SystemAdminRoleId) {
		f.Odd, f.Found, f.Mend = true, "@"+s.Username+" is a system administrator", "take that role off it: Loggist needs none of it"
	}
	s.found(f)
	return nil
}

func (s *setting) newAccount(ctx context.Context) error {
	b, r, err := s.api.CreateBot(ctx, &model.Bot{Username: s.Username, DisplayName: botName, Description: fmt.Sprintf(botIs, cmp.Or(s.Slash, "ci"))})
	if err != nil {
		if r != nil && (r.StatusCode == http.StatusNotImplemented || r.StatusCode == http.StatusForbidden) {
			return s.failed("the server lets nobody make a bot account: set ServiceSettings.EnableBotAccountCreation to true, and run this again", "bots", r, err)
		}
		return s.failed("the bot account could not be made", "bots", r, err)
	}
	s.changed("made the bot account @%s", s.Username)
	if s.bot, r, err = s.api.GetUser(ctx, b.UserId, ""); err != nil {
		return s.failed("the bot account could not be looked up", "users", r, err)
	}
	s.found(bot.Finding{What: "mattermost account", Found: "@" + s.Username + ", a bot account"})
	return nil
}

// teams puts the bot into each team and makes its commands there.
func (s *setting) teams(ctx context.Context) error {
	for _, name := range s.Teams {
		team, r, err := s.api.GetTeamByName(ctx, name, "")
		if missing(r) {
			return fmt.Errorf("there is no team %q. Give its name as it stands in its address: %s/NAME", name, s.URL)
		} else if err != nil {
			return s.failed("the team "+name+" could not be looked up", "teams/name", r, err)
		}
		m, r, err := s.api.GetTeamMember(ctx, team.Id, s.bot.Id, "")
		if err != nil && !missing(r) {
			return s.failed("whether the bot is in the team "+name+" could not be looked up", "teams/members", r, err)
		}
		if err != nil || m.DeleteAt != 0 {
			if _, r, err := s.api.AddTeamMember(ctx, team.Id, s.bot.Id); err != nil {
				return s.failed("the bot could not be put into the team "+name, "teams/members", r, err)
			}
			s.changed("put @%s into the team %s", s.Username, name)
		}
		if err := s.commands(ctx, team); err != nil {
			return err
		}
	}
	return nil
}

// commands makes or repairs the slash commands of a team. One that is another integration's is left, and said.
func (s *setting) commands(ctx context.Context, team *model.Team) error {
	have, r, err := s.api.ListCommands(ctx, team.Id, true)
	if err != nil {
		if r != nil && r.StatusCode == http.StatusNotImplemented {
			return s.failed("the server takes no slash commands: set ServiceSettings.EnableCommands to true, and run this again", "commands", r, err)
		}
		return s.failed("the commands of the team "+team.Name+" could not be read", "commands", r, err)
	}
	f := bot.Finding{What: "mattermost commands", Wanted: "every command of Loggist's"}
	var foreign []string
	n := 0
	for _, x := range s.Commands {
		i := slices.IndexFunc(have, func(c *model.Command) bool { return c.Trigger == x.Trigger })
		var c *model.Command
		switch {
		case i < 0:
			c, err = s.newCommand(ctx, team, x)
		case !ours(have[i], s.Callback):
			foreign = append(foreign, "/"+x.Trigger)
			continue
		default:
			c, err = s.repaired(ctx, team, have[i], x)
		}
		if err != nil {
			return err
		}
		n++
		s.out.Commands = append(s.out.Commands, Command{Team: team.Id, Trigger: c.Trigger, Token: c.Token})
	}
	f.Found = fmt.Sprintf("%d in team %s", n, team.Name)
	if len(foreign) > 0 {
		f = bad(f, "another integration has "+strings.Join(foreign, ", ")+" in team "+team.Name+": left as it is",
			"rename or delete that command (Integrations, Slash Commands), and run this again; what it would do is reached by /"+cmp.Or(s.Slash, "ci"))
	}
	s.found(f)
	return nil
}

// ours says whether a command is one of Loggist's: it calls us, or was made by a set-up for another callback.
func ours(c *model.Command, callback string) bool {
	return c.URL == callback+PathCommand || c.DisplayName == botName && c.Description == commandOf
}

// wanted is a command as it should be.
func (s *setting) wanted(c model.Command, x Slash) model.Command {
	c.Trigger, c.Method, c.URL = x.Trigger, model.CommandMethodPost, s.Callback+PathCommand
	c.AutoComplete, c.AutoCompleteHint, c.AutoCompleteDesc = true, x.Hint, x.What
	c.DisplayName, c.Description = botName, commandOf
	return c
}

func (s *setting) newCommand(ctx context.Context, team *model.Team, x Slash) (*model.Command, error) {
	c := s.wanted(model.Command{TeamId: team.Id}, x)
	made, r, err := s.api.CreateCommand(ctx, &c)
	if err != nil {
		return nil, s.failed("the command /"+x.Trigger+" could not be made in team "+team.Name, "commands", r, err)
	}
	s.changed("made the command /%s in team %s", x.Trigger, team.Name)
	return made, nil
}

func (s *setting) repaired(ctx context.Context, team *model.Team, have *model.Command, x Slash) (*model.Command, error) {
	c := s.wanted(*have, x)
	if c == *have {
		return have, nil
	}
	made, r, err := s.api.UpdateCommand(ctx, &c)
	if err != nil {
		return nil, s.failed("the command /"+x.Trigger+" could not be changed in team "+team.Name, "commands", r, err)
	}
	s.changed("repaired the command /%s in team %s", x.Trigger, team.Name)
	return made, nil
}

// token keeps the token that works, or makes another.
func (s *setting) token(ctx context.Context) error {
	kept := false
	if s.Token != "" {
		me, r, err := client(s.URL, s.Token, s.client).GetMe(ctx, "")
		if err != nil && (r == nil || r.StatusCode != http.StatusUnauthorized) {
			return s.failed("whether the token in the file works could not be found out", "users/me", r, err)
		}
		kept = err == nil && me.Id == s.bot.Id
	}
	s.out.Token = s.Token
	if !kept {
		t, r, err := s.api.CreateUserAccessToken(ctx, s.bot.Id, tokenIs, 0)
		if err != nil {
			return s.failed("no token could be made for the bot account", "users/tokens", r, err)
		}
		s.out.Token = t.Token
		s.changed("made a token for @%s", s.Username)
	}
	f := bot.Finding{What: "mattermost token", Found: "one, and it works", Wanted: "one valid token of the bot account for each installation"}
	list, r, err := s.api.GetUserAccessTokensForUser(ctx, s.bot.Id, 0, pageOf)
	if err != nil {
		return s.failed("the tokens of the bot account could not be counted", "users/tokens", r, err)
	}
	n := 0
	for _, t := range list {
		if t.IsActive {
			n++
		}
	}
	if n > 1 {
		f.Odd, f.Found = true, fmt.Sprintf("%d are valid, and whoever has one speaks as Loggist", n)
		f.Mend = "revoke those that no installation of yours uses: Integrations, Bot Accounts, @" + s.Username
	}
	s.found(f)
	return nil
}

// private lets the bot answer to one person alone, where that is wanted, or says what becomes of such answers.
func (s *setting) private(ctx context.Context) error {
	role, r, err := s.api.GetRoleByName(ctx, privateRole)
	if err != nil {
		return s.failed("the role "+privateRole+" could not be read", "roles/name", r, err)
	}
	may, has := slices.Contains(role.Permissions, model.PermissionCreatePostEphemeral.Id), slices.Contains(strings.Fields(s.bot.Roles), privateRole)
	f := bot.Finding{What: "mattermost whispers", Found: "the bot may answer to one person alone in a room"}
	if s.Private && !may {
		perms := append(slices.Clone(role.Permissions), model.PermissionCreatePostEphemeral.Id)
		if _, r, err := s.api.PatchRole(ctx, role.Id, &model.RolePatch{Permissions: &perms}); err != nil {
			return s.failed("the role "+privateRole+" could not be given "+model.PermissionCreatePostEphemeral.Id, "roles/patch", r, err)
		}
		s.changed("gave the role %s the permission %s", privateRole, model.PermissionCreatePostEphemeral.Id)
	}
	if s.Private && !has {
		if r, err := s.api.UpdateUserRoles(ctx, s.bot.Id, strings.TrimSpace(s.bot.Roles+" "+privateRole)); err != nil {
			return s.failed("the bot account could not be given the role "+privateRole, "users/roles", r, err)
		}
		s.changed("gave @%s the role %s", s.Username, privateRole)
	}
	if !s.Private && (!may || !has) {
		f.Found = "no: what answers a message, or an emoji on one, goes by direct message and not into the room. All else works. --private-answers lets it"
	}
	s.found(f)
	return nil
}

// hostOf is the host of an address as the server compares it.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

package mattermost

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// Around is what a check has to know beside the options of the adapter.
type Around struct {
	Teams    []string // by name; rooms are opened in the first
	Listen   string   // where the server's callbacks arrive
	Accounts []string // of the people in the directory
}

// Check asks the server, as the bot, whether its token works, whether it may do what it has to, whether each command has its
// token and arrives, and whether each account is a member's. It changes nothing.
func Check(ctx context.Context, o Options, a Around) []bot.Finding {
	p := asking(o)
	f := bot.Finding{What: "mattermost token", Wanted: "the token of a bot account that works"}
	me, r, err := p.api.GetMe(ctx, "")
	if err != nil {
		e := p.failed("users/me", r, err)
		if e.Class == bot.Unauthorised {
			return []bot.Finding{bad(f, "the server does not know the token: "+said(e), "run loggist setup mattermost, which makes another, and restart loggist serve")}
		}
		return []bot.Finding{bad(f, said(e), "look at url: in the configuration, and whether the server runs")}
	}
	f.Found = "as @" + me.Username
	if !me.IsBot {
		f.Odd, f.Found, f.Mend = true, f.Found+", which is a person's account", "run loggist setup mattermost: a bot account is marked as one"
	}
	out := []bot.Finding{f}
	teams, list := p.checkTeams(ctx, me, a.Teams)
	out = append(out, list...)
	if len(teams) < len(a.Teams) {
		return out
	}
	out = append(out, p.checkSettings(ctx), p.checkCommands(teams))
	if !out[len(out)-1].Bad {
		out = append(out, probe(ctx, o, a.Listen))
	}
	return append(out, p.checkAccounts(ctx, teams[0], a.Accounts))
}

// checkTeams looks whether the bot is in every team, and may do there what it has to.
func (p *Platform) checkTeams(ctx context.Context, me *model.User, names []string) (teams []*model.Team, out []bot.Finding) {
	for _, name := range names {
		f := bot.Finding{What: "mattermost team", Found: name, Wanted: "the bot is in the team"}
		team, r, err := p.api.GetTeamByName(ctx, name, "")
		if err != nil {
			out = append(out, bad(f, name+": "+said(p.failed("teams/name", r, err)), "give the name as it stands in the team's address; loggist setup mattermost puts the bot into it"))
			continue
		}
		m, r, err := p.api.GetTeamMember(ctx, team.Id, me.Id, "")
		if err != nil || m.DeleteAt != 0 {
			why := "the bot is not in it"
			if err != nil {
				why = said(p.failed("teams/members", r, err))
			}
			out = append(out, bad(f, name+": "+why, "run loggist setup mattermost"))
			continue
		}
		teams = append(teams, team)
		missing, err := p.missing(ctx, me, team, m)
		switch {
		case err != nil:
			f.Odd, f.Found, f.Mend = true, name+": what the bot may do there could not be read: "+said(err), "try again"
		case len(missing) > 0:
			f = bad(f, name+": the bot may not "+strings.Join(missing, ", "), "give these permissions back to members (System Console, Permissions), or the bot a role that has them")
		default:
			f.Found = name + ": the bot is in it"
		}
		out = append(out, f)
	}
	return teams, out
}

// What the adapter does, as the server's permissions. Those of channels are read only where the team has no scheme of its own.
var (
	needed        = []*model.Permission{model.PermissionCreatePrivateChannel, model.PermissionCreateDirectChannel}
	neededInRooms = []*model.Permission{
		model.PermissionCreatePost, model.PermissionEditPost, model.PermissionManagePrivateChannelMembers, model.PermissionManagePrivateChannelProperties,
	}
)

// missing are the permissions that the bot lacks in a team.
func (p *Platform) missing(ctx context.Context, me *model.User, team *model.Team, m *model.TeamMember) ([]string, error) {
	names, need := append(strings.Fields(me.Roles), strings.Fields(m.Roles)...), slices.Clone(needed)
	if team.SchemeId == nil || *team.SchemeId == "" {
		names, need = append(names, model.ChannelUserRoleId), append(need, neededInRooms...)
	}
	roles, r, err := p.api.GetRolesByNames(ctx, names)
	if err != nil {
		return nil, p.failed("roles/names", r, err)
	}
	var out []string
	for _, n := range need {
		if !slices.ContainsFunc(roles, func(r *model.Role) bool { return slices.Contains(r.Permissions, n.Id) }) {
			out = append(out, n.Id)
		}
	}
	return out, nil
}

// checkSettings looks at those of the server's settings that every account may see.
func (p *Platform) checkSettings(ctx context.Context) bot.Finding {
	f := bot.Finding{What: "mattermost notifications", Wanted: "nothing that is said stands in mails or on lock screens"}
	c, r, err := p.api.GetClientConfig(ctx, "")
	if err != nil && r != nil && r.StatusCode == http.StatusNotImplemented { // an older server
		c, err = p.oldSettings(ctx)
	}
	if err != nil {
		f.Odd, f.Found, f.Mend = true, "the settings could not be read: "+said(p.failed("config/client", r, err)), "try again"
		return f
	}
	var list []string
	if c["SendPushNotifications"] == "true" {
		list = append(list, "push notifications are on, and what they contain only an administrator sees")
	}
	if c["SendEmailNotifications"] == "true" && c["EmailNotificationContentsType"] != model.EmailNotificationContentsGeneric {
		list = append(list, "mails hold what is said")
	}
	if len(list) == 0 {
		f.Found = "neither"
		return f
	}
	f.Odd, f.Found, f.Mend = true, strings.Join(list, "; "), "loggist setup mattermost looks, with an administrator's token, and says what to set"
	return f
}

// oldSettings are the settings that every account may see, as servers before the client's release give them.
func (p *Platform) oldSettings(ctx context.Context) (out map[string]string, err error) {
	r, err := p.api.DoAPIGet(ctx, "/config/client?format=old", "")
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Body.Close() }()
	err = json.NewDecoder(r.Body).Decode(&out)
	return out, err
}

// checkCommands looks whether there is a token for commands in each team.
func (p *Platform) checkCommands(teams []*model.Team) bot.Finding {
	f := bot.Finding{What: "mattermost commands", Wanted: "tokens of the commands of each team"}
	for _, t := range teams {
		if !slices.ContainsFunc(p.Commands, func(c Command) bool { return c.Team == t.Id }) {
			return bad(f, "none of team "+t.Name, "run loggist setup mattermost with all teams, and restart loggist serve")
		}
	}
	for _, c := range p.Commands {
		if !slices.ContainsFunc(teams, func(t *model.Team) bool { return c.Team == t.Id }) {
			f.Odd, f.Found, f.Mend = true, "there are some of a team that the configuration does not name", "name it under teams:, or run loggist setup mattermost without it"
			return f
		}
	}
	f.Found = "tokens of every team's"
	return f
}

// checkAccounts looks each account of the directory up.
func (p *Platform) checkAccounts(ctx context.Context, team *model.Team, ids []string) bot.Finding {
	f := bot.Finding{What: "mattermost accounts", Wanted: "an account of a member of team " + team.Name + " for each person"}
	odd := func(found, mend string) bot.Finding {
		f.Odd, f.Found, f.Mend = true, found, mend
		return f
	}
	if len(ids) == 0 {
		return odd("nobody in people.csv has one", "loggist people match --config FILE fills them in")
	}
	users, members, err := p.lookUp(ctx, team.Id, ids)
	if err != nil {
		return odd(said(err), "try again")
	}
	var list []string
	for _, id := range ids {
		if why := notFull(users[id], members[id]); why != "" {
			name := id
			if u := users[id]; u != nil {
				name = "@" + u.Username
			}
			list = append(list, name+" "+why)
		}
	}
	if len(list) > 0 {
		return odd(strings.Join(list, "; "), "loggist people match --config FILE says whose they are; who is in no room cannot be asked there")
	}
	f.Found = "every account of the directory is a member's"
	return f
}

// lookUp returns the accounts that the server knows, and which of them are in a team.
func (p *Platform) lookUp(ctx context.Context, team string, ids []string) (users map[string]*model.User, members map[string]bool, err error) {
	users, members = map[string]*model.User{}, map[string]bool{}
	for chunk := range slices.Chunk(ids, pageOf) {
		list, r, err := p.api.GetUsersByIds(ctx, chunk)
		if err != nil {
			return nil, nil, p.failed("users/ids", r, err)
		}
		for _, u := range list {
			users[u.Id] = u
		}
		in, r, err := p.api.GetTeamMembersByIds(ctx, team, chunk)
		if err != nil {
			if r == nil || r.StatusCode != http.StatusNotFound { // none of them
				return nil, nil, p.failed("teams/members/ids", r, err)
			}
		}
		for _, m := range in {
			members[m.UserId] = m.DeleteAt == 0
		}
	}
	return users, members, nil
}

// notFull is why an account is not one of a person who can be put into a room, "" where it is.
func notFull(u *model.User, inTeam bool) string {
	switch {
	case u == nil:
		return "is no account of this server"
	case u.IsBot:
		return "is a bot's"
	case u.DeleteAt != 0:
		return "is deactivated"
	case u.IsGuest():
		return "is a guest's"
	case !inTeam:
		return "is not in the team"
	}
	return ""
}

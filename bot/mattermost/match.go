package mattermost

import (
	"context"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

// Account is one of the server's that may be a person's.
type Account struct{ ID, Username, Name, Wrong string }

// Match returns, by the id of a person, the accounts of a team that bear that id as their user name; a point, a hyphen and an
// underscore are alike in it. Wrong says why an account cannot be put into a room, and is empty where it can.
func Match(ctx context.Context, o Options, team string, people []string) (map[string][]Account, error) {
	p := asking(o)
	t, r, err := p.api.GetTeamByName(ctx, team, "")
	if err != nil {
		return nil, p.failed("teams/name", r, err)
	}
	want := map[string]string{}
	for _, id := range people {
		want[alike(id)] = id
	}
	out := map[string][]Account{}
	for page := 0; ; page++ {
		list, r, err := p.api.GetUsersInTeam(ctx, t.Id, page, pageOf, "")
		if err != nil {
			return nil, p.failed("users", r, err)
		}
		for _, u := range list {
			if id, ok := want[alike(u.Username)]; ok {
				out[id] = append(out[id], Account{ID: u.Id, Username: u.Username, Name: nameOf(u), Wrong: notFull(u, true)})
			}
		}
		if len(list) < pageOf {
			return out, nil
		}
	}
}

func nameOf(u *model.User) string { return strings.TrimSpace(u.FirstName + " " + u.LastName) }

func alike(name string) string {
	return strings.NewReplacer("-", ".", "_", ".").Replace(strings.ToLower(name))
}

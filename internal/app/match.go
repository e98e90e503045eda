package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"loggist/bot/mattermost"
	"loggist/internal/force"
)

// ErrNothingToMatch says that a configuration serves no platform whose accounts can be matched.
var ErrNothingToMatch = errors.New("this configuration serves no Mattermost: there are no accounts to match")

// MatchPeople looks for the account of everybody in the directory who has none there yet, by the user name. It returns what to
// fill in, and a line about everybody for whom that is not sure. An account of another surname is never filled in: whoever
// may choose his user name could be somebody else.
func MatchPeople(ctx context.Context, cfg *force.Config) (fill map[force.PersonID]string, lines []string, err error) {
	p, ok := cfg.PlatformConfig(force.Mattermost)
	if !ok {
		return nil, nil, ErrNothingToMatch
	}
	var ids []string
	for _, person := range cfg.Force.People.All() {
		ids = append(ids, string(person.ID))
	}
	found, err := mattermost.Match(ctx, mattermostOptions(p), p.Mattermost.Teams[0], ids)
	if err != nil {
		return nil, nil, err
	}
	fill = map[force.PersonID]string{}
	for _, person := range cfg.Force.People.All() {
		account, line := matched(person, found[string(person.ID)])
		if account != "" {
			fill[person.ID] = account
		}
		lines = append(lines, fmt.Sprintf("%-14s %s", person.ID, line))
	}
	return fill, lines, nil
}

// matched is the account to fill in for a person, and what is said of it.
func matched(person force.Person, list []mattermost.Account) (account, line string) {
	have := person.Accounts[force.Mattermost]
	switch {
	case len(list) == 1 && have == list[0].ID && list[0].Wrong == "":
		return "", "has @" + list[0].Username + " already"
	case len(list) == 0 && have != "":
		return "", "has an account already, of another user name"
	case len(list) == 0:
		return "", "NONE: no account of the team has this user name"
	case len(list) > 1:
		var names []string
		for _, a := range list {
			names = append(names, "@"+a.Username)
		}
		return "", fmt.Sprintf("%d: %s; put the right one's id into people.csv", len(list), strings.Join(names, ", "))
	case list[0].Wrong != "":
		return "", "NOT FILLED IN: @" + list[0].Username + " " + list[0].Wrong
	case !strings.HasSuffix(strings.ToLower(list[0].Name), strings.ToLower(person.Name)):
		return "", fmt.Sprintf("NOT FILLED IN: @%s is called %q, not %s", list[0].Username, list[0].Name, person.Label())
	case have != "" && have != list[0].ID:
		return "", "DIFFERS: people.csv names another account than @" + list[0].Username
	}
	return list[0].ID, fmt.Sprintf("@%s, %s", list[0].Username, list[0].Name)
}

// FillPeople writes accounts into people.csv. The file is replaced as a whole, and only where the force is
// still valid with it.
func FillPeople(cfg *force.Config, fill map[force.PersonID]string) error {
	data, err := os.ReadFile(cfg.People)
	if err != nil {
		return err
	}
	st, err := os.Stat(cfg.People)
	if err != nil {
		return err
	}
	text, err := force.FillAccounts(data, force.Mattermost, fill)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(cfg.People), err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(cfg.People), ".people-*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	if u, ok := st.Sys().(*syscall.Stat_t); ok { // who could read it still can
		err = errors.Join(err, tmp.Chown(int(u.Uid), int(u.Gid)))
	}
	err = errors.Join(err, tmp.Chmod(st.Mode().Perm()), tmp.Sync(), tmp.Close())
	try := *cfg
	try.People = tmp.Name()
	if err == nil {
		_, err = try.ReloadForce()
	}
	if err == nil {
		err = os.Rename(tmp.Name(), cfg.People)
	}
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	return nil
}

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"loggist/bot"
	"loggist/bot/mattermost"
	"loggist/internal/force"
	"loggist/internal/obs"
)

func (a *App) mattermost(p force.PlatformConfig, up *obs.Up) (bot.Platform, error) {
	o := mattermostOptions(p)
	o.Slash = a.cfg.Force.Slash("ci")
	o.Sealer, o.Logger, o.Up = a.ring, a.logger, up
	adapter, err := mattermost.New(o)
	if err != nil {
		return nil, err
	}
	a.posted = append(a.posted, hook{mattermost.Name, p.Listen, adapter.Handler()})
	return adapter, nil
}

// mattermostOptions are the adapter's but for what seals and what logs.
func mattermostOptions(p force.PlatformConfig) mattermost.Options {
	m := p.Mattermost
	o := mattermost.Options{URL: m.URL, Token: m.Token.Reveal(), Team: m.Teams[0], Callback: m.Callback, Capture: m.Capture}
	for _, c := range m.Commands {
		o.Commands = append(o.Commands, mattermost.Command{Team: c.Team, Trigger: c.Trigger, Token: c.Token.Reveal()})
	}
	return o
}

// MattermostSetup is what loggist setup mattermost is asked for.
type MattermostSetup struct {
	URL      string
	Admin    string // a system administrator's token
	Teams    []string
	Callback string
	Listen   string
	Secrets  string // the directory in which the two files are kept
	Username string
	Private  bool
	Force    *force.Force // whose names the slash commands have; nil: the usual ones
}

// The files of secrets that a set-up of Mattermost keeps.
const (
	mattermostToken    = "mattermost-token"
	mattermostCommands = "mattermost-commands"
)

// SetupMattermost makes a server ready and keeps what is secret, in files that only this user may read. It returns a sentence
// for each thing that was changed, there or here, and what was found. On an error, what had been changed is returned, too.
func SetupMattermost(ctx context.Context, o MattermostSetup) (changed []string, _ []Checked, err error) {
	if err := os.MkdirAll(o.Secrets, 0o700); err != nil {
		return nil, nil, err
	}
	if o.Force == nil {
		o.Force = &force.Force{}
	}
	kept, err := os.ReadFile(filepath.Join(o.Secrets, mattermostToken))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	in := mattermost.SetupOptions{
		URL: o.URL, Admin: o.Admin, Teams: o.Teams, Callback: o.Callback, Listen: o.Listen, Username: o.Username,
		Token: strings.TrimSpace(string(kept)), Private: o.Private, Slash: o.Force.Slash("ci"),
	}
	for _, s := range slashes(o.Force) {
		in.Commands = append(in.Commands, mattermost.Slash{Trigger: s.Name, Hint: s.Hint, What: s.What})
	}
	out, err := mattermost.Setup(ctx, in)
	changed = out.Changed
	for _, f := range []struct {
		name string
		text []byte
	}{
		{mattermostToken, []byte(out.Token + "\n")},
		{mattermostCommands, commandFile(out.Commands)},
	} {
		if len(f.text) < 2 {
			continue // it did not come to that
		}
		did, e := keepSecret(filepath.Join(o.Secrets, f.name), f.text)
		if did {
			changed = append(changed, "wrote "+filepath.Join(o.Secrets, f.name))
		}
		err = errors.Join(err, e)
	}
	return changed, checked(out.Findings), err
}

func commandFile(list []mattermost.Command) []byte {
	if len(list) == 0 {
		return nil
	}
	var out []force.MattermostCommand
	for _, c := range list {
		out = append(out, force.MattermostCommand{Team: c.Team, Trigger: c.Trigger, Token: force.NewSecret(c.Token)})
	}
	return force.FormatMattermostCommands(out)
}

// keepSecret makes a file hold the text, readable by this user alone, and says whether it did not.
func keepSecret(name string, text []byte) (changed bool, err error) {
	have, err := os.ReadFile(name)
	st, e := os.Stat(name)
	if err == nil && e == nil && bytes.Equal(have, text) && st.Mode().Perm()&0o077 == 0 {
		return false, nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(name), ".secret-*") // of mode 0600
	if err != nil {
		return false, err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return false, errors.Join(err, os.Remove(tmp.Name()))
	}
	return true, nil
}

// Section is what the configuration says of a server that was set up.
func (o MattermostSetup) Section() string {
	return fmt.Sprintf(`platforms:
  mattermost:
    url: %s
    teams: [%s]
    token_file: %s
    command_tokens_file: %s
    callback: %s
    listen: %s
`, o.URL, strings.Join(o.Teams, ", "), filepath.Join(o.Secrets, mattermostToken), filepath.Join(o.Secrets, mattermostCommands), o.Callback, o.Listen)
}

// CheckMattermost asks the server of a configuration about token, teams, commands, callback and accounts; nothing where it
// serves none.
func CheckMattermost(ctx context.Context, cfg *force.Config) []Checked {
	p, ok := cfg.PlatformConfig(force.Mattermost)
	if !ok {
		return nil
	}
	return checked(mattermost.Check(ctx, mattermostOptions(p), mattermost.Around{
		Teams: p.Mattermost.Teams, Listen: p.Listen, Accounts: accountsOn(cfg, force.Mattermost),
	}))
}

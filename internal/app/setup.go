package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/bot/slack"
	"loggist/commands"
	"loggist/internal/force"
)

// slashes are the slash commands that people can type, from the table of commands, by the names that the force gives them.
func slashes(f *force.Force) []slack.Slash {
	out := tableSlashes()
	for i, s := range out {
		out[i] = slack.Slash{Name: f.Slash(s.Name), Hint: f.Named(s.Hint), What: f.Named(s.What)}
	}
	slices.SortFunc(out, func(a, b slack.Slash) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func tableSlashes() []slack.Slash {
	var out []slack.Slash
	at := map[string]int{}
	for _, c := range commands.All() {
		word, _, _ := strings.Cut(c.Path, " ")
		i, ok := at[word]
		if !ok {
			i = len(out)
			at[word] = i
			out = append(out, slack.Slash{Name: word})
		}
		if c.Path == word {
			out[i].Hint, out[i].What = strings.TrimPrefix(strings.TrimPrefix(c.Usage, "/"+word), " "), c.Short
		}
		if word == "ci" && c.Path == word { // what it does alone is the least of it
			out[i].Hint, out[i].What = "call, status, declare, level, role, … or help", "Everything about critical incidents; alone: what can be done here and now."
		}
	}
	for alias, of := range commands.SlashAliases() {
		if i, ok := at[of]; ok {
			out = append(out, slack.Slash{Name: alias, Hint: out[i].Hint, What: "The same as /" + of + ". " + out[i].What})
		}
	}
	return out
}

// SetupSlack writes the manifest of the app: what is put into Slack's page "Create an app, from a manifest". The force gives
// the slash commands their names.
func SetupSlack(w io.Writer, f *force.Force, mode, url string) error {
	b, err := slack.Manifest(slack.ManifestOptions{Mode: slack.Mode(mode), URL: url, Commands: slashes(f)})
	if err == nil {
		_, err = w.Write(b)
	}
	return err
}

// ExplainSlack writes why the app needs each thing that its manifest asks for.
func ExplainSlack(w io.Writer) error {
	var b strings.Builder
	list := func(title string, needs []slack.Need) {
		b.WriteString(title + "\n")
		for _, n := range needs {
			fmt.Fprintf(&b, "  %-22s %s\n", n.Name, n.Reason)
		}
	}
	list("Bot scopes", slack.Scopes)
	list("Scope of the app-level token (socket mode)", slack.AppScopes)
	list("Events", slack.Events)
	_, err := io.WriteString(w, b.String())
	return err
}

// CheckSlack asks the workspace of a configuration about tokens, scopes and accounts; nothing where it serves none.
func CheckSlack(ctx context.Context, cfg *force.Config) []Checked {
	p, ok := cfg.PlatformConfig(force.Slack)
	if !ok {
		return nil
	}
	accounts := accountsOn(cfg, force.Slack)
	return checked(slack.Check(ctx, slackOptions(p), accounts))
}

// accountsOn are the accounts on a platform that the directory names.
func accountsOn(cfg *force.Config, p force.Platform) []string {
	var out []string
	for _, person := range cfg.Force.People.All() {
		if id := person.Accounts[p]; id != "" {
			out = append(out, id)
		}
	}
	return out
}

// checked are the findings of an adapter as lines of a check.
func checked(list []bot.Finding) []Checked {
	var out []Checked
	for _, f := range list {
		c := Checked{What: f.What, Found: f.Found, Wanted: f.Wanted, Mend: f.Mend, State: OK}
		switch {
		case f.Bad:
			c.State = FAIL
		case f.Odd:
			c.State = WARN
		}
		out = append(out, c)
	}
	return out
}

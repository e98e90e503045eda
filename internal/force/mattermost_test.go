package force

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const mattermostSection = `
platforms:
  mattermost:
    url: https://chat.police.example
    teams: [demo-force, neighbours]
    token_file: mattermost-token
    command_tokens_file: mattermost-commands
    callback: https://loggist.police.example/mattermost
    listen: 127.0.0.1:8473
`

// onMattermost is the example with another section of platforms, and the files of secrets beside it.
func onMattermost(t *testing.T, section string) string {
	t.Helper()
	path := example(t)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	from := strings.Index(text, "\nplatforms:\n")
	to := from + strings.Index(text[from:], "\n# ----")
	write := func(name, what string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("loggist.yaml", text[:from]+section+text[to:])
	write("mattermost-token", "s3cret-of-the-bot\n")
	write("mattermost-commands", "# a remark\n\nteam1 ci s3cret-one\nteam1\t/log s3cret-two\nteam2 ci s3cret-three\n")
	return path
}

func TestMattermostIsRead(t *testing.T) {
	c, err := LoadConfig(onMattermost(t, mattermostSection))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := c.PlatformConfig(Mattermost)
	if !ok || p.Profile != Full || p.Listen != "127.0.0.1:8473" {
		t.Fatalf("%+v: on the force's own server the profile is full unless another is given", p)
	}
	m := p.Mattermost
	if m.URL != "https://chat.police.example" || !slices.Equal(m.Teams, []string{"demo-force", "neighbours"}) ||
		m.Callback != "https://loggist.police.example/mattermost" || m.Token.Reveal() != "s3cret-of-the-bot" || m.Capture != "memo" {
		t.Errorf("%+v", m)
	}
	want := []MattermostCommand{{"team1", "ci", NewSecret("s3cret-one")}, {"team1", "log", NewSecret("s3cret-two")}, {"team2", "ci", NewSecret("s3cret-three")}}
	if !slices.Equal(m.Commands, want) {
		t.Errorf("the commands are %v", m.Commands)
	}
	again, err := ParseMattermostCommands(FormatMattermostCommands(want))
	if err != nil || !slices.Equal(again, want) {
		t.Errorf("what is written is read as %v, %v", again, err)
	}
	if said := fmt.Sprintf("%v %+v %#v", p, *m, c); strings.Contains(said, "s3cret") {
		t.Error("a secret shows when it is printed")
	}
}

// Each case spoils the section in one place and wants exactly one fault, on its line.
func TestMattermostFaultsHaveTheirLine(t *testing.T) {
	for _, c := range []struct{ name, from, to, at, want string }{
		{"unknown key", "    listen:", "    liste: x\n    listen:", "liste:", `unknown key "liste"`},
		{"server", "https://chat.police.example", "chat.police.example", "    url:", "no address of a server"},
		{"password in the address", "https://chat.police.example", "https://a:hunter2@chat.police.example", "    url:", "no address of a server"},
		{"no team", "    teams: [demo-force, neighbours]\n", "", "mattermost:", "names no team"},
		{"one team as a word", "[demo-force, neighbours]", "demo-force", "teams:", "wants a list"},
		{"no token", "    token_file: mattermost-token\n", "", "  mattermost:", "loggist setup mattermost makes one"},
		{"token of several lines", "token_file: mattermost-token", "token_file: mattermost-commands", "token_file: mattermost-commands", "more than one line"},
		{"commands that are none", "mattermost-commands", "mattermost-token", "command_tokens_file:", "line 1 of the file is not the id of a team"},
		{"commands missing", "mattermost-commands", "mattermost-comands", "command_tokens_file:", "not exist"},
		{"callback", "https://loggist.police.example/mattermost", "/mattermost", "callback:", "no address at which the server reaches us"},
		{"nothing listens", "    listen: 127.0.0.1:8473\n", "", "  mattermost:", "no address to listen on"},
		{"profile", "    url:", "    profile: everything\n    url:", "profile: everything", "is no profile"},
		{"emoji", "    url:", "    capture_emoji: ME MO\n    url:", "capture_emoji:", "no name of an emoji"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(mattermostSection, c.from) != 1 {
				t.Fatalf("%q is not there once", c.from)
			}
			path := onMattermost(t, strings.Replace(mattermostSection, c.from, c.to, 1))
			got := faultsOf(t, path)
			prefix := fmt.Sprintf("loggist.yaml:%d: ", lineWith(t, path, c.at))
			if len(got) != 1 || !strings.HasPrefix(got[0], prefix) || !strings.Contains(got[0], c.want) {
				t.Errorf("faults:\n  %s\nwant one: %s… %s", strings.Join(got, "\n  "), prefix, c.want)
			}
			if strings.Contains(strings.Join(got, "\n"), "s3cret") || strings.Contains(strings.Join(got, "\n"), "hunter2") {
				t.Error("a fault shows a secret")
			}
		})
	}
	if _, err := ParseMattermostCommands([]byte("team1 ci a\nteam1 ci b\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a command that is there twice: %v", err)
	}
	if _, err := ParseMattermostCommands([]byte("# nothing\n")); err == nil {
		t.Error("a file without a command is taken")
	}
}

package slack

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	slackgo "github.com/slack-go/slack"

	"loggist/bot/slack/slacktest"
	"loggist/internal/obs/obstest"
)

// TestManifestKeepsSlacksLimits: each field within what Slack's reference of the manifest gives, in both modes, read by the
// library's own types; every scope and event with its reason.
func TestManifestKeepsSlacksLimits(t *testing.T) {
	commands := []Slash{{Name: "ci", Hint: "call", What: "everything"}, {Name: "log", Hint: strings.Repeat("x", 2000), What: strings.Repeat("y", 4000)}}
	for _, o := range []ManifestOptions{{Mode: Socket, Commands: commands, URL: "https://ignored.example"}, {Mode: HTTP, URL: "https://loggist.example/slack", Commands: commands}} {
		b, err := Manifest(o)
		if err != nil {
			t.Fatal(err)
		}
		var m slackgo.Manifest
		if err := json.Unmarshal(b, &m); err != nil {
			t.Fatal(err)
		}
		within := func(what, s string, least, most int) {
			t.Helper()
			if n := units(s); n < least || n > most {
				t.Errorf("%s: %s has %d characters, want %d to %d", o.Mode, what, n, least, most)
			}
		}
		within("name", m.Display.Name, 1, manifestName)
		within("description", m.Display.Description, 1, manifestShort)
		within("long description", m.Display.LongDescription, manifestLongLeast, manifestLongMost)
		if len(m.Features.SlashCommands) != 2 || len(m.Features.SlashCommands) > 50 {
			t.Errorf("%d commands", len(m.Features.SlashCommands))
		}
		for _, c := range m.Features.SlashCommands {
			within(c.Command, c.Command, 2, manifestCommand)
			within(c.Command+" description", c.Description, 1, manifestDescription)
			within(c.Command+" hint", c.UsageHint, 1, manifestHint)
			if !c.ShouldEscape || (c.Url != "") != (o.Mode == HTTP) {
				t.Errorf("%s: %+v: mentions are to arrive as such, and an address is of HTTP alone", o.Mode, c)
			}
		}
		for _, c := range m.Features.Shortcuts {
			within(c.Name, c.Name, 1, 24)
			within(c.Name+" description", c.Description, 1, 150)
			within(c.Name+" callback", c.CallbackID, 1, 255)
		}
		if m.Settings.SocketModeEnabled != (o.Mode == Socket) || m.Settings.Interactivity == nil || !m.Settings.Interactivity.IsEnabled {
			t.Errorf("settings %+v", m.Settings)
		}
		if !slices.Equal(m.OAuthConfig.Scopes.Bot, names(Scopes)) || len(m.OAuthConfig.Scopes.User) > 0 {
			t.Errorf("scopes %v", m.OAuthConfig.Scopes)
		}
		if !slices.Equal(m.Settings.EventSubscriptions.BotEvents, names(Events)) {
			t.Errorf("events %v", m.Settings.EventSubscriptions.BotEvents)
		}
	}
	for _, n := range slices.Concat(Scopes, AppScopes, Events) {
		if n.Reason == "" {
			t.Errorf("%s is asked for without a reason", n.Name)
		}
	}
	if _, err := Manifest(ManifestOptions{Mode: HTTP}); err == nil {
		t.Error("a manifest of HTTP mode without an address")
	}
}

// TestScopesAreEnoughAndNoMore: with one of the scopes taken away something fails, and says which; with all of them nothing.
func TestScopesAreEnoughAndNoMore(t *testing.T) {
	s := slacktest.New()
	defer s.Close()
	s.AddUser(slacktest.User{ID: lee}, slacktest.User{ID: patel, Guest: true}, slacktest.User{ID: khan, Deleted: true})
	o := Options{Mode: Socket, BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, APIURL: s.APIURL(), Logger: obstest.Logger(t)}
	for i := range Scopes {
		granted := slices.Delete(slices.Clone(names(Scopes)), i, i+1)
		s.Grant(granted...)
		if got := fmt.Sprint(Check(t.Context(), o, nil)); !strings.Contains(got, "missing "+Scopes[i].Name) {
			t.Errorf("without %s the check says %s", Scopes[i].Name, got)
		}
	}
	s.Grant(append(names(Scopes), "admin")...)
	list := Check(t.Context(), o, []string{lee, patel, khan, "U9NOBODY"})
	got := fmt.Sprint(list)
	for _, want := range []string{"more than is needed: admin", "it opens connections", "closed: " + khan, "guests, who are never put into a room: " + patel, "nobody's in this workspace: U9NOBODY"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	for _, f := range list {
		if f.Bad || f.Odd && (f.Mend == "" || f.Wanted == "") {
			t.Errorf("%+v", f)
		}
	}
	o.BotToken, o.AppToken = "xoxb-wrong", slacktest.AppToken
	if list := Check(t.Context(), o, nil); len(list) != 1 || !list[0].Bad || strings.Contains(fmt.Sprint(list), "xoxb") {
		t.Errorf("a wrong bot token: %+v", list)
	}
	o.BotToken, o.AppToken = slacktest.BotToken, slacktest.BotToken
	if got := fmt.Sprint(Check(t.Context(), o, nil)); !strings.Contains(got, "not_allowed_token_type") {
		t.Errorf("a bot token in the place of an app token: %s", got)
	}
}

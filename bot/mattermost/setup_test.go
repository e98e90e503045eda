package mattermost

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/mattermost/mattermosttest"
)

// wantedSetup is what an administrator asks for.
func wantedSetup(t *testing.T, s *mattermosttest.Server, admin *mattermosttest.User) SetupOptions {
	t.Helper()
	listen := mattermosttest.FreeAddress(t)
	return SetupOptions{
		URL: s.URL, Admin: admin.AuthToken, Teams: []string{s.Team.Name}, Callback: "http://" + listen + "/loggist/", Listen: listen, Username: "loggist",
		Commands: []Slash{{"ci", "call, status or help", "Everything about critical incidents."}, {"log", "TEXT", "Adds an entry."}},
	}
}

func mustSetup(t *testing.T, o SetupOptions) Installed {
	t.Helper()
	out, err := Setup(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// fine fails the test where something found is not as it should be.
func fine(t *testing.T, list []bot.Finding, but ...string) {
	t.Helper()
	for _, f := range list {
		if (f.Bad || f.Odd) && !slices.Contains(but, f.What) {
			t.Errorf("%+v", f)
		}
		if (f.Bad || f.Odd) && (f.Mend == "" || f.Wanted == "") {
			t.Errorf("%+v says not what was wanted, or not how to mend it", f)
		}
	}
}

func findingOf(list []bot.Finding, what string) (out bot.Finding) {
	for _, f := range list {
		if f.What == what && !out.Bad {
			out = f
		}
	}
	return out
}

// TestSetupTwiceChangesNothing: the first run makes everything, the second nothing; what somebody broke is repaired, and only
// that; what is another's is left.
func TestSetupTwiceChangesNothing(t *testing.T) {
	s := mattermosttest.StartServer(t)
	admin := s.Login(t, "admin")
	o := wantedSetup(t, s, admin)
	first := mustSetup(t, o)
	fine(t, first.Findings)
	if len(first.Changed) != 5 || first.Token == "" || len(first.Commands) != 2 {
		t.Errorf("the first run changed %q, and found %d commands", first.Changed, len(first.Commands))
	}
	o.Token = first.Token
	again := mustSetup(t, o)
	if len(again.Changed) != 0 || again.Token != first.Token || !slices.Equal(again.Commands, first.Commands) {
		t.Errorf("the second run changed %q", again.Changed)
	}
	fine(t, again.Findings)

	list, _, err := admin.ListCommands(t.Context(), s.Team.Id, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if !c.AutoComplete || c.AutoCompleteHint == "" || c.AutoCompleteDesc == "" || c.URL != strings.TrimSuffix(o.Callback, "/")+PathCommand {
			t.Errorf("the command is %+v", c)
		}
	}
	t.Run("what was broken is repaired", func(t *testing.T) {
		broken := *list[0]
		broken.AutoComplete, broken.URL = false, "http://127.0.0.1:1/elsewhere"
		if _, _, err := admin.UpdateCommand(t.Context(), &broken); err != nil {
			t.Fatal(err)
		}
		if _, err := admin.DeleteCommand(t.Context(), list[1].Id); err != nil {
			t.Fatal(err)
		}
		account, _, err := admin.GetUserByUsername(t.Context(), "loggist", "")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := admin.RemoveTeamMember(t.Context(), s.Team.Id, account.Id); err != nil {
			t.Fatal(err)
		}
		if _, _, err := admin.DisableBot(t.Context(), account.Id); err != nil {
			t.Fatal(err)
		}
		out := mustSetup(t, o)
		fine(t, out.Findings, "mattermost token") // the account had to be made anew, perhaps with its token
		for _, want := range []string{"was deactivated", "into the team", "repaired the command /" + list[0].Trigger, "made the command /" + list[1].Trigger} {
			if !slices.ContainsFunc(out.Changed, func(c string) bool { return strings.Contains(c, want) }) {
				t.Errorf("%q is not among what was changed: %q", want, out.Changed)
			}
		}
		o.Token = out.Token
		if out := mustSetup(t, o); len(out.Changed) != 0 {
			t.Errorf("after the repair it changed %q", out.Changed)
		}
	})
	t.Run("a second team", func(t *testing.T) {
		team, _, err := admin.CreateTeam(t.Context(), &model.Team{Name: "neighbours", DisplayName: "Neighbours", Type: model.TeamInvite})
		if err != nil {
			t.Fatal(err)
		}
		two := o
		two.Teams = append(slices.Clone(o.Teams), "neighbours")
		out := mustSetup(t, two)
		fine(t, out.Findings)
		if len(out.Changed) != 3 || len(out.Commands) != 4 || out.Commands[2].Team != team.Id {
			t.Errorf("a second team changed %q", out.Changed)
		}
	})
	t.Run("another integration's command is left", func(t *testing.T) {
		theirs, _, err := admin.CreateCommand(t.Context(), &model.Command{TeamId: s.Team.Id, Trigger: "task", Method: "P", URL: "http://127.0.0.1:1/theirs", DisplayName: "Tasks"})
		if err != nil {
			t.Fatal(err)
		}
		more := o
		more.Commands = append(slices.Clone(o.Commands), Slash{"task", "WHAT", "Gives a task."})
		out := mustSetup(t, more)
		if f := findingOf(out.Findings, "mattermost commands"); !f.Bad || !strings.Contains(f.Found, "/task") || len(out.Commands) != 2 {
			t.Errorf("%+v", f)
		}
		if now, _, err := admin.GetCommandById(t.Context(), theirs.Id); err != nil || now.URL != theirs.URL {
			t.Errorf("their command is %+v, %v", now, err)
		}
	})
	t.Run("a token that was revoked", func(t *testing.T) {
		account, _, err := admin.GetUserByUsername(t.Context(), "loggist", "")
		if err != nil {
			t.Fatal(err)
		}
		tokens, _, err := admin.GetUserAccessTokensForUser(t.Context(), account.Id, 0, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range tokens {
			if _, err := admin.RevokeUserAccessToken(t.Context(), x.Id); err != nil {
				t.Fatal(err)
			}
		}
		check := Options{URL: o.URL, Token: o.Token, Team: s.Team.Name, Callback: o.Callback, Commands: again.Commands}
		if f := Check(t.Context(), check, Around{Teams: o.Teams, Listen: o.Listen})[0]; !f.Bad || !strings.Contains(f.Mend, "loggist setup mattermost") {
			t.Errorf("check with a revoked token: %+v", f)
		}
		out := mustSetup(t, o)
		fine(t, out.Findings)
		if len(out.Changed) != 1 || out.Token == o.Token {
			t.Errorf("after the token was revoked it changed %q", out.Changed)
		}
		o.Token = out.Token
	})
	t.Run("answers to one person alone", func(t *testing.T) {
		lee := s.Login(t, "sgt.lee")
		out := mustSetup(t, o)
		if f := findingOf(out.Findings, "mattermost whispers"); !strings.Contains(f.Found, "by direct message") {
			t.Errorf("without the permission it says %+v", f)
		}
		p := asking(Options{URL: s.URL, Token: o.Token, Team: s.Team.Name})
		room, _, err := p.api.CreateChannel(t.Context(), &model.Channel{TeamId: s.Team.Id, Name: "whispers", DisplayName: "whispers", Type: model.ChannelTypePrivate})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := p.api.AddChannelMember(t.Context(), room.Id, lee.ID); err != nil {
			t.Fatal(err)
		}
		feed := lee.Watch(t)
		whisper := &model.PostEphemeral{UserID: lee.ID, Post: &model.Post{ChannelId: room.Id, Message: "for you alone"}}
		if _, _, err := p.api.CreatePostEphemeral(t.Context(), whisper); err == nil {
			t.Error("the server lets an ordinary bot do it")
		}
		private := o
		private.Private = true
		if out := mustSetup(t, private); len(out.Changed) != 2 {
			t.Errorf("it changed %q", out.Changed)
		}
		if out := mustSetup(t, private); len(out.Changed) != 0 || !strings.HasPrefix(findingOf(out.Findings, "mattermost whispers").Found, "the bot may") {
			t.Errorf("a second time it changed %q", out.Changed)
		}
		if _, _, err := p.api.CreatePostEphemeral(t.Context(), whisper); err != nil {
			t.Errorf("with the permission: %v", err)
		}
		feed.Ephemeral(t, "for you alone")
	})
}

// TestSetupSaysWhatToDo: what is wrong is said with what to do, and nothing is made of half of it.
func TestSetupSaysWhatToDo(t *testing.T) {
	s := mattermosttest.StartServer(t)
	admin := s.Login(t, "admin")
	right := wantedSetup(t, s, admin)
	for _, c := range []struct {
		name  string
		spoil func(*SetupOptions)
		want  string
	}{
		{"a token that nobody has", func(o *SetupOptions) { o.Admin = o.Admin[1:] + o.Admin[:1] }, "Personal Access Tokens"},
		{"a token of no administrator", func(o *SetupOptions) { o.Admin = s.Login(t, "sgt.lee").AuthToken }, "is no system administrator"},
		{"a name that a person has", func(o *SetupOptions) { o.Username = "sgt.lee" }, "--username"},
		{"nobody there", func(o *SetupOptions) { o.URL = "http://" + mattermosttest.FreeAddress(t) }, "no connection"},
		{"no such team", func(o *SetupOptions) { o.Teams = []string{"no-such-team"} }, "as it stands in its address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := right
			c.spoil(&o)
			out, err := Setup(t.Context(), o)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("it says %v", err)
			}
			if len(out.Commands) != 0 || out.Token != "" {
				t.Errorf("it made %q", out.Changed)
			}
		})
	}
	made := mustSetup(t, right)
	right.Token = made.Token
	t.Run("the callback leads elsewhere", func(t *testing.T) {
		other := httptest.NewServer(http.NotFoundHandler())
		defer other.Close()
		o := right
		o.Callback = other.URL
		f := findingOf(mustSetup(t, o).Findings, "mattermost callback")
		if !f.Bad || !strings.Contains(f.Found, "404") || !strings.Contains(f.Mend, "path and all") {
			t.Errorf("%+v", f)
		}
	})
	t.Run("the callback is nobody's", func(t *testing.T) {
		o := right
		o.Callback = "http://" + mattermosttest.FreeAddress(t)
		f := findingOf(mustSetup(t, o).Findings, "mattermost callback")
		if !f.Bad || !strings.Contains(f.Found, "did not reach") || !strings.Contains(f.Mend, "AllowedUntrustedInternalConnections") {
			t.Errorf("%+v", f)
		}
	})
	mustSetup(t, right)
	t.Run("settings", func(t *testing.T) {
		set := func(change func(*model.Config)) []bot.Finding {
			t.Helper()
			c, _, err := admin.GetConfig(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			change(c)
			if _, _, err := admin.PatchConfig(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			return mustSetup(t, right).Findings
		}
		limit, never := 10, -1
		list := set(func(c *model.Config) { c.ServiceSettings.PostEditTimeLimit = &limit })
		if !slices.ContainsFunc(list, func(f bot.Finding) bool { return f.Bad && strings.Contains(f.Found, "10 seconds") }) {
			t.Errorf("a limit of edits is not found: %+v", list)
		}
		list = set(func(c *model.Config) { c.ServiceSettings.PostEditTimeLimit = &never })
		fine(t, list)
	})
	t.Run("where the server may not call", func(t *testing.T) {
		c := &setting{SetupOptions: SetupOptions{Callback: "http://127.0.0.1:8473"}}
		none, range8, name := "", "10.0.0.0/8 127.0.0.0/8", "localhost,127.0.0.1"
		for _, allowed := range []*string{nil, &none} {
			f := c.untrusted(t.Context(), &model.Config{ServiceSettings: model.ServiceSettings{AllowedUntrustedInternalConnections: allowed}})
			if !f.Bad || !strings.Contains(f.Mend, "127.0.0.1") {
				t.Errorf("%+v", f)
			}
		}
		for _, allowed := range []*string{&range8, &name} {
			if f := c.untrusted(t.Context(), &model.Config{ServiceSettings: model.ServiceSettings{AllowedUntrustedInternalConnections: allowed}}); f.Bad {
				t.Errorf("%+v", f)
			}
		}
	})
	t.Run("what is said on lock screens", func(t *testing.T) {
		on, full, little := true, model.FullNotification, "generic_no_channel"
		c := &model.Config{EmailSettings: model.EmailSettings{SendPushNotifications: &on, PushNotificationContents: &full, SendEmailNotifications: &on}}
		if f := pushes(c); !f.Odd || !strings.Contains(f.Wanted, "PushNotificationContents") {
			t.Errorf("%+v", f)
		}
		if f := mails(c); !f.Odd {
			t.Errorf("%+v", f)
		}
		c.EmailSettings.PushNotificationContents = &little
		if f := pushes(c); f.Odd {
			t.Errorf("%+v", f)
		}
	})
}

// TestCheckAsksTheServer: check finds what a set-up has left right, and what was broken since.
func TestCheckAsksTheServer(t *testing.T) {
	s := mattermosttest.StartServer(t)
	admin := s.Login(t, "admin")
	o := wantedSetup(t, s, admin)
	made := mustSetup(t, o)
	options := Options{URL: s.URL, Token: made.Token, Team: s.Team.Name, Callback: o.Callback, Commands: made.Commands}
	lee := s.Login(t, "sgt.lee")
	stone, _ := s.Account("guest.stone")
	around := Around{Teams: o.Teams, Listen: o.Listen, Accounts: []string{lee.ID}}
	fine(t, Check(t.Context(), options, around))

	around.Accounts = append(around.Accounts, stone.ID, model.NewId())
	if f := findingOf(Check(t.Context(), options, around), "mattermost accounts"); !f.Odd || !strings.Contains(f.Found, "@guest.stone is a guest's") || !strings.Contains(f.Found, "no account of this server") {
		t.Errorf("%+v", f)
	}
	around.Accounts = nil
	if f := findingOf(Check(t.Context(), options, around), "mattermost accounts"); !f.Odd || !strings.Contains(f.Mend, "people match") {
		t.Errorf("%+v", f)
	}
	wrong := options
	wrong.Commands = slices.Clone(options.Commands)
	wrong.Commands[1].Token = "another"
	if f := findingOf(Check(t.Context(), wrong, around), "mattermost callback"); !f.Bad || !strings.Contains(f.Found, "/log: what answers at the callback does not know its token") {
		t.Errorf("%+v", f)
	}
	wrong.Commands = []Command{{Team: s.Team.Id, Trigger: "gone", Token: "x"}}
	if f := findingOf(Check(t.Context(), wrong, around), "mattermost callback"); !f.Bad || !strings.Contains(f.Found, "does not know it in this team") {
		t.Errorf("%+v", f)
	}
	around.Teams = []string{"no-such-team"}
	if f := findingOf(Check(t.Context(), options, around), "mattermost team"); !f.Bad {
		t.Errorf("%+v", f)
	}
}

package mattermosttest

import (
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// Dialog is a form as the server opens it before a person.
type Dialog = model.OpenDialogRequest

// User is somebody who is logged in: what the client does, it does as that person.
type User struct {
	*model.Client4
	Account
	server *Server
}

// Login logs a person of the force in, by the id of the directory; "admin" is the system administrator.
func (s *Server) Login(t testing.TB, username string) *User {
	t.Helper()
	a, ok := s.Account(username)
	if username == s.Admin.Username {
		a, ok = s.Admin, true
	}
	if !ok {
		t.Fatalf("%s has no account", username)
	}
	u := &User{Client4: client(s.URL), Account: a, server: s}
	if _, _, err := u.Client4.Login(t.Context(), a.Username, a.Password); err != nil {
		t.Fatalf("log %s in: %v", username, err)
	}
	return u
}

// Type types a line into a channel: a slash command is carried out, anything else is posted.
func (u *User) Type(t testing.TB, channel, line string) {
	t.Helper()
	var err error
	if line != "" && line[0] == '/' {
		_, _, err = u.ExecuteCommandWithTeam(t.Context(), channel, u.server.Team.Id, line) // a direct conversation is of no team
	} else {
		_, _, err = u.CreatePost(t.Context(), &model.Post{ChannelId: channel, Message: line})
	}
	if err != nil {
		t.Fatalf("%s types: %v", u.Username, err)
	}
}

// Press presses the button of a post that has this label.
func (u *User) Press(t testing.TB, post *model.Post, label string) {
	t.Helper()
	for _, a := range post.Attachments() {
		for _, b := range a.Actions {
			if b.Name != label {
				continue
			}
			if _, err := u.DoPostActionWithCookie(t.Context(), post.Id, b.Id, "", b.Cookie, nil, ""); err != nil {
				t.Fatalf("%s presses %s: %v", u.Username, label, err)
			}
			return
		}
	}
	t.Fatalf("the post has no button %s", label)
}

// Submit fills a dialog in that was opened for this person, and sends it from a channel. The answer holds what is wrong
// with it, if anything.
func (u *User) Submit(t testing.TB, channel string, d *model.OpenDialogRequest, fields map[string]any) *model.SubmitDialogResponse {
	t.Helper()
	answer, _, err := u.SubmitInteractiveDialog(t.Context(), model.SubmitDialogRequest{
		URL: d.URL, CallbackId: d.Dialog.CallbackId, State: d.Dialog.State, ChannelId: channel, TeamId: u.server.Team.Id, Submission: fields,
	})
	if err != nil {
		t.Fatalf("%s sends the dialog: %v", u.Username, err)
	}
	return answer
}

// Posts returns the posts of a channel as this person sees them, the oldest first.
func (u *User) Posts(t testing.TB, channel string) []*model.Post {
	t.Helper()
	list, _, err := u.GetPostsForChannel(t.Context(), channel, 0, 200, "", false, false)
	if err != nil {
		t.Fatalf("%s reads the channel: %v", u.Username, err)
	}
	posts := list.ToSlice()
	for i, j := 0, len(posts)-1; i < j; i, j = i+1, j-1 {
		posts[i], posts[j] = posts[j], posts[i]
	}
	return posts
}

// MakeBot makes a bot account that is in the team, as the administrator does, and returns its id and its token.
func (s *Server) MakeBot(t testing.TB, username string) (id, token string) {
	t.Helper()
	admin := s.Login(t, s.Admin.Username)
	b, _, err := admin.CreateBot(t.Context(), &model.Bot{Username: username})
	if err == nil {
		_, _, err = admin.AddTeamMember(t.Context(), s.Team.Id, b.UserId)
	}
	var made *model.UserAccessToken
	if err == nil {
		made, _, err = admin.CreateUserAccessToken(t.Context(), b.UserId, "test", 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.UserId, made.Token
}

// MakeCommand makes a slash command of the team that calls an address, as the administrator does, and returns its token.
func (s *Server) MakeCommand(t testing.TB, trigger, address string) (token string) {
	t.Helper()
	c, _, err := s.Login(t, s.Admin.Username).CreateCommand(t.Context(), &model.Command{TeamId: s.Team.Id, Trigger: trigger, Method: model.CommandMethodPost, URL: address})
	if err != nil {
		t.Fatal(err)
	}
	return c.Token
}

// Direct is the person's own conversation with another account.
func (u *User) Direct(t testing.TB, other string) (channel string) {
	t.Helper()
	c, _, err := u.CreateDirectChannel(t.Context(), other, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return c.Id
}

// Fill sends a form with what of said its fields ask for, and goes on with its further parts, in the conversation with the bot, until it
// is answered or comes back: it returns what the person reads then. What offers a form begins with offer.
func (u *User) Fill(t testing.TB, seen *Feed, d *Dialog, channel, bot, offer string, said map[string]string) (words string) {
	t.Helper()
	for {
		fields := map[string]any{}
		for _, e := range d.Dialog.Elements {
			fields[e.Name] = e.Default
			if v, ok := said[e.Name]; ok {
				fields[e.Name] = v
			}
		}
		seen.PassOver()
		if a := u.Submit(t, channel, d, fields); a != nil && (a.Error != "" || len(a.Errors) > 0) {
			words = a.Error
			for _, e := range a.Errors {
				words += "\n" + e
			}
			return words
		}
		p := seen.Shown(t, goesOn, "Recorded", "Nothing was recorded")
		next := ""
		for _, a := range p.Attachments() {
			for _, b := range a.Actions {
				if strings.HasPrefix(b.Name, goesOn) {
					next = b.Name
				}
			}
		}
		if next == "" {
			return Words(p)
		}
		u.Press(t, p, next)
		channel = u.Direct(t, bot)
		d = seen.Dialog(t, u, offer)
	}
}

// goesOn begins the label of the button that goes on with a form.
const goesOn = "Go on with part"

// Room is a private channel of a team that the person is in and whose name ends so, "" if there is none.
func (u *User) Room(t testing.TB, team, ends string) (channel string) {
	t.Helper()
	list, _, err := u.GetChannelsForTeamForUser(t.Context(), team, u.ID, false, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list {
		if c.Type == model.ChannelTypePrivate && strings.HasSuffix(c.Name, ends) {
			channel = c.Id
		}
	}
	return channel
}

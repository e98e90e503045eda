package mattermosttest

import (
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
		_, _, err = u.ExecuteCommand(t.Context(), channel, line)
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

package mattermosttest

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/internal/force"
)

// bot is a minimal integration: what the server calls, and an account that answers. It stands where Loggist will.
type bot struct {
	*model.Client4
	id      string
	command *model.Command
	url     string

	slash  chan url.Values
	tokens chan string // the Authorization of each slash command
	press  chan model.PostActionIntegrationRequest
	dialog chan model.SubmitDialogRequest
}

func newBot(t *testing.T, s *Server) *bot {
	t.Helper()
	b := &bot{
		slash: make(chan url.Values, 8), tokens: make(chan string, 8),
		press: make(chan model.PostActionIntegrationRequest, 8), dialog: make(chan model.SubmitDialogRequest, 8),
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slash", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		b.slash <- r.PostForm
		b.tokens <- r.Header.Get("Authorization")
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: "Recorded: " + r.PostForm.Get("text")})
	})
	mux.HandleFunc("POST /press", func(w http.ResponseWriter, r *http.Request) {
		decodeBody(t, r, b.press)
		w.Write([]byte(`{"ephemeral_text": "Pressed."}`))
	})
	mux.HandleFunc("POST /dialog", func(w http.ResponseWriter, r *http.Request) {
		if decodeBody(t, r, b.dialog).Submission["what"] == "" {
			w.Write([]byte(`{"errors": {"what": "Say what was decided."}}`))
			return
		}
		w.Write([]byte(`{}`))
	})
	endpoint := httptest.NewServer(mux)
	t.Cleanup(endpoint.Close)
	b.url = endpoint.URL

	admin := s.Login(t, s.Admin.Username)
	made, _, err := admin.CreateBot(t.Context(), &model.Bot{Username: "standin"})
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := admin.CreateUserAccessToken(t.Context(), made.UserId, "for the test", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := admin.AddTeamMember(t.Context(), s.Team.Id, made.UserId); err != nil {
		t.Fatal(err)
	}
	b.command, _, err = admin.CreateCommand(t.Context(), &model.Command{
		TeamId: s.Team.Id, Trigger: "try", Method: model.CommandMethodPost, URL: b.url + "/slash",
	})
	if err != nil {
		t.Fatal(err)
	}
	b.id, b.Client4 = made.UserId, client(s.URL)
	b.SetToken(token.Token)
	return b
}

func decodeBody[T any](t *testing.T, r *http.Request, to chan<- T) T {
	var v T
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		t.Error(err)
	}
	to <- v
	return v
}

// room is a private channel that the bot opens, and that these people are in.
func (b *bot) room(t *testing.T, s *Server, members ...*User) *model.Channel {
	t.Helper()
	c, _, err := b.CreateChannel(t.Context(), &model.Channel{TeamId: s.Team.Id, Type: model.ChannelTypePrivate, Name: "ci-test", DisplayName: "ci-test"})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range members {
		if _, _, err := b.AddChannelMember(t.Context(), c.Id, u.ID); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// Everything that an adapter rests on, as people see it, on the real server.
func TestPeopleOnARealServer(t *testing.T) {
	s := StartServer(t)
	b := newBot(t, s)
	lee, patel, outsider := s.Login(t, "sgt.lee"), s.Login(t, "insp.patel"), s.Login(t, "sgt.okafor")
	room := b.room(t, s, lee, patel)
	leeSees, patelSees := lee.Watch(t), patel.Watch(t)

	t.Run("a private channel is closed to others", func(t *testing.T) {
		_, resp, err := outsider.GetPostsForChannel(t.Context(), room.Id, 0, 10, "", false, false)
		if err == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("somebody else reads the channel: %v", err)
		}
	})

	t.Run("a slash command is answered to its sender alone", func(t *testing.T) {
		lee.Type(t, room.Id, "/try words | because so")
		form := <-b.slash
		if got := form.Get("text"); got != "words | because so" {
			t.Errorf("the callback has the text %q", got)
		}
		if form.Get("user_id") != lee.ID || form.Get("channel_id") != room.Id || form.Get("trigger_id") == "" {
			t.Errorf("the callback is not by %s in the room: %v", lee.ID, form)
		}
		if got := <-b.tokens; got != "Token "+b.command.Token {
			t.Error("the callback does not carry the command's token")
		}
		leeSees.Ephemeral(t, "Recorded: words | because so")
		// What is posted afterwards has come, so an answer that was shown to him too would have.
		patel.Type(t, room.Id, "after the answer")
		patelSees.Posted(t, "after the answer")
		if patelSees.Saw("Recorded:") {
			t.Error("somebody else saw the answer")
		}
	})

	// The server lets only system administrators do it: what a bot answers to one person alone is the answer to a command or
	// a button, or it is a direct message.
	t.Run("a bot posts to one person alone in a channel only with the permission", func(t *testing.T) {
		alone := &model.PostEphemeral{UserID: patel.ID, Post: &model.Post{ChannelId: room.Id, Message: "For you alone."}}
		if _, resp, err := b.CreatePostEphemeral(t.Context(), alone); err == nil || resp.StatusCode != http.StatusForbidden {
			t.Errorf("the server lets an ordinary bot account do it now: %v", err)
		}
		admin := s.Login(t, "admin")
		role, _, err := admin.GetRoleByName(t.Context(), model.SystemPostAllRoleId)
		if err != nil {
			t.Fatal(err)
		}
		perms := append(role.Permissions, model.PermissionCreatePostEphemeral.Id)
		if _, _, err := admin.PatchRole(t.Context(), role.Id, &model.RolePatch{Permissions: &perms}); err != nil {
			t.Fatal(err)
		}
		if _, err := admin.UpdateUserRoles(t.Context(), b.id, model.SystemUserRoleId+" "+model.SystemPostAllRoleId); err != nil {
			t.Fatal(err)
		}
		if _, _, err := b.CreatePostEphemeral(t.Context(), alone); err != nil {
			t.Fatal(err)
		}
		patelSees.Ephemeral(t, "For you alone.")
	})

	t.Run("a button and a dialog", func(t *testing.T) {
		post := &model.Post{ChannelId: room.Id, Message: "Escalation E-1"}
		model.ParseMessageAttachment(post, []*model.MessageAttachment{{Text: "For the duty inspector", Actions: []*model.PostAction{{
			Id: "accept", Name: "Accept E-1", Type: model.PostActionTypeButton,
			Integration: &model.PostActionIntegration{URL: b.url + "/press", Context: map[string]any{"mac": "secret"}},
		}}}})
		if _, _, err := b.CreatePost(t.Context(), post); err != nil {
			t.Fatal(err)
		}
		seen := patelSees.Posted(t, "[Accept E-1]")
		if words, _ := json.Marshal(seen); strings.Contains(string(words), "secret") {
			t.Error("the context of a button shows in what a person is sent")
		}
		for opened, tries := false, 0; !opened; tries++ { // within three seconds, or it does not open
			patel.Press(t, seen, "Accept E-1")
			pressed := <-b.press
			if pressed.UserId != patel.ID || pressed.PostId != seen.Id || pressed.Context["mac"] != "secret" {
				t.Errorf("the callback is another's: %+v", pressed)
			}
			patelSees.Ephemeral(t, "Pressed.")
			_, err := b.OpenInteractiveDialog(t.Context(), model.OpenDialogRequest{
				TriggerId: pressed.TriggerId, URL: b.url + "/dialog",
				Dialog: model.Dialog{CallbackId: "decision", Title: "Decision", State: "signed", Elements: []model.DialogElement{{
					DisplayName: "Decision", Name: "what", Type: "textarea", MaxLength: 3000, Optional: true,
				}}},
			})
			if opened = err == nil; !opened && tries == 20 {
				t.Fatal(err)
			}
		}
		d := patelSees.Dialog(t, patel, "none is offered")
		if answer := patel.Submit(t, room.Id, d, map[string]any{"what": ""}); answer.Errors["what"] != "Say what was decided." {
			t.Errorf("a faulty dialog is answered %+v", answer)
		}
		if answer := patel.Submit(t, room.Id, d, map[string]any{"what": "hold the cordon"}); answer != nil && len(answer.Errors) > 0 {
			t.Errorf("a right dialog is answered %+v", answer)
		}
		<-b.dialog
		if sent := <-b.dialog; sent.State != "signed" || sent.UserId != patel.ID || sent.Submission["what"] != "hold the cordon" {
			t.Errorf("the dialog came as %+v", sent)
		}
	})

	t.Run("an edit and the order of posts", func(t *testing.T) {
		made, _, err := b.CreatePost(t.Context(), &model.Post{ChannelId: room.Id, Message: "Status: potential"})
		if err != nil {
			t.Fatal(err)
		}
		changed := "Status: declared"
		if _, _, err := b.PatchPost(t.Context(), made.Id, &model.PostPatch{Message: &changed}); err != nil {
			t.Fatal(err)
		}
		leeSees.Edited(t, changed)
		lee.Type(t, room.Id, "seen")
		posts := lee.Posts(t, room.Id)
		if n := len(posts); n < 2 || posts[n-1].Message != "seen" || posts[n-2].Message != changed {
			t.Errorf("the channel does not end with the edited post and then the answer")
		}
	})

	t.Run("the server stops and starts, in order and killed", func(t *testing.T) {
		for i, end := range []func(testing.TB){s.Down, s.Kill} {
			end(t)
			if _, _, err := lee.GetMe(t.Context(), ""); err == nil {
				t.Fatal("a server that was ended answers")
			}
			s.Up(t)
			if got := lee.Posts(t, room.Id); got[len(got)-1].Message != "seen" {
				t.Errorf("start %d: the channel has lost its last post", i)
			}
		}
	})
}

// The server holds the people of the force under the ids of the directory, each in the kind that he is.
func TestAccountsAreTheForces(t *testing.T) {
	s := StartServer(t)
	admin := s.Login(t, "admin")
	people := force.Demo().People.All()
	if len(s.Accounts) != len(people) {
		t.Errorf("%d accounts for %d people", len(s.Accounts), len(people))
	}
	guests := 0
	for _, p := range people {
		u, _, err := admin.GetUserByUsername(t.Context(), string(p.ID), "")
		if err != nil {
			t.Errorf("%s: %v", p.ID, err)
			continue
		}
		if got := u.GetFullName(); got != p.Label() {
			t.Errorf("%s is called %s, want %s", p.ID, got, p.Label())
		}
		if u.IsGuest() != p.Guest {
			t.Errorf("%s: a guest account is %v, want %v", p.ID, u.IsGuest(), p.Guest)
		}
		if p.Guest {
			guests++
			m, _, err := admin.GetTeamMember(t.Context(), s.Team.Id, u.Id, "")
			if err != nil || !m.SchemeGuest || m.SchemeUser {
				t.Errorf("%s is no guest of the team: %+v, %v", p.ID, m, err)
			}
		}
	}
	if guests == 0 {
		t.Error("the force has no guest to show")
	}
}

// What a test started is gone with it: both programs and everything they wrote.
func TestStopLeavesNothing(t *testing.T) {
	var s *Server
	if !t.Run("a test", func(t *testing.T) { s = StartServer(t) }) || s == nil {
		return
	}
	if s.child.running() || s.db.child.running() {
		t.Error("a program still runs")
	}
	if _, err := os.Stat(s.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the scratch directory is still there: %v", err)
	}
}

// A server that was left running is found again and stopped by who comes later.
func TestLeftServerIsFoundAndStopped(t *testing.T) {
	first := StartServer(t)
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	cache, err := CacheDir()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	if was, err := StopLeft(); was || err != nil {
		t.Fatalf("a server that was never left is stopped: %v, %v", was, err)
	}
	if err := first.writeLeft(); err != nil {
		t.Fatal(err)
	}
	later, err := readLeft()
	if err != nil || later == nil {
		t.Fatalf("it is not found again: %v", err)
	}
	if !later.child.running() || !later.db.child.running() {
		t.Fatal("its programs are not known again")
	}
	later.Login(t, "sgt.lee")
	stranger := child{pid: os.Getpid(), dir: first.home()}
	if stranger.running() {
		t.Error("a pid that is somebody else's by now is taken for the server")
	}
	if was, err := StopLeft(); !was || err != nil {
		t.Fatalf("it is not stopped: %v, %v", was, err)
	}
	if first.child.running() || first.db.child.running() {
		t.Error("a program still runs")
	}
	if _, err := os.Stat(first.dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what it held is still there: %v", err)
	}
}

// The settings that a test's server needs are those that an administrator is told to set.
func TestSettingsAreTheAdministrators(t *testing.T) {
	page, err := os.ReadFile("../../../deploy/mattermost.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range integrationSettings {
		name, _, _ := strings.Cut(strings.TrimPrefix(line, "MM_"), "=")
		if !strings.Contains(strings.ToUpper(string(page)), "| `"+strings.Replace(name, "_", ".", 1)+"` |") {
			t.Errorf("deploy/mattermost.md does not name %s", name)
		}
	}
}

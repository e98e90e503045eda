package mattermost

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/bot/mattermost/mattermosttest"
	"loggist/internal/obs/obstest"
	"loggist/internal/seal"
)

// The people of the tests.
var people = []string{"sgt.lee", "insp.patel", "supt.khan"}

func TestMattermostPassesTheSuite(t *testing.T) {
	s := mattermosttest.StartServer(t)
	bottest.Run(t, func(t *testing.T) bottest.Fixture { return newHouse(t, s).fixture() })
}

// house is a team of its own on a server, with the adapter and the eyes and hands of the people in it.
type house struct {
	t     *testing.T
	s     *mattermosttest.Server
	url   string // where the adapter finds the server
	team  *model.Team
	admin *mattermosttest.User
	p     *Platform
	ids   map[string]string // of a username
	users map[string]*member

	mu   sync.Mutex
	last tapped
	acts map[string]func() (bot.Reply, error) // delivers an act once more
	made map[string]bot.Action                // by what a button is named
}

// member is a person at his client.
type member struct {
	*mattermosttest.User
	feed  chan *model.WebSocketEvent
	asked *model.OpenDialogRequest // the dialog that is open before him
}

var ring = seal.EphemeralRing()

func newHouse(t *testing.T, s *mattermosttest.Server) *house {
	t.Helper()
	return newHouseAt(t, s, s.URL)
}

func newHouseAt(t *testing.T, s *mattermosttest.Server, url string) *house {
	t.Helper()
	h := &house{t: t, s: s, url: url, ids: map[string]string{}, users: map[string]*member{}, acts: map[string]func() (bot.Reply, error){}, made: map[string]bot.Action{}}
	h.admin = s.Login(t, "admin")
	ctx := t.Context()
	name := "t" + strings.ToLower(rand.Text()[:10])
	var err error
	if h.team, _, err = h.admin.CreateTeam(ctx, &model.Team{Name: name, DisplayName: name, Type: model.TeamInvite}); err != nil {
		t.Fatal(err)
	}
	for _, who := range people {
		u := s.Login(t, who)
		h.ids[who] = u.ID
		h.users[u.ID] = &member{User: u, feed: events(t, u)}
		h.join(u.ID)
	}
	h.p = h.adapter(h.bot("b" + name))
	return h
}

func (h *house) join(user string) {
	h.t.Helper()
	if _, _, err := h.admin.AddTeamMember(h.t.Context(), h.team.Id, user); err != nil {
		h.t.Fatal(err)
	}
}

// bot makes a bot account in the team and returns its token.
func (h *house) bot(name string) string {
	h.t.Helper()
	ctx := h.t.Context()
	b, _, err := h.admin.CreateBot(ctx, &model.Bot{Username: name})
	if err != nil {
		h.t.Fatal(err)
	}
	h.join(b.UserId)
	token, _, err := h.admin.CreateUserAccessToken(ctx, b.UserId, "test", 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return token.Token
}

// adapter makes an adapter that the server can reach, with its slash commands.
func (h *house) adapter(token string) *Platform {
	h.t.Helper()
	server := httptest.NewUnstartedServer(nil)
	callback := "http://" + server.Listener.Addr().String() + "/loggist"
	o := Options{
		URL: h.url, Token: token, Team: h.team.Name, Callback: callback, Capture: "memo", Sealer: ring,
		Logger: obstest.Logger(h.t, "a message could not be pinned"),
	}
	for _, trigger := range []string{"ci", "log", "decision"} {
		c, _, err := h.admin.CreateCommand(h.t.Context(), &model.Command{TeamId: h.team.Id, Trigger: trigger, Method: model.CommandMethodPost, URL: callback + PathCommand})
		if err != nil {
			h.t.Fatal(err)
		}
		o.Commands = append(o.Commands, Command{Team: h.team.Id, Trigger: trigger, Token: c.Token})
	}
	p, err := New(o)
	if err != nil {
		h.t.Fatal(err)
	}
	server.Config.Handler = h.tap(p.Handler())
	server.Start()
	h.t.Cleanup(server.Close)
	return p
}

// events is what the server sends to a person's client.
func events(t *testing.T, u *mattermosttest.User) chan *model.WebSocketEvent {
	t.Helper()
	ws, err := model.NewWebSocketClient4("ws"+strings.TrimPrefix(u.URL, "http"), u.AuthToken)
	if err != nil {
		t.Fatal(err)
	}
	ws.Listen()
	out := make(chan *model.WebSocketEvent, 10000)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case e, ok := <-ws.EventChannel:
				if !ok {
					return
				}
				out <- e
			case <-ws.ResponseChannel:
			case <-ws.PingTimeoutChannel:
			}
		}
	}()
	t.Cleanup(func() { ws.Close(); <-done })
	return out
}

// spy is the platform, with a note of what its buttons do: the server keeps that from everybody.
type spy struct {
	*Platform
	h *house
}

func (s spy) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	s.h.note(m.Actions)
	return s.Platform.Send(ctx, m)
}

func (s spy) Receive(ctx context.Context, h bot.Handler) error {
	return s.Platform.Receive(ctx, func(ctx context.Context, r bot.Request) bot.Reply {
		reply := h(ctx, r)
		s.h.note(reply.Actions)
		return reply
	})
}

func (h *house) note(actions []bot.Action) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, a := range actions {
		h.made[buttonID(a.ID)] = a
	}
}

func (h *house) fixture() bottest.Fixture {
	f := bottest.Fixture{Platform: spy{h.p, h}, Stranger: model.NewId(), Act: h.act, Read: h.read, Topic: h.topic}
	for _, who := range people {
		f.People = append(f.People, h.ids[who])
	}
	return f
}

// ready waits until what people do reaches the adapter.
func (h *house) ready() {
	h.t.Helper()
	for range 2000 {
		if _, _, done, ok := h.p.borrow(); ok {
			done()
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.t.Fatal("nobody receives")
}

// direct is a person's own conversation with the bot.
func (h *house) direct(person string) string {
	h.t.Helper()
	self, err := h.p.whoami(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	c, _, err := h.users[person].CreateDirectChannel(h.t.Context(), self.user, person)
	if err != nil {
		h.t.Fatal(err)
	}
	return c.Id
}

// act does what r says, as the person's own client would. The same id again is the same callback delivered once more.
func (h *house) act(ctx context.Context, r bot.Request) (bot.Reply, error) {
	h.ready()
	if again := h.acts[r.ID]; again != nil {
		return again()
	}
	u := h.users[r.Person]
	for len(u.feed) > 0 {
		<-u.feed
	}
	channel := string(r.Room)
	if r.Direct {
		channel = h.direct(r.Person)
	}
	switch r.Kind {
	case bot.KindCommand:
		_, _, err := u.ExecuteCommandWithTeam(ctx, channel, h.team.Id, strings.TrimSpace("/"+r.Command+" "+r.Text))
		h.mu.Lock()
		sent := h.last
		h.mu.Unlock()
		if err != nil {
			return bot.Reply{}, err
		}
		h.acts[r.ID] = func() (bot.Reply, error) { return sent.again(h) }
		return h.shown(u)
	case bot.KindText:
		if _, _, err := u.CreatePost(ctx, &model.Post{ChannelId: channel, Message: r.Text}); err != nil {
			return bot.Reply{}, err
		}
		h.acts[r.ID] = func() (bot.Reply, error) { return bot.Reply{}, nil } // the server sends it once
		return h.shown(u)
	case bot.KindPress:
		if _, err := u.DoPostActionWithCookie(ctx, string(r.Message), buttonID(r.Action), "", "", nil, ""); err != nil {
			return bot.Reply{}, err
		}
		return h.shown(u)
	case bot.KindSubmit:
		return h.submit(ctx, u, channel, r)
	}
	return bot.Reply{}, errors.New("no such act")
}

func (h *house) submit(ctx context.Context, u *member, channel string, r bot.Request) (bot.Reply, error) {
	values := map[string]any{}
	for name, v := range r.Values {
		values[name] = v
	}
	a, _, err := u.SubmitInteractiveDialog(ctx, model.SubmitDialogRequest{
		URL: u.asked.URL, CallbackId: u.asked.Dialog.CallbackId, State: u.asked.Dialog.State, ChannelId: channel, TeamId: h.team.Id, Submission: values,
	})
	if err != nil {
		return bot.Reply{}, err
	}
	if a.Error != "" || len(a.Errors) > 0 {
		return bot.Reply{Text: a.Error, Errors: a.Errors}, nil
	}
	return h.shown(u)
}

// shown is the next thing that the person's screen shows to him alone.
func (h *house) shown(u *member) (bot.Reply, error) {
	late := time.After(patience)
	for {
		select {
		case e := <-u.feed:
			if r, ok := h.reply(u, e); ok {
				return r, nil
			}
		case <-late:
			return bot.Reply{}, errors.New("nothing was shown")
		}
	}
}

func (h *house) reply(u *member, e *model.WebSocketEvent) (bot.Reply, bool) {
	said, _ := e.GetData()["post"].(string)
	switch e.EventType() {
	case model.WebsocketEventOpenDialog:
		text, _ := e.GetData()["dialog"].(string)
		u.asked = &model.OpenDialogRequest{}
		if json.Unmarshal([]byte(text), u.asked) != nil {
			return bot.Reply{}, false
		}
		return bot.Reply{OK: true, Form: h.formOf(u)}, true
	case model.WebsocketEventPosted, model.WebsocketEventEphemeralMessage:
		var x model.Post
		if json.Unmarshal([]byte(said), &x) != nil || strings.HasPrefix(x.Type, "system_") && x.Type != "system_ephemeral" {
			return bot.Reply{}, false
		}
		if e.EventType() == model.WebsocketEventPosted && x.UserId == u.ID { // his own
			return bot.Reply{}, false
		}
		if h.offered(u, &x) {
			return bot.Reply{}, false
		}
		s := h.seen(&x)
		return bot.Reply{Text: s.Text, Actions: s.Actions, OK: !strings.Contains(s.Text, "Nothing was recorded.")}, true
	}
	return bot.Reply{}, false
}

// offered presses the button that opens a form, where a machine with other work was too slow for the three seconds in which the
// server opens one by itself.
func (h *house) offered(u *member, x *model.Post) bool {
	for _, a := range x.Attachments() {
		for _, b := range a.Actions {
			if strings.HasPrefix(b.Name, offersForm) {
				u.Press(h.t, x, b.Name)
				return true
			}
		}
	}
	return false
}

// formOf reads a dialog as the form that it shows.
func (h *house) formOf(u *member) *bot.Form {
	t, err := h.p.open(u.asked.Dialog.State, h.stateRoom(u.asked.Dialog.State), u.ID, useStep)
	if err != nil {
		h.t.Fatal(err)
	}
	f := &bot.Form{ID: t.Form.ID, Title: u.asked.Dialog.Title, Submit: u.asked.Dialog.SubmitLabel}
	for _, e := range u.asked.Dialog.Elements {
		field := bot.Field{Name: e.Name, Label: e.DisplayName, Required: !e.Optional, Value: e.Default}
		for _, o := range e.Options {
			if o.Value != unanswered {
				field.Options = append(field.Options, bot.Option{Value: o.Value, Label: o.Text})
			}
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// stateRoom is the room of a ticket, for which there is no other way to know it here.
func (h *house) stateRoom(state string) string {
	for _, room := range h.rooms() {
		for id := range h.users {
			if _, err := h.p.open(state, room, id, useStep); err == nil {
				return room
			}
		}
	}
	return ""
}

func (h *house) rooms() (out []string) {
	for id := range h.users {
		out = append(out, h.direct(id))
	}
	list, _, err := h.p.api.GetChannelsForTeamForUser(h.t.Context(), h.team.Id, "me", false, "")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range list {
		out = append(out, c.Id)
	}
	return out
}

// tapped is a callback as the server sent it.
type tapped struct {
	path, kind, body string
}

// tap keeps each callback of the server on its way to next.
func (h *house) tap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			h.t.Error(err)
		}
		h.mu.Lock()
		h.last = tapped{r.URL.Path, r.Header.Get("Content-Type"), string(body)}
		h.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

// again delivers it once more, as it was.
func (x tapped) again(h *house) (bot.Reply, error) {
	r := httptest.NewRequest(http.MethodPost, x.path, strings.NewReader(x.body))
	r.Header.Set("Content-Type", x.kind)
	w := httptest.NewRecorder()
	h.p.Handler().ServeHTTP(w, r)
	var a model.CommandResponse
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		return bot.Reply{}, fmt.Errorf("%d %s", w.Code, w.Body)
	}
	text := reading(a.Text)
	return bot.Reply{Text: text, OK: !strings.Contains(text, "Nothing was recorded.")}, nil
}

// read is what a person sees in a room.
func (h *house) read(person string, room bot.RoomID) ([]bottest.Seen, bool) {
	u, ok := h.users[person]
	channel := string(room)
	if !ok {
		return nil, false
	}
	if room == "" {
		channel = h.direct(person)
	}
	var out []bottest.Seen
	for page := 0; ; page++ {
		list, _, err := u.GetPostsForChannel(h.t.Context(), channel, page, 200, "", false, false)
		if err != nil {
			return nil, false
		}
		for _, x := range list.ToSlice() {
			if !strings.HasPrefix(x.Type, "system_") {
				out = append([]bottest.Seen{h.seen(x)}, out...)
			}
		}
		if len(list.Order) < 200 {
			return out, true
		}
	}
}

func (h *house) seen(x *model.Post) bottest.Seen {
	self, _ := h.p.whoami(context.Background())
	s := bottest.Seen{ID: bot.MessageID(x.Id), FromBot: x.UserId == self.user, Text: x.Message, Edited: x.EditAt > 0, Pinned: x.IsPinned}
	if s.FromBot || x.Type == "system_ephemeral" || x.Type == model.PostTypeMessageAttachment {
		s.Text = reading(x.Message)
	}
	for _, a := range x.Attachments() {
		if a.Text != "" {
			if a.Fallback != goesOnMark {
				s.Text += "\n"
			}
			s.Text += reading(a.Text)
		}
		for _, b := range a.Actions {
			h.mu.Lock()
			made := h.made[b.Id]
			h.mu.Unlock()
			s.Actions = append(s.Actions, bot.Action{ID: made.ID, Label: b.Name})
		}
	}
	return s
}

func (h *house) topic(room bot.RoomID) string {
	c, _, err := h.users[h.ids["sgt.lee"]].GetChannel(h.t.Context(), string(room))
	if err != nil {
		h.t.Fatal(err)
	}
	return reading(c.Header)
}

var backslash = regexp.MustCompile(`\\([\\!"#$%&'()*+,\-./:;<=>?@\[\]^_{|}~` + "`" + `])`)

// reading is what Markdown shows of a text in which nothing is marked up: a backslash before a sign is not shown, an entity is
// its sign.
func reading(s string) string {
	var b strings.Builder
	for {
		at := backslash.FindStringIndex(s)
		if at == nil {
			b.WriteString(html.UnescapeString(s))
			return b.String()
		}
		b.WriteString(html.UnescapeString(s[:at[0]]))
		b.WriteString(s[at[0]+1 : at[1]])
		s = s[at[1]:]
	}
}

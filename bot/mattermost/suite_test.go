package mattermost

import (
	"context"
	"crypto/rand"
	"net/http/httptest"
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

// TestStandInPassesTheSuite: the same on a stand-in of our own, which needs nothing but Go.
func TestStandInPassesTheSuite(t *testing.T) {
	s := mattermosttest.StartStandIn(t)
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
		if _, _, done, ok := h.p.receiving.Borrow(); ok {
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

package mattermosttest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/internal/force"
)

// standIn keeps of a server what the conformance suite needs; README.md says what, and where each of it was seen. It is safe
// for concurrent use.
type standIn struct {
	t   testing.TB
	web *httptest.Server
	key *ecdsa.PrivateKey // signs triggers

	mu       sync.Mutex
	users    map[string]*model.User
	tokens   map[string]string // the account of a token
	teams    map[string]*model.Team
	inTeam   map[pair]bool // team and account
	channels map[string]*model.Channel
	members  map[pair]bool // channel and account
	posts    []*model.Post
	shown    map[string]*model.Post // posts that one person alone saw
	pending  map[string]pended
	commands []*model.Command
	hooks    map[string]*hook
	sockets  map[*socket]bool
}

// pair is an account in a team or in a channel.
type pair struct{ where, who string }

// StartStandIn starts a stand-in for the server with the people of the demo's force in it. It needs nothing but Go. What is asked
// of the server itself, as of its database, fails on it.
func StartStandIn(t testing.TB) *Server {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &standIn{
		t: t, key: key, users: map[string]*model.User{}, tokens: map[string]string{}, teams: map[string]*model.Team{}, inTeam: map[pair]bool{},
		channels: map[string]*model.Channel{}, members: map[pair]bool{}, shown: map[string]*model.Post{}, pending: map[string]pended{},
		hooks: map[string]*hook{}, sockets: map[*socket]bool{},
	}
	s.web = httptest.NewServer(s.routes())
	t.Cleanup(func() {
		s.hangUp()
		s.web.Close()
	})
	out := &Server{URL: s.web.URL}
	out.Admin = s.account("admin", "System Administrator")
	out.Team = s.team(&model.Team{Name: "demo-force", DisplayName: "Demo Force", Type: model.TeamInvite})
	for _, p := range force.Demo().People.All() {
		if p.Guest {
			continue
		}
		a := s.account(string(p.ID), p.Name)
		s.inTeam[pair{out.Team.Id, a.ID}] = true
		out.Accounts = append(out.Accounts, a)
	}
	return out
}

func (s *standIn) account(username, name string) Account {
	a := Account{ID: model.NewId(), Username: username, Name: name, Password: rand.Text()}
	s.users[a.ID] = &model.User{Id: a.ID, Username: username, LastName: name, Password: a.Password, Roles: model.SystemUserRoleId}
	return a
}

func (s *standIn) team(t *model.Team) *model.Team {
	t.Id = model.NewId()
	s.teams[t.Id] = t
	return t
}

// call is one request of the API: who makes it, and with what.
type call struct {
	*http.Request
	user string
}

func (c *call) body(v any) *model.AppError {
	if err := json.NewDecoder(c.Request.Body).Decode(v); err != nil {
		return refusal(http.StatusBadRequest, "api.context.invalid_body_param.app_error")
	}
	return nil
}

// me is the account that a part of the path names: "me" is whoever asks.
func (c *call) me(part string) string {
	if id := c.PathValue(part); id != model.Me {
		return id
	}
	return c.user
}

func refusal(status int, id string) *model.AppError {
	return model.NewAppError("stand-in", id, nil, "", status)
}

var (
	errNotFound  = refusal(http.StatusNotFound, "store.not_found.app_error")
	errForbidden = refusal(http.StatusForbidden, "api.context.permissions.app_error")
	ok           = map[string]string{"status": model.StatusOk}
)

func (s *standIn) routes() http.Handler {
	m := http.NewServeMux()
	on := func(pattern string, f func(*call) (any, *model.AppError)) {
		method, path, _ := strings.Cut(pattern, " ")
		m.HandleFunc(method+" /api/v4"+path, func(w http.ResponseWriter, r *http.Request) {
			c := &call{Request: r, user: s.whose(r.Header.Get("Authorization"))}
			if c.user == "" {
				give(w, nil, refusal(http.StatusUnauthorized, "api.context.session_expired.app_error"))
				return
			}
			v, e := f(c)
			give(w, v, e)
		})
	}
	m.HandleFunc("POST /api/v4/users/login", s.login)
	m.HandleFunc("GET /api/v4/websocket", s.connect)
	m.HandleFunc("POST /hooks/commands/{hook}", s.hooked)
	on("GET /config/client", s.config)
	on("GET /users/{user}", s.getUser)
	on("POST /users/usernames", s.byName)
	on("POST /users/{user}/tokens", s.token)
	on("POST /bots", s.makeBot)
	on("POST /teams", s.makeTeam)
	on("POST /teams/{team}/members", s.joinTeam)
	on("GET /teams/name/{name}", s.teamByName)
	s.rooms(on)
	s.said(on)
	on("POST /commands", s.makeCommand)
	on("POST /commands/execute", s.execute)
	on("POST /posts/{post}/actions/{action}", s.press)
	on("POST /actions/dialogs/open", s.openDialog)
	on("POST /actions/dialogs/submit", s.submitDialog)
	return m
}

func give(w http.ResponseWriter, v any, e *model.AppError) {
	w.Header().Set("Content-Type", "application/json")
	if e != nil {
		w.WriteHeader(e.StatusCode)
		_, _ = w.Write([]byte(e.ToJSON()))
		return
	}
	_ = json.NewEncoder(w).Encode(v)
}

func (s *standIn) whose(authorization string) string {
	_, token, _ := strings.Cut(authorization, " ")
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[token]
}

func (s *standIn) login(w http.ResponseWriter, r *http.Request) {
	var in struct {
		Login    string `json:"login_id"`
		Password string `json:"password"`
	}
	e := (&call{Request: r}).body(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, u := range s.users {
		if e == nil && u.Username == in.Login && u.Password == in.Password && !u.IsBot {
			token := model.NewId()
			s.tokens[token] = id
			w.Header().Set(model.HeaderToken, token)
			give(w, public(u), nil)
			return
		}
	}
	give(w, nil, refusal(http.StatusUnauthorized, "api.user.login.invalid_credentials_email_username"))
}

// public is an account without its password.
func public(u *model.User) *model.User {
	out := *u
	out.Password = ""
	return &out
}

func (s *standIn) getUser(c *call) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.users[c.me("user")]
	if u == nil {
		return nil, errNotFound
	}
	return public(u), nil
}

func (s *standIn) byName(c *call) (any, *model.AppError) {
	var names []string
	e := c.body(&names)
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []*model.User{}
	for _, name := range names {
		for _, u := range s.users {
			if u.Username == name {
				out = append(out, public(u))
			}
		}
	}
	return out, e
}

func (s *standIn) makeBot(c *call) (any, *model.AppError) {
	var b model.Bot
	e := c.body(&b)
	s.mu.Lock()
	defer s.mu.Unlock()
	b.UserId = model.NewId()
	s.users[b.UserId] = &model.User{Id: b.UserId, Username: b.Username, IsBot: true, Roles: model.SystemUserRoleId}
	return &b, e
}

func (s *standIn) token(c *call) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &model.UserAccessToken{Id: model.NewId(), Token: model.NewId(), UserId: c.PathValue("user"), IsActive: true}
	s.tokens[t.Token] = t.UserId
	return t, nil
}

func (s *standIn) makeTeam(c *call) (any, *model.AppError) {
	var t model.Team
	e := c.body(&t)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inTeam[pair{s.team(&t).Id, c.user}] = true
	return &t, e
}

func (s *standIn) joinTeam(c *call) (any, *model.AppError) {
	var in model.TeamMember
	e := c.body(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inTeam[pair{c.PathValue("team"), in.UserId}] = true
	return &in, e
}

func (s *standIn) teamByName(c *call) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.teams {
		if t.Name == c.PathValue("name") && s.inTeam[pair{t.Id, c.user}] {
			return t, nil
		}
	}
	return nil, errNotFound
}

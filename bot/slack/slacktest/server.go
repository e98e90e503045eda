package slacktest

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// The identities of the workspace and of the app in it. They are obviously nobody's.
const (
	Team          = "T0FICTIONAL"
	AppID         = "A0LOGGIST"
	BotUser       = "U0LOGGIST"
	BotID         = "B0LOGGIST"
	BotToken      = "xoxb-fictional-bot"
	AppToken      = "xapp-fictional-app"
	SigningSecret = "0123456789abcdef-fictional"
)

// replyWithin is how long Slack waits for an answer, and how long a trigger lives.
const replyWithin = 3 * time.Second

// AllScopes are the bot scopes that the workspace grants unless told otherwise.
var AllScopes = []string{
	"app_mentions:read", "bookmarks:read", "bookmarks:write", "channels:read", "chat:write", "commands", "files:read", "groups:history", "groups:read", "groups:write",
	"im:history", "im:read", "im:write", "pins:write", "reactions:read", "users:read",
}

// User is somebody of the workspace.
type User struct {
	ID, Name       string
	Guest, Deleted bool
}

// Server is one workspace with one app installed. It is safe for concurrent use.
type Server struct {
	http *httptest.Server
	// PingEvery is how often a socket is pinged.
	PingEvery time.Duration
	// Patience is how long an act waits for its answer, and how long a trigger lives: three seconds, as at Slack. A test that is
	// not about that gives a machine that is busy more.
	Patience time.Duration

	mu       sync.Mutex
	scopes   []string
	app      *manifest // nil: everything is declared
	users    map[string]User
	channels map[string]*channel
	order    []string // channel ids, as they were made
	triggers map[string]*trigger
	views    map[string]*View
	home     map[string]*View
	answers  map[string]*answerURL
	files    map[string]File
	acts     []*Act
	faults   map[string][]*Fault
	revoked  map[string]bool // tokens
	calls    []Call
	url      string // where HTTP mode delivers; empty is socket mode
	sockets  []*socket
	tickets  map[string]bool
	n        int
	last     time.Time // of the newest message: each is later
	closed   bool
}

type trigger struct {
	until time.Time
	used  bool
	act   *Act
	user  string
}

// answerURL is a response_url: five uses in thirty minutes.
type answerURL struct {
	until time.Time
	uses  int
	act   *Act
}

// Call is one call of the Web API, as it came.
type Call struct {
	Method string
	Args   map[string]string
	At     time.Time
}

// New starts a workspace in socket mode.
func New() *Server {
	s := &Server{
		PingEvery: 200 * time.Millisecond, Patience: replyWithin, scopes: slices.Clone(AllScopes), users: map[string]User{}, channels: map[string]*channel{}, triggers: map[string]*trigger{},
		views: map[string]*View{}, home: map[string]*View{}, answers: map[string]*answerURL{}, files: map[string]File{}, faults: map[string][]*Fault{}, revoked: map[string]bool{}, tickets: map[string]bool{},
	}
	s.users[BotUser] = User{ID: BotUser, Name: "loggist"}
	m := http.NewServeMux()
	m.HandleFunc("/api/{method}", s.api)
	m.HandleFunc("POST /commands/{token}", s.responseURL)
	m.HandleFunc("GET /link/", s.link)
	m.HandleFunc("GET /files/{id}", s.file)
	m.HandleFunc("GET /signin", s.signInPage)
	s.http = httptest.NewServer(m)
	return s
}

// Close ends the workspace and every connection to it.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	open := slices.Clone(s.sockets)
	s.mu.Unlock()
	for _, c := range open {
		c.close()
	}
	s.http.CloseClientConnections()
	s.http.Close()
}

// APIURL is what the app is given in the place of https://slack.com/api/.
func (s *Server) APIURL() string { return s.http.URL + "/api/" }

// DeliverTo switches to HTTP mode: everything is delivered to url, signed. An empty url is socket mode again.
func (s *Server) DeliverTo(url string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.url = url
}

// Grant sets the bot scopes that the workspace grants.
func (s *Server) Grant(scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scopes = slices.Clone(scopes)
}

// AddUser puts people into the workspace.
func (s *Server) AddUser(users ...User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range users {
		s.users[u.ID] = u
	}
}

// Calls are the calls of a method so far; of all, if it is empty.
func (s *Server) Calls(method string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if method == "" || c.Method == method {
			out = append(out, c)
		}
	}
	return out
}

// id makes an identifier that looks like one of Slack's. The lock is held.
func (s *Server) id(prefix string) string {
	s.n++
	return fmt.Sprintf("%s0%06d", prefix, s.n)
}

// ts is the timestamp of a new message: unique, and later than every one before. The lock is held.
func (s *Server) ts() string {
	now := time.Now().Truncate(time.Microsecond)
	if !now.After(s.last) {
		now = s.last.Add(time.Microsecond)
	}
	s.last = now
	return fmt.Sprintf("%d.%06d", now.Unix(), now.Nanosecond()/1000)
}

// trigger makes a trigger id of an act, good for three seconds and one use. The lock is held.
func (s *Server) trigger(a *Act) string {
	id := fmt.Sprintf("%d.%d.%s", time.Now().UnixMicro(), s.n, strings.ToLower(rand.Text()))
	s.n++
	s.triggers[id] = &trigger{until: time.Now().Add(s.Patience), act: a, user: a.User}
	return id
}

// answer makes a response_url of an act. The lock is held.
func (s *Server) answer(a *Act) string {
	token := strings.ToLower(rand.Text())
	s.answers[token] = &answerURL{until: time.Now().Add(30 * time.Minute), act: a}
	return s.http.URL + "/commands/" + token
}

// channel is a conversation: a room, or a person's own with the app.
type channel struct {
	slack.Channel
	members   []string
	messages  []*Message
	pins      []string
	bookmarks []slack.Bookmark
}

// Message is one message as the workspace keeps it.
type Message struct {
	TS, ThreadTS, User, BotID, Subtype, Text string
	Blocks                                   []slack.Block
	Metadata                                 *slack.SlackMetadata
	Files                                    []File
	Edited                                   bool
}

func (c *channel) message(ts string) *Message {
	for _, m := range c.messages {
		if m.TS == ts {
			return m
		}
	}
	return nil
}

func (c *channel) isMember(user string) bool { return slices.Contains(c.members, user) }

// OpenChannel makes a channel that the app did not make, with members in it.
func (s *Server) OpenChannel(name string, private bool, members ...string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.newChannel(name, private, members[0])
	c.members = slices.Clone(members)
	return c.ID
}

// newChannel makes a channel. The lock is held.
func (s *Server) newChannel(name string, private bool, creator string) *channel {
	c := &channel{members: []string{creator}}
	c.ID, c.Name, c.NameNormalized, c.Creator = s.id("C"), name, name, creator
	c.IsPrivate, c.IsGroup, c.IsChannel, c.ContextTeamID = private, false, true, Team
	s.channels[c.ID] = c
	s.order = append(s.order, c.ID)
	return c
}

// direct is a person's own conversation with the app. The lock is held.
func (s *Server) direct(user string) *channel {
	for _, id := range s.order {
		if c := s.channels[id]; c.IsIM && c.Conversation.User == user {
			return c
		}
	}
	c := &channel{members: []string{user, BotUser}}
	c.ID, c.IsIM, c.Conversation.User = s.id("D"), true, user
	s.channels[c.ID] = c
	s.order = append(s.order, c.ID)
	return c
}

// Direct is the id of a person's own conversation with the app.
func (s *Server) Direct(user string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.direct(user).ID
}

// Room is the id of the channel of that name, "" if there is none.
func (s *Server) Room(name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.order {
		if s.channels[id].Name == name {
			return id
		}
	}
	return ""
}

// Look returns what user sees in a channel, oldest first, thread replies among it; false where he cannot look.
func (s *Server) Look(user, id string) ([]Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[id]
	if c == nil || !c.isMember(user) {
		return nil, false
	}
	out := make([]Message, 0, len(c.messages))
	for _, m := range c.messages {
		out = append(out, *m)
	}
	return out, true
}

// Topic is what the head of a channel says; Pins are the messages pinned in it, Bookmarks the titles at its top.
func (s *Server) Topic(id string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.channels[id]; c != nil {
		return c.Channel.Topic.Value
	}
	return ""
}

// Pins are the messages pinned in a channel.
func (s *Server) Pins(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.channels[id].pins)
}

// Bookmarks are the titles of the links at the top of a channel.
func (s *Server) Bookmarks(id string) (out []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.channels[id].bookmarks {
		out = append(out, b.Title)
	}
	return out
}

// Members are those in a channel.
func (s *Server) Members(id string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.channels[id].members)
}

// Home is the tab that the app published for a person, nil if none.
func (s *Server) Home(user string) *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.home[user]
}

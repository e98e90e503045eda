package mattermost

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

// Name is what requests call this platform.
const Name = "mattermost"

// messageLimit is the longest text of one message: the longest entry (64 kB) and what is said around it.
const messageLimit = 96 << 10

// callTimeout bounds one call of the API.
const callTimeout = 12 * time.Second

// Sealer seals what goes through other hands. Only the same additional data opens it.
type Sealer interface {
	Seal(plain, aad []byte) []byte
	Open(sealed, aad []byte) ([]byte, error)
}

// Command is a slash command as the server has it.
type Command struct {
	Team    string // its id
	Trigger string // without the stroke
	Token   string // the server's proof that it is the server
}

// Options are what an adapter is made from.
type Options struct {
	// URL is where the server is; Token the bot account's.
	URL, Token string
	// Team is the name of the team in which rooms are opened.
	Team string
	// Callback is where the server reaches Handler.
	Callback string
	Commands []Command
	// Slash is what /ci is called here, without the stroke; empty is ci.
	Slash string
	// Capture is the emoji, without colons, that logs a message; empty for none.
	Capture string
	Sealer  Sealer
	Logger  *slog.Logger
	// Up is told whether the token is taken and the socket open; nil tells nobody.
	Up *obs.Up
}

func (o *Options) validate() error {
	var errs []error
	for name, s := range map[string]string{"server": o.URL, "callback": o.Callback} {
		if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			errs = append(errs, fmt.Errorf("the address of the %s is no URL", name))
		}
	}
	if o.Token == "" {
		errs = append(errs, errors.New("no token of the bot account"))
	}
	if o.Team == "" {
		errs = append(errs, errors.New("no team"))
	}
	if o.Sealer == nil {
		errs = append(errs, errors.New("no key to seal with"))
	}
	if o.Logger == nil {
		errs = append(errs, errors.New("no logger"))
	}
	return errors.Join(errs...)
}

// Platform is one server. It is safe for concurrent use.
type Platform struct {
	Options
	api     *model.Client4
	client  *http.Client
	limits  limits
	known   known
	signing signing

	receiving bot.Receiving

	mu   sync.Mutex
	self identity
}

// identity is who the bot is on the server, and where it opens rooms.
type identity struct{ user, name, team string }

var (
	_ bot.Platform = (*Platform)(nil)
	_ bot.Finder   = (*Platform)(nil)
	_ bot.Looker   = (*Platform)(nil)
)

// New makes an adapter. It asks nothing of the server yet.
func New(o Options) (*Platform, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("mattermost: %w", err)
	}
	return asking(o), nil
}

// asking makes an adapter from options as they are.
func asking(o Options) *Platform {
	o.URL, o.Callback = strings.TrimRight(o.URL, "/"), strings.TrimRight(o.Callback, "/")
	p := &Platform{Options: o, client: &http.Client{Timeout: callTimeout}, known: newKnown()}
	p.api = client(o.URL, o.Token, p.client)
	return p
}

// client is a client of the server's API that gives up on a call, as the one of the model does not.
func client(url, token string, c *http.Client) *model.Client4 {
	api := model.NewAPIv4Client(url)
	api.HTTPClient = c
	api.SetToken(token)
	return api
}

// Traits says what Mattermost can do. The same key twice is one message for half a minute only: Find settles what is older.
func (p *Platform) Traits() bot.Traits {
	return bot.Traits{
		Buttons: true, Forms: true, Edit: true, Private: true, Topic: true, Pin: true, MessageLimit: messageLimit, ReplyWithin: 3 * time.Second,
	}
}

// Receive hands what people do to h until ctx ends, and then waits for what is under way. A server that cannot be reached, or
// does not know the token any more, is tried again for ever: the record and other platforms go on meanwhile.
func (p *Platform) Receive(ctx context.Context, h bot.Handler) error {
	p.receiving.Begin(ctx, h)
	p.listen(ctx)
	p.receiving.End()
	return nil
}

// whoami is who the bot is on the server, asked once.
func (p *Platform) whoami(ctx context.Context) (identity, error) {
	p.mu.Lock()
	self := p.self
	p.mu.Unlock()
	if self.user != "" {
		return self, nil
	}
	me, r, err := p.api.GetMe(ctx, "")
	if err != nil {
		return identity{}, p.failed("users/me", r, err)
	}
	team, r, err := p.api.GetTeamByName(ctx, p.Team, "")
	if err != nil {
		e := p.failed("teams/name", r, err)
		if e.Class == bot.Permanent { // it is not in the team (yet)
			e.Class = bot.Unauthorised
		}
		return identity{}, e
	}
	self = identity{user: me.Id, name: me.Username, team: team.Id}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.self = self
	return self, nil
}

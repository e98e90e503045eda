package slack

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

// Name is what requests call this platform.
const Name = "slack"

// Mode is how Slack reaches the adapter.
type Mode string

// The modes.
const (
	Socket Mode = "socket" // over connections that the adapter opens
	HTTP   Mode = "http"   // over an address that Slack can reach
)

// messageLimit is the longest text of one message; what Slack does not take at once goes on in a thread. The longest
// entry (64 kB) and what is said around it fit.
const messageLimit = 128 << 10

// callTimeout bounds one call of the Web API.
const callTimeout = 12 * time.Second

// Options are what an adapter is made from.
type Options struct {
	Mode Mode
	// BotToken is the app's token in the workspace; AppToken opens connections in socket mode; SigningSecret proves in HTTP
	// mode that a request is Slack's.
	BotToken, AppToken, SigningSecret string
	// Slash is what /ci is called here, without the stroke; empty is ci.
	Slash string
	// Capture is the emoji, without colons, that logs a message; empty for none.
	Capture string
	// Board are the questions, as they follow /ci, whose answers make up a person's home tab.
	Board []string
	// Connections is how many sockets are kept open; 0 is two.
	Connections int
	// APIURL is where the Web API is, if not at Slack: a stand-in. It ends in a stroke.
	APIURL string
	// PingWithin is how long a connection without a ping is taken for alive; 0 is 30 seconds.
	PingWithin time.Duration
	// LookEvery is how often it is looked whether Slack can be used; 0 is 15 seconds.
	LookEvery time.Duration
	Logger    *slog.Logger
	// Up is told whether it can; nil tells nobody.
	Up *obs.Up
}

func (o *Options) validate() error {
	var errs []error
	if o.BotToken == "" {
		errs = append(errs, errors.New("no bot token"))
	}
	switch {
	case o.Mode == Socket && o.AppToken == "":
		errs = append(errs, errors.New("no app token: socket mode needs one"))
	case o.Mode == HTTP && o.SigningSecret == "":
		errs = append(errs, errors.New("no signing secret: HTTP mode needs it"))
	case o.Mode != Socket && o.Mode != HTTP:
		errs = append(errs, fmt.Errorf("mode %q: socket or http", o.Mode))
	}
	if o.Logger == nil {
		errs = append(errs, errors.New("no logger"))
	}
	return errors.Join(errs...)
}

// Platform is one workspace. It is safe for concurrent use.
type Platform struct {
	Options
	api     *slack.Client
	client  *http.Client
	limits  limits
	rooms   roomCache
	forms   formShelf
	done    seen
	sockets sockets

	receiving bot.Receiving

	mu   sync.Mutex
	self identity
}

// identity is who the app is.
type identity struct{ team, user, bot string }

var (
	_ bot.Platform = (*Platform)(nil)
	_ bot.Finder   = (*Platform)(nil)
	_ bot.Looker   = (*Platform)(nil)
)

// New makes an adapter. It asks nothing of Slack yet.
func New(o Options) (*Platform, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("slack: %w", err)
	}
	if o.Connections == 0 {
		o.Connections = 2
	}
	if o.LookEvery == 0 {
		o.LookEvery = 15 * time.Second
	}
	p := &Platform{Options: o, client: &http.Client{Timeout: callTimeout}}
	p.api = newAPI(o, p.client)
	return p, nil
}

// newAPI is a client of the Web API that sends everything once: what a failed call means is decided here.
func newAPI(o Options, client *http.Client) *slack.Client {
	options := []slack.Option{slack.OptionHTTPClient(client), slack.OptionAppLevelToken(o.AppToken)}
	if o.APIURL != "" {
		options = append(options, slack.OptionAPIURL(o.APIURL))
	}
	return slack.New(o.BotToken, options...)
}

// Traits says what Slack can do. The same key twice is two messages: Find settles it.
func (p *Platform) Traits() bot.Traits {
	return bot.Traits{
		Buttons: true, Forms: true, Edit: true, Private: true, Topic: true, Pin: true, MessageLimit: messageLimit, ReplyWithin: 3 * time.Second,
	}
}

// Receive hands what people do to h until ctx ends, and then waits for what is under way. A workspace that cannot be
// reached, or does not know the tokens any more, is tried again for ever: the record and other platforms go on meanwhile.
func (p *Platform) Receive(ctx context.Context, h bot.Handler) error {
	p.receiving.Begin(ctx, h)
	var wg sync.WaitGroup
	if p.Mode == Socket {
		for range p.Connections {
			wg.Go(func() { p.connection(ctx) })
		}
	}
	wg.Go(func() { p.watch(ctx) })
	wg.Wait()
	p.receiving.End()
	return nil
}

// whoami is who the app is in the workspace, asked once.
func (p *Platform) whoami(ctx context.Context) (identity, error) {
	p.mu.Lock()
	self := p.self
	p.mu.Unlock()
	if self.user != "" {
		return self, nil
	}
	r, err := p.api.AuthTestContext(ctx)
	if err != nil {
		return identity{}, p.failed("auth.test", "", err)
	}
	self = identity{team: r.TeamID, user: r.UserID, bot: r.BotID}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.self = self
	return self, nil
}

// seen remembers for a while which events were answered, so that a person is not told twice what was not recorded. What
// was recorded is known for ever elsewhere.
type seen struct {
	mu sync.Mutex
	at map[string]time.Time
}

const (
	seenFor  = 10 * time.Minute
	seenMost = 5000
)

// first reports whether id comes for the first time.
func (s *seen) first(id string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, ok := s.at[id]; ok && now.Sub(at) < seenFor {
		return false
	}
	if s.at == nil {
		s.at = map[string]time.Time{}
	}
	for k, at := range s.at {
		if now.Sub(at) >= seenFor || len(s.at) > seenMost {
			delete(s.at, k)
		}
	}
	s.at[id] = now
	return true
}

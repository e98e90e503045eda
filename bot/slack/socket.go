package slack

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"loggist/bot"
	"loggist/internal/obs"
)

const (
	// patience is how long the library may wait between two tries; it would go up to five minutes.
	patience = 15 * time.Second
	// again is how long a connection that ended for good is left before it is tried anew.
	againAfter = 5 * time.Second
	// ackMost is the longest acknowledgement: Slack drops longer ones without a word.
	ackMost = 18 << 10
)

// connection keeps one socket open until ctx ends, whatever ends it.
func (p *Platform) connection(ctx context.Context) {
	last := ""
	for ctx.Err() == nil {
		began := time.Now()
		err := p.socket(ctx)
		if ctx.Err() != nil {
			return
		}
		if time.Since(began) > time.Minute {
			last = ""
		}
		e, ok := errors.AsType[*bot.SendError](err)
		if !ok {
			e = classify("apps.connections.open", err)
			if e.Class == bot.Unauthorised {
				p.Up.Down(ctx, obs.PartConnection, e.Err, mendApp)
			}
		}
		if e.Error() != last { // one that stays the same is said once
			last = e.Error()
			p.Logger.WarnContext(ctx, "a connection to the platform ended and is opened again", obs.Platform(Name), obs.Class(string(e.Class)), obs.Error(e))
		}
		select {
		case <-ctx.Done():
		case <-time.After(againAfter):
		}
	}
}

// errImpatient ends a connection that the library would leave alone for longer than is good.
var errImpatient = errors.New("waited too long to connect")

// socket runs one client of socket mode until it ends.
func (p *Platform) socket(ctx context.Context) error {
	if _, err := p.whoami(ctx); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	options := []socketmode.Option{socketmode.OptionLog(log.New(io.Discard, "", 0))}
	if p.PingWithin > 0 {
		options = append(options, socketmode.OptionPingInterval(p.PingWithin))
	}
	c := socketmode.New(newAPI(p.Options, p.client), options...)
	ended := make(chan error, 1)
	go func() { ended <- c.RunContext(ctx) }()
	open := 0 // this socket
	opened := func(n int) {
		p.sockets.add(n-open, time.Now())
		open = n
	}
	defer opened(0)
	for {
		select {
		case err := <-ended:
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return err
		case e := <-c.Events:
			switch data := e.Data.(type) {
			case *slack.ConnectionErrorEvent:
				if data.Backoff > patience {
					cancel(errImpatient)
				}
			case *slack.ConnectingEvent:
				opened(0)
			case *socketmode.ConnectedEvent:
				opened(1)
				p.Up.Well(ctx, obs.PartConnection)
			default:
				p.envelope(c, e)
			}
		}
	}
}

// envelope takes one payload. What it holds is carried through on its own: a slow one holds up no other.
func (p *Platform) envelope(c *socketmode.Client, e socketmode.Event) {
	var request socketmode.Request
	switch bad, unread := e.Data.(*socketmode.ErrorBadMessage); {
	case unread && json.Unmarshal(bad.Message, &request) == nil && request.Type == socketmode.RequestTypeEventsAPI:
		e.Type = socketmode.EventTypeEventsAPI // the library knows not all events, and we need little of each
	case unread:
		p.Logger.Warn("a payload could not be read", obs.Platform(Name))
		return
	case e.Request == nil:
		return
	default:
		request = *e.Request
	}
	ack := func(ctx context.Context, body any) error {
		if body == nil {
			return c.AckCtx(ctx, request.EnvelopeID, nil)
		}
		if b, err := json.Marshal(body); err != nil || len(b) > ackMost {
			return errors.Join(errTooLong, c.AckCtx(ctx, request.EnvelopeID, nil))
		}
		return c.AckCtx(ctx, request.EnvelopeID, body)
	}
	switch e.Type {
	case socketmode.EventTypeSlashCommand:
		if cmd, ok := e.Data.(slack.SlashCommand); ok {
			p.take(func(ctx context.Context, h bot.Handler) { p.slash(ctx, h, cmd, ack) })
		}
	case socketmode.EventTypeInteractive:
		if cb, ok := e.Data.(slack.InteractionCallback); ok {
			p.take(func(ctx context.Context, h bot.Handler) { p.interaction(ctx, h, cb, ack) })
		}
	case socketmode.EventTypeEventsAPI:
		p.take(func(ctx context.Context, h bot.Handler) { p.event(ctx, h, request.Payload, ack) })
	}
}

// errTooLong says that an answer does not fit into the acknowledgement: it was acknowledged without.
var errTooLong = errors.New("the answer is too long for an acknowledgement")

// acknowledge answers Slack, which then waits no longer; body is what it shows, nil for nothing.
type acknowledge func(ctx context.Context, body any) error

// take starts work on what came in, unless nobody receives: then it stays unacknowledged, and Slack delivers it again or
// says so to the person.
func (p *Platform) take(work func(context.Context, bot.Handler)) bool {
	h, ctx, done, ok := p.receiving.Borrow()
	if !ok {
		return false
	}
	go func() {
		defer done()
		work(ctx, h)
	}()
	return true
}

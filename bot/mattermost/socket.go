package mattermost

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

const (
	retryMin = 500 * time.Millisecond
	retryMax = 15 * time.Second
	queueOf  = 10000
)

// listen takes what happens in the rooms of the bot, until ctx ends: over a web socket that is opened again whenever it
// closes. What happened while it was closed, or was missed, is read from the posts.
func (p *Platform) listen(ctx context.Context) {
	queue := make(chan func(context.Context, bot.Handler), queueOf)
	go p.work(ctx, queue)
	l := &listening{p: p, queue: queue}
	for wait := retryMin; ctx.Err() == nil; {
		begun := time.Now()
		l.once(ctx)
		if time.Since(begun) > retryMax {
			wait = retryMin
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
		wait = min(2*wait, retryMax)
	}
}

// work deals with what happened, in order, beside what the socket goes on to read; and looks at the rooms now and then.
func (p *Platform) work(ctx context.Context, queue <-chan func(context.Context, bot.Handler)) {
	look := time.NewTicker(channelsFor)
	defer look.Stop()
	for {
		var f func(context.Context, bot.Handler)
		select {
		case <-ctx.Done():
			return
		case f = <-queue:
		case <-look.C:
			f = p.lookAtRooms
		}
		h, during, done, ok := p.receiving.Borrow()
		if !ok {
			return
		}
		f(during, h)
		done()
	}
}

// listening is the state of the socket between its connections.
type listening struct {
	p     *Platform
	queue chan<- func(context.Context, bot.Handler)
	// since is until when nothing was missed, zero if the process has just started; conn and seq are what the server knows us by.
	since time.Time
	conn  string
	seq   int64
}

// once opens the socket and reads it until it closes.
func (l *listening) once(ctx context.Context) {
	p := l.p
	if _, err := p.whoami(ctx); err != nil {
		e := bot.AsSendError(err)
		p.warn(ctx, "the platform cannot be asked who we are", e)
		p.Up.Down(ctx, obs.PartConnection, e.Err, mendReach)
		return
	}
	if _, r, err := p.api.GetMe(ctx, ""); err != nil { // who we are is known, whether we still are is not
		e := p.failed("users/me", r, err)
		p.warn(ctx, "the platform does not take our token, or is away", e)
		if e.Class != bot.Unauthorised {
			p.Up.Down(ctx, obs.PartConnection, e.Err, mendReach)
		}
		return
	}
	p.Up.Well(ctx, obs.PartToken)
	ws, err := model.NewReliableWebSocketClientWithDialer(nil, "ws"+strings.TrimPrefix(p.URL, "http"), p.Token, l.conn, int(l.seq), true)
	if err != nil {
		p.Logger.WarnContext(ctx, "the platform's socket could not be opened", obs.Platform(Name))
		p.Up.Down(ctx, obs.PartConnection, errNoSocket, mendReach)
		return
	}
	ws.Listen()
	defer func() {
		ws.Close()
		go drain(ws) // or its own goroutines never end
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case e, open := <-ws.EventChannel:
			if !open {
				p.Logger.WarnContext(ctx, "the platform's socket was closed", obs.Platform(Name))
				return
			}
			l.take(ctx, e)
		case <-ws.ResponseChannel:
		case <-ws.PingTimeoutChannel:
			p.Logger.WarnContext(ctx, "the platform's socket says nothing any more", obs.Platform(Name))
			return
		}
	}
}

var errNoSocket = errors.New("the web socket could not be opened")

func drain(ws *model.WebSocketClient) {
	for range ws.EventChannel { //nolint:revive // until it is closed
	}
}

// take takes one event. A new connection, and a number that was skipped, mean that something was missed.
func (l *listening) take(ctx context.Context, e *model.WebSocketEvent) {
	missed := false
	if e.EventType() == model.WebsocketEventHello {
		conn, _ := e.GetData()["connection_id"].(string)
		l.p.Up.Well(ctx, obs.PartConnection)
		missed = conn == "" || conn != l.conn
		l.conn = conn
	} else if e.GetSequence() != l.seq {
		missed = true
	}
	l.seq = e.GetSequence() + 1
	if missed {
		since := l.since
		l.put(ctx, func(ctx context.Context, h bot.Handler) { l.p.catchUp(ctx, h, since) })
	}
	l.put(ctx, func(ctx context.Context, h bot.Handler) { l.p.event(ctx, h, e) })
	l.since = time.Now()
}

// put queues what is to be done. Where the queue is full it waits: the socket is closed by the server then, and what was
// missed is caught up with.
func (l *listening) put(ctx context.Context, f func(context.Context, bot.Handler)) {
	select {
	case l.queue <- f:
	case <-ctx.Done():
	}
}

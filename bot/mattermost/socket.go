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
	// restartFor is how far back it looks when the process starts: as long as one takes to be started again.
	restartFor = 2 * time.Minute
	// overlap is how much further back it looks after a gap: clocks differ, and what is told again is recognised.
	overlap  = 10 * time.Second
	retryMin = 500 * time.Millisecond
	retryMax = 15 * time.Second
	queueOf  = 10000
)

// listen takes what happens in the rooms of the bot, until ctx ends: over a web socket that is opened again whenever it
// closes. What happened while it was closed, or was missed, is read from the posts.
func (p *Platform) listen(ctx context.Context) {
	queue := make(chan func(context.Context, bot.Handler), queueOf)
	go p.work(ctx, queue)
	l := &listening{p: p, queue: queue, since: time.Now().Add(-restartFor)}
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
		h, during, done, ok := p.borrow()
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
	// since is until when nothing was missed; conn and seq are what the server knows us by.
	since time.Time
	conn  string
	seq   int64
}

// once opens the socket and reads it until it closes.
func (l *listening) once(ctx context.Context) {
	p := l.p
	if _, err := p.whoami(ctx); err != nil {
		e := asSendError(err)
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
		l.put(ctx, func(ctx context.Context, h bot.Handler) { l.p.catchUp(ctx, h, since.Add(-overlap)) })
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

// catchUp tells what happened in the rooms of the bot since then: from the posts, among which are those of the server itself
// about who came and went.
func (p *Platform) catchUp(ctx context.Context, h bot.Handler, since time.Time) {
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	list, r, err := p.api.GetChannelsForTeamForUser(ctx, self.team, self.user, false, "")
	if err != nil {
		p.warn(ctx, "what was missed could not be read", p.failed("channels", r, err))
		return
	}
	for _, c := range list {
		if c.Type == model.ChannelTypePrivate {
			p.roomFit(ctx, h, c.Id, "")
		}
		if time.UnixMilli(c.LastPostAt).Before(since.Add(-24 * time.Hour)) {
			continue // nothing was written there for so long that nothing is changed there
		}
		posts, r, err := again(ctx, p, c.Id, func() (*model.PostList, *model.Response, error) {
			return p.api.GetPostsSince(ctx, c.Id, since.UnixMilli(), false)
		})
		if err != nil {
			p.warn(ctx, "what was missed could not be read", p.failed("channels/posts", r, err))
			continue
		}
		all := posts.ToSlice()
		for i := len(all) - 1; i >= 0; i-- {
			p.missed(ctx, h, all[i], since)
		}
	}
}

// missed tells what happened to one post since then.
func (p *Platform) missed(ctx context.Context, h bot.Handler, x *model.Post, since time.Time) {
	at := since.UnixMilli()
	switch {
	case x.DeleteAt >= at:
		p.changed(ctx, h, x, "", true)
	case x.DeleteAt != 0:
	case x.CreateAt >= at:
		p.posted(ctx, h, x)
	case x.EditAt >= at:
		p.changed(ctx, h, x, x.UserId, false)
	}
	if p.Capture == "" || !x.HasReactions || x.DeleteAt != 0 {
		return
	}
	marks, r, err := p.api.GetReactions(ctx, x.Id)
	if err != nil {
		p.warn(ctx, "what was missed could not be read", p.failed("posts/reactions", r, err))
		return
	}
	for _, m := range marks {
		if m.CreateAt >= at {
			p.marked(ctx, h, m, bot.KindMarked)
		}
	}
}

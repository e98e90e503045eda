package mattermost

import (
	"context"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

const (
	// downFor is how far back it looks when the process starts for what happened to rooms and messages: told again, it is
	// recognised.
	downFor = 24 * time.Hour
	// runFor is how old words to the bot may be that are still acted on. The rest is not what the person wants now.
	runFor = 2 * time.Minute
	// overlap is how much further back it looks after a gap: clocks differ, and what is told again is recognised.
	overlap = 10 * time.Second
)

// gap is a time in which the socket told nothing.
type gap struct {
	since time.Time
	// sure: what was written in it was not dealt with. At the start of the process another may have done that.
	sure bool
}

// catchUp tells what happened in the rooms of the bot since then, or since the process may have been down: from the posts, among
// which are those of the server itself about who came and went. A mark that was taken off in that time is not among them.
func (p *Platform) catchUp(ctx context.Context, h bot.Handler, since time.Time) {
	g := gap{since: since.Add(-overlap), sure: true}
	if since.IsZero() {
		g = gap{since: time.Now().Add(-downFor)}
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	list, r, err := p.api.GetChannelsForUserWithLastDeleteAt(ctx, self.user, 0) // of all teams
	if err != nil {
		p.warn(ctx, "what was missed could not be read", p.failed("users/channels", r, err))
		return
	}
	for _, c := range list {
		if c.Type == model.ChannelTypePrivate {
			p.known.forget(c.Id)
			p.roomFit(ctx, h, c.Id, "")
		}
		if c.Type == model.ChannelTypePrivate || c.Type == model.ChannelTypeDirect {
			p.catchUpIn(ctx, h, c.Id, g)
		}
	}
	p.lookAtRooms(ctx, h) // also at those that it is not in any more
}

func (p *Platform) catchUpIn(ctx context.Context, h bot.Handler, channel string, g gap) {
	posts, r, err := again(ctx, p, channel, func() (*model.PostList, *model.Response, error) {
		return p.api.GetPostsSince(ctx, channel, g.since.UnixMilli(), false)
	})
	if err != nil {
		p.warn(ctx, "what was missed could not be read", p.failed("channels/posts", r, err))
		return
	}
	all := posts.ToSlice()
	for i := len(all) - 1; i >= 0; i-- {
		p.missed(ctx, h, all[i], g)
	}
}

// missed tells what happened to one post since then.
func (p *Platform) missed(ctx context.Context, h bot.Handler, x *model.Post, g gap) {
	at := g.since.UnixMilli()
	switch {
	case x.DeleteAt >= at:
		p.changed(ctx, h, x, "", true)
	case x.DeleteAt != 0:
	case x.CreateAt >= at && (x.IsSystemMessage() || time.Since(time.UnixMilli(x.CreateAt)) < runFor):
		p.posted(ctx, h, x)
	case x.CreateAt >= at:
		p.tooOld(ctx, x, g)
	}
	if x.DeleteAt == 0 && x.EditAt >= at {
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
			p.reacted(ctx, h, m, bot.KindMarked, g.sure)
		}
	}
}

// tooOld tells a person that what he wrote to the bot came too late to be acted on.
func (p *Platform) tooOld(ctx context.Context, x *model.Post, g gap) {
	self, err := p.whoami(ctx)
	if err != nil || !g.sure || x.UserId == self.user || !p.first("posted/"+x.Id) {
		return
	}
	kind, err := p.kind(ctx, x.ChannelId)
	if err != nil || kind != model.ChannelTypeDirect {
		return
	}
	p.tell(ctx, target{channel: x.ChannelId, user: x.UserId}, bot.Reply{
		Text: "What you wrote reached me only now, more than two minutes later. Nothing was recorded. Please send it again if it still holds.",
	})
}

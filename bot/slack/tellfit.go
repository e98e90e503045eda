package slack

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// news is why a room is looked at: which, by whom it was changed, if known, and what tells this from other news.
type news struct{ channel, by, id string }

// roomChanged tells whether a room is fit for content, after something happened to it. ok is false where that could not be known
// and the event has to come again.
func (p *Platform) roomChanged(ctx context.Context, h bot.Handler, o outer, self identity) (ok bool) {
	e := &o.Event
	n := news{e.channel(), e.User, e.EventTS}
	var is bot.Fitness
	switch {
	case strings.HasSuffix(e.Type, "_archive") && e.User == self.user: // we closed it
		p.rooms.forget(n.channel)
		return true
	case e.Type == "group_left" || e.Type == "group_deleted":
		is.Unfit = bot.UnfitGone
	case e.Subtype == "channel_convert_to_public": // from then on it may not be looked at
		is.Unfit = bot.UnfitPublic
	default:
		_, _, err := p.lookAt(ctx, h, n)
		return err == nil || err.Class == bot.Permanent
	}
	p.rooms.telling.Lock()
	defer p.rooms.telling.Unlock()
	p.rooms.forget(n.channel)
	p.tellFit(ctx, h, n, is)
	return true
}

// moved looks whether a room is fit for content, if somebody who came or went is a guest, or may be one. ok is as of roomChanged.
func (p *Platform) moved(ctx context.Context, h bot.Handler, user string, n news) (ok bool) {
	self, err := p.whoami(ctx)
	if err != nil {
		return false
	}
	if u, err := p.user(ctx, user); err == nil && !isGuest(u, self.team) {
		return true
	}
	_, _, failed := p.lookAt(ctx, h, n)
	return failed == nil || failed.Class == bot.Permanent
}

// lookAt asks whether a room is fit for content, and tells it.
func (p *Platform) lookAt(ctx context.Context, h bot.Handler, n news) (is bot.Fitness, c *slack.Channel, failed *bot.SendError) {
	p.rooms.telling.Lock()
	defer p.rooms.telling.Unlock()
	p.rooms.forget(n.channel)
	c, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: n.channel})
	if code(err) == "channel_not_found" {
		is.Unfit = bot.UnfitGone
	} else if err != nil {
		failed = p.failed("conversations.info", n.channel, err)
	} else if is, _, err = p.fitness(ctx, c); err != nil {
		failed = bot.AsSendError(err)
	}
	if failed != nil {
		p.warn(ctx, "a room could not be looked at", failed)
		return is, nil, failed
	}
	p.tellFit(ctx, h, n, is)
	return is, c, nil
}

// tellFit tells whether a room is fit for content, and who makes it unfit, if that is not what was told last. What is told last is
// what is so: telling is held meanwhile.
func (p *Platform) tellFit(ctx context.Context, h bot.Handler, n news, is bot.Fitness) {
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	if before, told := p.rooms.toldOf(n.channel); told && before.Same(is) {
		return
	}
	r := p.request(bot.KindRoom, self.team, "")
	in(&r, n.channel)
	r.ID, r.By, r.Unfit, r.Outsiders = "room/"+n.channel+"/"+string(is.Unfit)+"/"+n.id, n.by, is.Unfit, is.Outsiders
	if h(ctx, r).OK {
		p.rooms.tell(n.channel, is)
	}
}

// noticed tells what was found out about a room without an event: it was shared while nobody listened, or a guest was put into
// it. It tells nothing that an event has overtaken.
func (p *Platform) noticed(channel string, k knownRoom) {
	p.take(func(ctx context.Context, h bot.Handler) {
		p.rooms.telling.Lock()
		defer p.rooms.telling.Unlock()
		if now, ok := p.rooms.of(channel); ok && now.at.Equal(k.at) {
			p.tellFit(ctx, h, news{channel: channel, id: k.at.Format(time.RFC3339Nano)}, k.Fitness)
		}
	})
}

// lookAtRooms looks at the rooms of the app once when it begins to receive: what happened while it did not is told by nobody. From
// then on it looks at those of which it told that they are unfit, since nothing is said there that would ask it. Where it meets a
// limit it goes on the next time.
func (p *Platform) lookAtRooms(ctx context.Context) {
	h, during, done, ok := p.receiving.Borrow()
	if !ok {
		return
	}
	defer done()
	if !p.rooms.begun {
		mine, err := p.ownRooms(ctx)
		if err != nil {
			p.warn(ctx, "the rooms could not be looked at", bot.AsSendError(err))
			return
		}
		p.rooms.begun, p.rooms.unlooked = true, mine
	}
	if len(p.rooms.unlooked) == 0 {
		p.rooms.unlooked = p.rooms.unfit()
	}
	for ctx.Err() == nil && len(p.rooms.unlooked) > 0 {
		n := news{channel: p.rooms.unlooked[0], id: time.Now().UTC().Format(time.RFC3339Nano)}
		if _, _, err := p.lookAt(during, h, n); err != nil && err.Class != bot.Permanent {
			return
		}
		p.rooms.unlooked = p.rooms.unlooked[1:]
	}
}

// lookAgain tells at once whether a channel is fit for content again, out of which somebody was taken.
func (p *Platform) lookAgain(channel string) {
	if !slices.Contains(p.rooms.unfit(), channel) {
		return
	}
	if h, during, done, ok := p.receiving.Borrow(); ok {
		_, _, _ = p.lookAt(during, h, news{channel: channel, id: time.Now().UTC().Format(time.RFC3339Nano)}) // it is looked at again soon
		done()
	}
}

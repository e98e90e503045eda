package slack

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

const (
	usersFor = time.Hour
	roomsFor = 10 * time.Minute
	// whileGuest is how long a post waits for a guest to be taken out again.
	whileGuest = 10 * time.Second
	whileUnfit = time.Minute
)

// mayPost refuses to say anything in a channel for as long as it is public, shared with another workspace, or has a guest in
// it, and tells of it.
func (p *Platform) mayPost(ctx context.Context, channel string) error {
	p.rooms.mu.Lock()
	known, ok := p.rooms.rooms[channel]
	p.rooms.mu.Unlock()
	if ok && time.Since(known.at) < roomsFor {
		return known.refusal()
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return err
	}
	c, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		return p.failed("conversations.info", channel, err)
	}
	known = knownRoom{at: time.Now(), unfit: whyUnfit(c)}
	if known.unfit == "" {
		if known.guest, err = p.guestIn(ctx, channel, self.team); err != nil {
			return err
		}
	}
	p.rooms.mu.Lock()
	p.rooms.init()
	if known.guest != "" {
		known.at = known.at.Add(whileGuest - roomsFor) // looked at again soon
	}
	p.rooms.rooms[channel] = known
	p.rooms.mu.Unlock()
	if known.unfit != "" && known.unfit != bot.UnfitArchived || known.guest != "" {
		p.noticed(channel, known)
	}
	return known.refusal()
}

// whyUnfit says what makes a channel unfit for an incident, "" for nothing.
func whyUnfit(c *slack.Channel) bot.Unfit {
	switch {
	case c.IsExtShared || c.IsPendingExtShared || len(c.PendingShared) > 0:
		return bot.UnfitShared
	case !c.IsPrivate:
		return bot.UnfitPublic
	case c.IsArchived:
		return bot.UnfitArchived
	}
	return ""
}

// guestIn is a guest who is in a channel, "" if none is.
func (p *Platform) guestIn(ctx context.Context, channel, team string) (string, error) {
	people, err := p.people(ctx, channel)
	if err != nil {
		return "", err
	}
	return p.guestAmong(ctx, people, team)
}

func (p *Platform) guestAmong(ctx context.Context, people []string, team string) (string, error) {
	for _, id := range people {
		u, err := p.user(ctx, id)
		if err != nil {
			return "", err
		}
		if isGuest(u, team) {
			return id, nil
		}
	}
	return "", nil
}

// people are those in a channel.
func (p *Platform) people(ctx context.Context, channel string) ([]string, error) {
	var out []string
	for cursor := ""; ; {
		list, next, err := p.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: channel, Limit: pageOf, Cursor: cursor})
		if err != nil {
			return nil, p.failed("conversations.members", channel, err)
		}
		out = append(out, list...)
		if next == "" {
			return out, nil
		}
		cursor = next
	}
}

var unfitWords = map[bot.Unfit]string{
	bot.UnfitShared: "it is shared with another organisation", bot.UnfitPublic: "it is public", bot.UnfitArchived: "it is archived",
}

// refusal is why nothing is said there now. What is unfit may be put right, and is told: what was to be said waits.
func (k knownRoom) refusal() error {
	switch {
	case k.unfit == bot.UnfitArchived:
		return bot.NeverTaken("nothing is said in that channel: it is archived")
	case k.unfit != "":
		return &bot.SendError{Class: bot.Retry, RetryAfter: whileUnfit, Err: fmt.Errorf("nothing is said in that channel: %s", unfitWords[k.unfit])}
	case k.guest != "":
		return &bot.SendError{Class: bot.Retry, RetryAfter: whileGuest, Err: fmt.Errorf("a guest is in that channel")}
	}
	return nil
}

// Look says who is in a channel, and whether it is fit.
func (p *Platform) Look(ctx context.Context, room bot.RoomID) (bot.Look, error) {
	self, err := p.whoami(ctx)
	if err != nil {
		return bot.Look{}, err
	}
	channel := string(room)
	c, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	switch {
	case code(err) == "channel_not_found":
		return bot.Look{Unfit: bot.UnfitGone}, nil
	case err != nil:
		return bot.Look{}, p.failed("conversations.info", channel, err)
	}
	if why := whyUnfit(c); why != "" {
		return bot.Look{Unfit: why}, nil
	}
	people, err := p.people(ctx, channel)
	if err != nil {
		return bot.Look{}, err
	}
	people = slices.DeleteFunc(people, func(id string) bool { return id == self.user })
	guest, err := p.guestAmong(ctx, people, self.team)
	if err != nil {
		return bot.Look{}, err
	}
	look := bot.Look{People: people}
	if guest != "" {
		look.Unfit = bot.UnfitGuest
	}
	return look, nil
}

// arrived tells that the app itself was put into a channel, and says there what it is answered; it stays in none in which no
// incident may be spoken of. ok is false where that could not be done and the event has to come again.
func (p *Platform) arrived(ctx context.Context, h bot.Handler, o outer, self identity) (after func(), ok bool) {
	e := &o.Event
	channel := e.channel()
	if strings.HasPrefix(channel, "D") {
		return nil, true
	}
	c, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		failed := p.failed("conversations.info", channel, err)
		p.warn(ctx, "a room could not be looked at", failed)
		return nil, failed.Class == bot.Permanent
	}
	back := p.request(bot.KindRoom, o.TeamID, "") // to a room of an incident, out of which it was taken
	back.ID, back.By, back.Unfit = "back/"+channel+"/"+e.EventTS, e.Inviter, whyUnfit(c)
	in(&back, channel)
	h(ctx, back)
	r := p.request(bot.KindArrived, o.TeamID, "")
	r.ID, r.By, r.Unfit = "arrived/"+channel+"/"+e.EventTS, e.Inviter, back.Unfit
	if c.Creator == self.user || !p.done.first(r.ID, r.At) {
		return nil, true
	}
	in(&r, channel)
	reply := h(ctx, r)
	return func() {
		var err error
		for _, x := range parts(reply.Text, reply.Actions) {
			if err == nil && reply.Text != "" {
				_, _, err = p.api.PostMessageContext(ctx, channel, slack.MsgOptionText(escape(x.text), false), slack.MsgOptionBlocks(x.blocks...))
			}
		}
		if err == nil && r.Unfit != "" {
			_, err = p.api.LeaveConversationContext(ctx, channel)
		}
		if err != nil {
			p.warn(ctx, "could not answer being put into a room", p.failed("chat.postMessage", channel, err))
		}
	}, true
}

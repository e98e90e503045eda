package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

const (
	usersFor  = time.Hour
	guestsFor = time.Minute
	roomsFor  = 10 * time.Minute
	// whileGuest is how long a post waits for a guest to be taken out again.
	whileGuest = 10 * time.Second
	whileUnfit = time.Minute
)

// mayPost refuses to say anything in a channel for as long as it is public, shared with another workspace, or has a guest in
// it, and tells of it.
func (p *Platform) mayPost(ctx context.Context, channel string) error {
	if known, ok := p.rooms.of(channel); ok && time.Since(known.at) < roomsFor {
		return known.refusal()
	}
	c, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil {
		return p.failed("conversations.info", channel, err)
	}
	is, _, err := p.fitness(ctx, c)
	if err != nil {
		return err
	}
	known := knownRoom{is, time.Now()}
	if is.Unfit == bot.UnfitGuest {
		known.at = known.at.Add(whileGuest - roomsFor) // looked at again soon
	}
	p.rooms.keep(channel, known)
	if is.Unfit != "" && is.Unfit != bot.UnfitArchived {
		p.noticed(channel, known)
	}
	return known.refusal()
}

// fitness is whether a channel is fit for an incident now. People are those in it, where it had to be asked who they are.
func (p *Platform) fitness(ctx context.Context, c *slack.Channel) (is bot.Fitness, people []string, err error) {
	self, err := p.whoami(ctx)
	if err != nil {
		return is, nil, err
	}
	if is.Unfit = whyUnfit(c); is.Unfit != "" {
		return is, nil, nil
	}
	if people, err = p.people(ctx, c.ID); err != nil {
		return is, nil, err
	}
	for _, id := range people {
		u, err := p.user(ctx, id)
		if err != nil {
			return is, nil, err
		}
		if isGuest(u, self.team) {
			is.Unfit, is.Outsiders = bot.UnfitGuest, append(is.Outsiders, id)
		}
	}
	return is, people, nil
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
	case k.Unfit == bot.UnfitArchived:
		return bot.NeverTaken("nothing is said in that channel: it is archived")
	case k.Unfit == bot.UnfitGuest:
		return &bot.SendError{Class: bot.Retry, RetryAfter: whileGuest, Err: errors.New("nothing is said in that channel: a guest is in it")}
	case k.Unfit != "":
		return &bot.SendError{Class: bot.Retry, RetryAfter: whileUnfit, Err: fmt.Errorf("nothing is said in that channel: %s", unfitWords[k.Unfit])}
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
	is, people, err := p.fitness(ctx, c)
	if err != nil {
		return bot.Look{}, err
	}
	return bot.Look{People: slices.DeleteFunc(people, func(id string) bool { return id == self.user }), Unfit: is.Unfit}, nil
}

// arrived tells that the app itself was put into a channel, and says there what it is answered; it stays in none in which no
// incident may be spoken of. ok is false where that could not be done and the event has to come again.
func (p *Platform) arrived(ctx context.Context, h bot.Handler, o outer, self identity) (after func(), ok bool) {
	e := &o.Event
	channel := e.channel()
	if strings.HasPrefix(channel, "D") {
		return nil, true
	}
	is, c, failed := p.lookAt(ctx, h, news{channel, e.Inviter, "back/" + channel + "/" + e.EventTS}) // a room of an incident, out of which it was taken
	if failed != nil || c == nil {                                                                   // it is not there any more
		return nil, failed == nil || failed.Class == bot.Permanent
	}
	r := p.request(bot.KindArrived, o.TeamID, "")
	r.ID, r.By, r.Unfit = "arrived/"+channel+"/"+e.EventTS, e.Inviter, is.Unfit
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

package mattermost

import (
	"context"
	"slices"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// arrived tells that the bot was put into a room, and says there what it is answered; it stays in none in which no incident may be
// spoken of.
func (p *Platform) arrived(ctx context.Context, h bot.Handler, x *model.Post) {
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	channel := x.ChannelId
	is, err := p.fitness(ctx, channel)
	if err != nil {
		return
	}
	reply := h(ctx, bot.Request{
		ID: "arrived/" + x.Id, Platform: Name, Installation: self.user, Kind: bot.KindArrived, Room: bot.RoomID(channel), By: x.UserId,
		At: time.Now().UTC(), Unfit: is.Unfit,
	})
	var r *model.Response
	if reply.Text != "" {
		said := p.lay(reply.Text, reply.Actions, ticket{Room: channel, Until: until(postFor)})
		_, r, err = p.api.CreatePost(ctx, &model.Post{ChannelId: channel, Message: said.text, Props: said.props("")})
	}
	if err == nil && is.Unfit != "" {
		r, err = p.api.RemoveUserFromChannel(ctx, channel, self.user)
	}
	if err != nil {
		p.warn(ctx, "could not answer being put into a room", p.failed("posts", r, err))
	}
}

// Look says who is in a channel, and whether it is fit.
func (p *Platform) Look(ctx context.Context, room bot.RoomID) (bot.Look, error) {
	self, err := p.whoami(ctx)
	if err != nil {
		return bot.Look{}, err
	}
	channel := string(room)
	is, err := p.askFitness(ctx, channel)
	if err != nil || is.Unfit != "" {
		return bot.Look{Unfit: is.Unfit}, err
	}
	const page = 200
	var people []string
	for n := 0; ; n++ {
		list, r, err := again(ctx, p, channel, func() (model.ChannelMembers, *model.Response, error) {
			return p.api.GetChannelMembers(ctx, channel, n, page, "")
		})
		if err != nil {
			return bot.Look{}, p.failed("channels/members", r, err)
		}
		for _, m := range list {
			people = append(people, m.UserId)
		}
		if len(list) < page {
			return bot.Look{People: slices.DeleteFunc(people, func(id string) bool { return id == self.user })}, nil
		}
	}
}

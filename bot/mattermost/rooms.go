package mattermost

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// purposeOfRoom is what the list of channels says of a room. It says nothing of what is in it.
func (p *Platform) purposeOfRoom() string {
	return "The log of an incident. Everything here is disclosable. Type /" + p.ci() + " help"
}

// ci is what /ci is called here.
func (p *Platform) ci() string { return cmp.Or(p.Slash, "ci") }

// openRoom opens a private channel. A name that is taken is ours if we opened it; if not, somebody else's channel, or an
// archived one, bears it, and the room gets a number behind its name.
func (p *Platform) openRoom(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if m.Name == "" {
		return bot.Receipt{}, bot.NeverTaken("a room has a name")
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return bot.Receipt{}, err
	}
	for name := range m.RoomNames() {
		c, r, err := p.createRoom(ctx, &model.Channel{
			TeamId: self.team, Name: name, DisplayName: name, Type: model.ChannelTypePrivate, Header: header(m.Topic), Purpose: p.purposeOfRoom(),
		})
		if err == nil {
			return opened(c), nil
		}
		if !taken(code(err)) {
			e := p.failed("channels", r, err)
			if r != nil && r.StatusCode == http.StatusForbidden {
				e.Class = bot.Unauthorised // an administrator has to let it
			}
			return bot.Receipt{}, e
		}
		// Only a channel that it is in, and that is not archived, is found by its name.
		have, r, err := p.api.GetChannelByName(ctx, name, self.team, "")
		switch {
		case err == nil && have.CreatorId == self.user && have.DeleteAt == 0 && have.Type == model.ChannelTypePrivate:
			return opened(have), nil
		case err != nil:
			if e := p.failed("channels/name", r, err); e.Class != bot.Permanent {
				return bot.Receipt{}, e
			}
		}
	}
	return bot.Receipt{}, bot.NeverTaken("every name for the room is taken")
}

func (p *Platform) createRoom(ctx context.Context, c *model.Channel) (*model.Channel, *model.Response, error) {
	p.known.opening.RLock()
	defer p.known.opening.RUnlock()
	made, r, err := p.api.CreateChannel(ctx, c)
	if err == nil {
		put(&p.known, p.known.told, made.Id, bot.Fitness{}) // that it is fit is nothing to tell
	}
	return made, r, err
}

// taken reports whether the server says that there is a channel of that name, archived or not.
func taken(id string) bool {
	return strings.HasPrefix(id, "store.sql_channel.save_channel.exists") || strings.HasPrefix(id, "store.sql_channel.save_channel.previously")
}

func opened(c *model.Channel) bot.Receipt {
	return bot.Receipt{Room: bot.RoomID(c.Id), At: time.Now().UTC()}
}

// header is the head of a room within what the server takes of it; the pinned card says it in full.
func header(topic string) string {
	topic = strings.ReplaceAll(topic, "\n", " ")
	for most := headerMax; ; most -= 32 {
		if h := escape(clip(topic, most)); len(h) <= headerMax {
			return h
		}
	}
}

func (p *Platform) describe(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	channel := string(m.Room)
	if err := p.mayPost(ctx, channel); err != nil {
		return bot.Receipt{}, err
	}
	h := header(m.Topic)
	now, r, err := p.channel(ctx, channel)
	if err == nil && now.Header != h { // or the room is told of a change that is none
		_, r, err = again(ctx, p, channel, func() (*model.Channel, *model.Response, error) {
			return p.api.PatchChannel(ctx, channel, &model.ChannelPatch{Header: &h})
		})
	}
	if err != nil {
		return bot.Receipt{}, p.refused("channels/patch", channel, r, err)
	}
	return bot.Receipt{Room: m.Room, At: time.Now().UTC()}, nil
}

// member puts somebody into a room or takes him out; done already is done. Guests and accounts that are closed are never put
// into one.
func (p *Platform) member(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	done := bot.Receipt{Room: m.Room, At: time.Now().UTC()}
	channel := string(m.Room)
	if !model.IsValidId(channel) || !model.IsValidId(m.Person) {
		return bot.Receipt{}, bot.NeverTaken("no such room or account")
	}
	if m.Act == bot.ActRemove {
		_, r, err := again(ctx, p, channel, bare(func() (*model.Response, error) { return p.api.RemoveUserFromChannel(ctx, channel, m.Person) }))
		if err != nil {
			if in, e := p.isMember(ctx, channel, m.Person); e == nil && !in {
				return done, nil
			}
			return bot.Receipt{}, p.refused("channels/members", channel, r, err)
		}
		p.lookAgain(channel)
		return done, nil
	}
	full, err := p.isFull(ctx, m.Person)
	if err != nil {
		return bot.Receipt{}, err
	}
	if !full {
		return bot.Receipt{}, bot.NeverTaken("there is no such account, or it is closed, or a guest's")
	}
	_, r, err := again(ctx, p, channel, func() (*model.ChannelMember, *model.Response, error) {
		return p.api.AddChannelMember(ctx, channel, m.Person)
	})
	if err != nil {
		return bot.Receipt{}, p.refused("channels/members", channel, r, err)
	}
	return done, nil
}

// lookAgain tells at once whether a channel is fit for content again, out of which somebody was taken.
func (p *Platform) lookAgain(channel string) {
	if is, told := get(&p.known, p.known.told, channel); !told || is.Unfit == "" {
		return
	}
	p.known.forget(channel)
	if h, during, done, ok := p.receiving.Borrow(); ok {
		p.roomFit(during, h, channel, "")
		done()
	}
}

// isMember reports whether somebody is in a channel.
func (p *Platform) isMember(ctx context.Context, channel, user string) (bool, error) {
	_, r, err := again(ctx, p, channel, func() (*model.ChannelMember, *model.Response, error) {
		return p.api.GetChannelMember(ctx, channel, user, "")
	})
	switch {
	case err == nil:
		return true, nil
	case r != nil && r.StatusCode == http.StatusNotFound:
		return false, nil
	}
	return false, p.failed("channels/members", r, err)
}

func (p *Platform) archive(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	channel := string(m.Room)
	c, r, err := p.channel(ctx, channel)
	if err != nil {
		return bot.Receipt{}, p.failed("channels", r, err)
	}
	if c.DeleteAt == 0 {
		_, r, err := again(ctx, p, channel, bare(func() (*model.Response, error) { return p.api.DeleteChannel(ctx, channel) }))
		if err != nil {
			return bot.Receipt{}, p.refused("channels", channel, r, err)
		}
	}
	p.known.forget(channel)
	put(&p.known, p.known.told, channel, bot.Fitness{Unfit: bot.UnfitArchived}) // by us
	return bot.Receipt{Room: m.Room, At: time.Now().UTC()}, nil
}

// direct is a person's own conversation with the bot. Nothing is said to an account that is closed: nobody would read it.
func (p *Platform) direct(ctx context.Context, user string) (string, error) {
	full, err := p.isFull(ctx, user)
	if err != nil {
		return "", err
	}
	if !full {
		return "", bot.NeverTaken("there is no such account, or it is closed, or a guest's")
	}
	if id, ok := get(&p.known, p.known.direct, user); ok {
		return id, nil
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return "", err
	}
	c, r, err := p.api.CreateDirectChannel(ctx, self.user, user)
	if err != nil {
		return "", p.failed("channels/direct", r, err)
	}
	put(&p.known, p.known.direct, user, c.Id)
	return c.Id, nil
}

// isFull reports whether an account is a person's, in use, and no guest's.
func (p *Platform) isFull(ctx context.Context, id string) (bool, error) {
	if !model.IsValidId(id) {
		return false, nil
	}
	if u, ok := get(&p.known, p.known.users, id); ok && time.Since(u.at) < usersFor {
		return u.ok, nil
	}
	u, r, err := p.api.GetUser(ctx, id, "")
	if err != nil {
		if r != nil && r.StatusCode == http.StatusNotFound {
			return false, nil
		}
		return false, p.failed("users", r, err)
	}
	full := u.DeleteAt == 0 && !u.IsGuest() && !u.IsBot
	put(&p.known, p.known.users, id, knownUser{full, time.Now()})
	return full, nil
}

// channel is a channel as it is now.
func (p *Platform) channel(ctx context.Context, id string) (*model.Channel, *model.Response, error) {
	return again(ctx, p, id, func() (*model.Channel, *model.Response, error) { return p.api.GetChannel(ctx, id) })
}

// kind is what sort of channel it is.
func (p *Platform) kind(ctx context.Context, channel string) (model.ChannelType, error) {
	if k, ok := get(&p.known, p.known.kinds, channel); ok {
		return model.ChannelType(k), nil
	}
	c, r, err := p.channel(ctx, channel)
	if err != nil {
		return "", p.failed("channels", r, err)
	}
	put(&p.known, p.known.kinds, channel, string(c.Type))
	return c.Type, nil
}

const (
	// whileGuest is how long a post waits for a guest to be taken out again.
	whileGuest = 10 * time.Second
	// untilTold is how long it waits until it is known that a room is unfit.
	untilTold = time.Second
)

// mayPost refuses to say anything in a channel that is public, archived or not there for us; and, for as long as he is there,
// in one with a guest. Where nobody was told of that yet he is told now, and the post waits: whoever sends it keeps what is
// for that room until the room is fit again, and nothing is refused for ever by the time it took to hear of it.
func (p *Platform) mayPost(ctx context.Context, channel string) error {
	if !model.IsValidId(channel) {
		return bot.NeverTaken("there is no such channel")
	}
	is, err := p.fitness(ctx, channel)
	if err != nil || is.Unfit == "" {
		return err
	}
	wait := func(d time.Duration) error {
		return &bot.SendError{Class: bot.Retry, RetryAfter: d, Err: fmt.Errorf("nothing is said in that channel: %s", is.Unfit)}
	}
	if before, told := get(&p.known, p.known.told, channel); !told || !before.Same(is) {
		if h, during, done, ok := p.receiving.Borrow(); ok {
			p.roomFit(during, h, channel, "")
			done()
		}
		return wait(untilTold)
	}
	if is.Unfit == bot.UnfitGuest {
		return wait(whileGuest)
	}
	return bot.NeverTaken("nothing is said in that channel: %s", is.Unfit)
}

// fitness is whether a channel is fit for content, as it was at most channelsFor ago.
func (p *Platform) fitness(ctx context.Context, channel string) (bot.Fitness, error) {
	if c, ok := get(&p.known, p.known.channels, channel); ok && time.Since(c.at) < channelsFor {
		return c.Fitness, nil
	}
	is, err := p.askFitness(ctx, channel)
	if err == nil {
		put(&p.known, p.known.channels, channel, knownChannel{is, time.Now()})
	}
	return is, err
}

func (p *Platform) askFitness(ctx context.Context, channel string) (is bot.Fitness, err error) {
	if !model.IsValidId(channel) {
		return bot.Fitness{Unfit: bot.UnfitGone}, nil
	}
	c, r, err := p.channel(ctx, channel)
	if err != nil {
		e := p.failed("channels", r, err)
		if e.Class == bot.Permanent {
			return bot.Fitness{Unfit: bot.UnfitGone}, nil
		}
		return is, e
	}
	switch {
	case c.DeleteAt != 0:
		is.Unfit = bot.UnfitArchived
	case c.IsShared():
		is.Unfit = bot.UnfitShared
	case c.Type != model.ChannelTypePrivate:
		is.Unfit = bot.UnfitPublic
	}
	if is.Unfit != "" {
		return is, nil
	}
	stats, r, err := again(ctx, p, channel, func() (*model.ChannelStats, *model.Response, error) {
		return p.api.GetChannelStats(ctx, channel, "", true)
	})
	if err != nil {
		return is, p.failed("channels/stats", r, err)
	}
	if stats.GuestCount > 0 {
		is.Unfit = bot.UnfitGuest
		is.Outsiders, err = p.guestsIn(ctx, channel)
	}
	return is, err
}

// guestsIn are the guest accounts in a channel.
func (p *Platform) guestsIn(ctx context.Context, channel string) ([]string, error) {
	var out []string
	for page := 0; ; page++ {
		users, r, err := again(ctx, p, channel, func() ([]*model.User, *model.Response, error) {
			return p.api.GetUsersInChannel(ctx, channel, page, pageOf, "")
		})
		if err != nil {
			return nil, p.failed("users", r, err)
		}
		for _, u := range users {
			if u.IsGuest() {
				out = append(out, u.Id)
			}
		}
		if len(users) < pageOf {
			return out, nil
		}
	}
}

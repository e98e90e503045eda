package slack

import (
	"cmp"
	"context"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

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
		c, err := p.createRoom(ctx, name)
		if err == nil {
			return p.opened(ctx, m, c.ID)
		}
		if code(err) != "name_taken" {
			return bot.Receipt{}, p.failed("conversations.create", "", err)
		}
		id, err := p.ownRoom(ctx, name, self.user)
		if err != nil {
			return bot.Receipt{}, err
		}
		if id != "" {
			return p.opened(ctx, m, id)
		}
	}
	return bot.Receipt{}, bot.NeverTaken("every name for the room is taken")
}

func (p *Platform) createRoom(ctx context.Context, name string) (*slack.Channel, error) {
	p.rooms.telling.Lock()
	defer p.rooms.telling.Unlock()
	c, err := p.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: true})
	if err == nil {
		p.rooms.tell(c.ID, bot.Fitness{}) // that it is fit is nothing to tell
	}
	return c, err
}

func (p *Platform) opened(ctx context.Context, m bot.Message, id string) (bot.Receipt, error) {
	if m.Topic != "" {
		if err := p.setTopic(ctx, id, m.Topic); err != nil {
			return bot.Receipt{}, err
		}
	}
	return bot.Receipt{Room: bot.RoomID(id), At: time.Now().UTC()}, nil
}

// ownRoom is the open private channel of that name that we opened, "" if there is none.
func (p *Platform) ownRoom(ctx context.Context, name, self string) (id string, err error) {
	err = p.eachRoom(ctx, func(c slack.Channel) bool {
		if c.Name == name && c.Creator == self {
			id = c.ID
		}
		return id == ""
	})
	return id, err
}

// ownRooms are the open private channels that the app is in.
func (p *Platform) ownRooms(ctx context.Context) (out []string, err error) {
	err = p.eachRoom(ctx, func(c slack.Channel) bool {
		out = append(out, c.ID)
		return true
	})
	return out, err
}

// eachRoom calls f with the open private channels that the app is in, for as long as f wants more.
func (p *Platform) eachRoom(ctx context.Context, f func(slack.Channel) (more bool)) error {
	for cursor := ""; ; {
		list, next, err := p.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
			Types: []string{"private_channel"}, ExcludeArchived: true, Limit: pageOf, Cursor: cursor,
		})
		if err != nil {
			return p.failed("users.conversations", "", err)
		}
		for _, c := range list {
			if !f(c) {
				return nil
			}
		}
		if next == "" {
			return nil
		}
		cursor = next
	}
}

func (p *Platform) setTopic(ctx context.Context, channel, text string) error {
	if _, err := p.api.SetTopicOfConversationContext(ctx, channel, topic(text)); err != nil {
		return p.failed("conversations.setTopic", channel, err)
	}
	return nil
}

func (p *Platform) describe(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if err := p.mayPost(ctx, string(m.Room)); err != nil {
		return bot.Receipt{}, err
	}
	if err := p.setTopic(ctx, string(m.Room), m.Topic); err != nil {
		return bot.Receipt{}, err
	}
	return bot.Receipt{Room: m.Room, At: time.Now().UTC()}, nil
}

// member puts somebody into a room or takes him out; done already is done. Guests, people of other workspaces, and accounts
// that are closed are never put into one.
func (p *Platform) member(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	done := bot.Receipt{Room: m.Room, At: time.Now().UTC()}
	channel := string(m.Room)
	if m.Act == bot.ActRemove {
		p.rooms.removing(channel, m.Person)
		if err := p.api.KickUserFromConversationContext(ctx, channel, m.Person); err != nil && code(err) != "not_in_channel" {
			return bot.Receipt{}, p.failed("conversations.kick", channel, err)
		}
		p.lookAgain(channel)
		return done, nil
	}
	u, err := p.user(ctx, m.Person)
	if err != nil {
		return bot.Receipt{}, err
	}
	if u.Deleted || isGuest(u, u.TeamID) {
		return bot.Receipt{}, bot.NeverTaken("the account is closed, or a guest's")
	}
	p.rooms.inviting(channel, m.Person)
	if _, err := p.api.InviteUsersToConversationContext(ctx, channel, m.Person); err != nil && code(err) != "already_in_channel" {
		return bot.Receipt{}, p.failed("conversations.invite", channel, err)
	}
	return done, nil
}

func (p *Platform) archive(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if err := p.api.ArchiveConversationContext(ctx, string(m.Room)); err != nil && code(err) != "already_archived" {
		return bot.Receipt{}, p.failed("conversations.archive", string(m.Room), err)
	}
	p.rooms.forget(string(m.Room))
	return bot.Receipt{Room: m.Room, At: time.Now().UTC()}, nil
}

// direct is a person's own conversation with the app.
func (p *Platform) direct(ctx context.Context, user string) (string, error) {
	p.rooms.mu.Lock()
	id := p.rooms.direct[user]
	p.rooms.mu.Unlock()
	if id != "" {
		return id, nil
	}
	c, _, _, err := p.api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{user}, ReturnIM: true})
	if err != nil {
		return "", p.failed("conversations.open", "", err)
	}
	p.rooms.mu.Lock()
	defer p.rooms.mu.Unlock()
	p.rooms.init()
	p.rooms.direct[user] = c.ID
	return c.ID, nil
}

// user is somebody's account, as it was at most an hour ago; that of a guest, who may have been made a member, a minute.
func (p *Platform) user(ctx context.Context, id string) (*slack.User, error) {
	p.rooms.mu.Lock()
	u, ok := p.rooms.users[id]
	p.rooms.mu.Unlock()
	if ok && (time.Since(u.at) < usersFor && !isGuest(u.user, "") || time.Since(u.at) < guestsFor) {
		return u.user, nil
	}
	got, err := p.api.GetUserInfoContext(ctx, id)
	if err != nil {
		return nil, p.failed("users.info", "", err)
	}
	p.rooms.mu.Lock()
	defer p.rooms.mu.Unlock()
	p.rooms.init()
	p.rooms.users[id] = knownUser{got, time.Now()}
	return got, nil
}

// isGuest reports whether an account is not a full one of our own workspace.
func isGuest(u *slack.User, team string) bool {
	return u.IsRestricted || u.IsUltraRestricted || u.IsStranger || u.TeamID != "" && team != "" && u.TeamID != team
}

package slack

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// ci is what /ci is called here.
func (p *Platform) ci() string { return cmp.Or(p.Slash, "ci") }

// namesMost is how many names are tried for a room before it is given up.
const namesMost = 9

// openRoom opens a private channel. A name that is taken is ours if we opened it; if not, somebody else's channel, or an
// archived one, bears it, and the room gets a number behind its name.
func (p *Platform) openRoom(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if m.Name == "" {
		return bot.Receipt{}, permanent("a room has a name")
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return bot.Receipt{}, err
	}
	for n := 1; n <= namesMost; n++ {
		name := m.Name
		if n > 1 {
			name = fmt.Sprintf("%s-%d", m.Name, n)
		}
		c, err := p.api.CreateConversationContext(ctx, slack.CreateConversationParams{ChannelName: name, IsPrivate: true})
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
	return bot.Receipt{}, permanent("every name for the room is taken")
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
func (p *Platform) ownRoom(ctx context.Context, name, self string) (string, error) {
	for cursor := ""; ; {
		list, next, err := p.api.GetConversationsForUserContext(ctx, &slack.GetConversationsForUserParameters{
			Types: []string{"private_channel"}, ExcludeArchived: true, Limit: pageOf, Cursor: cursor,
		})
		if err != nil {
			return "", p.failed("users.conversations", "", err)
		}
		for _, c := range list {
			if c.Name == name && c.Creator == self {
				return c.ID, nil
			}
		}
		if next == "" {
			return "", nil
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
		return done, nil
	}
	u, err := p.user(ctx, m.Person)
	if err != nil {
		return bot.Receipt{}, err
	}
	if u.Deleted || isGuest(u, u.TeamID) {
		return bot.Receipt{}, permanent("the account is closed, or a guest's")
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

// user is somebody's account, as it was at most an hour ago.
func (p *Platform) user(ctx context.Context, id string) (*slack.User, error) {
	p.rooms.mu.Lock()
	u, ok := p.rooms.users[id]
	p.rooms.mu.Unlock()
	if ok && time.Since(u.at) < usersFor {
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
	for cursor := ""; ; {
		list, next, err := p.api.GetUsersInConversationContext(ctx, &slack.GetUsersInConversationParameters{ChannelID: channel, Limit: pageOf, Cursor: cursor})
		if err != nil {
			return "", p.failed("conversations.members", channel, err)
		}
		for _, id := range list {
			u, err := p.user(ctx, id)
			if err != nil {
				return "", err
			}
			if isGuest(u, team) {
				return id, nil
			}
		}
		if next == "" {
			return "", nil
		}
		cursor = next
	}
}

// arrived answers that the app itself was put into a channel: it leaves one in which no incident may be spoken of, and says
// what it is in any other.
func (p *Platform) arrived(ctx context.Context, channel string) {
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	c, err := p.api.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: channel})
	if err != nil || c.Creator == self.user {
		return
	}
	text := "I am Loggist, the log of critical incidents. To call one, type /" + p.ci() + " call and what has happened; it gets a private room of its own."
	why := whyUnfit(c)
	if why != "" {
		text = "I am Loggist, the log of critical incidents. I cannot stay in this channel: " + unfitWords[why] + ". Put me into a private channel of this workspace alone."
	}
	_, _, err = p.api.PostMessageContext(ctx, channel, slack.MsgOptionText(escape(text), false))
	if err == nil && why != "" {
		_, err = p.api.LeaveConversationContext(ctx, channel)
	}
	if err != nil {
		p.warn(ctx, "could not answer being put into a room", p.failed("chat.postMessage", channel, err))
	}
}

// roomCache remembers for a while what was asked about channels and people, and what we did to who is in them. Events that
// say otherwise make it forget.
type roomCache struct {
	mu     sync.Mutex
	direct map[string]string
	users  map[string]knownUser
	rooms  map[string]knownRoom
	// telling is held while the engine is told whether a room is fit: what is told last is what is so.
	telling sync.Mutex
	removed map[[2]string]time.Time
	pins    known // are pinned
	short   known // do not go on in a thread
	deleted known // were deleted by us
}

type knownUser struct {
	user *slack.User
	at   time.Time
}

type knownRoom struct {
	at    time.Time
	unfit bot.Unfit
	guest string
}

var unfitWords = map[bot.Unfit]string{
	bot.UnfitShared: "it is shared with another organisation", bot.UnfitPublic: "it is public", bot.UnfitArchived: "it is archived",
}

// refusal is why nothing is said there now. What is unfit may be put right, and is told: what was to be said waits.
func (k knownRoom) refusal() error {
	switch {
	case k.unfit == bot.UnfitArchived:
		return permanent("nothing is said in that channel: it is archived")
	case k.unfit != "":
		return &bot.SendError{Class: bot.Retry, RetryAfter: whileUnfit, Err: fmt.Errorf("nothing is said in that channel: %s", unfitWords[k.unfit])}
	case k.guest != "":
		return &bot.SendError{Class: bot.Retry, RetryAfter: whileGuest, Err: fmt.Errorf("a guest is in that channel")}
	}
	return nil
}

func (c *roomCache) init() {
	if c.direct == nil {
		c.direct, c.users, c.rooms = map[string]string{}, map[string]knownUser{}, map[string]knownRoom{}
	}
}

func (c *roomCache) forget(channel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.rooms, channel)
}

// stillKnown reports whether nothing newer is known of a channel.
func (c *roomCache) stillKnown(channel string, k knownRoom) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rooms[channel] == k
}

// forgetIf forgets a channel when an error says that it is not as it was.
func (c *roomCache) forgetIf(channel, code string) {
	if slices.Contains([]string{"channel_not_found", "is_archived", "not_in_channel"}, code) {
		c.forget(channel)
	}
}

// known is a set of messages of which something is known; what it forgets is asked again.
type known struct {
	mu  sync.Mutex
	ids map[string]bool
}

const knownMost = 5000

func (k *known) has(id string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ids[id]
}

func (k *known) set(id string, is bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.ids == nil || len(k.ids) > knownMost {
		k.ids = map[string]bool{}
	}
	k.ids[id] = is
}

// ownFor is how long an event may come after what we did ourselves.
const ownFor = 10 * time.Minute

// removing notes that we take somebody out of a channel, inviting that we put him there again.
func (c *roomCache) removing(channel, user string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.removed == nil {
		c.removed = map[[2]string]time.Time{}
	}
	for k, at := range c.removed {
		if time.Since(at) > ownFor {
			delete(c.removed, k)
		}
	}
	c.removed[[2]string{channel, user}] = time.Now()
}

func (c *roomCache) inviting(channel, user string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.removed, [2]string{channel, user})
}

// didRemove reports whether somebody is gone from a channel because of us.
func (c *roomCache) didRemove(channel, user string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	at, ok := c.removed[[2]string{channel, user}]
	return ok && time.Since(at) < ownFor
}

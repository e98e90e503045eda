package slack

import (
	"slices"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// roomCache remembers for a while what was asked about channels and people, and what we did to who is in them. Events that
// say otherwise make it forget.
type roomCache struct {
	mu     sync.Mutex
	direct map[string]string
	users  map[string]knownUser
	rooms  map[string]knownRoom
	// telling is held while the engine is told whether a room is fit: what is told last is what is so.
	telling sync.Mutex
	told    map[string]bot.Fitness // what was last told of a room
	// begun says that unlooked has the rooms that are to be looked at; both are those of lookAtRooms alone.
	begun    bool
	unlooked []string
	removed  map[[2]string]time.Time
	pins     known // are pinned
	short    known // do not go on in a thread
	deleted  known // were deleted by us
}

type knownUser struct {
	user *slack.User
	at   time.Time
}

type knownRoom struct {
	bot.Fitness
	at time.Time
}

func (c *roomCache) init() {
	if c.direct == nil {
		c.direct, c.users, c.rooms, c.told = map[string]string{}, map[string]knownUser{}, map[string]knownRoom{}, map[string]bot.Fitness{}
	}
}

func (c *roomCache) forget(channel string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.rooms, channel)
}

// of is what is known of a channel.
func (c *roomCache) of(channel string) (k knownRoom, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k, ok = c.rooms[channel]
	return k, ok
}

func (c *roomCache) keep(channel string, k knownRoom) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.init()
	c.rooms[channel] = k
}

func (c *roomCache) toldOf(channel string) (is bot.Fitness, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	is, ok = c.told[channel]
	return is, ok
}

func (c *roomCache) tell(channel string, is bot.Fitness) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.init()
	c.told[channel] = is
}

// unfit are the rooms of which it was told that they are not fit and may be again.
func (c *roomCache) unfit() (out []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for id, is := range c.told {
		if is.Unfit != "" && is.Unfit != bot.UnfitArchived && is.Unfit != bot.UnfitGone {
			out = append(out, id)
		}
	}
	return out
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

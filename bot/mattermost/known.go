package mattermost

import (
	"sync"
	"time"

	"loggist/bot"
)

// known remembers for a while what was asked about people and channels, and which posts were dealt with. Events that say
// otherwise make it forget.
type known struct {
	mu       sync.Mutex
	direct   map[string]string
	users    map[string]knownUser
	names    map[string]knownName
	channels map[string]knownChannel
	kinds    map[string]string      // of a channel: it hardly ever changes
	told     map[string]bot.Fitness // what was last said of a room
	// opening is held while a room is opened: the socket may tell of it before we know that it is ours.
	opening sync.RWMutex
	done    map[string]bool // posts that were dealt with
	// mute is until when it is not tried to say something in a room to one person alone: the bot may not.
	mute time.Time
}

type knownUser struct {
	ok bool // a full account that is in use
	at time.Time
}

type knownName struct {
	id string
	at time.Time
}

type knownChannel struct {
	bot.Fitness
	at time.Time
}

const (
	usersFor = time.Minute
	namesFor = 10 * time.Minute
	// channelsFor bounds how long content goes on into a channel that has become unfit while no event says so.
	channelsFor = 20 * time.Second
	// muteFor is how long it is not tried again what the bot may not.
	muteFor   = 10 * time.Minute
	knownMost = 20000
)

func newKnown() known {
	return known{
		direct: map[string]string{}, users: map[string]knownUser{}, names: map[string]knownName{}, channels: map[string]knownChannel{},
		kinds: map[string]string{}, told: map[string]bot.Fitness{}, done: map[string]bool{},
	}
}

// get reads and put writes one of the maps; a map that has grown beyond reason begins anew.
func get[K comparable, V any](k *known, m map[K]V, key K) (V, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := m[key]
	return v, ok
}

func put[K comparable, V any](k *known, m map[K]V, key K, v V) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(m) > knownMost {
		clear(m)
	}
	m[key] = v
}

func (k *known) forget(channel string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.channels, channel)
	delete(k.kinds, channel)
}

// first reports whether something is dealt with for the first time, as far as is known.
func (p *Platform) first(id string) bool {
	_, again := get(&p.known, p.known.done, id)
	put(&p.known, p.known.done, id, true)
	return !again
}

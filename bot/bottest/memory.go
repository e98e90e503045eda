package bottest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"loggist/bot"
)

// memoryLimit is the longest text of a message in memory: about that of the platforms that people use.
const memoryLimit = 16 << 10

// MemoryOptions are what a [Memory] needs.
type MemoryOptions struct {
	// People are the accounts that exist.
	People []string
	// Zone is how the transcript says times; nil is UTC.
	Zone *time.Location
	// Platform is the name that requests carry; empty is "memory".
	Platform string
	// Now is the time that the transcript shows; nil is the clock's.
	Now func() time.Time
}

// Memory is a platform in memory: it keeps nothing and writes a transcript. It reads the clock at its edges, starts no
// goroutine and waits for nothing, so it lives in a synctest bubble. It is safe for concurrent use.
type Memory struct {
	options MemoryOptions

	mu     sync.Mutex
	h      bot.Handler
	rooms  map[bot.RoomID]*memoryRoom
	direct map[string]*memoryRoom
	keys   map[string]bot.Receipt
	acts   int
	n      int
	script transcript
}

type memoryRoom struct {
	topic    string
	members  map[string]bool
	archived bool
	seen     []Seen
}

var (
	_ bot.Platform = (*Memory)(nil)
	_ bot.Finder   = (*Memory)(nil)
	_ bot.Looker   = (*Memory)(nil)
)

// NewMemory returns a platform without rooms.
func NewMemory(o MemoryOptions) *Memory {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Platform == "" {
		o.Platform = "memory"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Memory{options: o, rooms: map[bot.RoomID]*memoryRoom{}, direct: map[string]*memoryRoom{}, keys: map[string]bot.Receipt{}}
}

// Traits says that it can everything.
func (m *Memory) Traits() bot.Traits {
	return bot.Traits{Buttons: true, Forms: true, Edit: true, Private: true, Topic: true, Pin: true, Dedupe: true, MessageLimit: memoryLimit}
}

// Receive makes h the handler until ctx ends.
func (m *Memory) Receive(ctx context.Context, h bot.Handler) error {
	m.Handle(h)
	<-ctx.Done()
	m.Handle(nil)
	return nil
}

// Handle makes h the handler, for tests that run no Receive.
func (m *Memory) Handle(h bot.Handler) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.h = h
}

// OpenRoom makes a room that the bot did not open, with members in it: one that is there at the start.
func (m *Memory) OpenRoom(name string, members ...string) bot.RoomID {
	m.mu.Lock()
	defer m.mu.Unlock()
	room := m.open(name)
	for _, p := range members {
		room.members[p] = true
	}
	return bot.RoomID(name)
}

// open returns the room named name, new or not.
func (m *Memory) open(name string) *memoryRoom {
	room := m.rooms[bot.RoomID(name)]
	if room == nil {
		room = &memoryRoom{members: map[string]bool{}}
		m.rooms[bot.RoomID(name)] = room
	}
	return room
}

// errNoHandler is the error of acting while nobody receives.
var errNoHandler = errors.New("act: nobody receives")

// Act makes r.Person do what r says: it fills in the platform, the time and, where r.ID is empty, an id, writes the act
// and what came back into the transcript, and returns what came back. A text becomes a message in the room or in the
// person's own conversation.
func (m *Memory) Act(ctx context.Context, r bot.Request) (bot.Reply, error) {
	now := m.options.Now().UTC()
	m.mu.Lock()
	h := m.h
	if h == nil {
		m.mu.Unlock()
		return bot.Reply{}, errNoHandler
	}
	who := cmp.Or(r.Person, r.By) // what happens to a message or a room is told with who did it
	if room := m.rooms[r.Room]; !r.Direct && (room == nil || !room.members[who]) {
		m.mu.Unlock()
		return bot.Reply{}, fmt.Errorf("act: %s is not in %s", who, r.Room)
	}
	m.acts++
	if r.ID == "" {
		r.ID = fmt.Sprintf("act-%d", m.acts)
	}
	r.Platform, r.Installation, r.At = m.options.Platform, "test", now
	said := "said " + r.Person + " " + r.ID
	if _, again := m.keys[said]; r.Kind == bot.KindText && !again {
		m.n++
		id := bot.MessageID(fmt.Sprintf("m%d", m.n))
		m.keys[said] = bot.Receipt{Message: id, Room: r.Room, At: now}
		room := m.place(r.Room, r.Person, r.Direct)
		room.seen = append(room.seen, Seen{ID: id, Text: r.Text})
	}
	m.script.act(m.stamp(now), r)
	m.mu.Unlock()

	reply := h(ctx, r)

	m.mu.Lock()
	defer m.mu.Unlock()
	m.script.reply(r.Person, reply)
	return reply, nil
}

// place is the room, or with direct the conversation of person.
func (m *Memory) place(room bot.RoomID, person string, direct bool) *memoryRoom {
	if !direct {
		return m.rooms[room]
	}
	d := m.direct[person]
	if d == nil {
		d = &memoryRoom{members: map[string]bool{person: true}}
		m.direct[person] = d
	}
	return d
}

func (m *Memory) stamp(at time.Time) string { return at.In(m.options.Zone).Format("1504") }

// Send does what msg says and writes it into the transcript.
func (m *Memory) Send(ctx context.Context, msg bot.Message) (bot.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return bot.Receipt{}, &bot.SendError{Class: bot.Retry, Err: err}
	}
	now := m.options.Now().UTC()
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, again := m.keys[msg.Key]; again && msg.Key != "" {
		return r, nil
	}
	r, err := m.do(msg, now)
	if err != nil {
		return bot.Receipt{}, err
	}
	if msg.Key != "" {
		m.keys[msg.Key] = r
	}
	return r, nil
}

func (m *Memory) do(msg bot.Message, now time.Time) (bot.Receipt, error) {
	r := bot.Receipt{Room: msg.Room, At: now}
	room := m.rooms[msg.Room]
	known := slices.Contains(m.options.People, msg.Person)
	switch msg.Act {
	case bot.ActOpenRoom:
		if msg.Name == "" {
			return r, bot.NeverTaken("a room has a name")
		}
		r.Room = bot.RoomID(msg.Name)
		m.open(msg.Name).topic = msg.Topic
		m.script.line(m.stamp(now), "room "+msg.Name+": "+msg.Topic)
		return r, nil
	case bot.ActDirect:
		if !known {
			return r, bot.NeverTaken("no such person")
		}
		room = m.place("", msg.Person, true)
	default:
		if room == nil {
			return r, bot.NeverTaken("no such room")
		}
	}
	switch msg.Act {
	case bot.ActPost, bot.ActDirect:
		return m.post(room, msg, r)
	case bot.ActInvite, bot.ActRemove:
		if !known {
			return r, bot.NeverTaken("no such person")
		}
		word := map[bot.Act]string{bot.ActInvite: " invited to ", bot.ActRemove: " removed from "}[msg.Act]
		if in := msg.Act == bot.ActInvite; room.members[msg.Person] != in {
			room.members[msg.Person] = in
			m.script.line(m.stamp(now), msg.Person+word+string(msg.Room))
		}
	case bot.ActDescribe:
		room.topic = msg.Topic
		m.script.line(m.stamp(now), "topic of "+string(msg.Room)+": "+msg.Topic)
	case bot.ActArchive:
		if !room.archived {
			room.archived = true
			m.script.line(m.stamp(now), "room "+string(msg.Room)+" closed for new messages")
		}
	default:
		return r, bot.NeverTaken("unknown act %q", msg.Act)
	}
	return r, nil
}

func (m *Memory) post(room *memoryRoom, msg bot.Message, r bot.Receipt) (bot.Receipt, error) {
	if err := msg.Unsayable(memoryLimit); err != nil {
		return r, err
	}
	if room.archived {
		return r, bot.NeverTaken("the room is closed")
	}
	seen := Seen{FromBot: true, Text: msg.Text, Actions: slices.Clone(msg.Actions), Pinned: msg.Pin}
	if msg.Replace != "" {
		i := slices.IndexFunc(room.seen, func(s Seen) bool { return s.ID == msg.Replace && s.FromBot })
		if i < 0 {
			return r, bot.NeverTaken("no such message to replace")
		}
		seen.ID, seen.Edited, seen.Pinned = msg.Replace, true, seen.Pinned || room.seen[i].Pinned
		room.seen[i] = seen
	} else {
		m.n++
		seen.ID = bot.MessageID(fmt.Sprintf("m%d", m.n))
		room.seen = append(room.seen, seen)
	}
	r.Message = seen.ID
	m.script.message(m.stamp(r.At), msg)
	return r, nil
}

// Find looks for the message with the key of msg.
func (m *Memory) Find(_ context.Context, msg bot.Message) (bot.Receipt, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, found := m.keys[msg.Key]
	return r, found, nil
}

// Read returns what person sees in room, or with an empty room in the person's own conversation.
func (m *Memory) Read(person string, room bot.RoomID) ([]Seen, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if room == "" {
		return slices.Clone(m.place("", person, true).seen), slices.Contains(m.options.People, person)
	}
	r := m.rooms[room]
	if r == nil || !r.members[person] {
		return nil, false
	}
	return slices.Clone(r.seen), true
}

// Topic returns the topic of room.
func (m *Memory) Topic(room bot.RoomID) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.rooms[room]; r != nil {
		return r.topic
	}
	return ""
}

// Members returns who is in room, sorted.
func (m *Memory) Members(room bot.RoomID) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	if r := m.rooms[room]; r != nil {
		for p, in := range r.members {
			if in {
				out = append(out, p)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Look says who is in a room.
func (m *Memory) Look(_ context.Context, room bot.RoomID) (bot.Look, error) {
	return bot.Look{People: m.Members(room)}, nil
}

// Transcript returns what was done and shown since the last call.
func (m *Memory) Transcript() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.script.take()
}

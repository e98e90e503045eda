package bottest

import (
	"context"
	"sync"
	"testing"

	"loggist/bot"
)

// Fixture is a platform under test together with the eyes and hands of the people on it.
type Fixture struct {
	Platform bot.Platform
	// People are at least three accounts that the platform knows; Stranger is one that it does not know.
	People   []string
	Stranger string
	// Act makes r.Person do what r says (Kind, Room or Direct, and the fields of that kind) as the person's own client
	// would, and returns what the person was shown. r.ID names the delivery: the same again is a redelivery of the same
	// act. The error is that of a platform which did not let the person do it.
	Act func(ctx context.Context, r bot.Request) (bot.Reply, error)
	// Read returns what person sees in room, oldest first, and false where the person cannot look; an empty room is the
	// person's own conversation with the bot.
	Read func(person string, room bot.RoomID) ([]Seen, bool)
	// Topic returns what the head of room says.
	Topic func(room bot.RoomID) string
	// Restart, where the platform is ours, kills it without warning and returns the fixture of what then starts on what
	// was left.
	Restart func(t *testing.T) Fixture
}

// Seen is one message as a person sees it. Text is free of the platform's markup: as it reads.
type Seen struct {
	ID      bot.MessageID
	FromBot bool
	Text    string
	Actions []bot.Action
	Edited  bool
	Pinned  bool
}

// texts returns the texts of what was seen, in order.
func texts(seen []Seen) []string {
	out := make([]string, 0, len(seen))
	for _, s := range seen {
		out = append(out, s.Text)
	}
	return out
}

// handler is the bot behind the platform in the suite: it keeps each request and answers by answer.
type handler struct {
	mu     sync.Mutex
	seen   []bot.Request
	answer func(bot.Request) bot.Reply
}

func newHandler() *handler {
	return &handler{answer: func(r bot.Request) bot.Reply {
		return bot.Reply{OK: true, Text: "answered " + r.Text}
	}}
}

func (h *handler) handle(_ context.Context, r bot.Request) bot.Reply {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = append(h.seen, r)
	return h.answer(r)
}

func (h *handler) requests() []bot.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]bot.Request(nil), h.seen...)
}

func (h *handler) reply(f func(bot.Request) bot.Reply) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = f
}

// world is one fixture with its handler running.
type world struct {
	Fixture
	h *handler
}

// start runs Receive until the test ends and checks that it ends well.
func start(t *testing.T, f Fixture) *world {
	t.Helper()
	if len(f.People) < 3 || f.Stranger == "" {
		t.Fatal("the fixture needs three people and a stranger")
	}
	w := &world{Fixture: f, h: newHandler()}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Platform.Receive(ctx, w.h.handle) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Receive after its context ended: %v, want nil", err)
		}
	})
	return w
}

// room opens a room named name with people in it.
func (w *world) room(t *testing.T, name string, people ...string) bot.RoomID {
	t.Helper()
	r := w.send(t, bot.Message{Key: "open " + name, Act: bot.ActOpenRoom, Name: name, Topic: "for the suite"})
	for _, p := range people {
		w.send(t, bot.Message{Key: "in " + name + " " + p, Act: bot.ActInvite, Room: r.Room, Person: p})
	}
	return r.Room
}

// send sends m and fails the test if the platform does not take it.
func (w *world) send(t *testing.T, m bot.Message) bot.Receipt {
	t.Helper()
	r, err := w.Platform.Send(t.Context(), m)
	if err != nil {
		t.Fatalf("Send(%s %q): %v", m.Act, m.Key, err)
	}
	return r
}

// refused sends m and wants it refused as class.
func (w *world) refused(t *testing.T, m bot.Message, class bot.Class) {
	t.Helper()
	_, err := w.Platform.Send(t.Context(), m)
	if err == nil {
		t.Fatalf("Send(%s %q) was taken, want %s", m.Act, m.Key, class)
	}
	if got := bot.ClassOf(err); got != class {
		t.Fatalf("Send(%s %q): class %s (%v), want %s", m.Act, m.Key, got, err, class)
	}
}

// act makes a person act and fails the test if the platform does not let him.
func (w *world) act(t *testing.T, r bot.Request) bot.Reply {
	t.Helper()
	reply, err := w.Act(t.Context(), r)
	if err != nil {
		t.Fatalf("act %s %s by %s: %v", r.Kind, r.ID, r.Person, err)
	}
	return reply
}

// read returns what person sees in room and fails the test where he cannot look.
func (w *world) read(t *testing.T, person string, room bot.RoomID) []Seen {
	t.Helper()
	seen, ok := w.Read(person, room)
	if !ok {
		t.Fatalf("%s cannot look into %q", person, room)
	}
	return seen
}

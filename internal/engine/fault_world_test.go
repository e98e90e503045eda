package engine

import (
	"context"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
	"loggist/internal/record"
	"loggist/internal/record/recordtest"
	"loggist/internal/seal"
)

// allowedErrors are the lines that a fault may leave in the log at level Error; any other fails the test.
var allowedErrors = []string{
	"a request failed", "a lane could not be worked", "views could not be recorded yet", "the minute's check failed",
	"lanes in the store were not as the record wants them", "cannot fold the live incidents", "keys of a disposed incident could not be destroyed", "cannot read the live incidents", "cannot read an incident",
}

// chat is a platform that remembers all that it was asked and all that it said, over all lives of the engines that use
// it, and that fails when it is told to.
type chat struct {
	*bottest.Memory
	t       *testing.T
	dedupes bool // and can be asked what it took

	mu    sync.Mutex
	logs  []*record.Log // of the engines that live: what is sent must be in one of them
	n     int           // sends so far
	fail  int           // the send that fails, from 1
	times int           // and how many after it, with it
	when  recordtest.When
	err   *bot.SendError
	said  []said
}

// said is a message that people can see.
type said struct {
	to, key, text string
	in            bool // changed in place
	repeat        bool
}

// finding is a chat that can be asked whether it took a message.
type finding struct{ *chat }

// Find implements bot.Finder.
func (f finding) Find(ctx context.Context, m bot.Message) (bot.Receipt, bool, error) {
	return f.Memory.Find(ctx, m)
}

// platform is the chat as an engine sees it.
func (c *chat) platform() bot.Platform {
	if c.dedupes {
		return finding{c}
	}
	return blunt{c}
}

// blunt is a chat that can neither find nor tell a message that it took before.
type blunt struct{ c *chat }

func (b blunt) Receive(ctx context.Context, h bot.Handler) error { return b.c.Receive(ctx, h) }

func (b blunt) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) { return b.c.Send(ctx, m) }

func (b blunt) Traits() bot.Traits {
	traits := b.c.Traits()
	traits.Dedupe = false
	return traits
}

var entryLine = regexp.MustCompile(`(?m)^Entry (?:\d+/)?(S-)?(\d{3,}) · `)

// Send implements bot.Platform.
func (c *chat) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	c.mu.Lock()
	c.n++
	fails := c.fail > 0 && c.n >= c.fail && c.n < c.fail+c.times
	when, failure := c.when, c.err
	c.mu.Unlock()
	if fails && when == recordtest.Before {
		return bot.Receipt{}, failure
	}
	before, known := bot.Receipt{}, false
	if c.dedupes {
		before, known, _ = c.Memory.Find(ctx, m)
	}
	out := m
	if !c.dedupes {
		out.Key = ""
	}
	r, err := c.Memory.Send(ctx, out)
	if err == nil && (!known || before.Message == "") {
		c.note(m)
	}
	if fails && err == nil {
		return bot.Receipt{}, failure
	}
	return r, err
}

// note remembers what people see now. It must be in the record already.
func (c *chat) note(m bot.Message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	to := string(m.Room)
	if m.Act == bot.ActDirect {
		to = m.Person
	}
	if m.Act == bot.ActPost || m.Act == bot.ActDirect {
		c.said = append(c.said, said{to, m.Key, m.Text, m.Replace != "", strings.Contains(m.Text, "REPEAT")})
	}
	ref, _, _ := strings.Cut(m.Key, "/")
	for _, found := range entryLine.FindAllStringSubmatch(m.Text, -1) {
		n, _ := strconv.ParseUint(found[2], 10, 64)
		book := record.BookID{Incident: ref, Book: "open"}
		if found[1] != "" {
			book.Book = "sensitive"
		}
		if !slices.ContainsFunc(c.logs, func(l *record.Log) bool { seq, _ := l.Head(book); return seq >= n }) {
			c.t.Errorf("said before it was in the record, %s:\n%s", book, m.Text)
		}
	}
}

// all is what was said so far.
func (c *chat) all() []said {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.said)
}

// failAt makes send n, counted from now, and the times-1 after it fail.
func (c *chat) failAt(n, times int, when recordtest.When, err *bot.SendError) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.fail, c.times, c.when, c.err = c.n+n, times, when, err
}

// world is a force with its room, on a store and a disk that can fail.
type world struct {
	t    *testing.T
	chat *chat
	opts record.Options
	ring *seal.Ring
	// redis makes a client for each start; nil is embedded.
	redis func() redis.UniversalClient

	// real: no exercise, and nobody winds a clock; engines are those that live in the same time.
	real    bool
	engines func() []*Engine
	// platform is the chat as this engine sees it; nil is the chat itself.
	platform bot.Platform
	// handle takes what people do; nil is the engine that was started last.
	handle bot.Handler

	log    *record.Log
	engine *Engine
	stop   func()
	told   []toldAct
	acts   int
}

// toldAct is one act and the last that its person was told of it.
type toldAct struct {
	who, line, cause string
	answers          []string
}

func newWorld(t *testing.T, dedupes bool) *world {
	f := force.Demo()
	var people []string
	for _, p := range f.People.All() {
		people = append(people, string(p.ID))
	}
	w := &world{t: t, ring: seal.EphemeralRing()}
	memory := bottest.NewMemory(bottest.MemoryOptions{People: people, Zone: f.Zone, Platform: "local"})
	for _, r := range f.Rooms {
		memory.OpenRoom(r.ID)
		for _, m := range r.Members {
			memory.OpenRoom(r.ID, string(m))
		}
	}
	w.chat = &chat{Memory: memory, t: t, dedupes: dedupes}
	w.opts = record.Options{Dir: "/data", FS: recordtest.NewPowerFS(), Force: "demo", Keys: w.ring, Init: true}
	return w
}

// start starts a process; one that does not come up is started again, as its service manager does.
func (w *world) start() {
	w.t.Helper()
	o := w.opts
	var err error
	for range 10 {
		if w.redis != nil {
			o.Redis = w.redis()
		}
		if w.log, err = record.Open(w.t.Context(), o); err == nil {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		w.t.Fatalf("open: %v", err)
	}
	f := force.Demo()
	platform := w.platform
	if platform == nil {
		platform = w.chat.platform()
	}
	w.engine, err = New(Options{
		Log: w.log, Pseudonym: func(who string) string { return hex.EncodeToString([]byte(who)) }, Exercise: !w.real,
		Force: func() *force.Force { return f }, Logger: obstest.Logger(w.t, allowedErrors...),
		Platforms: map[force.Platform]Served{force.Local: {Platform: platform, Profile: force.Full}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	log := w.log
	w.chat.mu.Lock()
	w.chat.logs = append(w.chat.logs, log)
	w.chat.mu.Unlock()
	engine := w.engine
	if w.handle == nil {
		w.chat.Handle(engine.Handle)
	} else {
		w.chat.Handle(w.handle)
	}
	go func() { done <- engine.Run(ctx) }()
	w.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			w.t.Errorf("run: %v", err)
		}
		_ = log.Close() // on a disk without power it fails
		w.chat.mu.Lock()
		w.chat.logs = slices.DeleteFunc(w.chat.logs, func(l *record.Log) bool { return l == log })
		w.chat.mu.Unlock()
	})
}

// enter waits a while until somebody is in a room, and reports whether he is.
func (w *world) enter(who, room string) bool {
	for range 3 {
		if _, in := w.chat.Read(who, bot.RoomID(room)); in {
			return true
		}
		w.wind(time.Minute)
	}
	return false
}

// act does one act until its person knows where he stands: what cannot be told is asked again under its id, what was not
// recorded is done anew. Who cannot get into the room acts in his own conversation.
func (w *world) act(who, room, line string) string {
	w.t.Helper()
	reply := ""
	outside := !w.enter(who, room)
	for range 20 {
		w.acts++
		r := bot.Request{Kind: bot.KindCommand, Person: who, Room: bot.RoomID(room), ID: fmt.Sprintf("act-%d", w.acts)}
		r.Command, r.Text, _ = strings.Cut(strings.TrimPrefix(line, "/"), " ")
		if outside {
			r.Room, r.Direct, r.Text = "", true, room+" "+r.Text
		}
		full := r
		full.Platform, full.Installation = "local", "test"
		a := toldAct{who: who, line: line, cause: causeOf(full)}
		for range 20 {
			answer, err := w.chat.Act(context.Background(), r)
			if err != nil {
				w.t.Fatalf("%s: %v", line, err)
			}
			reply = answer.Text
			a.answers = append(a.answers, reply)
			if !strings.Contains(reply, "cannot tell") {
				break
			}
			time.Sleep(time.Second)
		}
		w.told = append(w.told, a)
		if !strings.Contains(reply, "Something went wrong. Nothing was recorded") {
			return reply
		}
		time.Sleep(time.Second)
	}
	w.t.Fatalf("%s: never done: %s", line, reply)
	return ""
}

// wind winds the clock as far as d, also when that fails on the way.
func (w *world) wind(d time.Duration) {
	w.t.Helper()
	if w.real {
		w.pass(d)
		return
	}
	target := w.engine.Now().Add(d)
	for range 20 {
		left := target.Sub(w.engine.Now())
		if left <= 0 {
			left = time.Millisecond
		}
		if err := w.engine.Advance(context.Background(), left); err == nil {
			return
		}
		time.Sleep(time.Second)
	}
	w.t.Fatal("the clock could not be wound")
}

// pass lets time pass for all engines alike, in steps: nobody has to look a thousand times in between.
func (w *world) pass(d time.Duration) {
	const step = 15 * time.Second
	for ; d > 0; d -= step {
		for _, e := range w.engines() {
			e.offset.Add(int64(min(d, step)))
			e.work.wake()
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// settle lets everything come to rest.
func (w *world) settle() {
	time.Sleep(100 * time.Millisecond)
	w.wind(time.Second)
}

const faultRoom = "ci-2000-0001" // in a bubble it is the year 2000

// step is one act of the story, and how long passes after it.
type step struct {
	who, room, line string
	then            time.Duration
}

// night is the short story that every fault is put into.
var night = []step{
	{"sgt.lee", "control-room", "/ci call swift01 shouting | where Riverside house | because swift02 may be hurt", 0},
	{"sgt.lee", faultRoom, "/decision swift03 patrol because swift04 is known | review 30m", 0},
	{"sgt.lee", faultRoom, "/escalate swift05 out of control", 6 * time.Minute},
	{"insp.patel", faultRoom, "/escalate accept E-1", 0},
	{"insp.patel", faultRoom, "/ci declare because swift06 is in danger", 0},
	{"insp.patel", faultRoom, "/log swift07 seen", 25 * time.Minute},
}

func (w *world) story() {
	w.t.Helper()
	for _, s := range night {
		w.act(s.who, s.room, s.line)
		w.settle()
		if s.then > 0 {
			w.wind(s.then)
		}
	}
}

// incidentNow folds the story's incident from the log, not from any cache.
func (w *world) incidentNow(l *record.Log) (*incident.Full, []incident.Entry) {
	w.t.Helper()
	ref := incident.Ref(strings.ToUpper(faultRoom))
	f := incident.New(ref)
	var all []incident.Entry
	err := l.Since(string(ref), 0, func(rec record.Record) error {
		for i := range rec.Entries {
			if rec.Entries[i].Book.Incident != string(ref) {
				continue
			}
			e, err := decodeEntry(&rec.Entries[i])
			if err != nil {
				return err
			}
			f.Apply(e)
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return f, all
}

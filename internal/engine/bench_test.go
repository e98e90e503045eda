package engine

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// bench is an engine with one incident of many entries, each of which was posted and receipted.
type bench struct {
	b      testing.TB
	dir    string
	ring   *seal.Ring
	log    *record.Log
	engine *Engine
	memory *bottest.Memory
	n      int
}

// newBench makes one; its entries lie so many to a record.
func newBench(b testing.TB, entries, together int) *bench {
	b.Helper()
	x := &bench{b: b, dir: b.TempDir(), ring: seal.EphemeralRing()}
	f := force.Demo()
	var people []string
	for _, p := range f.People.All() {
		people = append(people, string(p.ID))
	}
	x.memory = bottest.NewMemory(bottest.MemoryOptions{People: people, Platform: "local"})
	x.memory.OpenRoom("control-room", people...)
	stop := x.start(true)
	x.do("sgt.lee", "control-room", "ci", "call shouting | where Riverside | because he may be hurt")
	for len(x.log.Incidents()) == 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(50 * time.Millisecond)
	stop()
	x.fill(x.ref(), entries, together)
	return x
}

func (x *bench) ref() incident.Ref { return incident.Ref(x.log.Incidents()[0]) }

// start opens the log and runs an engine on it.
func (x *bench) start(fresh bool) (stop func()) {
	x.b.Helper()
	var err error
	x.log, err = record.Open(context.Background(), record.Options{Dir: x.dir, Force: "demo", Keys: x.ring, Init: fresh})
	if err != nil {
		x.b.Fatal(err)
	}
	f := force.Demo()
	x.engine, err = New(Options{
		Log: x.log, Pseudonym: func(s string) string { return s }, Force: func() *force.Force { return f }, Logger: slog.New(slog.DiscardHandler),
		Platforms: map[force.Platform]Served{force.Local: {Platform: x.memory, Profile: force.Full}},
	})
	if err != nil {
		x.b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- x.engine.Run(ctx) }()
	return func() {
		cancel()
		<-done
		_ = x.log.Close()
	}
}

// do does one act and wants it done.
func (x *bench) do(who, room, command, text string) {
	x.n++
	r := x.engine.Handle(context.Background(), bot.Request{
		Kind: bot.KindCommand, Platform: "local", Installation: "bench", Person: who, Room: bot.RoomID(room), ID: fmt.Sprint(x.n),
		Command: command, Text: text,
	})
	if !r.OK {
		x.b.Fatalf("/%s %s: %s", command, text, r.Text)
	}
}

// fill records so many entries past the engine, half of them notes and half their receipts, so many to a record.
func (x *bench) fill(ref incident.Ref, entries, together int) {
	x.b.Helper()
	log, err := record.Open(context.Background(), record.Options{Dir: x.dir, Force: "demo", Keys: x.ring})
	if err != nil {
		x.b.Fatal(err)
	}
	defer log.Close()
	who := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
	at := incident.Lane{Room: "a@local"}
	together = min(together, entries)
	c := record.Change{Lanes: []record.LaneDue{{Lane: "r/" + string(ref) + "/a@local"}}}
	add := func(book incident.Book, body incident.Body) {
		now := time.Now().UTC().Truncate(time.Millisecond)
		raw, err := incident.Encode(&incident.Entry{Ref: ref, Book: book, DecidedAt: now, RecordedAt: now, RecordedBy: who, DecidedBy: who, Cause: c.Causes[0], Body: body})
		if err != nil {
			x.b.Fatal(err)
		}
		c.Entries = append(c.Entries, record.Draft{Book: record.BookID{Incident: string(ref), Book: string(book)}, Body: raw})
		if len(c.Entries) < together {
			return
		}
		version, _ := log.Version(string(ref))
		c.Bases = []record.Base{{Incident: string(ref), Version: version}}
		if _, err := log.Commit(context.Background(), c); err != nil {
			x.b.Fatal(err)
		}
		c.Entries = nil
	}
	seq, _ := log.Head(record.BookID{Incident: string(ref), Book: string(incident.BookOpen)})
	for i := range entries / 2 {
		seq++
		c.Causes = []string{fmt.Sprintf("local/bench/sgt.lee/%d", i)}
		add(incident.BookOpen, &incident.Note{Text: fmt.Sprintf("Patrol %d reports that the street is quiet and the family is in", i)})
		c.Causes = []string{fmt.Sprintf("sent/%d", i)}
		add(incident.BookDelivery, &incident.Receipt{
			Lane: at, Key: incident.EntryKey(seq), Version: seq, Outcome: incident.Sending, Message: fmt.Sprint("m", i), At: time.Now().UTC().Truncate(time.Millisecond),
		})
	}
}

var sizes = []int{10, 10_000, 100_000}

// together is how many entries to a record, where what is measured reads none.
const together = 1000

// BenchmarkDecision is what a decision costs in an incident of so many entries, fsync included.
func BenchmarkDecision(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := newBench(b, n, together)
			defer x.start(false)()
			room := strings.ToLower(string(x.ref()))
			x.do("sgt.lee", room, "ci", "status") // folded once
			for b.Loop() {
				x.do("sgt.lee", room, "decision", "hold the line because it holds")
			}
		})
	}
}

// BenchmarkStatus is what /ci status costs.
func BenchmarkStatus(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := newBench(b, n, together)
			defer x.start(false)()
			room := strings.ToLower(string(x.ref()))
			x.do("sgt.lee", room, "ci", "status")
			for b.Loop() {
				x.do("sgt.lee", room, "ci", "status")
			}
		})
	}
}

// BenchmarkCold is a restart: the log is opened and the incident folded until the first answer. As the engine writes it, each
// entry has a record of its own; receipts are entries, too.
func BenchmarkCold(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := newBench(b, n, 1)
			for b.Loop() {
				stop := x.start(false)
				x.do("sgt.lee", strings.ToLower(string(x.ref())), "ci", "status")
				b.StopTimer()
				stop()
				b.StartTimer()
			}
		})
	}
}

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

func newBench(b testing.TB, entries int) *bench {
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
	x.fill(x.ref(), entries)
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

// fill records notes and their receipts past the engine, a thousand to a record.
func (x *bench) fill(ref incident.Ref, entries int) {
	x.b.Helper()
	log, err := record.Open(context.Background(), record.Options{Dir: x.dir, Force: "demo", Keys: x.ring})
	if err != nil {
		x.b.Fatal(err)
	}
	defer log.Close()
	who := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
	open, delivery := record.BookID{Incident: string(ref), Book: "open"}, record.BookID{Incident: string(ref), Book: "delivery"}
	for at := 0; at < entries; {
		version, _ := log.Version(string(ref))
		c := record.Change{Bases: []record.Base{{Incident: string(ref), Version: version}}}
		seq, _ := log.Head(open)
		now := time.Now().UTC().Truncate(time.Millisecond)
		add := func(b record.BookID, body incident.Body) {
			e := incident.Entry{Ref: ref, Book: incident.Book(b.Book), DecidedAt: now, RecordedAt: now, RecordedBy: who, DecidedBy: who, Body: body}
			raw, err := incident.Encode(&e)
			if err != nil {
				x.b.Fatal(err)
			}
			c.Entries = append(c.Entries, record.Draft{Book: b, Body: raw})
		}
		for range min(500, entries-at) {
			at++
			seq++
			add(open, &incident.Note{Text: fmt.Sprintf("Patrol %d reports that the street is quiet and the family is in", at)})
			add(delivery, &incident.Receipt{
				Lane: incident.Lane{Room: "a@local"}, Key: incident.EntryKey(seq), Version: seq, Outcome: incident.Sending, Message: fmt.Sprint("m", at), At: now,
			})
		}
		if _, err := log.Commit(context.Background(), c); err != nil {
			x.b.Fatal(err)
		}
	}
}

var sizes = []int{10, 10_000, 100_000}

// BenchmarkDecision is what a decision costs in an incident of so many entries, fsync included.
func BenchmarkDecision(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := newBench(b, n)
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
			x := newBench(b, n)
			defer x.start(false)()
			room := strings.ToLower(string(x.ref()))
			x.do("sgt.lee", room, "ci", "status")
			for b.Loop() {
				x.do("sgt.lee", room, "ci", "status")
			}
		})
	}
}

// BenchmarkCold is a restart: the log is opened and the incident folded until the first answer.
func BenchmarkCold(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x := newBench(b, n)
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

package engine

import (
	"context"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
	"loggist/internal/record"
	"loggist/internal/seal"
)

var update = flag.Bool("update", false, "write the transcripts as they are")

// epoch is when every transcript begins: Thu 11 Nov 2027 2104 hrs GMT, unless its comment says "begin: RFC 3339".
var epoch = time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)

// TestTranscripts plays the chats of commands/testdata: each file is a script of what people do and how much time passes,
// and the transcript of all that was said. A line of a script is one of
//
//	PERSON ROOM: /command words        a slash command; ROOM may be direct, or ~ for the newest incident's room, ~b for its second
//	PERSON ROOM: words                 a message
//	PERSON ROOM press LABEL            the newest button of that label
//	PERSON ROOM submit NAME=VALUE | …  the form that was shown last, with these fields changed
//	PERSON ROOM marks AUTHOR: WORDS    has AUTHOR's message that begins with WORDS logged; unmarks AUTHOR: WORDS takes that back
//	PERSON ROOM changes WORDS => NEW   his message that begins with WORDS says NEW now; deletes WORDS
//	PERSON ROOM unfit WHY, fit         makes the room unfit for content, or fit again; unfit guest PERSON … also says who it is
//	wait 5m                            time passes
//	kill                               the process dies without warning and starts again
//	down 40m                           the same, and it is gone for that long
//	fails PERSON, works PERSON         from now on no message reaches the person; or again
//	configures GUIDANCE => LINK        the force changes a reference in its configuration, and Loggist is started again
//	away, back                         from now on the platform takes no messages, of nobody and in no room; or again
//	given LINE                         the line is played, but only what was done is printed: another transcript shows what is said
//
// Lines that begin with # are comments and appear in the transcript.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("../../commands/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			a := txtar.Parse(b)
			script, want := section(a, "script"), section(a, "transcript")
			if script == "" {
				t.Fatal("no script")
			}
			got := play(t, script, begin(t, string(a.Comment)))
			if *update {
				write(t, file, a, got)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the transcript differs (-want +got); look, then run with -update:\n%s", diff)
			}
		})
	}
}

func section(a *txtar.Archive, name string) string {
	for _, f := range a.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func begin(t *testing.T, comment string) time.Time {
	for line := range strings.Lines(comment) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "begin: "); ok {
			at, err := time.Parse(time.RFC3339, v)
			if err != nil {
				t.Fatal(err)
			}
			return at
		}
	}
	return epoch
}

func write(t *testing.T, file string, a *txtar.Archive, got string) {
	out := &txtar.Archive{Comment: a.Comment, Files: []txtar.File{
		{Name: "script", Data: []byte(section(a, "script"))}, {Name: "transcript", Data: []byte(got)},
	}}
	if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ahead is how long the process runs before anybody acts, so that its minutes fall between the times of people and clocks, and nothing
// depends on who is first at one instant.
const ahead = 17 * time.Second

// play runs a script in a bubble and returns all that was said.
func play(t *testing.T, script string, begin time.Time) string {
	return playFor(t, force.Demo(), script, begin)
}

// playFor is play for a force.
func playFor(t *testing.T, f *force.Force, script string, begin time.Time) (out string) {
	ring, dir := seal.EphemeralRing(), t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := &stage{t: t, dir: dir, ring: ring, force: f, offset: time.Until(begin) - ahead}
		var people []string
		for _, p := range f.People.All() {
			people = append(people, string(p.ID))
		}
		s.memory = bottest.NewMemory(bottest.MemoryOptions{People: people, Zone: f.Zone, Platform: "local", Now: func() time.Time { return time.Now().Add(s.offset) }})
		s.sender = &sender{Memory: s.memory, fails: map[string]bool{}}
		for _, r := range f.Rooms {
			var members []string
			for _, m := range r.Members {
				members = append(members, string(m))
			}
			s.memory.OpenRoom(r.ID, members...)
		}
		s.start(true)
		defer s.stop()
		s.wait(ahead.String())
		for line := range strings.Lines(script) {
			s.line(strings.TrimRight(line, "\n"))
		}
		s.pressable()
		out = s.out.String()
	})
	return out
}

// stage is what a script is played on.
type stage struct {
	t       *testing.T
	dir     string
	ring    *seal.Ring
	force   *force.Force
	offset  time.Duration
	memory  *bottest.Memory
	sender  *sender
	out     strings.Builder
	form    map[string]*bot.Form
	private map[string][]bot.Action
	newest  string
	refused bool // the last act
	engine  *Engine
	cancel  context.CancelFunc
	done    chan struct{}
	log     *record.Log
}

func (s *stage) start(fresh bool) {
	s.t.Helper()
	log, err := record.Open(s.t.Context(), record.Options{Dir: s.dir, Force: "demo", Keys: s.ring, Init: fresh})
	if err != nil {
		s.t.Fatal(err)
	}
	f := s.force
	s.engine, err = New(Options{
		Log: log, Pseudonym: func(who string) string { return hex.EncodeToString([]byte(who)) }, Force: func() *force.Force { return f }, Logger: obstest.Logger(s.t),
		Platforms: map[force.Platform]Served{force.Local: {Platform: s.sender, Profile: force.Full}},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.engine.offset.Store(int64(s.offset))
	s.engine.began = s.engine.Now()
	ctx, cancel := context.WithCancel(context.Background())
	s.log, s.cancel, s.done = log, cancel, make(chan struct{})
	s.memory.Handle(s.engine.Handle)
	go func() {
		defer close(s.done)
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := log.Follow(ctx); err != nil && ctx.Err() == nil {
				s.t.Errorf("follow: %v", err)
			}
		})
		wg.Go(func() { s.engine.minutes(ctx) })
		wg.Go(func() { s.engine.audit.run(ctx, s.engine) })
		wg.Go(func() { pump(ctx, s.engine) })
		wg.Wait()
	}()
	synctest.Wait()
}

func (s *stage) stop() {
	s.cancel()
	<-s.done
	if err := s.log.Close(); err != nil {
		s.t.Errorf("close: %v", err)
	}
}

func (s *stage) line(line string) {
	switch {
	case strings.TrimSpace(line) == "":
		return
	case strings.HasPrefix(line, "#"):
		s.out.WriteString("\n" + line + "\n")
		return
	case strings.HasPrefix(line, "wait "):
		s.wait(strings.TrimPrefix(line, "wait "))
	case line == "kill", strings.HasPrefix(line, "down "):
		s.stop()
		if d, ok := strings.CutPrefix(line, "down "); ok {
			s.wait(d)
		}
		s.start(false)
	case strings.HasPrefix(line, "configures "):
		s.configure(strings.TrimPrefix(line, "configures "))
	case strings.HasPrefix(line, "fails "), strings.HasPrefix(line, "works "):
		verb, person, _ := strings.Cut(line, " ")
		s.sender.fail(person, verb == "fails")
		s.out.WriteString("(messages to " + person + map[string]string{"fails": " fail from now on)\n", "works": " arrive again)\n"}[verb])
	case line == "away", line == "back":
		s.sender.leave(line == "away")
		if line == "away" {
			s.out.WriteString("(the platform takes no messages from now on)\n")
			return
		}
		s.out.WriteString("(the platform is back)\n")
		time.Sleep(time.Minute) // what is deferred is tried again by then
	case strings.HasPrefix(line, "given "):
		out := s.out.Len()
		s.refused = false
		s.line(strings.TrimPrefix(line, "given "))
		if s.refused {
			s.t.Errorf("%s was refused:\n%s", line, s.out.String()[out:])
		}
		s.leave(out)
		return
	default:
		s.act(line)
	}
	time.Sleep(2 * time.Second) // whatever is due at once is done
	synctest.Wait()
	s.out.WriteString(unrandom(inOrder(s.memory.Transcript())))
}

// leave drops from the transcript what came of the act at out.
func (s *stage) leave(out int) {
	all := s.out.String()
	s.out.Reset()
	s.out.WriteString(all[:out])
	for i, line := range strings.Split(strings.TrimSuffix(all[out:], "\n"), "\n") {
		sent := sentLine.MatchString(line) && !strings.Contains(line, ": /")
		if strings.HasPrefix(line, "     only ") || stamped.MatchString(line) && (i > 0 || sent) {
			break
		}
		s.out.WriteString(line + "\n")
	}
}

func (s *stage) wait(d string) {
	span, err := time.ParseDuration(d)
	if err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(span)
	synctest.Wait()
}

// act plays one line of a person.
func (s *stage) act(line string) {
	s.t.Helper()
	person, rest, _ := strings.Cut(line, " ")
	where, what, _ := strings.Cut(rest, " ")
	r := bot.Request{Person: person}
	where, typed := strings.CutSuffix(where, ":")
	r.Room, r.Direct = s.room(where), where == "direct"
	if r.Direct {
		r.Room = ""
	}
	switch verb, words, _ := strings.Cut(what, " "); {
	case typed && strings.HasPrefix(what, "/"):
		r.Kind = bot.KindCommand
		r.Command, r.Text, _ = strings.Cut(strings.TrimPrefix(what, "/"), " ")
		r.Text = strings.ReplaceAll(r.Text, `\n`, "\n")
	case typed:
		r.Kind, r.Text = bot.KindText, what
	case verb == "press":
		r.Kind, r.Action = bot.KindPress, s.button(r, words)
	case verb == "submit":
		s.submit(&r, words)
	case s.event(&r, verb, words):
	default:
		s.t.Fatalf("cannot play %q", line)
	}
	reply, err := s.memory.Act(context.Background(), r)
	if err != nil {
		s.t.Fatalf("%s: %v", line, err)
	}
	if reply.Form != nil {
		if s.form == nil {
			s.form = map[string]*bot.Form{}
		}
		s.form[person] = reply.Form
	}
	s.refused = !reply.OK
	s.replied(person, reply)
}

// replied remembers the buttons that only the asker saw.
func (s *stage) replied(person string, reply bot.Reply) {
	if s.private == nil {
		s.private = map[string][]bot.Action{}
	}
	s.private[person] = append(s.private[person], reply.Actions...)
	if reply.Incident != "" {
		s.newest = strings.ToLower(reply.Incident)
	}
}

func (s *stage) room(where string) bot.RoomID {
	switch where {
	case "~":
		return bot.RoomID(s.newest)
	case "~b":
		return bot.RoomID(s.newest + "-b")
	}
	return bot.RoomID(where)
}

// button finds the newest button of a label that the person can see there.
func (s *stage) button(r bot.Request, label string) string {
	s.t.Helper()
	actions := s.private[r.Person]
	seen, _ := s.memory.Read(r.Person, r.Room)
	var all []bot.Action
	for _, m := range seen {
		all = append(all, m.Actions...)
	}
	all = append(all, actions...)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Label == label {
			return all[i].ID
		}
	}
	labels := make([]string, len(all))
	for i, a := range all {
		labels[i] = a.Label
	}
	s.t.Fatalf("%s sees no button %q, only %q", r.Person, label, labels)
	return ""
}

// submit sends the form that the person was shown last, as it stands but for what words say.
func (s *stage) submit(r *bot.Request, words string) {
	s.t.Helper()
	f := s.form[r.Person]
	if f == nil {
		s.t.Fatalf("%s was shown no form", r.Person)
	}
	r.Kind, r.Form, r.Values = bot.KindSubmit, f.ID, map[string]string{}
	for _, field := range f.Fields {
		if field.Value != "" {
			r.Values[field.Name] = field.Value
		}
	}
	for part := range strings.SplitSeq(words, " | ") {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		found := false
		for _, field := range f.Fields {
			if field.Name == name {
				r.Values[name], found = value, true
			}
		}
		if !found {
			var names []string
			for _, field := range f.Fields {
				names = append(names, field.Name)
			}
			s.t.Fatalf("form %s has no field %q, only %q", f.Title, name, names)
		}
	}
}

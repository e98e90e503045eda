package engine

import (
	"context"
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// hasty is a platform that must be answered within three seconds.
type hasty struct{ *bottest.Memory }

func (h hasty) Traits() bot.Traits {
	t := h.Memory.Traits()
	t.ReplyWithin = 3 * time.Second
	return t
}

func newHasty(t *testing.T, dir string, fresh bool) (*Engine, *bottest.Memory, *record.Spool) {
	t.Helper()
	log, err := record.Open(t.Context(), record.Options{Dir: dir, Force: "demo", Keys: spoolRing, Init: fresh})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = log.Close() })
	spool, err := record.OpenSpool(nil, dir+"/spool", spoolRing)
	if err != nil {
		t.Fatal(err)
	}
	m := bottest.NewMemory(bottest.MemoryOptions{People: []string{"sgt.lee", "insp.patel"}, Platform: "local"})
	m.OpenRoom("control-room", "sgt.lee", "insp.patel")
	f := force.Demo()
	e, err := New(Options{
		Log: log, Pseudonym: spoolRing.Pseudonym, Force: func() *force.Force { return f }, Logger: obstest.Logger(t), Spool: spool,
		Platforms: map[force.Platform]Served{force.Local: {Platform: hasty{m}, Profile: force.Full}},
	})
	if err != nil {
		t.Fatal(err)
	}
	m.Handle(e.Handle)
	return e, m, spool
}

var spoolRing = seal.EphemeralRing()

// TestSlowAnswerIsSpooledAndFinished: what has no answer after 1.5 s is received, not recorded, and its result follows. It
// waits those 1.5 s: whatever holds a request up (a lock) does not let the time of a bubble pass.
func TestSlowAnswerIsSpooledAndFinished(t *testing.T) {
	e, m, spool := newHasty(t, t.TempDir(), true)
	e.gate.Lock()
	unlock := sync.OnceFunc(e.gate.Unlock)
	defer unlock()
	reply, err := m.Act(t.Context(), bot.Request{Person: "sgt.lee", Room: "control-room", Kind: bot.KindCommand, Command: "ci", Text: "call windows broken"})
	if err != nil || reply.Text != notYet {
		t.Fatalf("answered %q, %v; wanted %q", reply.Text, err, notYet)
	}
	if n := len(e.Log.Incidents()); n != 0 {
		t.Fatalf("%d incidents are recorded while it says that it is not", n)
	}
	if n := inSpool(t, spool); n != 1 {
		t.Fatalf("%d requests are spooled, wanted 1", n)
	}
	unlock()
	e.work.wait()
	seen, _ := m.Read("sgt.lee", "")
	if len(seen) == 0 || !strings.Contains(seen[len(seen)-1].Text, "Recorded as entry 001") {
		t.Errorf("the result did not follow: %v", seen)
	}
	if n := inSpool(t, spool); n != 0 {
		t.Errorf("%d requests are still spooled", n)
	}
}

type readable struct{}

func (readable) Identify(context.Context) (sum, unread string) { return "ab", "" }

// TestSpooledMarkSaysWhyFilesAreUnread: what identifies a file is gone with the process, and the entry says so.
func TestSpooledMarkSaysWhyFilesAreUnread(t *testing.T) {
	r := bot.Request{Source: &bot.Source{Files: []bot.File{
		{Name: "crowd.jpg", Reader: readable{}}, {Name: "door.jpg", SHA256: "cd"}, {Name: "gate.jpg", Unread: "too large"},
	}}}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var again bot.Request
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	unread(again.Source)
	if f := again.Source.Files; !strings.Contains(f[0].Unread, "stopped") || f[1].Unread != "" || f[2].Unread != "too large" {
		t.Errorf("%+v", f)
	}
	unread(nil)
}

// TestSpooledRequestsAtStart: those younger than two minutes are carried out, of older ones the person is told.
func TestSpooledRequestsAtStart(t *testing.T) {
	for _, c := range []struct {
		name string
		age  time.Duration
		want string
	}{{"young", time.Minute, "Recorded as entry 001"}, {"old", 5 * time.Minute, "was not recorded"}} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			synctest.Test(t, func(t *testing.T) {
				e, m, spool := newHasty(t, dir, true)
				plain := `{"ID":"x","Platform":"local","Kind":"command","Room":"control-room","Person":"sgt.lee","Command":"ci","Text":"call windows broken","At":"` +
					time.Now().UTC().Format(time.RFC3339) + `"}`
				if err := spool.Put("request/x", []byte(plain)); err != nil {
					t.Fatal(err)
				}
				time.Sleep(c.age)
				e.spooled(t.Context())
				seen, _ := m.Read("sgt.lee", "")
				if len(seen) != 1 || !strings.Contains(seen[0].Text, c.want) {
					t.Errorf("told %v, wanted %q", seen, c.want)
				}
				if n := inSpool(t, spool); n != 0 {
					t.Errorf("%d requests are still spooled", n)
				}
			})
		})
	}
}

// TestFormThatComesTooLate: a form that could be opened only after the platform had its answer is told, with what to do.
func TestFormThatComesTooLate(t *testing.T) {
	e, m, _ := newHasty(t, t.TempDir(), true)
	if _, err := m.Act(t.Context(), bot.Request{Person: "sgt.lee", Room: "control-room", Kind: bot.KindCommand, Command: "ci", Text: "call windows broken"}); err != nil {
		t.Fatal(err)
	}
	e.gate.Lock()
	unlock := sync.OnceFunc(e.gate.Unlock)
	defer unlock()
	reply, err := m.Act(t.Context(), bot.Request{Person: "sgt.lee", Room: "control-room", Kind: bot.KindCommand, Command: "decision", Text: "CI-1"})
	if err != nil || reply.Text != notYet {
		t.Fatalf("answered %q, %v; wanted %q", reply.Text, err, notYet)
	}
	unlock()
	e.work.wait()
	if seen, _ := m.Read("sgt.lee", ""); len(seen) != 1 || !strings.HasPrefix(seen[0].Text, "The result of what you sent at ") || !strings.HasSuffix(seen[0].Text, "\n"+formGone) {
		t.Errorf("told %v", seen)
	}
}

func inSpool(t *testing.T, s *record.Spool) (n int) {
	t.Helper()
	if err := s.Each(func(string, []byte) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

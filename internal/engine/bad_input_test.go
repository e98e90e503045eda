package engine

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loggist/bot"
	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// TestBadInputLosesNothing: a command of 100 kB, a note of 10,000 lines, invalid UTF-8 and a disk that takes no more each get a
// clear answer that says whether anything was recorded; nothing is half recorded, nothing that was said before is lost, and the
// next act is recorded as if nothing had been. The export verifies throughout.
func TestBadInputLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, true)
		disk := w.opts.FS.(*recordtest.PowerFS)
		fault := recordtest.NewFaultFS(disk)
		w.opts.FS = fault
		w.start()
		defer func() { w.stop() }()
		w.act(night[0].who, night[0].room, night[0].line)
		w.settle()
		open := record.BookID{Incident: string(disposedRef), Book: "open"}
		size := func() uint64 { n, _ := w.log.Head(open); return n }
		say := func(text string) bot.Reply {
			w.acts++
			reply, err := w.chat.Act(t.Context(), bot.Request{
				Kind: bot.KindCommand, Person: "sgt.lee", Room: faultRoom, ID: fmt.Sprintf("bad-%d", w.acts), Command: "log", Text: text,
			})
			if err != nil {
				t.Fatal(err)
			}
			return reply
		}
		lines := strings.TrimSuffix(strings.Repeat("seen\n", 10_000), "\n")
		for _, c := range []struct {
			name, text, says string
			records          uint64
		}{
			{"a command of 100 kB", strings.Repeat("x", 100<<10), "That is 100 kB; an entry holds at most 64 kB.", 0},
			{"a note of 10,000 lines", lines, "Recorded as entry", 1},
			{"invalid UTF-8", "Stay because \xff it is calm", "Nothing was recorded.", 0},
			{"nothing but bars", "| | |", "Nothing was recorded", 0},
		} {
			before := size()
			reply := say(c.text)
			if !strings.Contains(reply.Text, c.says) {
				t.Errorf("%s: %.300s", c.name, reply.Text)
			}
			if got := size() - before; got != c.records {
				t.Errorf("%s: %d entries, want %d", c.name, got, c.records)
			}
			w.settle()
		}

		before := size()
		fault.Fail(1, 1<<30, recordtest.Before) // the disk takes nothing more
		reply := say("on a full disk")
		if !strings.Contains(reply.Text, "Nothing was recorded") && !strings.Contains(reply.Text, "I cannot tell whether this was recorded") {
			t.Errorf("on a full disk: %s", reply.Text)
		}
		if got := size(); got != before {
			t.Errorf("on a full disk %d entries became %d", before, got)
		}
		fault.Heal()
		time.Sleep(2 * time.Minute)
		if reply := say("there is room again"); !strings.Contains(reply.Text, "Recorded as entry") {
			t.Errorf("there is room again: %s", reply.Text)
		}

		w.opts.FS = disk.Cut(nil)
		w.stop()
		w.start()
		signer, err := record.NewSigner(w.ring, "demo")
		if err != nil {
			t.Fatal(err)
		}
		var file bytes.Buffer
		if err := w.engine.Export(&file, Reader{Name: "root", Signer: signer}, Export{Book: open}); err != nil {
			t.Fatal(err)
		}
		if sum, err := record.Verify(bytes.NewReader(file.Bytes()), ""); err != nil || sum.Count != size() {
			t.Errorf("%+v, %v", sum, err)
		}
		if !strings.Contains(file.String(), strings.ReplaceAll(lines, "\n", `\n`)) || !strings.Contains(file.String(), "there is room again") {
			t.Error("what was recorded is not there")
		}
	})
}

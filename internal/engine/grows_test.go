package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"loggist/bot"
	"loggist/internal/record"
)

// TestEscalatingKeepsTheChain_S11: what was recorded before an incident grew stands under the same numbers and the same hashes after:
// the export of then is the beginning of the export of now, and both verify.
func TestEscalatingKeepsTheChain_S11(t *testing.T) {
	inCall(t, func(t *testing.T, w *world) {
		signer, err := record.NewSigner(w.ring, "demo")
		if err != nil {
			t.Fatal(err)
		}
		type entry struct {
			Seq              uint64
			Kind, Prev, Hash string
		}
		export := func() (out []entry) {
			var file bytes.Buffer
			if err := w.engine.Export(&file, Reader{Name: "root", Signer: signer}, Export{Book: record.BookID{Incident: string(disposedRef), Book: "open"}}); err != nil {
				t.Fatal(err)
			}
			if _, err := record.Verify(bytes.NewReader(file.Bytes()), ""); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(file.String()) {
				var e entry
				if err := json.Unmarshal([]byte(line), &e); err != nil {
					t.Fatal(err)
				}
				if e.Seq != 0 {
					out = append(out, e)
				}
			}
			return out
		}
		w.act("sgt.lee", faultRoom, "/log fifteen people outside")
		w.settle()
		before := export()
		for _, line := range []string{
			"/ci potential | because residents say we do nothing", "/ci declare | because forty people outside", "/ci level area | because two beats are affected",
		} {
			if said := w.act("insp.patel", faultRoom, line); !strings.Contains(said, "Recorded as entry") {
				t.Fatalf("%s: %s", line, said)
			}
			w.settle()
		}
		after := export()
		if len(after) <= len(before) {
			t.Fatalf("%d entries became %d", len(before), len(after))
		}
		for i, e := range after {
			if e.Seq != uint64(i+1) || i > 0 && e.Prev != after[i-1].Hash {
				t.Errorf("entry %d does not follow on: %+v", i+1, e)
			}
			if i < len(before) && e != before[i] {
				t.Errorf("entry %d was %+v and is %+v", i+1, before[i], e)
			}
		}
	})
}

// TestThreatQuestionDeliveredTwice_S33: a command that is delivered again after the threat was reported is answered as it was, with the
// question and its buttons, and nothing is recorded twice.
func TestThreatQuestionDeliveredTwice_S33(t *testing.T) {
	inCall(t, func(t *testing.T, w *world) {
		open := record.BookID{Incident: string(disposedRef), Book: "open"}
		log := bot.Request{Kind: bot.KindCommand, Person: "sgt.lee", Room: faultRoom, ID: "once", Command: "log", Text: "They say they will burn him out tonight"}
		first := w.ask(log)
		if !strings.Contains(first, "a threat to life?") || !strings.Contains(first, "Report a vigilante threat") {
			t.Fatalf("not asked: %s", first)
		}
		w.settle()
		w.act("sgt.lee", faultRoom, "/ci threat They say they will burn him out tonight")
		w.settle()
		before, _ := w.log.Head(open)
		if again := w.ask(log); again != first {
			t.Errorf("delivered again it is answered\n%s\nwant\n%s", again, first)
		}
		w.settle()
		if after, _ := w.log.Head(open); after != before {
			t.Errorf("delivered again it is %s", fmt.Sprint(after-before, " entries more"))
		}
	})
}

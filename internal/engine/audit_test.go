package engine

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/record"
)

// ask does one act and returns all that its person was shown.
func (w *world) ask(r bot.Request) string {
	w.t.Helper()
	reply, err := w.chat.Act(context.Background(), r)
	if err != nil {
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%+v", reply)
}

func command(who, line string) bot.Request {
	r := bot.Request{Kind: bot.KindCommand, Person: who, Direct: true}
	r.Command, r.Text, _ = strings.Cut(strings.TrimPrefix(line, "/"), " ")
	return r
}

// views are the entries of the audit book, as "who ref what".
func (w *world) views() []string {
	w.t.Helper()
	w.engine.Flush(context.Background())
	var out []string
	err := w.log.Since("", 0, func(rec record.Record) error {
		for i := range rec.Entries {
			if rec.Entries[i].Book != record.Audit {
				continue
			}
			e, err := decodeEntry(&rec.Entries[i])
			if err != nil {
				return err
			}
			if v, ok := e.Body.(*incident.Viewed); ok {
				out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s refused=%v", e.DecidedBy.Name, v.Ref, v.What, v.Refused)))
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// Whoever reads the record on the server is in the audit book, and so is whoever asks for what he may not see.
func TestReadingIsAudited_F40(t *testing.T) {
	inCall(t, func(t *testing.T, w *world) {
		signer, err := record.NewSigner(w.ring, "demo")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		r := Reader{Name: "root on the server", Signer: signer}
		for _, err := range []error{
			w.engine.List(&out, r),
			w.engine.Show(&out, r, "CI-2000-0001"),
			w.engine.Export(&out, r, Export{Book: record.BookID{Incident: "CI-2000-0001", Book: "sensitive"}, Format: FormatRecord}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.engine.Show(&out, r, "CI-2000-0404"); err == nil {
			t.Error("showed what is not there")
		}
		w.ask(command("sgt.okafor", "/ci status CI-2000-0001"))
		w.ask(command("sgt.okafor", "/ci status CI-2000-0404"))
		w.ask(command("sgt.lee", "/ci status CI-2000-0001"))
		got := w.views()
		for _, want := range []string{
			"root on the server  list refused=false",
			"root on the server CI-2000-0001 show refused=false",
			"root on the server CI-2000-0001 export sensitive refused=false",
			"root on the server CI-2000-0404 show refused=false",
			"PS Lee CI-2000-0001 ci status refused=false",
		} {
			if !slices.Contains(got, want) {
				t.Errorf("the audit book lacks %q: %q", want, got)
			}
		}
		refused := 0
		for _, v := range got {
			if strings.HasPrefix(v, "PS Okafor") && strings.HasSuffix(v, "refused=true") {
				refused++
			}
		}
		if refused != 2 {
			t.Errorf("%d refused look-ups of PS Okafor in %q", refused, got)
		}
	})
}

// A view that is still only remembered when the engine stops is recorded.
func TestViewsAreRecordedAtTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, true)
		w.start()
		w.act(night[0].who, night[0].room, night[0].line)
		w.settle()
		w.ask(command("sgt.lee", "/ci status"))
		w.stop()
		w.start()
		defer w.stop()
		if got := w.views(); !slices.Contains(got, "PS Lee CI-2000-0001 ci status refused=false") {
			t.Errorf("views: %q", got)
		}
	})
}

// outsider is what somebody may try who is in no incident; # is a reference.
var outsider = []string{
	"/ci status #", "/ci show #", "/ci log # 20", "/ci tasks #", "/log # somebody is there", "/decision # go because I say so",
	"/escalate # help", "/task # riverside walk", "/review # in 4h look", "/ci declare # | because it is bad", "/ci confirm # 1",
	"/ci add # @sgt.okafor | because I want to", "/escalate accept #", "/ci level # force | because big", "/ci standdown # | because over",
	"/ci list", "/ci waiting", "/ci tasks all", "/ci", "/ci help", "/ci status", "/ci log", "/escalate accept E-1", "/task accept 1", "/review list",
}

// An incident that one may not see and one that does not exist are answered with the same bytes, lists included.
func TestNotFoundAndNotPermittedAreTheSame_S27(t *testing.T) {
	replies := func(t *testing.T, called bool, ref string) (out []string) {
		w := newWorld(t, true)
		w.start()
		defer w.stop()
		if called {
			w.act(night[0].who, night[0].room, night[0].line)
		} else {
			time.Sleep(10 * time.Millisecond)
		}
		w.settle()
		for _, line := range outsider {
			out = append(out, line+"\n"+w.ask(command("sgt.okafor", strings.ReplaceAll(line, "#", ref))))
		}
		return out
	}
	var there, absent, never []string
	synctest.Test(t, func(t *testing.T) { there = replies(t, true, "CI-2000-0001") })
	synctest.Test(t, func(t *testing.T) { absent = replies(t, true, "CI-2000-0404") })
	synctest.Test(t, func(t *testing.T) { never = replies(t, false, "CI-2000-0001") })
	for i := range outsider {
		hide := func(s string) string { return strings.ReplaceAll(s, "0404", "0001") }
		if hide(there[i]) != hide(absent[i]) {
			t.Errorf("one that he may not see:\n%s\none that does not exist:\n%s", there[i], absent[i])
		}
		if hide(there[i]) != hide(never[i]) {
			t.Errorf("one that he may not see:\n%s\nwhere there is none at all:\n%s", there[i], never[i])
		}
	}
}

// inCall plays in a world in which the first incident of the night has been called.
func inCall(t *testing.T, play func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, true)
		w.start()
		defer w.stop()
		w.act(night[0].who, night[0].room, night[0].line)
		w.settle()
		play(t, w)
	})
}

// Everybody whom the directory does not know as police staff gets the same bytes, whatever he does.
func TestStrangersGetTheSameBytes_S27(t *testing.T) {
	inCall(t, func(t *testing.T, w *world) {
		w.act("insp.patel", faultRoom, "/ci suspend @pc.adeyemi | because the phone is lost")
		w.settle()
		want := ""
		for _, who := range []string{"guest.stone", "prob.shah", "nobody.at.all", "pc.adeyemi"} {
			for _, r := range []bot.Request{
				command(who, "/ci status CI-2000-0001"), command(who, "/ci call help | where here | because now"), command(who, "/log x"), command(who, "/ci nonsense"),
				{Kind: bot.KindText, Person: who, Direct: true, Text: "/ci status"},
				{Kind: bot.KindPress, Person: who, Direct: true, Action: "escalate+accept:CI-2000-0001:E-1"},
				{Kind: bot.KindSubmit, Person: who, Direct: true, Form: "decision", Values: map[string]string{"what": "x"}},
			} {
				got := w.ask(r)
				if want == "" {
					want = got
				}
				if got != want {
					t.Errorf("%s, %s %s%s: %s\nothers: %s", who, r.Kind, r.Command, r.Action, got, want)
				}
			}
		}
		const say = "Loggist does not know this account as police staff. Nothing was recorded. If someone is in danger ring 999 or the control room on 01632 960100."
		if !strings.Contains(want, say) {
			t.Errorf("the answer is %s", want)
		}
	})
}

// A second call for the same place is shown the first only to those who may see it.
func TestSecondCallerLearnsNothing_S27(t *testing.T) {
	inCall(t, func(t *testing.T, w *world) {
		const again = "/ci call noise again | where Riverside house | because people are afraid"
		if got := w.act("insp.patel", "control-room", again); !strings.Contains(got, "CI-2000-0001") {
			t.Errorf("who may see it: %s", got)
		}
		if got := w.act("sgt.okafor", "control-room", again); strings.Contains(got, "CI-2000-0001") {
			t.Errorf("who may not: %s", got)
		}
	})
}

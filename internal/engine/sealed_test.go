package engine

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loggist/bot"
	"loggist/commands"
	"loggist/internal/force"
	"loggist/internal/record"
)

// insiders is what goes on in an incident, before and after it is sealed.
var insiders = []step{
	{"sgt.lee", faultRoom, "/log swift01 seen", 0},
	{"insp.patel", faultRoom, "/decision swift02 stay because swift03 is known | review 30m", 31 * time.Minute},
	{"insp.patel", faultRoom, "/ci declare | because swift04 is in danger", time.Minute},
	{"sgt.lee", faultRoom, "/escalate @fim.grant swift05 out of control", 6 * time.Minute},
	{"sgt.lee", faultRoom, "/task riverside swift06 look after the school", 3 * time.Hour},
	{"insp.patel", faultRoom, "/ci flag residence-identified | source social | because swift07 shows the door", time.Hour},
	{"sgt.lee", faultRoom, "/ci contact swift08 films me | from Person A | offence none: no threat | victim not known | done PC Adeyemi goes", 0},
	{"sgt.lee", faultRoom, "/review in 20m swift09 looked at again", 21 * time.Minute},
	{"supt.khan", faultRoom, "/ci status | post", 0},
	{"supt.khan", faultRoom, "/ci add @insp.ward | because swift10 needs him", 0},
}

// asksOutside is all that somebody may ask who must not know of an incident: each command of it by name, and every list.
func asksOutside() []string {
	out := []string{
		"/ci list", "/ci waiting", "/ci tasks", "/ci tasks all", "/ci tasks mine", "/ci tasks riverside", "/ci", "/ci status", "/ci log", "/review list", "/log swift20",
		"/decision go because I say so", "/task riverside walk", "/ci show 1", "/ci brief", "/ci asat 1200",
	}
	for _, c := range commands.All() {
		if c.Where == commands.Nowhere || c.Path == "ci health" || c.Path == "ci onduty" { // these tell the time, and how much is recorded
			continue
		}
		out = append(out, "/"+c.Path+" CI-2000-0001 1 swift21 | because they come back", "/"+c.Path+" CI-2000-0001")
	}
	return out
}

// A sealed incident is absent: whatever went on in it before and after it was sealed, whoever is not in it, also who was in it, asked
// or tasked before, gets of every command and every list the bytes that he would get if it had never been (R4.11). Its own members
// find it in no list either.
func TestSealedIsAbsent_R4_11(t *testing.T) {
	outside := []string{"sgt.okafor", "fim.grant", "pc.adeyemi", "log.evans"}
	answers := func(w *world) map[string]string {
		out := map[string]string{}
		for _, who := range outside {
			for _, line := range asksOutside() {
				out[who+": "+line] = w.ask(command(who, line))
			}
			out[who+" waits for"] = fmt.Sprint(w.engine.Waiting(force.PersonID(who)))
		}
		return out
	}
	var never map[string]string
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, true)
		w.start()
		defer w.stop()
		never = answers(w)
	})
	for seed := range uint64(6) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, true)
			w.start()
			defer w.stop()
			pick := rand.New(rand.NewPCG(seed, 1))
			some := func(n int) {
				for range n {
					s := insiders[pick.IntN(len(insiders))]
					w.act(s.who, s.room, s.line)
					w.settle()
					if s.then > 0 {
						w.wind(s.then)
					}
				}
			}
			w.act(night[0].who, night[0].room, night[0].line)
			w.settle()
			w.act("insp.patel", faultRoom, "/ci add @supt.khan | because he decides")
			w.settle()
			some(4)
			w.seal("@sgt.lee, @insp.patel, @supt.khan")
			some(3)
			for what, got := range answers(w) {
				if strings.HasPrefix(what, "fim.grant: /escalate ") {
					continue // what the ladder asks of him he may answer, and nothing else: an escalation never goes quiet
				}
				if got != never[what] {
					t.Errorf("seed %d, %s:\n%s\nwhere it never was:\n%s", seed, what, got, never[what])
				}
			}
			for _, who := range []string{"sgt.lee", "insp.patel", "supt.khan"} {
				for _, line := range []string{"/ci list", "/ci tasks all", "/ci waiting"} {
					if got := w.ask(command(who, line)); strings.Contains(got, "2000-0001") || strings.Contains(got, "swift") || strings.Contains(got, "1/") {
						t.Errorf("seed %d, %s, %s: %s", seed, who, line, got)
					}
				}
			}
			var list bytes.Buffer
			if err := w.engine.List(&list, Reader{Name: "root"}); err != nil || list.Len() > 0 {
				t.Errorf("listed on the server: %s, %v", list.String(), err)
			}
		})
	}
}

// Whoever reads a sealed incident on the server is told to its custodian before he is shown anything.
func TestReadOnTheServerIsTold_R4_11(t *testing.T) {
	inCall(t, func(t *testing.T, w *world) {
		w.act("insp.patel", faultRoom, "/ci add @supt.khan | because he decides")
		w.settle()
		w.seal("")
		signer, err := record.NewSigner(w.ring, "demo")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		r := Reader{Name: "root on the server", Signer: signer}
		for _, err := range []error{
			w.engine.Show(&out, r, "CI-2000-0001"),
			w.engine.Export(&out, r, Export{Book: record.BookID{Incident: "CI-2000-0001", Book: "open"}, Format: FormatHTML}),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		w.settle()
		var told []string
		for _, s := range w.chat.all() {
			if s.to == "psd.quinn" && strings.Contains(s.text, "root on the server") {
				told = append(told, s.text)
			}
		}
		if len(told) != 2 || !strings.Contains(told[0], "By: show") || !strings.Contains(told[1], "By: export of the open book as html") {
			t.Errorf("the custodian was told %q", told)
		}
	})
}

// seal has the superintendent seal the incident: who is not named leaves.
func (w *world) seal(to string) {
	w.t.Helper()
	r := bot.Request{
		Kind: bot.KindSubmit, Person: "supt.khan", Room: faultRoom, Form: "ci+seal:CI-2000-0001:confirmed_act%3Dyes",
		Values: map[string]string{"keep": to, "because": "swift11 is named"},
	}
	if got := w.ask(r); !strings.Contains(got, "is sealed") {
		w.t.Fatalf("not sealed: %s", got)
	}
	w.settle()
}

package commands

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
)

func answered(t testing.TB, in *Input, typed string) string {
	t.Helper()
	a := line(t, typed)
	out, err := a.Run(in)
	if err != nil {
		t.Fatalf("%s: %s", typed, refused(t, err).Say)
	}
	if !out.Reply.OK || len(out.Entries) > 0 || len(out.Register) > 0 {
		t.Fatalf("%s: %+v", typed, out)
	}
	return out.Reply.Text
}

func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%q is missing in:\n%s", p, text)
		}
	}
}

func TestPrivateAnswers(t *testing.T) {
	in, k := testInput(t)
	k.Open("sgt.lee", &incident.Note{Text: "about 15 people outside"})
	in.Now = k.Now

	log := answered(t, in, "/ci log")
	has(t, log, "OFFICIAL-SENSITIVE", "CI-2027-0142: the last 4 entries of 4", "Entry 004 · LOG · about 15 people outside", "Recorded by PS Lee at 2134 hrs GMT")
	if one := answered(t, in, "/ci log 1"); strings.Contains(one, "Entry 003") {
		t.Errorf("the last entry is\n%s", one)
	}
	has(t, answered(t, in, "/ci show 4"), "Entry 004 · LOG · about 15 people outside")
	has(t, answered(t, in, "/ci show 142/004"), "Entry 004 · LOG")
	has(t, answered(t, in, "/ci status"), "CI-2027-0142: status at 2134 hrs GMT", "State: called", "Level: local", "Next due: assessment at 2134 hrs GMT (now)")
	has(t, answered(t, in, "/ci list"), "CI-2027-0142 · called · level local · Gold, Silver: vacant", "neighbours accuse a man")
	has(t, answered(t, in, "/ci onduty"), "Duty inspector: Insp Patel (@insp.patel)", "Control room: 01632 960100")
	has(t, answered(t, in, "/ci waiting"), "Nothing waits for you.")
	has(t, answered(t, in, "/ci help"), "/decision WHAT because …", "/ci call")
	has(t, answered(t, in, "/ci help decision"), "Examples:", "/decision Officers to stay until 2300 because the crowd has not gone")
	has(t, answered(t, in, "/ci help task accept"), "/task accept")
	in.Health = func() []string { return []string{"Recording: what is recorded is on disk."} }
	has(t, answered(t, in, "/ci health"), "what is recorded is on disk")

	for typed, code := range map[string]string{"/ci show 99": "bad-number", "/ci show R-9": "bad-number", "/ci show S-001": "bad-number", "/ci help frobnicate": "unknown-topic"} {
		_, err := line(t, typed).Run(in)
		if u := refused(t, err); u.Code != code {
			t.Errorf("%s: got %s: %s", typed, u.Code, u.Say)
		}
	}
	if out, err := line(t, "/ci status | post").Run(in); err != nil || !out.Post {
		t.Errorf("status in the room: %+v, %v", out, err)
	}
}

// Nothing of the sensitive book is in an answer of the open room, its numbers included (R2.6).
func TestAnswersOfTheOpenRoomHoldNothingSensitive_R2_6(t *testing.T) {
	in, k := testInput(t)
	var before []string
	ask := []string{"/ci log", "/ci status", "/ci list", "/ci tasks", "/ci waiting", "/ci onduty", "/ci"}
	for _, typed := range ask {
		before = append(before, answered(t, in, typed))
	}
	k.Do("ds.hughes", incident.Draft{Book: incident.BookSensitive, Body: &incident.Note{Text: "known to us"}})
	for i, typed := range ask {
		if after := answered(t, in, typed); after != before[i] {
			t.Errorf("%s differs:\n%s\n%s", typed, before[i], after)
		}
	}
	in.Book = incident.BookSensitive
	has(t, answered(t, in, "/ci log"), "Entry S-003", "known to us")
	has(t, answered(t, in, "/ci show 3"), "Entry S-003")
	has(t, answered(t, in, "/ci show S-003"), "Entry S-003")
}

// Where content may not go to a platform, answers say numbers and times (R4.18).
func TestAnswersToAPointerPlatformHoldNoContent_R4_18(t *testing.T) {
	in, k := testInput(t)
	k.Open("sgt.lee", &incident.Note{Text: "SECRETWORDS"})
	in.Profile = force.Pointer
	for _, typed := range []string{"/ci log", "/ci show 4", "/ci status", "/ci list", "/ci waiting"} {
		text := answered(t, in, typed)
		for _, word := range []string{"SECRETWORDS", "neighbours accuse", "RV2"} {
			if strings.Contains(text, word) {
				t.Errorf("%s says %q:\n%s", typed, word, text)
			}
		}
	}
}

// What waits for a person has buttons that answer it, and each can be read.
func TestWaiting(t *testing.T) {
	in, k := testInput(t)
	in.Actor = k.Person("insp.patel")
	k.Do("log.evans", incident.Draft{Book: incident.BookOpen, DecidedBy: k.Who("insp.patel"),
		Body: &incident.Decision{Text: "Officers to stay", Reason: "the crowd has not gone", ToConfirm: incident.ToConfirm{ConfirmBy: k.Now.Add(time.Hour)}}})
	k.Open("sgt.lee", &incident.RoleOffered{N: 1, Role: incident.RoleGold, To: k.Who("insp.patel"), Until: k.Now.Add(10 * time.Minute)})
	got := Waiting(in)
	var names []string
	for _, w := range got {
		names = append(names, w.Outside())
		if w.State == "" || len(w.Answers) == 0 {
			t.Errorf("%+v has no answer", w)
		}
		for _, b := range w.Actions() {
			a, err := ReadAction(b.ID)
			if err != nil || a.Command == nil {
				t.Errorf("the button %q: %v", b.Label, err)
				continue
			}
			if !a.IsAnswer(got) {
				t.Errorf("the button %q answers nothing", b.Label)
			}
			if len(b.ID) > 200 || strings.ContainsAny(b.ID, " \n") {
				t.Errorf("the button %q has the id %q", b.Label, b.ID)
			}
		}
	}
	if want := "142/Gold 142/004"; strings.Join(names, " ") != want {
		t.Errorf("waiting are %v, want %s", names, want)
	}
	has(t, answered(t, in, "/ci waiting"), "Waiting for you: 2", "142/Gold: Gold is offered to you", "142/004, Officers to stay", "Entry 004 was recorded for you: confirm or dispute it.")
}

// Answers cost what is shown or live, not what ever was.
func BenchmarkAnswers(b *testing.B) {
	for _, n := range []int{10, 100_000} {
		in, k := testInput(b)
		grow(k, n)
		for _, typed := range []string{"/ci status", "/ci log"} {
			b.Run(fmt.Sprintf("%s of %d", typed[4:], n), func(b *testing.B) {
				for b.Loop() {
					answered(b, in, typed)
				}
			})
		}
	}
}

func grow(k *incidenttest.Keeper, n int) {
	for i := range n {
		k.Full.Apply(incident.Entry{Ref: k.Full.Open.Ref, Book: incident.BookOpen, Seq: k.Full.NextIn(incident.BookOpen), DecidedAt: k.Now, RecordedAt: k.Now,
			RecordedBy: k.Who("sgt.lee"), DecidedBy: k.Who("sgt.lee"), Body: &incident.Note{Text: fmt.Sprintf("note %d", i)}})
	}
}

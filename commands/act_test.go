package commands

import (
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/say"
)

// place is a room of the kept incident, or elsewhere when room is empty, for somebody who may see all.
func place(k *incidenttest.Keeper, room incident.Ref) Place {
	return Place{
		Register: k.Register, Room: room,
		May:   func(incident.Ref) bool { return true },
		Live:  func() []incident.Ref { return k.Register.Refs },
		Asked: func() []Asked { return nil },
	}
}

func line(t testing.TB, typed string) *Act {
	t.Helper()
	slash, words, _ := strings.Cut(strings.TrimPrefix(typed, "/"), " ")
	a, err := ReadLine(slash, words, testAccounts)
	if err != nil {
		t.Fatalf("%s: %v", typed, err)
	}
	return &a
}

// opened registers more incidents.
func register(k *incidenttest.Keeper, refs ...incident.Ref) {
	for _, r := range refs {
		k.Register.Apply(incident.Entry{Book: incident.BookRegister, Seq: k.Register.Entries + 1, Body: &incident.Opened{Ref: r}})
	}
}

func TestReferences(t *testing.T) {
	reg := incident.NewRegister()
	for i, r := range []incident.Ref{"CI-2026-0142", "CI-2026-0143", "CI-2027-0001", "CI-2027-0142", "CI-2027-0002"} {
		reg.Apply(incident.Entry{Book: incident.BookRegister, Seq: uint64(i + 1), Body: &incident.Opened{Ref: r}})
	}
	for typed, want := range map[string]incident.Ref{
		"CI-142": "CI-2027-0142", "ci-142": "CI-2027-0142", "142": "CI-2027-0142", "ci-2026-0142": "CI-2026-0142", "CI-2026-142": "CI-2026-0142",
		"2026-0142": "CI-2026-0142", "143": "CI-2026-0143", "0001": "CI-2027-0001", "ci 2": "CI-2027-0002", "CI142,": "CI-2027-0142",
		"3": "", "CI-2025-0142": "", "0": "", "CI-0": "", "x": "", "": "", "999999999999": "", "-1": "",
	} {
		got, ok := findRef(reg, typed)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func TestFind(t *testing.T) {
	useTable(t, testTable())
	asks := func(refs ...incident.Ref) []Asked {
		var out []Asked
		for _, r := range refs {
			out = append(out, Asked{Ref: r, Book: incident.BookOpen, Name: "E-1", Answers: []Answer{
				answerOf("E-1", "escalate accept", "Accept escalation E-1", wordsAccept...), answerOf("E-1", "escalate ack", "Acknowledge E-1", wordsAck...),
			}})
		}
		return out
	}
	const one, two, hidden = incident.Ref("CI-2027-0142"), incident.Ref("CI-2027-0143"), incident.Ref("CI-2027-0144")
	for _, c := range []struct {
		name, line string
		room       incident.Ref
		live       []incident.Ref
		asked      []Asked
		want       incident.Ref
		code       string // of the refusal
		words      string
	}{
		{name: "room", line: "/log broken window", room: one, live: []incident.Ref{two, one}, want: one, words: "broken window"},
		{name: "named", line: "/log CI-143 broken window", room: one, live: []incident.Ref{two, one}, want: two, words: "broken window"},
		{name: "hidden", line: "/log CI-144 broken window", room: one, code: "no-such-incident"},
		{name: "unknown", line: "/log CI-145 broken window", room: one, code: "no-such-incident"},
		{name: "bare number in a room is a word", line: "/log 15 people", room: one, want: one, words: "15 people"},
		{name: "bare number that is the room", line: "/log 142 people left", room: one, want: one, words: "people left"},
		{name: "bare number in a room that is another incident", line: "/log 143 people", room: one, code: "number-or-word"},
		{name: "bare number of a hidden incident is a word", line: "/log 144 people", room: one, want: one, words: "144 people"},
		{name: "bare number outside", line: "/log 143 people left", live: []incident.Ref{two, one}, want: two, words: "people left"},
		{name: "outside, recording is asked", line: "/log broken window", live: []incident.Ref{one}, code: "which-incident"},
		{name: "outside, a hidden number is a word", line: "/log 144 people", live: []incident.Ref{two, one}, code: "which-incident"},
		{name: "outside, answers for the only one", line: "/ci status", live: []incident.Ref{one}, want: one},
		{name: "outside, several", line: "/ci status", live: []incident.Ref{two, one}, code: "which-incident"},
		{name: "outside, none", line: "/ci status", code: "no-incident"},
		{name: "a call takes none", line: "/ci call 142 people shouting", live: []incident.Ref{two, one}, words: "142 people shouting"},
		{name: "one asking", line: "/escalate accept", live: []incident.Ref{two, one}, asked: asks(two), want: two, words: "E-1"},
		{name: "one asking by number", line: "/escalate ack 1", live: []incident.Ref{two, one}, asked: asks(two), want: two, words: "1"},
		{name: "two askings", line: "/escalate accept E-1", live: []incident.Ref{two, one}, asked: asks(one, two), code: "which"},
		{name: "two askings, named", line: "/escalate accept 142/E-1", live: []incident.Ref{two, one}, asked: asks(one, two), want: one, words: "E-1"},
		{name: "another number", line: "/escalate accept E-2", live: []incident.Ref{one}, asked: asks(one), code: "which-incident"},
		{name: "the only one is not meant by an act that answers nothing", line: "/escalate end E-1 | because x", live: []incident.Ref{one}, asked: asks(one), code: "which-incident"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, k := testInput(t)
			register(k, two, hidden)
			p := Place{
				Register: k.Register, Room: c.room,
				May:   func(r incident.Ref) bool { return r != hidden },
				Live:  func() []incident.Ref { return c.live },
				Asked: func() []Asked { return c.asked },
			}
			a := line(t, c.line)
			for range 2 { // the engine looks again when somebody else was quicker
				got, err := a.Find(p)
				if c.code != "" {
					if u := refused(t, err); u.Code != c.code {
						t.Errorf("refused with %s: %s; want %s", u.Code, u.Say, c.code)
					} else if c.code != "no-such-incident" && !strings.Contains(u.Say, c.line) {
						t.Errorf("%q does not give back %q", u.Say, c.line)
					}
					continue
				}
				if err != nil || got != c.want || a.words != c.words {
					t.Errorf("got %q, words %q, %v; want %q, %q", got, a.words, err, c.want, c.words)
				}
			}
		})
	}
}

// An incident that one may not see and one that does not exist are answered with the same bytes, and so is a number that
// carries one.
func TestUnknownAndHiddenAreTheSame_S3(t *testing.T) {
	useTable(t, testTable())
	_, k := testInput(t)
	p := place(k, "")
	p.May = func(incident.Ref) bool { return false }
	for _, cmd := range []string{"/ci status %", "/ci % status", "/ci show %/014", "/log % text", "/ci declare % | because it grows", "/escalate accept %/E-1", "/decision % Stay because it is calm"} {
		var say []string
		for _, ref := range []string{"CI-142", "CI-999"} {
			_, err := line(t, strings.ReplaceAll(cmd, "%", ref)).Find(p)
			u := refused(t, err)
			if u.Form != nil || len(u.Actions) != 0 || len(u.Fields) != 0 {
				t.Errorf("%s: %+v", cmd, u)
			}
			say = append(say, u.Say)
		}
		if say[0] != say[1] || say[0] != noSuchIncident {
			t.Errorf("%s: %q and %q differ", cmd, say[0], say[1])
		}
	}
}

func TestSentencesOfTheContract(t *testing.T) {
	in, _ := testInput(t)
	const want = "Loggist does not know this account as police staff. Nothing was recorded. If someone is in danger ring 999 or the control room on 01632 960100."
	if got := NotPoliceStaff(in.Force).Say; got != want {
		t.Errorf("got %q", got)
	}
	useTable(t, testTable())
	a := line(t, "/ci stand down the cordon")
	_, err := a.Run(in)
	if u := refused(t, err); !strings.HasPrefix(u.Say, "That reads like something to do on the ground. Nothing was recorded. Try: /decision ") {
		t.Errorf("got %q", u.Say)
	}
	_, _, err = ReadText(Said{Text: "decision Stay because it is calm", Key: "k"}, nil)
	if u := refused(t, err); !strings.HasPrefix(u.Say, "That was sent as a message. Nothing was recorded.") || len(u.Actions) != 1 {
		t.Errorf("got %q", u.Say)
	}
}

// A verb that ends something ends with a button that says the act and the reference, and records nothing before.
func TestConfirmByButton(t *testing.T) {
	useTable(t, testTable())
	in, _ := testInput(t)
	out, err := line(t, "/ci standdown because the street is calm").Run(in)
	if err != nil || len(out.Entries) != 0 || !out.Reply.OK || out.Reply.Form == nil {
		t.Fatalf("got %+v, %v", out, err)
	}
	f := out.Reply.Form
	if f.Submit != "Stand down CI-2027-0142" || !strings.Contains(out.Reply.Text, notYet) {
		t.Errorf("the button says %q, the reply %q", f.Submit, out.Reply.Text)
	}
	sent := map[string]string{}
	for _, fd := range f.Fields {
		sent[fd.Name] = fd.Value
	}
	if sent["because"] != "the street is calm" {
		t.Errorf("the form does not hold what was typed: %v", sent)
	}
	a, err := ReadForm(f.ID, sent, nil)
	if err != nil {
		t.Fatal(err)
	}
	if out, err = a.Run(in); err != nil || len(out.Entries) != 1 {
		t.Errorf("the button did %+v, %v", out, err)
	}
}

// What a button does at one tap, and which open their form.
func TestButtons(t *testing.T) {
	useTable(t, testTable())
	in, _ := testInput(t)
	const ref = "CI-2027-0142"
	for _, c := range []struct {
		id      string
		entries int
		fields  []string // of the form that opens
	}{
		{say.ActionID("escalate ack", ref, "E-1"), 1, nil},
		{say.ActionID("escalate ack", ref), 0, []string{"escalation", "there", "because"}},
		{say.ActionID("escalate accept", ref, "E-1"), 0, []string{"there", "because"}},
		{say.ActionID("task done", ref, "1"), 0, []string{"because", "seen"}},
		{say.ActionID("task done", ref, "task=1", "seen=quiet"), 0, []string{"because", "seen"}},
		{say.ActionID("ci status", ref), 0, nil},
		{say.ActionID("log", ref), 0, []string{"text", "at", "late", "assessment", "trigger"}},
		{say.ActionID("ci help", ""), 0, nil},
	} {
		a, err := ReadAction(c.id)
		if err != nil {
			t.Errorf("%s: %v", c.id, err)
			continue
		}
		out, err := a.Run(in)
		if err != nil || !out.Reply.OK && c.entries == 0 || len(out.Entries) != c.entries {
			t.Errorf("%s: got %+v, %v", c.id, out, err)
			continue
		}
		var names []string
		if out.Reply.Form != nil {
			for _, f := range out.Reply.Form.Fields {
				names = append(names, f.Name)
			}
		}
		if strings.Join(names, " ") != strings.Join(c.fields, " ") {
			t.Errorf("%s: the form asks %v, want %v", c.id, names, c.fields)
		}
	}
	for _, id := range []string{"", "x", "nothing:CI-2027-0142", "%zz:", "task done"} {
		if _, err := ReadAction(id); err == nil {
			t.Errorf("%q was read", id)
		} else {
			refused(t, err)
		}
	}
}

// A form carries the incident and its hidden numbers in its id, so that it can be sent after a restart; all that is wrong
// with it is said at once, field by field.
func TestForms(t *testing.T) {
	useTable(t, testTable())
	in, _ := testInput(t)
	out, err := line(t, "/task done 1").Run(in)
	if err != nil || out.Reply.Form != nil || len(out.Entries) != 1 { // needs nothing more
		t.Fatalf("got %+v, %v", out, err)
	}
	open := func(typed string) *bot.Form {
		t.Helper()
		out, err := line(t, typed).Run(in)
		if err != nil || out.Reply.Form == nil || !out.Reply.OK {
			t.Fatalf("%s: got %+v, %v", typed, out, err)
		}
		return out.Reply.Form
	}
	f := open("/decision")
	a, err := ReadForm(f.ID, map[string]string{"what": "Stay", "because": "n/a", "review": "soonish", "noaction": "no", "bogus": "x"}, nil)
	if err != nil || a.Ref != "CI-2027-0142" {
		t.Fatalf("%+v, %v", a, err)
	}
	_, err = a.Run(in)
	u := refused(t, err)
	if len(u.Fields) != 2 || u.Fields["because"] == "" || u.Fields["review"] == "" {
		t.Errorf("fields refused: %v", u.Fields)
	}
	if u.Form == nil || u.Form.ID != f.ID || u.Form.Fields[0].Value != "Stay" || u.Form.Fields[1].Value != "n/a" {
		t.Errorf("the form does not come back as it was filled: %+v", u.Form)
	}
	a, err = ReadForm(f.ID, map[string]string{"what": "Stay | not a clause", "because": "the crowd | not a clause", "review": "4h"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := a.Run(in); err != nil || len(out.Entries) != 1 {
		t.Errorf("got %+v, %v", out, err)
	}
	if a.values["what"] != "Stay | not a clause" {
		t.Errorf("a bar in a form is %q", a.values["what"])
	}
	if b, err := ReadForm(say.ActionID("decision", "CI-2027-0142"), map[string]string{"what": "x\xff"}, nil); err == nil {
		t.Errorf("invalid text was read: %+v", b)
	}
	if _, err := ReadForm("as-typed::k", nil, nil); err == nil {
		t.Error("the button that logs as typed was read as a form")
	}
}

// A time by the clock that is more than twelve hours away is asked; the form that opens says it with its day, and sending
// it is the answer.
func TestFarClockIsAsked(t *testing.T) {
	useTable(t, testTable())
	in, _ := testInput(t)
	in.Now = time.Date(2027, 11, 11, 10, 0, 0, 0, time.UTC)
	_, err := line(t, "/decision Stay because it is calm | at 1410 | late the radio was down").Run(in)
	u := refused(t, err)
	var at string
	for _, f := range u.Form.Fields {
		if f.Name == "at" {
			at = f.Value
		}
	}
	if !strings.Contains(u.Fields["at"], "Wed 10 Nov 2027 1410 hrs GMT") || at != "10/11/27 1410" {
		t.Errorf("asked with %q and a form that says %q", u.Fields["at"], at)
	}
}

// A form that was opened in the second room acts there or nowhere, wherever the platform says that it came from.
func TestFormOfTheSecondRoomStaysThere_R2_6(t *testing.T) {
	in, _ := testInput(t)
	in.Book = incident.BookSensitive
	out, err := line(t, "/log").Run(in)
	if err != nil || out.Reply.Form == nil {
		t.Fatalf("%+v, %v", out, err)
	}
	a, err := ReadForm(out.Reply.Form.ID, map[string]string{"text": "known to us"}, nil)
	if err != nil || len(a.Books()) != 1 || a.Books()[0] != incident.BookSensitive {
		t.Fatalf("the form speaks of %v, %v", a.Books(), err)
	}
	if out, err := a.Run(in); err != nil || len(out.Entries) != 1 || out.Entries[0].Book != incident.BookSensitive {
		t.Errorf("in the second room: %+v, %v", out, err)
	}
	in.Book = incident.BookOpen
	if _, err := a.Run(in); refused(t, err).Say != noSuchIncident {
		t.Errorf("in the open room: %v", err)
	}
}

// The button of a form says the whole act, with its number.
func TestFormButtonSaysTheWholeAct(t *testing.T) {
	for _, c := range []struct {
		label string
		n     Number
		want  string
	}{
		{"Accept a task", Number{N: 1, Series: "NPT"}, "Accept task NPT-1"},
		{"Decline the escalation, with reason", Number{N: 2, Series: "E"}, "Decline escalation E-2, with reason"},
		{"Confirm an entry", Number{N: 14, Series: "entry", Book: incident.BookSensitive}, "Confirm entry S-014"},
		{"Say what it came to", Number{N: 3, Series: "R", Book: incident.BookSensitive}, "Say what it came to: S-R-3"},
	} {
		if got := c.n.button(c.label); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	in, k := testInput(t)
	k.Open("sgt.lee", &incident.Note{Text: "about 15 people outside"})
	a, err := ReadAction(say.ActionID("ci withdraw", "CI-2027-0142", "4"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := a.Run(in)
	if f := out.Reply.Form; err != nil || f == nil || f.Submit != "Withdraw entry 004" || f.Intro != "Entry 004: about 15 people outside" {
		t.Errorf("%+v, %v", f, err)
	}
}

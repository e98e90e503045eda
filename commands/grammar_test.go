package commands

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
)

// The grammar is tested on a table of its own that has every shape of command; that the real table is read by it is
// tested in table_test.go.

type wholeAsk struct {
	Because string `ask:"Reason" clause:"because" need:"It needs a reason." lines:""`
	Unless  string `ask:"What would change it" clause:"unless"`
	Review  When   `ask:"Review" clause:"review"`
}

type levelTestAsk struct {
	Level   string `ask:"Level" word:"" options:"local;area;force;cross-force;national" need:"Say which level."`
	Because string `ask:"Reason" clause:"because" need:"It needs a reason."`
}

type decideTestAsk struct {
	What     string `ask:"Decision" rest:"" need:"A decision needs words." lines:"" limit:"40000"`
	Because  string `ask:"Reason" clause:"because" need:"A decision needs a reason." lines:""`
	Options  string `ask:"Options considered" clause:"options" lines:""`
	Known    string `ask:"What is known" clause:"known" lines:""`
	By       Who    `ask:"Decided by" clause:"by" free:""`
	How      string `ask:"How" clause:"how"`
	At       When   `ask:"Decided at" clause:"at" past:""`
	Late     string `ask:"Why late" clause:"late"`
	NoAction bool   `ask:"No action" clause:"no action"`
	Review   When   `ask:"Review" clause:"review"`
}

type taskTestAsk struct {
	Team    Team   `ask:"Team" word:""`
	What    string `ask:"Task" rest:"" need:"A task needs words." lines:""`
	Due     When   `ask:"Due" clause:"due"`
	To      Who    `ask:"To" clause:"to"`
	Because string `ask:"Reason" clause:"because"`
	Line    int    `ask:"Line" clause:"line"`
}

type taskTestNumber struct {
	Task    Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Because string `ask:"Reason" clause:"because"`
	Seen    string `ask:"What was seen" rest:""`
}

type escalateTestAsk struct {
	Whom Who    `ask:"Whom" word:""`
	Why  string `ask:"Why" rest:"" need:"An escalation needs words."`
}

type escalationTestNumber struct {
	Escalation Number `ask:"Escalation" series:"E" need:"Say which escalation." hidden:""`
	There      When   `ask:"There by" clause:"there by"`
	Because    string `ask:"Reason" clause:"because"`
}

type reviewTestAsk struct {
	When Repeats `ask:"When" word:"" need:"Say when."`
	What string  `ask:"What" rest:"" need:"Say what is reviewed."`
	To   Who     `ask:"Owner" clause:"to"`
}

type deferTestAsk struct {
	Review  Number `ask:"Review" series:"R" need:"Say which review." hidden:""`
	For     Span   `ask:"For how long" word:"" need:"Say for how long."`
	Because string `ask:"Reason" clause:"because" need:"A deferral needs a reason."`
}

type correctTestAsk struct {
	Entry   Number       `ask:"Entry" series:"entry" need:"Say which entry." hidden:""`
	Text    string       `ask:"Right text" rest:""`
	Because string       `ask:"Reason" clause:"because" need:"It needs a reason."`
	Belongs incident.Ref `ask:"Belongs in" clause:"wrong-room"`
}

// read is what a command of the test table answers: it says which it was, so that nothing is guessed unseen.
func testCommand(path string, c Command) *Command {
	c.Path = path
	c.Usage, c.Short, c.Examples = "/"+path, "Test.", []string{"/" + path}
	c.Run = func(*Input, any) (Output, error) {
		return Output{Entries: []incident.Draft{{Book: incident.BookOpen, Body: &incident.Note{Text: path}}}}, nil
	}
	return &c
}

func ask[T any]() func() any { return func() any { return new(T) } }

func testTable() []*Command {
	return []*Command{
		testCommand("ci declare", Command{Question: ask[wholeAsk](), OnlyClauses: true}),
		testCommand("ci not-declared", Command{Question: ask[wholeAsk](), OnlyClauses: true}),
		testCommand("ci standdown", Command{Question: ask[wholeAsk](), OnlyClauses: true, Confirm: "Stand down %s"}),
		testCommand("ci level", Command{Question: ask[levelTestAsk](), OnlyClauses: true}),
		&callCommand,
		testCommand("log", Command{Synonyms: []string{"ci note", "ci log"}, Question: ask[noteQuestion]()}),
		testCommand("decision", Command{Question: ask[decideTestAsk]()}),
		testCommand("task", Command{Question: ask[taskTestAsk]()}),
		testCommand("task accept", Command{Question: ask[taskTestNumber]()}),
		testCommand("task done", Command{Question: ask[taskTestNumber]()}),
		testCommand("task notdone", Command{Question: ask[taskTestNumber]()}),
		testCommand("task update", Command{Question: ask[taskTestNumber]()}),
		testCommand("escalate", Command{Question: ask[escalateTestAsk](), NeverRefused: true}),
		testCommand("escalate ack", Command{Question: ask[escalationTestNumber](), Synonyms: []string{"escalate acknowledge"}, AtOnce: true}),
		testCommand("escalate accept", Command{Question: ask[escalationTestNumber]()}),
		testCommand("escalate decline", Command{Question: ask[escalationTestNumber]()}),
		testCommand("escalate end", Command{Question: ask[escalationTestNumber]()}),
		testCommand("review", Command{Question: ask[reviewTestAsk]()}),
		testCommand("review defer", Command{Question: ask[deferTestAsk]()}),
		testCommand("ci confirm", Command{Question: ask[taskTestEntry]()}),
		testCommand("ci correct", Command{Question: ask[correctTestAsk]()}),
		&menuCommand, &showLogCommand, &statusCommand, &showCommand, &tasksCommand, &listCommand, &waitingCommand, &helpCommand,
	}
}

type taskTestEntry struct {
	Entry Number `ask:"Entry" series:"entry" need:"Say which entry." hidden:""`
}

// useTable puts another table in the place of the real one for one test.
func useTable(t testing.TB, cmds []*Command) {
	was := table
	table, verbs = cmds, sync.OnceValue(readTable)
	t.Cleanup(func() { table, verbs = was, sync.OnceValue(readTable) })
}

// at2104 is the evening of the demo's first minute.
var at2104 = time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)

func testAccounts(account string) (force.PersonID, bool) {
	switch account {
	case "U1", "U1:2":
		return "supt.khan", true
	case "U2":
		return "insp.patel", true
	}
	return "", false
}

// testInput is PS Lee in the open room of CI-2027-0142.
func testInput(t testing.TB) (*Input, *incidenttest.Keeper) {
	k := incidenttest.New(t, at2104)
	k.Register.Apply(incident.Entry{Book: incident.BookRegister, Seq: 1, Body: &incident.Opened{Ref: k.Full.Open.Ref}})
	k.Now = at2104.Add(30 * time.Minute)
	return &Input{
		Now: k.Now, Force: k.Force, Actor: k.Person("sgt.lee"), Register: k.Register, Full: k.Full, Book: incident.BookOpen,
		Visible: func() []*incident.Full { return []*incident.Full{k.Full} }, Look: &bot.Look{},
	}, k
}

func refused(t testing.TB, err error) *bot.UserError {
	t.Helper()
	u, ok := errors.AsType[*bot.UserError](err)
	if !ok {
		t.Fatalf("got %v, want a refusal", err)
	}
	if !strings.Contains(u.Say, nothing) {
		t.Errorf("the refusal %q does not say that nothing was recorded", u.Say)
	}
	return u
}

func TestVerb(t *testing.T) {
	useTable(t, testTable())
	for _, c := range []struct{ slash, line, path, ref, words string }{
		{"ci", "declare | because forty people", "ci declare", "", "| because forty people"},
		{"ci", "Declare.", "ci declare", "", ""},
		{"ci", "Stand down.", "ci standdown", "", ""},
		{"ci", "stand-down, because calm", "ci standdown", "", "because calm"},
		{"ci", "STANDDOWN\nbecause calm", "ci standdown", "", "because calm"},
		{"ci", "not declared | because no", "ci not-declared", "", "| because no"},
		{"ci", "Not-Declared", "ci not-declared", "", ""},
		{"ci", "notdeclared", "ci not-declared", "", ""},
		{"ci", "level force | because x", "ci level", "", "force | because x"},
		{"ci", "CI-142 status", "ci status", "CI-142", ""},
		{"ci", "142 status", "ci status", "142", ""},
		{"ci", "status 142", "ci status", "142", ""},
		{"ci", "status ci-2026-0142", "ci status", "ci-2026-0142", ""},
		{"ci", "2026-0142 status", "ci status", "2026-0142", ""},
		{"ci", "declare CI-142 | because x", "ci declare", "CI-142", "| because x"},
		{"ci", "standdown 142 because calm", "ci standdown", "142", "because calm"},
		{"ci", "show 14", "ci show", "", "14"},
		{"ci", "show 142 14", "ci show", "142", "14"},
		{"ci", "show 142/014", "ci show", "142", "014"},
		{"ci", "142 show 14", "ci show", "142", "14"},
		{"ci", "show CI-142 E-1", "ci show", "CI-142", "E-1"},
		{"ci", "log", "ci log", "", ""},
		{"ci", "log 20", "ci log", "", "20"},
		{"ci", "log 20 people outside", "log", "", "20 people outside"},
		{"ci", "log officers on scene", "log", "", "officers on scene"},
		{"ci", "note officers on scene", "log", "", "officers on scene"},
		{"log", "CI-142 officers on scene", "log", "CI-142", "officers on scene"},
		{"log", "15 people outside", "log", "", "15 people outside"},
		{"ci", "call 15 people outside", "ci call", "", "15 people outside"},
		{"ci", "report CI-12 is starting again", "ci call", "", "CI-12 is starting again"},
		{"ci", "decision Move them because x", "decision", "", "Move them because x"},
		{"decision", "declare the hall open because x", "decision", "", "declare the hall open because x"},
		{"decision", "CI-142: Move them because x", "decision", "CI-142", "Move them because x"},
		{"task", "riverside patrol the lane", "task", "", "riverside patrol the lane"},
		{"npt", "accept 1", "task accept", "", "1"},
		{"task", "Accept NPT-1", "task accept", "", "NPT-1"},
		{"task", "accept npt 1", "task accept", "", "npt 1"},
		{"task", "accept 142/1", "task accept", "142", "1"},
		{"task", "accept 142/NPT-1", "task accept", "142", "NPT-1"},
		{"task", "142 accept 1", "task accept", "142", "1"},
		{"task", "accept CI-142 1", "task accept", "CI-142", "1"},
		{"task", "accept 142 NPT-1", "task accept", "142", "NPT-1"},
		{"task", "not done 1 because x", "task notdone", "", "1 because x"},
		{"task", "Not-done 1", "task notdone", "", "1"},
		{"task", "notdone 1", "task notdone", "", "1"},
		{"task", "done 1 2 youths seen", "task done", "", "1 2 youths seen"},
		{"task", "done 1 all quiet", "task done", "", "1 all quiet"},
		{"task", "Accepting deliveries at the hall", "task", "", "Accepting deliveries at the hall"},
		{"ci", "task accept 1", "task accept", "", "1"},
		{"ci", "npt accept 1", "task accept", "", "1"},
		{"ci", "task riverside patrol", "task", "", "riverside patrol"},
		{"escalate", "duty inspector we need command", "escalate", "", "duty inspector we need command"},
		{"escalate", "ack E-1", "escalate ack", "", "E-1"},
		{"escalate", "Acknowledge E1.", "escalate ack", "", "E1."},
		{"escalate", "accept", "escalate accept", "", ""},
		{"escalate", "accept e-1 | there by 2230", "escalate accept", "", "e-1 | there by 2230"},
		{"escalate", "142/E-1", "escalate", "", "142/E-1"},
		{"escalate", "decline because I am off duty", "escalate decline", "", "because I am off duty"},
		{"review", "in 4h the family", "review", "", "in 4h the family"},
		{"review", "defer 1 2h because no officers", "review defer", "", "1 2h because no officers"},
		{"ci", "", "ci", "", ""},
		{"ci", "142", "ci", "142", ""},
		{"ci", "help decision", "ci help", "", "decision"},
	} {
		a, err := ReadLine(c.slash, c.line, testAccounts)
		if err != nil {
			t.Errorf("/%s %s: %v", c.slash, c.line, err)
			continue
		}
		if a.Command.Path != c.path || a.Ref != c.ref || a.words != c.words {
			t.Errorf("/%s %s: got %s, ref %q, words %q; want %s, %q, %q", c.slash, c.line, a.Command.Path, a.Ref, a.words, c.path, c.ref, c.words)
		}
	}
}

// A near miss is asked, never guessed; above all, what says that something was not done never says that it was.
func TestNearMissIsAsked(t *testing.T) {
	useTable(t, testTable())
	for _, c := range []struct{ slash, line, meant string }{
		{"ci", "declar | because forty people", "/ci declare"},
		{"ci", "stanndown | because calm", "/ci standdown"},
		{"ci", "statsu", "/ci status"},
		{"task", "acept 1", "/task accept"},
		{"task", "dnoe 1 all quiet", "/task done"},
		{"task", "not don 1 because x", "/task notdone"},
		{"task", "no done 1 because x", "/task notdone"},
		{"escalate", "acept E-1", "/escalate accept"},
		{"ci", "accept E-1", "/escalate accept"},
	} {
		in, k := testInput(t)
		a, err := ReadLine(c.slash, c.line, testAccounts)
		if err == nil {
			if _, err = a.Find(place(k, k.Full.Open.Ref)); err == nil {
				_, err = a.Run(in)
			}
		}
		if err == nil {
			t.Errorf("/%s %s: was read as %s", c.slash, c.line, a.Command.Path)
			continue
		}
		u := refused(t, err)
		if u.Code != "near-miss" || !strings.Contains(u.Say, c.meant) || len(u.Actions) == 0 || !strings.Contains(u.Say, c.line) {
			t.Errorf("/%s %s: got %s %q with %d buttons, want %s asked", c.slash, c.line, u.Code, u.Say, len(u.Actions), c.meant)
		}
	}
	if _, err := ReadLine("ci", "frobnicate now", nil); refused(t, err).Code != "unknown-verb" {
		t.Errorf("an unknown verb: %v", err)
	}
}

// The form that a near miss opens is that of the one verb it can be; where it can be another as well, none opens.
func TestNearMissOpensTheForm(t *testing.T) {
	useTable(t, testTable())
	for typed, submit := range map[string]string{
		"/ci declar | because forty people": "Declare", "/escalate acept E-1": "Escalate accept: E-1", "/task ndone 1": "", "/task dne 1": "Task done: NPT-1",
	} {
		in, _ := testInput(t)
		slash, words, _ := strings.Cut(typed[1:], " ")
		a, err := ReadLine(slash, words, nil)
		if err == nil {
			_, err = a.Run(in)
		}
		u := refused(t, err)
		got := ""
		if u.Form != nil {
			got = u.Form.Submit
		}
		if got != submit || u.Code != "near-miss" {
			t.Errorf("%s: %s opens %q, want %q: %s", typed, u.Code, got, submit, u.Say)
		}
	}
}

func TestNotDoneIsNeverDone(t *testing.T) {
	useTable(t, testTable())
	for _, line := range []string{"not done 1", "Not done. 1", "not-done 1", "notdone 1", "NOT  DONE 1", "not\u00a0done 1", "not\u2011done 1", "ntdone 1", "nt done 1", "not doen 1",
		"no done 1", "not, done 1", "un done 1", "not done", "not done NPT-1"} {
		for _, slash := range []string{"task", "npt", "ci"} {
			typed := line
			if slash == "ci" {
				typed = "task " + line
			}
			in, _ := testInput(t)
			a, err := ReadLine(slash, typed, nil)
			if err != nil || a.Command.Path != "task done" {
				continue
			}
			if out, err := a.Run(in); err == nil || len(out.Entries) > 0 {
				t.Errorf("/%s %s was read as done", slash, typed)
			}
		}
	}
}

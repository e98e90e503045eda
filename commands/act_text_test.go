package commands

import (
	"strings"
	"testing"

	"loggist/incident"
	"loggist/internal/say"
)

func testAsked() []Asked {
	return []Asked{
		{Ref: "CI-2027-0142", Book: incident.BookOpen, Name: "E-1", Rings: true, Answers: []Answer{
			answerOf("E-1", "escalate accept", "Accept escalation E-1", wordsAccept...),
			answerOf("E-1", "escalate ack", "Acknowledge E-1: awake, not taking it yet", wordsAck...),
			answerOf("E-1", "escalate decline", "I cannot take E-1, with reason", wordsDecline...),
		}},
		{Ref: "CI-2027-0143", Book: incident.BookSensitive, Name: "S-NPT-1", Answers: []Answer{
			answerOf("S-NPT-1", "task done", "Task S-NPT-1 is done", wordsDone...),
			answerOf("S-NPT-1", "task notdone", "Task S-NPT-1 was not done, with reason", wordsNotDone...),
		}},
	}
}

// A direct message answers what is asked of the person; what does not is told so, with the buttons that would.
func TestDirectAnswers(t *testing.T) {
	useTable(t, testTable())
	escalation, task := testAsked()[:1], testAsked()[1:]
	both := testAsked()
	second := []Asked{both[0], {Ref: "CI-2027-0143", Book: incident.BookOpen, Name: "E-1", Answers: both[0].Answers}}
	for _, c := range []struct {
		text  string
		asked []Asked
		path  string // what it means
		ref   string
		words string
		code  string // or how it is refused
	}{
		{text: "ack", asked: both, path: "escalate ack", ref: "CI-2027-0142", words: "E-1"},
		{text: "Ack.", asked: both, path: "escalate ack", ref: "CI-2027-0142", words: "E-1"},
		{text: "accept", asked: both, path: "escalate accept", ref: "CI-2027-0142", words: "E-1"},
		{text: "Accept E-1 | there by 2230", asked: both, path: "escalate accept", ref: "CI-2027-0142", words: "E-1 | there by 2230"},
		{text: "accept 142/E-1", asked: second, path: "escalate accept", ref: "CI-2027-0142", words: "E-1"},
		{text: "accept", asked: second, code: "which"},
		{text: "accept E-1", asked: second, code: "which"},
		{text: "accept E-2", asked: escalation, code: "no-answer"},
		{text: "no because I am in court", asked: both, path: "escalate decline", ref: "CI-2027-0142", words: "E-1 because I am in court"},
		{text: "I can’t, because I am in court", asked: both, path: "escalate decline", ref: "CI-2027-0142", words: "E-1 because I am in court"},
		{text: "done 1 all quiet", asked: both, path: "task done", ref: "CI-2027-0143", words: "S-NPT-1 all quiet"},
		{text: "done 1 2 youths seen", asked: both, path: "task done", ref: "CI-2027-0143", words: "S-NPT-1 2 youths seen"},
		{text: "done all quiet", asked: task, path: "task done", ref: "CI-2027-0143", words: "S-NPT-1 all quiet"},
		{text: "not done 1 because no officers", asked: both, path: "task notdone", ref: "CI-2027-0143", words: "S-NPT-1 because no officers"},
		{text: "Not done because no officers", asked: both, path: "task notdone", ref: "CI-2027-0143", words: "S-NPT-1 because no officers"},
		{text: "done 2 all quiet", asked: task, code: "no-answer"}, // X12: a number that is not asked is never a word
		{text: "ok", asked: escalation, code: "no-answer"},
		{text: "who is at the scene?", asked: both, code: "no-answer"},
		{text: "decision Stay because it is calm", asked: escalation, code: "sent-as-text"},
		{text: "decision Stay because it is calm", code: "sent-as-text"},
		{text: "/decision Stay because it is calm", code: "sent-as-text"},
		{text: "status", code: "sent-as-text"},
		{text: "hello", code: "sent-as-text"},
		{text: "@Loggist accept", asked: both, path: "escalate accept", ref: "CI-2027-0142", words: "E-1"},
		{text: "@loggist, decision Stay because it is calm", asked: both, path: "decision", words: "Stay because it is calm"},
	} {
		a, ok, err := ReadText(Said{Text: c.text, Direct: true, Key: "k1", Asked: func() []Asked { return c.asked }}, nil)
		if !ok {
			t.Errorf("%q was none of Loggist's business", c.text)
			continue
		}
		if c.code != "" {
			u := refused(t, err)
			if u.Code != c.code || !strings.Contains(u.Say, plainWords(c.text)) || len(u.Actions) == 0 {
				t.Errorf("%q: got %s: %q, %d buttons; want %s", c.text, u.Code, u.Say, len(u.Actions), c.code)
			}
			continue
		}
		if err != nil || a.Command.Path != c.path || a.Ref != c.ref || a.words != c.words {
			t.Errorf("%q: got %s, %q, %q, %v; want %s, %q, %q", c.text, path(a), a.Ref, a.words, err, c.path, c.ref, c.words)
		}
	}
	_, _, err := ReadText(Said{Text: "hmm", Direct: true, Asked: func() []Asked { return escalation }}, nil)
	if u := refused(t, err); !strings.HasPrefix(u.Say, "That did not answer 142/E-1. Nothing was recorded.") || len(u.Actions) != 3 {
		t.Errorf("got %q with %d buttons", u.Say, len(u.Actions))
	}
}

func path(a Act) string {
	if a.Command == nil {
		return "no command"
	}
	return a.Command.Path
}

func plainWords(s string) string {
	p, _ := plainText(s, nil)
	return strings.TrimPrefix(p, "/")
}

// In a room a mention is a command, what looks like one is refused with a button, and people talk undisturbed.
func TestRoomMessages(t *testing.T) {
	useTable(t, testTable())
	for _, c := range []struct {
		text      string
		mentioned bool
		path      string
		looks     string // the slash command that it looks like
	}{
		{text: "@Loggist decision Stay because it is calm", path: "decision"},
		{text: "@loggist: log officers on scene", path: "log"},
		{text: "@LOGGIST task accept 1", path: "task accept"},
		{text: "@Loggist", path: "ci"},
		{text: "<@UBOT> log officers on scene", mentioned: true, path: "log"},
		{text: "<@U1> is on scene", mentioned: false},
		{text: "decision Stay because it is calm", looks: "decision"},
		{text: "Decision: stay because it is calm", looks: "decision"},
		{text: " /decision Stay because it is calm", looks: "decision"},
		{text: "/log people outside", looks: "log"},
		{text: "/npt accept 1", looks: "task"},
		{text: "ci declare | because forty people", looks: "ci"},
		{text: "CI stand down", looks: "ci"},
		{text: "review in 4h the family", looks: "review"},
		{text: "Review of the CCTV is under way"},
		{text: "ci?"},
		{text: "log"},
		{text: "We should log that"},
		{text: "/shrug"},
		{text: "CI-142 is calm now"},
		{text: "morning all"},
		{text: "@loggistics has the barriers"},
		{text: ""},
	} {
		a, ok, err := ReadText(Said{Text: c.text, Mentioned: c.mentioned, Key: "k1"}, testAccounts)
		switch {
		case c.path != "":
			if err != nil || !ok || path(a) != c.path {
				t.Errorf("%q: got %s, %v, %v; want %s", c.text, path(a), ok, err, c.path)
			}
		case c.looks != "":
			u := refused(t, err)
			if !ok || len(u.Actions) != 1 || u.Actions[0].ID != say.ActionID(asTypedPath, "", "k1") || !strings.Contains(u.Actions[0].Label, "/"+c.looks) {
				t.Errorf("%q: got %+v", c.text, u)
			}
		case ok || err != nil:
			t.Errorf("%q: got %s, %v; it is an ordinary message", c.text, path(a), err)
		}
	}
	b, err := ReadAction(say.ActionID(asTypedPath, "", "k1"))
	if err != nil || b.AsTyped != "k1" {
		t.Fatalf("the button that logs as typed: %+v, %v", b, err)
	}
	c, err := ReadAsTyped(` Decision Read A\|B because it is calm`, nil)
	if err != nil || path(c) != "decision" || c.words != "Read A"+string(literalBar)+"B because it is calm" {
		t.Errorf("as typed: %s %q, %v", path(c), c.words, err)
	}
}

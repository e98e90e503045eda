package commands

import (
	"testing"

	"loggist/internal/force"
)

// TestMeantIsReadUnderOurNames: after a slash command, after /ci, behind a mention; a verb of /ci stays what it is, and so do words.
func TestMeantIsReadUnderOurNames(t *testing.T) {
	f := &force.Force{Names: force.Names{"ci": "incident", "log": "entry", "task": "add"}}
	for _, c := range []struct{ slash, line, command, words string }{
		{"incident", "status", "ci", "status"}, {"/Incident", "entry seen", "ci", "log seen"}, {"incident", "add @x", "ci", "add @x"},
		{"add", "riverside Walk", "task", "riverside Walk"}, {"entry", "incident at the gate", "log", "incident at the gate"}, {"ci", "status", "ci", "status"},
		{"review", "list", "review", "list"},
	} {
		if command, words := Meant(f, c.slash, c.line); command != c.command || words != c.words {
			t.Errorf("/%s %s is read as %s %q", c.slash, c.line, command, words)
		}
	}
	for in, want := range map[string]string{
		"/incident status": "/ci status", "/entry seen": "/log seen", "@Loggist entry seen": "@Loggist log seen", "the entry is shut": "the entry is shut",
		"/incident entry seen": "/ci log seen", "": "", "@": "@ ", "<@U1> incident status": "<@U1> ci status",
	} {
		if got := MeantText(f, in); got != want {
			t.Errorf("%q is read as %q, want %q", in, got, want)
		}
	}
}

// TestWhatIsTypedIsNotRenamed: a refusal names commands as the force does, and gives what was typed back as it was typed.
func TestWhatIsTypedIsNotRenamed(t *testing.T) {
	f := &force.Force{Names: force.Names{"ci": "incident", "log": "entry"}}
	got := namedSaying(f, "Add him first: /ci add. “/log” is no reason. Nothing was recorded. You typed: /log see /log and /ci\nmore of /log\nTry: /log see /log because …")
	want := "Add him first: /incident add. “/log” is no reason. Nothing was recorded. You typed: /entry see /log and /ci\nmore of /log\nTry: /entry see /log because …"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

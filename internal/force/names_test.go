package force

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const defaultNames = "commands: {ci: ci, log: log, decision: decision, task: task, npt: npt, escalate: escalate, review: review}"

// TestNamesOfSlashCommandsAreConfigured: in one place, and what cannot be a name is said with its line.
func TestNamesOfSlashCommandsAreConfigured(t *testing.T) {
	path := example(t)
	cfg, err := LoadConfig(path)
	if err != nil || len(cfg.Force.Names) != 0 {
		t.Fatalf("the usual names: %v, %v", cfg, err)
	}
	edit(t, path, defaultNames, "commands: {ci: incident, task: tasking}")
	if cfg, err = LoadConfig(path); err != nil {
		t.Fatal(err)
	}
	f := cfg.Force
	if f.Slash("ci") != "incident" || f.Slash("log") != "log" || f.Command("Tasking") != "task" || f.Command("log") != "log" {
		t.Errorf("names: %v", f.Names)
	}
	edit(t, path, "commands: {ci: incident, task: tasking}",
		"commands:\n  ci: status\n  log: Note it\n  decision: task\n  escalate: shout\n  review: shout\n  revue: look\n")
	line := lineWith(t, path, "ci: status")
	want := []string{
		fmt.Sprintf("loggist.yaml:%d: commands.ci: /status is a command of mattermost itself", line),
		fmt.Sprintf("loggist.yaml:%d: commands.log: \"Note it\" names no slash command: a lower-case letter, then letters, digits, - and _, at most 31 in all, without the stroke", line+1),
		fmt.Sprintf("loggist.yaml:%d: commands.decision: /task is what task is called", line+2),
		fmt.Sprintf("loggist.yaml:%d: commands.review: /shout is what escalate is called", line+4),
		fmt.Sprintf("loggist.yaml:%d: unknown key \"revue\"; known here: ci, log, decision, task, npt, escalate, review", line+5),
	}
	if d := cmp.Diff(want, faultsOf(t, path)); d != "" {
		t.Error(d)
	}
}

// TestNamedNamesCommandsAlone: what is a path, an address or part of a word is no command.
func TestNamedNamesCommandsAlone(t *testing.T) {
	f := &Force{Names: Names{"ci": "incident", "task": "tasking", "log": "note"}}
	for in, want := range map[string]string{
		"Next: /ci assess":                          "Next: /incident assess",
		"/log, /task and /decision.":                "/note, /tasking and /decision.",
		"Try: /task done 1 …":                       "Try: /tasking done 1 …",
		"(/ci riskplan)":                            "(/incident riskplan)",
		"/tasks, /logs, a/log, https://x.y/log/ci ": "/tasks, /logs, a/log, https://x.y/log/ci ",
		"ci-2027-0001/task":                         "ci-2027-0001/task",
		"…/log":                                     "…/log",
		"/":                                         "/",
	} {
		if got := f.Named(in); got != want {
			t.Errorf("%q is named %q, want %q", in, got, want)
		}
	}
}

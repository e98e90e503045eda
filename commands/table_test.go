package commands

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// What every platform needs of a form, for every command: short labels, and help that is not cut.
func TestFieldsFitEveryPlatform(t *testing.T) {
	in, _ := testInput(t)
	for _, c := range All() {
		if n := utf8.RuneCountInString(c.title()); n == 0 || n > maxTitle {
			t.Errorf("%s: the title %q has %d characters, at most %d are shown", c.Path, c.title(), n, maxTitle)
		}
		names, clauses := map[string]bool{}, map[string]string{}
		for _, f := range c.fields() {
			if names[f.name] || strings.Contains(f.name, "_") {
				t.Errorf("%s: the field name %s cannot be used", c.Path, f.name)
			}
			names[f.name] = true
			if n := utf8.RuneCountInString(f.short); n > 24 {
				t.Errorf("%s: %s: the short label %q has %d characters, at most 24 are shown", c.Path, f.name, f.short, n)
			}
			if n := utf8.RuneCountInString(f.help); n > 150 {
				t.Errorf("%s: %s: the help has %d characters, at most 150 are shown", c.Path, f.name, n)
			}
			if len(f.clauses) == 0 && !f.word && !f.rest && !f.hidden {
				t.Errorf("%s: %s cannot be typed", c.Path, f.name)
			}
			for _, k := range f.clauses {
				if had := clauses[squash(k)]; had != "" && had != f.name {
					t.Errorf("%s: %s and %s have the clause %s", c.Path, had, f.name, k)
				}
				clauses[squash(k)] = f.name
			}
		}
		a := Act{Command: c, way: byButton}
		f := a.form(in, a.read(in))
		if len(f.Submit) > 75 || f.Submit == "" {
			t.Errorf("%s: the button of the form says %q", c.Path, f.Submit)
		}
		for _, fd := range f.Fields {
			if fd.Type == bot.FieldChoice && len(fd.Options) == 0 {
				t.Errorf("%s: %s is a choice of nothing", c.Path, fd.Name)
			}
		}
	}
}

// Every example is a line that works as far as it can without the things that it speaks of: it is read as its command, and
// all its words have a field to go to.
func TestExamplesAreRead(t *testing.T) {
	seen := map[string]string{}
	for _, c := range All() {
		if !strings.HasPrefix(c.Usage, "/"+c.Path) {
			t.Errorf("%s: the usage is %q", c.Path, c.Usage)
		}
		if c.Short == "" || len(c.Examples) == 0 || c.Run == nil {
			t.Errorf("%s has no short help, no example or no Run", c.Path)
		}
		for _, p := range append([]string{c.Path}, c.Synonyms...) {
			if other := seen[p]; other != "" && lookup(p).Fits == nil && c.Fits == nil {
				t.Errorf("/%s is both %s and %s", p, other, c.Path)
			}
			seen[p] = c.Path
		}
		for _, e := range c.Examples {
			in, k := testInput(t)
			register(k, "CI-2027-0143")
			slash, words, _ := strings.Cut(strings.TrimPrefix(e, "/"), " ")
			a, err := ReadLine(slash, words, testAccounts)
			if err != nil {
				t.Errorf("%s: %v", e, refused(t, err).Say)
				continue
			}
			if a.Command != c {
				t.Errorf("%s is read as %s", e, a.Command.Path)
				continue
			}
			v := a.read(in)
			if a.wantsForm(v) {
				continue
			}
			f := &fault{fields: map[string]string{}}
			if v.take(f); len(f.say) > 0 {
				if !strings.Contains(strings.Join(f.say, " "), "If that is meant, say it with its day") { // a clock of another time of day
					t.Errorf("%s: %v", e, f.say)
				}
				continue
			}
			// And again from the line that a refusal would give back.
			if again := compose(c, v.raw, ""); c.Question != nil {
				slash, words, _ := strings.Cut(again[1:], " ")
				b, err := ReadLine(slash, words, nil)
				if err != nil {
					t.Errorf("%s: written again as %s: %v", e, again, err)
					continue
				}
				for name, want := range v.raw {
					if got := b.read(in).raw[name]; got != want && b.Ref == a.Ref {
						t.Errorf("%s: written again as %s: %s is %q, was %q", e, again, name, got, want)
					}
				}
			}
		}
	}
}

// The verbs of the contract reach a command, whichever way they are typed.
func TestVerbsOfTheContract(t *testing.T) {
	for typed, want := range map[string]string{
		"ci call x": "ci call", "ci new x": "ci call", "ci open x": "ci call", "ci start x": "ci call", "ci raise x": "ci call", "ci report x": "ci call",
		"ci potential": "ci potential", "ci declare": "ci declare", "ci not-declared": "ci not-declared", "ci Not declared.": "ci not-declared",
		"ci level force": "ci level", "ci role gold @supt.khan": "ci role", "ci role accept": "ci role accept", "ci role decline": "ci role decline",
		"ci role relieve silver": "ci role relieve", "log x": "log", "ci log x": "log", "ci note x": "log", "ci log": "ci log", "ci log 20": "ci log",
		"ci status": "ci status", "ci show 14": "ci show", "ci tasks mine": "ci tasks", "ci list": "ci list", "ci onduty": "ci onduty", "ci on duty": "ci onduty",
		"ci waiting": "ci waiting", "ci health": "ci health", "ci help": "ci help", "decision x": "decision", "ci confirm 14": "ci confirm",
		"ci dispute 14": "ci dispute", "ci correct 14 x": "ci correct", "ci withdraw 14": "ci withdraw", "escalate x": "escalate", "escalate ack E-1": "escalate ack",
		"escalate accept E-1": "escalate accept", "escalate decline E-1": "escalate decline", "escalate handback E-1": "escalate handback", "escalate hand back E-1": "escalate handback",
		"escalate end E-1": "escalate end", "task x": "task", "npt x": "task", "task accept 1": "task accept", "task decline 1": "task decline", "task update 1 x": "task update",
		"task done 1 x": "task done", "task notdone 1": "task notdone", "task not done 1": "task notdone", "task verify 1": "task verify", "task cancel 1": "task cancel",
		"task pass 1": "task pass", "task due 1 1800": "task due", "review in 4h x": "review", "review done 1 confirmed": "review done", "review defer 1 2h": "review defer",
		"review cancel 1": "review cancel", "review list": "review list", "ci add @supt.khan": "ci add", "ci remove @supt.khan": "ci remove", "ci owner": "ci owner",
		"ci amend": "ci amend", "ci link": "ci link", "ci person": "ci person", "ci flag": "ci flag", "ci suspend": "ci suspend", "ci cover": "ci cover", "ci update": "ci update",
		"ci testping": "ci testping", "ci test ping": "ci testping", "ci standdown": "ci standdown", "ci Stand down.": "ci standdown", "ci close": "ci close", "ci reopen": "ci reopen",
		"ci": "ci",
	} {
		slash, words, _ := strings.Cut(typed, " ")
		a, err := ReadLine(slash, words, nil)
		if err != nil || a.Command.Path != want {
			t.Errorf("/%s: got %s, %v; want %s", typed, path(a), err, want)
		}
	}
	for _, verb := range []string{"declare", "potential", "not-declared", "level", "standdown", "close", "reopen"} {
		c := lookup("ci " + verb)
		if c == nil || !c.OnlyClauses {
			t.Errorf("/ci %s takes more than clauses", verb)
		}
	}
	for _, verb := range []string{"standdown", "close"} {
		if c := lookup("ci " + verb); c == nil || c.Confirm == "" {
			t.Errorf("/ci %s does not end with a button that says the act", verb)
		}
	}
	for _, path := range []string{"ci call", "escalate"} {
		if c := lookup(path); c == nil || !c.NeverRefused {
			t.Errorf("/%s is refused for words", path)
		}
	}
}

// What is never refused for words records something for all of them.
func TestNeverRefusedForWords(t *testing.T) {
	for _, words := range []string{
		"n/a", "x", "| because tbc", "a | bogus b | where c", "a|b|c", "a | because n/a", "end of shift, no relief", "accept the risk of leaving?", "14", "a\nb\nc", "a because b because c",
		"because forty people", "| where Riverside", "ack", "done", "@nobody come", "<@U9> come", "to by at", "duty inspector", "a \\| b", "…",
	} {
		for _, path := range []string{"ci call", "escalate"} {
			c := lookup(path)
			in, _ := testInput(t)
			in.Platforms = append(in.Platforms, "local")
			slash, verb, _ := strings.Cut(path, " ")
			a, err := ReadLine(slash, strings.TrimSpace(verb+" "+words), testAccounts)
			if err != nil {
				t.Errorf("/%s %s: %v", path, words, err)
				continue
			}
			if a.Command != c {
				continue // a verb of its own: `escalate ack`
			}
			out, err := a.Run(in)
			if err != nil {
				t.Errorf("/%s %s: %s", path, words, refused(t, err).Say)
			} else if len(out.Entries) == 0 && out.Reply.Form == nil {
				t.Errorf("/%s %s: records nothing", path, words)
			}
		}
	}
}

func TestReadmeHasTheTable(t *testing.T) {
	checkReadme(t)
	got := Table()
	for _, c := range All() {
		if !strings.Contains(got, strings.ReplaceAll(c.Usage, "|", "\\|")) {
			t.Errorf("the table lacks %s", c.Usage)
		}
	}
}

func TestMenuHasAtMostEightChoices(t *testing.T) {
	for _, stage := range []incident.Stage{"", incident.StageCalled, incident.StageAssessing, incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared,
		incident.StageRestoring, incident.StageStoodDown, incident.StageClosed} {
		in, k := testInput(t)
		k.Full.Open.Stage = stage
		if stage == "" {
			in.Full = nil
		}
		a := line(t, "/ci")
		out, err := a.Run(in)
		if err != nil || len(out.Reply.Actions) == 0 || len(out.Reply.Actions) > maxChoices {
			t.Errorf("%s: %d choices, %v", stage, len(out.Reply.Actions), err)
		}
		for _, b := range out.Reply.Actions {
			if _, err := ReadAction(b.ID); err != nil || slices.Contains([]string{"", "Call", "Log"}, b.Label) {
				t.Errorf("%s: the button %q (%s): %v", stage, b.Label, b.ID, err)
			}
		}
	}
}

// TestSlashCommandsHaveNames: the commands that a force can call otherwise are those of the table and their other names.
func TestSlashCommandsHaveNames(t *testing.T) {
	var have []string
	for _, c := range All() {
		slash, _, _ := strings.Cut(c.Path, " ")
		if !slices.Contains(have, slash) {
			have = append(have, slash)
		}
	}
	for alias := range SlashAliases() {
		have = append(have, alias)
	}
	want := slices.Sorted(slices.Values(force.SlashNames))
	if slices.Sort(have); !slices.Equal(have, want) {
		t.Errorf("slash commands %v, names %v", have, want)
	}
}

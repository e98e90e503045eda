package archtest

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/guidance.md")

// idea is one idea of the guidance that this software serves: what is required, in our words, and with which command it is met.
// Missing says what of it is not met; then the page says so.
type idea struct{ id, required, command, missing string }

var ideas = []idea{
	{"S1", "The status of a person, a potentially dangerous one among them, is restricted", "/ci person", ""},
	{"S2", "Impact and rumour cannot be passed over in silence: both are answered, or said not to be needed or known", "/ci impact, /ci rumour", ""},
	{"S3", "Suicide and self-harm are assessed where somebody is under investigation, and it rings when they are not", "/ci flag, /ci safety", ""},
	{"S4", "References to guidance are dated data of the force, changed without a release", "/ci guidance", ""},
	{"S5", "Tension of each community, with its trend; rising twice asks for the level", "/ci tension", ""},
	{"S6", "MOSOVO, neighbourhood team and public order: asked, joined, declined", "/ci ask, /ci meeting invite", ""},
	{"S7", "A communications strategy for media, communities and police staff, each apart", "/ci comms", ""},
	{"S8", "A suspicion has a status; a rumour makes nobody anything", "/ci person, /ci rumour", ""},
	{"S9", "Repeated contacts force a decision about the level; is he a victim", "/ci contact, /ci assess", ""},
	{"S10", "The lowest rung works without ceremony", "/ci call, /task", ""},
	{"S11", "It grows without being typed again", "/ci declare", ""},
	{"S12", "Senior officers are asked until one accepts; the log shows each asking", "/escalate", ""},
	{"S13", "Resources asked for, agreed or refused with a reason, which the handover repeats", "/ci resource", ""},
	{"S14", "The level is decided for the place, with a reason", "/ci level", ""},
	{"S15", "Strategy meetings whose minutes become entries and tasks", "/ci meeting open, /ci meeting minute, /ci meeting end", ""},
	{"S16", "Who was invited, came or declined; not without NPT and MOSOVO in silence", "/ci meeting invite, /ci meeting end", ""},
	{"S17", "The person's own words; what is said without him is sensitive", "/ci meeting part, /ci meeting minute", ""},
	{"S18", "A safety plan for the person and his family, incomplete until it says so", "/ci safety", ""},
	{"S19", "Alternative accommodation, of which the place is in no message", "/ci safety", ""},
	{"S20", "Each neighbourhood team has its own tasks; where police were last seen", "/task, /ci tasks, /ci coverage", ""},
	{"S21", "Whether an impact assessment is needed: blank holds up standing down", "/ci impact, /ci answer", ""},
	{"S22", "The media are decided about; nothing uncleared goes with a task", "/ci media, /ci line", ""},
	{"S23", "Confirm, deny or neither: weighed, decided by a named commander, no default", "/ci confirm-deny", ""},
	{"S24", "What future cases will expect; earlier decisions as counts of five or more", "/ci confirm-deny", ""},
	{"S25", "The safety of the public and of the person named comes first", "/ci confirm-deny", ""},
	{"S26", "Neither is explained, in plain words", "/ci confirm-deny words", ""},
	{"S27", "No inference can be drawn, and the software lets none be drawn", "/ci confirm-deny words", ""},
	{"S28", "The force's arrangements are shown, with what is missing, and checked", "/ci arrangements", ""},
	{"S29", "A neighbourhood team owns it, or the duty inspector is asked", "/ci call, /ci amend", ""},
	{"S30", "A home that was identified asks four questions", "/ci flag", ""},
	{"S31", "Children who are linked to it make it sooner", "/ci flag", ""},
	{"S32", "The risk plan is asked after in every second room alike; the open room shows nothing of it", "/ci riskplan", ""},
	{"S33", "A vigilante threat is answered within minutes; offence, evidence; whoever only logs one is asked", "/ci threat vigilante, /log", ""},
	{"S34", "In a complex or high-risk incident an assessment is not waved away", "/ci impact, /ci flag", ""},
	{"S35", "Could it become critical: at each review and handover", "/review done, /ci answer, /ci handover", ""},
	{"S36", "Yes or maybe makes it a potential critical incident", "/ci answer, /review done", ""},
	{"S37", "The rights of the person named and of the public", "/ci rights", ""},
	{"S38", "Articles 2, 3 and 8; nothing justifies ill-treatment", "/ci rights", ""},
	{"S39", "What a board will publish is planned for", "/ci publication", ""},
	{"S40", "What may bring people out is put to public order", "/ci rumour, /ci media, /ci ask", ""},
	{"S41", "The lead agency agrees before a line is cleared", "/ci line clear", ""},
	{"S42", "Accurate, honest, fair: facts rest on entries, wrong lines are put right with all who have them", "/ci line, /ci line correct", ""},
	{"S43", "Confidential, except where public protection takes precedence", "/ci share, /ci line clear", ""},
	{"S44", "Partners are asked; a stale contact reminds its owner alone", "/ci contact partner", ""},
	{"S45", "Victims are told before a line is cleared", "/ci line clear", ""},
	{"S46", "Agencies that differ talk before anything is released", "/ci differ", ""},
	{"S47", "Unauthorised sharing is reported quietly, and said to be serious to whoever joins; a room that others can read rings at once", "/ci breach, /ci room", ""},
	{"S48", "Who did and saw what can be shown; professional standards alone read the audit", "/ci audit, /ci breach", ""},
	{"S49", "The national line and the board are checked, or shown as not checked", "/ci line clear", ""},
	{"S50", "What has been superseded says by what", "/ci guidance", ""},
	{"S51", "No name or topic of a room says what it is about", "", ""},
}

const guidanceHead = `# The guidance, and how it is met

Every idea of the guidance that Loggist serves, as a requirement in our words. Each has a transcript in which it is first violated,
and refused or asked about, and then met; some have tests of their own. This page is generated: ` + "`make generate`" + `.

| id | required | command | transcript or test | not yet |
|---|---|---|---|---|
`

// TestGuidance: each idea has a transcript with its id in its name, or a test; docs/guidance.md says which.
func TestGuidance(t *testing.T) {
	named := namedAfterIdeas(t)
	var page bytes.Buffer
	page.WriteString(guidanceHead)
	for i, x := range ideas {
		if x.id != fmt.Sprintf("S%d", i+1) {
			t.Errorf("%s stands where S%d belongs", x.id, i+1)
		}
		if !slices.ContainsFunc(named[x.id], func(s string) bool { return strings.Contains(s, ".txtar)") }) && x.id != "S51" {
			t.Errorf("%s has no transcript", x.id)
		}
		command := strings.ReplaceAll(x.command, "|", "\\|")
		if command != "" {
			command = "`" + strings.ReplaceAll(command, ", ", "`, `") + "`"
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s | %s |\n", x.id, x.required, command, strings.Join(named[x.id], ", "), x.missing)
	}
	file := filepath.Join(root, "docs/guidance.md")
	if *update {
		if err := os.WriteFile(file, page.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, page.Bytes()) {
		t.Errorf("docs/guidance.md is not what the tests say (%v); run make generate", err)
	}
}

var (
	ideaID    = regexp.MustCompile(`(?:^|[-_])(S\d+)`)
	namedTest = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
)

// namedAfterIdeas are the transcripts and tests that have the id of an idea in their name, as links of docs/guidance.md.
func namedAfterIdeas(t *testing.T) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	note := func(name, link string) {
		for _, m := range ideaID.FindAllStringSubmatch(name, -1) {
			if m[1] == "S3" && strings.HasPrefix(name, "Test") {
				continue // in the name of a test this is the third section of the contract: who may what
			}
			if !slices.Contains(out[m[1]], link) {
				out[m[1]] = append(out[m[1]], link)
			}
		}
	}
	transcripts, err := filepath.Glob(filepath.Join(root, "commands/testdata/*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range transcripts {
		name := filepath.Base(f)
		short := strings.TrimSuffix(name, ".txtar")
		note(short, fmt.Sprintf("[%s](../commands/testdata/%s)", short[strings.LastIndexFunc(short, isDigit)+2:], name))
	}
	for _, dir := range []string{"incident", "commands", "reminders", "internal/say", "internal/engine", "internal/force", "bot/local"} {
		files, err := filepath.Glob(filepath.Join(root, dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range namedTest.FindAllStringSubmatch(string(b), -1) {
				note(m[1], fmt.Sprintf("[%s](../%s/%s)", m[1], dir, filepath.Base(f)))
			}
		}
	}
	return out
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

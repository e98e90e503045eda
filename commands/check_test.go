package commands

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// TestEverythingWrongIsSaidAtOnce: what the form itself can tell and what only the incident or the configuration can tell are said
// together, each with its field.
func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	declared := [2]string{"insp.patel", "/ci declare | because the crowd grows"}
	meets := [2]string{"insp.patel", "/ci meeting open Is he safe at home | sort strategy"}
	task := [2]string{"insp.patel", "/task riverside Stay at the house | due in 2h"}
	draft := [2]string{"sgt.lee", "/ci line Officers are in Riverside. | for media | facts 001"}
	for _, tt := range []struct {
		played [][2]string // who, what
		by     force.PersonID
		line   string
		want   []string
	}{
		{nil, "insp.patel", "/ci tension Riverside | evidenced bad | potential 4 | trend up | facts people outside", []string{"evidenced", "potential", "trend"}},
		{nil, "insp.patel", "/ci handover He is at home | to @insp.patel | critical hard to say", []string{"critical", "next"}},
		{nil, "insp.patel", "/ci handover He is at home | to @prob.shah | critical hard to say", []string{"critical", "next"}},
		{nil, "insp.patel", "/ci share that officers call | to the school | precedence yes | basis common law", []string{"conditions", "necessary", "precedence", "told"}},
		{nil, "insp.patel", "/ci resource Two units | state refused", []string{"from", "reason"}},
		{nil, "insp.patel", "/ci ask housing | state declined", []string{"reason", "text"}},
		{nil, "insp.patel", "/ci flag residence-identified", []string{"because", "source"}},
		{nil, "insp.patel", "/ci flag children | off", []string{"because", "flag"}},
		{nil, "insp.patel", "/ci confirm-deny Is he? | asked by a neighbour | public none | neither it goes on | decided deny | because it is",
			[]string{"choice", "deny", "future", "person", "victims"}},
		{[][2]string{declared, {"insp.patel", weighNeither}}, "insp.patel", "/ci confirm-deny words No comment | to whoever asks",
			[]string{"giver", "noinference", "plain", "text", "when"}},
		{[][2]string{meets}, "insp.patel", "/ci meeting invite housing | state declined | conflict " + long(400), []string{"conflict", "reason"}},
		{[][2]string{meets}, "insp.patel", "/ci meeting minute He stays | own words | without the person | due tomorrow 0900", []string{"owner", "without"}},
		{[][2]string{meets}, "insp.patel", "/ci meeting minute He stays | action of @prob.shah", []string{"due", "owner"}},
		{[][2]string{meets}, "insp.patel", "/ci meeting end | next yesterday", []string{"absent", "again", "summary"}},
		{nil, "log.evans", "/decision Two officers stay | no action | decide later | at 1900 | supersedes 77", []string{"because", "by", "deferred", "late", "supersedes"}},
		{nil, "insp.patel", "/ci joint Keep the road open | agencies Fire: agree | at 1900", []string{"agencies", "because", "late"}},
		{nil, "sgt.lee", "/log | at 1900", []string{"late", "text"}},
		{nil, "sgt.lee", "/ci update Officers stay | late the radio was down", []string{"at", "to"}},
		{nil, "sgt.lee", "/ci owner @prob.shah", []string{"because", "to"}},
		{nil, "insp.patel", "/ci level galactic", []string{"because", "level"}},
		{nil, "insp.patel", "/ci assess | risk Person A | decision potential | review yesterday", []string{"because", "review"}},
		{nil, "insp.patel", "/ci answer vicar | not needed because n/a", []string{"notneeded", "question"}},
		{nil, "log.evans", "/ci answer impact | not needed because tbc", []string{"by", "notneeded"}},
		{[][2]string{declared}, "insp.patel", "/ci impact The street fears | owner @pc.adeyemi | review in 60 days", []string{"effect", "facts", "later", "rumours", "to"}},
		{[][2]string{{"insp.patel", "/ci flag complex | because two families are threatened"}}, "log.evans", "/ci impact | not needed because it is known | by @insp.patel | review yesterday",
			[]string{"notneeded", "review"}},
		{nil, "insp.patel", "/ci rumour He films children | where Ash Road | owner @pc.adeyemi", []string{"reason", "response", "status", "to"}},
		{nil, "insp.patel", "/ci safety He stays | owner @pc.adeyemi | place RP-1 | family none", []string{"accommodation", "to"}},
		{nil, "insp.patel", "/ci lesson Go at once | owner @pc.adeyemi", []string{"due", "to", "why"}},
		{nil, "insp.patel", "/ci hold | off", []string{"authority", "off", "reason"}},
		{nil, "sgt.lee", "/ci line Officers stay | facts 77", []string{"audience", "facts"}},
		{[][2]string{draft}, "insp.patel", "/ci line clear 1 | accuracy yes | identifies yes",
			[]string{"accuracy", "confidential", "fair", "identifies", "lead", "national", "partners", "victims"}},
		{[][2]string{draft}, "insp.patel", "/ci line release 1", []string{"line", "where"}},
		{nil, "insp.patel", "/ci line correct 4", []string{"line", "reason", "text"}},
		{nil, "insp.patel", "/ci link CI-2027-0142", []string{"because", "to"}},
		{nil, "sgt.lee", "/ci person A | suspicion founded", []string{"suspicion", "who"}},
		{nil, "sgt.lee", "/review in 4h | to gold", []string{"to", "what"}},
		{nil, "sgt.lee", "/review done 9", []string{"because", "outcome", "review"}},
		{[][2]string{{"sgt.lee", "/review in 4h is he safe"}}, "sgt.lee", "/review defer 1 in 1h", []string{"because", "to"}},
		{nil, "sgt.lee", "/review cancel 9", []string{"because", "review"}},
		{nil, "insp.patel", "/ci role admiral @nobody", []string{"role", "to"}},
		{nil, "insp.patel", "/ci role gold @prob.shah | brief " + long(4000), []string{"brief", "to"}},
		{nil, "insp.patel", "/ci role relieve admiral", []string{"because", "role"}},
		{nil, "insp.patel", "/task Walk | line 7 | to @prob.shah | due yesterday", []string{"due", "line", "to"}},
		{[][2]string{task}, "sgt.lee", "/task done 1 | from 1800 | until 1700", []string{"from", "seen", "to"}},
		{[][2]string{task}, "sgt.lee", "/task pass 1 @prob.shah | because " + long(4000), []string{"because", "to"}},
		{nil, "sgt.lee", "/task decline 9", []string{"because", "task"}},
		{nil, "sgt.lee", "/task due 9", []string{"due", "task"}},
		{nil, "sgt.lee", "/escalate decline E-9", []string{"because", "escalation"}},
		{nil, "insp.patel", "/ci correct 77", []string{"because", "entry", "text"}},
		{nil, "insp.patel", "/ci withdraw 77 | wrong-room nonsense", []string{"because", "entry", "wrongroom"}},
		{nil, "insp.patel", "/ci add @prob.shah", []string{"because", "person"}},
		{nil, "insp.patel", "/ci remove @acc.morris", []string{"because", "person"}},
		{nil, "supt.khan", "/ci restrict | to nobody | custodian @sgt.lee", []string{"because", "custodian", "keep"}},
		{nil, "insp.patel", "/ci cover gold @prob.shah", []string{"because", "person", "post"}},
		{nil, "insp.patel", "/ci export gif | book secret", []string{"because", "book", "format"}},
		{[][2]string{declared, {"insp.patel", "/ci role gold @supt.khan"}, {"supt.khan", "/ci role accept"}, {"supt.khan", "/ci role loggist for gold @log.evans"},
			{"log.evans", "/ci role accept"}, {"log.evans", "/ci role loggist for gold @log.baker"}}, "log.baker", "/ci role accept", []string{"readback"}},
		{[][2]string{{"insp.patel", "/ci owner @insp.patel | because he commands"}, {"insp.patel", "/ci handover He is at home | to @sgt.lee | critical no, calm"}},
			"sgt.lee", "/ci handover item 77 | not " + long(600), []string{"because", "item"}},
	} {
		t.Run(tt.line[:min(40, len(tt.line))], func(t *testing.T) {
			p := newPlay(t)
			for _, line := range tt.played {
				p.do(force.PersonID(line[0]), line[1])
			}
			_, _, err := p.try(tt.by, tt.line)
			u, ok := errors.AsType[*bot.UserError](err)
			if !ok {
				t.Fatalf("%s was not refused: %v", tt.line, err)
			}
			if got := slices.Sorted(maps.Keys(u.Fields)); !slices.Equal(got, tt.want) {
				t.Errorf("%s\nwrong are %q: %s\nwanted %q", tt.line, got, u.Say, tt.want)
			}
			for name, words := range u.Fields {
				if !strings.Contains(u.Say, words) && !strings.Contains(u.Say, uncapital(words)) {
					t.Errorf("%s: what is wrong with %s is not among the words: %s", tt.line, name, words)
				}
			}
		})
	}
}

const weighNeither = "/ci confirm-deny Is he on the register? | asked by a neighbour | public neighbours may act | person silence is read as yes | deny believed | neither rumour goes on | victims none | future people will ask of everybody | decided neither | because a wrong word puts people in danger"

// TestMain holds every command to what [Command] says of Run: whatever the tests of this package type, a field is refused by Check alone.
func TestMain(m *testing.M) {
	var late []string
	for _, c := range table {
		run := c.Run
		c.Run = func(in *Input, q any) (Output, error) {
			out, err := run(in, q)
			if u, ok := errors.AsType[*bot.UserError](err); ok && len(u.Fields) > 0 && !slices.Contains(late, c.Path) {
				late = append(late, c.Path)
			}
			return out, err
		}
	}
	code := m.Run()
	for _, path := range late {
		fmt.Fprintln(os.Stderr, "/"+path+" refuses a field in its Run: it is said only when all other fields are right")
		code = 1
	}
	os.Exit(code)
}

func long(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i%2)
	}
	return string(b)
}

// TestItemIsNoIncident: the number after the words of a command that needs one is its own, also where an incident has that number.
func TestItemIsNoIncident(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/ci handover He is at home | to duty inspector | critical no, calm")
	for _, line := range []string{"/ci handover item 1 | not that review is on paper", "/ci handover item 142 2"} {
		words := line[len("/ci "):]
		act, err := ReadLine("ci", words, func(string) (force.PersonID, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		ref, err := act.Find(Place{Register: p.Register, Room: p.Full.Open.Ref, May: func(incident.Ref) bool { return true }})
		if err != nil || ref != p.Full.Open.Ref {
			t.Fatalf("%s is of %q, %v", line, ref, err)
		}
		if _, err := act.Run(p.input("insp.patel")); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

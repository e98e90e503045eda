package commands

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// cutLine reads a line and returns the values by field, as the question would be filled with them.
func cutLine(t *testing.T, in *Input, line string) (*Act, *values) {
	t.Helper()
	slash, words, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	a, err := ReadLine(slash, words, testAccounts)
	if err != nil {
		t.Fatalf("%s: %v: %s", line, err, refused(t, err).Say)
	}
	return &a, a.read(in)
}

func TestClauses(t *testing.T) {
	useTable(t, testTable())
	in, _ := testInput(t)
	for _, c := range []struct {
		line string
		want map[string]string
	}{
		{"/decision Move them because the address is known", map[string]string{"what": "Move them", "because": "the address is known"}},
		{"/decision Move them BECAUSE the address is known", map[string]string{"what": "Move them", "because": "the address is known"}},
		{"/decision Move them | because the address is known | review 4h", map[string]string{"what": "Move them", "because": "the address is known", "review": "4h"}},
		{"/decision Stay because calm because quiet", map[string]string{"what": "Stay", "because": "calm because quiet"}},
		// Rule 5: only if no clause gives it.
		{"/decision Stay because they asked | because the crowd has not gone", map[string]string{"what": "Stay because they asked", "because": "the crowd has not gone"}},
		{"/decision Stay becauseof it", map[string]string{"what": "Stay becauseof it"}},
		{"/decision Move them | review 4h because the address is known", map[string]string{"what": "Move them", "review": "4h", "because": "the address is known"}},
		{"/decision Move them | options stay because near", map[string]string{"what": "Move them", "options": "stay because near"}},
		// A line each, on a phone.
		{"/decision Move them\nbecause the address is known\nby @insp.patel\nreview 4h", map[string]string{"what": "Move them", "because": "the address is known", "by": "@insp.patel", "review": "4h"}},
		{"/decision Move them\nBecause: the address is known", map[string]string{"what": "Move them", "because": "the address is known"}},
		// Rule 4: at the start of a line only if the rest can be what the clause holds.
		{"/decision Stay until relieved\nat the door two officers\nbecause x y", map[string]string{"what": "Stay until relieved\nat the door two officers", "because": "x y"}},
		{"/decision Stay until relieved\nreview the plan tomorrow\nbecause x y", map[string]string{"what": "Stay until relieved\nreview the plan tomorrow", "because": "x y"}},
		{"/decision Stay\nby the gate\nbecause x y", map[string]string{"what": "Stay\nby the gate", "because": "x y"}},
		{"/decision Stay\nat 2110\nbecause x y", map[string]string{"what": "Stay", "at": "2110", "because": "x y"}},
		{"/decision Stay | because a\nb\nc | review 4h", map[string]string{"what": "Stay", "because": "a\nb\nc", "review": "4h"}},
		{"/decision Stay | because x y\nno action", map[string]string{"what": "Stay", "because": "x y", "noaction": "yes"}},
		{"/decision Stay | because x y\nno action was needed before", map[string]string{"what": "Stay", "because": "x y\nno action was needed before"}},
		{"/decision Stay | because x y | no action", map[string]string{"what": "Stay", "because": "x y", "noaction": "yes"}},
		{"/decision Stay | because x | by DCI Brown, by phone", map[string]string{"what": "Stay", "because": "x", "by": "DCI Brown, by phone"}},
		// A literal bar; a bar in a mention; typographic signs.
		{`/decision Read A\|B | because A\|B stands`, map[string]string{"what": "Read A|B", "because": "A|B stands"}},
		{"/decision Tell <@U1|supt|khan> tonight because he asked", map[string]string{"what": "Tell @supt.khan tonight", "because": "he asked"}},
		{"/decision Tell <@U2> because he asked | by <@U1>", map[string]string{"what": "Tell @insp.patel", "because": "he asked", "by": "@supt.khan"}},
		{"/decision Don’t “move” them — yet because it’s calm", map[string]string{"what": `Don't "move" them - yet`, "because": "it's calm"}},
		{"/decision Move\u00a0them\u00a0because it is known", map[string]string{"what": "Move them", "because": "it is known"}},
		{"/decision Stay | because x |", map[string]string{"what": "Stay", "because": "x"}},
		{"/decision Stay | options one | options two | because x", map[string]string{"what": "Stay", "options": "one\ntwo", "because": "x"}},
		{"/log 15 people outside", map[string]string{"text": "15 people outside"}},
		{"/log Window broken | at 2050 | late radio was down", map[string]string{"text": "Window broken", "at": "2050", "late": "radio was down"}},
		{"/log It began\nbecause he said so", map[string]string{"text": "It began\nbecause he said so"}},
		{"/ci declare because forty people outside", map[string]string{"because": "forty people outside"}},
		{"/ci level force because three areas", map[string]string{"level": "force", "because": "three areas"}},
		{"/ci level cross force | because three areas", map[string]string{"level": "cross force", "because": "three areas"}},
		{"/task riverside patrol the lane | due 2300 | to @pc.adeyemi", map[string]string{"team": "riverside", "what": "patrol the lane", "due": "2300", "to": "@pc.adeyemi"}},
		{"/task RV2: patrol the lane", map[string]string{"team": "RV2", "what": "patrol the lane"}},
		{"/task Riverside NPT patrol the lane", map[string]string{"team": "Riverside NPT", "what": "patrol the lane"}},
		{"/task hill patrol", map[string]string{"team": "hill", "what": "patrol"}},
		{"/task Hill Street patrol", map[string]string{"what": "Hill Street patrol"}},
		{"/task 2 officers to the gate | line 3", map[string]string{"what": "2 officers to the gate", "line": "3"}},
		{"/task done 1 all quiet 1600-1710", map[string]string{"task": "1", "seen": "all quiet 1600-1710"}},
		{"/task notdone 1 because no officers", map[string]string{"task": "1", "because": "no officers"}},
		{"/escalate duty inspector we need command at the scene", map[string]string{"whom": "duty inspector", "why": "we need command at the scene"}},
		{"/escalate @supt.khan forty people", map[string]string{"whom": "@supt.khan", "why": "forty people"}},
		{"/escalate gold we need you", map[string]string{"whom": "gold", "why": "we need you"}},
		{"/escalate Ward 7 is full", map[string]string{"why": "Ward 7 is full"}},
		{"/escalate Patel: come to the scene", map[string]string{"whom": "Patel", "why": "come to the scene"}},
		{"/escalate on-call superintendent: officers withdrawing", map[string]string{"whom": "on-call superintendent", "why": "officers withdrawing"}},
		{"/escalate accept E-1 | there by 2230", map[string]string{"escalation": "E-1", "there": "2230"}},
		{"/review in 4h is the family safe", map[string]string{"when": "in 4h", "what": "is the family safe"}},
		{"/review daily 0800 the patrol plan | to duty inspector", map[string]string{"when": "daily 0800", "what": "the patrol plan", "to": "duty inspector"}},
		{"/review cron 0 8,20 * * * | the patrol plan", map[string]string{"when": "cron 0 8,20 * * *", "what": "the patrol plan"}},
		{"/review defer 1 2h because no officers", map[string]string{"review": "1", "for": "2h", "because": "no officers"}},
		{"/ci correct 14 Officers to stay until 2300 | because 0300 was a slip", map[string]string{"entry": "14", "text": "Officers to stay until 2300", "because": "0300 was a slip"}},
		{"/ci correct 14 x | because y | wrong-room CI-142", map[string]string{"entry": "14", "text": "x", "because": "y", "belongs": "CI-142"}},
		{"/ci correct 14 x | because y | Wrong room CI-142", map[string]string{"entry": "14", "text": "x", "because": "y", "belongs": "CI-142"}},
		// Never refused for words: a bar that opens no clause is text.
		{"/ci call They shout a|b at him | where Riverside", map[string]string{"what": "They shout a|b at him", "where": "Riverside"}},
	} {
		_, v := cutLine(t, in, c.line)
		got := map[string]string{}
		for name, value := range v.raw {
			if value != "" {
				got[name] = value
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.line, d)
		}
		if len(v.faults) > 0 || len(v.loose) > 0 || v.left != "" {
			t.Errorf("%s: faults %v, %v, left over %q", c.line, v.faults, v.loose, v.left)
		}
	}
}

func TestRefusals(t *testing.T) {
	useTable(t, testTable())
	for _, c := range []struct{ line, code, say, try string }{
		{"/decision Officers to stay until 2300", "no-reason",
			"A decision needs a reason. Nothing was recorded. You typed: /decision Officers to stay until 2300", "/decision Officers to stay until 2300 because …"},
		{"/decision Stay because n/a", "empty-reason", "no reason", "/decision Stay because …"},
		{"/decision Stay because As above.", "empty-reason", "no reason", "/decision Stay because …"},
		{"/decision Stay because as discussed", "empty-reason", "no reason", "/decision Stay because …"},
		{"/decision Stay because TBC", "empty-reason", "no reason", "/decision Stay because …"},
		{"/decision Stay because none", "empty-reason", "no reason", "/decision Stay because …"},
		{"/decision Stay because -", "empty-reason", "no reason", "/decision Stay because …"},
		{"/decision Stay | becaus it is calm", "unknown-clause", "“becaus” is nothing that this knows after a bar", "/decision Stay"},
		{"/decision Stay because it is calm | review soonish", "bad-review", "", "/decision Stay because it is calm"},
		{"/decision Stay because it is calm | by @nobody", "bad-by", "I do not know “@nobody” as a person or post", "/decision Stay because it is calm | by duty inspector"},
		{"/decision Stay because it is calm | review 4h | review 5h", "twice", "“review” stands twice", ""},
		{"/decision Stay | no action today because it is calm", "bad-noaction", "takes no words", ""},
		{"/ci stand down the cordon at Mill Lane", "on-the-ground",
			"That reads like something to do on the ground. Nothing was recorded. Try: /decision stand down the cordon at Mill Lane because …", ""},
		{"/ci level force the gate open | because x", "on-the-ground", "That reads like something to do on the ground. Nothing was recorded. Try: /decision ", ""},
		{"/ci level huge | because the crowd grows", "bad-level", "“huge” is none of local, area, force, cross-force or national", ""},
		{"/task done E-1 all quiet", "bad-task", "“E-1” is no number of a task. Try: NPT-1", ""},
		{"/ci confirm the address", "bad-entry", "is no number of an entry", "/ci confirm 14"},
		{"/ci confirm 999/14", "no-such-incident", "I know of no such incident. Nothing was recorded.", ""},
		{"/review the family", "no-when", "Say when.", "/review in 4h the family"},
		{"/ci tasks hill street", "bad-which", "is none of mine, all, riverside or hillside", ""},
	} {
		in, k := testInput(t)
		slash, words, _ := strings.Cut(c.line[1:], " ")
		a, err := ReadLine(slash, words, testAccounts)
		if err != nil {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		_, err = a.Find(place(k, k.Full.Open.Ref))
		if err == nil {
			_, err = a.Run(in)
		}
		u := refused(t, err)
		if u.Code != c.code || !strings.Contains(u.Say, c.say) {
			t.Errorf("%s: got %s: %q; want %s: %q", c.line, u.Code, u.Say, c.code, c.say)
		}
		if c.try != "" && !strings.Contains(u.Say, tryThis+c.try) {
			t.Errorf("%s: %q does not try %q", c.line, u.Say, c.try)
		}
		if c.code == "no-such-incident" {
			if u.Say != noSuchIncident || u.Form != nil || len(u.Actions) > 0 {
				t.Errorf("%s: %+v is not the same bytes for everybody", c.line, u)
			}
			continue
		}
		if !strings.Contains(u.Say, c.line) {
			t.Errorf("%s: %q does not give back what was typed", c.line, u.Say)
		}
		if u.Form == nil {
			t.Errorf("%s: no form opens", c.line)
		}
	}
}

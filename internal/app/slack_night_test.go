package app

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// Words of the night, each said in one step of it: who may read what is told apart by them.
const (
	wordCall     = "FOXGLOVE"
	wordDecision = "PERIWINKLE"
	wordForm     = "MARIGOLD"
	wordTask     = "TEASEL"
	wordEvidence = "BRYONY"
	wordAsked    = "CAMPION"
	wordLog      = "TANSY"
	wordReview   = "SORREL"
)

var nightWords = []string{wordCall, wordDecision, wordForm, wordTask, wordEvidence, wordAsked, wordLog, wordReview}

// TestNightOnSlack: the whole story in a workspace, over sockets and over HTTP: an incident is called, decisions are logged by text
// and by form, a task of a neighbourhood team is given, taken on and done with evidence, an escalation is answered by nobody, goes
// to the next rung and is accepted there with the button, a review is set and done. In the middle the process is stopped. Then
// every post, direct message, private answer and pin is looked at as each person sees it.
func TestNightOnSlack(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) { playNight(t, mode) })
	}
}

func playNight(t *testing.T, mode string) {
	w := newWorkspace(t)
	data := t.TempDir()
	n := runOn(t, w, onSlack(t, w, mode, data, false))
	direct := func(who force.PersonID) string { return w.Direct(account(who)) }

	has(t, n.types("sgt.lee", w.control, "/ci call neighbours accuse a man "+wordCall+" | where Riverside RV2 | because he may be hurt"), "is open. Recorded as entry 001")
	room := n.room()

	has(t, n.types("sgt.lee", room, "/decision Move the family "+wordDecision+" because the address is known | review 4h"), "Recorded as entry 0", "Move the family")
	has(t, n.types("sgt.lee", room, "/decision Move the family"), "A decision needs a reason", "Nothing was recorded")
	form := n.opens("insp.patel", room, "/decision")
	has(t, n.sends(form, map[string]string{"what": "Officers stay " + wordForm, "because": "people are still outside"}), "Recorded as entry 0", wordForm)

	has(t, n.types("sgt.lee", room, "/task riverside Walk the street "+wordTask+" | due in 2h | to pc.adeyemi"), "NPT-1")
	has(t, n.tells("pc.adeyemi", direct("pc.adeyemi"), "accept"), "Recorded", "NPT-1")
	done := n.opensBy("pc.adeyemi", direct("pc.adeyemi"), "Task 1/NPT-1 is done")
	has(t, n.sends(done, map[string]string{"seen": "twelve people spoken to", "evidence": "video " + wordEvidence}), "Recorded", "NPT-1")

	has(t, n.types("sgt.lee", room, "/escalate forty people outside "+wordAsked), "E-1 is open", "Asked now: duty inspector, Insp Patel")
	has(t, n.sees("insp.patel", direct("insp.patel")), "Escalation 1/E-1 for you, Duty Inspector")
	logged, err := w.Slash(account("sgt.lee"), room, "log", "officers withdrawing "+wordLog)
	if err != nil {
		t.Fatal(err)
	}
	has(t, n.reads(logged), "Recorded as entry")
	before := len(w.Calls("chat.postMessage"))

	n.stop()
	n = runOn(t, w, onSlack(t, w, mode, data, false))
	n.settled()
	if after := len(w.Calls("chat.postMessage")); after != before {
		t.Errorf("%d messages were sent again after a stop", after-before)
	}
	again := slacktest.Again{NewID: true, NoHeader: true}
	if err := w.Redeliver(logged, again); err != nil {
		t.Fatal(err)
	}
	n.wind(11 * time.Minute) // nobody answers
	if err := w.Redeliver(logged, again); err != nil {
		t.Fatal(err)
	}
	if got := n.types("sgt.lee", room, "/ci log 60"); strings.Count(got, "LOG · officers withdrawing") != 1 {
		t.Errorf("delivered again after a restart, and again after minutes, it is not one entry:\n%s", got)
	}
	has(t, n.sees("supt.khan", direct("supt.khan")), "Escalation 1/E-1 for you, On-call Superintendent")
	accept := n.opensBy("supt.khan", direct("supt.khan"), "Accept escalation E-1")
	has(t, n.sends(accept, nil), "Recorded as entry", "you have E-1")
	has(t, n.types("supt.khan", room, "/log on my way to the scene"), "Recorded as entry")
	has(t, n.sees("sgt.lee", room), "Escalation E-1 · ACCEPTED")
	has(t, n.sees("insp.patel", direct("insp.patel")), "E-1")

	set := n.types("sgt.lee", room, "/review in 1h is the family safe "+wordReview)
	number := regexp.MustCompile(`R-(\d+)`).FindStringSubmatch(set)
	if number == nil {
		t.Fatalf("no review was set: %s", set)
	}
	n.wind(61 * time.Minute)
	has(t, n.sees("sgt.lee", direct("sgt.lee")), "Review 1/R-"+number[1])
	has(t, n.types("sgt.lee", room, "/review done "+number[1]+" confirmed because they were spoken to"), "R-"+number[1], "Recorded as entry")

	n.looks(room)
	n.previews()
}

// previews goes through every call that can make a notification: what a locked screen shows of it, the first line of the text on a
// phone and the first block on a desktop, is the same line and holds no word of content.
func (n *night) previews() {
	n.t.Helper()
	posts := 0
	for _, c := range n.Calls("") {
		switch c.Method {
		case "chat.postMessage", "chat.update", "chat.postEphemeral":
		default:
			continue
		}
		posts++
		phone, desktop := slacktest.Preview(c)
		for where, line := range map[string]string{"phone": phone, "desktop": desktop} {
			for _, word := range nightWords {
				if strings.Contains(line, word) {
					n.t.Errorf("%s: the preview on a %s holds content: %s", c.Method, where, line)
				}
			}
		}
		if phone != desktop && c.Args["thread_ts"] == "" {
			n.t.Errorf("%s: phones show %q and desktops %q", c.Method, phone, desktop)
		}
	}
	if posts < 40 {
		n.t.Errorf("only %d posts were looked at", posts)
	}
}

// opens types a command that opens a form.
func (n *night) opens(who force.PersonID, channel, line string) *slacktest.View {
	n.t.Helper()
	command, text, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	act, err := n.Slash(account(who), channel, command, text)
	if err != nil {
		n.t.Fatal(err)
	}
	return n.formOf(act)
}

// opensBy presses the newest button of that label, which opens a form.
func (n *night) opensBy(who force.PersonID, channel, label string) *slacktest.View {
	n.t.Helper()
	return n.formOf(n.press(who, channel, label))
}

func (n *night) formOf(act *slacktest.Act) *slacktest.View {
	n.t.Helper()
	x, ok := act.Wait(func(x slacktest.Shown) bool { return x.View != nil })
	if !ok {
		n.t.Fatalf("no form opened: %+v", act.Seen())
	}
	return x.View
}

// sends fills a form, and returns what the person reads in its place.
func (n *night) sends(form *slacktest.View, values map[string]string) string {
	n.t.Helper()
	act, err := n.Submit(form, values)
	if err != nil {
		n.t.Fatal(err)
	}
	return n.waits(act, func(x slacktest.Shown) bool { return !x.Kept && (x.View != nil || len(x.Errors) > 0) })
}

// tells writes to Loggist and returns what it answers.
func (n *night) tells(who force.PersonID, channel, words string) string {
	n.t.Helper()
	act, _, err := n.Say(account(who), channel, words, "")
	if err != nil {
		n.t.Fatal(err)
	}
	return n.waits(act, func(x slacktest.Shown) bool { return strings.HasPrefix(x.Text, "Loggist answers you.\n") })
}

// looks goes through all that each person sees.
func (n *night) looks(room string) {
	n.t.Helper()
	t := n.t
	got := map[string]string{}
	for _, p := range force.Demo().People.All() {
		for name, channel := range map[string]string{"room": room, "direct": n.Direct(account(p.ID))} {
			list, ok := n.Look(account(p.ID), channel)
			if !ok {
				continue
			}
			all := ""
			for _, m := range list {
				text, _ := slacktest.Reading(m.Blocks)
				all += text + "\n"
				if m.User != slacktest.BotUser && m.BotID == "" {
					continue
				}
				lines := strings.Split(m.Text, "\n")
				switch {
				case strings.Contains(all, "REPEAT"):
					t.Errorf("%s, %s: a message is marked as repeated", p.ID, name)
				case name == "room" && !strings.HasPrefix(m.Text, "EXERCISE · OFFICIAL-SENSITIVE"):
					t.Errorf("%s, %s: a post does not begin with the marking:\n%s", p.ID, name, m.Text)
				case name == "direct" && slices.ContainsFunc(nightWords, func(x string) bool { return strings.Contains(lines[0], x) }):
					t.Errorf("%s, %s: the first line of a message holds content: %s", p.ID, name, lines[0])
				}
			}
			var read []string
			for _, x := range nightWords {
				if strings.Contains(all, x) {
					read = append(read, x)
				}
			}
			if len(list) > 0 {
				got[string(p.ID)+" "+name] = strings.Join(read, " ")
			}
		}
	}
	all := strings.Join(nightWords, " ")
	want := map[string]string{
		// Members of the room read everything there; their own conversation has the call, and what was asked of them.
		"sgt.lee room": all, "fim.grant room": all, "insp.patel room": all, "log.baker room": all, "log.evans room": all, "supt.khan room": all,
		"sgt.lee direct": wordCall + " " + wordReview, "fim.grant direct": wordCall, "log.baker direct": wordCall, "log.evans direct": wordCall,
		// What Insp Patel was asked is settled, and its words are gone from his phone; Supt Khan accepted, and was told where it stands.
		"insp.patel direct": wordCall, "supt.khan direct": wordCall + " " + wordDecision + " " + wordForm + " " + wordAsked + " " + wordLog,
		// A task makes nobody a member: PC Adeyemi has his task and nothing else. MOSOVO is asked in its own room, without a word of it.
		"pc.adeyemi direct": wordTask + " " + wordEvidence, "ds.hughes direct": "",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("who reads what (-want +got):\n%s", d)
	}
	if p, b := n.Pins(room), n.Bookmarks(room); len(p) != 1 || !slices.Equal(b, []string{"Where it stands"}) {
		t.Errorf("pins %v, bookmarks %v: want one pin, and the link to it", p, b)
	} else if list := mustLook(t, n.workspace, "sgt.lee", room); !slices.ContainsFunc(list, func(m slacktest.Message) bool {
		return m.TS == p[0] && strings.Contains(m.Text, "called by PS Lee")
	}) {
		t.Error("what is pinned is not the card of the incident")
	}
	if topic := n.Topic(room); topic == "" || slices.ContainsFunc(nightWords, func(x string) bool { return strings.Contains(topic, x) }) {
		t.Errorf("topic %q", topic)
	}
	if list, ok := n.Look(account("sgt.lee"), n.control); !ok || len(list) > 0 {
		t.Errorf("%d messages in the control room, which is the room of no incident", len(list))
	}
	// What is for one person alone reached nobody else: it is in no room.
	if seen := n.sees("sgt.lee", room); strings.Contains(seen, "Recorded as entry") || strings.Contains(seen, "Nothing was recorded") {
		t.Errorf("a private answer is in the room:\n%s", seen)
	}
	for _, c := range n.Calls("chat.postEphemeral") {
		if c.Args["channel"] != room || c.Args["user"] == "" {
			t.Errorf("a private answer went to %s in %s", c.Args["user"], c.Args["channel"])
		}
	}
}

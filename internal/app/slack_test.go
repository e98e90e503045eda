package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// TestRoomEventsOnSlack: a message is logged once, however many mark it and however often that is delivered; taking the mark off
// withdraws the entry; a room that is shared is told to whoever has to know, nothing more is said there, and what waited
// follows when it is fit again.
func TestRoomEventsOnSlack_R2_19_R4_15(t *testing.T) {
	w := newWorkspace(t)
	n := runOn(t, w, onSlack(t, w, force.SlackSocket, t.TempDir(), false))
	n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
	room := n.room()
	_, ts, err := w.Say(account("insp.patel"), room, "he left by the back door", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []force.PersonID{"sgt.lee", "fim.grant", "insp.patel"} {
		act, err := w.React(account(who), room, ts, "memo", false)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Redeliver(act, slacktest.Again{NewID: true, NoHeader: true}); err != nil {
			t.Fatal(err)
		}
	}
	n.settled()
	log := func() string { return n.types("sgt.lee", room, "/ci log 40") }
	if got := log(); strings.Count(got, "he left by the back door") != 1 {
		t.Errorf("it is not one entry:\n%s", got)
	}
	if _, err := w.React(account("sgt.lee"), room, ts, "memo", true); err != nil {
		t.Fatal(err)
	}
	n.settled()
	has(t, log(), "he left by the back door", "WITHDRAWN")

	w.Share(room)
	n.settled()
	has(t, n.sees("fim.grant", w.Direct(account("fim.grant"))), "shared with another organisation")
	posts := func() (out int) {
		for _, c := range w.Calls("chat.postMessage") {
			if c.Args["channel"] == room {
				out++
			}
		}
		return out
	}
	before := posts()
	has(t, n.types("sgt.lee", room, "/log words that wait"), "Recorded as entry")
	if posts() != before {
		t.Error("something was said in a shared room")
	}
	w.Unshare(room)
	n.settled()
	has(t, n.sees("sgt.lee", room), "words that wait")
}

// stormFor is how many seconds Slack wants to be left alone in the storm: long enough to tell what waited for it.
const stormFor = 8

// TestStormDelaysNoPage: while Slack refuses every post in the incident's room, whoever is asked is rung at once, and what
// waited follows when the storm is over.
func TestStormDelaysNoPage_F84(t *testing.T) {
	w := newWorkspace(t)
	n := runOn(t, w, onSlack(t, w, force.SlackSocket, t.TempDir(), false))
	n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
	room := n.room()
	for _, method := range []string{"chat.postMessage", "chat.update", "conversations.setTopic"} {
		w.Break(method, slacktest.Fault{Times: -1, Status: 429, RetryAfter: stormFor, Channel: room})
	}
	for i := range 5 {
		n.types("sgt.lee", room, fmt.Sprintf("/log in the storm %d", i))
	}
	began := time.Now()
	n.types("sgt.lee", room, "/escalate officers withdrawing")
	patel := w.Direct(account("insp.patel"))
	eventually(t, "the page is there", func() bool { return strings.Contains(n.sees("insp.patel", patel), "Escalation 1/E-1 for you") })
	if took := time.Since(began); took >= stormFor*time.Second {
		t.Errorf("the page took %s in the storm, as long as what is limited", took)
	}
	if seen := n.sees("sgt.lee", room); strings.Contains(seen, "in the storm") || strings.Contains(seen, "Escalation E-1") {
		t.Errorf("there is no storm: %s", seen)
	}
	w.Mend()
	eventually(t, "what waited has followed", func() bool {
		seen := n.sees("sgt.lee", room)
		return strings.Contains(seen, "in the storm 4") && strings.Contains(seen, "Escalation E-1")
	})
	has(t, n.sees("sgt.lee", room), "in the storm 0", "in the storm 4", "Escalation E-1")
	if strings.Contains(n.sees("sgt.lee", room), "REPEAT") {
		t.Error("what was refused is marked as repeated")
	}
}

// TestManifestInDeployIsTheCurrentOne: what is shipped to be pasted is what the program prints (make generate).
func TestManifestInDeployIsTheCurrentOne(t *testing.T) {
	var b bytes.Buffer
	if err := SetupSlack(&b, force.Demo(), force.SlackSocket, ""); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", "..", "deploy", "slack", "manifest.json"))
	if err != nil || b.String() != string(got) {
		t.Errorf("deploy/slack/manifest.json is not what loggist setup slack prints (%v): make generate", err)
	}
}

// TestManifestHasTheForcesNames: what a platform is told to register are the names of the configuration, in hints too.
func TestManifestHasTheForcesNames(t *testing.T) {
	f := &force.Force{Names: force.Names{"ci": "incident", "task": "tasking"}}
	var b bytes.Buffer
	if err := SetupSlack(&b, f, force.SlackSocket, ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"/incident"`, `"/tasking"`, `"/log"`, `"/npt"`, "The same as /tasking."} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%s is not in the manifest", want)
		}
	}
	for _, other := range []string{`"/ci"`, `"/task"`, "/task "} {
		if strings.Contains(b.String(), other) {
			t.Errorf("%s is in the manifest", other)
		}
	}
}

// TestCheckAsksTheWorkspace: loggist check looks at the workspace, and says how to mend what is wrong there.
func TestCheckAsksTheWorkspace(t *testing.T) {
	w := newWorkspace(t)
	cfg := onSlack(t, w, force.SlackSocket, t.TempDir(), false)
	w.Grant("chat:write")
	for _, c := range CheckSlack(t.Context(), cfg) {
		switch {
		case c.What == "slack scopes" && (c.State != FAIL || !strings.Contains(c.Found, "groups:write")):
			t.Errorf("%+v: want the missing scopes", c)
		case c.State != OK && c.Mend == "":
			t.Errorf("%+v says not how to mend it", c)
		}
	}
	w.Grant(slacktest.AllScopes...)
	for _, c := range CheckSlack(t.Context(), cfg) {
		if c.State == FAIL || c.State == WARN && c.What != "slack accounts" && c.What != "slack scopes" {
			t.Errorf("%+v", c)
		}
	}
	if list := CheckSlack(t.Context(), &force.Config{}); list != nil {
		t.Errorf("no workspace is served: %+v", list)
	}
}

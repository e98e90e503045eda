package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
)

// account is the account of a person of the demo in the stand-in's workspace.
func account(id force.PersonID) string {
	return "U" + strings.ToUpper(strings.ReplaceAll(string(id), ".", ""))
}

// workspace is a stand-in with the demo's people in it, and the room that they are in before any incident.
type workspace struct {
	*slacktest.Server
	control string
}

func newWorkspace(t *testing.T) *workspace {
	t.Helper()
	s := slacktest.New()
	t.Cleanup(s.Close)
	members := []string{}
	for _, p := range force.Demo().People.All() {
		s.AddUser(slacktest.User{ID: account(p.ID), Name: string(p.ID), Guest: p.Guest})
		members = append(members, account(p.ID))
	}
	return &workspace{s, s.OpenChannel("control-room", true, members...)}
}

// onSlack is the demo's force on the workspace, and in the local room as well where that is asked.
func onSlack(t *testing.T, w *workspace, mode, data string, local bool) *force.Config {
	t.Helper()
	f := force.Demo()
	people := f.People.All()
	for i := range people {
		people[i].Accounts = map[force.Platform]string{force.Slack: account(people[i].ID)}
	}
	var err error
	if f.People, err = force.NewDirectory(people); err != nil {
		t.Fatal(err)
	}
	p := force.PlatformConfig{Platform: force.Slack, Profile: force.Full, Slack: &force.SlackConfig{
		Mode: mode, BotToken: force.NewSecret(slacktest.BotToken), AppToken: force.NewSecret(slacktest.AppToken), SigningSecret: force.NewSecret(slacktest.SigningSecret),
		Capture: "memo", APIURL: w.APIURL(),
	}}
	if mode == force.SlackHTTP {
		p.Listen = "127.0.0.1:0"
	}
	cfg := &force.Config{Data: data, Keys: filepath.Join(data, "secrets"), Replicas: 1, Force: f, Platforms: []force.PlatformConfig{p}}
	if local {
		cfg.Platforms[0].Profile = force.Pointer
		cfg.Platforms = append(cfg.Platforms, force.PlatformConfig{Platform: force.Local, Profile: force.Full, Listen: "127.0.0.1:0"})
	}
	return cfg
}

// runOn runs the installation until the test ends or the returned function is called.
func runOn(t *testing.T, w *workspace, cfg *force.Config) (*App, func()) {
	t.Helper()
	ring, err := ringOf(cfg.Keys)
	if err != nil {
		t.Fatal(err)
	}
	a, err := New(t.Context(), cfg, ring, obstest.Logger(t, "a message was not sent", "a connection"), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range a.servers {
		if s.name == "slack" {
			w.DeliverTo("http://" + s.listener.Addr().String() + "/")
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()
	stopped := false
	stop := func() {
		if !stopped {
			stopped = true
			cancel()
			if err := errors.Join(<-done, a.Close()); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	if cfg.Platforms[0].Slack.Mode == force.SlackSocket && !w.WaitSockets(2) {
		t.Fatal("the adapter did not connect")
	}
	time.Sleep(20 * time.Millisecond)
	return a, stop
}

// night is somebody who plays a night in the workspace.
type night struct {
	t *testing.T
	*workspace
	a *App
}

// types enters a slash command and returns what the person alone reads.
func (n *night) types(who force.PersonID, channel, line string) string {
	n.t.Helper()
	command, text, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	act, err := n.Slash(account(who), channel, command, text)
	if err != nil {
		n.t.Fatalf("%s types %q: %v", who, line, err)
	}
	return n.reads(act)
}

func (n *night) reads(act *slacktest.Act) string {
	n.t.Helper()
	return n.waits(act, func(x slacktest.Shown) bool { return !x.Kept && !x.Whispered })
}

func (n *night) waits(act *slacktest.Act, fits func(slacktest.Shown) bool) string {
	n.t.Helper()
	x, ok := act.Wait(fits)
	if !ok || x.Failed != "" {
		n.t.Fatalf("nothing was shown (%s)", x.Failed)
	}
	blocks := x.Blocks
	if x.View != nil {
		blocks = x.View.Blocks
	}
	text, _ := slacktest.Reading(blocks)
	n.settled()
	return text
}

// settled waits until all that is due has been sent.
func (n *night) settled() {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := n.a.engine.Settle(ctx); err != nil {
		n.t.Fatal(err)
	}
}

func (n *night) wind(d time.Duration) {
	n.t.Helper()
	if err := n.a.engine.Advance(n.t.Context(), d); err != nil {
		n.t.Fatal(err)
	}
}

// sees is all that a person sees in a channel.
func (n *night) sees(who force.PersonID, channel string) string {
	n.t.Helper()
	list, ok := n.Look(account(who), channel)
	if !ok {
		n.t.Fatalf("%s cannot look into %s", who, channel)
	}
	var b strings.Builder
	for _, m := range list {
		text, buttons := slacktest.Reading(m.Blocks)
		b.WriteString(text + "\n")
		for _, x := range buttons {
			b.WriteString("[" + x.Label + "]\n")
		}
	}
	return b.String()
}

// presses takes the newest button of that label in a channel.
func (n *night) presses(who force.PersonID, channel, label string) string {
	n.t.Helper()
	list, _ := n.Look(account(who), channel)
	for i := len(list) - 1; i >= 0; i-- {
		_, buttons := slacktest.Reading(list[i].Blocks)
		for _, b := range buttons {
			if b.Label == label {
				act, err := n.Press(account(who), channel, list[i].TS, b.Value)
				if err != nil {
					n.t.Fatal(err)
				}
				return n.reads(act)
			}
		}
	}
	n.t.Fatalf("%s has no button %q in:\n%s", who, label, n.sees(who, channel))
	return ""
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
	}
}

// TestNightOnSlack: the whole story in a workspace, over sockets and over HTTP: call, decision, task, escalation that
// climbs, acceptance; nothing is lost and nothing said twice when the process is stopped in the middle.
func TestNightOnSlack(t *testing.T) {
	for _, mode := range []string{force.SlackSocket, force.SlackHTTP} {
		t.Run(mode, func(t *testing.T) {
			w := newWorkspace(t)
			data := t.TempDir()
			a, stop := runOn(t, w, onSlack(t, w, mode, data, false))
			n := &night{t, w, a}
			has(t, n.types("sgt.lee", w.control, "/ci call neighbours accuse a man; 15 people outside | where Riverside RV2 | because he may be hurt"), "is open. Recorded as entry 001")
			room := w.Room(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
			if room == "" {
				t.Fatal("no room was opened")
			}
			has(t, n.sees("sgt.lee", room), "OFFICIAL-SENSITIVE", "neighbours accuse a man")
			if p, b := w.Pins(room), w.Bookmarks(room); len(p) != 1 || len(b) != 1 {
				t.Errorf("pins %v, bookmarks %v: want one of each", p, b)
			}
			if w.Topic(room) == "" {
				t.Error("the room has no topic")
			}
			has(t, n.types("sgt.lee", room, "/decision Move the family to relatives because the address is known | review 4h"), "Recorded as entry 0", "Move the family")
			has(t, n.types("sgt.lee", room, "/decision Move the family"), "A decision needs a reason", "Nothing was recorded")
			has(t, n.types("sgt.lee", room, "/task riverside Walk the street | due in 2h"), "NPT-1 for Riverside NPT")
			has(t, n.types("sgt.lee", room, "/escalate forty people outside and officers withdrawing"), "E-1 is open", "Asked now: duty inspector, Insp Patel")
			has(t, n.sees("insp.patel", w.Direct(account("insp.patel"))), "Escalation 1/E-1 for you, Duty Inspector")
			logged, err := w.Slash(account("sgt.lee"), room, "log", "officers withdrawing")
			if err != nil {
				t.Fatal(err)
			}
			has(t, n.reads(logged), "Recorded as entry")
			before := len(w.Calls("chat.postMessage"))

			stop()
			a, _ = runOn(t, w, onSlack(t, w, mode, data, false))
			n.a = a
			n.settled()
			if after := len(w.Calls("chat.postMessage")); after != before {
				t.Errorf("%d messages were sent again after a stop", after-before)
			}
			if err := w.Redeliver(logged, slacktest.Again{NewID: true, NoHeader: true}); err != nil {
				t.Fatal(err)
			}
			n.wind(11 * time.Minute)
			if err := w.Redeliver(logged, slacktest.Again{NewID: true, NoHeader: true}); err != nil {
				t.Fatal(err)
			}
			if got := n.types("sgt.lee", room, "/ci log 60"); strings.Count(got, "LOG · officers withdrawing") != 1 {
				t.Errorf("delivered again after a restart, and again after minutes, it is not one entry:\n%s", got)
			}
			has(t, n.sees("supt.khan", w.Direct(account("supt.khan"))), "Escalation 1/E-1 for you, On-call Superintendent")
			has(t, n.presses("supt.khan", w.Direct(account("supt.khan")), "Acknowledge E-1: awake, not taking it yet"), "Recorded as entry")
			act, _, err2 := w.Say(account("supt.khan"), w.Direct(account("supt.khan")), "accept", "")
			if err2 != nil {
				t.Fatal(err2)
			}
			has(t, n.waits(act, func(x slacktest.Shown) bool { return strings.Contains(x.Text, "Recorded") }), "Recorded as entry", "you have")
			has(t, n.sees("sgt.lee", room), "Escalation E-1 · ACCEPTED")
			for _, m := range mustLook(t, w, "sgt.lee", room) {
				if strings.Contains(m.Text, "REPEAT") {
					t.Error("a message is marked as repeated")
				}
			}
		})
	}
}

func mustLook(t *testing.T, w *workspace, who force.PersonID, channel string) []slacktest.Message {
	t.Helper()
	list, ok := w.Look(account(who), channel)
	if !ok {
		t.Fatalf("%s cannot look into the room", who)
	}
	return list
}

// TestRoomEventsOnSlack: a message is logged once, however many mark it and however often that is delivered; taking the mark off
// withdraws the entry; a room that is shared is told to whoever has to know, nothing more is said there, and what waited
// follows when it is fit again.
func TestRoomEventsOnSlack_R2_19_R4_15(t *testing.T) {
	w := newWorkspace(t)
	a, _ := runOn(t, w, onSlack(t, w, force.SlackSocket, t.TempDir(), false))
	n := &night{t, w, a}
	n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
	room := w.Room(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
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

// TestStormDelaysNoPage: while Slack refuses every post in the incident's room, whoever is asked is rung at once, and what
// waited follows when the storm is over.
func TestStormDelaysNoPage_F84(t *testing.T) {
	w := newWorkspace(t)
	a, _ := runOn(t, w, onSlack(t, w, force.SlackSocket, t.TempDir(), false))
	n := &night{t, w, a}
	n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt")
	room := w.Room(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
	for _, method := range []string{"chat.postMessage", "chat.update", "conversations.setTopic"} {
		w.Break(method, slacktest.Fault{Times: -1, Status: 429, RetryAfter: 2, Channel: room})
	}
	for i := range 5 {
		n.types("sgt.lee", room, fmt.Sprintf("/log in the storm %d", i))
	}
	began := time.Now()
	n.types("sgt.lee", room, "/escalate officers withdrawing")
	patel := w.Direct(account("insp.patel"))
	for !strings.Contains(n.sees("insp.patel", patel), "Escalation 1/E-1 for you") && time.Since(began) < 10*time.Second {
		time.Sleep(5 * time.Millisecond)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the page took %s in the storm", took)
	}
	w.Mend()
	over := func() bool {
		seen := n.sees("sgt.lee", room)
		return strings.Contains(seen, "in the storm 4") && strings.Contains(seen, "Escalation E-1")
	}
	for !over() && time.Since(began) < 15*time.Second {
		time.Sleep(20 * time.Millisecond)
	}
	has(t, n.sees("sgt.lee", room), "in the storm 0", "in the storm 4", "Escalation E-1")
	if strings.Contains(n.sees("sgt.lee", room), "REPEAT") {
		t.Error("what was refused is marked as repeated")
	}
}

// TestManifestInDeployIsTheCurrentOne: what is shipped to be pasted is what the program prints (make generate).
func TestManifestInDeployIsTheCurrentOne(t *testing.T) {
	var b bytes.Buffer
	if err := SetupSlack(&b, force.SlackSocket, ""); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join("..", "..", "deploy", "slack", "manifest.json"))
	if err != nil || b.String() != string(got) {
		t.Errorf("deploy/slack/manifest.json is not what loggist setup slack prints (%v): make generate", err)
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

package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
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
	s.Patience = time.Minute
	var manifest bytes.Buffer
	if err := SetupSlack(&manifest, force.Demo(), force.SlackSocket, ""); err != nil {
		t.Fatal(err)
	}
	if err := s.Install(manifest.Bytes()); err != nil { // so that what is tested is what the manifest asks for, and no more
		t.Fatal(err)
	}
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

// runOn runs the installation until the test ends or it is stopped.
func runOn(t *testing.T, w *workspace, cfg *force.Config) *night {
	t.Helper()
	ring, err := ringOf(cfg.Keys)
	if err != nil {
		t.Fatal(err)
	}
	log := obstest.New(t, "a platform cannot be used")
	a, err := New(t.Context(), cfg, ring, log.Logger(), true)
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
	eventually(t, "it runs, and the workspace answers it", func() bool {
		ok, _ := a.ready()
		return ok && metric(t, a, `platform_up{platform="slack"}`) == 1
	})
	return &night{t, w, a, log, stop, map[string]bool{}}
}

// night is somebody who plays a night in the workspace.
type night struct {
	t *testing.T
	*workspace
	a    *App
	log  *obstest.Log
	stop func()
	// results are those of acts that were only received, which were read.
	results map[string]bool
}

// room is the room of the first incident.
func (n *night) room() string {
	n.t.Helper()
	room := n.Room(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
	if room == "" {
		n.t.Fatal("no room was opened")
	}
	return room
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
	if strings.HasPrefix(text, "Received. Not yet recorded.") { // the machine is busy: the result follows
		return n.result(act.User)
	}
	return text
}

// result is the result, in the person's own conversation, of what was only received; each is read once.
func (n *night) result(user string) (text string) {
	n.t.Helper()
	eventually(n.t, "the result has followed", func() bool {
		list, _ := n.Look(user, n.Direct(user))
		for _, m := range list {
			if strings.HasPrefix(m.Text, "The result of what you sent at ") && !n.results[m.TS] {
				n.results[m.TS] = true
				_, text, _ = strings.Cut(m.Text, "\n")
				return true
			}
		}
		return false
	})
	return text
}

// settled waits until all that is due has been sent.
func (n *night) settled() {
	n.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
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

// press takes the newest button of that label in a channel.
func (n *night) press(who force.PersonID, channel, label string) *slacktest.Act {
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
				return act
			}
		}
	}
	n.t.Fatalf("%s has no button %q in:\n%s", who, label, n.sees(who, channel))
	return nil
}

func has(t *testing.T, text string, wants ...string) {
	t.Helper()
	for _, w := range wants {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not in:\n%s", w, text)
		}
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

package app

import (
	"context"
	"errors"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/bot/bottest"
	"loggist/bot/mattermost"
	"loggist/bot/mattermost/mattermosttest"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
)

// team is the demo's force on a stand-in for Mattermost. All that leaves for it is kept.
type team struct {
	t    *testing.T
	s    *mattermosttest.Server
	a    *App
	bot  string
	stop func()
	left bottest.Leaving
	room string

	people map[string]*mattermosttest.User
	seen   map[string]*mattermosttest.Feed
}

// onMattermost runs the demo's force on a stand-in for Mattermost, and in the local room, until the test ends or it is stopped.
func onMattermost(t *testing.T, data string) *team {
	t.Helper()
	n := &team{t: t, s: mattermosttest.StartStandIn(t), people: map[string]*mattermosttest.User{}, seen: map[string]*mattermosttest.Feed{}}
	var token string
	n.bot, token = n.s.MakeBot(t, "loggist")
	listen := mattermosttest.FreeAddress(t)
	door, ear := httptest.NewServer(n.left.Requests(wayTo(t, n.s.URL))), httptest.NewServer(n.left.Answers(wayTo(t, "http://"+listen)))
	t.Cleanup(door.Close)
	t.Cleanup(ear.Close)
	m := &force.MattermostConfig{URL: door.URL, Teams: []string{n.s.Team.Name}, Token: force.NewSecret(token), Callback: ear.URL + "/loggist", Capture: "memo"}
	for _, trigger := range []string{"ci", "log"} {
		m.Commands = append(m.Commands, force.MattermostCommand{
			Team: n.s.Team.Id, Trigger: trigger, Token: force.NewSecret(n.s.MakeCommand(t, trigger, m.Callback+mattermost.PathCommand)),
		})
	}
	f := force.Demo()
	people := f.People.All()
	for i := range people {
		if a, ok := n.s.Account(string(people[i].ID)); ok {
			people[i].Accounts = map[force.Platform]string{force.Mattermost: a.ID}
		}
	}
	var err error
	if f.People, err = force.NewDirectory(people); err != nil {
		t.Fatal(err)
	}
	cfg := &force.Config{Data: data, Keys: filepath.Join(data, "secrets"), Replicas: 1, Force: f, Platforms: []force.PlatformConfig{
		{Platform: force.Mattermost, Profile: force.Full, Listen: listen, Mattermost: m},
		{Platform: force.Local, Profile: force.Full, Listen: "127.0.0.1:0"},
	}}
	ring, err := ringOf(cfg.Keys)
	if err != nil {
		t.Fatal(err)
	}
	if n.a, err = New(t.Context(), cfg, ring, obstest.New(t, "a platform cannot be used").Logger(), true); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- n.a.Run(ctx) }()
	stopped := false
	n.stop = func() {
		if !stopped {
			stopped = true
			cancel()
			if err := errors.Join(<-done, n.a.Close()); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(n.stop)
	eventually(t, "it runs, and the server answers it", func() bool {
		ok, _ := n.a.ready()
		return ok && metric(t, n.a, `platform_up{platform="mattermost"}`) == 1
	})
	return n
}

// wayTo leads to an address.
func wayTo(t *testing.T, address string) *httputil.ReverseProxy {
	t.Helper()
	to, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return httputil.NewSingleHostReverseProxy(to)
}

// call calls an incident, and waits for its room.
func (n *team) call() {
	n.t.Helper()
	n.Types("sgt.lee", bottest.Direct, bottest.Accusation)
	for _, who := range []string{"sgt.lee", "insp.patel"} {
		eventually(n.t, who+" is in the room", func() bool {
			n.room = n.person(who).Room(n.t, n.s.Team.Id, "-0001")
			return n.room != ""
		})
	}
}

func (n *team) person(who string) *mattermosttest.User {
	n.t.Helper()
	if n.people[who] == nil {
		n.people[who] = n.s.Login(n.t, who)
		n.seen[who] = n.people[who].Watch(n.t)
	}
	return n.people[who]
}

func (n *team) Types(who string, room bottest.Room, line string) string {
	n.t.Helper()
	u, channel := n.person(who), n.room
	switch room {
	case bottest.Direct:
		channel = u.Direct(n.t, n.bot)
	case bottest.Second:
		eventually(n.t, who+" is in the second room", func() bool {
			channel = u.Room(n.t, n.s.Team.Id, "-b")
			return channel != ""
		})
	}
	n.seen[who].PassOver()
	u.Type(n.t, channel, line)
	return n.answered(who)
}

// answered is what somebody is answered, which he alone sees.
func (n *team) answered(who string) string {
	n.t.Helper()
	words := n.seen[who].Answered(n.t)
	if strings.Contains(words, "Not yet recorded") {
		words = mattermosttest.Words(n.seen[who].Posted(n.t, "The result of what you sent at"))
	}
	return words
}

func (n *team) Fills(who, line string, values map[string]string) string {
	n.t.Helper()
	const offer = "Open the form: "
	u := n.person(who)
	n.seen[who].PassOver()
	u.Type(n.t, n.room, line)
	return u.Fill(n.t, n.seen[who], n.seen[who].Dialog(n.t, u, offer), n.room, n.bot, offer, values)
}

func (n *team) Writes(who, words string) string {
	n.t.Helper()
	u := n.person(who)
	n.seen[who].PassOver()
	u.Type(n.t, u.Direct(n.t, n.bot), words)
	return mattermosttest.Words(n.seen[who].Posted(n.t, "Nothing was recorded"))
}

func (n *team) Wind(d time.Duration) {
	n.t.Helper()
	if err := n.a.engine.Advance(n.t.Context(), d); err != nil {
		n.t.Fatal(err)
	}
}

package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/bot/bottest"
	"loggist/bot/mattermost/mattermosttest"
	"loggist/internal/record/recordtest"
)

// chat is a real Mattermost that a real process serves. What the process asks of the server goes through a door that can be
// held, and what the server sends to it past an ear that keeps it.
type chat struct {
	t              *testing.T // that speaks of it
	whole          *testing.T // for as long as which it lives
	s              *mattermosttest.Server
	dir, config    string
	local, arrives string // addresses: of the local room, of callbacks
	watched        string // the address of the metrics
	door           *door
	ear            *ear
	left           *bottest.Leaving // all that left for the server
	bot            string           // the account
	p              *process
	admin          *mattermosttest.User
	people         map[string]*mattermosttest.User // by the id of the directory
	lee, patel     *mattermosttest.User
	khan           *mattermosttest.User
	seen           map[*mattermosttest.User]*mattermosttest.Feed
}

// offersForm begins the label of the button that opens a form where the machine was too slow to open it at once.
const offersForm = "Open the form: "

// What is answered where the machine was too slow to record at once, and how what then follows begins.
const (
	notYet   = "Received. Not yet recorded."
	resultOf = "The result of what you sent at "
)

// loggist runs the program to its end.
func (c *chat) loggist(want int, args ...string) string {
	c.t.Helper()
	var out, errs bytes.Buffer
	if code := run(c.t.Context(), args, &out, &errs); code != want {
		c.t.Fatalf("loggist %s: exit %d, want %d\n%s%s", strings.Join(args, " "), code, want, &out, &errs)
	}
	return out.String() + errs.String()
}

// setup is what an administrator types.
func (c *chat) setup() string {
	c.t.Helper()
	token := filepath.Join(c.t.TempDir(), "admin-token")
	if err := os.WriteFile(token, []byte(c.admin.AuthToken+"\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return c.loggist(exitDone, "setup", "mattermost", "--url", c.door.URL, "--token-file", token, "--team", c.s.Team.Name,
		"--callback", c.ear.URL+"/loggist", "--listen", c.arrives, "--secrets", c.dir)
}

// newChat installs Loggist beside a server, with the program's own commands.
func newChat(t *testing.T, redis *recordtest.Server) *chat {
	t.Helper()
	c := &chat{
		t: t, whole: t, s: mattermosttest.StartServer(t), dir: t.TempDir(), people: map[string]*mattermosttest.User{}, seen: map[*mattermosttest.User]*mattermosttest.Feed{},
		left:  &bottest.Leaving{},
		local: mattermosttest.FreeAddress(t), arrives: mattermosttest.FreeAddress(t), watched: mattermosttest.FreeAddress(t),
	}
	c.door, c.ear = newDoor(t, c.s.URL, c.left), newEar(t, c.arrives, c.left)
	c.admin = c.s.Login(t, "admin")
	if got := c.setup(); !strings.Contains(got, "changed: made the bot account @loggist") {
		t.Fatal(got)
	}
	if got := c.setup(); !strings.HasPrefix(got, "Nothing was changed") {
		t.Fatalf("a second time:\n%s", got)
	}
	for _, name := range []string{"mattermost-token", "mattermost-commands"} {
		if st, err := os.Stat(filepath.Join(c.dir, name)); err != nil || st.Mode().Perm() != 0o600 {
			t.Fatalf("%s: %v, %v", name, st, err)
		}
	}
	c.config = configured(t, c.dir, fmt.Sprintf("\nlisten: %s\nplatforms:\n  local: {listen: %q}\n  mattermost:\n    url: %s\n    teams: [%s]\n    token_file: mattermost-token\n    command_tokens_file: mattermost-commands\n    callback: %s/loggist\n    listen: %s\n",
		c.watched, c.local, c.door.URL, c.s.Team.Name, c.ear.URL, c.arrives), redis)
	got := c.loggist(exitDone, "people", "match", "--config", c.config)
	for _, want := range []string{"@sgt.lee, PS Lee", "NOT FILLED IN: @guest.stone is a guest's", "14 filled in"} {
		if !strings.Contains(got, want) {
			t.Fatalf("people match says no %q:\n%s", want, got)
		}
	}
	c.loggist(exitDone, "init", "--config", c.config)
	c.loggist(exitDone, "check", "--config", c.config, "--explain")
	b, _, err := c.admin.GetUserByUsername(t.Context(), "loggist", "")
	if err != nil {
		t.Fatal(err)
	}
	c.bot = b.Id
	c.lee, c.patel, c.khan = c.person("sgt.lee"), c.person("insp.patel"), c.person("supt.khan")
	c.serve()
	return c
}

// person logs somebody in, and looks at his screen from then on.
func (c *chat) person(id string) *mattermosttest.User {
	c.t.Helper()
	if u := c.people[id]; u != nil {
		return u
	}
	u := c.s.Login(c.t, id)
	c.people[id], c.seen[u] = u, u.Watch(c.whole)
	return u
}

// watchAgain looks at everybody's screen anew: the connections went with the server.
func (c *chat) watchAgain() {
	c.t.Helper()
	for u := range c.seen {
		c.seen[u] = u.Watch(c.whole)
	}
}

// serve starts the process and waits until what people do reaches it.
func (c *chat) serve() {
	c.t.Helper()
	c.p, _ = launch(c.whole, "serve", "--config", c.config)
	c.p.base = "http://" + c.local
	c.until("the process answers", func() bool {
		var clock clock
		if _, err := c.p.call(c.t.Context(), "/api/clock", nil, &clock); err != nil {
			return false
		}
		// The administrator is no person of the force: what he is answered is that.
		_, _, err := c.admin.ExecuteCommandWithTeam(c.t.Context(), c.direct(c.admin), c.s.Team.Id, "/ci health")
		return err == nil
	})
}

// restart ends the process as kill -9 does, and starts it.
func (c *chat) restart() {
	c.t.Helper()
	c.p.kill()
	c.serve()
}

// until waits for a condition, for as long as a loaded machine may need.
func (c *chat) until(what string, ok func() bool) {
	c.t.Helper()
	for late := time.Now().Add(2 * time.Minute); time.Now().Before(late); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	c.t.Fatalf("%s: not within two minutes\n%s", what, c.p.errs)
}

func (c *chat) direct(u *mattermosttest.User) string {
	c.t.Helper()
	d, _, err := u.CreateDirectChannel(c.t.Context(), c.bot, u.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	return d.Id
}

// types enters a command and waits for the answer that he alone sees.
func (c *chat) types(u *mattermosttest.User, channel, line, want string) string {
	c.t.Helper()
	c.seen[u].PassOver()
	if _, _, err := u.ExecuteCommandWithTeam(c.t.Context(), channel, c.s.Team.Id, line); err != nil {
		c.t.Fatalf("%s types %s: %v\n%s", u.Username, line, err, c.p.errs)
	}
	return c.answered(u, want)
}

// answered waits for what a person is answered: he alone sees it, in the room or in his own conversation; and where it took long,
// there after a first word.
func (c *chat) answered(u *mattermosttest.User, want string) string {
	c.t.Helper()
	x := reading(mattermosttest.Words(c.seen[u].Shown(c.t, want, notYet)))
	if strings.Contains(x, notYet) {
		x = reading(mattermosttest.Words(c.seen[u].Posted(c.t, want)))
	}
	return x
}

// submits fills a dialog in, and fails where it comes back.
func (c *chat) submits(u *mattermosttest.User, channel string, fields map[string]any) {
	c.t.Helper()
	d := c.seen[u].Dialog(c.t, u, offersForm)
	all := map[string]any{}
	for _, e := range d.Dialog.Elements {
		all[e.Name] = e.Default
	}
	for name, value := range fields {
		if _, there := all[name]; !there {
			c.t.Fatalf("the form %q has no field %s: %v", d.Dialog.Title, name, all)
		}
		all[name] = value
	}
	if a := u.Submit(c.t, channel, d, all); a != nil && (a.Error != "" || len(a.Errors) > 0) {
		c.t.Fatalf("the form is answered %+v", a)
	}
}

// reading is a text without the signs that keep it from being markup.
func reading(s string) string {
	return strings.NewReplacer(`\`, "", "&#64;", "@", "&#58;", ":", "&lt;", "<", "&#36;", "$").Replace(s)
}

// isMember reports whether somebody is in a channel. An administrator asks: the server remembers for long what it told a person
// who was not in it yet.
func (c *chat) isMember(u *mattermosttest.User, channel string) bool {
	_, _, err := c.admin.GetChannelMember(c.t.Context(), channel, u.ID, "")
	return err == nil
}

// count is how many posts of a channel hold the words, as somebody sees it.
func (c *chat) count(u *mattermosttest.User, channel, words string) (n int) {
	c.t.Helper()
	for _, p := range u.Posts(c.t, channel) {
		if strings.Contains(reading(mattermosttest.Words(p)), words) {
			n++
		}
	}
	return n
}

func (c *chat) reads(u *mattermosttest.User, channel, words string) {
	c.t.Helper()
	c.until(u.Username+" may look into the channel", func() bool { return c.isMember(u, channel) })
	c.until(u.Username+" reads "+words, func() bool { return c.count(u, channel, words) > 0 })
}

// presses takes the newest button of that label in a channel.
func (c *chat) presses(u *mattermosttest.User, channel, label string) {
	c.t.Helper()
	list := u.Posts(c.t, channel)
	c.seen[u].PassOver()
	for i := len(list) - 1; i >= 0; i-- {
		for _, a := range list[i].Attachments() {
			for _, b := range a.Actions {
				if strings.HasPrefix(b.Name, label) {
					u.Press(c.t, list[i], b.Name)
					return
				}
			}
		}
	}
	c.t.Fatalf("%s has no button %s", u.Username, label)
}

// wind moves the exercise clock. It returns when everything that fell due is done and, where a platform takes it, said.
func (c *chat) wind(d time.Duration) {
	c.t.Helper()
	must[clock](c.t)(c.p.advance(c.t.Context(), d))
}

// up is what the metrics say of the platform.
func (c *chat) up() string {
	resp, err := http.Get("http://" + c.watched + "/metrics")
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	_, after, _ := strings.Cut(string(b), "loggist_platform_up{platform=\"mattermost\"} ")
	value, _, _ := strings.Cut(after, "\n")
	return value
}

// call calls an incident and returns its room.
func (c *chat) call() string {
	c.t.Helper()
	return c.calls("/ci call neighbours accuse a man; 15 people outside | where Riverside RV2 | because he may be hurt")
}

// calls has an incident called with a line, and returns its room.
func (c *chat) calls(line string) string {
	c.t.Helper()
	c.types(c.lee, c.direct(c.lee), line, "Recorded as entry 001")
	return c.named(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
}

// named waits for a room, and returns its id.
func (c *chat) named(name string) (room string) {
	c.t.Helper()
	c.until("the room is there", func() bool {
		found, _, err := c.admin.GetChannelByName(c.t.Context(), name, c.s.Team.Id, "")
		if err == nil {
			room = found.Id
		}
		return err == nil
	})
	return room
}

// saysLocally logs a line at the local room, where Mattermost is not needed.
func (c *chat) saysLocally(line string) {
	c.t.Helper()
	a := must[answer](c.t)(c.p.act(c.t.Context(), "say", map[string]any{"as": "sgt.lee", "room": fmt.Sprintf("ci-%d-0001", time.Now().Year()), "text": line}))
	if !a.OK {
		c.t.Fatalf("%s is answered %+v", line, a.Reply)
	}
}

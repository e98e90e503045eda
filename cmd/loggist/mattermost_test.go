package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/bot/mattermost/mattermosttest"
	"loggist/internal/record/recordtest"
)

// chat is a real Mattermost that a real process serves. What the process asks of the server goes through a door that can be
// held, and what the server sends to it past an ear that keeps it.
type chat struct {
	t              *testing.T
	s              *mattermosttest.Server
	dir, config    string
	local, arrives string // addresses: of the local room, of callbacks
	watched        string // the address of the metrics
	door           *door
	ear            *ear
	bot            string // the account
	p              *process
	lee, patel     *mattermosttest.User
	khan           *mattermosttest.User
	seen           map[*mattermosttest.User]*mattermosttest.Feed
}

// offersForm begins the label of the button that opens a form where the machine was too slow to open it at once.
const offersForm = "Open the form: "

// door leads to the server. While it is held, a post stops before it, or behind it with its answer.
type door struct {
	*httptest.Server
	mu     sync.Mutex
	where  string // "before", "behind", or "" for open
	passed chan struct{}
}

func newDoor(t *testing.T, to string) *door {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{passed: make(chan struct{}, 100)}
	through := httputil.NewSingleHostReverseProxy(target)
	through.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		where := d.where
		d.mu.Unlock()
		if r.Method != http.MethodPost || r.URL.Path != "/api/v4/posts" || where == "" {
			through.ServeHTTP(w, r)
			return
		}
		gone := r.Context()
		body, err := io.ReadAll(r.Body) // or it is not noticed when the process is no more
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		if where == "behind" {
			through.ServeHTTP(httptest.NewRecorder(), r.WithContext(context.WithoutCancel(gone)))
		}
		d.passed <- struct{}{}
		<-gone.Done() // until the process is no more
	}))
	t.Cleanup(d.Close)
	return d
}

func (d *door) hold(where string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.where = where
}

// ear keeps what the server sends to the callback.
type ear struct {
	*httptest.Server
	mu    sync.Mutex
	heard []heard
}

type heard struct{ path, kind, body string }

func newEar(t *testing.T, to string) *ear {
	t.Helper()
	e := &ear{}
	through := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: to})
	through.ErrorHandler = func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }
	e.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		e.mu.Lock()
		e.heard = append(e.heard, heard{r.URL.Path, r.Header.Get("Content-Type"), string(body)})
		e.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(e.Close)
	return e
}

// last is the last thing heard that holds the words.
func (e *ear) last(t *testing.T, words string) heard {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	for i := len(e.heard) - 1; i >= 0; i-- {
		if strings.Contains(e.heard[i].path+" "+e.heard[i].body, words) {
			return e.heard[i]
		}
	}
	t.Fatalf("nothing with %q was heard", words)
	return heard{}
}

// again delivers it once more and returns the status.
func (h heard) again(t *testing.T, e *ear) (status int, body string) {
	t.Helper()
	resp, err := http.Post(e.URL+h.path, h.kind, strings.NewReader(h.body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

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
	admin := c.s.Login(c.t, "admin")
	token := filepath.Join(c.t.TempDir(), "admin-token")
	if err := os.WriteFile(token, []byte(admin.AuthToken+"\n"), 0o600); err != nil {
		c.t.Fatal(err)
	}
	return c.loggist(exitDone, "setup", "mattermost", "--url", c.door.URL, "--token-file", token, "--team", c.s.Team.Name,
		"--callback", c.ear.URL+"/loggist", "--listen", c.arrives, "--secrets", c.dir)
}

// newChat installs Loggist beside a server, with the program's own commands.
func newChat(t *testing.T, redis *recordtest.Server) *chat {
	t.Helper()
	c := &chat{t: t, s: mattermosttest.StartServer(t), dir: t.TempDir(), local: mattermosttest.FreeAddress(t), arrives: mattermosttest.FreeAddress(t), watched: mattermosttest.FreeAddress(t), seen: map[*mattermosttest.User]*mattermosttest.Feed{}}
	c.door, c.ear = newDoor(t, c.s.URL), newEar(t, c.arrives)
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
	c.lee, c.patel, c.khan = c.s.Login(t, "sgt.lee"), c.s.Login(t, "insp.patel"), c.s.Login(t, "supt.khan")
	b, _, err := c.lee.GetUserByUsername(t.Context(), "loggist", "")
	if err != nil {
		t.Fatal(err)
	}
	c.bot = b.Id
	for _, u := range []*mattermosttest.User{c.lee, c.patel, c.khan} {
		c.seen[u] = u.Watch(t)
	}
	c.serve()
	return c
}

// serve starts the process and waits until what people do reaches it.
func (c *chat) serve() {
	c.t.Helper()
	c.p, _ = launch(c.t, "serve", "--config", c.config)
	c.p.base = "http://" + c.local
	c.until("the process answers", func() bool {
		var clock clock
		if _, err := c.p.call(c.t.Context(), "/api/clock", nil, &clock); err != nil {
			return false
		}
		_, _, err := c.lee.ExecuteCommandWithTeam(c.t.Context(), c.direct(c.lee), c.s.Team.Id, "/ci health")
		return err == nil
	})
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
	if _, _, err := u.ExecuteCommandWithTeam(c.t.Context(), channel, c.s.Team.Id, line); err != nil {
		c.t.Fatalf("%s types %s: %v\n%s", u.Username, line, err, c.p.errs)
	}
	return reading(mattermosttest.Words(c.seen[u].Ephemeral(c.t, want)))
}

// reading is a text without the signs that keep it from being markup.
func reading(s string) string {
	return strings.NewReplacer(`\`, "", "&#64;", "@", "&#58;", ":", "&lt;", "<", "&#36;", "$").Replace(s)
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
	c.until(u.Username+" reads "+words, func() bool { return c.count(u, channel, words) > 0 })
}

// presses takes the newest button of that label in a channel.
func (c *chat) presses(u *mattermosttest.User, channel, label string) {
	c.t.Helper()
	list := u.Posts(c.t, channel)
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

func (c *chat) wind(d time.Duration) {
	c.t.Helper()
	must[clock](c.t)(c.p.advance(c.t.Context(), d))
}

// decides logs a decision by dialog: without a reason it is refused, the form has every word, and goes on in his own
// conversation, where he sends it as it is.
func (c *chat) decides(room string) {
	c.t.Helper()
	if _, _, err := c.lee.ExecuteCommandWithTeam(c.t.Context(), room, c.s.Team.Id, "/decision Stay until 2300"); err != nil {
		c.t.Fatal(err)
	}
	d := c.seen[c.lee].Dialog(c.t, c.lee, offersForm)
	if !strings.Contains(d.Dialog.IntroductionText, "A decision needs a reason") {
		c.t.Errorf("above the form stands %q", d.Dialog.IntroductionText)
	}
	fields := map[string]any{}
	for _, e := range d.Dialog.Elements {
		fields[e.Name] = e.Default
	}
	if fields["what"] != "Stay until 2300" {
		c.t.Errorf("the form does not hold what was typed: %v", fields)
	}
	fields["because"] = "nobody else is near"
	if a := c.lee.Submit(c.t, room, d, fields); a != nil && (a.Error != "" || len(a.Errors) > 0) {
		c.t.Fatalf("the form is answered %+v", a)
	}
	c.reads(c.lee, c.direct(c.lee), "Send it as it is")
	c.presses(c.lee, c.direct(c.lee), "Send it as it is")
	c.reads(c.patel, room, "DECISION · Stay until 2300")
	if n := c.count(c.lee, c.direct(c.lee), "Send it as it is"); n != 0 {
		c.t.Error("the button that was used is still there")
	}
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
	c.types(c.lee, c.direct(c.lee), "/ci call neighbours accuse a man; 15 people outside | where Riverside RV2 | because he may be hurt", "Recorded as entry 001")
	room := ""
	c.until("the room is there", func() bool {
		found, _, err := c.lee.GetChannelByName(c.t.Context(), fmt.Sprintf("ci-%d-0001", time.Now().Year()), c.s.Team.Id, "")
		if err == nil {
			room = found.Id
		}
		return err == nil
	})
	return room
}

// TestStoryOnMattermost: loggist setup, check, people match, init and serve on a real server, and a night as the people in it
// live it: each thing is seen by whom it is for, and by nobody else.
func TestStoryOnMattermost(t *testing.T) {
	for _, store := range []string{"embedded", "redis"} {
		t.Run(store, func(t *testing.T) {
			var redis *recordtest.Server
			if store == "redis" {
				redis = recordtest.StartServer(t)
			}
			c := newChat(t, redis)
			room := c.call()
			c.reads(c.patel, room, "neighbours accuse a man")
			c.until("the card is pinned", func() bool {
				n := 0
				for _, p := range c.patel.Posts(t, room) {
					if p.IsPinned {
						n++
					}
				}
				return n == 1
			})
			c.types(c.lee, room, "/decision Move the family because the address is known", "Move the family")
			c.reads(c.patel, room, "DECISION · Move the family")
			c.decides(room)

			c.types(c.lee, room, "/task riverside Walk the street | due in 2h", "NPT-1")
			c.types(c.lee, room, "/task accept 1", "Recorded as entry")
			c.types(c.lee, room, "/task done 1 All quiet there", "Recorded as entry")
			c.reads(c.patel, room, "All quiet there")

			c.types(c.lee, room, "/escalate forty people outside and officers withdrawing", "E-1 is open")
			c.reads(c.patel, c.direct(c.patel), "Escalation 1/E-1 for you, Duty Inspector")
			c.wind(11 * time.Minute)
			c.reads(c.khan, c.direct(c.khan), "Escalation 1/E-1 for you, On-call Superintendent")
			c.presses(c.khan, c.direct(c.khan), "Accept escalation E-1")
			accept := c.seen[c.khan].Dialog(t, c.khan, offersForm)
			if a := c.khan.Submit(t, c.direct(c.khan), accept, map[string]any{}); a != nil && (a.Error != "" || len(a.Errors) > 0) {
				t.Fatalf("the form is answered %+v", a)
			}
			c.reads(c.lee, room, "Escalation E-1 · ACCEPTED")
			c.reads(c.khan, room, "Escalation E-1 · ACCEPTED") // who accepts becomes a member

			c.types(c.lee, room, "/review in 5h is the family safe", "Recorded as entry")
			okafor := c.s.Login(t, "sgt.okafor")
			if _, _, err := okafor.GetPostsForChannel(t.Context(), room, 0, 10, "", false, false); err == nil {
				t.Error("somebody who is not in the room reads it")
			}
			if c.seen[c.patel].Saw("E-1 is open. Recorded needs a reason") {
				t.Error("an answer to one person was shown to another")
			}
			if n := c.count(c.lee, room, "REPEAT"); n != 0 {
				t.Errorf("%d posts say that they are repeated", n)
			}
		})
	}
}

// TestTroubleOnMattermost: the process is killed between storing and posting, the server restarted, callbacks are repeated and
// forged, the token is revoked. Nothing is lost, and nothing is twice in the record.
func TestTroubleOnMattermost(t *testing.T) {
	c := newChat(t, nil)
	room := c.call()
	c.reads(c.lee, room, "Review R-1")
	for _, where := range []string{"behind", "before"} {
		word := "MARIGOLD " + where
		c.until("all is said", func() bool { return must[clock](t)(c.p.advance(t.Context(), time.Second)).Now.Unix() > 0 })
		c.door.hold(where)
		c.types(c.lee, room, "/log "+word, "Recorded as entry")
		<-c.door.passed
		c.p.kill()
		c.door.hold("")
		c.serve()
		c.reads(c.lee, room, word)
		c.types(c.lee, room, "/log after "+word, "Recorded as entry")
		c.reads(c.lee, room, "LOG · after "+word)
		if n := c.count(c.lee, room, "LOG · "+word); n != 1 {
			t.Errorf("killed while the post was %s the server: it is said %d times", where, n)
		}
	}
	t.Run("the server is restarted", func(t *testing.T) {
		c.s.Down(t)
		a := must[answer](t)(c.p.act(t.Context(), "say", map[string]any{"as": "sgt.lee", "room": fmt.Sprintf("ci-%d-0001", time.Now().Year()), "text": "/log in the OUTAGE"}))
		if !a.OK {
			t.Fatalf("while Mattermost is away it answers %+v", a.Reply)
		}
		c.s.Up(t)
		c.reads(c.lee, room, "LOG · in the OUTAGE")
		if n := c.count(c.lee, room, "LOG · in the OUTAGE"); n != 1 {
			t.Errorf("it is said %d times", n)
		}
		for _, u := range []*mattermosttest.User{c.lee, c.patel, c.khan} { // their own connections went with it
			c.seen[u] = u.Watch(c.t)
		}
	})
	t.Run("a callback is delivered again", func(t *testing.T) {
		c.types(c.lee, room, "/log PERIWINKLE", "Recorded as entry")
		h := c.ear.last(t, "PERIWINKLE")
		if status, body := h.again(t, c.ear); status != http.StatusOK || !strings.Contains(body, "Recorded as entry") {
			t.Errorf("at once it is answered %d %s", status, body)
		}
		c.wind(6 * time.Minute)
		if status, body := h.again(t, c.ear); status != http.StatusOK || !strings.Contains(body, "Recorded as entry") {
			t.Errorf("six minutes later it is answered %d %s", status, body)
		}
		if log := c.types(c.lee, room, "/ci log 60", "PERIWINKLE"); strings.Count(log, "LOG · PERIWINKLE") != 1 {
			t.Errorf("it is not one entry:\n%s", log)
		}
	})
	t.Run("a callback is forged", func(t *testing.T) {
		right := c.ear.last(t, "PERIWINKLE")
		form, err := url.ParseQuery(right.body)
		if err != nil {
			t.Fatal(err)
		}
		form.Set("text", "FOXGLOVE")
		form.Set("trigger_id", "another")
		form.Set("token", strings.Repeat("x", 26))
		forged := right
		forged.body = form.Encode()
		if status, _ := forged.again(t, c.ear); status != http.StatusForbidden {
			t.Errorf("with another token it is answered %d", status)
		}
		c.types(c.lee, room, "/escalate officers withdrawing", "E-1 is open")
		c.reads(c.patel, c.direct(c.patel), "Escalation 1/E-1 for you")
		c.presses(c.patel, c.direct(c.patel), "Acknowledge E-1")
		c.seen[c.patel].Ephemeral(t, "Recorded as entry")
		press := c.ear.last(t, "/press")
		for _, x := range []struct{ what, from, to string }{
			{"by another person", c.patel.ID, c.lee.ID}, {"from another room", c.direct(c.patel), room},
		} {
			forged := press
			forged.body = strings.ReplaceAll(press.body, x.from, x.to)
			if status, _ := forged.again(t, c.ear); status != http.StatusForbidden {
				t.Errorf("%s it is answered %d", x.what, status)
			}
		}
		log := c.types(c.lee, room, "/ci log 60", "PERIWINKLE")
		if strings.Contains(log, "FOXGLOVE") {
			t.Errorf("what was forged is in the record:\n%s", log)
		}
	})
	t.Run("the token is revoked", func(t *testing.T) {
		admin := c.s.Login(t, "admin")
		tokens, _, err := admin.GetUserAccessTokensForUser(t.Context(), c.bot, 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range tokens {
			if _, err := admin.RevokeUserAccessToken(t.Context(), x.Id); err != nil {
				t.Fatal(err)
			}
		}
		a := must[answer](t)(c.p.act(t.Context(), "say", map[string]any{"as": "sgt.lee", "room": fmt.Sprintf("ci-%d-0001", time.Now().Year()), "text": "/log while REVOKED"}))
		if !a.OK {
			t.Fatalf("without the token it answers %+v", a.Reply)
		}
		c.until("the log says that the token is not known", func() bool { return strings.Contains(c.p.errs.String(), "unauthorised") })
		c.until("platform_up falls", func() bool { return c.up() == "0" })
		got := c.loggist(exitFailed, "check", "--config", c.config, "--explain")
		if !strings.Contains(got, "the server does not know the token") || !strings.Contains(got, "run loggist setup mattermost") {
			t.Errorf("check says:\n%s", got)
		}
		if got := c.setup(); !strings.Contains(got, "changed: made a token for @loggist") {
			t.Errorf("setup says:\n%s", got)
		}
		c.p.kill()
		c.serve()
		c.reads(c.lee, room, "LOG · while REVOKED")
		c.until("platform_up is up again", func() bool { return c.up() == "1" })
		if n := c.count(c.lee, room, "LOG · while REVOKED"); n != 1 {
			t.Errorf("it is said %d times", n)
		}
	})
}

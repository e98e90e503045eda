package main

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/bot/mattermost/mattermosttest"
)

// TestTroubleOnMattermost: the process is killed between storing and posting, the server is restarted and is away for an hour,
// callbacks are repeated and forged, the token is revoked. Nothing is lost, nothing is twice in the record, and where something
// may be said twice it says so.
func TestTroubleOnMattermost(t *testing.T) {
	c := newChat(t, nil)
	room := c.call()
	c.reads(c.lee, room, "Review R-1")
	t.Run("killed between storing and posting", func(t *testing.T) { c.at(t).killed(room) })
	t.Run("killed, and the history is unreadable", func(t *testing.T) { c.at(t).repeated(room) })
	t.Run("the server is restarted", func(t *testing.T) { c.at(t).restarted(room) })
	t.Run("a command is delivered again", func(t *testing.T) { c.at(t).commandAgain(room) })
	t.Run("a button is delivered again", func(t *testing.T) { c.at(t).buttonAgain(room) })
	t.Run("a form is delivered again", func(t *testing.T) { c.at(t).formAgain(room) })
	t.Run("a guest is let into the room", func(t *testing.T) { c.at(t).guest(room) })
	t.Run("the server is away for an hour", func(t *testing.T) { c.at(t).away(room) })
	t.Run("the token is revoked", func(t *testing.T) { c.at(t).revoked(room) })
	t.Run("the bot is taken out of the room", func(t *testing.T) { c.at(t).gone(room) })
}

// at is the same chat, of which another test speaks.
func (c *chat) at(t *testing.T) *chat {
	d := *c
	d.t = t
	t.Cleanup(func() { c.p = d.p })
	return &d
}

// once says that the room, as somebody sees it, has the words in one post, and the record in one entry.
func (c *chat) once(room, words string) {
	c.t.Helper()
	if n := c.count(c.lee, room, words); n != 1 {
		c.t.Errorf("%q is said %d times", words, n)
	}
	if log := c.types(c.lee, room, "/ci log 60", words); strings.Count(log, words) != 1 {
		c.t.Errorf("%q is not one entry:\n%s", words, log)
	}
}

// killed kills the process while a post is on its way: after the server has taken it, and before.
func (c *chat) killed(room string) {
	for _, where := range []string{"behind", "before"} {
		word := "MARIGOLD " + where
		c.wind(time.Second) // all is said
		c.door.hold(where)
		c.types(c.lee, room, "/log "+word, "Recorded as entry")
		<-c.door.passed
		c.p.kill()
		c.door.hold("")
		c.serve()
		c.reads(c.lee, room, word)
		c.types(c.lee, room, "/log after "+word, "Recorded as entry")
		c.reads(c.lee, room, "LOG · after "+word)
		c.once(room, "LOG · "+word)
	}
	if n := c.count(c.lee, room, "REPEAT"); n != 0 {
		c.t.Errorf("%d posts say that they are repeated, though the history was read", n)
	}
}

// repeated kills the process when the server has taken a post; the server forgets, too, what it took just now, and what was
// posted cannot be read. So it is said again, and says so; in the record it is once.
func (c *chat) repeated(room string) {
	c.wind(time.Second)
	c.door.hold("behind")
	c.types(c.lee, room, "/log SNOWDROP", "Recorded as entry")
	<-c.door.passed
	c.p.kill()
	c.s.Kill(c.t)
	c.s.Up(c.t)
	c.watchAgain()
	c.door.hold("")
	c.door.blindfold(true)
	c.serve()
	c.until("it is said again", func() bool { return c.count(c.lee, room, "LOG · SNOWDROP") == 2 })
	c.door.blindfold(false)
	var said []string
	for _, p := range c.lee.Posts(c.t, room) {
		if words := reading(mattermosttest.Words(p)); strings.Contains(words, "LOG · SNOWDROP") {
			said = append(said, words)
		}
	}
	if strings.Contains(said[0], "REPEAT") || !strings.Contains(said[1], "REPEAT") {
		c.t.Errorf("the room reads\n%s", strings.Join(said, "\n---\n"))
	}
	if log := c.types(c.lee, room, "/ci log 60", "SNOWDROP"); strings.Count(log, "SNOWDROP") != 1 {
		c.t.Errorf("it is not one entry:\n%s", log)
	}
}

func (c *chat) restarted(room string) {
	c.s.Down(c.t)
	c.saysLocally("/log in the RESTART")
	c.s.Up(c.t)
	c.watchAgain()
	c.reads(c.lee, room, "LOG · in the RESTART")
	c.once(room, "LOG · in the RESTART")
}

// away takes the server away for an hour of the exercise clock. What was recorded and asked meanwhile is said afterwards, in order,
// each once; and what is late says so.
func (c *chat) away(room string) {
	c.wind(time.Second)
	before := len(c.lee.Posts(c.t, room))
	c.s.Down(c.t)
	c.saysLocally("/log FIRST of the hour")
	c.saysLocally("/ci testping duty inspector") // a ring
	c.wind(30 * time.Minute)
	c.saysLocally("/log SECOND of the hour")
	c.wind(30 * time.Minute)
	c.saysLocally("/log LAST of the hour")
	c.s.Up(c.t)
	c.watchAgain()
	c.reads(c.lee, room, "LOG · LAST of the hour")
	c.inOrder(c.lee, room)
	late := map[string]bool{"LOG · FIRST of the hour": true, "LOG · SECOND of the hour": true, "LOG · LAST of the hour": false}
	for words, want := range late {
		n := 0
		for _, p := range c.lee.Posts(c.t, room)[before:] {
			said := reading(mattermosttest.Words(p))
			if !strings.Contains(said, words) {
				continue
			}
			n++
			if head, _, _ := strings.Cut(said, "\n"); strings.Contains(head, "LATE: it could not be sent for") != want {
				c.t.Errorf("%q, late %v, begins %q", words, want, head)
			}
		}
		if n != 1 {
			c.t.Errorf("%q is said %d times", words, n)
		}
	}
	c.reads(c.patel, c.direct(c.patel), "LATE: it could not be sent for")
}

// commandAgain delivers the callback of a command twice at once and once six minutes later, and forged.
func (c *chat) commandAgain(room string) {
	c.types(c.lee, room, "/log PERIWINKLE", "Recorded as entry")
	h := c.ear.last(c.t, "PERIWINKLE")
	if status, body := h.again(c.t, c.ear); status != http.StatusOK || !strings.Contains(body, "Recorded as entry") {
		c.t.Errorf("at once it is answered %d %s", status, body)
	}
	c.wind(6 * time.Minute)
	if status, body := h.again(c.t, c.ear); status != http.StatusOK || !strings.Contains(body, "Recorded as entry") {
		c.t.Errorf("six minutes later it is answered %d %s", status, body)
	}
	c.reads(c.lee, room, "LOG · PERIWINKLE")
	c.once(room, "LOG · PERIWINKLE")

	form, err := url.ParseQuery(h.body)
	if err != nil {
		c.t.Fatal(err)
	}
	for what, change := range map[string]func(url.Values){
		"with another token":    func(f url.Values) { f.Set("token", strings.Repeat("x", 26)) },
		"in another's name":     func(f url.Values) { f.Set("user_id", c.patel.ID) },
		"with a forged trigger": func(f url.Values) { f.Set("trigger_id", "another") },
	} {
		f := maps.Clone(form)
		f.Set("text", "FOXGLOVE")
		change(f)
		forged := h
		forged.body = f.Encode()
		if status, _ := forged.again(c.t, c.ear); status != http.StatusForbidden {
			c.t.Errorf("%s it is answered %d", what, status)
		}
	}
	c.notRecorded(room, "FOXGLOVE")
}

// notRecorded says that the words are in no entry.
func (c *chat) notRecorded(room string, words ...string) {
	c.t.Helper()
	log := c.types(c.lee, room, "/ci log 60", "PERIWINKLE")
	for _, w := range words {
		if strings.Contains(log, w) {
			c.t.Errorf("%q is in the record:\n%s", w, log)
		}
	}
}

var asEntry = regexp.MustCompile(`Recorded as entry \d+`)

// buttonAgain presses a button, and delivers what the server sent for it again: unchanged, at once and six minutes later by either
// clock; by another person, from another room, with a ticket or a trigger that was changed.
func (c *chat) buttonAgain(room string) {
	c.types(c.lee, room, "/escalate officers withdrawing", "E-1 is open")
	c.reads(c.patel, c.direct(c.patel), "Escalation 1/E-1 for you")
	c.presses(c.patel, c.direct(c.patel), "Acknowledge E-1")
	first := c.answered(c.patel, "Recorded as entry")
	entry := asEntry.FindString(first)
	press := c.ear.last(c.t, "/press")
	replay := func(what string) {
		if status, body := press.again(c.t, c.ear); status != http.StatusOK || !strings.Contains(reading(body), entry) {
			c.t.Errorf("%s it is answered %d %s, and was %q", what, status, body, first)
		}
	}
	replay("at once")
	c.wind(4 * time.Minute) // before he is asked again
	replay("minutes later")

	change := func(f func(map[string]any)) heard {
		body := map[string]any{}
		if err := json.Unmarshal([]byte(press.body), &body); err != nil {
			c.t.Fatal(err)
		}
		f(body)
		b, err := json.Marshal(body)
		if err != nil {
			c.t.Fatal(err)
		}
		out := press
		out.body = string(b)
		return out
	}
	six := time.Now().Add(-6 * time.Minute)
	late := change(func(b map[string]any) { b["trigger_id"] = c.s.Trigger(c.t, c.patel.ID, six) })
	if status, body := late.again(c.t, c.ear); status != http.StatusOK || !strings.Contains(body, "It was not taken") {
		c.t.Errorf("a press of six minutes ago is answered %d %s", status, body)
	}
	young := change(func(b map[string]any) { b["trigger_id"] = c.s.Trigger(c.t, c.patel.ID, time.Now()) })
	if status, _ := young.again(c.t, c.ear); status != http.StatusOK { // so that it was the six minutes
		c.t.Errorf("a press of now is answered %d", status)
	}
	for what, f := range map[string]func(map[string]any){
		"by another person": func(b map[string]any) { b["user_id"] = c.lee.ID },
		"by another, resigned": func(b map[string]any) {
			b["user_id"], b["trigger_id"] = c.lee.ID, c.s.Trigger(c.t, c.lee.ID, time.Now())
		},
		"from another room":        func(b map[string]any) { b["channel_id"] = room },
		"with a forged ticket":     func(b map[string]any) { b["context"] = map[string]any{"ticket": strings.Repeat("A", 120)} },
		"without a ticket":         func(b map[string]any) { b["context"] = map[string]any{} },
		"with a forged trigger":    func(b map[string]any) { b["trigger_id"] = "another" },
		"of a room's ticket moved": func(b map[string]any) { b["channel_id"] = c.direct(c.lee) },
	} {
		if status, _ := change(f).again(c.t, c.ear); status != http.StatusForbidden {
			c.t.Errorf("%s it is answered %d", what, status)
		}
	}
	if log := c.types(c.lee, room, "/ci log 60", "PERIWINKLE"); strings.Count(log, "ACKNOWLEDGED") > 2 {
		c.t.Errorf("what was pressed once, and once more, is\n%s", log)
	}
}

// formAgain sends a form, and delivers it again: unchanged, by another person, from another room, and forged.
func (c *chat) formAgain(room string) {
	c.seen[c.lee].PassOver()
	if _, _, err := c.lee.ExecuteCommandWithTeam(c.t.Context(), room, c.s.Team.Id, "/log"); err != nil {
		c.t.Fatal(err)
	}
	c.submits(c.lee, room, map[string]any{"text": "CELANDINE"})
	c.reads(c.lee, room, "LOG · CELANDINE")
	sent := c.ear.last(c.t, "CELANDINE")
	if status, body := sent.again(c.t, c.ear); status != http.StatusOK {
		c.t.Errorf("again it is answered %d %s", status, body)
	}
	c.wind(6 * time.Minute)
	if status, body := sent.again(c.t, c.ear); status != http.StatusOK {
		c.t.Errorf("six minutes later it is answered %d %s", status, body)
	}
	c.once(room, "LOG · CELANDINE")
	body := map[string]any{}
	if err := json.Unmarshal([]byte(sent.body), &body); err != nil {
		c.t.Fatal(err)
	}
	body["submission"] = map[string]any{"text": "HEMLOCK"}
	for what, f := range map[string]func(map[string]any){
		"by another person":   func(b map[string]any) { b["user_id"] = c.patel.ID },
		"from another room":   func(b map[string]any) { b["channel_id"] = c.direct(c.lee) },
		"with a forged state": func(b map[string]any) { b["state"] = strings.Repeat("A", 120) },
	} {
		b := maps.Clone(body)
		f(b)
		text, err := json.Marshal(b)
		if err != nil {
			c.t.Fatal(err)
		}
		forged := sent
		forged.body = string(text)
		if status, _ := forged.again(c.t, c.ear); status != http.StatusForbidden {
			c.t.Errorf("%s it is answered %d", what, status)
		}
	}
	c.notRecorded(room, "HEMLOCK")
}

// revoked takes the token away, and gives another with the program's own command.
func (c *chat) revoked(room string) {
	tokens, _, err := c.admin.GetUserAccessTokensForUser(c.t.Context(), c.bot, 0, 50)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, x := range tokens {
		if _, err := c.admin.RevokeUserAccessToken(c.t.Context(), x.Id); err != nil {
			c.t.Fatal(err)
		}
	}
	c.saysLocally("/log while REVOKED")
	c.until("the log says that the token is not known", func() bool { return strings.Contains(c.p.errs.String(), "unauthorised") })
	c.until("platform_up falls", func() bool { return c.up() == "0" })
	got := c.loggist(exitFailed, "check", "--config", c.config, "--explain")
	if !strings.Contains(got, "the server does not know the token") || !strings.Contains(got, "run loggist setup mattermost") {
		c.t.Errorf("check says:\n%s", got)
	}
	if got := c.setup(); !strings.Contains(got, "changed: made a token for @loggist") {
		c.t.Errorf("setup says:\n%s", got)
	}
	c.restart()
	c.reads(c.lee, room, "LOG · while REVOKED")
	c.until("platform_up is up again", func() bool { return c.up() == "1" })
	c.once(room, "LOG · while REVOKED")
	if i := slices.IndexFunc([]string{"MARIGOLD", "neighbours accuse", "PERIWINKLE"}, func(w string) bool { return strings.Contains(c.p.errs.String(), w) }); i >= 0 {
		c.t.Error("the log holds what was said")
	}
}

package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/bot/mattermost/mattermosttest"
	"loggist/internal/record/recordtest"
)

// onlookers are those whose screens are looked at: everybody who has a part in the night, a sergeant who has none, and a partner,
// who is answered as a stranger is. (A guest cannot even log in to a server without a licence.)
var onlookers = []string{"sgt.lee", "insp.patel", "supt.khan", "pc.adeyemi", "sgt.okafor", "prob.shah"}

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
			for _, id := range onlookers {
				c.person(id)
			}
			room := c.call()
			c.reads(c.patel, room, "neighbours accuse a man")
			c.decides(room)
			c.tasks(room)
			c.reviews(room)
			c.escalates(room)
			for _, id := range []string{"sgt.okafor", "prob.shah"} {
				u := c.person(id)
				c.types(u, c.direct(u), "/ci show CI-0001 1", "")
			}

			c.wind(time.Second) // all is said when it has been wound
			c.inOrder(c.lee, room)
			if n := c.count(c.lee, room, "REPEAT"); n != 0 {
				t.Errorf("%d posts say that they are repeated", n)
			}
			c.sees(t, room, onlookers...)
		})
	}
}

// decides logs decisions: one in one line, and one by dialog. Without a reason it is refused, and the form has every word. It is a
// long one and goes on by a button in his own conversation. Though the process is killed between the two parts, nothing that was
// typed is lost.
func (c *chat) decides(room string) {
	c.t.Helper()
	c.types(c.lee, room, "/decision Move the family because the address is known", "Move the family")
	c.reads(c.patel, room, "DECISION · Move the family")

	c.seen[c.lee].PassOver()
	if _, _, err := c.lee.ExecuteCommandWithTeam(c.t.Context(), room, c.s.Team.Id, "/decision Stay until 2300"); err != nil {
		c.t.Fatal(err)
	}
	d := c.seen[c.lee].Dialog(c.t, c.lee, offersForm)
	if !strings.Contains(d.Dialog.IntroductionText, "A decision needs a reason") {
		c.t.Errorf("above the form stands %q", d.Dialog.IntroductionText)
	}
	said := map[string]any{"because": "nobody else is near", "options": "leave: the man may be hurt", "known": "two patrols are there", "how": "by radio"}
	if what := c.fills(c.lee, room, d, said); what["what"] != "Stay until 2300" {
		c.t.Errorf("the form does not hold what was typed: %v", what)
	}
	for part, parts := 2, 2; part <= parts; part++ {
		next := fmt.Sprintf("Go on with part %d of ", part)
		c.reads(c.lee, c.direct(c.lee), next)
		parts = c.parts(next)
		if part == 2 {
			c.restart()
		}
		c.presses(c.lee, c.direct(c.lee), next)
		c.fills(c.lee, c.direct(c.lee), c.seen[c.lee].Dialog(c.t, c.lee, offersForm), said)
	}
	if len(said) > 0 {
		c.t.Fatalf("no part of the form asks for %v", said)
	}
	c.reads(c.patel, room, "DECISION · Stay until 2300")
	c.until("the buttons that were used are gone", func() bool { return c.count(c.lee, c.direct(c.lee), "Go on with part") == 0 })
	shown := c.types(c.lee, room, "/ci show 8", "Stay until 2300")
	for _, want := range []string{"nobody else is near", "leave: the man may be hurt", "two patrols are there", "by radio"} {
		if !strings.Contains(shown, want) {
			c.t.Errorf("what was typed is lost: %q is not in\n%s", want, shown)
		}
	}
}

// fills sends a part of a form with what of said it asks for, which is said then, and returns what stood in it.
func (c *chat) fills(u *mattermosttest.User, channel string, d *mattermosttest.Dialog, said map[string]any) map[string]any {
	c.t.Helper()
	stood, fields := map[string]any{}, map[string]any{}
	for _, e := range d.Dialog.Elements {
		stood[e.Name], fields[e.Name] = e.Default, e.Default
		if v, ok := said[e.Name]; ok {
			fields[e.Name] = v
			delete(said, e.Name)
		}
	}
	if a := u.Submit(c.t, channel, d, fields); a != nil && (a.Error != "" || len(a.Errors) > 0) {
		c.t.Fatalf("the form is answered %+v", a)
	}
	return stood
}

// parts is how many parts a form has, as the button that goes on with one says.
func (c *chat) parts(next string) (n int) {
	c.t.Helper()
	for _, p := range c.lee.Posts(c.t, c.direct(c.lee)) {
		if _, rest, ok := strings.Cut(mattermosttest.Words(p), next); ok {
			if _, err := fmt.Sscanf(rest, "%d", &n); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	return n
}

// tasks has a task given, accepted with its button, and done.
func (c *chat) tasks(room string) {
	c.t.Helper()
	c.types(c.patel, room, "/task riverside Walk the street | due in 2h | because residents say we do nothing", "NPT-1")
	c.reads(c.lee, c.direct(c.lee), "[Accept task 1/NPT-1")
	c.presses(c.lee, c.direct(c.lee), "Accept task")
	c.submits(c.lee, c.direct(c.lee), nil)
	c.answered(c.lee, "Recorded as entry")
	c.reads(c.patel, room, "Riverside NPT · accepted by PS Lee")
	c.types(c.lee, room, "/task done 1 All quiet there", "Recorded as entry")
	c.reads(c.patel, room, "All quiet there")
}

// reviews sets a review, lets it fall due, and does it with the button on the phone that rings.
func (c *chat) reviews(room string) {
	c.t.Helper()
	c.types(c.lee, room, "/review in 10m is the family safe", "Recorded as entry")
	c.wind(10 * time.Minute)
	c.reads(c.lee, room, "REVIEW DUE")
	const does = "Say what review 1/R-"
	c.reads(c.lee, c.direct(c.lee), does)
	c.presses(c.lee, c.direct(c.lee), does)
	c.submits(c.lee, c.direct(c.lee), map[string]any{"outcome": "confirmed", "because": "they are with relatives"})
	c.answered(c.lee, "Recorded as entry")
	c.reads(c.patel, room, "REVIEW DONE")
}

// escalates asks for help; who is asked first does not answer, the second accepts with the button, and becomes a member.
func (c *chat) escalates(room string) {
	c.t.Helper()
	c.types(c.lee, room, "/escalate forty people outside and officers withdrawing", "E-1 is open")
	c.reads(c.patel, c.direct(c.patel), "Escalation 1/E-1 for you, Duty Inspector")
	c.wind(11 * time.Minute)
	c.reads(c.khan, c.direct(c.khan), "Escalation 1/E-1 for you, On-call Superintendent")
	c.presses(c.khan, c.direct(c.khan), "Accept escalation E-1")
	c.submits(c.khan, c.direct(c.khan), nil)
	c.answered(c.khan, "Recorded as entry")
	c.reads(c.lee, room, "Escalation E-1 · ACCEPTED")
	c.reads(c.khan, room, "Escalation E-1 · ACCEPTED")
}

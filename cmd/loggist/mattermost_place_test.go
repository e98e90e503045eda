package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/bot/bottest"
	"loggist/bot/mattermost/mattermosttest"
)

// TestPlaceOnMattermost: where somebody was taken to is said in every way in which it can be, on a real server. It is in
// nothing that left for it, and in its whole database only where the person himself wrote it in a message: it keeps neither the
// commands that people type nor what they send in forms. What the incident is about is in no call about a room.
func TestPlaceOnMattermost_S19_S51_R3_12_R3_15(t *testing.T) {
	const hidden = "12 Hidden Lane"
	c := newChat(t, nil)
	x := placeTeller{c, c.calls(bottest.Accusation)}
	bottest.TellPlace(t, x, hidden)
	if where := c.left.Saying(hidden); len(where) > 0 || c.left.Len() < 100 {
		t.Errorf("of %d calls it left by %q", c.left.Len(), where)
	}
	about := c.left.Through("POST /api/v4/channels", "PUT /api/v4/channels")
	for _, word := range bottest.RoomsSayNot {
		if where := about.Saying(word); len(where) > 0 {
			t.Errorf("%q is said by %q", word, where)
		}
	}
	rows, wrote := 0, 0
	for table, lines := range c.s.Rows(t) {
		for _, line := range lines {
			rows++
			switch {
			case !bottest.Says(line, hidden):
			case table == "posts" && strings.Contains(line, c.patel.ID) && strings.Contains(line, "ci safety Person A is at "+hidden):
				wrote++
			default:
				t.Errorf("the server keeps it in %s: %s", table, line)
			}
		}
	}
	if rows < 100 || wrote != 1 {
		t.Errorf("of %d rows, %d are what he wrote himself: want one", rows, wrote)
	}
}

// placeTeller tells it on a real server.
type placeTeller struct {
	*chat
	room string
}

func (p placeTeller) Types(who string, room bottest.Room, line string) string {
	u, channel := p.person(who), p.room
	switch room {
	case bottest.Direct:
		channel = p.direct(u)
	case bottest.Second:
		channel = p.named(fmt.Sprintf("ci-%d-0001-b", time.Now().Year()))
	}
	if room != bottest.Direct {
		p.until(who+" is in the room", func() bool { return p.isMember(u, channel) })
	}
	p.seen[u].PassOver()
	if _, _, err := u.ExecuteCommandWithTeam(p.t.Context(), channel, p.s.Team.Id, line); err != nil {
		p.t.Fatal(err)
	}
	words := p.seen[u].Answered(p.t)
	if strings.Contains(words, notYet) {
		words = mattermosttest.Words(p.seen[u].Posted(p.t, resultOf))
	}
	return reading(words)
}

func (p placeTeller) Fills(who, line string, values map[string]string) string {
	u := p.person(who)
	p.seen[u].PassOver()
	u.Type(p.t, p.room, line)
	return reading(u.Fill(p.t, p.seen[u], p.seen[u].Dialog(p.t, u, offersForm), p.room, p.bot, offersForm, values))
}

func (p placeTeller) Writes(who, words string) string {
	u := p.person(who)
	p.seen[u].PassOver()
	u.Type(p.t, p.direct(u), words)
	return reading(mattermosttest.Words(p.seen[u].Posted(p.t, "Nothing was recorded")))
}

func (p placeTeller) Wind(d time.Duration) { p.wind(d) }

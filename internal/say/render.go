package say

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// render makes the message of a pending item.
func render(v View, s *incident.Side, h *incident.Head, it incident.Item) Rendered {
	c := scope{View: v, side: s, head: h, lane: it.Lane}
	if it.Class == incident.ClassRoom || it.Key == incident.KeyHeader {
		return c.room(it)
	}
	p := c.words(it)
	m := bot.Message{Key: messageKey(s, it), Act: bot.ActPost, Actions: p.Actions, Pin: p.Pin, Rings: it.Class == incident.ClassPage}
	if it.Lane.Room == "" {
		m.Act = bot.ActDirect
	}
	switch {
	case p.NotSent != "":
		return Rendered{Message: bot.Message{Key: m.Key, Act: m.Act}, NotSent: p.NotSent}
	case it.Lane.Room != "":
		m.Text = v.inRoom(p)
	default:
		m.Text = v.toPerson(p)
	}
	return Rendered{Message: m, Due: p.Due}
}

// messageKey names a message in one lane. What is first said under a key has one name in whatever version: whoever cannot
// know whether it was sent asks for that name, though it would read otherwise by now. Each change of it in place, and each
// thing done to a room, has a name of its own.
func messageKey(s *incident.Side, it incident.Item) string {
	where := string(it.Lane.Room)
	if where == "" {
		where = string(it.Lane.Platform) + ":" + string(it.Lane.Person)
	}
	key := fmt.Sprintf("%s/%s/%s/%s", s.Ref, s.Book, where, it.Key)
	isFirst := it.Sent == nil || it.Sent.Message == ""
	if isFirst && it.Class != incident.ClassRoom && it.Key != incident.KeyHeader {
		return key
	}
	return fmt.Sprintf("%s/%d", key, it.Version)
}

// words finds what an item says by its key.
func (c scope) words(it incident.Item) post {
	switch {
	case it.Key == incident.KeyHead:
		return c.headCard()
	case it.Key == incident.KeyAnswer:
		return c.answerCard()
	case incident.IsWaitingKey(it.Key):
		return c.waitingCard(it)
	}
	kind, rest, _ := strings.Cut(it.Key, "/")
	if kind == "entry" {
		n, _ := strconv.ParseUint(rest, 10, 64)
		if l, ok := c.side.Line(n); ok {
			return c.line(l)
		}
	}
	if kind == "recovered" {
		n, _ := strconv.ParseUint(rest, 10, 64)
		return c.recovered(n)
	}
	if kind == "checkpoint" {
		n, _ := strconv.ParseUint(rest, 10, 64)
		return c.checkpoint(n)
	}
	if kind == "ask" {
		return c.askedOf(rest)
	}
	if kind == "welcome" {
		return c.welcome(force.PersonID(rest))
	}
	if p, ok := c.thing(strings.TrimPrefix(kind, "S-"), rest); ok {
		return p
	}
	return post{NotSent: "nothing to say for " + it.Key}
}

// thing finds the words of a numbered thing: its card in a room, or what a person is told of it (rest says which).
func (c scope) thing(name, rest string) (post, bool) {
	series, number, _ := strings.Cut(name, "-")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 {
		return post{}, false
	}
	switch incident.Series(series) {
	case incident.SeriesEscalation:
		return c.escalation(n, rest)
	case incident.SeriesTask:
		return c.task(n, rest)
	case incident.SeriesReview:
		return c.review(n, rest)
	case incident.SeriesOffer:
		return c.offer(n, rest)
	}
	return post{}, false
}

// room is about the room itself: opening it, who is in it, its header.
func (c scope) room(it incident.Item) Rendered {
	r := c.side.Rooms[it.Lane.Room]
	m := bot.Message{Key: messageKey(c.side, it), Name: r.Name, Room: bot.RoomID(r.ID)}
	switch {
	case it.Key == incident.KeyRoom && r.ID != "":
		return Rendered{NotSent: "the room is open"}
	case it.Key == incident.KeyRoom:
		m.Act = bot.ActOpenRoom
		p := c.header()
		m.Topic, m.Facts = p.Topic, p.Facts
	case it.Key == incident.KeyHeader:
		m.Act = bot.ActDescribe
		p := c.header()
		m.Topic, m.Facts = p.Topic, p.Facts
	default:
		if account, ok := incident.OutsiderOf(it.Key); ok {
			m.Act, m.Person = bot.ActRemove, account
			break
		}
		id := force.PersonID(strings.TrimPrefix(it.Key, "member/"))
		m.Act, m.Person = bot.ActRemove, string(id) // the engine puts the platform's account in its place
		if c.side.IsMember(id) {
			m.Act = bot.ActInvite
		}
	}
	return Rendered{Message: m}
}

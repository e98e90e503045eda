package slack

import (
	"slices"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

const stone, brook = "U8STONE", "U8BROOK"

// outsiders are what was told of a room, in order: how many are in it that make it unfit, and who joined it or left it.
func (k *kept) outsiders(room string) (out []string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, r := range k.all {
		switch {
		case string(r.Room) != room:
		case r.Kind == bot.KindRoom:
			slices.Sort(r.Outsiders)
			line := "fit"
			if r.Unfit != "" {
				line = string(r.Unfit)
			}
			for _, id := range r.Outsiders {
				line += " " + id
			}
			out = append(out, line)
		case r.Kind == bot.KindJoined || r.Kind == bot.KindLeft:
			out = append(out, string(r.Kind)+" "+r.Person)
		}
	}
	return out
}

func (h *house) remove(room, user string) error {
	_, err := h.p.Send(h.t.Context(), bot.Message{Key: "out/" + user, Act: bot.ActRemove, Room: bot.RoomID(room), Person: user})
	return err
}

// TestGuestsAreTold: all who make a room unfit are told, before that they joined, and again whenever they are others; who is not a
// guest is none of them. That the last is gone is told whoever took him out.
func TestGuestsAreTold_R4_15(t *testing.T) {
	for _, mode := range []Mode{Socket, HTTP} {
		h := newHouse(t, mode)
		h.s.AddUser(slacktest.User{ID: stone, Guest: true}, slacktest.User{ID: brook, Guest: true})
		k := &kept{}
		h.run(k.handle)
		room := h.open("ci-2027-0001", lee)
		h.s.Join(khan, room, lee)
		h.s.Join(stone, room, lee)
		h.s.Join(brook, room, patel)
		for _, user := range []string{stone, brook} {
			if err := h.remove(room, user); err != nil {
				t.Fatal(err)
			}
		}
		h.s.Join(stone, room, lee)
		h.s.Leave(stone, room)
		want := []string{
			"joined " + khan,
			"guest " + stone, "joined " + stone, "guest " + brook + " " + stone, "joined " + brook, // who makes it unfit comes first
			"guest " + brook, "fit", // by us: that they left is no news
			"guest " + stone, "joined " + stone, "fit",
		}
		// Events are handled side by side: that he left by us may come when he has been let in again, and is told then, too.
		left := func(told string) bool { return told == "left "+stone }
		others := func() []string { return slices.DeleteFunc(k.outsiders(room), left) }
		waitFor(t, func() bool { return len(others()) >= len(want) && slices.ContainsFunc(k.outsiders(room), left) })
		if got := others(); !slices.Equal(got, want) {
			t.Errorf("%s: told %q,\nwant %q", mode, got, want)
		}
	}
}

// TestGuestsWhileNobodyListens: what no event told is found out, when it begins to receive and, of a room that is unfit, later.
func TestGuestsWhileNobodyListens_R4_15(t *testing.T) {
	h := newHouse(t, HTTP)
	h.p.LookEvery = 20 * time.Millisecond
	h.s.AddUser(slacktest.User{ID: stone, Guest: true}, slacktest.User{ID: brook, Guest: true})
	room, other := h.s.OpenChannel("ci-2027-0001", true, lee, slacktest.BotUser), h.s.OpenChannel("ci-2027-0002", true, lee, slacktest.BotUser)
	h.s.DeliverTo("http://127.0.0.1:1")
	h.s.Join(stone, room, lee)
	h.s.Break("conversations.members", slacktest.Fault{Status: 429, RetryAfter: 1}) // it goes on where it stopped
	k := &kept{}
	h.run(k.handle)
	waitFor(t, func() bool { return len(k.outsiders(room)) == 1 && len(k.outsiders(other)) == 1 })
	h.s.Join(brook, room, lee)
	waitFor(t, func() bool { return len(k.outsiders(room)) == 2 })
	h.s.Leave(stone, room)
	h.s.Leave(brook, room)
	last := func() string { told := k.outsiders(room); return told[len(told)-1] }
	waitFor(t, func() bool { return last() == "fit" })
	if got := k.outsiders(room)[:2]; !slices.Equal(got, []string{"guest " + stone, "guest " + brook + " " + stone}) {
		t.Errorf("told %q", got)
	}
	if got := k.outsiders(other); !slices.Equal(got, []string{"fit"}) {
		t.Errorf("of another room is told %q", got)
	}
}

// TestGuestWhoStays: where Slack does not let him be taken out, that is said as what it is: an administrator has to let it, or it
// cannot be done from here.
func TestGuestWhoStays_R4_15(t *testing.T) {
	h := newHouse(t, Socket)
	h.s.AddUser(slacktest.User{ID: stone, Guest: true})
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	h.s.Join(stone, room, lee)
	for answer, want := range map[string]bot.Class{
		"restricted_action": bot.Unauthorised, "missing_scope": bot.Unauthorised, "not_supported": bot.Permanent, "cant_kick_from_last_channel": bot.Permanent,
	} {
		h.s.Break("conversations.kick", slacktest.Fault{Error: answer})
		if err := h.remove(room, stone); bot.ClassOf(err) != want {
			t.Errorf("%s: %v, want %s", answer, err, want)
		}
	}
	if got := k.outsiders(room); !slices.Equal(got, []string{"guest " + stone, "joined " + stone}) {
		t.Errorf("told %q", got)
	}
}

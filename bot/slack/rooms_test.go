package slack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

func (h *house) say(room bot.RoomID, key string) error {
	_, err := h.p.Send(h.t.Context(), bot.Message{Key: key, Act: bot.ActPost, Room: room, Text: "OFFICIAL-SENSITIVE\nwords"})
	return err
}

// TestNothingIsSaidInUnsafeRooms: not in a public channel, not in one that is shared with another organisation, and, while he
// is there, not before a guest. A bound room that becomes so is noticed at once.
func TestNothingIsSaidInUnsafeRooms_R4_15(t *testing.T) {
	h := newHouse(t, Socket)
	h.s.AddUser(slacktest.User{ID: "U8GUEST", Guest: true})
	k := &kept{}
	h.run(k.handle)
	public := bot.RoomID(h.s.OpenChannel("everybody", false, lee, slacktest.BotUser))
	if err := h.say(public, "p"); bot.ClassOf(err) != bot.Retry {
		t.Errorf("in a public channel: %v", err)
	}
	for _, c := range []struct {
		name string
		turn func(room string)
		told bot.Request
	}{
		{"shared", func(room string) { h.s.Share(room) }, bot.Request{Kind: bot.KindRoom, Unfit: bot.UnfitShared}},
		{"made public", func(room string) { h.s.Publish(lee, room) }, bot.Request{Kind: bot.KindRoom, Unfit: bot.UnfitPublic, By: lee}},
		{"a guest", func(room string) { h.s.Join("U8GUEST", room, lee) }, bot.Request{Kind: bot.KindRoom, Unfit: bot.UnfitGuest, By: lee}},
	} {
		room := h.open("ci-"+strings.ReplaceAll(c.name, " ", "-"), lee)
		if err := h.say(bot.RoomID(room), "before"); err != nil {
			t.Fatalf("%s: before: %v", c.name, err)
		}
		c.turn(room)
		waitFor(t, func() bool { return h.say(bot.RoomID(room), "after "+time.Now().String()) != nil }) // the event is on its way
		posts := len(h.s.Calls("chat.postMessage"))
		if err := h.say(bot.RoomID(room), "at last"); bot.ClassOf(err) != bot.Retry {
			t.Errorf("%s: %v, want it to wait", c.name, err)
		}
		if !k.got(func(r bot.Request) bool {
			return r.Kind == c.told.Kind && r.Unfit == c.told.Unfit && r.By == c.told.By && r.Person == c.told.Person && r.Room == bot.RoomID(room)
		}) {
			t.Errorf("%s: nobody is told", c.name)
		}
		if n := len(h.s.Calls("chat.postMessage")); n != posts {
			t.Errorf("%s: it was posted all the same", c.name)
		}
	}
	// The guest is taken out again, and what waited is said.
	room := h.s.Room("ci-a-guest")
	if _, err := h.p.Send(t.Context(), bot.Message{Key: "out", Act: bot.ActRemove, Room: bot.RoomID(room), Person: "U8GUEST"}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return h.say(bot.RoomID(room), "waited") == nil })
	if _, err := h.p.Send(t.Context(), bot.Message{Key: "in", Act: bot.ActInvite, Room: bot.RoomID(room), Person: "U8GUEST"}); bot.ClassOf(err) != bot.Permanent {
		t.Errorf("a guest is invited: %v", err)
	}
}

// TestTakenNames: a channel of that name that we opened is the room; one that somebody else opened, or that is archived, is
// not, and the room gets a number.
func TestTakenNames(t *testing.T) {
	h := newHouse(t, Socket)
	h.s.OpenChannel("ci-2027-0001", true, lee)
	open := func(name string) string {
		r, err := h.p.Send(t.Context(), bot.Message{Key: name, Act: bot.ActOpenRoom, Name: name, Topic: strings.Repeat("Gold vacant · ", 40)})
		if err != nil {
			t.Fatal(err)
		}
		return string(r.Room)
	}
	first := open("ci-2027-0001")
	if first != h.s.Room("ci-2027-0001-2") || open("ci-2027-0001") != first {
		t.Errorf("the room is %s; another bears its name", first)
	}
	if _, err := h.p.Send(t.Context(), bot.Message{Key: "a", Act: bot.ActArchive, Room: bot.RoomID(first)}); err != nil {
		t.Fatal(err)
	}
	if again := open("ci-2027-0001"); again == first || again != h.s.Room("ci-2027-0001-3") {
		t.Errorf("an archived channel is taken for the room: %s", again)
	}
	// The answer to a creation is lost: the room that was made is found, and not another one opened.
	h.s.Break("conversations.create", slacktest.Fault{Lost: true})
	_, err := h.p.Send(t.Context(), bot.Message{Key: "l", Act: bot.ActOpenRoom, Name: "ci-2027-0002"})
	if bot.ClassOf(err) != bot.Unknown {
		t.Fatalf("a lost answer: %v", err)
	}
	if id := open("ci-2027-0002"); id != h.s.Room("ci-2027-0002") || h.s.Room("ci-2027-0002-2") != "" {
		t.Errorf("the room is %s, opened before as %s", id, h.s.Room("ci-2027-0002"))
	}
}

// TestMovementsAreTold: who was put into a room by Slack's own button, or left it, is told; what we did ourselves is not.
func TestMovementsAreTold(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	h.s.Join(khan, room, lee)
	if k.last.Kind != bot.KindJoined || k.last.Person != khan || k.last.By != lee || k.last.Room != bot.RoomID(room) {
		t.Errorf("joined: %+v", k.last)
	}
	h.s.Leave(khan, room)
	if k.last.Kind != bot.KindLeft || k.last.Person != khan {
		t.Errorf("left: %+v", k.last)
	}
	before := k.count()
	for _, act := range []bot.Act{bot.ActInvite, bot.ActRemove} {
		if _, err := h.p.Send(t.Context(), bot.Message{Key: string(act), Act: act, Room: bot.RoomID(room), Person: patel}); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(100 * time.Millisecond)
	if k.count() != before {
		t.Errorf("what we did ourselves is told: %+v", k.last)
	}
}

// TestArriving: put into a channel it tells of it, once however often that is delivered, and says there what it is answered, with
// its buttons; one in which no incident may be spoken of it leaves.
func TestArriving(t *testing.T) {
	for _, mode := range []Mode{Socket, HTTP} {
		h := newHouse(t, mode)
		k := &kept{answer: func(r bot.Request) bot.Reply {
			if r.Kind != bot.KindArrived {
				return bot.Reply{}
			}
			return bot.Reply{OK: true, Text: "I am Loggist", Actions: []bot.Action{{ID: "ci-bind", Label: "Bind this room to an incident"}}}
		}}
		h.run(k.handle)
		shared := h.s.OpenChannel("shared", true, lee)
		h.s.Share(shared)
		private, public := h.s.OpenChannel("team", true, lee), h.s.OpenChannel("everybody", false, lee)
		for room, unfit := range map[string]bot.Unfit{private: "", public: bot.UnfitPublic, shared: bot.UnfitShared} {
			a := h.s.Join(slacktest.BotUser, room, lee)
			if err := h.s.Redeliver(a, slacktest.Again{NewID: true, NoHeader: true}); err != nil {
				t.Fatal(err)
			}
			if !k.got(func(r bot.Request) bool {
				return r.Kind == bot.KindArrived && r.Room == bot.RoomID(room) && r.By == lee && r.Unfit == unfit && r.Person == ""
			}) {
				t.Errorf("%s, %s: not told", mode, unfit)
			}
			in := func() bool { return slices.Contains(h.s.Members(room), slacktest.BotUser) }
			waitFor(t, func() bool {
				list, _ := h.s.Look(lee, room)
				return len(list) > 0 && in() == (unfit == "")
			})
			list, _ := h.s.Look(lee, room)
			if _, buttons := slacktest.Reading(list[0].Blocks); len(list) != 1 || list[0].Text != "I am Loggist" || len(buttons) != 1 {
				t.Errorf("%s, %s: said %+v", mode, unfit, list)
			}
		}
	}
}

// TestLook: who is in a channel that others opened, without the app itself; one that it is not in, or that is unfit, is said to be so;
// and what cannot be found out is an error.
func TestLook(t *testing.T) {
	h := newHouse(t, Socket)
	h.s.AddUser(slacktest.User{ID: "U8GUEST", Guest: true})
	for _, c := range []struct {
		name  string
		room  string
		unfit bot.Unfit
		in    []string
	}{
		{"private", h.s.OpenChannel("team", true, lee, patel, slacktest.BotUser), "", []string{lee, patel}},
		{"with a guest", h.s.OpenChannel("guests", true, lee, "U8GUEST", slacktest.BotUser), bot.UnfitGuest, []string{lee, "U8GUEST"}},
		{"public", h.s.OpenChannel("everybody", false, lee, slacktest.BotUser), bot.UnfitPublic, nil},
		{"of others", h.s.OpenChannel("others", true, lee), bot.UnfitGone, nil},
	} {
		got, err := h.p.Look(t.Context(), bot.RoomID(c.room))
		if err != nil || got.Unfit != c.unfit || !slices.Equal(got.People, c.in) {
			t.Errorf("%s: %+v, %v", c.name, got, err)
		}
	}
	h.s.Break("conversations.members", slacktest.Fault{Status: 503})
	if _, err := h.p.Look(t.Context(), bot.RoomID(h.s.OpenChannel("more", true, lee, slacktest.BotUser))); err == nil {
		t.Error("no error though it cannot be known who is in it")
	}
}

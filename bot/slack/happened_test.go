package slack

import (
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

// TestMarkedMessages_R2_19: a message is marked with the emoji or with "Log that", in the room or in a thread, by however many:
// it is one. Another emoji is none, and what the bot said itself is in the record already.
func TestMarkedMessages_R2_19(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee, patel, khan)
	_, parent, err := h.s.Say(patel, room, "forty people & a <@"+lee+">", "")
	if err != nil {
		t.Fatal(err)
	}
	_, reply, err := h.s.Say(khan, room, "in the thread", parent)
	if err != nil {
		t.Fatal(err)
	}
	own, err := h.p.Send(t.Context(), bot.Message{Key: "k", Act: bot.ActPost, Room: bot.RoomID(room), Text: "own words"})
	if err != nil {
		t.Fatal(err)
	}
	_, ownTS, _ := placeOf(own.Message)
	before := k.count()
	a, err := h.s.React(lee, room, parent, "memo", false)
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := a.Wait(func(slacktest.Shown) bool { return true }); !ok || x.Text != "Recorded as entry 014." {
		t.Errorf("shown %+v", x)
	}
	r := k.last
	if r.Kind != bot.KindMarked || r.Person != lee || r.Room != bot.RoomID(room) || r.Source == nil || r.Source.Author != patel ||
		r.Source.Text != "forty people & a <@"+lee+">" || r.Source.Message != messageID(room, parent) || !r.Source.At.Equal(timeOf(parent)) || r.Source.Link == "" {
		t.Errorf("marked: %+v, %+v", r, r.Source)
	}
	for _, who := range []string{patel, khan} {
		if _, err := h.s.React(who, room, parent, "memo", false); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.s.Shortcut(khan, room, parent, captureCallback); err != nil {
		t.Fatal(err)
	}
	h.s.React(lee, room, parent, "eyes", false)
	h.s.React(lee, room, ownTS, "memo", false)
	if got := k.count() - before; got != 1 {
		t.Errorf("%d acts, want one, however many mark it", got)
	}
	h.s.React(lee, room, reply, "memo", false)
	if k.last.Source == nil || k.last.Source.Text != "in the thread" || k.last.Source.Author != khan {
		t.Errorf("in a thread: %+v", k.last.Source)
	}
	h.s.React(lee, room, parent, "memo", true)
	if k.last.Kind != bot.KindUnmarked || k.last.Source.Message != messageID(room, parent) || k.last.Person != lee {
		t.Errorf("taken off: %+v", k.last)
	}
	// Where the message cannot be read, the event stays unacknowledged and comes again.
	_, other, _ := h.s.Say(patel, room, "another", "")
	h.s.Break("conversations.replies", slacktest.Fault{Status: 503})
	if _, err := h.s.React(lee, room, other, "memo", false); err != nil {
		t.Fatal(err)
	}
	if !k.got(func(r bot.Request) bool { return r.Kind == bot.KindMarked && r.Source.Text == "another" }) {
		t.Error("a mark is lost when Slack fails once")
	}
}

// TestChangedMessages_R2_9: a message that is changed or deleted is told with what it says now; what we edit ourselves is not.
func TestChangedMessages_R2_9(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	_, ts, err := h.s.Say(lee, room, "before", "")
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.s.EditMessage(lee, room, ts, "after & later")
	if err != nil {
		t.Fatal(err)
	}
	if r := k.last; r.Kind != bot.KindChanged || r.Source.Text != "after & later" || r.By != lee || r.Person != "" || r.Source.Message != messageID(room, ts) {
		t.Errorf("changed: %+v, %+v", r, r.Source)
	}
	before := k.count()
	if err := h.s.Redeliver(a, slacktest.Again{NewID: true, NoHeader: true}); err != nil || k.count() != before {
		t.Errorf("the same change again is another: %v", err)
	}
	if _, err := h.s.EditMessage(lee, room, ts, ""); err != nil {
		t.Fatal(err)
	}
	if r := k.last; r.Kind != bot.KindChanged || !r.Source.Deleted || r.Source.Text != "" {
		t.Errorf("deleted: %+v, %+v", r, r.Source)
	}
}

// TestRoomIsFitAgain: when what made a room unfit is over, that is told, too, and what waited is said.
func TestRoomIsFitAgain(t *testing.T) {
	h := newHouse(t, HTTP)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	h.s.Share(room)
	if h.say(bot.RoomID(room), "k") == nil {
		t.Error("it is said in a shared room")
	}
	h.s.Unshare(room)
	if r := k.last; r.Kind != bot.KindRoom || r.Unfit != "" || r.Room != bot.RoomID(room) {
		t.Errorf("unshared: %+v", r)
	}
	if err := h.say(bot.RoomID(room), "k"); err != nil {
		t.Errorf("it is fit again: %v", err)
	}
}

// TestHomeIsOnesOwn: the tab shows the answers to a person's own questions, asked as he himself would, and its buttons work.
func TestHomeIsOnesOwn(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{answer: func(r bot.Request) bot.Reply {
		switch {
		case r.Kind == bot.KindPress:
			return bot.Reply{OK: true, Text: "Recorded as entry 015."}
		case r.Person == khan:
			return bot.Reply{Text: "Loggist does not know this account as police staff. " + nothing}
		}
		return bot.Reply{OK: true, Text: r.Person + " asks " + r.Text, Actions: []bot.Action{{ID: "task:1 " + r.Text, Label: "Accept task " + r.Text}}}
	}}
	h.run(k.handle)
	h.s.OpenHome(lee)
	home := func(who string) string {
		v := h.s.Home(who)
		if v == nil {
			return ""
		}
		text, _ := slacktest.Reading(v.Blocks)
		return text
	}
	if !k.got(func(r bot.Request) bool { return r.Text == "list" && r.Direct && r.Command == "ci" }) {
		t.Fatal("the questions of the board are not asked")
	}
	waitFor(t, func() bool { return home(lee) != "" })
	if got := home(lee); got != lee+" asks waiting\n"+lee+" asks list" {
		t.Errorf("the board reads %q", got)
	}
	a, err := h.s.PressHome(lee, "Accept task list")
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := a.Wait(func(x slacktest.Shown) bool { return x.View != nil }); !ok || !k.last.Direct || k.last.Kind != bot.KindPress {
		t.Errorf("pressed: %+v; the handler got %+v", x, k.last)
	}
	h.s.OpenHome(khan)
	waitFor(t, func() bool { return home(khan) != "" })
	if got := home(khan); strings.Count(got, "does not know") != 1 {
		t.Errorf("whom nobody knows reads %q, want to be told once", got)
	}
}

func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain")
		}
	}
}

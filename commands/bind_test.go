package commands

import (
	"errors"
	"strings"
	"testing"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// TestNoRoomIsBoundInWhichStrangersRead: a room in which somebody is who can be no member of an incident's room is not bound, nor one
// that is unfit; the refusal says who, and nothing is recorded. Otherwise who is in it becomes a member by the same act.
func TestNoRoomIsBoundInWhichStrangersRead_R4_15(t *testing.T) {
	for _, c := range []struct {
		name string
		look *bot.Look
		want string
	}{
		{"an account that nobody knows", &bot.Look{People: []string{"sgt.lee", "U9"}}, "in it are an account that I do not know as police staff"},
		{"two", &bot.Look{People: []string{"U9", "U8"}}, "2 accounts that I do not know"},
		{"a guest", &bot.Look{People: []string{"guest.stone"}}, "Stone"},
		{"a partner", &bot.Look{People: []string{"prob.shah"}}, "Shah"},
		{"of MOSOVO", &bot.Look{People: []string{"ds.hughes", "sgt.lee"}}, "DS Hughes"},
		{"public", &bot.Look{Unfit: bot.UnfitPublic}, "everybody can read it"},
		{"shared", &bot.Look{Unfit: bot.UnfitShared}, "shared with another organisation"},
		{"with a guest of another organisation", &bot.Look{Unfit: bot.UnfitGuest, People: []string{"sgt.lee"}}, "a guest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := newPlay(t)
			_, err := bind(t, p, c.look)
			u, ok := errors.AsType[*bot.UserError](err)
			if !ok || !strings.Contains(u.Say, c.want) || !strings.Contains(u.Say, nothing) {
				t.Errorf("%v; want a refusal with %q", err, c.want)
			}
		})
	}
	p := newPlay(t)
	if _, err := bind(t, p, nil); !errors.Is(err, ErrLook) {
		t.Errorf("bound without having looked: %v", err)
	}
	out, err := bind(t, p, &bot.Look{People: []string{"sgt.lee", "supt.khan", "insp.ward"}})
	if err != nil {
		t.Fatal(err)
	}
	p.Do("sgt.lee", out.Entries...)
	open := &p.Full.Open.Side
	for _, id := range []force.PersonID{"sgt.lee", "supt.khan", "insp.ward"} {
		if !open.IsMember(id) {
			t.Errorf("%s is in the room and no member", id)
		}
	}
	if len(out.Register) != 1 {
		t.Fatalf("register %v", out.Register)
	}
	if b, ok := out.Register[0].Body.(*incident.RoomBound); !ok || b.ID != "R1" || b.Ref != open.Ref || b.Book != incident.BookOpen {
		t.Errorf("the register says %+v", out.Register[0].Body)
	}
	adopted, other := 0, 0
	for _, r := range open.Rooms {
		if r.Adopted && r.ID == "R1" && !r.Replaced {
			adopted++
		}
		if !r.Adopted && !r.Replaced {
			other++
		}
	}
	if adopted != 1 || other == 0 {
		t.Errorf("%d adopted, %d others: the rooms that were there stay", adopted, other)
	}
	// A clean room takes the place of the one that Loggist opened; the adopted one, which is fit, stays.
	p.Do("sgt.lee", incident.Draft{Book: incident.BookOpen, Body: open.CleanRoom(force.Local)})
	for _, r := range open.Rooms {
		if r.Adopted == r.Replaced && r.Platform == force.Local && (r.Adopted || r.ID != "") {
			t.Errorf("after a clean room was opened: %+v", r)
		}
	}
}

func bind(t *testing.T, p *play, look *bot.Look) (Output, error) {
	t.Helper()
	act, err := ReadLine("ci", "bind | because the team has talked here since 2100", func(string) (force.PersonID, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	in := p.input("sgt.lee")
	in.Platform, in.Room, in.Look = force.Local, "R1", look
	return act.Run(in)
}

// TestArrivedSaysWhatItIs: put into a room it says what it is and what can be done; what it cannot stay in it says; in a room that is
// bound, nothing.
func TestArrivedSaysWhatItIs(t *testing.T) {
	r := Arrived(force.Demo(), false, "")
	if !strings.HasPrefix(r.Text, "I am Loggist") || !strings.Contains(r.Text, "nothing that is said here is recorded") || len(r.Actions) != 2 {
		t.Errorf("%+v", r)
	}
	for _, a := range r.Actions {
		if act, err := ReadAction(a.ID); err != nil || act.Command == nil || a.Label != act.Command.button() {
			t.Errorf("the button %q: %v", a.Label, err)
		}
	}
	for _, why := range []bot.Unfit{bot.UnfitPublic, bot.UnfitGuest, bot.UnfitShared, bot.UnfitArchived, bot.UnfitGone} {
		if r := Arrived(force.Demo(), true, why); !strings.Contains(r.Text, "I cannot stay in this room: "+unfitWords[why]+".") || unfitWords[why] == "" || len(r.Actions) > 0 {
			t.Errorf("%s: %+v", why, r)
		}
	}
	if r := Arrived(force.Demo(), true, ""); r.Text != "" || len(r.Actions) > 0 {
		t.Errorf("%+v", r)
	}
}

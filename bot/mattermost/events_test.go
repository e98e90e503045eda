package mattermost

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/mattermost/mattermosttest"
)

// farAhead is a time that no test reaches.
var farAhead = time.Now().AddDate(100, 0, 0)

// TestGapIsCaughtUpWith: while the bot's connection is cut, people are added and leave, a message is changed, one is deleted and
// one is marked. Nothing of it is missed, and each is told once.
func TestGapIsCaughtUpWith(t *testing.T) {
	server := mattermosttest.StartServer(t)
	w := newWire(t, server.URL)
	h := newHouseAt(t, server, w.url)
	s := h.serve(nil)
	room := h.room("ci-2027-0001", "sgt.lee", "insp.patel")
	edited, deleted, marked := h.says("sgt.lee", room, "first"), h.says("sgt.lee", room, "second"), h.says("sgt.lee", room, "third")
	own := h.send(bot.Message{Act: bot.ActPost, Key: "k", Room: room, Text: "a post of the bot"})
	for _, x := range []*model.Post{edited, deleted, marked} {
		s.await("what was written", func(r bot.Request) bool { return r.Message == bot.MessageID(x.Id) })
	}
	w.set(true)
	lee, patel, ctx := h.users[h.ids["sgt.lee"]], h.users[h.ids["insp.patel"]], t.Context()
	_, r, err := lee.AddChannelMember(ctx, string(room), h.ids["supt.khan"])
	h.must(r, err)
	h.must(patel.RemoveUserFromChannel(ctx, string(room), patel.ID))
	_, r, err = lee.PatchPost(ctx, edited.Id, &model.PostPatch{Message: new("first, mended")})
	h.must(r, err)
	h.must(lee.DeletePost(ctx, deleted.Id))
	h.must(h.admin.DeletePost(ctx, string(own.Message)))
	_, r, err = lee.SaveReaction(ctx, &model.Reaction{UserId: lee.ID, PostId: marked.Id, EmojiName: "memo"})
	h.must(r, err)
	late := h.says("sgt.lee", room, "fourth")
	w.set(false)

	change := func(id string, gone bool, text string) func(bot.Request) bool {
		return func(r bot.Request) bool {
			return r.Kind == bot.KindChanged && r.Room == room && string(r.Source.Message) == id && r.Source.Deleted == gone && r.Source.Text == text
		}
	}
	for what, is := range map[string]func(bot.Request) bool{
		"who was added": func(r bot.Request) bool {
			return r.Kind == bot.KindJoined && r.Room == room && r.Person == h.ids["supt.khan"] && r.By == lee.ID
		},
		"who left":                 func(r bot.Request) bool { return r.Kind == bot.KindLeft && r.Room == room && r.Person == patel.ID },
		"the change":               change(edited.Id, false, "first, mended"),
		"the deletion":             change(deleted.Id, true, ""),
		"the deletion of the post": change(string(own.Message), true, ""),
		"the mark": func(r bot.Request) bool {
			return r.Kind == bot.KindMarked && string(r.Source.Message) == marked.Id && r.Source.Text == "third" && r.Person == lee.ID
		},
		"what was written": func(r bot.Request) bool { return r.Kind == bot.KindText && r.Message == bot.MessageID(late.Id) },
	} {
		s.await(what, is)
	}
	ids := map[string]bool{}
	for _, r := range s.requests(bot.KindJoined, bot.KindLeft, bot.KindText) {
		if ids[r.ID] {
			t.Errorf("%s was told twice", r.ID)
		}
		ids[r.ID] = true
	}
}

// TestCaptures: a message is logged by the mark, or by its address after a command; a file by name, size and hash alone.
func TestCaptures(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	s := h.serve(func(r bot.Request) bot.Reply { return bot.Reply{OK: true, Text: "Recorded as entry 014."} })
	room := h.room("ci-2027-0001", "sgt.lee", "insp.patel")
	patel, ctx := h.users[h.ids["insp.patel"]], t.Context()
	content := []byte("not a picture, but nobody looks\n")
	up, _, err := h.users[h.ids["sgt.lee"]].UploadFile(ctx, content, string(room), "door.txt")
	if err != nil {
		t.Fatal(err)
	}
	x := h.says("sgt.lee", room, "the door at the back is open, @insp.patel", up.FileInfos[0].Id)
	_, r, err := patel.SaveReaction(ctx, &model.Reaction{UserId: patel.ID, PostId: x.Id, EmojiName: "memo"})
	h.must(r, err)
	sum := sha256.Sum256(content)
	want := bot.File{Name: "door.txt", Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:])}
	good := func(r bot.Request) bool {
		return r.Kind == bot.KindMarked && r.Room == room && r.Person == patel.ID && r.Source.Author == h.ids["sgt.lee"] && slices.Equal(r.Source.Files, []bot.File{want}) &&
			r.Source.Text == "the door at the back is open, <@"+patel.ID+">" && string(r.Source.Message) == x.Id && strings.HasSuffix(r.Source.Link, "/pl/"+x.Id)
	}
	s.await("the mark", good)
	h.must(patel.DeleteReaction(ctx, &model.Reaction{UserId: patel.ID, PostId: x.Id, EmojiName: "memo"}))
	s.await("that it was taken off", func(r bot.Request) bool { return r.Kind == bot.KindUnmarked && string(r.Source.Message) == x.Id })

	seen, marks := patel.Watch(t), len(s.requests(bot.KindMarked)) // it may have been told more than once, as the same act
	link := h.url + "/" + h.team.Name + "/pl/" + x.Id
	if _, _, err := patel.ExecuteCommandWithTeam(ctx, string(room), h.team.Id, "/log "+link); err != nil {
		t.Fatal(err)
	}
	seen.Ephemeral(t, "Recorded as entry 014.")
	if got := s.requests(bot.KindMarked)[marks:]; len(got) != 1 || !good(got[0]) {
		t.Errorf("the address of the message: %v", kindsOf(s.requests()))
	}
	for _, r := range s.requests(bot.KindMarked) {
		if r.ID != s.requests(bot.KindMarked)[0].ID {
			t.Errorf("the same mark is two acts, %s", r.ID)
		}
	}
	// Who is not in the room learns nothing of what stands there.
	khan := h.users[h.ids["supt.khan"]]
	before, look := len(s.requests()), khan.Watch(t)
	for _, address := range []string{link, h.url + "/" + h.team.Name + "/pl/" + model.NewId()} {
		if _, _, err := khan.ExecuteCommandWithTeam(ctx, h.direct(khan.ID), h.team.Id, "/log "+address); err != nil {
			t.Fatal(err)
		}
		look.Ephemeral(t, "That message is in no room in which both you and I are. Nothing was recorded.")
	}
	if len(s.requests()) != before {
		t.Errorf("a stranger's mark reached the handler: %v", kindsOf(s.requests()[before:]))
	}
}

// TestRoomsThatBecomeUnfit: a room that is made public, archived, or that the bot is taken out of, and back; a guest who is let in.
// Nothing is said there meanwhile, and nothing that was to be said is refused for ever before it is known why.
func TestRoomsThatBecomeUnfit(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	s := h.serve(nil)
	ctx := t.Context()
	self, err := h.p.whoami(ctx)
	if err != nil {
		t.Fatal(err)
	}
	guest, _ := h.s.Account("guest.stone")
	h.join(guest.ID)
	h.s.Demote(t, guest)
	for why, c := range map[bot.Unfit]struct{ spoil, mend func(room string) }{
		bot.UnfitPublic: {
			func(room string) {
				_, r, err := h.admin.UpdateChannelPrivacy(ctx, room, model.ChannelTypeOpen)
				h.must(r, err)
			},
			func(room string) {
				_, r, err := h.admin.UpdateChannelPrivacy(ctx, room, model.ChannelTypePrivate)
				h.must(r, err)
			},
		},
		bot.UnfitArchived: {
			func(room string) { h.must(h.admin.DeleteChannel(ctx, room)) },
			func(room string) { _, r, err := h.admin.RestoreChannel(ctx, room); h.must(r, err) },
		},
		bot.UnfitGone: {
			func(room string) { h.must(h.admin.RemoveUserFromChannel(ctx, room, self.user)) },
			func(room string) { _, r, err := h.admin.AddChannelMember(ctx, room, self.user); h.must(r, err) },
		},
		bot.UnfitGuest: {
			func(room string) { _, r, err := h.admin.AddChannelMember(ctx, room, guest.ID); h.must(r, err) },
			func(room string) { h.must(h.admin.RemoveUserFromChannel(ctx, room, guest.ID)) },
		},
	} {
		t.Run(string(why), func(t *testing.T) {
			room := h.room("ci-2027-"+string(why), "sgt.lee")
			h.send(bot.Message{Act: bot.ActPost, Key: "before", Room: room, Text: "before"})
			c.spoil(string(room))
			of := func(u bot.Unfit) func(bot.Request) bool {
				return func(r bot.Request) bool { return r.Kind == bot.KindRoom && r.Room == room && r.Unfit == u }
			}
			told := s.await("that it is unfit", of(why))
			if wanted := map[bool][]string{true: {guest.ID}}[why == bot.UnfitGuest]; !slices.Equal(told.Outsiders, wanted) {
				t.Errorf("who makes it unfit is said to be %q", told.Outsiders)
			}
			_, err := h.p.Send(ctx, bot.Message{Act: bot.ActPost, Key: "meanwhile", Room: room, Text: "meanwhile"})
			if class := bot.ClassOf(err); err == nil || why == bot.UnfitGuest && class != bot.Retry {
				t.Errorf("a post meanwhile: %v", err)
			}
			before := len(s.requests(bot.KindRoom))
			c.mend(string(room))
			s.await("that it is fit again", func(r bot.Request) bool { return len(s.requests(bot.KindRoom)) > before && of("")(r) })
			h.send(bot.Message{Act: bot.ActPost, Key: "after", Room: room, Text: "after"})
			seen, _ := h.read(h.ids["sgt.lee"], room)
			var said []string
			for _, x := range seen {
				if x.FromBot && !strings.HasPrefix(x.Text, "I am Loggist") {
					said = append(said, x.Text)
				}
			}
			if !slices.Equal(said, []string{"before", "after"}) {
				t.Errorf("the room reads %q", said)
			}
		})
	}
	t.Run("another guest", func(t *testing.T) {
		stone := guest.ID
		other, _ := h.s.Account("prob.shah")
		for _, a := range []mattermosttest.Account{guest, other} { // with his last room a guest is taken out of the team
			h.join(a.ID)
			h.s.Demote(t, a)
		}
		room := h.room("ci-2027-guests", "sgt.lee")
		in := func(want ...string) func(bot.Request) bool {
			return func(r bot.Request) bool {
				return r.Kind == bot.KindRoom && r.Room == room && bot.Fitness{Unfit: bot.UnfitGuest, Outsiders: want}.Same(bot.Fitness{Unfit: r.Unfit, Outsiders: r.Outsiders})
			}
		}
		add := func(id string) { _, r, err := h.admin.AddChannelMember(ctx, string(room), id); h.must(r, err) }
		add(stone)
		s.await("that there is one", in(stone))
		add(other.ID)
		s.await("that there are two", in(stone, other.ID))
		s.await("who he is, after that", func(r bot.Request) bool { return r.Kind == bot.KindJoined && r.Person == other.ID })
		told := 0
		for _, r := range s.requests(bot.KindRoom, bot.KindJoined) {
			switch {
			case in(stone, other.ID)(r):
				told++
			case r.Person == other.ID && told == 0:
				t.Error("that he joined is told before that he makes the room unfit")
			}
		}
		if told != 1 {
			t.Errorf("that there are two is told %d times", told)
		}
		for _, id := range []string{stone, other.ID} {
			h.send(bot.Message{Act: bot.ActRemove, Room: room, Person: id})
		}
		s.await("that it is fit again", func(r bot.Request) bool { return r.Room == room && r.Kind == bot.KindRoom && r.Unfit == "" })
	})
	t.Run("nobody was told yet", func(t *testing.T) {
		room := h.room("ci-2027-untold", "sgt.lee")
		put(&h.p.known, h.p.known.channels, string(room), knownChannel{bot.Fitness{Unfit: bot.UnfitArchived}, farAhead})
		_, err := h.p.Send(ctx, bot.Message{Act: bot.ActPost, Key: "k", Room: room, Text: "kept"})
		if bot.ClassOf(err) != bot.Retry {
			t.Errorf("%v, want retry: the handler was told just now", err)
		}
		s.await("that it is unfit", func(r bot.Request) bool { return r.Room == room && r.Unfit == bot.UnfitArchived })
		_, err = h.p.Send(ctx, bot.Message{Act: bot.ActPost, Key: "k", Room: room, Text: "kept"})
		if bot.ClassOf(err) != bot.Permanent {
			t.Errorf("%v, want permanent", err)
		}
	})
}

// TestWhisper: where an administrator lets the bot, what is for one person is said in the room and seen by him alone; where not,
// it is said in his own conversation.
func TestWhisper(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	h.serve(func(bot.Request) bot.Reply {
		return bot.Reply{Text: "That was sent as a message. Nothing was recorded."}
	})
	room, ctx := h.room("ci-2027-0001", "sgt.lee", "insp.patel"), t.Context()
	lee, patel := h.users[h.ids["sgt.lee"]], h.users[h.ids["insp.patel"]]
	seen, other := lee.Watch(t), patel.Watch(t)
	h.says("sgt.lee", room, "/ decision stay")
	if x := seen.Posted(t, "That was sent as a message"); x.ChannelId != h.direct(lee.ID) {
		t.Error("without permission it is not said in his own conversation")
	}
	self, err := h.p.whoami(ctx)
	if err != nil {
		t.Fatal(err)
	}
	role, r, err := h.admin.GetRoleByName(ctx, model.SystemPostAllRoleId)
	h.must(r, err)
	permissions := append(role.Permissions, "create_post_ephemeral")
	_, r, err = h.admin.PatchRole(ctx, role.Id, &model.RolePatch{Permissions: &permissions})
	h.must(r, err)
	h.must(h.admin.UpdateUserRoles(ctx, self.user, "system_user system_post_all"))
	h.p.known.mu.Lock()
	h.p.known.mute = farAhead.AddDate(-200, 0, 0) // ten minutes have passed
	h.p.known.mu.Unlock()
	h.says("sgt.lee", room, "/ decision stay longer")
	if x := seen.Ephemeral(t, "That was sent as a message"); x.ChannelId != string(room) {
		t.Error("it is not said in the room")
	}
	if other.Saw("That was sent as a message") {
		t.Error("another person saw it")
	}
}

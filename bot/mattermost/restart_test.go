package mattermost

import (
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/mattermost/mattermosttest"
)

// TestRestartLooksBack: what happened in the rooms of all teams while no process ran is told by the next one: who came and went,
// what was changed and deleted, and what was marked. What the one before had told already it tells by the same names.
func TestRestartLooksBack(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	ctx := t.Context()
	self, err := h.p.whoami(ctx)
	if err != nil {
		t.Fatal(err)
	}
	other, _, err := h.admin.CreateTeam(ctx, &model.Team{Name: h.team.Name + "-b", DisplayName: "another", Type: model.TeamInvite})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{self.user, h.ids["sgt.lee"], h.ids["insp.patel"], h.ids["supt.khan"]} {
		if _, _, err := h.admin.AddTeamMember(ctx, other.Id, id); err != nil {
			t.Fatal(err)
		}
	}
	lee, patel, khan := h.users[h.ids["sgt.lee"]], h.users[h.ids["insp.patel"]], h.ids["supt.khan"]
	before := h.serve(nil)
	first := h.room("ci-2027-0001", "sgt.lee", "insp.patel")
	second, _, err := lee.CreateChannel(ctx, &model.Channel{TeamId: other.Id, Name: "adopted", DisplayName: "adopted", Type: model.ChannelTypePrivate})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{self.user, patel.ID} {
		if _, _, err := lee.AddChannelMember(ctx, second.Id, id); err != nil {
			t.Fatal(err)
		}
	}
	rooms := map[string]bot.RoomID{"the first team": first, "another team": bot.RoomID(second.Id)}
	type posts struct{ edited, deleted, marked *model.Post }
	written := map[string]posts{}
	for name, room := range rooms {
		x := posts{h.says("sgt.lee", room, "first"), h.says("sgt.lee", room, "second"), h.says("sgt.lee", room, "third")}
		written[name] = x
		before.await("the last that was written", func(r bot.Request) bool { return r.Message == bot.MessageID(x.marked.Id) })
	}
	before.stop()

	for name, room := range rooms {
		x := written[name]
		_, r, err := lee.AddChannelMember(ctx, string(room), khan)
		h.must(r, err)
		h.must(patel.RemoveUserFromChannel(ctx, string(room), patel.ID))
		_, r, err = lee.PatchPost(ctx, x.edited.Id, &model.PostPatch{Message: new("first, mended")})
		h.must(r, err)
		h.must(lee.DeletePost(ctx, x.deleted.Id))
		_, r, err = lee.SaveReaction(ctx, &model.Reaction{UserId: lee.ID, PostId: x.marked.Id, EmojiName: "memo"})
		h.must(r, err)
	}

	if h.p, err = New(h.p.Options); err != nil { // a process that knows nothing
		t.Fatal(err)
	}
	after := h.serve(nil)
	for name, room := range rooms {
		x := written[name]
		changed := func(id string, gone bool) func(bot.Request) bool {
			return func(r bot.Request) bool {
				return r.Kind == bot.KindChanged && r.Room == room && string(r.Source.Message) == id && r.Source.Deleted == gone
			}
		}
		for what, is := range map[string]func(bot.Request) bool{
			"who was added": func(r bot.Request) bool {
				return r.Kind == bot.KindJoined && r.Room == room && r.Person == khan && r.By == lee.ID
			},
			"who left":     func(r bot.Request) bool { return r.Kind == bot.KindLeft && r.Room == room && r.Person == patel.ID },
			"the change":   changed(x.edited.Id, false),
			"the deletion": changed(x.deleted.Id, true),
			"the mark": func(r bot.Request) bool {
				return r.Kind == bot.KindMarked && r.Room == room && string(r.Source.Message) == x.marked.Id && r.Person == lee.ID
			},
		} {
			after.await(what+" in "+name, is)
		}
	}
	told := map[string]string{}
	for _, r := range before.requests(bot.KindText, bot.KindJoined) {
		told[string(r.Kind)+string(r.Room)+string(r.Message)+r.Person] = r.ID
	}
	for _, r := range after.requests(bot.KindText, bot.KindJoined) {
		if id, known := told[string(r.Kind)+string(r.Room)+string(r.Message)+r.Person]; known && id != r.ID {
			t.Errorf("%s was told as %s, and is told again as %s", r.Kind, id, r.ID)
		}
	}
}

package mattermost

import (
	"net/http"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/mattermost/mattermosttest"
)

// TestServerForgotThatWeAreInTheRoom: a server that remembers our channels as they were before the room was opened refuses
// everything there, for a quarter of an hour. Nothing may be lost by that: neither an invitation, nor a post, nor the room.
func TestServerForgotThatWeAreInTheRoom(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	ctx := t.Context()
	self, err := h.p.whoami(ctx)
	if err != nil {
		t.Fatal(err)
	}
	// forgotten makes such a room.
	forgotten := func(t *testing.T, name string) bot.RoomID {
		t.Helper()
		before, err := h.p.Send(ctx, bot.Message{Act: bot.ActOpenRoom, Name: name + "-before"})
		if err != nil {
			t.Fatal(err)
		}
		room, _, err := h.admin.CreateChannel(ctx, &model.Channel{TeamId: self.team, Name: name, DisplayName: name, Type: model.ChannelTypePrivate})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := h.p.api.GetChannel(ctx, string(before.Room)); err != nil { // it remembers that we are in this one
			t.Fatal(err)
		}
		h.s.MoveUnseen(t, self.user, string(before.Room), room.Id)
		if _, r, err := h.p.api.AddChannelMember(ctx, room.Id, h.ids["sgt.lee"]); err == nil || r.StatusCode != http.StatusForbidden {
			t.Fatalf("the server remembers that we are in the room: %v", err)
		}
		return bot.RoomID(room.Id)
	}
	for name, m := range map[string]bot.Message{
		"invite":   {Act: bot.ActInvite, Person: h.ids["sgt.lee"]},
		"post":     {Act: bot.ActPost, Key: "k", Text: "said"},
		"describe": {Act: bot.ActDescribe, Topic: "Called"},
		"archive":  {Act: bot.ActArchive},
	} {
		t.Run(name, func(t *testing.T) {
			m.Room = forgotten(t, "ci-2027-0001-"+name)
			if _, err := h.p.Send(ctx, m); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("the room is not gone", func(t *testing.T) {
		room := forgotten(t, "ci-2027-0001-gone")
		if is, err := h.p.fitness(ctx, string(room)); err != nil || is.Unfit != "" {
			t.Errorf("unfit %q, %v", is.Unfit, err)
		}
	})
	t.Run("a room that we are not in", func(t *testing.T) {
		c, _, err := h.admin.CreateChannel(ctx, &model.Channel{TeamId: self.team, Name: "not-ours", DisplayName: "not ours", Type: model.ChannelTypePrivate})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.p.Send(ctx, bot.Message{Act: bot.ActInvite, Room: bot.RoomID(c.Id), Person: h.ids["sgt.lee"]})
		if bot.ClassOf(err) != bot.Permanent {
			t.Errorf("%v, want permanent", err)
		}
		if is, err := h.p.fitness(ctx, c.Id); err != nil || is.Unfit != bot.UnfitGone {
			t.Errorf("unfit %q, %v", is.Unfit, err)
		}
	})
}

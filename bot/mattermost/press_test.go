package mattermost

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/bot/mattermost/mattermosttest"
)

// TestServerProvesWhoPressed: a press as a real server delivers it is taken; the same delivered again is the same act; in
// another's name, or as from another room, it is refused. So is a command.
func TestServerProvesWhoPressed(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	s := h.serve(nil)
	room, other := h.room("ci-2027-0001", "sgt.lee", "insp.patel"), h.room("ci-2027-0002", "sgt.lee", "insp.patel")
	post := h.send(bot.Message{Act: bot.ActPost, Key: "k", Room: room, Text: "E-1 is open", Actions: []bot.Action{{ID: "accept:142/E-1", Label: "Accept escalation E-1"}}})
	lee := h.users[h.ids["sgt.lee"]]
	if _, err := lee.DoPostActionWithCookie(t.Context(), string(post.Message), buttonID("accept:142/E-1"), "", "", nil, ""); err != nil {
		t.Fatal(err)
	}
	pressed := h.tapped()
	deliver := func(x tapped, change func(map[string]any)) int {
		body := map[string]any{}
		if err := json.Unmarshal([]byte(x.body), &body); err != nil {
			t.Fatal(err)
		}
		change(body)
		b, err := json.Marshal(body)
		if err != nil {
			t.Fatal(err)
		}
		return h.deliver(tapped{x.path, x.kind, string(b)})
	}
	for name, c := range map[string]struct {
		change func(map[string]any)
		want   int
	}{
		"again":             {func(map[string]any) {}, http.StatusOK},
		"in another's name": {func(b map[string]any) { b["user_id"] = h.ids["insp.patel"] }, http.StatusForbidden},
		"from another room": {func(b map[string]any) { b["channel_id"] = string(other) }, http.StatusForbidden},
		"another trigger":   {func(b map[string]any) { b["trigger_id"] = b["trigger_id"].(string)[4:] }, http.StatusForbidden},
	} {
		if got := deliver(pressed, c.change); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	got := s.requests(bot.KindPress)
	if len(got) != 2 || got[0].ID != got[1].ID || got[0].Person != lee.ID || got[0].Room != room || got[0].Action != "accept:142/E-1" {
		t.Errorf("the acts are %+v", got)
	}

	if _, _, err := lee.ExecuteCommandWithTeam(t.Context(), string(room), h.team.Id, "/log once"); err != nil {
		t.Fatal(err)
	}
	typed := h.tapped()
	forged := typed
	forged.body = strings.ReplaceAll(typed.body, lee.ID, h.ids["insp.patel"])
	if a, b := h.deliver(typed), h.deliver(forged); a != http.StatusOK || b != http.StatusForbidden {
		t.Errorf("a command again %d, in another's name %d", a, b)
	}
	if got := s.requests(bot.KindCommand); len(got) != 2 || got[0].ID != got[1].ID {
		t.Errorf("the commands are %+v", got)
	}
}

// TestCommandFromARoomWeAreNotIn: an incident is called from anywhere, also from private channels and conversations that the
// server does not show us, and its form and buttons work there for whoever asked.
func TestCommandFromARoomWeAreNotIn(t *testing.T) {
	h := newHouse(t, mattermosttest.StartServer(t))
	form := &bot.Form{ID: "call:1", Title: "Call an incident", Fields: []bot.Field{{Name: "what", Label: "What"}}}
	s := h.serve(func(r bot.Request) bot.Reply {
		switch {
		case r.Kind == bot.KindCommand && r.Text == "call":
			return bot.Reply{OK: true, Form: form}
		case r.Kind == bot.KindCommand:
			return bot.Reply{OK: true, Text: "Which?", Actions: []bot.Action{{ID: "menu:call", Label: "Call an incident"}}}
		}
		return bot.Reply{OK: true, Text: "CI-2027-0001 is open."}
	})
	lee := h.users[h.ids["sgt.lee"]]
	private, _, err := lee.CreateChannel(t.Context(), &model.Channel{TeamId: h.team.Id, Name: "watch", DisplayName: "watch", Type: model.ChannelTypePrivate})
	if err != nil {
		t.Fatal(err)
	}
	talk, _, err := lee.CreateDirectChannel(t.Context(), lee.ID, h.ids["insp.patel"])
	if err != nil {
		t.Fatal(err)
	}
	for name, channel := range map[string]string{"a private channel": private.Id, "a conversation of others": talk.Id} {
		t.Run(name, func(t *testing.T) {
			before := len(s.requests())
			seen := lee.Watch(t)
			if _, _, err := lee.ExecuteCommandWithTeam(t.Context(), channel, h.team.Id, "/ci call"); err != nil {
				t.Fatal(err)
			}
			if a := lee.Submit(t, channel, seen.Dialog(t, lee.User, offersForm), map[string]any{"what": "neighbours accuse a man"}); a != nil && (a.Error != "" || len(a.Errors) > 0) {
				t.Errorf("the form was answered %+v", a)
			}
			seen.Ephemeral(t, "CI-2027-0001 is open.")
			if _, _, err := lee.ExecuteCommandWithTeam(t.Context(), channel, h.team.Id, "/ci menu"); err != nil {
				t.Fatal(err)
			}
			menu := seen.Ephemeral(t, "Which?")
			lee.Press(t, menu, "Call an incident")
			seen.Ephemeral(t, "CI-2027-0001 is open.")
			got := s.requests()[before:]
			if len(got) != 4 || got[1].Kind != bot.KindSubmit || got[3].Kind != bot.KindPress {
				t.Fatalf("the acts are %v", kindsOf(got))
			}
			for _, r := range got {
				if r.Room != bot.RoomID(channel) || r.Direct || r.Person != lee.ID {
					t.Errorf("%s came from room %q, person %q", r.Kind, r.Room, r.Person)
				}
			}
		})
	}
}

// tapped is the last callback.
func (h *house) tapped() tapped {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.last
}

// deliver delivers a callback and returns the status of the answer.
func (h *house) deliver(x tapped) int {
	r := httptest.NewRequest(http.MethodPost, x.path, strings.NewReader(x.body))
	r.Header.Set("Content-Type", x.kind)
	w := httptest.NewRecorder()
	h.p.Handler().ServeHTTP(w, r)
	return w.Code
}

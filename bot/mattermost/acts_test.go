package mattermost

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// act does what r says, as the person's own client would. The same id again is the same callback delivered once more.
func (h *house) act(ctx context.Context, r bot.Request) (bot.Reply, error) {
	h.ready()
	if again := h.acts[r.ID]; again != nil {
		return again()
	}
	u := h.users[r.Person]
	for len(u.feed) > 0 {
		<-u.feed
	}
	channel := string(r.Room)
	if r.Direct {
		channel = h.direct(r.Person)
	}
	switch r.Kind {
	case bot.KindCommand:
		_, _, err := u.ExecuteCommandWithTeam(ctx, channel, h.team.Id, strings.TrimSpace("/"+r.Command+" "+r.Text))
		h.mu.Lock()
		sent := h.last
		h.mu.Unlock()
		if err != nil {
			return bot.Reply{}, err
		}
		h.acts[r.ID] = func() (bot.Reply, error) { return sent.again(h) }
		return h.shown(u)
	case bot.KindText:
		if _, _, err := u.CreatePost(ctx, &model.Post{ChannelId: channel, Message: r.Text}); err != nil {
			return bot.Reply{}, err
		}
		h.acts[r.ID] = func() (bot.Reply, error) { return bot.Reply{}, nil } // the server sends it once
		return h.shown(u)
	case bot.KindPress:
		if _, err := u.DoPostActionWithCookie(ctx, string(r.Message), buttonID(r.Action), "", "", nil, ""); err != nil {
			return bot.Reply{}, err
		}
		return h.shown(u)
	case bot.KindSubmit:
		return h.submit(ctx, u, channel, r)
	}
	return bot.Reply{}, errors.New("no such act")
}

func (h *house) submit(ctx context.Context, u *member, channel string, r bot.Request) (bot.Reply, error) {
	values := map[string]any{}
	for name, v := range r.Values {
		values[name] = v
	}
	a, _, err := u.SubmitInteractiveDialog(ctx, model.SubmitDialogRequest{
		URL: u.asked.URL, CallbackId: u.asked.Dialog.CallbackId, State: u.asked.Dialog.State, ChannelId: channel, TeamId: h.team.Id, Submission: values,
	})
	if err != nil {
		return bot.Reply{}, err
	}
	if a.Error != "" || len(a.Errors) > 0 {
		return bot.Reply{Text: a.Error, Errors: a.Errors}, nil
	}
	return h.shown(u)
}

// shown is the next thing that the person's screen shows to him alone.
func (h *house) shown(u *member) (bot.Reply, error) {
	late := time.After(patience)
	for {
		select {
		case e := <-u.feed:
			if r, ok := h.reply(u, e); ok {
				return r, nil
			}
		case <-late:
			return bot.Reply{}, errors.New("nothing was shown")
		}
	}
}

func (h *house) reply(u *member, e *model.WebSocketEvent) (bot.Reply, bool) {
	said, _ := e.GetData()["post"].(string)
	switch e.EventType() {
	case model.WebsocketEventOpenDialog:
		text, _ := e.GetData()["dialog"].(string)
		u.asked = &model.OpenDialogRequest{}
		if json.Unmarshal([]byte(text), u.asked) != nil {
			return bot.Reply{}, false
		}
		return bot.Reply{OK: true, Form: h.formOf(u)}, true
	case model.WebsocketEventPosted, model.WebsocketEventEphemeralMessage:
		var x model.Post
		if json.Unmarshal([]byte(said), &x) != nil || strings.HasPrefix(x.Type, "system_") && x.Type != "system_ephemeral" {
			return bot.Reply{}, false
		}
		if e.EventType() == model.WebsocketEventPosted && x.UserId == u.ID { // his own
			return bot.Reply{}, false
		}
		if h.offered(u, &x) {
			return bot.Reply{}, false
		}
		s := h.seen(&x)
		return bot.Reply{Text: s.Text, Actions: s.Actions, OK: !strings.Contains(s.Text, "Nothing was recorded.")}, true
	}
	return bot.Reply{}, false
}

// offered presses the button that opens a form, where a machine with other work was too slow for the three seconds in which the
// server opens one by itself.
func (h *house) offered(u *member, x *model.Post) bool {
	for _, a := range x.Attachments() {
		for _, b := range a.Actions {
			if strings.HasPrefix(b.Name, offersForm) {
				u.Press(h.t, x, b.Name)
				return true
			}
		}
	}
	return false
}

// formOf reads a dialog as the form that it shows.
func (h *house) formOf(u *member) *bot.Form {
	t, err := h.p.open(u.asked.Dialog.State, h.stateRoom(u.asked.Dialog.State), u.ID, useStep)
	if err != nil {
		h.t.Fatal(err)
	}
	f := &bot.Form{ID: t.Form.ID, Title: u.asked.Dialog.Title, Submit: u.asked.Dialog.SubmitLabel}
	for _, e := range u.asked.Dialog.Elements {
		field := bot.Field{Name: e.Name, Label: e.DisplayName, Required: !e.Optional, Value: e.Default}
		for _, o := range e.Options {
			if o.Value != unanswered {
				field.Options = append(field.Options, bot.Option{Value: o.Value, Label: o.Text})
			}
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// stateRoom is the room of a ticket, for which there is no other way to know it here.
func (h *house) stateRoom(state string) string {
	for _, room := range h.rooms() {
		for id := range h.users {
			if _, err := h.p.open(state, room, id, useStep); err == nil {
				return room
			}
		}
	}
	return ""
}

func (h *house) rooms() (out []string) {
	for id := range h.users {
		out = append(out, h.direct(id))
	}
	list, _, err := h.p.api.GetChannelsForTeamForUser(h.t.Context(), h.team.Id, "me", false, "")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range list {
		out = append(out, c.Id)
	}
	return out
}

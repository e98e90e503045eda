package local

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"

	"loggist/bot"
	"loggist/bot/bottest"
)

// The local room passes the suite through its API, as a person's client would.
func TestLocalRoomPassesTheSuite(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Fixture { return fixture(t, t.TempDir()) })
}

func fixture(t *testing.T, dir string) bottest.Fixture {
	h := open(t, options(dir))
	return bottest.Fixture{
		Platform: h.p, People: []string{"sgt.lee", "insp.patel", "supt.khan"}, Stranger: "nobody",
		Act:  func(_ context.Context, r bot.Request) (bot.Reply, error) { h.ready(); return h.act(r) },
		Read: h.read,
		Topic: func(room bot.RoomID) (topic string) {
			h.p.view(func(s *state) { topic = s.rooms[room].topic })
			return topic
		},
		Restart: func(t *testing.T) bottest.Fixture { return fixture(t, remains(t, dir)) },
	}
}

// act does through the API what r says.
func (h *house) act(r bot.Request) (bot.Reply, error) {
	body := map[string]any{"as": r.Person, "id": r.ID}
	path := "/api/say"
	switch r.Kind {
	case bot.KindPress:
		path, body["message"], body["action"] = "/api/press", r.Message, r.Action
	case bot.KindSubmit:
		path, body["form"], body["values"] = "/api/submit", r.Form, r.Values
	default:
		body["room"], body["text"] = string(r.Room), r.Text
		if r.Direct {
			body["room"] = directRoom
		}
		if r.Kind == bot.KindCommand {
			body["text"] = "/" + r.Command + " " + r.Text
		}
	}
	status, got := h.call(http.MethodPost, path, text(h.t, body))
	if status != http.StatusOK {
		return bot.Reply{}, errors.New(got)
	}
	var a answer
	if err := json.Unmarshal([]byte(got), &a); err != nil {
		return bot.Reply{}, err
	}
	reply := bot.Reply{OK: a.OK, Text: a.Reply.Text, Errors: a.Errors, Incident: a.Incident}
	for _, x := range a.Reply.Actions {
		reply.Actions = append(reply.Actions, bot.Action(x))
	}
	if a.Form != nil {
		reply.Form = &bot.Form{ID: a.Form.ID, Title: a.Form.Title, Intro: a.Form.Intro, Submit: a.Form.Submit}
		for _, f := range a.Form.Fields {
			reply.Form.Fields = append(reply.Form.Fields, bot.Field{Name: f.Name, Label: f.Label, Help: f.Help, Type: f.Type,
				Required: f.Required, Limit: f.Limit, Options: f.Options, Value: f.Value})
		}
	}
	return reply, nil
}

func (h *house) read(person string, room bot.RoomID) ([]bottest.Seen, bool) {
	path := "/api/rooms/" + string(room) + "/messages?as=" + person
	if room == "" {
		path = "/api/direct?as=" + person
	}
	status, got := h.call(http.MethodGet, path, "")
	if status != http.StatusOK {
		return nil, false
	}
	var list []jsonMessage
	if err := json.Unmarshal([]byte(got), &list); err != nil {
		h.t.Error(err)
		return nil, false
	}
	out := []bottest.Seen{}
	for _, m := range list {
		s := bottest.Seen{ID: m.ID, FromBot: m.Author == botAuthor, Text: m.Text, Edited: m.Edited, Pinned: m.Pinned}
		for _, a := range m.Actions {
			s.Actions = append(s.Actions, bot.Action(a))
		}
		out = append(out, s)
	}
	return out, true
}

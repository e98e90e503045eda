package local

import (
	"time"

	"loggist/bot"
)

// The JSON of the API. Lists are never null.

type jsonPerson struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	Posts  []string `json:"posts"`
	OnDuty bool     `json:"on_duty"`
}

type jsonRoom struct {
	ID       bot.RoomID `json:"id"`
	Name     string     `json:"name"`
	Private  bool       `json:"private"`
	Incident string     `json:"incident"`
	Closed   bool       `json:"closed,omitempty"`
}

type action struct {
	ID     string `json:"id"`
	Label  string `json:"label"`
	Danger bool   `json:"danger,omitempty"`
	Link   string `json:"link,omitempty"`
}

func actionsOf(in []bot.Action) []action {
	out := make([]action, 0, len(in))
	for _, a := range in {
		out = append(out, action(a))
	}
	return out
}

type jsonMessage struct {
	ID      bot.MessageID `json:"id"`
	Author  string        `json:"author"`
	Text    string        `json:"text"`
	Actions []action      `json:"actions"`
	At      time.Time     `json:"at"`
	Edited  bool          `json:"edited"`
	Pinned  bool          `json:"pinned,omitempty"`
	Rings   bool          `json:"rings,omitempty"`
}

func (m *message) json() jsonMessage {
	return jsonMessage{
		ID: m.Message, Author: m.Author, Text: m.Text, Actions: append([]action{}, m.Actions...),
		At: m.At, Edited: m.Edited, Pinned: m.Pin, Rings: m.Rings,
	}
}

type said struct {
	Text    string   `json:"text"`
	Actions []action `json:"actions"`
}

type jsonField struct {
	Name     string        `json:"name"`
	Label    string        `json:"label"`
	Required bool          `json:"required"`
	Type     bot.FieldType `json:"type"`
	Help     string        `json:"help"`
	Limit    int           `json:"limit,omitempty"`
	Options  []bot.Option  `json:"options"`
	Value    string        `json:"value"`
}

type jsonForm struct {
	ID     string      `json:"id"`
	Title  string      `json:"title"`
	Intro  string      `json:"intro,omitempty"`
	Submit string      `json:"submit,omitempty"`
	Fields []jsonField `json:"fields"`
}

// answer is what say, press and submit answer.
type answer struct {
	OK       bool              `json:"ok"`
	Reply    said              `json:"reply"`
	Form     *jsonForm         `json:"form"`
	Errors   map[string]string `json:"errors,omitempty"`
	Incident string            `json:"incident"`
}

func answerOf(r bot.Reply) answer {
	a := answer{OK: r.OK, Reply: said{Text: r.Text, Actions: actionsOf(r.Actions)}, Errors: r.Errors, Incident: r.Incident}
	if r.Form == nil {
		return a
	}
	a.Form = &jsonForm{ID: r.Form.ID, Title: r.Form.Title, Intro: r.Form.Intro, Submit: r.Form.Submit, Fields: []jsonField{}}
	for _, f := range r.Form.Fields {
		a.Form.Fields = append(a.Form.Fields, jsonField{
			Name: f.Name, Label: f.Label, Required: f.Required, Type: f.Type, Help: f.Help, Limit: f.Limit,
			Options: append([]bot.Option{}, f.Options...), Value: f.Value,
		})
	}
	return a
}

type jsonWaiting struct {
	Message  bot.MessageID `json:"message,omitempty"`
	Text     string        `json:"text"`
	Incident string        `json:"incident"`
	Due      time.Time     `json:"due,omitzero"`
	Actions  []action      `json:"actions"`
}

type jsonClock struct {
	Now           time.Time  `json:"now"`
	OffsetSeconds int64      `json:"offset_seconds"`
	Exercise      bool       `json:"exercise"`
	NextDue       *time.Time `json:"next_due"`
}

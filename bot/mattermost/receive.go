package mattermost

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// request begins a request: the one reading of the clock. A guest's account, one that is closed and one of another bot are
// nobody's, whatever the directory says.
func (p *Platform) request(ctx context.Context, kind bot.RequestKind, user string) (bot.Request, error) {
	r := bot.Request{Platform: Name, Kind: kind, Person: user, At: time.Now().UTC()}
	self, err := p.whoami(ctx)
	if err != nil {
		return r, err
	}
	r.Installation = self.user // an id that no other server has
	full, err := p.isFull(ctx, user)
	if err == nil && !full {
		r.Person = "nobody " + user
	}
	return r, err
}

// in says where a request is made. A channel that the server does not show us is one that we are not in.
func (p *Platform) in(ctx context.Context, r *bot.Request, channel string) error {
	kind, err := p.kind(ctx, channel)
	if err != nil && bot.ClassOf(err) != bot.Permanent {
		return err
	}
	if kind == model.ChannelTypeDirect {
		r.Direct = true
	} else {
		r.Room = bot.RoomID(channel)
	}
	return nil
}

// notAsked is the answer where the server that asked us does not answer itself.
var notAsked = bot.Reply{Text: "The server does not say who you are. Nothing was recorded. Please send it again."}

// slash takes a slash command and returns what is shown to whoever typed it.
func (p *Platform) slash(ctx context.Context, h bot.Handler, f url.Values) model.CommandResponse {
	channel, user := f.Get("channel_id"), f.Get("user_id")
	to := target{channel: channel, user: user, trigger: f.Get("trigger_id"), hook: hookOf(f.Get("response_url"))}
	r, err := p.request(ctx, bot.KindCommand, user)
	if err == nil {
		err = p.in(ctx, &r, channel)
	}
	if err != nil {
		return p.ephemeral(to, notAsked)
	}
	names := map[string]string{}
	for i, name := range f["user_mentions"] {
		if ids := f["user_mentions_ids"]; i < len(ids) {
			names[strings.ToLower(name)] = ids[i]
		}
	}
	self, _ := p.whoami(ctx) // known by now
	r.ID = "slash/" + digest(to.trigger)
	r.Command = strings.TrimPrefix(f.Get("command"), "/")
	r.Text = readable(f.Get("text"), func(name string) string {
		if name == self.name {
			return self.user
		}
		return names[name]
	}, self.user)
	if m, no, ok := p.linked(ctx, r.Text, user); ok {
		if no.Text == "" {
			no = h(ctx, m)
		}
		return p.shown(ctx, to, no)
	}
	return p.shown(ctx, to, h(ctx, r))
}

// shown is the answer to a command: nothing where its form has opened.
func (p *Platform) shown(ctx context.Context, to target, reply bot.Reply) model.CommandResponse {
	if reply.Form != nil {
		var opened bool
		if reply, opened = p.openForm(ctx, to, reply); opened {
			return model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral}
		}
	}
	return p.ephemeral(to, reply)
}

// pressed takes a button and returns what is shown to whoever pressed it.
func (p *Platform) pressed(ctx context.Context, h bot.Handler, x model.PostActionIntegrationRequest, t ticket) string {
	to := target{channel: x.ChannelId, user: x.UserId, trigger: x.TriggerId, at: t.At, hook: t.Hook}
	switch t.Use {
	case useOpen:
		t.Card = x.PostId
		reply, opened := p.openStep(ctx, to, t)
		if opened {
			return ""
		}
		return p.told(ctx, to, reply)
	case useSend:
		reply := p.submit(ctx, h, to, t)
		p.drop(ctx, x.PostId, to)
		if reply.Form != nil {
			if reply, opened := p.openForm(ctx, to, reply); !opened {
				return p.told(ctx, to, reply)
			}
			return ""
		}
		return p.told(ctx, to, reply)
	}
	r, err := p.request(ctx, bot.KindPress, x.UserId)
	if err == nil {
		err = p.in(ctx, &r, x.ChannelId)
	}
	if err != nil {
		return escape(notAsked.Text)
	}
	r.ID = "press/" + digest(x.TriggerId) // one for each press
	r.Action = t.Act
	if t.User == "" || r.Direct {
		r.Message = bot.MessageID(x.PostId)
	}
	reply := h(ctx, r)
	if reply.Form != nil {
		var opened bool
		if reply, opened = p.openForm(ctx, to, reply); opened {
			return ""
		}
	}
	return p.told(ctx, to, reply)
}

// submitted takes a step of a form that was sent.
func (p *Platform) submitted(ctx context.Context, h bot.Handler, x model.SubmitDialogRequest, t ticket) model.SubmitDialogResponse {
	to := target{channel: x.ChannelId, user: x.UserId, hook: t.Hook, at: t.At}
	typed := maps.Clone(t.Typed)
	if typed == nil {
		typed = map[string]string{}
	}
	here := valuesOf(t.Form, t.Step, x.Submission)
	maps.Copy(typed, here)
	t.Typed = typed
	if steps := stepsOf(t.Form); t.Step+1 < len(steps) {
		if err := p.goOn(ctx, to, t); err != nil {
			return model.SubmitDialogResponse{Error: "The rest of the form could not be offered to you. Nothing was recorded. Please send it again."}
		}
		p.drop(ctx, t.Card, to)
		return model.SubmitDialogResponse{}
	}
	reply := p.submit(ctx, h, to, t)
	if errs, ok := refusedHere(here, reply); ok {
		return model.SubmitDialogResponse{Error: reply.Text, Errors: errs}
	}
	if reply.Form != nil {
		reply = p.offered(to, reply)
	} else if !reply.OK && len(reply.Actions) == 0 && len(reply.Errors) == 0 && len(stepsOf(t.Form)) == 1 {
		return model.SubmitDialogResponse{Error: reply.Text} // it stays open with all that was typed
	}
	p.tell(ctx, to, p.withRefused(to, t, reply))
	p.drop(ctx, t.Card, to)
	return model.SubmitDialogResponse{}
}

// withRefused adds to the refusal of a form what was refused of the steps that are no longer open, and a button that opens
// the form again with everything that was typed.
func (p *Platform) withRefused(to target, t ticket, reply bot.Reply) bot.Reply {
	if len(reply.Errors) == 0 || reply.Form != nil {
		return reply
	}
	filled := *t.Form
	filled.Fields = slices.Clone(t.Form.Fields)
	for i, f := range filled.Fields {
		filled.Fields[i].Value = t.Typed[f.Name]
		if text := reply.Errors[f.Name]; text != "" && !strings.Contains(reply.Text, text) {
			reply.Text += "\n" + f.Label + ": " + text
		}
	}
	reply.Form = &filled
	return p.offered(to, reply)
}

// submit hands a form to the handler as it was filled. A form that was refused and is sent again with other words is another
// act; the same one delivered twice is not.
func (p *Platform) submit(ctx context.Context, h bot.Handler, to target, t ticket) bot.Reply {
	r, err := p.request(ctx, bot.KindSubmit, to.user)
	at := to.channel
	if t.At != "" {
		at = t.At
		// It was asked for in another room: he has to be in that still.
		if in, e := p.mayBe(ctx, at, to.user, t); err == nil && (e != nil || !in) {
			return bot.Reply{Text: "You are no longer in the room for which this was. Nothing was recorded."}
		}
	}
	if err == nil {
		err = p.in(ctx, &r, at)
	}
	if err != nil {
		return notAsked
	}
	r.Form, r.Values = t.Form.ID, t.Typed
	id := []string{t.Nonce, t.Form.ID}
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		id = append(id, name, r.Values[name])
	}
	r.ID = "form/" + digest(id...)
	return h(ctx, r)
}

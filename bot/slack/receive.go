package slack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// request begins a request: the one reading of the clock.
func (p *Platform) request(kind bot.RequestKind, team, user string) bot.Request {
	return bot.Request{Platform: Name, Installation: team, Kind: kind, Person: user, At: time.Now().UTC()}
}

// in says where a request is made. Every direct conversation with the app, and with anybody else, begins with D.
func in(r *bot.Request, channel string) {
	if channel == "" || strings.HasPrefix(channel, "D") {
		r.Direct = true
		return
	}
	r.Room = bot.RoomID(channel)
}

// messageID names a message: a timestamp is unique within its channel.
func messageID(channel, ts string) bot.MessageID { return bot.MessageID(channel + "/" + ts) }

// placeOf is the reverse of messageID.
func placeOf(id bot.MessageID) (channel, ts string, ok bool) {
	channel, ts, ok = strings.Cut(string(id), "/")
	return channel, ts, ok && channel != "" && ts != ""
}

// digest names a text without saying it.
func digest(parts ...string) string {
	sum := sha256.New()
	for _, x := range parts {
		fmt.Fprintf(sum, "%d:%s", len(x), x)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// slash takes a slash command. Its trigger is one for each time it is typed, however often it is delivered.
func (p *Platform) slash(ctx context.Context, h bot.Handler, c slack.SlashCommand, ack acknowledge) {
	self, err := p.whoami(ctx)
	if err != nil {
		return // unacknowledged: the person is told by Slack that it did not work
	}
	r := p.request(bot.KindCommand, c.TeamID, c.UserID)
	r.ID = "slash/" + digest(c.TriggerID)
	r.Command, r.Text = strings.TrimPrefix(c.Command, "/"), readable(c.Text, self.user)
	in(&r, c.ChannelID)
	reply := h(ctx, r)
	to := target{url: c.ResponseURL, channel: c.ChannelID, user: c.UserID}
	if reply.Form != nil {
		p.ack(ctx, ack, nil)
		p.openForm(ctx, c.TriggerID, to, reply)
		return
	}
	p.answer(ctx, ack, to, reply)
}

// interaction takes a button, a form that was sent, or a shortcut.
func (p *Platform) interaction(ctx context.Context, h bot.Handler, cb slack.InteractionCallback, ack acknowledge) {
	switch cb.Type {
	case slack.InteractionTypeBlockActions:
		p.pressed(ctx, h, cb, ack)
	case slack.InteractionTypeViewSubmission:
		p.submitted(ctx, h, cb, ack)
	case slack.InteractionTypeMessageAction:
		p.shortcut(ctx, h, cb, ack)
	default:
		p.ack(ctx, ack, nil)
	}
}

// pressed takes a button. action_ts is when it was pressed: one for each time, however often it is delivered.
func (p *Platform) pressed(ctx context.Context, h bot.Handler, cb slack.InteractionCallback, ack acknowledge) {
	if len(cb.ActionCallback.BlockActions) == 0 || cb.ActionCallback.BlockActions[0].Value == "" {
		p.ack(ctx, ack, nil) // a link
		return
	}
	a := cb.ActionCallback.BlockActions[0]
	channel := cb.Container.ChannelID
	to := target{url: cb.ResponseURL, channel: channel, user: cb.User.ID, thread: cb.Container.ThreadTs}
	if cb.Container.Type == "view" {
		at := readPlace(cb.View.PrivateMetadata)
		channel = at.Room
		to = target{channel: at.Room, user: cb.User.ID, trigger: cb.TriggerID}
		if cb.View.Type == slack.VTModal {
			to.view = cb.View.ID
		}
	}
	if key, ok := strings.CutPrefix(a.Value, formButton); ok {
		p.ack(ctx, ack, nil)
		p.reopen(ctx, cb.TriggerID, key, to)
		return
	}
	r := p.request(bot.KindPress, cb.Team.ID, cb.User.ID)
	r.ID = "press/" + digest(cb.Container.ChannelID, cb.Container.MessageTs, cb.Container.ViewID, a.Value, a.ActionTs)
	r.Action = a.Value
	if cb.Container.MessageTs != "" {
		r.Message = messageID(channel, cb.Container.MessageTs)
	}
	in(&r, channel)
	reply := h(ctx, r)
	p.ack(ctx, ack, nil)
	if reply.Form != nil {
		p.openForm(ctx, cb.TriggerID, to, reply)
		return
	}
	p.tell(ctx, to, reply)
}

// submitted takes a form that was sent. A form that was refused and is sent again with other words is another act; the
// same one delivered twice is not.
func (p *Platform) submitted(ctx context.Context, h bot.Handler, cb slack.InteractionCallback, ack acknowledge) {
	at := readPlace(cb.View.PrivateMetadata)
	r := p.request(bot.KindSubmit, cb.Team.ID, cb.User.ID)
	r.Form, r.Values = at.Form, valuesOf(cb.View.State)
	id := []string{cb.View.ID, cb.View.Hash}
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		id = append(id, name, r.Values[name])
	}
	r.ID = "form/" + digest(id...)
	in(&r, at.Room)
	reply := h(ctx, r)
	if body, ok := refusedFields(cb.View, reply); ok {
		p.ack(ctx, ack, body)
		return
	}
	view := resultView(at.Room, reply)
	if reply.Form != nil {
		view = formView(reply.Form, at.Room, introOf(reply))
	}
	if reply.Text == "" && reply.Form == nil {
		p.ack(ctx, ack, nil)
		return
	}
	if err := ack(ctx, slack.NewUpdateViewSubmissionResponse(&view)); err != nil {
		p.tell(ctx, target{channel: at.Room, user: cb.User.ID}, reply)
	}
}

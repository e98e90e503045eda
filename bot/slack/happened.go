package slack

import (
	"context"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// captureCallback is the message shortcut "Log that".
const captureCallback = "log_that"

// reacted takes that somebody put the capture emoji on a message, or took it off. The act is about the message, however many
// react. It answers false where the message could not be read: then the event is left to come again.
func (p *Platform) reacted(ctx context.Context, h bot.Handler, o outer, self identity) (after func(), ok bool) {
	e := &o.Event
	if p.Capture == "" || e.Reaction != p.Capture || e.Item.Type != "message" || e.User == self.user {
		return nil, true
	}
	kind := bot.KindMarked
	if e.Type == "reaction_removed" {
		kind = bot.KindUnmarked
	}
	r := p.request(kind, o.TeamID, e.User)
	r.ID = string(kind) + "/" + e.Item.Channel + "/" + e.Item.TS + "/" + e.EventTS
	in(&r, e.Item.Channel)
	if r.Direct {
		return nil, true
	}
	r.Source = &bot.Source{Message: messageID(e.Item.Channel, e.Item.TS), At: timeOf(e.Item.TS)}
	if kind == bot.KindMarked {
		m, err := p.message1(ctx, e.Item.Channel, e.Item.TS)
		if err != nil {
			p.warn(ctx, "a marked message could not be read", p.failed("conversations.replies", e.Item.Channel, err))
			return nil, bot.ClassOf(classify("", err)) == bot.Permanent
		}
		if m.User == self.user || m.BotID != "" && m.BotID == self.bot {
			return nil, true // what we said ourselves is in the record
		}
		p.source(r.Source, m, self)
		r.Source.Link, _ = p.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: e.Item.Channel, Ts: e.Item.TS}) // it is as well without
	}
	reply := h(ctx, r)
	if kind == bot.KindUnmarked {
		return nil, true
	}
	return func() { p.tell(ctx, target{channel: e.Item.Channel, user: e.User}, reply) }, true
}

// message1 reads one message, in a thread or not.
func (p *Platform) message1(ctx context.Context, channel, ts string) (slack.Message, error) {
	list, _, _, err := p.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: ts, Inclusive: true, Limit: 1})
	if err != nil {
		return slack.Message{}, err
	}
	for _, m := range list {
		if m.Timestamp == ts {
			return m, nil
		}
	}
	return slack.Message{}, slack.SlackErrorResponse{Err: "message_not_found"}
}

// source fills in what a message says.
func (p *Platform) source(s *bot.Source, m slack.Message, self identity) {
	s.Author, s.Text, s.Files = m.User, readable(m.Text, self.user), p.files(m.Files)
}

// shortcut takes "Log that" on a message.
func (p *Platform) shortcut(ctx context.Context, h bot.Handler, cb slack.InteractionCallback, ack acknowledge) {
	self, err := p.whoami(ctx)
	if err != nil || cb.CallbackID != captureCallback {
		p.ack(ctx, ack, nil)
		return
	}
	to := target{url: cb.ResponseURL, channel: cb.Channel.ID, user: cb.User.ID}
	ts := cb.Message.Timestamp
	if ts == "" {
		ts = cb.MessageTs
	}
	r := p.request(bot.KindMarked, cb.Team.ID, cb.User.ID)
	r.ID = "marked/" + cb.Channel.ID + "/" + ts + "/" + cb.ActionTs
	in(&r, cb.Channel.ID)
	r.Source, r.Asks = &bot.Source{Message: messageID(cb.Channel.ID, ts), At: timeOf(ts)}, true
	p.source(r.Source, cb.Message, self)
	reply := h(ctx, r)
	p.ack(ctx, ack, nil)
	if reply.Form != nil {
		p.openForm(ctx, cb.TriggerID, to, reply)
		return
	}
	if reply.Text == "" {
		reply.Text = "This is not the room of an incident. " + nothing
	}
	p.tell(ctx, to, reply)
}

// sourceChanged takes that a message was changed or deleted. Whether it matters is not known here; what we changed ourselves
// does not.
func (p *Platform) sourceChanged(ctx context.Context, h bot.Handler, o outer, self identity) {
	e := &o.Event
	channel := e.channel()
	r := p.request(bot.KindChanged, o.TeamID, "")
	in(&r, channel)
	if r.Direct {
		return
	}
	r.Source = &bot.Source{At: timeOf(e.EventTS)}
	switch {
	case e.Subtype == "message_deleted":
		r.Source.Message, r.Source.Deleted = messageID(channel, e.DeletedTS), true
		if e.Previous != nil {
			r.Source.Author = e.Previous.User
		}
		if p.rooms.deleted.has(string(r.Source.Message)) {
			return
		}
	case e.Message != nil && e.Message.User != self.user && e.Message.BotID != self.bot:
		m := e.Message
		r.Source.Message, r.Source.Author, r.Source.Text = messageID(channel, m.TS), m.User, readable(m.Text, self.user)
		if m.Edited != nil {
			r.By, r.Source.At = m.Edited.User, timeOf(m.Edited.TS)
		}
	default:
		return
	}
	r.ID = "changed/" + string(r.Source.Message) + "/" + e.EventTS
	h(ctx, r)
}

// roomEvents are those after which a room is looked at again.
var roomEvents = map[string]bool{
	"channel_shared": true, "channel_unshared": true, "channel_archive": true, "channel_unarchive": true, "group_archive": true, "group_unarchive": true,
	"group_left": true, "group_deleted": true, "channel_convert_to_public": true, "channel_convert_to_private": true,
}

package slack

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

// outer is what wraps every event. Its id is of the delivery, not of what happened: the same message comes under several.
type outer struct {
	TeamID string `json:"team_id"`
	Event  event  `json:"event"`
}

// event is what happened, as far as it matters here.
type event struct {
	Type        string          `json:"type"`
	Subtype     string          `json:"subtype"`
	Channel     json.RawMessage `json:"channel"` // an id, or of some events an object
	ChannelType string          `json:"channel_type"`
	User        string          `json:"user"`
	BotID       string          `json:"bot_id"`
	Text        string          `json:"text"`
	TS          string          `json:"ts"`
	ThreadTS    string          `json:"thread_ts"`
	EventTS     string          `json:"event_ts"`
	DeletedTS   string          `json:"deleted_ts"`
	Inviter     string          `json:"inviter"`
	Reaction    string          `json:"reaction"`
	Tab         string          `json:"tab"`
	Item        struct {
		Type    string `json:"type"`
		Channel string `json:"channel"`
		TS      string `json:"ts"`
	} `json:"item"`
	Message  *event `json:"message"`
	Previous *event `json:"previous_message"`
	Edited   *struct {
		User string `json:"user"`
		TS   string `json:"ts"`
	} `json:"edited"`
}

func (e *event) channel() string {
	var id string
	_ = json.Unmarshal(e.Channel, &id)
	return id
}

// event takes an event. It is acknowledged when it is dealt with, so that one which is lost on the way comes again; a
// retry is an event like any other.
func (p *Platform) event(ctx context.Context, h bot.Handler, payload []byte, ack acknowledge) {
	var o outer
	if err := json.Unmarshal(payload, &o); err != nil {
		p.Logger.WarnContext(ctx, "an event could not be read", obs.Platform(Name))
		p.ack(ctx, ack, nil) // it will be no clearer the next time
		return
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	after, ok := p.happened(ctx, h, o, self)
	if !ok {
		return // unacknowledged: it comes again
	}
	p.ack(ctx, ack, nil)
	if after != nil {
		after()
	}
}

// happened deals with an event; what it returns is what can wait until it is acknowledged. ok is false where it could not be
// dealt with now and has to come again.
func (p *Platform) happened(ctx context.Context, h bot.Handler, o outer, self identity) (after func(), ok bool) {
	e := &o.Event
	switch {
	case roomEvents[e.Type] || roomEvents[e.Subtype]:
		return nil, p.roomChanged(ctx, h, o, self)
	case e.Subtype == "message_changed" || e.Subtype == "message_deleted":
		p.sourceChanged(ctx, h, o, self)
	case e.Type == "message" || e.Type == "app_mention":
		return p.message(ctx, h, o, self), true
	case e.Type == "reaction_added" || e.Type == "reaction_removed":
		return p.reacted(ctx, h, o, self)
	case e.Type == "member_joined_channel":
		return p.joined(ctx, h, o, self)
	case e.Type == "member_left_channel":
		return nil, p.left(ctx, h, o, self)
	case e.Type == "app_home_opened" && e.Tab == "home":
		return func() { p.publishHome(ctx, h, o) }, true
	}
	return nil, true
}

// message takes what was written: to the app, with a mention of it, or anything else in a room that it is in. The message
// is the same however it is delivered, as a message and as a mention.
func (p *Platform) message(ctx context.Context, h bot.Handler, o outer, self identity) func() {
	e := &o.Event
	switch e.Subtype {
	case "", "thread_broadcast", "file_share", "me_message":
	default:
		return nil
	}
	if e.User == "" || e.User == self.user || e.BotID != "" {
		return nil
	}
	channel := e.channel()
	r := p.request(bot.KindText, o.TeamID, e.User)
	r.ID = "message/" + channel + "/" + e.TS
	if !p.done.first(r.ID+e.User, r.At) {
		return nil
	}
	r.Text, r.Message = readable(e.Text, self.user), messageID(channel, e.TS)
	in(&r, channel)
	reply := h(ctx, r)
	to := target{channel: channel, user: e.User, thread: e.ThreadTS}
	if reply.Form != nil {
		return func() { p.openForm(ctx, "", to, reply) }
	}
	return func() { p.tell(ctx, to, reply) }
}

// joined takes that somebody was put into a room by the platform's own button. What the app did itself is no news.
func (p *Platform) joined(ctx context.Context, h bot.Handler, o outer, self identity) (after func(), ok bool) {
	e := &o.Event
	channel := e.channel()
	if e.Inviter == self.user {
		return nil, true
	}
	p.rooms.forget(channel)
	if e.User == self.user {
		return p.arrived(ctx, h, o, self)
	}
	p.rooms.inviting(channel, e.User) // if he leaves from now on, it is not because of us
	if !p.moved(ctx, h, e.User, news{channel, e.Inviter, e.EventTS}) {
		return nil, false
	}
	r := p.request(bot.KindJoined, o.TeamID, e.User)
	r.ID, r.By = "joined/"+channel+"/"+e.EventTS, e.Inviter
	in(&r, channel)
	h(ctx, r)
	return nil, true
}

// left takes that somebody is no longer in a room. ok is as of happened.
func (p *Platform) left(ctx context.Context, h bot.Handler, o outer, self identity) (ok bool) {
	e := &o.Event
	channel := e.channel()
	p.rooms.forget(channel)
	if e.User == self.user {
		return true
	}
	if !p.moved(ctx, h, e.User, news{channel: channel, id: e.EventTS}) {
		return false
	}
	if p.rooms.didRemove(channel, e.User) {
		return true
	}
	r := p.request(bot.KindLeft, o.TeamID, e.User)
	r.ID = "left/" + channel + "/" + e.EventTS
	in(&r, channel)
	h(ctx, r)
	return true
}

// publishHome makes a person's home tab: his own questions, asked as he himself would, so that it shows what he may see and
// nothing else.
func (p *Platform) publishHome(ctx context.Context, h bot.Handler, o outer) {
	e := &o.Event
	var blocks []slack.Block
	for i, line := range p.Board {
		r := p.request(bot.KindCommand, o.TeamID, e.User)
		r.ID, r.Command, r.Text, r.Direct = "home/"+e.EventTS+"/"+digest(line), "ci", line, true
		reply := h(ctx, r)
		if i > 0 {
			blocks = append(blocks, slack.NewDividerBlock())
		}
		blocks = append(blocks, flat(reply.Text, reply.Actions)...)
		if !reply.OK && i == 0 && len(reply.Actions) == 0 && strings.Contains(reply.Text, nothing) {
			break // whoever is not known is told so once
		}
	}
	const most = 99
	if len(blocks) > most {
		blocks = append(blocks[:most], remark("There is more than fits here: type /"+p.ci()+" waiting and /"+p.ci()+" list."))
	}
	for i, b := range blocks {
		blocks[i] = renamed(b, i)
	}
	v := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}
	if _, err := p.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: e.User, View: v}); err != nil {
		failed := p.failed("views.publish", "", err)
		p.Logger.WarnContext(ctx, "a home tab could not be shown", obs.Platform(Name), obs.Class(string(failed.Class)), obs.Error(failed))
	}
}

// renamed gives a block an id that is unique where several answers stand in one view.
func renamed(b slack.Block, n int) slack.Block {
	id := "home" + b.ID() + "-" + string(rune('a'+n/26)) + string(rune('a'+n%26))
	switch b := b.(type) {
	case *slack.SectionBlock:
		b.BlockID = strings.Replace(id, "homemore", "more", 1)
	case *slack.ActionBlock:
		b.BlockID = id
	case *slack.ContextBlock:
		b.BlockID = id
	}
	return b
}

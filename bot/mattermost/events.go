package mattermost

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// event deals with what the socket tells.
func (p *Platform) event(ctx context.Context, h bot.Handler, e *model.WebSocketEvent) {
	channel := ""
	if b := e.GetBroadcast(); b != nil {
		channel = b.ChannelId
	}
	switch e.EventType() {
	case model.WebsocketEventPosted:
		if x, ok := postOf(e); ok {
			p.posted(ctx, h, x)
		}
	case model.WebsocketEventPostEdited:
		if x, ok := postOf(e); ok {
			p.changed(ctx, h, x, x.UserId, false)
		}
	case model.WebsocketEventPostDeleted:
		if x, ok := postOf(e); ok {
			by, _ := e.GetData()["delete_by"].(string)
			p.changed(ctx, h, x, by, true)
		}
	case model.WebsocketEventReactionAdded, model.WebsocketEventReactionRemoved:
		var m model.Reaction
		if text, _ := e.GetData()["reaction"].(string); json.Unmarshal([]byte(text), &m) != nil {
			return
		}
		kind := bot.KindMarked
		if e.EventType() == model.WebsocketEventReactionRemoved {
			kind = bot.KindUnmarked
		}
		p.reacted(ctx, h, &m, kind, true)
	case model.WebsocketEventUserRemoved:
		if from, _ := e.GetData()["channel_id"].(string); channel == "" && from != "" { // told to whoever was removed
			by, _ := e.GetData()["remover_id"].(string)
			p.known.forget(from)
			p.roomFit(ctx, h, from, by)
		}
	case model.WebsocketEventChannelConverted, model.WebsocketEventChannelDeleted, model.WebsocketEventChannelRestored:
		if id, _ := e.GetData()["channel_id"].(string); id != "" {
			p.known.forget(id)
			p.roomFit(ctx, h, id, "")
		}
	}
}

func postOf(e *model.WebSocketEvent) (*model.Post, bool) {
	text, _ := e.GetData()["post"].(string)
	var x model.Post
	return &x, json.Unmarshal([]byte(text), &x) == nil && x.Id != ""
}

// posted takes a post: what somebody wrote, or what the server says of who came and went.
func (p *Platform) posted(ctx context.Context, h bot.Handler, x *model.Post) {
	self, err := p.whoami(ctx)
	if err != nil || !p.first("posted/"+x.Id) {
		return
	}
	switch {
	case x.Type == model.PostTypeDefault || x.Type == model.PostTypeMe:
		fromBot, _ := x.GetProp("from_bot").(string)
		fromHook, _ := x.GetProp("from_webhook").(string)
		if x.UserId != self.user && fromBot == "" && fromHook == "" {
			p.wrote(ctx, h, x)
		}
	case strings.HasPrefix(x.Type, model.PostSystemMessagePrefix):
		p.happened(ctx, h, x, self)
	}
}

// happened takes what the server says of a room. What the bot did itself is no news.
func (p *Platform) happened(ctx context.Context, h bot.Handler, x *model.Post, self identity) {
	who, kind := x.UserId, bot.KindJoined
	switch x.Type {
	case model.PostTypeAddToChannel, model.PostTypeAddGuestToChannel:
		who, _ = x.GetProp("addedUserId").(string)
	case model.PostTypeJoinChannel, model.PostTypeGuestJoinChannel:
	case model.PostTypeRemoveFromChannel:
		who, _ = x.GetProp("removedUserId").(string)
		kind = bot.KindLeft
	case model.PostTypeLeaveChannel:
		kind = bot.KindLeft
	case model.PostTypeConvertChannel, model.PostTypeChangeChannelPrivacy, model.PostTypeChannelDeleted, model.PostTypeChannelRestored:
		p.known.forget(x.ChannelId)
		p.roomFit(ctx, h, x.ChannelId, x.UserId)
		return
	default:
		return
	}
	p.known.forget(x.ChannelId)
	if x.UserId == self.user || who == "" {
		return
	}
	if sort, err := p.kind(ctx, x.ChannelId); who != self.user && (err != nil || sort != model.ChannelTypePrivate) {
		return // who is in a channel that is everybody's is no news
	}
	if who == self.user {
		p.roomFit(ctx, h, x.ChannelId, x.UserId)
		if kind == bot.KindJoined {
			p.arrived(ctx, h, x)
		}
		return
	}
	p.roomFit(ctx, h, x.ChannelId, x.UserId)
	r := bot.Request{
		ID: "moved/" + x.Id, Platform: Name, Installation: self.user, Kind: kind, Room: bot.RoomID(x.ChannelId), Person: who, At: time.Now().UTC(),
	}
	if x.UserId != who {
		r.By = x.UserId
	}
	h(ctx, r)
}

// wrote takes what somebody wrote, to the bot or in a room that it is in.
func (p *Platform) wrote(ctx context.Context, h bot.Handler, x *model.Post) {
	r, err := p.request(ctx, bot.KindText, x.UserId)
	if err == nil {
		err = p.in(ctx, &r, x.ChannelId)
	}
	if err == nil {
		r.Text, err = p.plain(ctx, x.Message)
	}
	if err != nil {
		p.warn(ctx, "what was written could not be taken", bot.AsSendError(err))
		return
	}
	r.ID, r.Message = "message/"+x.Id, bot.MessageID(x.Id)
	to := target{channel: x.ChannelId, user: x.UserId}
	if words, forUs := strings.CutPrefix(strings.TrimSpace(r.Text), "@Loggist "); r.Direct || forUs {
		if m, no, ok := p.linked(ctx, words, x.UserId); ok {
			if no.Text == "" {
				no = h(ctx, m)
			}
			p.tell(ctx, to, no)
			return
		}
	}
	reply := h(ctx, r)
	if reply.Form != nil {
		reply = p.offered(to, reply)
	}
	p.tell(ctx, to, reply)
}

// plain is what somebody wrote, with its mentions resolved.
func (p *Platform) plain(ctx context.Context, text string) (string, error) {
	self, err := p.whoami(ctx)
	if err != nil {
		return "", err
	}
	var ask []string
	for _, name := range namesIn(text) {
		if n, ok := get(&p.known, p.known.names, name); !ok || time.Since(n.at) > namesFor {
			ask = append(ask, name)
		}
	}
	if len(ask) > 0 {
		users, r, err := p.api.GetUsersByUsernames(ctx, ask)
		if err != nil {
			return "", p.failed("users/usernames", r, err)
		}
		for _, name := range ask {
			put(&p.known, p.known.names, name, knownName{"", time.Now()})
		}
		for _, u := range users {
			put(&p.known, p.known.names, u.Username, knownName{u.Id, time.Now()})
		}
	}
	return readable(text, func(name string) string {
		n, _ := get(&p.known, p.known.names, name)
		return n.id
	}, self.user), nil
}

// changed takes that a message says something else, or was deleted.
func (p *Platform) changed(ctx context.Context, h bot.Handler, x *model.Post, by string, deleted bool) {
	self, err := p.whoami(ctx)
	if err != nil || by == self.user || x.UserId == self.user && !deleted || x.IsSystemMessage() {
		return
	}
	kind, err := p.kind(ctx, x.ChannelId)
	if err != nil || kind == model.ChannelTypeDirect {
		return
	}
	src := &bot.Source{Message: bot.MessageID(x.Id), Author: x.UserId, Deleted: deleted, At: time.UnixMilli(max(x.EditAt, x.DeleteAt)).UTC()}
	if !deleted {
		if src.Text, err = p.plain(ctx, x.Message); err != nil {
			p.warn(ctx, "what was changed could not be taken", bot.AsSendError(err))
			return
		}
	}
	h(ctx, bot.Request{
		ID: "changed/" + x.Id + "/" + digest(src.Text, src.At.String()), Platform: Name, Installation: self.user, Kind: bot.KindChanged,
		Room: bot.RoomID(x.ChannelId), By: by, At: time.Now().UTC(), Source: src,
	})
}

// lookAtRooms looks whether the rooms that something was said in are still fit for content, and those that outsiders could read
// are again: nothing is said there meanwhile that would ask it.
func (p *Platform) lookAtRooms(ctx context.Context, h bot.Handler) {
	p.known.mu.Lock()
	rooms := map[string]bool{}
	for id := range p.known.channels {
		rooms[id] = true
	}
	for id, is := range p.known.told {
		if is.Unfit != "" && is.Unfit != bot.UnfitArchived && is.Unfit != bot.UnfitGone {
			rooms[id] = true
		}
	}
	p.known.mu.Unlock()
	for id := range rooms {
		p.roomFit(ctx, h, id, "")
	}
}

// roomFit tells whether a room is fit for content, and who makes it unfit, if that is not what was told last.
func (p *Platform) roomFit(ctx context.Context, h bot.Handler, channel, by string) {
	self, err := p.whoami(ctx)
	if err != nil {
		return
	}
	is, err := p.fitness(ctx, channel)
	if err != nil {
		return // it is asked again
	}
	p.known.opening.Lock() // a room that is being opened is one of which nothing is to be told, once it is
	before, told := get(&p.known, p.known.told, channel)
	p.known.opening.Unlock()
	if told && before.Same(is) {
		return
	}
	now := time.Now().UTC()
	reply := h(ctx, bot.Request{
		ID: "room/" + channel + "/" + string(is.Unfit) + "/" + now.Format(time.RFC3339Nano), Platform: Name, Installation: self.user, Kind: bot.KindRoom,
		Room: bot.RoomID(channel), By: by, At: now, Unfit: is.Unfit, Outsiders: is.Outsiders,
	})
	if reply.OK {
		put(&p.known, p.known.told, channel, is)
	}
}

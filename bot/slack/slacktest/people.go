package slacktest

import (
	"errors"
	"slices"
	"strings"
	"time"
)

// What people do. Each delivers to the app and returns the act with what it showed; the error is that of a client that
// does not let the person do it.

var errMayNot = errors.New("the person is not in that channel")

// there is the channel, if the person is in it. The lock is held.
func (s *Server) there(user, id string) (*channel, error) {
	c := s.channels[id]
	if c == nil || !c.isMember(user) {
		return nil, errMayNot
	}
	return c, nil
}

// Slash types a slash command. Slack takes none in a thread.
func (s *Server) Slash(user, channelID, command, text string) (*Act, error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	if !s.declared("/" + command) {
		s.mu.Unlock()
		return nil, errors.New("/" + command + " is not a valid command")
	}
	a := s.newAct(user, channelID, "slash_commands")
	name := c.Name
	if c.IsIM {
		name = "directmessage"
	}
	a.payload = object{
		"token": "fictional", "team_id": Team, "team_domain": "fictional", "channel_id": c.ID, "channel_name": name, "user_id": user, "user_name": s.users[user].Name,
		"command": "/" + command, "text": s.typed(text), "response_url": s.answer(a), "trigger_id": s.trigger(a), "api_app_id": AppID, "is_enterprise_install": "false",
	}
	s.mu.Unlock()
	_ = s.first(a) // the person is shown it
	return a, nil
}

// typed is how Slack delivers text: escaped, with mentions by id and name.
func (s *Server) typed(text string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "<@")
		id, after, closed := strings.Cut(rest, ">")
		u, known := s.users[id]
		if !found || !closed || !known {
			b.WriteString(escape(text))
			return b.String()
		}
		b.WriteString(escape(before) + "<@" + id + "|" + u.Name + ">")
		text = after
	}
}

// Press presses the button with that value under a message.
func (s *Server) Press(user, channelID, ts, value string) (*Act, error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	m := c.message(ts)
	if m == nil {
		s.mu.Unlock()
		return nil, errors.New("there is no such message")
	}
	_, buttons := Reading(m.Blocks)
	i := slices.IndexFunc(buttons, func(b Button) bool { return b.Value == value })
	if i < 0 {
		s.mu.Unlock()
		return nil, errors.New("there is no such button")
	}
	a := s.newAct(user, channelID, "interactive")
	a.payload = s.pressed(a, buttons[i], object{"type": "message", "message_ts": ts, "channel_id": c.ID, "is_ephemeral": false})
	a.payload["channel"], a.payload["message"] = object{"id": c.ID, "name": c.Name}, s.show(m, true)
	s.mu.Unlock()
	_ = s.first(a)
	return a, nil
}

// PressShown presses a button of what one person alone was shown.
func (s *Server) PressShown(of *Act, x Shown, label string) (*Act, error) {
	_, buttons := Reading(x.Blocks)
	i := slices.IndexFunc(buttons, func(b Button) bool { return b.Label == label })
	if i < 0 {
		return nil, errors.New("there is no such button")
	}
	s.mu.Lock()
	a := s.newAct(of.User, of.Channel, "interactive")
	where := object{"type": "message", "message_ts": s.ts(), "channel_id": of.Channel, "is_ephemeral": true}
	if x.View != nil {
		where = object{"type": "view", "view_id": x.View.ID}
	}
	a.payload = s.pressed(a, buttons[i], where)
	if x.View != nil {
		a.payload["view"] = x.View.object(nil)
		delete(a.payload, "response_url")
	} else {
		a.payload["channel"] = object{"id": of.Channel}
	}
	s.mu.Unlock()
	_ = s.first(a)
	return a, nil
}

// PressHome presses a button of the person's home tab.
func (s *Server) PressHome(user, label string) (*Act, error) {
	v := s.Home(user)
	if v == nil {
		return nil, errors.New("the home tab is empty")
	}
	return s.PressShown(&Act{User: user}, Shown{View: v, Blocks: v.Blocks}, label)
}

func (s *Server) pressed(a *Act, b Button, where object) object {
	return object{
		"type": "block_actions", "team": object{"id": Team}, "user": object{"id": a.User, "name": s.users[a.User].Name, "team_id": Team}, "api_app_id": AppID,
		"container": where, "trigger_id": s.trigger(a), "response_url": s.answer(a),
		"actions": []object{{"type": "button", "action_id": b.ActionID, "block_id": b.BlockID, "value": b.Value, "text": object{"type": "plain_text", "text": b.Label}, "action_ts": s.ts()}},
	}
}

// Submit sends a modal with what was typed, by block id. A required input left empty is refused by the client.
func (s *Server) Submit(v *View, typed map[string]string) (*Act, error) {
	s.mu.Lock()
	if v.Closed {
		s.mu.Unlock()
		return nil, errors.New("the modal is closed")
	}
	values, missing := v.fill(typed)
	if len(missing) > 0 {
		s.mu.Unlock()
		return nil, errors.New("Please complete this required field: " + strings.Join(missing, ", "))
	}
	channelID := ""
	if v.act != nil {
		channelID = v.act.Channel
	}
	a := s.newAct(v.User, channelID, "interactive")
	a.view = v
	a.payload = object{
		"type": "view_submission", "team": object{"id": Team}, "user": object{"id": v.User, "name": s.users[v.User].Name, "team_id": Team}, "api_app_id": AppID,
		"trigger_id": s.trigger(a), "view": v.object(values),
	}
	s.mu.Unlock()
	_ = s.first(a)
	return a, nil
}

// Shortcut runs the app's message shortcut on a message.
func (s *Server) Shortcut(user, channelID, ts, callback string) (*Act, error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	if err != nil || c.message(ts) == nil {
		s.mu.Unlock()
		return nil, errMayNot
	}
	a := s.newAct(user, channelID, "interactive")
	a.payload = object{
		"type": "message_action", "callback_id": callback, "team": object{"id": Team}, "user": object{"id": user, "name": s.users[user].Name, "team_id": Team}, "api_app_id": AppID,
		"channel": object{"id": c.ID, "name": c.Name}, "message": s.show(c.message(ts), true), "message_ts": ts, "action_ts": s.ts(), "trigger_id": s.trigger(a), "response_url": s.answer(a),
	}
	s.mu.Unlock()
	_ = s.first(a)
	return a, nil
}

// eventScopes is what an event needs to be sent at all, by the kind of its channel.
func (s *Server) hears(event object) bool {
	scope := ""
	c := s.channels[channelOf(event)]
	switch event["type"] {
	case "message":
		scope = "groups:history"
		if c != nil && c.IsIM {
			scope = "im:history"
		}
		if c != nil && (!c.isMember(BotUser) || !c.IsPrivate && !c.IsIM) {
			return false
		}
	case "app_mention":
		scope = "app_mentions:read"
	case "reaction_added", "reaction_removed":
		scope = "reactions:read"
	case "member_joined_channel", "member_left_channel", "channel_shared", "channel_unshared", "group_archive":
		scope = "groups:read"
		if c != nil && !c.isMember(BotUser) {
			return false
		}
	}
	return (scope == "" || slices.Contains(s.scopes, scope)) && s.subscribed(event)
}

func channelOf(event object) string {
	if id, ok := event["channel"].(string); ok {
		return id
	}
	if item, ok := event["item"].(object); ok {
		id, _ := item["channel"].(string)
		return id
	}
	return ""
}

// event delivers an event that somebody caused.
func (s *Server) event(user string, e object) *Act {
	s.mu.Lock()
	hears := s.hears(e)
	a := s.newAct(user, channelOf(e), "events_api")
	a.payload = e
	s.mu.Unlock()
	if hears {
		_ = s.first(a)
	}
	return a
}

// Event delivers an event of any shape.
func (s *Server) Event(e map[string]any) *Act { return s.event("", e) }

// later delivers an event that a call of the app itself causes, after the call is answered. The lock is held.
func (s *Server) later(kind string, e object) {
	e["type"] = kind
	time.AfterFunc(5*time.Millisecond, func() { s.event("", e) })
}

// Say writes a message; thread is the message whose thread it is written in, or empty. With a mention of the app Slack
// delivers it twice, as two events with ids of their own.
func (s *Server) Say(user, channelID, text, thread string) (*Act, string, error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	if err != nil {
		s.mu.Unlock()
		return nil, "", err
	}
	m := &Message{TS: s.ts(), User: user, Text: strings.ReplaceAll(s.typed(text), "|"+s.users[BotUser].Name+">", ">"), ThreadTS: thread}
	c.messages = append(c.messages, m)
	e := object{"type": "message", "user": user, "text": m.Text, "ts": m.TS, "channel": c.ID, "event_ts": m.TS, "team": Team, "client_msg_id": s.id("client-"), "channel_type": typeOf(c)}
	if thread != "" {
		e["thread_ts"] = thread
	}
	s.mu.Unlock()
	a := s.event(user, e)
	if strings.Contains(m.Text, "<@"+BotUser+">") && !c.IsIM {
		mention := object{}
		for k, v := range e {
			mention[k] = v
		}
		mention["type"] = "app_mention"
		s.event("", mention) // what it shows belongs to the one act of the person
	}
	return a, m.TS, nil
}

func typeOf(c *channel) string {
	switch {
	case c.IsIM:
		return "im"
	case c.IsPrivate:
		return "group"
	}
	return "channel"
}

// React puts an emoji on a message, or with off takes it away.
func (s *Server) React(user, channelID, ts, emoji string, off bool) (*Act, error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	if err != nil || c.message(ts) == nil {
		s.mu.Unlock()
		return nil, errMayNot
	}
	kind := "reaction_added"
	if off {
		kind = "reaction_removed"
	}
	e := object{"type": kind, "user": user, "reaction": emoji, "item_user": c.message(ts).User, "item": object{"type": "message", "channel": c.ID, "ts": ts}, "event_ts": s.ts()}
	s.mu.Unlock()
	return s.event(user, e), nil
}

// EditMessage changes a message of a person's own; without text it is deleted.
func (s *Server) EditMessage(user, channelID, ts, text string) (*Act, error) {
	s.mu.Lock()
	c, err := s.there(user, channelID)
	var m *Message
	if err == nil {
		m = c.message(ts)
	}
	if m == nil || m.User != user {
		s.mu.Unlock()
		return nil, errMayNot
	}
	old := s.show(m, true)
	e := object{"type": "message", "channel": c.ID, "hidden": true, "ts": s.ts(), "event_ts": s.ts(), "channel_type": typeOf(c), "previous_message": old}
	if text == "" {
		c.messages = slices.DeleteFunc(c.messages, func(x *Message) bool { return x == m })
		e["subtype"], e["deleted_ts"] = "message_deleted", ts
	} else {
		m.Text, m.Edited = s.typed(text), true
		now := s.show(m, true)
		now["edited"] = object{"user": user, "ts": e["ts"]}
		e["subtype"], e["message"] = "message_changed", now
	}
	s.mu.Unlock()
	return s.event(user, e), nil
}

// OpenHome opens the app's home tab.
func (s *Server) OpenHome(user string) *Act {
	s.mu.Lock()
	e := object{"type": "app_home_opened", "user": user, "channel": s.direct(user).ID, "tab": "home", "event_ts": s.ts()}
	s.mu.Unlock()
	return s.event(user, e)
}

// OpenViewOf is the modal that a person has open, the newest of several; nil if none.
func (s *Server) OpenViewOf(user string) *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	var open *View
	for _, v := range s.views {
		if v.User == user && !v.Closed && (open == nil || v.ID > open.ID) {
			open = v
		}
	}
	return open
}

// Fill lets others write n messages into a channel.
func (s *Server) Fill(channelID string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.channels[channelID]
	for range n {
		c.messages = append(c.messages, &Message{TS: s.ts(), User: c.members[len(c.members)-1], Text: "talk"})
	}
}

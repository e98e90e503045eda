package slacktest

import (
	"regexp"
	"slices"
	"strings"
)

var channelName = regexp.MustCompile(`^[\p{Ll}\p{Nd}_-]{1,80}$`)

func createChannel(c call) (object, error) {
	name := c.arg("name")
	if !channelName.MatchString(name) {
		return nil, refuse("invalid_name_specials")
	}
	for _, id := range c.order { // a name is taken by archived channels, too, and by those that one cannot see
		if c.channels[id].Name == name {
			return nil, refuse("name_taken")
		}
	}
	ch := c.newChannel(name, c.flag("is_private"), BotUser)
	return object{"channel": c.channelObject(ch)}, nil
}

// channelObject is a channel as the API returns it.
func (s *Server) channelObject(c *channel) object {
	return object{
		"id": c.ID, "name": c.Name, "creator": c.Creator, "is_channel": c.IsChannel, "is_im": c.IsIM, "is_private": c.IsPrivate, "is_archived": c.IsArchived,
		"is_ext_shared": c.IsExtShared, "is_shared": c.IsExtShared, "is_pending_ext_shared": c.IsPendingExtShared, "is_member": c.isMember(BotUser),
		"topic": object{"value": c.Channel.Topic.Value}, "purpose": object{"value": c.Channel.Purpose.Value}, "user": c.Conversation.User,
	}
}

// visible is a channel that the app may know of.
func (c call) visible() (*channel, error) {
	ch := c.channels[c.arg("channel")]
	if ch == nil || ch.IsPrivate && !ch.isMember(BotUser) {
		return nil, refuse("channel_not_found")
	}
	return ch, nil
}

func channelInfo(c call) (object, error) {
	ch, err := c.visible()
	if err != nil {
		return nil, err
	}
	return object{"channel": c.channelObject(ch)}, nil
}

func channelMembers(c call) (object, error) {
	ch, err := c.visible()
	if err != nil {
		return nil, err
	}
	return object{"members": ch.members, "response_metadata": object{"next_cursor": ""}}, nil
}

// ownChannels are those that the app is a member of.
func ownChannels(c call) (object, error) {
	list := []object{}
	for _, id := range c.order {
		ch := c.channels[id]
		if !ch.isMember(BotUser) || ch.IsIM || ch.IsArchived && c.flag("exclude_archived") {
			continue
		}
		if types := c.arg("types"); types != "" && strings.Contains(types, "private_channel") != ch.IsPrivate {
			continue
		}
		list = append(list, c.channelObject(ch))
	}
	return object{"channels": list, "response_metadata": object{"next_cursor": ""}}, nil
}

func invite(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	for user := range strings.SplitSeq(c.arg("users"), ",") {
		u, ok := c.users[user]
		switch {
		case !ok:
			return nil, refuse("user_not_found")
		case u.Deleted:
			return nil, refuse("user_is_deactivated")
		case user == BotUser:
			return nil, refuse("cant_invite_self")
		case ch.isMember(user):
			return nil, refuse("already_in_channel")
		}
		ch.members = append(ch.members, user)
		c.later("member_joined_channel", object{"type": "member_joined_channel", "user": user, "channel": ch.ID, "channel_type": "G", "team": Team, "inviter": BotUser, "event_ts": c.ts()})
	}
	return object{"channel": c.channelObject(ch)}, nil
}

func kick(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	user := c.arg("user")
	switch _, ok := c.users[user]; {
	case !ok:
		return nil, refuse("user_not_found")
	case user == BotUser:
		return nil, refuse("cant_kick_self")
	case !ch.isMember(user):
		return nil, refuse("not_in_channel")
	}
	c.leaves(ch, user)
	return object{}, nil
}

func leave(c call) (object, error) {
	ch, err := c.visible()
	if err != nil {
		return nil, err
	}
	if !ch.isMember(BotUser) {
		return object{"not_in_channel": true}, nil
	}
	ch.members = slices.DeleteFunc(ch.members, func(m string) bool { return m == BotUser })
	return object{}, nil
}

// leaves takes somebody out of a channel and tells the app. The lock is held.
func (s *Server) leaves(ch *channel, user string) {
	ch.members = slices.DeleteFunc(ch.members, func(m string) bool { return m == user })
	s.later("member_left_channel", object{"type": "member_left_channel", "user": user, "channel": ch.ID, "channel_type": "G", "team": Team, "event_ts": s.ts()})
}

func archive(c call) (object, error) {
	ch, err := c.visible()
	if err != nil {
		return nil, err
	}
	if ch.IsArchived {
		return nil, refuse("already_archived")
	}
	ch.IsArchived = true
	return object{}, nil
}

func setTopic(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	if units(c.arg("topic")) > 250 {
		return nil, refuse("too_long")
	}
	ch.Channel.Topic.Value = c.arg("topic")
	return object{"channel": c.channelObject(ch)}, nil
}

func setPurpose(c call) (object, error) {
	ch, err := c.place()
	if err != nil {
		return nil, err
	}
	if units(c.arg("purpose")) > 250 {
		return nil, refuse("too_long")
	}
	ch.Channel.Purpose.Value = c.arg("purpose")
	return object{"channel": c.channelObject(ch)}, nil
}

func openDirect(c call) (object, error) {
	user := c.arg("users")
	u, ok := c.users[user]
	switch {
	case !ok:
		return nil, refuse("user_not_found")
	case u.Deleted:
		return nil, refuse("user_disabled")
	}
	return object{"channel": object{"id": c.direct(user).ID}}, nil
}

// Join puts a person into a channel by the platform's own button; Leave takes him out.
func (s *Server) Join(user, channelID, by string) *Act {
	s.mu.Lock()
	c := s.channels[channelID]
	c.members = append(c.members, user)
	e := object{"type": "member_joined_channel", "user": user, "channel": c.ID, "channel_type": "G", "team": Team, "inviter": by, "event_ts": s.ts()}
	s.mu.Unlock()
	return s.event(user, e)
}

// Leave takes a person out of a channel.
func (s *Server) Leave(user, channelID string) *Act {
	s.mu.Lock()
	c := s.channels[channelID]
	c.members = slices.DeleteFunc(c.members, func(m string) bool { return m == user })
	e := object{"type": "member_left_channel", "user": user, "channel": c.ID, "channel_type": "G", "team": Team, "event_ts": s.ts()}
	s.mu.Unlock()
	return s.event(user, e)
}

// Share shares a channel with another workspace, Publish makes it public.
func (s *Server) Share(channelID string) *Act {
	s.mu.Lock()
	s.channels[channelID].IsExtShared = true
	e := object{"type": "channel_shared", "connected_team_id": "T0OTHER", "channel": channelID, "event_ts": s.ts()}
	s.mu.Unlock()
	return s.event("", e)
}

// Unshare ends that.
func (s *Server) Unshare(channelID string) *Act {
	s.mu.Lock()
	s.channels[channelID].IsExtShared = false
	e := object{"type": "channel_unshared", "previously_connected_team_id": "T0OTHER", "channel": channelID, "is_ext_shared": false, "event_ts": s.ts()}
	s.mu.Unlock()
	return s.event("", e)
}

// Publish makes a channel public.
func (s *Server) Publish(user, channelID string) *Act {
	s.mu.Lock()
	c := s.channels[channelID]
	ts := s.ts()
	e := object{"type": "message", "subtype": "channel_convert_to_public", "ts": ts, "user": user, "text": "made this channel *public*.", "channel": channelID, "event_ts": ts, "channel_type": "channel"}
	s.mu.Unlock()
	a := s.event("", e) // it is heard as long as the channel is private
	s.mu.Lock()
	c.IsPrivate = false
	s.mu.Unlock()
	return a
}

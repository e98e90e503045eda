package mattermosttest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"
)

func (s *standIn) rooms(on func(string, func(*call) (any, *model.AppError))) {
	on("POST /channels", s.makeChannel)
	on("POST /channels/direct", s.makeDirect)
	on("GET /channels/{channel}", s.in(func(c *model.Channel, _ *call) (any, *model.AppError) { return copied(c), nil }))
	on("PUT /channels/{channel}/patch", s.in(s.patchChannel))
	on("DELETE /channels/{channel}", s.in(s.archive))
	on("GET /channels/{channel}/stats", s.in(s.stats))
	on("POST /channels/{channel}/members", s.in(s.addMember))
	on("GET /channels/{channel}/members/{user}", s.in(s.getMember))
	on("DELETE /channels/{channel}/members/{user}", s.in(s.removeMember))
	on("PUT /channels/{channel}/members/{user}/notify_props", s.in(func(*model.Channel, *call) (any, *model.AppError) { return ok, nil }))
	on("GET /teams/{team}/channels/name/{name}", s.channelByName)
	on("GET /users/{user}/channels", s.channelsOf)
	on("GET /users/{user}/teams/{team}/channels", s.channelsOf)
}

// in is a call about a channel, for whoever is in it. It holds the lock.
func (s *standIn) in(f func(*model.Channel, *call) (any, *model.AppError)) func(*call) (any, *model.AppError) {
	return func(c *call) (any, *model.AppError) {
		s.mu.Lock()
		defer s.mu.Unlock()
		channel, e := s.channel(c.PathValue("channel"), c.user)
		if e != nil {
			return nil, e
		}
		return f(channel, c)
	}
}

// channel is one that somebody is in.
func (s *standIn) channel(id, user string) (*model.Channel, *model.AppError) {
	c := s.channels[id]
	switch {
	case !model.IsValidId(id):
		return nil, refusal(http.StatusBadRequest, "api.context.invalid_url_param.app_error")
	case c == nil:
		return nil, errNotFound
	case !s.members[pair{id, user}]:
		return nil, errForbidden
	}
	return c, nil
}

func (s *standIn) makeChannel(c *call) (any, *model.AppError) {
	var x model.Channel
	if e := c.body(&x); e != nil {
		return nil, e
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.inTeam[pair{x.TeamId, c.user}] {
		return nil, errForbidden
	}
	for _, other := range s.channels {
		switch {
		case other.TeamId != x.TeamId || other.Name != x.Name:
		case other.DeleteAt != 0:
			return nil, refusal(http.StatusBadRequest, "store.sql_channel.save_channel.previously.app_error")
		default:
			return nil, refusal(http.StatusBadRequest, "store.sql_channel.save_channel.exists.app_error")
		}
	}
	x.PreSave()
	x.CreatorId = c.user
	if e := x.IsValid(); e != nil {
		return nil, e
	}
	s.channels[x.Id], s.members[pair{x.Id, c.user}] = copied(&x), true
	return &x, nil
}

func (s *standIn) makeDirect(c *call) (any, *model.AppError) {
	var ids []string
	if e := c.body(&ids); e != nil {
		return nil, e
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(ids) != 2 || !slices.Contains(ids, c.user) || s.users[ids[0]] == nil || s.users[ids[1]] == nil {
		return nil, refusal(http.StatusBadRequest, "api.context.invalid_body_param.app_error")
	}
	slices.Sort(ids)
	name := strings.Join(ids, "__")
	for _, x := range s.channels {
		if x.Name == name {
			return copied(x), nil
		}
	}
	x := &model.Channel{Name: name, Type: model.ChannelTypeDirect}
	x.PreSave()
	s.channels[x.Id] = x
	for _, id := range ids {
		s.members[pair{x.Id, id}] = true
	}
	return copied(x), nil
}

func (s *standIn) patchChannel(x *model.Channel, c *call) (any, *model.AppError) {
	var p model.ChannelPatch
	if e := c.body(&p); e != nil {
		return nil, e
	}
	next := *x
	next.Patch(&p)
	if e := next.IsValid(); e != nil {
		return nil, e
	}
	*x = next
	s.announce(x, c.user, model.PostTypeHeaderChange, nil)
	return copied(x), nil
}

func (s *standIn) archive(x *model.Channel, c *call) (any, *model.AppError) {
	s.announce(x, c.user, model.PostTypeChannelDeleted, nil)
	x.DeleteAt = model.GetMillis()
	e := model.NewWebSocketEvent(model.WebsocketEventChannelDeleted, x.TeamId, "", "", nil, "")
	e.Add("channel_id", x.Id)
	s.tell(x.Id, e)
	return ok, nil
}

func (s *standIn) stats(x *model.Channel, _ *call) (any, *model.AppError) {
	out := &model.ChannelStats{ChannelId: x.Id}
	for in := range s.members {
		if in.where == x.Id {
			out.MemberCount++
		}
	}
	return out, nil
}

func (s *standIn) addMember(x *model.Channel, c *call) (any, *model.AppError) {
	var in model.ChannelMember
	if e := c.body(&in); e != nil {
		return nil, e
	}
	in.ChannelId = x.Id
	switch {
	case s.users[in.UserId] == nil:
		return nil, errNotFound
	case !s.inTeam[pair{x.TeamId, in.UserId}]:
		return nil, errForbidden
	case !s.members[pair{x.Id, in.UserId}]:
		s.members[pair{x.Id, in.UserId}] = true
		s.announce(x, c.user, model.PostTypeAddToChannel, map[string]any{"addedUserId": in.UserId})
	}
	return &in, nil
}

func (s *standIn) getMember(x *model.Channel, c *call) (any, *model.AppError) {
	if !s.members[pair{x.Id, c.me("user")}] {
		return nil, errNotFound
	}
	return &model.ChannelMember{ChannelId: x.Id, UserId: c.me("user")}, nil
}

func (s *standIn) removeMember(x *model.Channel, c *call) (any, *model.AppError) {
	who := pair{x.Id, c.me("user")}
	if !s.members[who] {
		return nil, errNotFound
	}
	delete(s.members, who)
	s.announce(x, c.user, model.PostTypeRemoveFromChannel, map[string]any{"removedUserId": who.who})
	return ok, nil
}

// channelByName finds only a channel that whoever asks is in, and that is not archived.
func (s *standIn) channelByName(c *call) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.channels {
		if x.TeamId == c.PathValue("team") && x.Name == c.PathValue("name") && x.DeleteAt == 0 && s.members[pair{x.Id, c.user}] {
			return copied(x), nil
		}
	}
	return nil, errNotFound
}

func (s *standIn) channelsOf(c *call) (any, *model.AppError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	team, out := c.PathValue("team"), []*model.Channel{}
	for _, x := range s.channels {
		if s.members[pair{x.Id, c.me("user")}] && x.DeleteAt == 0 && (team == "" || x.TeamId == team || x.TeamId == "") {
			out = append(out, copied(x))
		}
	}
	return out, nil
}

// copied is a thing as it is now: what is given out is read when the lock is no longer held.
func copied[T any](x *T) *T {
	y := *x
	return &y
}

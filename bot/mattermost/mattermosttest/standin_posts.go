package mattermosttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// postMost is the longest message of a post, in characters, and pendedFor how long a pending id is known again.
const (
	postMost  = 16383
	pendedFor = 30 * time.Second
)

// pended is what a pending id became, for as long as it is known.
type pended struct {
	post  *model.Post
	until time.Time
}

func (s *standIn) said(on func(string, func(*call) (any, *model.AppError))) {
	on("POST /posts", s.createPost)
	on("POST /posts/ephemeral", func(*call) (any, *model.AppError) { return nil, errForbidden }) // an ordinary account may not
	on("GET /posts/{post}", s.at(func(x *model.Post, _ *call) (any, *model.AppError) { return seen(x), nil }))
	on("PUT /posts/{post}/patch", s.at(s.patchPost))
	on("POST /posts/{post}/pin", s.at(s.pin))
	on("DELETE /posts/{post}", s.at(s.deletePost))
	on("GET /channels/{channel}/posts", s.in(s.history))
}

// at is a call about a post, for whoever is in its channel. It holds the lock.
func (s *standIn) at(f func(*model.Post, *call) (any, *model.AppError)) func(*call) (any, *model.AppError) {
	return func(c *call) (any, *model.AppError) {
		s.mu.Lock()
		defer s.mu.Unlock()
		x := s.post(c.PathValue("post"))
		if x == nil || x.DeleteAt != 0 {
			return nil, errNotFound
		}
		if _, e := s.channel(x.ChannelId, c.user); e != nil {
			return nil, e
		}
		return f(x, c)
	}
}

func (s *standIn) post(id string) *model.Post {
	if i := slices.IndexFunc(s.posts, func(x *model.Post) bool { return x.Id == id }); i >= 0 {
		return s.posts[i]
	}
	return nil
}

func (s *standIn) createPost(c *call) (any, *model.AppError) {
	var x model.Post
	if e := c.body(&x); e != nil {
		return nil, e
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	channel, e := s.channel(x.ChannelId, c.user)
	if e != nil {
		return nil, e
	}
	if channel.DeleteAt != 0 {
		return nil, refusal(http.StatusBadRequest, "api.post.create_post.can_not_post_to_deleted.error")
	}
	if was, again := s.pending[x.PendingPostId]; x.PendingPostId != "" && again && time.Now().Before(was.until) {
		return seen(was.post), nil
	}
	x.UserId = c.user
	if s.users[c.user].IsBot {
		x.AddProp(model.PostPropsFromBot, "true")
	}
	if e := s.keep(&x); e != nil {
		return nil, e
	}
	if x.PendingPostId != "" {
		s.pending[x.PendingPostId] = pended{&x, time.Now().Add(pendedFor)}
	}
	return seen(&x), nil
}

// keep takes a post and tells everybody in its channel. No two of a channel have one time.
func (s *standIn) keep(x *model.Post) *model.AppError {
	x.PreSave()
	if n := len(s.posts); n > 0 && x.CreateAt <= s.posts[n-1].CreateAt {
		x.CreateAt = s.posts[n-1].CreateAt + 1
		x.UpdateAt = x.CreateAt
	}
	if e := x.IsValid(postMost); e != nil {
		return e
	}
	s.posts = append(s.posts, x)
	s.tell(x.ChannelId, about(model.WebsocketEventPosted, x))
	return nil
}

// announce is what the server itself says in a channel.
func (s *standIn) announce(c *model.Channel, by, kind string, props map[string]any) {
	x := &model.Post{ChannelId: c.Id, UserId: by, Type: kind, Message: kind}
	for name, v := range props {
		x.AddProp(name, v)
	}
	if e := s.keep(x); e != nil {
		s.t.Errorf("the stand-in announces: %v", e)
	}
}

func about(kind model.WebsocketEventType, x *model.Post) *model.WebSocketEvent {
	e := model.NewWebSocketEvent(kind, "", x.ChannelId, "", nil, "")
	text, _ := json.Marshal(seen(x))
	e.Add("post", string(text))
	return e
}

// seen is a post as clients get it: what its buttons do is kept from them.
func seen(x *model.Post) *model.Post {
	var out model.Post
	text, _ := json.Marshal(x)
	_ = json.Unmarshal(text, &out)
	out.StripActionIntegrations()
	return &out
}

func (s *standIn) patchPost(x *model.Post, c *call) (any, *model.AppError) {
	var p model.PostPatch
	if e := c.body(&p); e != nil {
		return nil, e
	}
	if x.UserId != c.user {
		return nil, errForbidden
	}
	next := x.Clone()
	next.Patch(&p)
	next.UpdateAt = model.GetMillis()
	if next.Message != x.Message {
		next.EditAt = next.UpdateAt
	}
	if e := next.IsValid(postMost); e != nil {
		return nil, e
	}
	s.posts[slices.Index(s.posts, x)] = next
	x = next
	s.tell(x.ChannelId, about(model.WebsocketEventPostEdited, x))
	return seen(x), nil
}

func (s *standIn) pin(x *model.Post, _ *call) (any, *model.AppError) {
	x.IsPinned, x.UpdateAt = true, model.GetMillis()
	return ok, nil
}

func (s *standIn) deletePost(x *model.Post, c *call) (any, *model.AppError) {
	if x.UserId != c.user {
		return nil, errForbidden
	}
	x.DeleteAt = model.GetMillis()
	x.UpdateAt = x.DeleteAt
	s.tell(x.ChannelId, about(model.WebsocketEventPostDeleted, x))
	return ok, nil
}

// history is a page of a channel, or what changed in it since a time with what was deleted; the newest first.
func (s *standIn) history(channel *model.Channel, c *call) (any, *model.AppError) {
	since, _ := strconv.ParseInt(c.FormValue("since"), 10, 64)
	var all []*model.Post
	for _, x := range slices.Backward(s.posts) {
		if x.ChannelId == channel.Id && (since == 0 && x.DeleteAt == 0 || since != 0 && x.UpdateAt > since) {
			all = append(all, x)
		}
	}
	if since == 0 {
		page, _ := strconv.Atoi(c.FormValue("page"))
		per, _ := strconv.Atoi(c.FormValue("per_page"))
		from := min(page*per, len(all))
		all = all[from:min(from+per, len(all))]
	}
	out := model.NewPostList()
	for _, x := range all {
		out.AddPost(seen(x))
		out.AddOrder(x.Id)
	}
	return out, nil
}

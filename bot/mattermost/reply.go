package mattermost

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

// target is where a person is answered: in the answer to what he did, by the hook of a command, else in his own conversation.
type target struct {
	channel, user string
	at            string // where a form was asked for, if not in channel
	hook          string
	trigger       string // opens a dialog for three seconds
}

// hookOf is the name of the hook by which a command is answered later; the address itself is not used: ours is the server's.
func hookOf(responseURL string) string {
	u, err := url.Parse(responseURL)
	if err != nil || !strings.Contains(u.Path, "/hooks/commands/") {
		return ""
	}
	if id := path.Base(u.Path); model.IsValidId(id) {
		return id
	}
	return ""
}

// ephemeral is a reply as the answer to a command: the asker alone sees it, in the room.
func (p *Platform) ephemeral(to target, r bot.Reply) model.CommandResponse {
	x := p.lay(r.Text, r.Actions, ticket{Room: to.channel, User: to.user, Until: until(replyFor)})
	if r.Text == "" {
		x.text = ""
	}
	return model.CommandResponse{
		ResponseType: model.CommandResponseTypeEphemeral, Text: x.text, Attachments: x.attachments, SkipSlackParsing: true,
	}
}

// told is a reply as the answer to a button: words alone can be shown there. One with buttons is said in the person's own
// conversation, where they stay.
func (p *Platform) told(ctx context.Context, to target, r bot.Reply) string {
	if len(r.Actions) == 0 {
		return escape(r.Text)
	}
	if p.confide(ctx, to, r) != nil {
		return escape(r.Text)
	}
	if kind, err := p.kind(ctx, to.channel); err == nil && kind == model.ChannelTypeDirect {
		return ""
	}
	return escape(r.Text + "\nThe buttons are in your own conversation with me.")
}

// tell shows a reply to a person who waits for no answer any more.
func (p *Platform) tell(ctx context.Context, to target, r bot.Reply) {
	if r.Text == "" && len(r.Actions) == 0 {
		return
	}
	err := errors.New("no hook")
	if to.hook != "" && (to.at == "" || to.at == to.channel) {
		err = p.byHook(ctx, to, r)
	}
	if err != nil && to.at == "" {
		err = p.whisper(ctx, to, r)
	}
	if err != nil {
		err = p.confide(ctx, to, r)
	}
	if err != nil {
		p.Logger.ErrorContext(ctx, "a person could not be answered", obs.Platform(Name), obs.Error(err))
	}
}

// byHook says it in the room, seen by the person alone. The server takes five answers in half an hour.
func (p *Platform) byHook(ctx context.Context, to target, r bot.Reply) error {
	body, err := json.Marshal(p.ephemeral(to, r))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL+"/hooks/commands/"+to.hook, bytes.NewReader(body))
	if err != nil {
		return errors.New("no hook")
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.client.Do(req)
	if err != nil {
		return classify("hooks/commands", nil, err)
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	if resp.StatusCode != http.StatusOK {
		return classify("hooks/commands", &model.Response{StatusCode: resp.StatusCode, Header: resp.Header}, nil)
	}
	return nil
}

// whisper says it in the room, seen by the person alone. An ordinary bot may not, unless an administrator lets it.
func (p *Platform) whisper(ctx context.Context, to target, r bot.Reply) error {
	kind, err := p.kind(ctx, to.channel)
	p.known.mu.Lock()
	mute := time.Now().Before(p.known.mute)
	p.known.mu.Unlock()
	if err != nil || kind == model.ChannelTypeDirect || mute {
		return errors.New("not here")
	}
	x := p.lay(r.Text, r.Actions, ticket{Room: to.channel, User: to.user, Until: until(replyFor)})
	_, resp, err := p.api.CreatePostEphemeral(ctx, &model.PostEphemeral{
		UserID: to.user, Post: &model.Post{ChannelId: to.channel, Message: x.text, Props: x.props("")},
	})
	if err == nil {
		return nil
	}
	if resp != nil && resp.StatusCode == http.StatusForbidden {
		p.known.mu.Lock()
		p.known.mute = time.Now().Add(muteFor)
		p.known.mu.Unlock()
	}
	return p.failed("posts/ephemeral", resp, err)
}

// confide says it in the person's own conversation with the bot, where it stays. Its buttons are valid there.
func (p *Platform) confide(ctx context.Context, to target, r bot.Reply) error {
	channel, err := p.direct(ctx, to.user)
	if err != nil {
		return err
	}
	for i, a := range r.Actions {
		r.Actions[i] = p.moved(a, to, channel)
	}
	x := p.lay(r.Text, r.Actions, ticket{Room: channel, User: to.user, Until: until(replyFor)})
	if _, resp, err := p.api.CreatePost(ctx, &model.Post{ChannelId: channel, Message: x.text, Props: x.props("")}); err != nil {
		return p.failed("posts", resp, err)
	}
	return nil
}

// moved is a button about a form, made valid in another channel: the form is for the room in which it was asked for.
func (p *Platform) moved(a bot.Action, to target, channel string) bot.Action {
	sealed, ok := strings.CutPrefix(a.ID, sealedButton)
	if !ok || channel == to.channel {
		return a
	}
	t, err := p.open(sealed, to.channel, to.user, useOpen, useSend)
	if err != nil {
		return a
	}
	if t.At == "" {
		t.At = to.channel
	}
	t.Room = channel
	a.ID = sealedButton + p.seal(t)
	return a
}

// drop takes away a post that has done its service and holds, sealed, what somebody typed. One that only the person saw, in a
// room, is not kept by the server.
func (p *Platform) drop(ctx context.Context, post string, to target) {
	if post == "" {
		return
	}
	kind, err := p.kind(ctx, to.channel)
	if err != nil || kind != model.ChannelTypeDirect {
		return
	}
	if r, err := p.api.DeletePost(ctx, post); err != nil && (r == nil || r.StatusCode != http.StatusNotFound) {
		p.warn(ctx, "a button that was used could not be taken away", p.failed("posts", r, err))
	}
}

func (p *Platform) warn(ctx context.Context, what string, e *bot.SendError) {
	p.Logger.WarnContext(ctx, what, obs.Platform(Name), obs.Class(string(e.Class)), obs.Error(e)) //nolint:sloglint // a sentence of this package
}

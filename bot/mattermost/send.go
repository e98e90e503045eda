package mattermost

import (
	"context"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

// propKey is the property in which a post carries the hash of its key.
const propKey = "loggist_key"

// Send does what m says. An Unknown is to be settled by Find before it is sent again.
func (p *Platform) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return bot.Receipt{}, &bot.SendError{Class: bot.Retry, Err: err}
	}
	if _, err := p.whoami(ctx); err != nil {
		return bot.Receipt{}, err
	}
	switch m.Act {
	case bot.ActPost, bot.ActDirect:
		return p.post(ctx, m)
	case bot.ActOpenRoom:
		return p.openRoom(ctx, m)
	case bot.ActInvite, bot.ActRemove:
		return p.member(ctx, m)
	case bot.ActDescribe:
		return p.describe(ctx, m)
	case bot.ActArchive:
		return p.archive(ctx, m)
	}
	return bot.Receipt{}, bot.NeverTaken("unknown act %q", m.Act)
}

// post says m in a room or to a person, or changes what was said.
func (p *Platform) post(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if err := m.Unsayable(messageLimit); err != nil {
		return bot.Receipt{}, err
	}
	channel, err := p.channelOf(ctx, m)
	if err != nil {
		return bot.Receipt{}, err
	}
	if m.Act == bot.ActPost {
		if err := p.mayPost(ctx, channel); err != nil {
			return bot.Receipt{}, err
		}
	}
	if err := p.limits.may(m.Rings, time.Now()); err != nil {
		return bot.Receipt{}, err
	}
	person := ""
	if m.Act == bot.ActDirect {
		person = m.Person
	}
	x := p.lay(m.Text, m.Actions, ticket{Room: channel, User: person, Until: until(postFor)})
	if m.Replace != "" {
		return p.replace(ctx, m, channel, x)
	}
	made, r, err := again(ctx, p, channel, func() (*model.Post, *model.Response, error) {
		return p.api.CreatePost(ctx, &model.Post{
			// The server looks for a pending id among all that everybody posts, and a key is that of what is said, wherever it is said.
			ChannelId: channel, Message: x.text, PendingPostId: digest(m.Key, channel), Props: x.props(digest(m.Key)),
		})
	})
	if err != nil {
		return bot.Receipt{}, p.refused("posts", channel, r, err)
	}
	p.pin(ctx, m, made.Id)
	return receipt(m, made), nil
}

// refused is a failed call about a channel; one that is answered with no is a reason to look at the channel again.
func (p *Platform) refused(method, channel string, r *model.Response, err error) *bot.SendError {
	e := p.failed(method, r, err)
	if e.Class == bot.Permanent {
		p.known.forget(channel)
	}
	return e
}

// lay lays out what is said with buttons that are valid as t says.
func (p *Platform) lay(text string, actions []bot.Action, t ticket) laid {
	press := func(a bot.Action) string {
		if sealed, ok := strings.CutPrefix(a.ID, sealedButton); ok { // one of ours, about a form
			return sealed
		}
		t.Use, t.Act = usePress, a.ID
		return p.seal(t)
	}
	return lay(text, actions, press, p.Callback)
}

// props are the properties of a post; an empty key leaves it out.
func (x laid) props(key string) model.StringInterface {
	out := model.StringInterface{"disable_group_highlight": true, "mentionHighlightDisabled": true}
	if key != "" {
		out[propKey] = key
	}
	if len(x.attachments) > 0 {
		out["attachments"] = x.attachments
	}
	return out
}

// channelOf is where a message goes: its room, or the person's own conversation.
func (p *Platform) channelOf(ctx context.Context, m bot.Message) (string, error) {
	if err := m.Unaddressed(); err != nil {
		return "", err
	}
	if m.Act == bot.ActDirect {
		return p.direct(ctx, m.Person)
	}
	return string(m.Room), nil
}

func receipt(m bot.Message, made *model.Post) bot.Receipt {
	return bot.Receipt{Message: bot.MessageID(made.Id), Room: m.Room, At: time.UnixMilli(made.CreateAt).UTC()}
}

// replace changes an earlier message of ours. It keeps the key by which it was sent.
func (p *Platform) replace(ctx context.Context, m bot.Message, channel string, x laid) (bot.Receipt, error) {
	self, err := p.whoami(ctx)
	if err != nil {
		return bot.Receipt{}, err
	}
	if !model.IsValidId(string(m.Replace)) {
		return bot.Receipt{}, bot.NeverTaken("no such message to replace")
	}
	old, r, err := again(ctx, p, channel, func() (*model.Post, *model.Response, error) { return p.api.GetPost(ctx, string(m.Replace), "") })
	if err != nil {
		return bot.Receipt{}, p.refused("posts", channel, r, err)
	}
	if old.ChannelId != channel || old.UserId != self.user || old.DeleteAt != 0 {
		return bot.Receipt{}, bot.NeverTaken("no such message to replace")
	}
	key, _ := old.GetProp(propKey).(string)
	props := x.props(key)
	made, r, err := p.api.PatchPost(ctx, old.Id, &model.PostPatch{Message: &x.text, Props: &props})
	if err != nil {
		return bot.Receipt{}, p.refused("posts/patch", channel, r, err)
	}
	if !old.IsPinned {
		p.pin(ctx, m, old.Id)
	}
	return receipt(m, made), nil
}

// pin keeps a message at the top of its room. It is taken already: what goes wrong here is mended by its next change.
func (p *Platform) pin(ctx context.Context, m bot.Message, post string) {
	if !m.Pin {
		return
	}
	if r, err := p.api.PinPost(ctx, post); err != nil {
		e := p.failed("posts/pin", r, err)
		p.Logger.WarnContext(ctx, "a message could not be pinned", obs.Platform(Name), obs.Class(string(e.Class)), obs.Error(e))
	}
}

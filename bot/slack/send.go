package slack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

// eventType is the type of the metadata that our messages carry; the manifest declares it.
const eventType = "loggist_message"

// Send does what m says. Slack's posts are not idempotent: an Unknown is to be settled by Find before it is sent again.
func (p *Platform) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return bot.Receipt{}, &bot.SendError{Class: bot.Retry, Err: err}
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
	w := posting{m: m, channel: channel, parts: parts(m.Text, m.Actions)}
	if m.Replace != "" {
		return p.replace(ctx, w)
	}
	ts, err := p.say1(ctx, w, 0, "")
	if err != nil {
		return bot.Receipt{}, err
	}
	for i := 1; i < len(w.parts); i++ {
		if _, err := p.say1(ctx, w, i, ts); err != nil {
			return bot.Receipt{}, unfinished(err)
		}
	}
	p.pin(ctx, w, ts)
	return receipt(m, channel, ts), nil
}

// posting is one message on its way.
type posting struct {
	m       bot.Message
	channel string
	parts   []part
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

// unfinished is the error of a message of which a part was taken.
func unfinished(err error) error {
	e, ok := errors.AsType[*bot.SendError](err)
	if !ok {
		e = &bot.SendError{Err: err}
	}
	return &bot.SendError{Class: bot.Unknown, RetryAfter: e.RetryAfter, Err: fmt.Errorf("a part of it was taken: %w", e.Err)}
}

func receipt(m bot.Message, channel, ts string) bot.Receipt {
	return bot.Receipt{Message: messageID(channel, ts), Room: m.Room, At: timeOf(ts)}
}

// timeOf is the instant of a timestamp: seconds and microseconds.
func timeOf(ts string) time.Time {
	s, us, _ := strings.Cut(ts, ".")
	sec, err := strconv.ParseInt(s, 10, 64)
	micro, err2 := strconv.ParseInt(us, 10, 64)
	if err != nil || err2 != nil {
		return time.Now().UTC()
	}
	return time.UnixMicro(sec*1e6 + micro).UTC()
}

// say1 says one part; those after the first go into the thread of it.
func (p *Platform) say1(ctx context.Context, w posting, i int, thread string) (string, error) {
	const method = "chat.postMessage"
	if err := p.limits.may(method, w.channel, w.m.Rings || i > 0); err != nil {
		return "", err
	}
	options := append(w.options(i), slack.MsgOptionMetadata(w.metadata(i)))
	if thread != "" {
		options = append(options, slack.MsgOptionTS(thread))
	}
	_, ts, err := p.api.PostMessageContext(ctx, w.channel, options...)
	if err != nil {
		p.rooms.forgetIf(w.channel, code(err))
		return "", p.failed(method, w.channel, err)
	}
	return ts, nil
}

func (w posting) options(i int) []slack.MsgOption {
	x := w.parts[i]
	return []slack.MsgOption{
		slack.MsgOptionText(escape(x.text), false), slack.MsgOptionBlocks(x.blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl(),
	}
}

// metadata names the message by a hash of its key, so that it can be found again and says nothing to anybody else.
func (w posting) metadata(i int) slack.SlackMetadata {
	return slack.SlackMetadata{EventType: eventType, EventPayload: map[string]any{"key": digest(w.m.Key), "part": i + 1, "parts": len(w.parts)}}
}

// replace changes an earlier message, and its thread where it goes on there.
func (p *Platform) replace(ctx context.Context, w posting) (bot.Receipt, error) {
	channel, ts, ok := placeOf(w.m.Replace)
	if !ok || channel != w.channel {
		return bot.Receipt{}, bot.NeverTaken("no such message to replace")
	}
	if err := p.change(ctx, w, 0, ts); err != nil {
		return bot.Receipt{}, err
	}
	if err := p.replaceThread(ctx, w, ts); err != nil {
		return bot.Receipt{}, unfinished(err)
	}
	p.pin(ctx, w, ts)
	return receipt(w.m, channel, ts), nil
}

func (p *Platform) change(ctx context.Context, w posting, i int, ts string) error {
	const method = "chat.update"
	if err := p.limits.may(method, w.channel, w.m.Rings); err != nil {
		return err
	}
	options := w.options(i) // without metadata it keeps the key by which it was sent
	if _, _, _, err := p.api.UpdateMessageContext(ctx, w.channel, ts, options...); err != nil {
		return p.failed(method, w.channel, err)
	}
	return nil
}

// replaceThread makes the parts in a thread those of the new text: changed, added, or taken away.
func (p *Platform) replaceThread(ctx context.Context, w posting, ts string) error {
	if len(w.parts) == 1 && p.rooms.short.has(w.channel+"/"+ts) {
		return nil
	}
	old, err := p.thread(ctx, w.channel, ts)
	if err != nil {
		return err
	}
	for i := 1; i < max(len(w.parts), len(old)+1); i++ {
		switch {
		case i >= len(w.parts):
			p.rooms.deleted.set(string(messageID(w.channel, old[i-1].Timestamp)), true)
			if _, _, err := p.api.DeleteMessageContext(ctx, w.channel, old[i-1].Timestamp); err != nil && code(err) != "message_not_found" {
				return p.failed("chat.delete", w.channel, err)
			}
		case i <= len(old):
			if err := p.change(ctx, w, i, old[i-1].Timestamp); err != nil {
				return err
			}
		default:
			if _, err := p.say1(ctx, w, i, ts); err != nil {
				return err
			}
		}
	}
	p.rooms.short.set(w.channel+"/"+ts, len(w.parts) == 1)
	return nil
}

// thread are the parts of a message after its first, in order. A message that never went on has no thread to ask for.
func (p *Platform) thread(ctx context.Context, channel, ts string) ([]slack.Message, error) {
	var out []slack.Message
	for cursor := ""; ; {
		list, more, next, err := p.api.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{
			ChannelID: channel, Timestamp: ts, Limit: 200, Cursor: cursor, IncludeAllMetadata: true,
		})
		if code(err) == "thread_not_found" {
			return nil, nil
		}
		if err != nil {
			return nil, p.failed("conversations.replies", channel, err)
		}
		for _, x := range list {
			if n, _ := x.Metadata.EventPayload["part"].(float64); x.Metadata.EventType == eventType && n > 1 {
				out = append(out, x)
			}
		}
		if !more || next == "" {
			return out, nil
		}
		cursor = next
	}
}

// pin keeps a message at the top of its room, and a link to it above the room. It is taken already: what goes wrong here
// is mended by its next change.
func (p *Platform) pin(ctx context.Context, w posting, ts string) {
	if !w.m.Pin || p.rooms.pins.has(w.channel+"/"+ts) {
		return
	}
	err := p.api.AddPinContext(ctx, w.channel, slack.NewRefToMessage(w.channel, ts))
	if c := code(err); err != nil && c != "already_pinned" {
		p.warn(ctx, "a message could not be pinned", p.failed("pins.add", w.channel, err))
		return
	}
	if strings.HasPrefix(w.channel, "D") {
		p.rooms.pins.set(w.channel+"/"+ts, true)
		return
	}
	if err := p.bookmark(ctx, w.channel, ts); err != nil {
		p.warn(ctx, "a link could not be put above a room", p.failed("bookmarks.add", w.channel, err))
		return
	}
	p.rooms.pins.set(w.channel+"/"+ts, true)
}

// bookmarkTitle names the link above a room; it says nothing of what is in it.
const bookmarkTitle = "Where it stands"

func (p *Platform) bookmark(ctx context.Context, channel, ts string) error {
	link, err := p.api.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: channel, Ts: ts})
	if err != nil {
		return err
	}
	have, err := p.api.ListBookmarksContext(ctx, channel)
	if err != nil {
		return err
	}
	for _, b := range have {
		if b.Title == bookmarkTitle {
			_, err := p.api.EditBookmarkContext(ctx, channel, b.ID, slack.EditBookmarkParameters{Link: link})
			return err
		}
	}
	_, err = p.api.AddBookmarkContext(ctx, channel, slack.AddBookmarkParameters{Title: bookmarkTitle, Type: "link", Link: link})
	return err
}

func (p *Platform) warn(ctx context.Context, what string, e *bot.SendError) {
	p.Logger.WarnContext(ctx, "a call of the platform failed", obs.Platform(Name), obs.Outcome(what), obs.Class(string(e.Class)), obs.Error(e))
}

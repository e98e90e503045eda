package mattermost

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// reacted takes the mark by which somebody has a message logged, or that he took it off. He is told what came of it, unless
// the mark is an old one that we may have told him of.
func (p *Platform) reacted(ctx context.Context, h bot.Handler, m *model.Reaction, kind bot.RequestKind, tell bool) {
	self, err := p.whoami(ctx)
	if err != nil || p.Capture == "" || m.EmojiName != p.Capture || m.UserId == self.user {
		return
	}
	x, resp, err := p.api.GetPost(ctx, m.PostId, "")
	if err != nil {
		p.warn(ctx, "what was marked could not be read", p.failed("posts", resp, err))
		return
	}
	r, err := p.mark(ctx, x, kind, m.UserId)
	if err != nil {
		p.warn(ctx, "what was marked could not be taken", bot.AsSendError(err))
		return
	}
	if reply := h(ctx, r); tell {
		p.tell(ctx, target{channel: x.ChannelId, user: m.UserId}, reply)
	}
}

// mark is the request that a message is logged, or that it is not any more.
func (p *Platform) mark(ctx context.Context, x *model.Post, kind bot.RequestKind, user string) (bot.Request, error) {
	r, err := p.request(ctx, kind, user)
	if err == nil {
		err = p.in(ctx, &r, x.ChannelId)
	}
	src := &bot.Source{
		Message: bot.MessageID(x.Id), Author: x.UserId, At: time.UnixMilli(x.CreateAt).UTC(), Link: p.URL + "/" + p.Team + "/pl/" + x.Id, Files: p.files(ctx, x),
	}
	if err == nil {
		src.Text, err = p.plain(ctx, x.Message)
	}
	r.ID, r.Source = string(kind)+"/"+x.Id+"/"+user, src
	return r, err
}

// permalink is the address of a message as the server's clients copy it, and nothing else.
var permalink = regexp.MustCompile(`^<?(https?://[^\s<>|]+)/[a-z0-9_-]+/pl/([a-z0-9]{26})>?$`)

// linked makes of a command, or of words to the bot, that are nothing but the address of a message of this server the mark that
// this message be logged. ok is false for all else; where it is true but the reply is not empty, it is refused.
func (p *Platform) linked(ctx context.Context, text, user string) (r bot.Request, no bot.Reply, ok bool) {
	m := permalink.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || m[1] != p.URL {
		return r, no, false
	}
	no = bot.Reply{Text: "That message is in no room in which both you and I are. Nothing was recorded."}
	x, _, err := p.api.GetPost(ctx, m[2], "")
	if err != nil || x.DeleteAt != 0 {
		return r, no, true
	}
	if in, err := p.isMember(ctx, x.ChannelId, user); err != nil || !in {
		return r, no, true
	}
	if r, err = p.mark(ctx, x, bot.KindMarked, user); err != nil {
		return r, notAsked, true
	}
	return r, bot.Reply{}, true
}

// hashMost is the size of the largest file that is read to be identified.
const hashMost = 64 << 20

// files are the attachments of a post by what identifies them. They are read and not kept.
func (p *Platform) files(ctx context.Context, x *model.Post) []bot.File {
	var out []bot.File
	for _, id := range x.FileIds {
		info, r, err := p.api.GetFileInfo(ctx, id)
		if err != nil {
			p.warn(ctx, "a file could not be looked at", p.failed("files/info", r, err))
			continue
		}
		f := bot.File{Name: info.Name, Size: info.Size, Unread: "it is larger than 64 MB"}
		if info.Size <= hashMost {
			if b, r, err := p.api.GetFile(ctx, id); err == nil {
				sum := sha256.Sum256(b)
				f.SHA256, f.Unread = hex.EncodeToString(sum[:]), ""
			} else {
				f.Unread = "it could not be read"
				p.warn(ctx, "a file could not be looked at", p.failed("files", r, err))
			}
		}
		out = append(out, f)
	}
	return out
}

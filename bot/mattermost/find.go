package mattermost

import (
	"context"
	"errors"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

const (
	pageOf    = 200
	pagesMost = 15
)

var errTooFar = errors.New("the history goes on further than is looked")

// Find looks for a message by its key in the posts of where it would have gone. An error says that it cannot be known: they
// could not be read, or go back further than is looked.
func (p *Platform) Find(ctx context.Context, m bot.Message) (bot.Receipt, bool, error) {
	if m.Act != bot.ActPost && m.Act != bot.ActDirect || m.Key == "" {
		return bot.Receipt{}, false, errors.ErrUnsupported // these are done again without harm
	}
	self, err := p.whoami(ctx)
	if err != nil {
		return bot.Receipt{}, false, err
	}
	channel, err := p.channelOf(ctx, m)
	if err != nil {
		return bot.Receipt{}, false, err
	}
	want := digest(m.Key)
	for page := range pagesMost {
		list, r, err := again(ctx, p, channel, func() (*model.PostList, *model.Response, error) {
			return p.api.GetPostsForChannel(ctx, channel, page, pageOf, "", false, false)
		})
		if err != nil {
			return bot.Receipt{}, false, p.failed("channels/posts", r, err)
		}
		for _, x := range list.Posts {
			if x.UserId == self.user && x.GetProp(propKey) == want {
				return receipt(m, x), true, nil
			}
		}
		if len(list.Order) < pageOf {
			return bot.Receipt{}, false, nil
		}
	}
	return bot.Receipt{}, false, errTooFar
}

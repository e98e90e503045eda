package slack

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

const (
	pageOf    = 200
	pagesMost = 10
	// limitWait is how long a look-up waits for a rate limit: not to know is worse than to be late by this.
	limitWait = 8 * time.Second
)

var (
	errTooFar     = errors.New("the history goes on further than is looked")
	errIncomplete = errors.New("a part of it is missing")
)

// Find looks for a message by its key in the history of where it would have gone. An error says that it cannot be known:
// the history could not be read, or goes back further than is looked, or holds the beginning of the message and not its end.
func (p *Platform) Find(ctx context.Context, m bot.Message) (bot.Receipt, bool, error) {
	if m.Act != bot.ActPost && m.Act != bot.ActDirect || m.Key == "" {
		return bot.Receipt{}, false, errors.ErrUnsupported // these are done again without harm
	}
	channel, err := p.channelOf(ctx, m)
	if err != nil {
		return bot.Receipt{}, false, err
	}
	want, cursor := digest(m.Key), ""
	for range pagesMost {
		page, err := p.history(ctx, channel, cursor)
		if err != nil {
			return bot.Receipt{}, false, err
		}
		for _, x := range page.Messages {
			if x.Metadata.EventType != eventType || x.Metadata.EventPayload["key"] != want {
				continue
			}
			if err := p.complete(ctx, channel, x); err != nil {
				return bot.Receipt{}, false, err
			}
			return receipt(m, channel, x.Timestamp), true, nil
		}
		if cursor = page.ResponseMetaData.NextCursor; !page.HasMore || cursor == "" {
			return bot.Receipt{}, false, nil
		}
	}
	return bot.Receipt{}, false, errTooFar
}

// complete checks that what goes on in the thread of a message is there.
func (p *Platform) complete(ctx context.Context, channel string, first slack.Message) error {
	n, _ := first.Metadata.EventPayload["parts"].(float64)
	if n <= 1 {
		return nil
	}
	rest, err := p.thread(ctx, channel, first.Timestamp)
	if err == nil && len(rest) < int(n)-1 {
		err = errIncomplete
	}
	return err
}

// history reads a page, newest first. It waits for one rate limit, if that is not long.
func (p *Platform) history(ctx context.Context, channel, cursor string) (*slack.GetConversationHistoryResponse, error) {
	const method = "conversations.history"
	for try := 0; ; try++ {
		page, err := p.api.GetConversationHistoryContext(ctx, &slack.GetConversationHistoryParameters{
			ChannelID: channel, Cursor: cursor, Limit: pageOf, IncludeAllMetadata: true,
		})
		if err == nil {
			return page, nil
		}
		e := p.failed(method, channel, err)
		if e.Class != bot.Retry || try > 0 || e.RetryAfter > limitWait {
			return nil, e
		}
		select {
		case <-ctx.Done():
			return nil, e
		case <-time.After(e.RetryAfter):
		}
	}
}

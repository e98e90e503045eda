package mattermost

import (
	"context"
	"net/http"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// againAfter are the waits before a call is made again that the server refused though we are in the channel: none, and then
// what the other servers of a cluster need to hear that we are.
var againAfter = []time.Duration{0, 200 * time.Millisecond, time.Second}

// again makes a call about a channel, and makes it again where the server refused it although we are in that channel.
//
// What an account may, the server reads from a memory of the channels that it is in. It drops that memory when the account
// enters a channel, but another call that looked just before may put the older one back, and then it holds for a quarter of an
// hour: the account is in the channel and is refused everything there. That was seen on a real server, with a room that had
// just been opened. A 403 that is left after this is one that an administrator meant.
func again[T any](ctx context.Context, p *Platform, channel string, call func() (T, *model.Response, error)) (T, *model.Response, error) {
	out, r, err := call()
	for _, wait := range againAfter {
		if err == nil || r == nil || r.StatusCode != http.StatusForbidden || !p.remind(ctx, channel) {
			break
		}
		select {
		case <-ctx.Done():
			return out, r, err
		case <-time.After(wait):
		}
		out, r, err = call()
	}
	return out, r, err
}

// remind has the server drop what it remembers of us, and reports whether we are in the channel: our own notifications there
// are set to what they are. The server asks its database for that, and nobody but us has to let it.
func (p *Platform) remind(ctx context.Context, channel string) bool {
	self, err := p.whoami(ctx)
	if err != nil || !model.IsValidId(channel) {
		return false
	}
	props := map[string]string{model.MarkUnreadNotifyProp: model.ChannelMarkUnreadAll}
	_, err = p.api.UpdateChannelNotifyProps(ctx, channel, self.user, props)
	return err == nil
}

// bare makes of a call that returns nothing one that again takes.
func bare(call func() (*model.Response, error)) func() (struct{}, *model.Response, error) {
	return func() (struct{}, *model.Response, error) {
		r, err := call()
		return struct{}{}, r, err
	}
}

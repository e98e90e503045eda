package mattermost

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

// When the server limits the rate without saying for how long, this long is waited.
const unsaidWait = 2 * time.Second

// pending is what the server answers while the same post is still on its way.
const pending = "api.post.deduplicate_create_post.pending"

// What the operator is to do where the platform cannot be used.
const (
	mendToken = "run loggist setup mattermost, which makes another token, and restart loggist serve"
	mendReach = "look whether the server runs and is reached from here: loggist check"
)

// failed makes of a failed call what it means for sending again, and keeps the rate limit that it tells. Its text holds no
// content, no token and no address.
func (p *Platform) failed(method string, r *model.Response, err error) *bot.SendError {
	e := classify(method, r, err)
	if r != nil && r.StatusCode == http.StatusUnauthorized {
		p.Up.Down(context.Background(), obs.PartToken, e.Err, mendToken)
	}
	if r != nil && r.StatusCode == http.StatusTooManyRequests {
		p.limits.hit(time.Now().Add(e.RetryAfter))
	}
	return e
}

// classify reads the status, not the body: a limited rate is answered in plain text, and a lost connection has no answer.
func classify(method string, r *model.Response, err error) *bot.SendError {
	why := func(class bot.Class, after time.Duration, text string) *bot.SendError {
		return &bot.SendError{Class: class, RetryAfter: after, Err: errors.New(method + ": " + text)}
	}
	if r == nil || r.StatusCode == 0 {
		// What never reached the server was not taken. Everything else may have been.
		if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
			return why(bot.Retry, 0, "no connection")
		}
		if errors.Is(err, context.DeadlineExceeded) {
			return why(bot.Unknown, 0, "no answer in time")
		}
		return why(bot.Unknown, 0, "no answer")
	}
	text := fmt.Sprintf("status %d", r.StatusCode)
	id := code(err)
	if id != "" {
		text += ", " + id
	}
	switch {
	case r.StatusCode == http.StatusTooManyRequests:
		return why(bot.Retry, retryAfter(r.Header), "rate limited")
	case id == pending:
		return why(bot.Retry, time.Second, text)
	case r.StatusCode == http.StatusUnauthorized:
		return why(bot.Unauthorised, 0, text)
	case r.StatusCode == http.StatusNotImplemented || r.StatusCode < http.StatusInternalServerError && r.StatusCode >= http.StatusBadRequest:
		return why(bot.Permanent, 0, text)
	}
	return why(bot.Unknown, 0, text)
}

// retryAfter is how long the server says to wait: in seconds.
func retryAfter(h http.Header) time.Duration {
	for _, name := range []string{"Retry-After", "X-Ratelimit-Reset"} {
		if n, err := strconv.Atoi(h.Get(name)); err == nil && n > 0 && n < 3600 {
			return time.Duration(n) * time.Second
		}
	}
	return unsaidWait
}

// code is the id of the error that the server answered with, "" if it said none.
func code(err error) string {
	if e, ok := errors.AsType[*model.AppError](err); ok {
		return e.Id
	}
	return ""
}

package slack

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

// When Slack limits the rate without saying for how long, this long is waited.
const unsaidWait = 5 * time.Second

// classes are the errors that Slack answers with status 200 and that are not for ever.
var classes = map[string]bot.Class{
	"ratelimited": bot.Retry, "rate_limited": bot.Retry, "message_limit_exceeded": bot.Retry, "service_unavailable": bot.Retry, "team_added_to_org": bot.Retry,
	// Some of what was asked may have been done before it failed.
	"internal_error": bot.Unknown, "fatal_error": bot.Unknown, "request_timeout": bot.Unknown,

	"invalid_auth": bot.Unauthorised, "not_authed": bot.Unauthorised, "account_inactive": bot.Unauthorised, "token_revoked": bot.Unauthorised,
	"token_expired": bot.Unauthorised, "missing_scope": bot.Unauthorised, "no_permission": bot.Unauthorised, "not_allowed_token_type": bot.Unauthorised,
	"access_denied": bot.Unauthorised, "ekm_access_denied": bot.Unauthorised, "org_login_required": bot.Unauthorised, "accesslimited": bot.Unauthorised,
	"restricted_action": bot.Unauthorised, "team_access_not_granted": bot.Unauthorised, "user_is_restricted": bot.Unauthorised,
}

// failed makes of a failed call what it means for sending again, and keeps the rate limit that it tells. Its text holds no
// content, no token and no address.
func (p *Platform) failed(method, channel string, err error) *bot.SendError {
	e := classify(method, err)
	if tokenFaults[code(err)] {
		p.Up.Down(context.Background(), obs.PartToken, e.Err, mendToken)
	}
	if e.Class == bot.Retry && e.RetryAfter > 0 {
		p.limits.hit(method, channel, time.Now().Add(e.RetryAfter))
	}
	return e
}

func classify(method string, err error) *bot.SendError {
	why := func(class bot.Class, after time.Duration, text string) *bot.SendError {
		return &bot.SendError{Class: class, RetryAfter: after, Err: errors.New(method + ": " + text)}
	}
	if limited, ok := errors.AsType[*slack.RateLimitedError](err); ok {
		return why(bot.Retry, max(limited.RetryAfter, time.Second), "rate limited")
	}
	if status, ok := errors.AsType[slack.StatusCodeError](err); ok {
		switch {
		case status.Code == 429:
			return why(bot.Retry, unsaidWait, "rate limited, without a time")
		case status.Code >= 500:
			return why(bot.Unknown, 0, fmt.Sprintf("status %d", status.Code))
		case status.Code == 401 || status.Code == 403:
			return why(bot.Unauthorised, 0, fmt.Sprintf("status %d", status.Code))
		}
		return why(bot.Permanent, 0, fmt.Sprintf("status %d", status.Code))
	}
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		text := answer.Err
		if answer.Needed != "" {
			text += ": the scope " + answer.Needed + " is missing"
		}
		class, listed := classes[answer.Err]
		switch {
		case !listed:
			return why(bot.Permanent, 0, text)
		case class == bot.Retry:
			return why(class, unsaidWait, text)
		}
		return why(class, 0, text)
	}
	// What never reached Slack was not taken. Everything else may have been.
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		return why(bot.Retry, 0, "no connection")
	}
	if at, ok := errors.AsType[*url.Error](err); ok {
		err = at.Err // the address may hold a secret
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return why(bot.Unknown, 0, "no answer in time")
	}
	return why(bot.Unknown, 0, fmt.Sprintf("no answer: %T", err))
}

// code is the error that Slack answered with, "" if it was none.
func code(err error) string {
	if answer, ok := errors.AsType[slack.SlackErrorResponse](err); ok {
		return answer.Err
	}
	return ""
}

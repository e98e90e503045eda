package mattermost

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/seal"
)

func newAlone(t *testing.T) *Platform {
	t.Helper()
	p, err := New(Options{
		URL: "http://127.0.0.1:1", Token: "t", Team: "force", Callback: "http://127.0.0.1:2/loggist", Sealer: seal.EphemeralRing(),
		Commands: []Command{{Team: "team", Trigger: "ci", Token: "right"}}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestTicketIsGoodForOneUse: what comes back through other hands is taken for its use, in its room, from its person, in time.
func TestTicketIsGoodForOneUse(t *testing.T) {
	p, other := newAlone(t), newAlone(t)
	own := ticket{Use: usePress, Room: "room", User: "lee", Until: until(time.Hour), Act: "accept:142/E-1"}
	late := own
	late.Until = time.Now().Add(-time.Minute).Unix()
	for name, c := range map[string]struct {
		sealed, room, user string
		use                use
		want               error
	}{
		"good":           {p.seal(own), "room", "lee", usePress, nil},
		"another room":   {p.seal(own), "elsewhere", "lee", usePress, errMisused},
		"another person": {p.seal(own), "room", "khan", usePress, errMisused},
		"nobody":         {p.seal(own), "room", "", usePress, errMisused},
		"another use":    {p.seal(own), "room", "lee", useStep, errMisused},
		"late":           {p.seal(late), "room", "lee", usePress, errExpired},
		"another key":    {other.seal(own), "room", "lee", usePress, errForged},
		"changed":        {flipped(p.seal(own)), "room", "lee", usePress, errForged},
		"none":           {"", "room", "lee", usePress, errForged},
	} {
		if _, err := p.open(c.sealed, c.room, c.user, c.use); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// TestForgedCallbacksAreRefused: nothing that the server did not send reaches the handler.
func TestForgedCallbacksAreRefused(t *testing.T) {
	p := newAlone(t)
	id := model.NewId()
	form := func(team, command, token string) string {
		return url.Values{"team_id": {team}, "command": {command}, "token": {token}, "user_id": {id}, "channel_id": {id}, "trigger_id": {"x"}}.Encode()
	}
	for name, c := range map[string]struct {
		path, kind, body string
		want             int
	}{
		"wrong token":    {"/loggist/command", "application/x-www-form-urlencoded", form("team", "/ci", "wrong"), http.StatusForbidden},
		"no token":       {"/loggist/command", "application/x-www-form-urlencoded", form("team", "/ci", ""), http.StatusForbidden},
		"other team":     {"/loggist/command", "application/x-www-form-urlencoded", form("others", "/ci", "right"), http.StatusForbidden},
		"other command":  {"/loggist/command", "application/x-www-form-urlencoded", form("team", "/log", "right"), http.StatusForbidden},
		"a button":       {"/loggist/press", "application/json", `{"user_id":"a","channel_id":"b","context":{"ticket":"AAAA"}}`, http.StatusForbidden},
		"a dialog":       {"/loggist/form", "application/json", `{"user_id":"a","channel_id":"b","state":"AAAA"}`, http.StatusForbidden},
		"a query":        {"/loggist/command?token=right", "application/x-www-form-urlencoded", form("team", "/ci", "right"), http.StatusBadRequest},
		"nobody listens": {"/loggist/command", "application/x-www-form-urlencoded", form("team", "/ci", "right"), http.StatusServiceUnavailable},
	} {
		r := httptest.NewRequest(http.MethodPost, c.path, strings.NewReader(c.body))
		r.Header.Set("Content-Type", c.kind)
		w := httptest.NewRecorder()
		p.Handler().ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: %d, want %d", name, w.Code, c.want)
		}
	}
}

// TestClasses: what a failed call means is read from its status.
func TestClasses(t *testing.T) {
	for _, c := range []struct {
		status int
		err    error
		want   bot.Class
	}{
		{http.StatusTooManyRequests, errors.New("limit exceeded"), bot.Retry},
		{http.StatusUnauthorized, &model.AppError{Id: "api.context.session_expired.app_error"}, bot.Unauthorised},
		{http.StatusForbidden, &model.AppError{Id: "api.context.permissions.app_error"}, bot.Permanent},
		{http.StatusInternalServerError, &model.AppError{Id: pending}, bot.Retry},
		{http.StatusInternalServerError, &model.AppError{Id: "store.sql_post.save.app_error"}, bot.Unknown},
		{http.StatusBadGateway, errors.New("bad gateway"), bot.Unknown},
		{0, io.EOF, bot.Unknown},
	} {
		var r *model.Response
		if c.status != 0 {
			r = &model.Response{StatusCode: c.status}
		}
		if e := classify("posts", r, c.err); e.Class != c.want {
			t.Errorf("status %d, %v: %s, want %s", c.status, c.err, e.Class, c.want)
		}
	}
}

// flipped is a ticket with one sign changed.
func flipped(sealed string) string {
	with := "A"
	if sealed[40] == 'A' {
		with = "B"
	}
	return sealed[:40] + with + sealed[41:]
}

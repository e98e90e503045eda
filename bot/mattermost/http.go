package mattermost

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs"
)

// Where below Options.Callback the server posts what.
const (
	PathCommand = "/command"
	pathPress   = "/press"
	pathForm    = "/form"
)

// contextTicket is where a button carries its ticket.
const contextTicket = "ticket"

// bodyMost bounds what is read of a request before it is known whose it is.
const bodyMost = 2 << 20

// Handler takes what the server posts. Nothing is done before the token of the command, or our own ticket, is found right, and
// nothing in the query is read.
func (p *Platform) Handler() http.Handler {
	m := http.NewServeMux()
	base := "/"
	if u, err := url.Parse(p.Callback); err == nil && strings.Trim(u.Path, "/") != "" {
		base = "/" + strings.Trim(u.Path, "/") + "/"
	}
	at := func(path string) string { return "POST " + strings.TrimSuffix(base, "/") + path }
	m.HandleFunc(at(PathCommand), p.command)
	m.HandleFunc(at(pathPress), p.press)
	m.HandleFunc(at(pathForm), p.form)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery != "" {
			http.Error(w, "no query is read here", http.StatusBadRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, bodyMost)
		m.ServeHTTP(w, r)
	})
}

// command takes a slash command. Its trigger is one for each time it is typed, however often it is delivered.
func (p *Platform) command(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "that is no form", http.StatusBadRequest)
		return
	}
	f := r.PostForm
	if !p.commanded(f) {
		p.refuse(w, r, "a command was refused: it does not carry the token of a command of ours")
		return
	}
	if self, err := p.whoami(r.Context()); err == nil && self.user == f.Get("user_id") {
		answer(w, probed)
		return
	}
	h, ctx, done, ok := p.receiving.Borrow()
	if !ok {
		http.Error(w, "nobody receives", http.StatusServiceUnavailable)
		return
	}
	defer done()
	switch _, err := p.signed(ctx, f.Get("trigger_id"), f.Get("user_id")); {
	case errors.Is(err, errUnsigned):
		p.refuse(w, r, "a command was refused: it is "+err.Error())
	case err != nil:
		answer(w, p.ephemeral(target{channel: f.Get("channel_id"), user: f.Get("user_id")}, notAsked))
	default:
		answer(w, p.slash(ctx, h, f))
	}
}

// commanded reports whether a form carries the token of the command that it names. It takes as long whatever is wrong.
func (p *Platform) commanded(f url.Values) bool {
	right := 0
	for _, c := range p.Commands {
		same := subtle.ConstantTimeCompare([]byte(c.Token), []byte(f.Get("token")))
		if c.Token != "" && c.Team == f.Get("team_id") && "/"+c.Trigger == f.Get("command") {
			right |= same
		}
	}
	return right == 1 && model.IsValidId(f.Get("user_id")) && model.IsValidId(f.Get("channel_id")) && f.Get("trigger_id") != ""
}

// press takes a button.
func (p *Platform) press(w http.ResponseWriter, r *http.Request) {
	var x model.PostActionIntegrationRequest
	if !read(w, r, &x) {
		return
	}
	c := callback{channel: x.ChannelId, user: x.UserId, uses: []use{usePress, useOpen, useSend}}
	c.sealed, _ = x.Context[contextTicket].(string)
	// No dialog carries a trigger; its ticket is for one person.
	c.proved = func() error { return p.pressedNow(r.Context(), x.TriggerId, x.UserId) }
	a, ok := p.admit(w, r, c)
	if !ok {
		return
	}
	defer a.done()
	out := model.PostActionIntegrationResponse{SkipSlackParsing: true, EphemeralText: escape(a.no)}
	if a.no == "" {
		out.EphemeralText = p.pressed(a.ctx, a.handler, x, a.ticket)
	}
	answer(w, out)
}

// form takes a dialog that was sent.
func (p *Platform) form(w http.ResponseWriter, r *http.Request) {
	var x model.SubmitDialogRequest
	if !read(w, r, &x) {
		return
	}
	a, ok := p.admit(w, r, callback{channel: x.ChannelId, user: x.UserId, sealed: x.State, uses: []use{useStep}})
	if !ok {
		return
	}
	defer a.done()
	switch {
	case x.Cancelled:
		answer(w, model.SubmitDialogResponse{})
	case a.no != "":
		answer(w, model.SubmitDialogResponse{Error: a.no})
	default:
		answer(w, p.submitted(a.ctx, a.handler, x, a.ticket))
	}
}

// callback is what buttons and dialogues have in common: where and by whom, by what the server says, and our ticket.
type callback struct {
	channel, user, sealed string
	uses                  []use
	proved                func() error // whether the server signed that it was that person; nil where it signs nothing
}

// admitted is a callback of ours. Its no is why nothing is done all the same, said to the person.
type admitted struct {
	handler bot.Handler
	ctx     context.Context
	done    func()
	ticket  ticket
	no      string
}

// What is said where nothing is done.
const (
	tooLate   = "That has been open for too long. Nothing was recorded. Please type the command again."
	lateClick = "That arrived more than five minutes after it was pressed, or the clocks of the two services differ. It was not taken. Please press it again."
	unasked   = "The server does not say whether this is you. Nothing was recorded. Please send it again."
)

// admit takes a callback if its ticket and the server's signature are right and the person may be there. Where it is not ok
// it has answered.
func (p *Platform) admit(w http.ResponseWriter, r *http.Request, c callback) (a admitted, ok bool) {
	var expired error
	if a.ticket, expired = p.open(c.sealed, c.channel, c.user, c.uses...); expired != nil && !errors.Is(expired, errExpired) {
		p.refuse(w, r, "a callback was refused: its ticket is "+expired.Error())
		return a, false
	}
	if a.handler, a.ctx, a.done, ok = p.receiving.Borrow(); !ok {
		http.Error(w, "nobody receives", http.StatusServiceUnavailable)
		return a, false
	}
	in, err := p.proves(a.ctx, c, a.ticket)
	if why := refusal(in, err); why != "" {
		a.done()
		p.refuse(w, r, "a callback was refused: "+why)
		return a, false
	}
	switch {
	case errors.Is(err, errLate):
		p.Logger.WarnContext(a.ctx, "a callback was refused: it is old, or the clocks differ", obs.Platform(Name))
		a.no = lateClick
	case err != nil:
		a.no = unasked
	case expired != nil:
		a.no = tooLate
	}
	return a, true
}

// proves reports what the server says of a callback: that it was that person, and that he is in the room.
func (p *Platform) proves(ctx context.Context, c callback, t ticket) (in bool, err error) {
	if c.proved != nil {
		if err := c.proved(); err != nil {
			return false, err
		}
	}
	return p.mayBe(ctx, c.channel, c.user, t)
}

// refusal is why a callback is answered with nothing, "" where the person is told.
func refusal(in bool, err error) string {
	switch {
	case errors.Is(err, errUnsigned):
		return "it is " + err.Error()
	case err == nil && !in:
		return "the person is not in that room"
	}
	return ""
}

// mayBe reports whether a person may act in a channel: whether he is in it. Where we are not in it ourselves, as where somebody
// calls an incident from elsewhere, the server does not tell; then a ticket that was shown to him alone, there, says that he was.
func (p *Platform) mayBe(ctx context.Context, channel, user string, t ticket) (bool, error) {
	in, err := p.isMember(ctx, channel, user)
	if err != nil && bot.ClassOf(err) == bot.Permanent && t.User == user {
		return true, nil
	}
	return in, err
}

// read reads the body of a callback.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	err := json.NewDecoder(r.Body).Decode(into)
	if err != nil {
		http.Error(w, "that is no callback", http.StatusBadRequest)
	}
	return err == nil
}

// refuse answers what nobody of ours has sent.
func (p *Platform) refuse(w http.ResponseWriter, r *http.Request, why string) {
	p.Logger.WarnContext(r.Context(), why, obs.Platform(Name)) //nolint:sloglint // a sentence of this file
	http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	b, err := json.Marshal(body)
	if err != nil {
		http.Error(w, "no answer", http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(b)
}

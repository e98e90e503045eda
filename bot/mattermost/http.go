package mattermost

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

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
	h, ctx, done, ok := p.borrow()
	if !ok {
		http.Error(w, "nobody receives", http.StatusServiceUnavailable)
		return
	}
	defer done()
	answer(w, p.slash(ctx, h, f))
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
	if err := json.NewDecoder(r.Body).Decode(&x); err != nil {
		http.Error(w, "that is no button", http.StatusBadRequest)
		return
	}
	sealed, _ := x.Context[contextTicket].(string)
	t, err := p.open(sealed, x.ChannelId, x.UserId, usePress, useOpen, useSend)
	if err != nil && !errors.Is(err, errExpired) {
		p.refuse(w, r, "a button was refused: "+err.Error())
		return
	}
	h, ctx, done, ok := p.borrow()
	if !ok {
		http.Error(w, "nobody receives", http.StatusServiceUnavailable)
		return
	}
	defer done()
	out := model.PostActionIntegrationResponse{SkipSlackParsing: true}
	switch in, e := p.isMember(ctx, x.ChannelId, x.UserId); {
	case e != nil:
		out.EphemeralText = "The server does not say whether you are in this room. Nothing was recorded. Please press it again."
	case !in:
		p.refuse(w, r, "a button was refused: the person is not in that room")
		return
	case err != nil:
		out.EphemeralText = escape(tooLate)
	default:
		out.EphemeralText = p.pressed(ctx, h, x, t)
	}
	answer(w, out)
}

// form takes a dialog that was sent.
func (p *Platform) form(w http.ResponseWriter, r *http.Request) {
	var x model.SubmitDialogRequest
	if err := json.NewDecoder(r.Body).Decode(&x); err != nil {
		http.Error(w, "that is no dialog", http.StatusBadRequest)
		return
	}
	t, err := p.open(x.State, x.ChannelId, x.UserId, useStep)
	if err != nil && !errors.Is(err, errExpired) {
		p.refuse(w, r, "a dialog was refused: "+err.Error())
		return
	}
	h, ctx, done, ok := p.borrow()
	if !ok {
		http.Error(w, "nobody receives", http.StatusServiceUnavailable)
		return
	}
	defer done()
	switch in, e := p.isMember(ctx, x.ChannelId, x.UserId); {
	case e != nil:
		answer(w, model.SubmitDialogResponse{Error: "The server does not say whether you are in this room. Nothing was recorded. Please send it again."})
	case !in:
		p.refuse(w, r, "a dialog was refused: the person is not in that room")
	case x.Cancelled:
		answer(w, model.SubmitDialogResponse{})
	case err != nil:
		answer(w, model.SubmitDialogResponse{Error: tooLate})
	default:
		answer(w, p.submitted(ctx, h, x, t))
	}
}

// tooLate is said where a ticket has run out.
const tooLate = "That has been open for too long. Nothing was recorded. Please type the command again."

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

package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

// bodyMost bounds what is read of a request before its signature is known to be right.
const bodyMost = 1 << 20

// Handler takes what Slack posts in HTTP mode: commands, interactions and events at one address. Nothing is looked at
// before the signature over the raw body is found right and no older than five minutes, and nothing in the query is read.
func (p *Platform) Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "Slack posts here", http.StatusMethodNotAllowed)
			return
		}
		body, status := p.signed(r)
		if status != http.StatusOK {
			p.Logger.WarnContext(r.Context(), "a request was refused: it is not signed by the platform", obs.Platform(Name), obs.Class(http.StatusText(status)))
			http.Error(w, http.StatusText(status), status)
			return
		}
		p.posted(w, r, body)
	})
}

// signed reads the body and checks that it is Slack's.
func (p *Platform) signed(r *http.Request) ([]byte, int) {
	if r.URL.RawQuery != "" { // no signature covers it
		return nil, http.StatusBadRequest
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, bodyMost+1))
	if err != nil || len(body) > bodyMost {
		return nil, http.StatusRequestEntityTooLarge
	}
	v, err := slack.NewSecretsVerifier(r.Header, p.SigningSecret)
	if err == nil {
		_, err = v.Write(body)
	}
	if err == nil {
		err = v.Ensure()
	}
	if err != nil {
		return nil, http.StatusUnauthorized
	}
	return body, http.StatusOK
}

// posted takes a request that is Slack's and answers when the act is acknowledged.
func (p *Platform) posted(w http.ResponseWriter, r *http.Request, body []byte) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		var hello struct{ Type, Challenge string }
		if json.Unmarshal(body, &hello) == nil && hello.Type == "url_verification" {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, hello.Challenge)
			return
		}
		p.answering(w, r, func(ctx context.Context, h bot.Handler, ack acknowledge) { p.event(ctx, h, body, ack) })
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if err := r.ParseForm(); err != nil {
		http.Error(w, "that is no form", http.StatusBadRequest)
		return
	}
	switch {
	case r.PostForm.Get("ssl_check") == "1":
	case r.PostForm.Has("payload"):
		cb, err := slack.InteractionCallbackParse(r)
		if err != nil {
			http.Error(w, "that is no interaction", http.StatusBadRequest)
			return
		}
		p.answering(w, r, func(ctx context.Context, h bot.Handler, ack acknowledge) { p.interaction(ctx, h, cb, ack) })
	case r.PostForm.Get("command") != "":
		cmd, err := slack.SlashCommandParse(r)
		if err != nil {
			http.Error(w, "that is no command", http.StatusBadRequest)
			return
		}
		p.answering(w, r, func(ctx context.Context, h bot.Handler, ack acknowledge) { p.slash(ctx, h, cmd, ack) })
	default:
		http.Error(w, "neither a command, an interaction nor an event", http.StatusBadRequest)
	}
}

// answering starts work and writes its acknowledgement. The work goes on after that, and when Slack has hung up.
func (p *Platform) answering(w http.ResponseWriter, r *http.Request, work func(context.Context, bot.Handler, acknowledge)) {
	answers := make(chan []byte, 1)
	ack := func(_ context.Context, body any) error {
		if body == nil {
			answers <- nil
			return nil
		}
		b, err := json.Marshal(body)
		if err != nil {
			answers <- nil
			return errors.Join(errTooLong, err)
		}
		answers <- b
		return nil
	}
	if !p.take(func(ctx context.Context, h bot.Handler) { work(ctx, h, ack) }) {
		w.WriteHeader(http.StatusServiceUnavailable) // events are delivered again
		return
	}
	select {
	case b := <-answers:
		if b != nil {
			w.Header().Set("Content-Type", "application/json")
		}
		_, _ = w.Write(b)
	case <-r.Context().Done():
	}
}

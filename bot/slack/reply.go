package slack

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs"
)

// target is where a person is answered: by the address that came with the act, in a modal that is open, by a trigger that
// opens one, else in the room, seen by him alone, else in his own conversation.
type target struct {
	url, channel, user, thread string
	view, trigger              string
}

// urlUses is how often Slack takes an answer by one address.
const urlUses = 5

// ack answers Slack with body; a failure of that is no more than a redelivery.
func (p *Platform) ack(ctx context.Context, ack acknowledge, body any) {
	if err := ack(ctx, body); err != nil {
		p.Logger.WarnContext(ctx, "an acknowledgement was not taken", obs.Platform(Name), obs.Error(classify("acknowledge", err)))
	}
}

// answer acknowledges a command with its result, or with nothing where that is too long, and says the rest.
func (p *Platform) answer(ctx context.Context, ack acknowledge, to target, r bot.Reply) {
	if r.Text == "" && len(r.Actions) == 0 {
		p.ack(ctx, ack, nil)
		return
	}
	said := parts(r.Text, r.Actions)
	if len(said) > 1 {
		p.ack(ctx, ack, nil)
		p.say(ctx, to, said)
		return
	}
	if err := ack(ctx, ephemeral(said[0])); err != nil {
		p.say(ctx, to, said)
	}
}

// ephemeral is a message that the asker alone sees, as an acknowledgement or a response_url takes it.
func ephemeral(x part) map[string]any {
	return map[string]any{"response_type": "ephemeral", "replace_original": false, "text": escape(x.text), "blocks": x.blocks}
}

// tell shows a reply to the person, wherever he can be reached.
func (p *Platform) tell(ctx context.Context, to target, r bot.Reply) {
	if r.Text == "" && len(r.Actions) == 0 {
		return
	}
	if to.view != "" || to.trigger != "" {
		if p.showView(ctx, to, resultView(to.channel, r)) == nil {
			return
		}
	}
	p.say(ctx, to, parts(r.Text, r.Actions))
}

// showView puts a view into the modal that is open, or opens one.
func (p *Platform) showView(ctx context.Context, to target, v slack.ModalViewRequest) error {
	var err error
	if to.view != "" {
		_, err = p.api.UpdateViewContext(ctx, v, "", "", to.view)
	} else {
		_, err = p.api.OpenViewContext(ctx, to.trigger, v)
	}
	if err != nil {
		e := p.failed("views.open", "", err)
		p.Logger.WarnContext(ctx, "a form could not be shown", obs.Platform(Name), obs.Class(string(e.Class)), obs.Error(e))
	}
	return err
}

// say shows all parts to the person alone, in order.
func (p *Platform) say(ctx context.Context, to target, said []part) {
	for i, x := range said {
		err := errors.New("no address")
		if to.url != "" && i < urlUses {
			err = p.respond(ctx, to.url, x)
		}
		if err != nil && to.channel != "" && to.channel[0] != 'D' {
			err = p.whisper(ctx, to, x)
		}
		if err != nil {
			err = p.confide(ctx, to.user, x)
		}
		if err != nil {
			p.Logger.ErrorContext(ctx, "a person could not be answered", obs.Platform(Name), obs.Error(classify("answer", err)))
			return
		}
	}
}

// respond says it by the address that came with the act.
func (p *Platform) respond(ctx context.Context, url string, x part) error {
	body, err := json.Marshal(ephemeral(x))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return errors.New("no address")
	}
	r.Header.Set("Content-Type", "application/json")
	resp, err := p.client.Do(r)
	if err != nil {
		return classify("response_url", err)
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	if resp.StatusCode != http.StatusOK {
		return classify("response_url", slack.StatusCodeError{Code: resp.StatusCode})
	}
	return nil
}

// whisper says it in the room, seen by the person alone.
func (p *Platform) whisper(ctx context.Context, to target, x part) error {
	options := []slack.MsgOption{slack.MsgOptionText(escape(x.text), false), slack.MsgOptionBlocks(x.blocks...)}
	if to.thread != "" {
		options = append(options, slack.MsgOptionTS(to.thread))
	}
	if _, err := p.api.PostEphemeralContext(ctx, to.channel, to.user, options...); err != nil {
		return p.failed("chat.postEphemeral", to.channel, err)
	}
	return nil
}

// answerLine begins what is answered in a person's own conversation.
const answerLine = "Loggist answers you."

// confide says it in the person's own conversation with the app, where it stays.
func (p *Platform) confide(ctx context.Context, user string, x part) error {
	channel, err := p.direct(ctx, user)
	if err != nil {
		return err
	}
	// It notifies, and what it answers may begin with content: a line that is safe on a locked screen goes first.
	blocks := append([]slack.Block{section(answerLine, blocksMax, false)}, x.blocks...)
	_, _, err = p.api.PostMessageContext(ctx, channel, slack.MsgOptionText(answerLine+"\n"+escape(x.text), false), slack.MsgOptionBlocks(blocks[:min(len(blocks), blocksMax)]...))
	if err != nil {
		return p.failed("chat.postMessage", channel, err)
	}
	return nil
}

// openForm shows a form. Where its time has run out, or there is no trigger at all, the words are said with a button that
// opens it.
func (p *Platform) openForm(ctx context.Context, trigger string, to target, r bot.Reply) {
	to.trigger = trigger
	if to.trigger != "" || to.view != "" {
		if p.showView(ctx, to, formView(r.Form, to.channel, introOf(r))) == nil {
			return
		}
	}
	key := rand.Text()
	p.forms.put(key, to.user, r, time.Now())
	label := "Open the form: " + r.Form.Title
	text := r.Text
	if text == "" {
		text = label + ". Nothing is recorded yet."
	}
	p.say(ctx, to, parts(text, append(append([]bot.Action{}, r.Actions...), bot.Action{ID: formButton + key, Label: label})))
}

// reopen shows a form whose button was pressed.
func (p *Platform) reopen(ctx context.Context, trigger, key string, to target) {
	r, ok := p.forms.get(key, to.user)
	if !ok {
		p.tell(ctx, to, bot.Reply{Text: "I no longer have that form. Nothing was recorded. Please type the command again."})
		return
	}
	p.openForm(ctx, trigger, to, r)
}

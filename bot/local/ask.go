package local

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"loggist/bot"
	"loggist/internal/obs"
)

// maxBody is the largest body that is read.
const maxBody = 1 << 20

var errNotReady = &apiError{http.StatusServiceUnavailable, "Loggist is not listening yet. Nothing was recorded. Try again in a moment."}

// readJSON reads r's body into v and says what is wrong with it.
func readJSON(r *http.Request, v any) error {
	// A page elsewhere can send a form without asking, but no JSON.
	if t, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); !strings.EqualFold(strings.TrimSpace(t), "application/json") {
		return &apiError{http.StatusUnsupportedMediaType, "The body is JSON, with Content-Type: application/json. Nothing was recorded."}
	}
	b, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return &apiError{http.StatusRequestEntityTooLarge, "The body is over 1 MB. Nothing was recorded."}
	}
	if err != nil {
		return malformed("The body could not be read.")
	}
	if !utf8.Valid(b) || halfCharacter(b) {
		return malformed("The body is not valid UTF-8.")
	}
	d := json.NewDecoder(strings.NewReader(string(b)))
	if err := d.Decode(v); err != nil {
		if t, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && t.Field != "" {
			return malformed(t.Field + " is not what it should be.")
		}
		return malformed("The body is not the JSON of this address.")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return malformed("Something follows the JSON.")
	}
	return nil
}

// halfCharacter says whether JSON text b has half of a surrogate pair, which no UTF-8 can say and which decoding would
// quietly replace.
func halfCharacter(b []byte) bool {
	unit := func(i int) (uint16, bool) { // of an escape \uXXXX at i
		if i+6 > len(b) || b[i] != '\\' || b[i+1] != 'u' {
			return 0, false
		}
		v, err := hex.DecodeString(string(b[i+2 : i+6]))
		if err != nil {
			return 0, false
		}
		return uint16(v[0])<<8 | uint16(v[1]), true
	}
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			continue
		}
		u, escaped := unit(i)
		switch {
		case !escaped:
			i++ // whatever is escaped starts no escape itself
		case u >= 0xD800 && u < 0xDC00:
			if low, ok := unit(i + 6); !ok || low < 0xDC00 || low > 0xDFFF {
				return true
			}
			i += 11
		case u >= 0xDC00 && u <= 0xDFFF:
			return true
		default:
			i += 5
		}
	}
	return false
}

func (p *Platform) postSay(r *http.Request) (any, error) {
	var body struct{ As, Room, Text, ID string }
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	if strings.TrimSpace(body.Text) == "" {
		return nil, malformed("text is missing: what the person types.")
	}
	req := bot.Request{Kind: bot.KindText, Text: body.Text}
	if rest, stroke := strings.CutPrefix(body.Text, "/"); stroke {
		end := strings.IndexAny(rest, " \t\r\n")
		if end < 0 {
			end = len(rest)
		}
		req.Kind, req.Command, req.Text = bot.KindCommand, strings.ToLower(rest[:end]), strings.TrimSpace(rest[end:])
	}
	return p.ask(r, body.As, body.ID, func(s *state, as string) (bot.Request, error) {
		place := s.place(as, body.Room)
		switch {
		case body.Room == "":
			return req, malformed(`room is missing: the id of a room, or "direct".`)
		case place == nil:
			return req, errHidden
		case req.Kind == bot.KindText && len(req.Text) > messageLimit:
			return req, malformed("A message holds at most 128 kB.")
		case req.Kind == bot.KindText && place.archived:
			return req, malformed("This room is closed for new messages.")
		}
		req.Room, req.Direct = place.id, body.Room == directRoom
		return req, nil
	})
}

func (p *Platform) postPress(r *http.Request) (any, error) {
	var body struct{ As, Message, Action, ID string }
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	req := bot.Request{Kind: bot.KindPress, Action: body.Action, Message: bot.MessageID(body.Message)}
	return p.ask(r, body.As, body.ID, func(s *state, as string) (bot.Request, error) {
		if body.Action == "" {
			return req, malformed("action is missing: the id of a button.")
		}
		m := s.messages[req.Message]
		if body.Message == "" { // under a reply that only this person saw
			o, offered := s.offers[offerKey(as, "action", body.Action)]
			if !offered {
				return req, errHidden
			}
			req.Room, req.Direct = o.room, o.room == ""
			return req, nil
		}
		mine := m != nil && m.Person == as
		if m != nil && m.Person == "" {
			mine = s.rooms[m.Room].has(as)
		}
		if !mine || !m.offered[body.Action] {
			return req, errHidden
		}
		req.Room, req.Direct = m.Room, m.Person != ""
		return req, nil
	})
}

func (p *Platform) postSubmit(r *http.Request) (any, error) {
	var body struct {
		As, Form, ID string
		Values       map[string]string
	}
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	if body.Values == nil {
		body.Values = map[string]string{}
	}
	req := bot.Request{Kind: bot.KindSubmit, Form: body.Form, Values: body.Values}
	return p.ask(r, body.As, body.ID, func(s *state, as string) (bot.Request, error) {
		if body.Form == "" {
			return req, malformed("form is missing: the id of a form that was opened.")
		}
		o, offered := s.offers[offerKey(as, "form", body.Form)]
		if !offered {
			return req, errHidden
		}
		req.Room, req.Direct = o.room, o.room == ""
		return req, nil
	})
}

// ask makes one request of what a person did and returns what came of it. An id that the person used before gets the
// answer of then, also after a restart, and reaches nobody. check looks whether the person may, and fills in the rest.
func (p *Platform) ask(r *http.Request, as, id string, check func(s *state, as string) (bot.Request, error)) (any, error) {
	as, err := asOf(as)
	if err != nil {
		return nil, err
	}
	if len(id) > maxName {
		return nil, malformed("id is over 200 bytes.")
	}
	again := id != ""
	if !again {
		id = rand.Text()
	}
	sum := sha256.Sum256([]byte("local\x00" + as + "\x00" + id))
	requestID := hex.EncodeToString(sum[:])
	leave, err := p.enter(r.Context(), requestID)
	if err != nil {
		return nil, err
	}
	defer leave()

	var req bot.Request
	var old event
	var answered bool
	p.view(func(s *state) {
		if old, answered = s.answers[requestID]; !answered {
			req, err = check(s, as)
		}
	})
	if answered {
		return *old.Answer, nil
	}
	if err != nil {
		return nil, err
	}
	h, _, done, ok := p.receiving.Borrow()
	if !ok {
		return nil, errNotReady
	}
	defer done()
	req.ID, req.Platform, req.Installation, req.Person, req.At = requestID, "local", "local", as, p.now()
	if req.Message, err = p.keepText(req); err != nil {
		return nil, err
	}
	// Somebody who closes the page has still acted.
	a := answerOf(h(context.WithoutCancel(r.Context()), req))
	if again || a.Form != nil || len(a.Reply.Actions) > 0 {
		e := event{Kind: eventAnswer, Request: requestID, Person: as, Room: req.Room, At: req.At, Answer: &a}
		if err := p.commit(func(*state) ([]event, error) { return []event{e}, nil }); err != nil {
			// What was recorded is recorded: the person hears so. Only giving the same answer again is left to the handler.
			p.options.Logger.Error("an answer was not kept", obs.Error(err))
		}
	}
	return a, nil
}

// keepText puts what was written as text where it was written, once, and returns which message it is. Somebody whom
// nobody may play has no conversation.
func (p *Platform) keepText(req bot.Request) (bot.MessageID, error) {
	if req.Kind != bot.KindText {
		return req.Message, nil
	}
	if !p.knows(req.Person) {
		return "", nil
	}
	e := event{Kind: eventSay, Key: "said:" + req.ID, At: req.At, Room: req.Room, Message: newID(), Author: req.Person, Text: req.Text}
	if req.Direct {
		e.Person = req.Person
	}
	err := p.commit(func(s *state) ([]event, error) {
		if old, again := s.keys[e.Key]; again {
			e.Message = old.Message
			return nil, nil
		}
		return []event{e}, nil
	})
	if err != nil {
		p.options.Logger.Error("a message was not kept", obs.Error(err))
		return "", &apiError{http.StatusServiceUnavailable, "The message could not be kept on disk. Nothing was recorded. Try again."}
	}
	return e.Message, nil
}

// enter waits until nobody else acts under the id and holds it until leave is called.
func (p *Platform) enter(ctx context.Context, id string) (leave func(), err error) {
	for {
		p.acts.Lock()
		other, taken := p.act[id]
		if !taken {
			mine := make(chan struct{})
			p.act[id] = mine
			p.acts.Unlock()
			return func() {
				p.acts.Lock()
				delete(p.act, id)
				p.acts.Unlock()
				close(mine)
			}, nil
		}
		p.acts.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, &apiError{http.StatusServiceUnavailable, "The same act is still being answered."}
		case <-time.After(time.Minute):
			return nil, &apiError{http.StatusServiceUnavailable, "The same act is still being answered."}
		}
	}
}

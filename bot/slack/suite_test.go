package slack

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/bot/slack/slacktest"
	"loggist/internal/obs/obstest"
)

// The people of the tests.
const (
	lee, patel, khan = "U1LEE", "U2PATEL", "U3KHAN"
)

func TestSlackPassesTheSuiteInSocketMode(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Fixture { return newHouse(t, Socket).fixture() })
}

func TestSlackPassesTheSuiteOverHTTP(t *testing.T) {
	bottest.Run(t, func(t *testing.T) bottest.Fixture { return newHouse(t, HTTP).fixture() })
}

// house is a workspace with the adapter, and the eyes and hands of the people in it.
type house struct {
	t    *testing.T
	s    *slacktest.Server
	p    *Platform
	acts map[string]*slacktest.Act // by the id that the suite gave them
}

func newHouse(t *testing.T, mode Mode) *house {
	t.Helper()
	s := slacktest.New()
	t.Cleanup(s.Close)
	s.AddUser(slacktest.User{ID: lee, Name: "lee"}, slacktest.User{ID: patel, Name: "patel"}, slacktest.User{ID: khan, Name: "khan"})
	return &house{t: t, s: s, p: newAdapter(t, s, mode), acts: map[string]*slacktest.Act{}}
}

// newAdapter makes an adapter for the workspace; in HTTP mode it is delivered to at an address of its own.
func newAdapter(t *testing.T, s *slacktest.Server, mode Mode) *Platform {
	t.Helper()
	p, err := New(Options{
		Mode: mode, BotToken: slacktest.BotToken, AppToken: slacktest.AppToken, SigningSecret: slacktest.SigningSecret, APIURL: s.APIURL(), Capture: "memo",
		Board: []string{"waiting", "list"}, Logger: obstest.Logger(t, "the platform", "a connection", "was not taken", "could not"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if mode == HTTP {
		h := httptest.NewServer(p.Handler())
		t.Cleanup(h.Close)
		s.DeliverTo(h.URL)
	}
	return p
}

// ready waits until what people do reaches the adapter.
func (h *house) ready() {
	h.t.Helper()
	if h.p.Mode == Socket && !h.s.WaitSockets(2) {
		h.t.Fatal("the adapter did not connect")
	}
	for range 6000 {
		if _, _, done, ok := h.p.receiving.Borrow(); ok {
			done()
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	h.t.Fatal("nobody receives")
}

func (h *house) fixture() bottest.Fixture {
	return bottest.Fixture{
		Platform: h.p, People: []string{lee, patel, khan}, Stranger: "U9NOBODY",
		Act:   func(_ context.Context, r bot.Request) (bot.Reply, error) { h.ready(); return h.act(r) },
		Read:  h.read,
		Topic: func(room bot.RoomID) string { return h.s.Topic(string(room)) },
	}
}

// act does what r says, as the person's own client would; the same id again is the same act delivered once more.
func (h *house) act(r bot.Request) (bot.Reply, error) {
	if a := h.acts[r.ID]; a != nil {
		seen := len(a.Seen())
		if err := h.s.Redeliver(a, slacktest.Again{}); err != nil {
			return bot.Reply{}, err
		}
		if r.Kind == bot.KindText {
			return bot.Reply{}, nil // answered once
		}
		return h.shown(a, seen)
	}
	channel := string(r.Room)
	if r.Direct {
		channel = h.s.Direct(r.Person)
	}
	var a *slacktest.Act
	var err error
	switch r.Kind {
	case bot.KindCommand:
		a, err = h.s.Slash(r.Person, channel, r.Command, r.Text)
	case bot.KindText:
		a, _, err = h.s.Say(r.Person, channel, r.Text, "")
	case bot.KindPress:
		_, ts, _ := placeOf(r.Message)
		a, err = h.s.Press(r.Person, channel, ts, r.Action)
	case bot.KindSubmit:
		a, err = h.submit(r)
	default:
		err = errors.New("no such act")
	}
	if err != nil {
		return bot.Reply{}, err
	}
	h.acts[r.ID] = a
	return h.shown(a, 0)
}

// submit sends the newest form that is open before the person. A required field is not sent empty: who has nothing to say
// types a space.
func (h *house) submit(r bot.Request) (*slacktest.Act, error) {
	v := h.s.OpenViewOf(r.Person)
	if v == nil {
		return nil, errors.New("no form is open")
	}
	typed := map[string]string{}
	for name, value := range r.Values {
		if value == "" {
			value = " "
		}
		typed[name] = value
	}
	return h.s.Submit(v, typed)
}

// shown is the reply as the person reads it.
func (h *house) shown(a *slacktest.Act, from int) (bot.Reply, error) {
	n := 0
	x, ok := a.Wait(func(slacktest.Shown) bool { n++; return n > from })
	if !ok {
		return bot.Reply{}, errors.New("nothing was shown")
	}
	if x.Failed != "" {
		return bot.Reply{}, errors.New(x.Failed)
	}
	r := bot.Reply{Errors: x.Errors}
	for name, text := range r.Errors {
		r.Errors[name] = strings.TrimSuffix(text, ". "+nothing)
	}
	var buttons []slacktest.Button
	r.Text, buttons = slacktest.Reading(x.Blocks)
	if x.View != nil && x.View.Submit != "" && len(x.Errors) == 0 {
		r.Form = formOf(x.View)
		r.Text, buttons = slacktest.Reading(x.View.Blocks)
	}
	for _, b := range buttons {
		r.Actions = append(r.Actions, bot.Action{ID: b.Value, Label: b.Label, Link: b.URL})
	}
	r.OK = len(r.Errors) == 0 && !strings.Contains(r.Text, nothing) // a person knows by reading it
	return r, nil
}

// formOf reads a modal as the form that it shows.
func formOf(v *slacktest.View) *bot.Form {
	f := &bot.Form{ID: readPlace(v.PrivateMetadata).Form, Title: v.Title, Submit: v.Submit}
	for _, b := range v.Blocks {
		in, ok := b.(*slackgo.InputBlock)
		if !ok {
			continue
		}
		field := bot.Field{Name: in.BlockID, Label: in.Label.Text, Required: !in.Optional}
		var options []*slackgo.OptionBlockObject
		switch e := in.Element.(type) {
		case *slackgo.PlainTextInputBlockElement:
			field.Value, field.Type = e.InitialValue, bot.FieldText
		case *slackgo.RadioButtonsBlockElement:
			options = e.Options
		case *slackgo.SelectBlockElement:
			options = e.Options
		}
		for _, o := range options {
			if o.Value != unanswered {
				field.Options = append(field.Options, bot.Option{Value: o.Value, Label: o.Text.Text})
			}
		}
		f.Fields = append(f.Fields, field)
	}
	return f
}

// read is what a person sees in a room: what goes on in a thread is read after its beginning.
func (h *house) read(person string, room bot.RoomID) ([]bottest.Seen, bool) {
	channel := string(room)
	if room == "" {
		channel = h.s.Direct(person)
	}
	list, ok := h.s.Look(person, channel)
	if !ok {
		return nil, false
	}
	pins := h.s.Pins(channel)
	out, at := []bottest.Seen{}, map[string]int{}
	for _, m := range list {
		text, buttons := slacktest.Reading(m.Blocks)
		if len(m.Blocks) == 0 {
			text = m.Text
		}
		if i, inThread := at[m.ThreadTS]; m.ThreadTS != "" && inThread && m.BotID != "" {
			out[i].Text += slacktest.Joint(m.Blocks) + text
			continue
		}
		s := bottest.Seen{ID: messageID(channel, m.TS), FromBot: m.BotID != "", Text: text, Edited: m.Edited}
		for _, b := range buttons {
			s.Actions = append(s.Actions, bot.Action{ID: b.Value, Label: b.Label, Link: b.URL})
		}
		for _, ts := range pins {
			s.Pinned = s.Pinned || ts == m.TS
		}
		at[m.TS] = len(out)
		out = append(out, s)
	}
	return out, true
}

package slack

import (
	"fmt"
	"strings"
	"testing"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

// TestFormsWithinSlacksLimits: whatever a form holds, Slack takes it (the stand-in checks each limit), and what was typed
// already comes back whole.
func TestFormsWithinSlacksLimits(t *testing.T) {
	var many []bot.Option
	for i := range 150 {
		many = append(many, bot.Option{Value: fmt.Sprintf("npt-%d", i), Label: strings.Repeat("Neighbourhood team ", 6) + fmt.Sprint(i)})
	}
	long := strings.Repeat("what was typed & <more> – Zoë ", 400)
	form := &bot.Form{
		ID: "stand:1:" + strings.Repeat("x", 150), Title: "A title that is longer than Slack takes", Submit: "Stand the command of CI-2027-0001 down",
		Intro: strings.Repeat("Read this first. ", 300),
		Fields: []bot.Field{
			{Name: "what", Label: strings.Repeat("What was decided ", 200), Help: strings.Repeat("h", 2500), Type: bot.FieldLines, Required: true, Limit: 3000, Value: long},
			{Name: "yes", Label: "Joint?", Type: bot.FieldYesNo, Value: "no"},
			{Name: "few", Label: "Level", Type: bot.FieldChoice, Options: many[:3], Required: true, Value: "npt-1"},
			{Name: "more", Label: "Team", Type: bot.FieldChoice, Options: many[:40], Value: "npt-7"},
			{Name: "most", Label: "Team", Type: bot.FieldChoice, Options: many, Value: "npt-149"},
			{Name: "due", Label: "Due", Type: bot.FieldTime, Value: "in 2h"},
			{Name: "who", Label: "Who", Type: bot.FieldPerson, Value: "@insp.patel"},
		},
	}
	h := newHouse(t, Socket)
	k := &kept{answer: func(r bot.Request) bot.Reply {
		if r.Kind == bot.KindCommand {
			return bot.Reply{Text: "A decision needs a reason. " + nothing, Form: form}
		}
		return bot.Reply{OK: true, Text: "Recorded as entry 014.", Actions: []bot.Action{{ID: "show:14", Label: strings.Repeat("Show entry 014 with all ", 5)}}}
	}}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	a, err := h.s.Slash(lee, room, "decision", "x")
	if err != nil {
		t.Fatal(err)
	}
	x, ok := a.Wait(func(x slacktest.Shown) bool { return x.View != nil })
	if !ok {
		t.Fatal("no form opened")
	}
	text, _ := slacktest.Reading(x.View.Blocks)
	if !strings.HasPrefix(text, "A decision needs a reason.") || !strings.Contains(text, "The button Send does this: Stand the command of CI-2027-0001 down") {
		t.Errorf("above the form stands %.200q", text)
	}
	b, err := h.s.Submit(x.View, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"what": strings.TrimSpace(long), "yes": "no", "few": "npt-1", "more": "npt-7", "most": "npt-149", "due": "in 2h", "who": "@insp.patel"}
	for name, value := range want {
		if got := k.last.Values[name]; got != value {
			t.Errorf("%s came back as %.60q (%d bytes), want %.60q (%d)", name, got, len(got), value, len(value))
		}
	}
	if k.last.Form != form.ID || k.last.Room != bot.RoomID(room) {
		t.Errorf("the form is %q in %q", k.last.Form, k.last.Room)
	}
	done, ok := b.Wait(func(x slacktest.Shown) bool { return x.View != nil })
	if !ok || !strings.Contains(done.Text, "Recorded as entry 014.") || !strings.Contains(done.Text, strings.Repeat("Show entry 014 with all ", 5)) {
		t.Errorf("shown %+v: want the result, and the label of the button in full", done)
	}
}

// TestRefusalsInPlace: a refusal stands under its field and says that nothing was recorded; one about what the form does not
// show is said whole, with the form again.
func TestRefusalsInPlace(t *testing.T) {
	h := newHouse(t, HTTP)
	refused := bot.Reply{}
	k := &kept{answer: func(r bot.Request) bot.Reply {
		if r.Kind == bot.KindCommand {
			return bot.Reply{OK: true, Form: form}
		}
		return refused
	}}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee)
	a, err := h.s.Slash(lee, room, "decision", "")
	if err != nil {
		t.Fatal(err)
	}
	x, _ := a.Wait(func(x slacktest.Shown) bool { return x.View != nil })
	refused = bot.Reply{Text: "Say what was decided. " + nothing, Errors: map[string]string{"what": "Say what was decided."}, Form: form}
	b, err := h.s.Submit(x.View, map[string]string{"what": " "})
	if err != nil {
		t.Fatal(err)
	}
	if y, ok := b.Wait(func(slacktest.Shown) bool { return true }); !ok || y.Errors["what"] != "Say what was decided. "+nothing {
		t.Errorf("shown %+v", y)
	}
	refused = bot.Reply{Text: "That entry is not yours. " + nothing, Errors: map[string]string{"entry": "That entry is not yours."}, Form: form}
	c, err := h.s.Submit(x.View, map[string]string{"what": "words"})
	if err != nil {
		t.Fatal(err)
	}
	if y, ok := c.Wait(func(slacktest.Shown) bool { return true }); !ok || y.View == nil || !strings.Contains(y.Text, "That entry is not yours.") || y.View.Submit == "" {
		t.Errorf("shown %+v", y)
	}
}

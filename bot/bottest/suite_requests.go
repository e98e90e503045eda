package bottest

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/bot"
)

// testRequests checks what reaches the handler of each way of acting.
func testRequests(t *testing.T, w *world) {
	room, who := w.room(t, "ci-2027-0001", w.People[0]), w.People[0]
	for _, r := range []bot.Request{
		{ID: "a1", Kind: bot.KindCommand, Person: who, Room: room, Command: "log", Text: "two lines\nof it | at 1410"},
		{ID: "a2", Kind: bot.KindCommand, Person: who, Room: room, Command: "ci", Text: ""},
		{ID: "a3", Kind: bot.KindCommand, Person: who, Direct: true, Command: "ci", Text: "waiting"},
		{ID: "a4", Kind: bot.KindText, Person: who, Direct: true, Text: "accept"},
	} {
		before := time.Now()
		w.act(t, r)
		all := w.h.requests()
		got := all[len(all)-1]
		if got.Kind != r.Kind || got.Person != who || got.Command != r.Command || got.Text != r.Text || got.Direct != r.Direct {
			t.Errorf("%s: the handler got %+v, want %+v", r.ID, got, r)
		}
		if !r.Direct && got.Room != room {
			t.Errorf("%s: room %q, want %q", r.ID, got.Room, room)
		}
		if got.ID == "" || got.Platform == "" || got.Installation == "" {
			t.Errorf("%s: id %q, platform %q, installation %q: want all of them", r.ID, got.ID, got.Platform, got.Installation)
		}
		if got.At.Location() != time.UTC || got.At.Before(before.Add(-time.Minute)) {
			t.Errorf("%s: at %v, want now, in UTC", r.ID, got.At)
		}
	}
	ids := map[string]bool{}
	for _, r := range w.h.requests() {
		if ids[r.ID] {
			t.Errorf("two acts have the id %s", r.ID)
		}
		ids[r.ID] = true
	}
}

// testPrivate checks that a command and what is said to the asker alone are seen by nobody else.
func testPrivate(t *testing.T, w *world) {
	if !w.Platform.Traits().Private {
		t.Fatal("the platform declares no private replies: no platform is served without")
	}
	room := w.room(t, "ci-2027-0001", w.People...)
	w.h.reply(func(bot.Request) bot.Reply {
		return bot.Reply{Text: "A decision needs a reason. Nothing was recorded.", Actions: []bot.Action{{ID: "again", Label: "Type it again"}}}
	})
	reply := w.act(t, bot.Request{ID: "a", Kind: bot.KindCommand, Person: w.People[0], Room: room, Command: "decision", Text: "secret words"})
	if reply.OK || reply.Text != "A decision needs a reason. Nothing was recorded." {
		t.Errorf("the asker was shown %+v", reply)
	}
	if len(reply.Actions) != 1 || reply.Actions[0].Label != "Type it again" {
		t.Errorf("the asker's buttons are %+v", reply.Actions)
	}
	for _, p := range w.People {
		seen := w.read(t, p, room)
		direct, _ := w.Read(p, "")
		for _, text := range texts(append(seen, direct...)) {
			if strings.Contains(text, "secret words") || strings.Contains(text, "needs a reason") {
				t.Errorf("%s can read %q", p, text)
			}
		}
	}
}

// testForms checks that a form opens as it was made, that what is sent of it arrives, and that refused fields come back.
func testForms(t *testing.T, w *world) {
	if !w.Platform.Traits().Forms {
		t.Fatal("the platform declares no forms: no platform is served without")
	}
	room, who := w.room(t, "ci-2027-0001", w.People[0]), w.People[0]
	form := &bot.Form{ID: "decision:1", Title: "Decision", Submit: "Log this decision", Fields: []bot.Field{
		{Name: "what", Label: "What was decided", Type: bot.FieldLines, Required: true, Value: "stay until 2300"},
		{Name: "joint", Label: "Was it joint?", Type: bot.FieldChoice, Options: []bot.Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}},
	}}
	w.h.reply(func(r bot.Request) bot.Reply {
		switch {
		case r.Kind != bot.KindSubmit:
			return bot.Reply{OK: true, Form: form}
		case r.Values["what"] == "":
			return bot.Reply{Text: "Nothing was recorded.", Errors: map[string]string{"what": "Say what was decided"}}
		}
		return bot.Reply{OK: true, Text: "Recorded as entry 014."}
	})
	reply := w.act(t, bot.Request{ID: "f1", Kind: bot.KindCommand, Person: who, Room: room, Command: "decision"})
	if !reply.OK || reply.Form == nil {
		t.Fatalf("no form opened: %+v", reply)
	}
	if reply.Form.ID != form.ID || len(reply.Form.Fields) != 2 || reply.Form.Fields[0].Value != "stay until 2300" ||
		!reply.Form.Fields[0].Required || len(reply.Form.Fields[1].Options) != 2 {
		t.Errorf("the form that opened is %+v", reply.Form)
	}
	reply = w.act(t, bot.Request{ID: "f2", Kind: bot.KindSubmit, Person: who, Room: room, Form: form.ID, Values: map[string]string{"what": "", "joint": "no"}})
	if d := cmp.Diff(map[string]string{"what": "Say what was decided"}, reply.Errors); reply.OK || d != "" {
		t.Errorf("the refused form came back %+v", reply)
	}
	values := map[string]string{"what": "stay until 2300\nthen withdraw", "joint": "no"}
	reply = w.act(t, bot.Request{ID: "f3", Kind: bot.KindSubmit, Person: who, Room: room, Form: form.ID, Values: values})
	if !reply.OK || reply.Text != "Recorded as entry 014." {
		t.Errorf("the form was answered %+v", reply)
	}
	all := w.h.requests()
	got := all[len(all)-1]
	if d := cmp.Diff(values, got.Values); d != "" || got.Form != form.ID || got.Kind != bot.KindSubmit {
		t.Errorf("the handler got %+v", got)
	}
}

// testRedelivery checks that one act has one id however often it is delivered, and one answer.
func testRedelivery(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	act := bot.Request{ID: "same", Kind: bot.KindCommand, Person: w.People[0], Room: room, Command: "log", Text: "once"}
	first := w.act(t, act)
	if second := w.act(t, act); second.OK != first.OK || second.Text != first.Text {
		t.Errorf("the redelivery was answered %+v, want %+v", second, first)
	}
	other := act
	other.ID = "another"
	w.act(t, other)
	all := w.h.requests()
	last := all[len(all)-1]
	for _, r := range all[:len(all)-1] {
		if r.ID != all[0].ID {
			t.Errorf("a redelivery has the id %s, want %s", r.ID, all[0].ID)
		}
	}
	if last.ID == all[0].ID {
		t.Error("another act with the same words has the same id")
	}
	text := bot.Request{ID: "text", Kind: bot.KindText, Person: w.People[0], Direct: true, Text: "accept"}
	w.act(t, text)
	w.act(t, text)
	all = w.h.requests()
	for _, r := range all {
		if r.Kind == bot.KindText && r.ID != all[len(all)-1].ID {
			t.Error("a text delivered twice is two acts")
		}
	}
}

package browsertest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/local"
)

const mark = "EXERCISE · OFFICIAL-SENSITIVE · Recipients only; do not forward"

func folk(time.Time) []local.Person {
	return []local.Person{
		{ID: "pc.adeyemi", Name: "PC Adeyemi", Posts: []string{"Riverside NPT"}, OnDuty: true},
		{ID: "sgt.lee", Name: "PS Lee", Posts: []string{"Riverside NPT sergeant", "shift-supervisor"}, OnDuty: true},
		{ID: "insp.patel", Name: "Insp Patel", Posts: []string{"duty-inspector"}, OnDuty: true},
		{ID: "supt.khan", Name: "Supt Khan", Posts: []string{"on-call-superintendent"}, OnDuty: true},
		{ID: "log.evans", Name: "Evans", Posts: []string{"loggist"}, OnDuty: true},
		{ID: "guest.stone", Name: "Stone", Posts: []string{"guest account"}},
	}
}

// scene is a handler that answers like the real one, for the page's sake: it keeps no record.
type scene struct {
	t    *testing.T
	p    *local.Platform
	mu   sync.Mutex
	key  int
	from time.Time // the exercise begins Thu 11 Nov 2027 2104 hrs GMT
	wind time.Duration
	due  time.Time
	room bot.RoomID
	ask  bot.MessageID // the escalation on Insp Patel's phone
	note bot.MessageID // the loggist's entry
}

var begin = time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)

func (s *scene) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return begin.Add(time.Since(s.from) + s.wind)
}

// Advance winds, and what was due by then has rung.
func (s *scene) Advance(ctx context.Context, d time.Duration) error {
	s.mu.Lock()
	s.wind += d
	due, room := s.due, s.room
	s.mu.Unlock()
	if room == "" || due.IsZero() || s.Now().Before(due) {
		return nil
	}
	s.mu.Lock()
	s.due = time.Time{}
	s.mu.Unlock()
	s.send(bot.Message{Act: bot.ActDirect, Person: "supt.khan", Rings: true,
		Text: "Escalation 0001/E-1 for you, on-call Superintendent. Answer by 2200 hrs GMT.\n" + mark +
			"\nInsp Patel was asked at 2106 hrs GMT and has not accepted. Because: forty people outside.\nControl room: 01632 960100.",
		Actions: []bot.Action{{ID: "accept:E-1", Label: "Accept escalation E-1"}}})
	s.post("Escalation E-1 · on-call Superintendent asked\nAsked: Supt Khan   Before: Insp Patel, no answer by 2116 hrs GMT: MISSED")
	return nil
}

func (s *scene) NextDue() (time.Time, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.due, !s.due.IsZero()
}

func (s *scene) send(m bot.Message) bot.Receipt {
	s.mu.Lock()
	s.key++
	m.Key = fmt.Sprintf("k%d", s.key)
	s.mu.Unlock()
	r, err := s.p.Send(context.Background(), m)
	if err != nil {
		s.t.Errorf("send %s: %v", m.Act, err)
	}
	return r
}

func (s *scene) post(text string) bot.MessageID {
	return s.send(bot.Message{Act: bot.ActPost, Room: s.room, Text: mark + "\n" + text}).Message
}

func (s *scene) facts(state string, gold string) {
	now := s.Now()
	s.send(bot.Message{Act: bot.ActDescribe, Room: s.room, Topic: state, Facts: []bot.Fact{
		{Label: "State", Value: state, Alarm: state == "Declared critical"}, {Label: "Level", Value: "Local"},
		{Label: "Gold", Value: gold, Alarm: gold == "vacant"}, {Label: "Silver", Value: "vacant"}, {Label: "Bronze", Value: "none"},
		{Label: "Open tasks", Value: "2, 1 not accepted"},
		{Label: "Next review", Value: "R-1, who is at risk now", Due: now.Add(3*time.Hour + 40*time.Minute)},
		{Label: "Assess by", Value: "2134 hrs GMT", Due: now.Add(30 * time.Minute)},
	}})
}

func (s *scene) handle(_ context.Context, r bot.Request) bot.Reply {
	switch {
	case r.Kind == bot.KindText && strings.HasPrefix(r.Text, "ci "):
		return bot.Reply{Text: "That was sent as a message. Nothing was recorded.", Actions: []bot.Action{{ID: "typed", Label: "Log as typed"}}}
	case r.Kind == bot.KindText:
		return bot.Reply{OK: true}
	case r.Kind == bot.KindPress:
		return s.press(r)
	case r.Kind == bot.KindSubmit:
		return s.submit(r)
	case r.Command == "decision":
		return s.decision(r.Text, r.Person)
	case r.Command == "log":
		s.post("Entry 008 · NOTE · " + r.Text + "\nRecorded by Evans at 2110 hrs GMT")
		return bot.Reply{OK: true, Text: "Recorded as entry 008."}
	case strings.HasPrefix(r.Text, "call"):
		return s.call(r.Text)
	case strings.HasPrefix(r.Text, "declare"):
		return s.declare(r.Person)
	case strings.HasPrefix(r.Text, "status"):
		return bot.Reply{OK: true, Text: "CI-2027-0001 · Assessing · Level local\nGold: vacant   Silver: vacant\nOpen: 2 tasks, 1 escalation, 1 review", Incident: "CI-2027-0001"}
	}
	return bot.Reply{Text: "I do not know that. Nothing was recorded. You typed: " + r.Text + "\nTry: /ci help"}
}

func (s *scene) call(text string) bot.Reply {
	s.room = s.send(bot.Message{Act: bot.ActOpenRoom, Name: "ci-2027-0001"}).Room
	for _, who := range []string{"sgt.lee", "insp.patel", "log.evans"} {
		s.send(bot.Message{Act: bot.ActInvite, Room: s.room, Person: who})
	}
	s.facts("Called, not yet assessed", "vacant")
	s.send(bot.Message{Act: bot.ActPost, Room: s.room, Pin: true, Text: mark + "\nCI-2027-0001 called by PS Lee (Riverside NPT) at 2104 hrs GMT\n" +
		"What: " + strings.TrimPrefix(text, "call ") + "\nWhere: Riverside (RV2)   Why it matters: he may be hurt; residents say we do nothing\n" +
		"Assess by 2134 hrs GMT · Owner: shift supervisor, PS Lee · Level: local · Gold, Silver: vacant\n" +
		"Still to answer: who is at risk now · is the person named also a victim · declare, potential or not",
		Actions: []bot.Action{{ID: "assess", Label: "Answer the assessment"}, {ID: "log", Label: "Log an entry"}}})
	return bot.Reply{OK: true, Text: "CI-2027-0001 is open. Recorded as entry 001.", Incident: "CI-2027-0001"}
}

func (s *scene) declare(person string) bot.Reply {
	if person == "insp.patel" {
		s.facts("Declared critical", "vacant")
		s.post("Entry 004 · DECLARED critical by Insp Patel (duty inspector)\nReason: forty people outside, the address is known and the family is at risk")
		return bot.Reply{OK: true, Text: "Declared. Recorded as entry 004.", Incident: "CI-2027-0001"}
	}
	s.mu.Lock()
	s.due = begin.Add(time.Since(s.from) + s.wind + 12*time.Minute)
	s.mu.Unlock()
	s.post("Escalation E-1 · Duty Inspector asked\nAsked by PS Lee. Because: a declaration was asked for by somebody who may not declare")
	s.ask = s.send(bot.Message{Act: bot.ActDirect, Person: "insp.patel", Rings: true,
		Text: "Escalation 0001/E-1 for you, Duty Inspector. Answer by 2111 hrs GMT.\n" + mark +
			"\nAsked by PS Lee at 2106 hrs GMT: declare. Because: forty people outside and officers withdrawing.\n" +
			"No answer by 2111: you are asked again. At 2116: the on-call Superintendent. Control room: 01632 960100.",
		Actions: []bot.Action{{ID: "accept:E-1", Label: "Accept escalation E-1"}, {ID: "ack:E-1", Label: "Acknowledge E-1: awake, not taking it yet"},
			{ID: "decline:E-1", Label: "I cannot take E-1, with reason"}}}).Message
	return bot.Reply{Text: "A sergeant may not declare. It is recorded that you asked, as entry 003, and the Duty Inspector is asked: E-1.", Incident: "CI-2027-0001"}
}

var reasonForm = bot.Form{ID: "decision:1", Title: "Decision", Submit: "Log this decision", Intro: "It becomes an entry that cannot be changed, only corrected.",
	Fields: []bot.Field{
		{Name: "what", Label: "What was decided", Type: bot.FieldLines, Required: true, Help: "One decision, in words that another person understands alone"},
		{Name: "because", Label: "Because", Type: bot.FieldLines, Required: true, Help: "The reason, as it was at the time"},
		{Name: "by", Label: "Decided by", Type: bot.FieldPerson, Help: "An id, a surname, or words for somebody who is not here"},
		{Name: "at", Label: "Decided at", Type: bot.FieldTime, Help: "For example 1410 or 10 min ago"},
		{Name: "how", Label: "How was it given", Type: bot.FieldChoice, Options: []bot.Option{{Value: "phone", Label: "By phone"}, {Value: "radio", Label: "By radio"}, {Value: "in person", Label: "In person"}}},
		{Name: "joint", Label: "Was it a joint decision?", Type: bot.FieldYesNo},
	}}

func (s *scene) decision(text, person string) bot.Reply {
	what, because, ok := strings.Cut(text, " because ")
	if !ok {
		form := reasonForm
		form.Fields = append([]bot.Field(nil), form.Fields...)
		form.Fields[0].Value = what
		return bot.Reply{Text: "A decision needs a reason. Nothing was recorded. You typed: " + what, Form: &form}
	}
	s.decided(what, because, person)
	return bot.Reply{OK: true, Text: "Recorded as entry 007. UNVERIFIED until Insp Patel confirms."}
}

func (s *scene) decided(what, because, person string) {
	s.note = s.post("Entry 007 · DECISION · " + what + "\nReason: " + because +
		"\nOptions considered: stay with patrols (not enough officers after 2300); refuge (no place tonight)" +
		"\nDecided by Insp Patel at 2131 hrs GMT · Recorded by " + person + " at 2133 hrs GMT · UNVERIFIED until Insp Patel confirms" +
		"\nReview R-3: Fri 12 Nov 0131 hrs GMT (in 3 h 58 min)")
}

func (s *scene) submit(r bot.Request) bot.Reply {
	errs := map[string]string{}
	for name, say := range map[string]string{"what": "Say what was decided", "because": "Give the reason"} {
		if strings.TrimSpace(r.Values[name]) == "" {
			errs[name] = say
		}
	}
	if len(errs) > 0 {
		return bot.Reply{Text: "Nothing was recorded.", Errors: errs}
	}
	s.decided(r.Values["what"], r.Values["because"], r.Person)
	return bot.Reply{OK: true, Text: "Recorded as entry 007."}
}

func (s *scene) press(r bot.Request) bot.Reply {
	switch r.Action {
	case "ack:E-1", "accept:E-1":
		word := map[string]string{"ack:E-1": "Acknowledged", "accept:E-1": "Accepted"}[r.Action]
		s.send(bot.Message{Act: bot.ActDirect, Person: r.Person, Replace: r.Message, Text: "Escalation 0001/E-1: " + word + " by you at 2107 hrs GMT.\n" + mark})
		s.post("Escalation E-1 · " + word + " by Insp Patel at 2107 hrs GMT")
		return bot.Reply{OK: true, Text: word + ". Recorded as entry 005."}
	case "assess", "log":
		form := reasonForm
		return bot.Reply{OK: true, Form: &form}
	}
	return bot.Reply{Text: "That did not answer anything. Nothing was recorded."}
}

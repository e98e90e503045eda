package say

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
)

func (c *chat) decide(by string, d *incident.Decision, late string, ago time.Duration) []incident.Entry {
	seq := c.Full.NextIn(incident.BookOpen)
	d.Review = len(c.Full.Open.Reviews) + 1
	draft := incident.Draft{Book: incident.BookOpen, DecidedAt: c.Now.Add(-ago), Late: late, Body: d}
	if by == "DCI Brown" {
		draft.DecidedBy = incident.Who{Name: by, Unlisted: true}
	} else {
		draft.DecidedBy = c.Who("insp.patel")
	}
	due := c.Now.Add(4*time.Hour - ago)
	return c.Do("log.evans", draft, incident.Draft{Book: incident.BookOpen, Body: &incident.ReviewSet{
		What: d.Text, Of: seq, Owner: incident.ChargePost(c.Force, "duty-inspector"), Spec: "once " + due.Format(time.RFC3339), Words: "once", Due: due,
	}})
}

func familyMoved() *incident.Decision {
	return &incident.Decision{
		Text:      "Move Person A's family to relatives tonight",
		Reason:    "the address is known and the threat is credible",
		Options:   "stay with patrols (not enough officers after 2300); refuge (no place tonight)",
		ToConfirm: incident.ToConfirm{ConfirmBy: at2104.Add(2 * time.Hour)},
	}
}

// TestDecisionOfTheNight is the entry of the night that everything is measured by (R2.1, R2.4, R2.5).
func TestDecisionOfTheNight_R2_5(t *testing.T) {
	c := newChat(t).at("2133")
	for c.Full.NextIn(incident.BookOpen) < 7 {
		c.Open("sgt.lee", &incident.Note{Text: "officers on scene"})
	}
	c.Open("sgt.lee", &incident.ReviewSet{What: "a", Due: c.Now}, &incident.ReviewSet{What: "b", Due: c.Now})
	c.send(func(incident.Lane, Rendered, incident.Item) {})
	seq := c.Full.NextIn(incident.BookOpen)
	c.decide("insp.patel", familyMoved(), "", 2*time.Minute)
	var got string
	c.send(func(lane incident.Lane, r Rendered, it incident.Item) {
		if lane.Room != "" && it.Key == incident.EntryKey(seq) {
			got = r.Message.Text
		}
	})
	want := `EXERCISE · OFFICIAL-SENSITIVE · Recipients only; do not forward
Entry 009 · DECISION · Move Person A's family to relatives tonight
Reason: the address is known and the threat is credible
Options considered: stay with patrols (not enough officers after 2300); refuge (no place tonight)
Decided by Insp Patel at 2131 hrs GMT · Recorded by Evans at 2133 hrs GMT · UNVERIFIED until Insp Patel confirms
Review R-3: Fri 12 Nov 2027 0131 hrs GMT (in 3 h 58 min)`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestLateEntry_R2_7 is a late entry in the words that were promised.
func TestLateEntry_R2_7(t *testing.T) {
	c := newChat(t)
	c.Now = time.Date(2027, 10, 20, 15, 55, 0, 0, time.UTC) // 1655 hrs BST
	for _, tt := range []struct {
		name string
		at   time.Time
		want string
	}{
		{"the same day", time.Date(2027, 10, 20, 13, 12, 0, 0, time.UTC), "LATE ENTRY: decided 1412, recorded 1655 (2 h 43 min). Reason: the radio was down"},
		{"the day before", time.Date(2027, 10, 19, 22, 12, 0, 0, time.UTC),
			"LATE ENTRY: decided Tue 19 Oct 2027 2312 hrs BST, recorded Wed 20 Oct 2027 1655 hrs BST (17 h 43 min). Reason: the radio was down"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := &incident.Line{Entry: incident.Entry{
				DecidedAt: tt.at, RecordedAt: c.Now, Late: "the radio was down", DecidedBy: c.Who("insp.patel"), RecordedBy: c.Who("insp.patel"),
				Body: &incident.Decision{Text: "a", Reason: "b"},
			}}
			s := scope{View: c.view(), side: &c.Full.Open.Side, lane: incident.Lane{Room: "a@local"}}
			if got := s.line(l).Lines[1]; got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// TestEntriesAboutEntries_R2_8: nothing is edited away. A corrected or withdrawn text stands struck through, a confirmed or
// disputed one says so; only words from the wrong room, or sensitive ones, leave the chat.
func TestEntriesAboutEntries_R2_8(t *testing.T) {
	c := newChat(t).at("2133")
	n := c.Full.NextIn(incident.BookOpen)
	c.reply(c.decide("insp.patel", familyMoved(), "", 2*time.Minute))
	c.tell("a loggist records a decision")
	c.at("2140")
	c.reply(c.Open("insp.patel", &incident.Confirmed{Entry: n}))
	c.tell("its decision maker confirms it")
	c.at("2150")
	first := c.Full.NextIn(incident.BookOpen)
	c.reply(c.Open("insp.patel", &incident.Correction{Entry: n, Text: "Move Person A's family to relatives at once", Reason: "tonight was too late"}))
	c.tell("it is corrected")
	c.reply(c.Open("insp.patel", &incident.Correction{Entry: first, Text: "Move Person A's family to relatives by 2230", Reason: "a time is wanted"}))
	c.tell("the correction is corrected")
	m := c.Full.NextIn(incident.BookOpen)
	c.at("2200")
	c.reply(c.decide("DCI Brown", &incident.Decision{Text: "Hold the press line", Reason: "proceedings are active", How: "phone", As: "senior investigating officer"},
		"he rang while driving", 40*time.Minute))
	c.tell("a decision of somebody who is not in the directory, late")
	w := c.Full.NextIn(incident.BookOpen)
	c.reply(c.Open("sgt.lee", &incident.Note{Text: "The witness is\na neighbour at number 4"}))
	c.Open("sgt.lee", &incident.Correction{Entry: w, Text: "The witness is a neighbour at number 14", Reason: "misheard"})
	c.tell("a note, and its correction")
	c.reply(c.Open("sgt.lee", &incident.Withdrawn{Entry: w, Reason: "it names a witness", Sensitive: true}))
	c.tell("the note is withdrawn as sensitive")
	c.reply(c.Open("sgt.lee", &incident.Withdrawn{Entry: m, Reason: "he says that he was misheard"}))
	c.tell("the press line is withdrawn")
	k := c.Full.NextIn(incident.BookOpen)
	c.decide("insp.patel", &incident.Decision{Text: "No cordon", Reason: "it draws attention", Act: incident.NoAction, ToConfirm: incident.ToConfirm{ConfirmBy: c.Now}}, "", 0)
	c.tell("a decision to take no action")
	c.reply(c.Open("insp.patel", &incident.Disputed{Entry: k, Reason: "I said no cordon before 2300"}))
	c.tell("it is disputed")
	c.golden(t, "entries-about-entries")
	said := c.out.String()
	after := said[strings.LastIndex(said, "## the note is withdrawn"):]
	if strings.Contains(after, "neighbour at number") {
		t.Error("words that were withdrawn as sensitive are said again")
	}
	if strings.Contains(OpenBook(c.view(), c.Full.Open), "neighbour at number") {
		t.Error("words that were withdrawn as sensitive are in the log of the chat")
	}
}

// TestUnconfirmedIsChased_R2_5: the decision maker is reminded without a ring, and the last time the room is told.
func TestUnconfirmedIsChased_R2_5(t *testing.T) {
	c := newChat(t).at("2133")
	n := c.Full.NextIn(incident.BookOpen)
	c.decide("insp.patel", familyMoved(), "", 2*time.Minute)
	c.tell("recorded for him")
	c.at("2300").Open("", &incident.ConfirmChased{Entry: n, Next: c.Now.Add(8 * time.Hour)})
	c.tell("end of the shift")
	c.at("0700").Open("", &incident.ConfirmChased{Entry: n})
	c.tell("the last reminder")
	c.golden(t, "unconfirmed")
	if strings.Contains(c.out.String(), "RINGS") {
		t.Error("an unconfirmed entry rang somebody")
	}
}

// TestWithdrawnWordsLeaveEveryCard_R4_13: whatever shows words that are withdrawn as sensitive, the pinned card, the card of a
// task or a review, a person's own message, is changed and says them no more; the record keeps them.
func TestWithdrawnWordsLeaveEveryCard_R4_13(t *testing.T) {
	const secret = "number 14 Mill Lane"
	owner := incident.ChargePost
	for _, tt := range []struct {
		name string
		set  func(c *chat) []incident.Body // the last one is withdrawn
	}{
		{"call", func(*chat) []incident.Body { return nil }},
		{"amended", func(*chat) []incident.Body { return []incident.Body{&incident.Amended{Where: secret}} }},
		{"note", func(*chat) []incident.Body { return []incident.Body{&incident.Note{Text: secret}} }},
		{"task", func(c *chat) []incident.Body {
			return []incident.Body{&incident.TaskSet{What: secret, Why: secret, Team: "Riverside NPT", Owner: owner(c.Force, "npt-sergeant:riverside"),
				TaskGiven: incident.TaskGiven{Officer: c.Who("pc.adeyemi"), People: []incident.Who{c.Who("pc.adeyemi")}}}}
		}},
		{"task update", func(c *chat) []incident.Body {
			return []incident.Body{&incident.TaskSet{What: "walk", TaskGiven: incident.TaskGiven{People: []incident.Who{c.Who("sgt.lee")}}}, &incident.TaskUpdate{Task: 1, Text: secret}}
		}},
		{"task done", func(c *chat) []incident.Body {
			return []incident.Body{&incident.TaskSet{What: "walk", TaskGiven: incident.TaskGiven{People: []incident.Who{c.Who("sgt.lee")}}},
				&incident.TaskAccept{Task: 1, Officer: c.Who("sgt.lee")}, &incident.TaskDone{Task: 1, Outcome: incident.OutcomeDone, Seen: secret, Verify: []incident.Who{c.Who("insp.patel")}}}
		}},
		{"review", func(c *chat) []incident.Body { return []incident.Body{c.review(secret, c.Now.Add(time.Hour))} }},
		{"review done", func(c *chat) []incident.Body {
			return []incident.Body{c.review("walk", c.Now.Add(time.Hour)), &incident.ReviewDone{Review: 1, Outcome: incident.ReviewConfirmed, Reason: secret}}
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newChat(t)
			if bodies := tt.set(c); bodies == nil {
				l, _ := c.Full.Open.Line(1)
				l.Body.(*incident.Called).Where = secret
				c.Full.Open.Where = secret
				c.Open("sgt.lee", &incident.Note{Text: "a"}, &incident.Amended{NPT: "riverside"})
				c.Open("sgt.lee", &incident.Withdrawn{Entry: 1, Reason: "too much", Sensitive: true})
			} else {
				entries := c.Open("sgt.lee", bodies...)
				c.out.Reset()
				c.tell("before")
				if tt.name != "amended" && !strings.Contains(c.out.String(), secret) {
					t.Fatalf("nobody was told:\n%s", &c.out)
				}
				c.Open("sgt.lee", &incident.Withdrawn{Entry: entries[len(entries)-1].Seq, Reason: "too much", Sensitive: true})
			}
			var said strings.Builder
			s := &c.Full.Open.Side
			for _, lane := range s.PendingLanes() {
				for _, it := range s.Pending(lane) {
					said.WriteString(c.render(s, it).Message.Text)
				}
			}
			if strings.Contains(said.String(), secret) || strings.Contains(OpenBook(c.view(), c.Full.Open), secret) {
				t.Errorf("still said:\n%s", &said)
			}
			if !strings.Contains(said.String(), "withdrawn") && !strings.Contains(said.String(), left) {
				t.Errorf("nothing was changed:\n%s", &said)
			}
		})
	}
}

package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/reminders"

	"pgregory.net/rapid"
)

// TestReviewOwner: a post or role owns a review: the one named, the setter's on the ladder, the commander's, the incident's.
func TestReviewOwner(t *testing.T) {
	p := newPlay(t)
	p.Full.Open.Roles[incident.RoleGold] = &incident.Holder{Who: p.Who("supt.khan")}
	p.Full.Open.Roles["loggist:gold"] = &incident.Holder{Who: p.Who("log.evans")}
	for _, tt := range []struct {
		by   force.PersonID
		to   string
		want incident.Charge
	}{
		{"insp.patel", "", incident.Charge{Post: force.DutyInspector, Label: "duty inspector"}},
		{"sgt.lee", "", incident.Charge{Post: force.ShiftSupervisor, Label: "shift supervisor"}},
		{"log.baker", "", incident.Charge{Post: force.ShiftSupervisor, Label: "shift supervisor"}}, // the incident's owner
		{"log.evans", "", incident.Charge{Role: incident.RoleGold, Label: "Gold"}},
		{"sgt.lee", " | to fim", incident.Charge{Post: force.FIM, Label: "Force Incident Manager"}},
		{"sgt.lee", " | to gold", incident.Charge{Role: incident.RoleGold, Label: "Gold"}},
		{"sgt.lee", " | to @supt.khan", incident.Charge{Post: force.OnCallSuperintendent, Label: "on-call Superintendent"}},
	} {
		if got := p.do(tt.by, "/review in 4h Is the family safe"+tt.to)[0].Body.(*incident.ReviewSet); got.Owner != tt.want {
			t.Errorf("%s%s: %+v", tt.by, tt.to, got.Owner)
		}
	}
	p.refuse("sgt.lee", "/review in 4h Is the family safe | to silver", "Silver is vacant")
	p.refuse("sgt.lee", "/review in 4h Is the family safe | to @pc.adeyemi", "owned by a post or role")
	p.refuse("sgt.lee", "/review in 4h", "what is to be looked at")
	p.refuse("sgt.lee", "/review every 10m Is the family safe", "15 min")
}

// TestReviewClimbs_R2_13: reminded before, rung at the time, missed a quarter of an hour later, once, and then the rung above
// its owner is asked; done late says by how much, and ends what the clock asked.
func TestReviewClimbs_R2_13(t *testing.T) {
	p := newPlay(t)
	p.Full.Open.AssessBy = time.Time{} // nothing else is due
	p.do("insp.patel", "/review in 40m Is the family safe where they are")
	due := p.Now.Add(40 * time.Minute)
	for _, tt := range []struct {
		after time.Duration
		rings int
		kinds map[string]int
	}{
		{24 * time.Minute, 0, map[string]int{}},
		{25 * time.Minute, 0, map[string]int{"review-soon": 1}},
		{39 * time.Minute, 0, map[string]int{"review-soon": 1}},
		{40 * time.Minute, 1, map[string]int{"review-soon": 1, "review-due": 1}},
		{54 * time.Minute, 1, map[string]int{"review-soon": 1, "review-due": 1}},
		{55 * time.Minute, 1, map[string]int{"review-soon": 1, "review-due": 1, "review-missed": 1, "escalation": 1}},
		{5 * time.Hour, 1, map[string]int{"review-soon": 1, "review-due": 1, "review-missed": 1, "escalation": 1}},
	} {
		p.windTo(at2104.Add(tt.after))
		for _, kind := range []string{"review-soon", "review-due", "review-missed", "escalation"} {
			if n := p.kind(kind); n != tt.kinds[kind] {
				t.Errorf("after %s: %d × %s, want %d", tt.after, n, kind, tt.kinds[kind])
			}
		}
		if n := len(slices.DeleteFunc(p.rings("insp.patel"), func(k string) bool { return !strings.HasPrefix(k, "R-") })); n != tt.rings {
			t.Errorf("after %s: %v rang", tt.after, p.rings("insp.patel"))
		}
	}
	m := last[*incident.ReviewMissed](p)
	if !m.Due.Equal(due) || !m.By.Equal(due.Add(15*time.Minute)) || m.Next.Post != force.OnCallSuperintendent || m.Escalation != 1 {
		t.Errorf("%+v", m)
	}
	p.do("insp.patel", "/review done 1 confirmed because spoke to the family")
	d := last[*incident.ReviewDone](p)
	if d.LateBy != 5*time.Hour-40*time.Minute {
		t.Errorf("late by %s", d.LateBy)
	}
	if e := last[*incident.EscalationEnded](p); e.N != 1 {
		t.Errorf("%+v", e)
	}
	p.refuse("insp.patel", "/review done 1 confirmed because again", "is over: confirmed")
}

func (p *play) kind(kind string) int {
	n := 0
	for i := range p.Entries {
		if p.Entries[i].Body.Kind() == kind {
			n++
		}
	}
	return n
}

// TestNoReminderAheadOfWhatIsSoon: whoever sets a review for the next half hour is not reminded of it at once.
func TestNoReminderAheadOfWhatIsSoon(t *testing.T) {
	p := newPlay(t)
	p.do("insp.patel", "/review in 30m Is the family safe")
	if r := last[*incident.ReviewSet](p); !r.Soon.IsZero() {
		t.Errorf("reminded at %s", r.Soon)
	}
	p.do("insp.patel", "/review in 31m Is the family safe")
	if r := last[*incident.ReviewSet](p); r.Due.Sub(r.Soon) != 15*time.Minute {
		t.Errorf("reminded at %s", r.Soon)
	}
}

// TestThirdDeferralGoesUp_R2_12: a reason each time, and the third takes it to the next rung, where the counting begins anew.
func TestThirdDeferralGoesUp_R2_12(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/review in 2h Is the family safe")
	p.refuse("sgt.lee", "/review defer 1 2h", "needs a reason")
	p.refuse("sgt.lee", "/review defer 1 2h because n/a", "is no reason")
	p.refuse("sgt.lee", "/review defer 1 in 1h because the family is asleep", "is no deferral")
	due := p.Now.Add(2 * time.Hour)
	for i, want := range []force.PostID{force.ShiftSupervisor, force.ShiftSupervisor, force.DutyInspector, force.DutyInspector, force.DutyInspector, force.OnCallSuperintendent} {
		p.do("sgt.lee", "/review defer 1 2h because the family is asleep")
		r, _ := p.Full.Open.Review(1)
		if r.Owner.Post != want {
			t.Errorf("after %d deferrals it is with %s", i+1, r.Owner.Post)
		}
		if due = due.Add(2 * time.Hour); !r.Due.Equal(due) { // ahead of its time a length runs from when it is due
			t.Errorf("deferred to %s", r.Due)
		}
	}
}

// TestDailyReviewOnChangeNights_R5_6_R5_7: daily at 0130 fires at the jump in March and once in October, is shown so when it is
// set, and keeps to its grid.
func TestDailyReviewOnChangeNights_R5_6_R5_7(t *testing.T) {
	zone, _ := time.LoadLocation("Europe/London")
	for _, tt := range []struct {
		set  time.Time
		want []string
		says string
	}{
		{time.Date(2027, 3, 26, 18, 0, 0, 0, time.UTC), []string{"Sat 27 Mar 0130 GMT", "Sun 28 Mar 0200 BST", "Mon 29 Mar 0130 BST"}, "skip that time"},
		{time.Date(2027, 10, 29, 18, 0, 0, 0, time.UTC), []string{"Sat 30 Oct 0130 BST", "Sun 31 Oct 0130 BST", "Mon 1 Nov 0130 GMT"}, "comes twice"},
	} {
		p := newPlayAt(t, tt.set)
		p.Full.Open.AssessBy = time.Time{}
		reply, _, err := p.try("insp.patel", "/review daily 0130 Level and tension")
		if err != nil {
			t.Fatal(err)
		}
		set := last[*incident.ReviewSet](p)
		show := func(at []time.Time) []string {
			var out []string
			for _, a := range at {
				out = append(out, a.In(zone).Format("Mon 2 Jan 1504 MST"))
			}
			return out
		}
		if got := show(set.Preview); !slices.Equal(got, tt.want) || !strings.Contains(reply, tt.says) {
			t.Errorf("shown %v\n%s", got, reply)
		}
		p.wind(60 * time.Hour)
		var fired []time.Time
		for _, e := range p.Entries {
			if d, ok := e.Body.(*incident.ReviewDue); ok {
				fired = append(fired, e.RecordedAt)
				if !d.Last.Equal(e.RecordedAt) || d.Missed != 0 || d.LateBy != 0 {
					t.Errorf("%+v", d)
				}
			}
		}
		if got := show(fired[:min(3, len(fired))]); !slices.Equal(got, tt.want) {
			t.Errorf("fired %v", got)
		}
	}
}

// TestFiredOnceAfterAnOutage_R6_2: what fell while the service was down fires once, says how late it is and how many there were,
// and keeps to its grid; a firing before that nobody answered is still missed.
func TestFiredOnceAfterAnOutage_R6_2(t *testing.T) {
	p := newPlay(t)
	p.Full.Open.AssessBy = time.Time{}
	clear(p.Full.Open.Asked)
	p.do("insp.patel", "/review every 1h Level and tension")
	p.wind(65 * time.Minute) // 2209: the first has fired, and is not missed yet
	down := p.Now
	p.Now = p.Now.Add(4*time.Hour + 38*time.Minute) // 0247
	timers := p.Full.Due(incident.QueueTime, p.Now)
	if len(timers) < 2 || !strings.HasSuffix(timers[0].Key, "/missed") {
		t.Fatalf("%v", timers)
	}
	for range 2 {
		due := p.Full.Due(incident.QueueTime, p.Now)[0]
		f := &reminders.Firing{Full: p.Full, Timer: due, Now: p.Now, Force: p.Force, Register: p.Register, DownFrom: down, DownTo: p.Now}
		drafts, err := reminders.Fire(f)
		if err != nil {
			t.Fatal(err)
		}
		p.Do("", drafts...)
	}
	m, d := last[*incident.ReviewMissed](p), last[*incident.ReviewDue](p)
	if !m.Due.Equal(at2104.Add(time.Hour)) || m.LateBy == 0 || !m.DownFrom.Equal(down) {
		t.Errorf("missed %+v", m)
	}
	if !d.First.Equal(at2104.Add(2*time.Hour)) || !d.Last.Equal(at2104.Add(5*time.Hour)) || d.Missed != 3 || !d.Next.Equal(at2104.Add(6*time.Hour)) ||
		d.LateBy != 3*time.Hour+43*time.Minute || !d.DownTo.Equal(p.Now) {
		t.Errorf("due %+v", d)
	}
	if !d.MissAt.Equal(p.Now.Add(15 * time.Minute)) {
		t.Errorf("missed at %s: whoever hears of it late has his quarter of an hour", d.MissAt)
	}
	if due := p.Full.Due(incident.QueueTime, p.Now); len(due) != 0 {
		t.Errorf("a flood: %v", due)
	}
}

// TestNobodyOnDutyIsMissedAtOnce_X20: a review whose role is vacant goes to the next rung without waiting.
func TestNobodyOnDutyIsMissedAtOnce_X20(t *testing.T) {
	p := newPlay(t)
	p.Full.Open.AssessBy = time.Time{}
	p.Full.Open.Roles[incident.RoleGold] = &incident.Holder{Who: p.Who("supt.khan")}
	p.do("sgt.lee", "/review in 1h Strategy | to gold")
	delete(p.Full.Open.Roles, incident.RoleGold)
	p.wind(time.Hour)
	if p.kind("review-missed") != 1 || p.kind("escalation") != 1 {
		t.Errorf("%d missed, %d escalations", p.kind("review-missed"), p.kind("escalation"))
	}
}

// TestUndeliveredReviewClimbs_R6_5: a ring that reaches nobody does not wait for the quarter of an hour.
func TestUndeliveredReviewClimbs_R6_5(t *testing.T) {
	p := newPlay(t)
	p.Full.Open.AssessBy = time.Time{}
	p.do("insp.patel", "/review in 20m Is the family safe")
	p.wind(20 * time.Minute)
	p.Now = p.Now.Add(time.Minute)
	for _, it := range p.Full.Open.Pending(incident.Lane{Person: "insp.patel", Platform: force.Local}) {
		p.Receipt(incident.BookOpen, it, incident.Failed, time.Time{})
	}
	p.wind(0)
	if m := last[*incident.ReviewMissed](p); !m.By.Equal(p.Now) {
		t.Errorf("%+v", m)
	}
}

// TestReviewEarlyAndCancelled: done ahead of its time answers the firing to come; what ends it ends it.
func TestReviewEarlyAndCancelled(t *testing.T) {
	p := newPlay(t)
	p.do("insp.patel", "/review every 4h Level and tension")
	p.wind(time.Hour)
	p.do("insp.patel", "/review done 1 varied because the level is higher now")
	if r, _ := p.Full.Open.Review(1); !r.Due.Equal(at2104.Add(8*time.Hour)) || r.Ended {
		t.Errorf("%+v", r)
	}
	p.do("insp.patel", "/review done 1 no longer needed because it is stood down")
	if r, _ := p.Full.Open.Review(1); !r.Ended || !r.Due.IsZero() {
		t.Errorf("%+v", r)
	}
	p.do("insp.patel", "/review in 2h Is the family safe")
	p.do("insp.patel", "/review cancel 2 because they have left the country")
	p.refuse("insp.patel", "/review defer 2 2h because of that", "was cancelled by Insp Patel")
	if reply, _, err := p.try("insp.patel", "/review list"); err != nil || !strings.Contains(reply, "No review is to come") {
		t.Errorf("%q, %v", reply, err)
	}
}

// TestReviewInAnyOrder_R2_13: whatever people and time do, in any order, each due time has one outcome at most and is missed
// once at most, a live review always has something to come or somebody asked, and one that repeats stays on its grid.
func TestReviewInAnyOrder_R2_13(t *testing.T) {
	lines := []string{
		"/review done 1 confirmed because looked at", "/review done 1 varied because looked at", "/review defer 1 20m because of a briefing", "/review defer 1 3h because of a briefing",
		"/review done 1 superseded because of another", "/review cancel 1 because it is over",
	}
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(t)
		p.Full.Open.AssessBy = time.Time{}
		spec := rapid.SampledFrom([]string{"in 20m", "in 2h", "every 15m", "every 1h", "daily 2130", "cron */30 * * * * |"}).Draw(rt, "when")
		p.do("insp.patel", "/review "+spec+" Level and tension")
		r, _ := p.Full.Open.Review(1)
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch rapid.IntRange(0, 5).Draw(rt, "act") {
			case 0: // the service is down
				p.Now = p.Now.Add(time.Duration(rapid.IntRange(1, 300).Draw(rt, "down")) * time.Minute)
				p.wind(0)
			case 1, 2, 3:
				p.wind(time.Duration(rapid.IntRange(1, 90).Draw(rt, "minutes")) * time.Minute)
			default:
				_, _, _ = p.try("insp.patel", rapid.SampledFrom(lines).Draw(rt, "line"))
			}
			if !r.Ended && r.Due.IsZero() && r.Fired.Due.IsZero() {
				rt.Fatal("it is live, and nothing of it is to come")
			}
			if r.Ended && slices.ContainsFunc(p.Full.Timers(), func(t incident.Timer) bool { return strings.HasPrefix(t.Key, "R-1/") }) {
				rt.Fatal("it has ended, and still falls due")
			}
		}
		missed, done, due := map[time.Time]int{}, map[time.Time]int{}, map[string]int{}
		for _, e := range p.Entries {
			switch b := e.Body.(type) {
			case *incident.ReviewMissed:
				missed[b.Due]++
			case *incident.ReviewDone:
				done[b.Due]++
			case *incident.ReviewDue:
				due[fmt.Sprint(b.Last)]++
			}
		}
		for what, m := range map[string]map[time.Time]int{"missed": missed, "done": done} {
			for at, n := range m {
				if n > 1 {
					rt.Fatalf("%s %s %d times", at, what, n)
				}
			}
		}
		for at, n := range due {
			if n > 1 {
				rt.Fatalf("due at %s %d times", at, n)
			}
		}
	})
}

// TestOverload_R5_12_X4: whoever has too much open at once is noticed, once a shift, by an entry.
func TestOverload_R5_12_X4(t *testing.T) {
	p := newPlay(t)
	for i := range 8 {
		p.do("insp.patel", fmt.Sprintf("/task riverside Walk lane %d", i))
	}
	if n := count[*incident.Overload](p); n != 1 {
		t.Fatalf("noticed %d times", n)
	}
	o := last[*incident.Overload](p)
	if o.Person.ID != "sgt.lee" || o.Open != 6 || o.Rings != 6 {
		t.Errorf("%+v", o)
	}
	p.Now = o.Until
	p.do("insp.patel", "/task riverside Walk another lane")
	if n := count[*incident.Overload](p); n != 2 {
		t.Errorf("in the next shift noticed %d times", n)
	}
	// What is sensitive counts there alone.
	if len(p.Full.Sensitive.Lines) != 2 {
		t.Errorf("%d entries in the sensitive book", len(p.Full.Sensitive.Lines))
	}
}

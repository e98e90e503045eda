package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/incident"
	"loggist/internal/force"
)

// TestDecisionWithEverything_R2_1: every clause of a decision ends in its field, and nothing else.
func TestDecisionWithEverything_R2_1(t *testing.T) {
	p := newPlay(t)
	p.Now = at2104.Add(29 * time.Minute)
	entries := p.do("log.evans", "/decision Move Person A's family to relatives tonight because the address is known | options stay with patrols; refuge | known the address is on two sites"+
		" | unknown who posted it | by @insp.patel | how phone | at 2131 | review 4h")
	if len(entries) != 2 {
		t.Fatalf("%d entries, want the decision and its review", len(entries))
	}
	d := entries[0].Body.(*incident.Decision)
	want := incident.Decision{
		Text: "Move Person A's family to relatives tonight", Reason: "the address is known", Options: "stay with patrols; refuge",
		Known: "the address is on two sites", Unknown: "who posted it", How: "phone", Review: 1,
		ToConfirm: incident.ToConfirm{ConfirmBy: time.Date(2027, 11, 11, 23, 0, 0, 0, time.UTC)},
	}
	if diff := cmp.Diff(want, *d); diff != "" {
		t.Error(diff)
	}
	if got := entries[0]; got.DecidedBy.ID != "insp.patel" || got.RecordedBy.ID != "log.evans" || !got.DecidedAt.Equal(at2104.Add(27*time.Minute)) {
		t.Errorf("decided by %v at %v, recorded by %v", got.DecidedBy, got.DecidedAt, got.RecordedBy)
	}
	r := entries[1].Body.(*incident.ReviewSet)
	// A length of time runs from the decision, not from its recording.
	if r.Of != entries[0].Seq || !r.Due.Equal(at2104.Add(27*time.Minute+4*time.Hour)) || r.Owner.Post != force.DutyInspector {
		t.Errorf("review %+v", r)
	}
}

// TestWhoseDecision_R2_18: a loggist's is by the commander for whom she logs, and by nobody unless one is named.
func TestWhoseDecision_R2_18(t *testing.T) {
	p := newPlay(t)
	p.refuse("log.evans", "/decision Close the road because of the crowd", "say whose decision it is")
	p.Full.Open.Roles[incident.RoleGold] = &incident.Holder{Who: p.Who("supt.khan")}
	p.Full.Open.Roles["loggist:gold"] = &incident.Holder{Who: p.Who("log.evans")}
	e := p.do("log.evans", "/decision Close the road because of the crowd")[0]
	if e.DecidedBy.ID != "supt.khan" || e.Body.(*incident.Decision).As != "Gold" {
		t.Errorf("decided by %v as %q", e.DecidedBy, e.Body.(*incident.Decision).As)
	}
	if r := last[*incident.ReviewSet](p); r.Owner.Role != incident.RoleGold {
		t.Errorf("the review of Gold's decision is owned by %+v", r.Owner)
	}
	p.refuse("log.evans", "/decision Open the road because it is quiet | by @log.evans", "You log here for Gold")
	for _, tt := range []struct {
		by   string
		want incident.Who
		as   string
	}{
		{"insp.patel", p.Who("insp.patel"), ""},
		{"the duty inspector", p.Who("insp.patel"), "duty inspector"},
		{"gold", p.Who("supt.khan"), "Gold"},
		{"DCI Brown, from the scene", incident.Who{Name: "DCI Brown, from the scene", Unlisted: true}, ""},
	} {
		e := p.do("sgt.lee", "/decision Close the road because of the crowd | by "+tt.by)[0]
		l, _ := p.Full.Open.Line(e.Seq)
		if e.DecidedBy != tt.want || e.Body.(*incident.Decision).As != tt.as || !l.Unverified {
			t.Errorf("by %s: %+v as %q, unverified %v", tt.by, e.DecidedBy, e.Body.(*incident.Decision).As, l.Unverified)
		}
		if chased := !l.ChaseAt.IsZero(); chased != (tt.want.ID != "") {
			t.Errorf("by %s: chased %v", tt.by, chased)
		}
	}
	own := p.do("insp.patel", "/decision Close the road because of the crowd")[0]
	if l, _ := p.Full.Open.Line(own.Seq); l.Unverified {
		t.Error("a decision that its maker recorded himself is unverified")
	}
	p.refuse("sgt.lee", "/decision Close the road because of the crowd | by silver", "Silver is vacant")
}

// TestLateDecisionSaysWhy_R2_4_R2_7: after ten minutes, and before the call, an entry says why it is late.
func TestLateDecisionSaysWhy_R2_4_R2_7(t *testing.T) {
	p := newPlay(t)
	p.Now = at2104.Add(time.Hour)
	p.do("insp.patel", "/decision Stay because it is calm | at 2155")
	p.refuse("insp.patel", "/decision Stay because it is calm | at 2130", "says why it is late")
	e := p.do("insp.patel", "/decision Stay because it is calm | at 2130 | late I was at the door")[0]
	if e.Late != "I was at the door" || !e.RecordedAt.Equal(p.Now) || e.DecidedAt.Equal(p.Now) {
		t.Errorf("late %q, decided %v, recorded %v", e.Late, e.DecidedAt, e.RecordedAt)
	}
	p.Now = at2104.Add(2 * time.Minute)
	q := newPlay(t)
	q.Now = at2104.Add(2 * time.Minute)
	q.refuse("insp.patel", "/decision Stay because it is calm | at 2100", "before the incident was called")
	q.do("insp.patel", "/decision Stay because it is calm | at 2100 | late decided on the way, before anybody called")
}

// TestReviewOfDecisionByStage_S14: what a decision is, and where the incident stands, say when it is looked at again.
func TestReviewOfDecisionByStage_S14(t *testing.T) {
	for _, tt := range []struct {
		stage incident.Stage
		line  string
		after time.Duration
	}{
		{incident.StageCalled, "", 4 * time.Hour},
		{incident.StageAssessing, "", 4 * time.Hour},
		{incident.StagePotential, "", 24 * time.Hour},
		{incident.StageDeclared, "", 12 * time.Hour},
		{incident.StageRestoring, "", 12 * time.Hour},
		{incident.StageNotDeclared, "", 24 * time.Hour},
		{incident.StageDeclared, " | no action", 24 * time.Hour},
		{incident.StageCalled, " | deferred", 24 * time.Hour},
		{incident.StageCalled, " | no action | review 90m", 90 * time.Minute},
		{incident.StageCalled, " | review tomorrow 0800", 10*time.Hour + 56*time.Minute},
	} {
		p := newPlay(t)
		p.Full.Open.Stage = tt.stage
		p.do("insp.patel", "/decision No cordon because it draws attention"+tt.line)
		if got := last[*incident.ReviewSet](p).Due.Sub(p.Now); got != tt.after {
			t.Errorf("%s%s: reviewed after %s, want %s", tt.stage, tt.line, got, tt.after)
		}
	}
	newPlay(t).refuse("insp.patel", "/decision No cordon because it draws attention | no action | deferred", "one or the other")
}

// TestConfirmIsItsMakersAlone_R2_5: nobody else confirms or disputes; an own entry needs it not; twice is refused.
func TestConfirmIsItsMakersAlone_R2_5(t *testing.T) {
	p := newPlay(t)
	e := p.do("log.evans", "/decision Close the road because of the crowd | by @insp.patel")[0]
	p.refuse("log.evans", "/ci confirm 4", "who alone may confirm")
	p.refuse("supt.khan", "/ci dispute 4 | because he never said so", "who alone may confirm")
	p.do("insp.patel", "/ci confirm 4")
	l, _ := p.Full.Open.Line(e.Seq)
	if l.Unverified || l.ConfirmedBy.ID != "insp.patel" || len(p.Full.Open.Unconfirmed("insp.patel")) != 0 {
		t.Errorf("after confirming: %+v", l)
	}
	p.refuse("insp.patel", "/ci confirm 4", "was confirmed at")
	p.do("sgt.lee", "/log officers on scene")
	p.refuse("sgt.lee", "/ci confirm 7", "needs no confirmation")
	p.refuse("sgt.lee", "/ci confirm 99", "There is no entry 099")
	x := p.do("sgt.lee", "/decision Hold because of the press | by DCI Brown")[0]
	p.refuse("insp.patel", "/ci confirm "+incident.Number(incident.BookOpen, x.Seq), "not in the directory")
	d := p.do("log.evans", "/decision Open the road because it is calm | by @insp.patel")[0]
	p.do("insp.patel", "/ci dispute "+incident.Number(incident.BookOpen, d.Seq)+" | because I said at 2300")
	if l, _ := p.Full.Open.Line(d.Seq); !l.Unverified || len(l.Disputed) != 1 || !l.ChaseAt.IsZero() {
		t.Errorf("after disputing: %+v", l)
	}
}

// TestUnverifiedIsChasedThreeTimes_R2_5: at the end of each shift, quietly, three times.
func TestUnverifiedIsChasedThreeTimes_R2_5(t *testing.T) {
	p := newPlay(t)
	p.do("log.evans", "/decision Close the road because of the crowd | by @fim.grant | review 24/11 0800")
	p.do("sgt.lee", "/review cancel 1 because it is in the way of this test")
	for range 6 {
		p.wind(8 * time.Hour)
	}
	var at []string
	for _, e := range p.Entries {
		if _, ok := e.Body.(*incident.ConfirmChased); ok {
			at = append(at, e.RecordedAt.Format("1504"))
		}
	}
	if !slices.Equal(at, []string{"2300", "0700", "1500"}) {
		t.Errorf("chased at %v", at)
	}
	for _, key := range p.rings("fim.grant") {
		if strings.HasPrefix(key, "entry/") || incident.IsWaitingKey(key) {
			t.Errorf("%s rang", key)
		}
	}
}

// TestWithdrawTwice_R2_8: a withdrawn entry may still turn out to be sensitive, and no more than that.
func TestWithdrawTwice_R2_8(t *testing.T) {
	p := newPlay(t)
	e := p.do("sgt.lee", "/log the witness is a neighbour")[0]
	p.do("sgt.lee", "/ci withdraw 4 | because it was hearsay")
	p.refuse("sgt.lee", "/ci withdraw 4 | because it was hearsay", "already withdrawn")
	p.do("sgt.lee", "/ci withdraw 4 | because it names a witness | sensitive")
	p.refuse("sgt.lee", "/ci withdraw 4 | because it names a witness | sensitive", "already withdrawn")
	p.refuse("sgt.lee", "/ci correct 4 the witness is a friend | because misheard", "Make a new entry instead")
	if l, _ := p.Full.Open.Line(e.Seq); !l.Removed || l.Body.(*incident.Note).Text != "the witness is a neighbour" {
		t.Error("the words are not out of the chat, or not in the record")
	}
}

package say

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// calledAt2104 is the night of VOICE: PS Lee calls CI-2027-0142 at 2104 hrs GMT.
func calledAt2104() *incident.Full {
	f := incident.New("CI-2027-0142")
	lee := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
	for i, b := range []incident.Body{
		&incident.Called{
			What: "neighbours accuse a man; about 15 people outside", Where: "Riverside (RV2)", Why: "he may be hurt; residents say we do nothing",
			NPT: "riverside", CallerNPT: "riverside", Type: incident.CommunitySuspicion, Level: "local", AssessBy: at2104.Add(30 * time.Minute),
			Owner: incident.Owner{Post: force.ShiftSupervisor, Person: lee, Label: "shift supervisor"},
		},
		&incident.Bound{Platform: force.Local, ID: "room-a"},
	} {
		f.Apply(incident.Entry{Ref: f.Open.Ref, Book: incident.BookOpen, Seq: uint64(i + 1), DecidedAt: at2104, RecordedAt: at2104, RecordedBy: lee, DecidedBy: lee, Body: b})
	}
	return f
}

func headOf(t *testing.T, f *incident.Full, v View) (text string, actions []string) {
	t.Helper()
	for _, it := range f.Open.Pending(incident.Lane{Room: "a@local"}) {
		if it.Key == incident.KeyHead {
			r := Open(v, f.Open, it)
			for _, a := range r.Message.Actions {
				actions = append(actions, a.Label)
			}
			if !r.Message.Pin {
				t.Error("the card is not pinned")
			}
			return r.Message.Text, actions
		}
	}
	t.Fatal("no card")
	return "", nil
}

// TestFirstCard is what a room shows first, word for word (VOICE).
func TestFirstCard_R1_6(t *testing.T) {
	v := View{Force: force.Demo(), Register: incident.NewRegister(), Now: at2104, Profile: force.Full}
	text, actions := headOf(t, calledAt2104(), v)
	want := `EXERCISE · OFFICIAL-SENSITIVE · Recipients only; do not forward
CI-2027-0142 called by PS Lee (Riverside NPT) at 2104 hrs GMT
What: neighbours accuse a man; about 15 people outside
Where: Riverside (RV2)   Why it matters: he may be hurt; residents say we do nothing
Assess by 2134 hrs GMT · Owner: shift supervisor, PS Lee · Level: local · Gold, Silver: vacant
Still to answer: who is at risk now · is the person named also a victim · declare, potential or not · is a community impact assessment needed
This room is disclosable.`
	if text != want {
		t.Errorf("the card is\n%s\nwant\n%s", text, want)
	}
	if len(actions) != 2 || actions[0] != "Answer the assessment of CI-2027-0142" || actions[1] != "Log an entry in CI-2027-0142" {
		t.Errorf("its buttons are %q", actions)
	}
}

// TestCardFollowsTheIncident_R1_6_R1_8: the card says what holds now, and how long after the call it was decided.
func TestCardFollowsTheIncident_R1_6_R1_8(t *testing.T) {
	f := calledAt2104()
	now := at2104
	do := func(after time.Duration, b incident.Body) {
		now = at2104.Add(after)
		by := incident.Who{ID: "insp.patel", Name: "Insp Patel"}
		f.Apply(incident.Entry{Ref: f.Open.Ref, Book: incident.BookOpen, Seq: f.NextIn(incident.BookOpen), DecidedAt: now, RecordedAt: now, RecordedBy: by, DecidedBy: by, Body: b})
	}
	card := func() string {
		text, _ := headOf(t, f, View{Force: force.Demo(), Register: incident.NewRegister(), Now: now, Profile: force.Full})
		return text
	}
	for _, c := range []struct {
		after time.Duration
		body  incident.Body
		has   string
	}{
		{30 * time.Minute, &incident.AssessmentOverdue{Due: at2104.Add(30 * time.Minute)}, "ASSESSMENT OVERDUE"},
		{43 * time.Minute, &incident.Declared{Reason: "it grows"}, "State: DECLARED critical incident (first decided 43 min after the call)"},
		{50 * time.Minute, &incident.LevelSet{Level: "area", Was: "local", Reason: "two beats"}, "Level: area"},
		{51 * time.Minute, &incident.Flagged{Flag: incident.FlagThreatToLife, Reason: "he was told so"}, "Flags: THREAT TO LIFE"},
		{52 * time.Minute, &incident.Linked{To: "CI-2027-0141", Reason: "same crowd"}, "Linked: CI-2027-0141"},
		{53 * time.Minute, &incident.PersonNoted{Handle: "Person A", Role: incident.ManagedPerson}, "People: Person A (targeted person)"},
		{54 * time.Minute, &incident.Amended{NPT: "hillside"}, "Neighbourhood team: Hillside NPT"},
		{3 * time.Hour, &incident.Restoring{Reason: "it is over"}, "State: restoring public confidence"},
		{4 * time.Hour, &incident.StoodDown{Reason: "it is over"}, "State: stood down"},
		{5 * time.Hour, &incident.Closed{Reason: "debriefed"}, "State: closed"},
	} {
		do(c.after, c.body)
		if got := card(); !strings.Contains(got, c.has) {
			t.Errorf("after %s the card lacks %q:\n%s", c.body.Kind(), c.has, got)
		}
	}
}

// TestHeaderNamesNobodyButCommand_S27: a room's name and topic say no person, street or offence.
func TestHeaderNamesNobodyButCommand_S27_S51(t *testing.T) {
	f := calledAt2104()
	by := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
	f.Apply(incident.Entry{Ref: f.Open.Ref, Book: incident.BookOpen, Seq: 3, DecidedAt: at2104, RecordedAt: at2104, RecordedBy: by, DecidedBy: by,
		Body: &incident.PersonNoted{Handle: "Person A", Role: incident.TargetedPerson}})
	v := View{Force: force.Demo(), Register: incident.NewRegister(), Now: at2104, Profile: force.Full}
	for _, it := range f.Open.Pending(incident.Lane{Room: "a@local"}) {
		if it.Key != incident.KeyHeader && it.Key != incident.KeyRoom {
			continue
		}
		m := Open(v, f.Open, it).Message
		for _, never := range []string{"neighbours", "accuse", "RV2", "hurt", "Person A"} {
			if strings.Contains(m.Topic+m.Name, never) {
				t.Errorf("%s says %q: %s, %s", it.Key, never, m.Name, m.Topic)
			}
		}
	}
}

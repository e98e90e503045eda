package reminders

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
)

func fireDue(t *testing.T, k *incidenttest.Keeper, key string) []incident.Entry {
	t.Helper()
	for _, timer := range k.Full.Open.Timers() {
		if timer.Key != key || timer.Due.After(k.Now) {
			continue
		}
		drafts, err := Fire(&Firing{Full: k.Full, Timer: timer, Now: k.Now, Force: k.Force, Register: k.Register})
		if err != nil || len(drafts) == 0 {
			t.Fatalf("fire %s: %v, %v", key, drafts, err)
		}
		return k.Do("", drafts...)
	}
	t.Fatalf("%s is not due at %v: %v", key, k.Now, k.Full.Open.Timers())
	return nil
}

// TestUnassessedCallClimbs_R1_6: it is said once, and the duty inspector is asked.
func TestUnassessedCallClimbs_R1_6(t *testing.T) {
	k := incidenttest.New(t, time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC))
	k.Now = k.Now.Add(30 * time.Minute)
	got := fireDue(t, k, "assess")
	overdue, ok := got[0].Body.(*incident.AssessmentOverdue)
	if !ok || overdue.Escalation != 1 || !overdue.Due.Equal(k.Now) || overdue.LateBy != 0 {
		t.Fatalf("the entry is %+v", got[0].Body)
	}
	x, _ := k.Full.Open.Escalation(1)
	if !x.Causes[0].ByClock || x.Causes[0].About != "assess" || x.Current().People[0].Who.ID != "insp.patel" || x.Ladder.Rungs[0].Post != force.DutyInspector {
		t.Errorf("asked is %+v", x)
	}
	for _, timer := range k.Full.Open.Timers() {
		if timer.Key == "assess" {
			t.Error("it would be said again")
		}
	}
}

// TestUnassessedCallAfterDowntime_F28: what fell due while the service was down says by how much it is late.
func TestUnassessedCallAfterDowntime_R6_2(t *testing.T) {
	k := incidenttest.New(t, time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC))
	due := k.Now.Add(30 * time.Minute)
	k.Now = due.Add(43 * time.Minute)
	timer := k.Full.Open.Timers()[0]
	drafts, err := Fire(&Firing{Full: k.Full, Timer: timer, Now: k.Now, Force: k.Force, Register: k.Register, DownFrom: due.Add(-time.Minute), DownTo: k.Now})
	if err != nil {
		t.Fatal(err)
	}
	o := drafts[0].Body.(*incident.AssessmentOverdue)
	if o.LateBy != 43*time.Minute || o.DownTo != k.Now {
		t.Errorf("late by %s, down until %v", o.LateBy, o.DownTo)
	}
}

// TestIncidentWithoutATeamClimbs_S29 asks the duty inspector once nobody has named the owning team; a reasoned exception, or
// a team, ends the waiting.
func TestIncidentWithoutATeamClimbs_S29(t *testing.T) {
	call := func() *incidenttest.Keeper {
		k := incidenttest.New(t, time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC))
		k.Open("sgt.lee", &incident.Called{What: "crowd", Type: incident.CommunitySuspicion, Level: "local", AssessBy: k.Now.Add(time.Hour), NPTBy: k.Now.Add(30 * time.Minute)})
		return k
	}
	k := call()
	k.Now = k.Now.Add(30 * time.Minute)
	got := fireDue(t, k, "npt")
	if u, ok := got[0].Body.(*incident.Unowned); !ok || u.Escalation != 1 {
		t.Fatalf("the entry is %+v", got[0].Body)
	}
	for name, body := range map[string]incident.Body{
		"a team": &incident.Amended{NPT: "hillside"}, "an exception": &incident.Answered{Question: incident.AskNPT, NotNeeded: "it is at the airport"},
	} {
		k := call()
		k.Open("sgt.lee", body)
		for _, timer := range k.Full.Open.Timers() {
			if timer.Key == "npt" {
				t.Errorf("%s leaves the timer", name)
			}
		}
	}
}

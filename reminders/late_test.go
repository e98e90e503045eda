package reminders

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
)

// TestLate_R6_2: a firing is late from a minute on, and says so because of an outage only when that covers its time.
func TestLate_R6_2(t *testing.T) {
	due := night.Add(time.Hour)
	for _, tt := range []struct {
		name     string
		now      time.Time
		from, to time.Time
		want     incident.Late
	}{
		{"in time", due.Add(59 * time.Second), time.Time{}, time.Time{}, incident.Late{}},
		{"late", due.Add(90 * time.Second), time.Time{}, time.Time{}, incident.Late{LateBy: 90 * time.Second}},
		{"down", due.Add(43 * time.Minute), due.Add(-time.Minute), due.Add(42 * time.Minute),
			incident.Late{LateBy: 43 * time.Minute, DownFrom: due.Add(-time.Minute), DownTo: due.Add(42 * time.Minute)}},
		{"down before", due.Add(43 * time.Minute), due.Add(-time.Hour), due.Add(-time.Minute), incident.Late{LateBy: 43 * time.Minute}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &Firing{Timer: incident.Timer{Due: due}, Now: tt.now, DownFrom: tt.from, DownTo: tt.to}
			if got := f.late(); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

// TestAbove_R2_13: what somebody left undone goes one rung above him; the top stays the top; who is on no rung, or a role that
// nobody holds, goes to where anybody enters.
func TestAbove_R2_13(t *testing.T) {
	k := incidenttest.New(t, night)
	k.Full.Open.Roles[incident.RoleGold] = &incident.Holder{Who: k.Who("supt.khan")}
	for _, tt := range []struct {
		with incident.Charge
		want force.PostID
	}{
		{incident.Charge{Post: force.ShiftSupervisor}, force.DutyInspector},
		{incident.Charge{Post: force.DutyInspector}, force.OnCallSuperintendent},
		{incident.Charge{Post: force.OnCallChiefOfficer}, force.OnCallChiefOfficer},
		{incident.Charge{Post: force.MOSOVO}, force.DutyInspector},
		{incident.Charge{Role: incident.RoleGold}, force.OnCallChiefOfficer},
		{incident.Charge{Role: incident.RoleSilver}, force.DutyInspector},
	} {
		if got := Above(k.Full, k.Force, tt.with, k.Now, k.Register); got != tt.want {
			t.Errorf("above %+v is %s, want %s", tt.with, got, tt.want)
		}
	}
}

// TestUnknownTimersAreFaults: a timer that means nothing is an error, and never a silent nothing.
func TestUnknownTimersAreFaults(t *testing.T) {
	k := incidenttest.New(t, night)
	for _, key := range []string{"R-1/due", "R-x/due", "NPT-1/accept", "NPT-1", "entry/x/confirm", "entry/99/confirm", "entry/confirm"} {
		f := &Firing{Full: k.Full, Timer: incident.Timer{Book: incident.BookOpen, Key: key, Due: k.Now}, Now: k.Now, Force: k.Force, Register: k.Register}
		if drafts, err := Fire(f); err == nil {
			t.Errorf("%s made %d entries", key, len(drafts))
		}
	}
}

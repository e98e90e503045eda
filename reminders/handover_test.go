package reminders

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
)

// TestHandoverDraft_R5_3: half an hour before the owner's duty ends the handover is drafted, for whoever comes on; a duty that was
// moved on meanwhile is drafted for later; and one that ended while the service was down is asked about at once.
func TestHandoverDraft_R5_3(t *testing.T) {
	const lead = 30 * time.Minute
	ends := night.Add(2 * time.Hour)
	covered := func(k *incidenttest.Keeper, to time.Time) {
		k.Do("fim.grant", incident.Draft{Book: incident.BookRegister, Body: &incident.Covered{Cover: incident.Cover{
			Post: force.DutyInspector, Person: k.Who("insp.ward"), From: night, Until: to,
		}}})
	}
	for _, tt := range []struct {
		name    string
		then    func(*incidenttest.Keeper) // what happens before it falls due
		at      time.Time
		drafted bool
		next    force.PersonID
		again   time.Time
	}{
		{"in time", nil, ends.Add(-lead), true, "insp.patel", time.Time{}},
		{"moved on", func(k *incidenttest.Keeper) { covered(k, ends.Add(time.Hour)) }, ends.Add(-lead), false, "", ends.Add(time.Hour - lead)},
		{"down", nil, ends.Add(time.Hour), true, "insp.patel", time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := incidenttest.New(t, night)
			covered(k, ends)
			owner := incident.Owner{Post: force.DutyInspector, Person: k.Who("insp.ward"), Label: "duty inspector"}
			k.Open("fim.grant", &incident.OwnerSet{Owner: owner.Rostered(k.Force, k.Now, k.Register.Held()...), Reason: "he commands"})
			if got := k.Full.Open.Owner.DraftAt; !got.Equal(ends.Add(-lead)) {
				t.Fatalf("it is drafted at %s", got)
			}
			if tt.then != nil {
				tt.then(k)
			}
			k.Now = tt.at
			timer := incident.Timer{Book: incident.BookOpen, Key: "handover", Due: k.Full.Open.Owner.DraftAt}
			drafts, err := Fire(&Firing{Full: k.Full, Timer: timer, Now: k.Now, Force: k.Force, Register: k.Register, Items: func() []string { return []string{"a crowd"} }})
			if err != nil || len(drafts) != 1 {
				t.Fatalf("%v, %v", drafts, err)
			}
			k.Do("", drafts...)
			d := drafts[0].Body.(*incident.HandoverDrafted)
			q := k.Full.Open.Asked[incident.AskNextOwner]
			switch {
			case !tt.drafted:
				if !d.Ends.IsZero() || len(d.Items) > 0 || q != nil {
					t.Errorf("drafted all the same: %+v", d)
				}
			case !d.Ends.Equal(ends) || d.Next.Person.ID != tt.next || len(d.Items) != 1 || q == nil || !q.Due.Equal(ends):
				t.Errorf("drafted is %+v, asked %+v", d, q)
			}
			if got := k.Full.Open.Owner; got.Person.ID != "insp.ward" || !got.DraftAt.Equal(tt.again) {
				t.Errorf("owner is then %+v", got)
			}
		})
	}
}

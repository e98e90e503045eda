package reminders

import (
	"slices"
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

// TestDutyShortened: a duty that the roster shortens after somebody became owner is noticed at once, not when it was to have ended; one
// that grows longer, or stays, is no entry.
func TestDutyShortened_R5_3(t *testing.T) {
	const lead = 30 * time.Minute
	until := func(k *incidenttest.Keeper, at time.Time) *force.Force {
		roster := slices.DeleteFunc(slices.Clone(k.Force.Roster), func(w force.Window) bool { return w.Post == force.DutyInspector })
		begin, end := k.Now.Add(-time.Hour).In(k.Force.Zone), at.In(k.Force.Zone)
		if at.After(k.Now.Add(-time.Hour)) {
			roster = append(roster, force.Window{
				Post: force.DutyInspector, Person: "insp.patel", Days: force.EveryDay,
				From: force.TimeOfDay(begin.Hour()*60 + begin.Minute()), To: force.TimeOfDay(end.Hour()*60 + end.Minute()),
			})
		}
		f, err := k.Force.With(k.Force.People, roster)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	ends := night.Add(8 * time.Hour)
	for _, tt := range []struct {
		name string
		to   time.Time // his duty ends then
		want time.Time // the draft is due; zero: nothing is entered
	}{
		{"shortened", ends.Add(-3 * time.Hour), ends.Add(-3*time.Hour - lead)},
		{"over in ten minutes", night.Add(10 * time.Minute), night},
		{"over already", night.Add(-2 * time.Hour), night.Add(-lead)},
		{"as it was", ends, time.Time{}},
		{"longer", ends.Add(time.Hour), time.Time{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := incidenttest.New(t, night)
			owner := incident.Owner{Post: force.DutyInspector, Person: k.Who("insp.patel"), Label: "duty inspector"}
			k.Open("fim.grant", &incident.OwnerSet{Owner: owner.Rostered(until(k, ends), k.Now), Reason: "he commands"})
			if got := k.Full.Open.Owner.DraftAt; !got.Equal(ends.Add(-lead)) {
				t.Fatalf("it is drafted at %s, not half an hour before %s", got, ends)
			}
			k.Force = until(k, tt.to)
			d, ok := DutyShortened(k.Full.Open, k.Force, k.Now)
			if ok != !tt.want.IsZero() {
				t.Fatalf("entered: %t, %+v", ok, d.Body)
			}
			if !ok {
				return
			}
			k.Do("", d)
			if got := k.Full.Open.Owner; !got.DraftAt.Equal(tt.want) || got.Person.ID != "insp.patel" {
				t.Errorf("owner is then %+v, wanted the draft at %s", got, tt.want)
			}
			if q := k.Full.Open.Asked[incident.AskNextOwner]; q != nil {
				t.Errorf("asked before the draft is due: %+v", q)
			}
		})
	}
}

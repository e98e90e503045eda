package reminders

import (
	"slices"
	"time"

	"loggist/incident"
)

// fireHandover drafts the handover of an owner whose duty ends soon, for whoever comes on after him, and asks him to send it (R5.3).
// Where the roster has moved his duty on since, it says so and is due again then.
func (f *Firing) fireHandover() ([]incident.Draft, error) {
	owner, lead := f.Full.Open.Owner, f.Force.Settings.HandoverDraft
	promised := owner.DraftAt.Add(lead)
	owner.DraftAt = time.Time{}
	ends := owner.DutyEnd(f.Force, f.Now, f.Register.Held()...)
	if ends.After(f.Now.Add(lead)) || ends.IsZero() && f.onDuty(owner) {
		owner = owner.Rostered(f.Force, f.Now, f.Register.Held()...)
		return []incident.Draft{f.draft(&incident.HandoverDrafted{Owner: owner})}, nil
	}
	if ends.IsZero() { // he is off duty already: the service was down, or the roster was changed
		ends = promised
	}
	of := incident.Charge{Post: owner.Post, Label: owner.Label}
	if of.Post == "" {
		of.Label = owner.Person.Name
	}
	return []incident.Draft{f.draft(&incident.HandoverDrafted{
		Ends: ends, Next: f.after(owner, ends), Items: f.Items(), Owner: owner, Late: f.late(),
		Prompts: incident.Prompts{Asks: []incident.Prompt{{Key: incident.AskNextOwner, Due: ends, Of: of, People: []incident.Who{owner.Person}}}},
	})}, nil
}

func (f *Firing) onDuty(o incident.Owner) bool {
	if o.Post == "" {
		return len(f.Force.PostsHeld(o.Person.ID, f.Now, f.Register.Held()...)) > 0
	}
	return slices.Contains(f.Force.OnDuty(o.Post, f.Now, f.Register.Held()...), o.Person.ID)
}

// after is who holds the owner's post when his duty ends; nobody where nobody does, or he owns it in no post.
func (f *Firing) after(o incident.Owner, ends time.Time) incident.Owner {
	next := incident.Owner{Post: o.Post, Label: o.Label}
	if ends.Before(f.Now) {
		ends = f.Now
	}
	for _, w := range incident.People(f.Force, f.Force.OnDuty(o.Post, ends, f.Register.Held()...)) {
		if w.ID != o.Person.ID {
			next.Person = w
			return next
		}
	}
	return incident.Owner{}
}

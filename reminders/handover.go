package reminders

import (
	"slices"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// fireHandover drafts the handover of an owner whose duty ends soon, for whoever comes on after him, and asks him to send it (R5.3).
// Where the roster has moved his duty on since, it says so and is due again then.
func (f *Firing) fireHandover() ([]incident.Draft, error) {
	owner, lead := f.Full.Open.Owner, f.Force.Settings.HandoverDraft
	promised := owner.DraftAt.Add(lead)
	owner.DraftAt = time.Time{}
	ends := owner.DutyEnd(f.Force, f.Now, f.Register.Held()...)
	if ends.After(f.Now.Add(lead)) || ends.IsZero() && onDuty(owner, f.Force, f.Now, f.Register.Held()...) {
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

// DutyShortened is the entry by which the handover of an incident is drafted sooner, where the roster or the end of a cover has shortened
// the duty of its owner since that was entered; ok is false where it has not, or it was drafted. A duty that was made longer is
// noticed when the draft falls due.
func DutyShortened(o *incident.Open, f *force.Force, now time.Time, covers ...force.Cover) (d incident.Draft, ok bool) {
	owner := o.Owner
	if owner.DraftAt.IsZero() || !owner.DraftAt.After(now) {
		return d, false
	}
	sooner := owner.Rostered(f, now, covers...)
	switch {
	case sooner.DraftAt.IsZero() && onDuty(owner, f, now, covers...):
		return d, false // his duty has no end any more
	case sooner.DraftAt.IsZero(): // he is off duty already: the end of it was promised for now
		sooner.DraftAt = now.Add(-f.Settings.HandoverDraft).Truncate(time.Millisecond)
	case !sooner.DraftAt.Before(owner.DraftAt):
		return d, false
	}
	return incident.Draft{Book: incident.BookOpen, Body: &incident.HandoverDrafted{Owner: sooner}}, true
}

func onDuty(o incident.Owner, f *force.Force, now time.Time, covers ...force.Cover) bool {
	if o.Post == "" {
		return len(f.PostsHeld(o.Person.ID, now, covers...)) > 0
	}
	return slices.Contains(f.OnDuty(o.Post, now, covers...), o.Person.ID)
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

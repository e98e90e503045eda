package reminders

import (
	"fmt"

	"loggist/incident"
	"loggist/internal/force"
)

// headTimers is what each timer of the incident as a whole does.
var headTimers = map[string]func(*Firing) ([]incident.Draft, error){
	"assess": (*Firing).fireAssess,
	"npt":    (*Firing).fireUnowned,
	"gold":   (*Firing).fireGold,
	"ask":    (*Firing).fireAsk,

	"handover": (*Firing).fireHandover,
}

// fireHead fires a timer of the incident as a whole.
func (f *Firing) fireHead(what string) ([]incident.Draft, error) {
	fire, ok := headTimers[what]
	if !ok {
		return nil, fmt.Errorf("fire %s: no such timer of an incident", what)
	}
	return fire(f)
}

// fireGold says that a declared incident has no Gold, and asks the ladder (R1.11).
func (f *Firing) fireGold() ([]incident.Draft, error) {
	h := &f.Full.Open.Head
	since := h.DecidedAt
	if !h.GoldBy.IsZero() {
		since = h.GoldBy.Add(-f.Force.Settings.Command.GoldVacant)
	}
	out := []incident.Draft{f.draft(&incident.GoldMissing{Since: since, Late: f.late()})}
	why := "Gold is vacant on a declared critical incident"
	return append(out, openByClock(f, why, f.Force.Ladder().Entries.GoldVacant)...), nil
}

// fireOffer says that an offer of a role was not taken up in time, and asks the ladder (R1.12): for Gold whoever is asked
// when Gold is vacant, otherwise one rung above the person it was offered to.
func (f *Firing) fireOffer() ([]incident.Draft, error) {
	n, what, err := f.numbered()
	if err != nil {
		return nil, err
	}
	o, ok := f.Full.Open.Offer(n)
	if !ok || what != "unanswered" {
		return nil, fmt.Errorf("fire %s: no such offer", f.Timer.Key)
	}
	out := []incident.Draft{f.draft(&incident.OfferUnanswered{Offer: n, Role: o.Role, To: o.To, Late: f.late()})}
	why := o.Role.Label() + " was offered and has not been accepted"
	return append(out, openByClock(f, why, f.offerAt(o))...), nil
}

func (f *Firing) offerAt(o *incident.Offer) force.PostID {
	l := f.Force.Ladder()
	holds := f.asks(Opening{By: force.Person{ID: o.To.ID}})
	if k := l.Enter(holds); o.Role != incident.RoleGold && k >= 0 && k < len(l.Rungs) {
		return l.Rungs[k].Post
	}
	at := l.Entries.GoldVacant
	if holds(at) { // he is the one who does not answer
		return above(f.Force, at)
	}
	return at
}

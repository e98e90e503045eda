package say

import (
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// View is everything that words are made from, beside the incident.
type View struct {
	Force    *force.Force
	Register *incident.Register
	Now      time.Time
	Profile  force.Profile // how much of the content may leave (R4.18)
	// Report: the words are for a report, which is read on another day by people who were not there: every time has its day,
	// nothing is said as seen from now, and words that have left the chat are there, since the record still has them.
	Report bool
	// Reader is whom an answer is for, where that decides what he may learn: how many entries the second room has is not for
	// somebody who is not in it.
	Reader force.PersonID
	// Outside: an answer is read outside the incident's rooms, so numbers carry the incident's: 142/E-1.
	Outside bool
}

// Clock shows an instant as people of the force read it: 1412 hrs BST, with the day when it is not today.
// In a report every time has its day.
func (v View) Clock(t time.Time) string { return force.Clock(t, v.Force.Zone, v.today()) }

// today is the day of which times need not say the date: none in a report.
func (v View) today() time.Time {
	if v.Report {
		return time.Time{}
	}
	return v.Now
}

// Rendered is what became of a pending item: a message, or the reason for which nothing needs to be said any more; then
// the message has only its key and act, by which one that was sent before can be found.
type Rendered struct {
	Message bot.Message
	NotSent string
	// Due is until when an answer is waited for; the receipt carries it.
	Due time.Time
}

// Open renders an item of the open side. It cannot see anything sensitive.
func Open(v View, o *incident.Open, it incident.Item) Rendered {
	return render(v, &o.Side, &o.Head, it)
}

// Sensitive renders an item of the sensitive side for those who may see all of it.
func Sensitive(v View, f *incident.Full, it incident.Item) Rendered {
	return render(v, f.Sensitive, &f.Open.Head, it)
}

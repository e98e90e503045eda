package reminders

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// lateFrom is how much later than its time a firing is before it is called late.
const lateFrom = time.Minute

// late says by how much this firing is late, and whether that was because the service was down (R6.2).
func (f *Firing) late() incident.Late {
	by := f.Now.Sub(f.Timer.Due)
	if f.Timer.Due.IsZero() || by < lateFrom { // what a person opens is never late
		return incident.Late{}
	}
	l := incident.Late{LateBy: by.Truncate(time.Second)}
	if !f.DownFrom.IsZero() && !f.DownTo.Before(f.Timer.Due) {
		l.DownFrom, l.DownTo = f.DownFrom, f.DownTo
	}
	return l
}

// holders are the people that a charge is with now.
func (f *Firing) holders(c incident.Charge) []incident.Who {
	return f.Full.Holders(c, f.Force, f.Now, f.Register.Held()...)
}

// with puts the notices of those who have too much before what rings them.
func (f *Firing) with(rung []incident.Who, drafts ...incident.Draft) []incident.Draft {
	return append(drafts, f.Full.Overloaded(f.Timer.Book, rung, f.Force, f.Now)...)
}

func (f *Firing) draft(b incident.Body) incident.Draft {
	return incident.Draft{Book: f.Timer.Book, Body: b}
}

// Ahead is the reminder ahead of a due time that is set or becomes known at now: the force's time before it, if it lies
// that far ahead; otherwise none.
func Ahead(f *force.Force, now, due time.Time) time.Time {
	r := f.Settings.Remind
	if due.IsZero() || due.Sub(now) <= r.BeforeFrom {
		return time.Time{}
	}
	return due.Add(-r.Before)
}

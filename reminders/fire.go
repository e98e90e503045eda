package reminders

import (
	"fmt"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// Firing is a timer that fell due, and all that decides what it does.
type Firing struct {
	Full     *incident.Full
	Timer    incident.Timer
	Now      time.Time
	Force    *force.Force
	Register *incident.Register
	// Items are what a handover of the incident would hand over now, in words and in order of consequence.
	Items func() []string
	// DownFrom and DownTo are the last time the service was not there, when it was; a firing that is late because of it
	// says so.
	DownFrom, DownTo time.Time
}

// Fire returns the entries that a timer makes now. It is pure; the entries make the timer go away or move on, so that it
// does what it does once. An error is a fault of ours: the timer is tried again, and a third time becomes an entry.
func Fire(f *Firing) ([]incident.Draft, error) {
	what, rest, _ := strings.Cut(f.Timer.Key, "/")
	series, _, _ := strings.Cut(strings.TrimPrefix(what, "S-"), "-")
	switch {
	case headTimers[what] != nil:
		return f.fireHead(what)
	case what == "glass":
		return f.fireGlass()
	case what == "breach":
		return f.fireBreach(rest)
	case what == "entry":
		return f.fireUnconfirmed(rest)
	case series == string(incident.SeriesEscalation):
		return f.fireEscalation()
	case series == string(incident.SeriesReview):
		return f.fireReview()
	case series == string(incident.SeriesTask):
		return f.fireTask()
	case series == string(incident.SeriesOffer):
		return f.fireOffer()
	}
	return nil, fmt.Errorf("fire %s: no such timer", f.Timer.Key)
}

// Side is the side that the timer belongs to.
func (f *Firing) Side() *incident.Side { return f.Full.Side(f.Timer.Book) }

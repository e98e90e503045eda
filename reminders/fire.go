package reminders

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// Firing is what a timer that fell due is decided on.
type Firing struct {
	Full     *incident.Full
	Timer    incident.Timer
	Now      time.Time
	Force    *force.Force
	Register *incident.Register
	// DownFrom and DownTo are the last time the service was not there, when it was; a firing that is late because of it
	// says so.
	DownFrom, DownTo time.Time
}

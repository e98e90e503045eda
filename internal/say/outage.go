package say

import (
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// Outage is what the Force Incident Manager is told by another platform when one cannot be used, and when it can be again; of is
// the post for which he is told. Nothing of any incident is in it.
func Outage(v View, o *incident.Outage, of string) string {
	f, name := v.Force, string(o.Platform)
	marking, room := f.MarkingLine(), "Control room: "+f.ControlRoom+"."
	if !o.To.IsZero() {
		return strings.Join([]string{
			"For you, " + of + ": " + name + " can be used again.", marking,
			"It could not be used " + force.Between(o.From, o.To, f.Zone, v.Now) + ". What was to be said there is being said now.", room,
		}, "\n")
	}
	return strings.Join([]string{
		"For you, " + of + ": " + name + " cannot be used since " + v.Clock(o.From) + ".", marking,
		"Loggist hears and says nothing there. The record goes on, and what is to be said there waits.",
		"Escalations go on: whoever is asked is asked on every other platform on which he has an account. Ring those who have none.",
		f.Named("Whoever runs Loggist is told by his alarms what to do; /ci health says how it stands. ") + room,
	}, "\n")
}

package force

import (
	"slices"
	"strings"
)

// A Meeting is what a strategy meeting goes through, and who is thought of for each: the same for every incident, so that neither
// proves anything.
type Meeting struct {
	Wanted []string // units, of MeetingUnits; the neighbourhood team and MOSOVO, who are required, first
	Agenda []string
}

// MeetingRequired may not be left out in silence (R3.9).
var MeetingRequired = []string{"npt", "mosovo"}

// MeetingUnits are those that can be invited to a meeting.
var MeetingUnits = []string{
	"npt", "mosovo", "public-order", "probation", "prison", "housing", "childrens-services", "comms", "health", "school", "legal", "iag", "person",
}

// DefaultMeeting is proposed to a force that has not given its own (R3.7).
func DefaultMeeting() Meeting {
	return Meeting{
		Wanted: []string{"npt", "mosovo", "public-order", "probation", "prison", "housing", "childrens-services", "comms"},
		Agenda: []string{
			"facts and their source", "who is at risk", "threat to life", "safety plan, the family, accommodation", "plan of each neighbourhood team", "community impact assessment",
			"confirm, deny or neither", "media and lines to take", "sharing", "victims", "disorder, public order", "suicide and self-harm", "children",
			"actions, owners, reviews", "next meeting",
		},
	}
}

// wanting is a meeting for which the force wants these besides those who are required.
func (m *Meeting) wanting(units []string) {
	m.Wanted = slices.Clone(MeetingRequired)
	for _, u := range units {
		if !slices.Contains(m.Wanted, u) {
			m.Wanted = append(m.Wanted, u)
		}
	}
}

func (f *Force) checkMeeting(fs *faults) {
	m := f.Settings.Meeting
	for _, u := range m.Wanted {
		if !slices.Contains(MeetingUnits, u) {
			fs.add("settings/meeting_wanted", "%q is no unit that is invited; units are %s", u, strings.Join(MeetingUnits, ", "))
		}
	}
	if len(m.Agenda) == 0 {
		fs.add("settings/meeting_agenda", "a meeting has an agenda")
	}
	for _, item := range m.Agenda {
		if plain(item) == "" {
			fs.add("settings/meeting_agenda", "an item is empty")
		}
	}
}

package force

import (
	"slices"
	"strings"
)

// A Meeting is what a strategy meeting or a Gold group goes through, and who is thought of for each: the same for every incident, so
// that neither proves anything.
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

// DefaultGoldGroup is proposed to a force that has not given its own (R1.15): a Gold group advises on the response as a whole, and does
// not go through what is done tonight.
func DefaultGoldGroup() Meeting {
	return Meeting{
		Wanted: []string{"npt", "mosovo", "comms", "iag", "legal", "public-order"},
		Agenda: []string{
			"terms of reference", "members, apologies, conflicts of interest", "minutes and actions of the last meeting", "risk, and the confidence of those concerned",
			"community impact assessment", "media strategy", "independent advice", "family liaison", "actions, owners, reviews", "next meeting", "when the group ends",
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

func (f *Force) checkMeetings(fs *faults) {
	f.Settings.Meeting.check(fs, "settings/meeting")
	f.Settings.GoldGroup.check(fs, "settings/gold_group")
}

func (m *Meeting) check(fs *faults, key string) {
	for _, u := range m.Wanted {
		if !slices.Contains(MeetingUnits, u) {
			fs.add(key+"_wanted", "%q is no unit that is invited; units are %s", u, strings.Join(MeetingUnits, ", "))
		}
	}
	if len(m.Agenda) == 0 {
		fs.add(key+"_agenda", "a meeting has an agenda")
	}
	for _, item := range m.Agenda {
		if plain(item) == "" {
			fs.add(key+"_agenda", "an item is empty")
		}
	}
}

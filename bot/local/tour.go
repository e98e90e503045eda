package local

import (
	"regexp"
	"slices"
	"strings"
)

// incidentRoom is a TourStep.Room: the newest incident's.
const incidentRoom = "incident"

// gap is what Take fills in a TourStep.Text.
const gap = "{…}"

// DefaultTour is the tour of the demo: the one place of this package where commands are written. It is data for
// Options.Tour. Named puts the names in that the slash commands have here; nil leaves them.
func DefaultTour(named func(string) string) []TourStep {
	steps := tour()
	for i := range steps {
		if named != nil {
			steps[i].Text = named(steps[i].Text)
		}
	}
	return steps
}

func tour() []TourStep {
	return []TourStep{
		{
			Title: "Call an incident", As: "sgt.lee", Room: "control-room",
			Text: "/ci call neighbours accuse a man; about 15 people outside | where Riverside RV2 | because he may be hurt; residents say we do nothing",
			Say:  "Anyone may call. It opens a room of its own: look for it in the list of rooms.",
		},
		{
			Title: "Declare, and be refused", As: "sgt.lee", Room: incidentRoom,
			Text: "/ci declare | because forty people outside and officers withdrawing",
			Say:  "A sergeant may not declare. It is recorded that it was asked, and the duty inspector's phone rings.",
		},
		{
			Title: "Declare, as the inspector", As: "insp.patel", Room: incidentRoom,
			Text: "/ci declare | because forty people outside, the address is known and the family is at risk",
			Say:  "You are now Insp Patel, who may declare. The state at the top of the room changes.",
		},
		{
			Title: "Decide, as the loggist", As: "log.evans", Room: incidentRoom,
			Text: "/decision Move Person A's family to relatives tonight because the address is known and the threat is credible | options stay with patrols: not enough officers after 2300; refuge: no place tonight | by @insp.patel | how phone | review 4h",
			Say:  "Evans writes for Insp Patel. The entry is UNVERIFIED until the inspector confirms it.",
		},
		{
			Title: "Confirm it", As: "insp.patel", Room: incidentRoom,
			Text: "/ci confirm {…}", Take: regexp.MustCompile(`(?s)Entry 0*(\d+) · DECISION\b.*UNVERIFIED`),
			Say: "The decision maker reads the entry and confirms it, here or on the phone.",
		},
		{
			Title: "Task the neighbourhood team", As: "insp.patel", Room: incidentRoom,
			Text: "/task riverside Visit the neighbours and say what police are doing | due in 2h | because residents say we do nothing",
			Say:  "It goes to the sergeant of Riverside NPT: look at PS Lee's phone.",
		},
		{
			Title: "Escalate, and leave it", As: "sgt.lee", Room: incidentRoom,
			Text: "/escalate command at the scene: forty people outside and officers withdrawing",
			Say:  "A phone rings. Do not answer it.",
		},
		{
			Title: "Wind the clock", As: "sgt.lee", Room: incidentRoom,
			Say: "Press “to the next thing due”, again and again, and watch who is asked next. An escalation never goes quiet.",
		},
	}
}

// stepView is a step of the tour on the page.
type stepView struct {
	N     int
	Title string
	Say   string
	Name  string // of the person to play
	Link  link
	Here  bool // it was chosen
}

// stepRoom finds where step is typed; false when there is no such room yet.
func (s *state) stepRoom(step TourStep) (string, bool) {
	if step.Room != incidentRoom {
		return step.Room, s.place(step.As, step.Room) != nil
	}
	rooms := s.roomsOf(step.As)
	for _, r := range slices.Backward(rooms) {
		if i := r.incident(); i != "" && !strings.HasSuffix(r.name, "-b") {
			return string(r.id), true
		}
	}
	return "", false
}

// stepText is what step fills in.
func (s *state) stepText(step TourStep, where string) string {
	if step.Take == nil || !strings.Contains(step.Text, gap) {
		return step.Text
	}
	if place := s.place(step.As, where); place != nil {
		for _, m := range slices.Backward(place.messages) {
			if m.Author != botAuthor {
				continue
			}
			if found := step.Take.FindStringSubmatch(m.Text); len(found) > 1 {
				return strings.ReplaceAll(step.Text, gap, found[1])
			}
		}
	}
	return strings.ReplaceAll(step.Text, gap, "…")
}

// links of the page keep who is played, where, whose phone is shown, and the step of the tour; with Fill the step is
// filled in.
type link struct {
	As, Room, Phone, Before string
	Step                    int
	Fill                    bool
}

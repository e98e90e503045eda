package say

import (
	"fmt"
	"strings"

	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"called":  act.called,
		"invited": act.invited,
	})
}

// called says that an incident is open, who has it, and what comes next.
func (a act) called(e *incident.Entry) string {
	b := e.Body.(*incident.Called)
	lines := []string{
		fmt.Sprintf("%s is open. Recorded as entry %s: %s", e.Ref, incident.Number(e.Book, e.Seq), given(begins(b.What))),
		"Room: " + e.Ref.RoomName() + " · Owner: " + ownerWords(b.Owner) + " · Level: " + b.Level,
		"Assess by " + a.Clock(b.AssessBy) + a.Force.Named(", else the duty inspector is asked. Next: /ci assess"),
	}
	switch {
	case b.NPT == "":
	case b.NPT == b.CallerNPT:
		lines = append(lines, "Neighbourhood team: "+a.team(b.NPT)+a.Force.Named(", your own. If it is another: /ci amend | npt …"))
	default:
		lines = append(lines, "Neighbourhood team: "+a.team(b.NPT)+".")
	}
	if b.Beside != "" {
		lines = append(lines, string(b.Beside)+a.Force.Named(" was called for the same place before. If they belong together: /ci link ")+string(b.Beside)+" | because …")
	}
	if gaps := b.Gaps(); len(gaps) > 0 {
		lines = append(lines, "Not given, and asked in the room: "+strings.Join(gaps, ", ")+a.Force.Named(". Add it with /ci amend"))
	}
	if i, ok := firstOf[*incident.Invited](a); ok {
		lines = append(lines, "Added to the room: "+names(i.People)+".")
	}
	if r, ok := firstOf[*incident.ReviewSet](a); ok {
		lines = append(lines, "First review R-1: "+a.Clock(r.Due)+".")
	}
	return strings.Join(lines, "\n")
}

func (a act) invited(e *incident.Entry) string {
	b := e.Body.(*incident.Invited)
	if b.Quiet {
		return ""
	}
	return a.as(e) + ": " + names(b.People) + " added to this room."
}

func names(people []incident.Who) string {
	out := make([]string, len(people))
	for i, p := range people {
		out[i] = p.Name
	}
	return strings.Join(out, ", ")
}

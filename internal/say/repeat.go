package say

import (
	"slices"

	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{"contact-counted": unsaid})
}

// repeatWords are those of a count of contacts. To everybody but those who may see all that was counted it says what it says after
// every contact, and nothing else.
func (c scope) repeatWords(b *incident.ContactCounted) entryWords {
	w := entryWords{Name: "CONTACT COUNTED", Text: "the contact of entry " + incident.Number(incident.BookOpen, b.Entry)}
	reader := c.lane.Person
	is := func(p incident.Who) bool { return p.ID == reader }
	switch {
	case reader == "":
	case slices.ContainsFunc(b.To, is):
		w.Name = "CONTACTS MOUNT UP"
		w.Lines = []string{
			"Over the incidents that you are in, contacts from this person or place have come to three or more. No single room shows it, and whoever is in one alone is not told.",
			c.Force.Named("Decide about the level where it is needed, and say whether the incidents belong together: /ci level, /ci link."),
		}
	case slices.ContainsFunc(b.Beside, is):
		w.Name, w.Lines = "CONTACTS ELSEWHERE", []string{"There are contacts from this person or place in another incident that you are in."}
	default:
		return w
	}
	w.Actions = append(w.Actions, c.button("Show the contacts of "+string(c.side.Ref)+" elsewhere", "ci contacts"))
	return w
}

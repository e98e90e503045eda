package bottest

import (
	"strings"
	"testing"
	"time"
)

// Teller acts at a platform as the people of the demo's force. Each act returns all that the person alone is shown because of it.
type Teller interface {
	// Types enters a command in the room of the incident, in its second room, or, without a room, in the person's own conversation.
	Types(who string, room Room, line string) string
	// Fills opens a form in the room with a command, and sends it with values, by field.
	Fills(who, line string, values map[string]string) string
	// Writes sends a message to Loggist in the person's own conversation.
	Writes(who, words string) string
	// Wind moves the exercise clock, and returns when all is sent that fell due.
	Wind(d time.Duration)
}

// Room is where somebody acts.
type Room string

// The rooms.
const (
	Open   Room = "open"
	Second Room = "second"
	Direct Room = ""
)

// Accusation calls an incident with what no name, topic or purpose of a room may say (S51, R3.12): the words of RoomsSayNot.
const Accusation = "/ci call neighbours accuse Cole of Ash Road, a registered sexual offender; a dangerous rumour, a threat | where Riverside RV2 | because he may be hurt"

// RoomsSayNot are words that say what an incident is about, whom or where.
var RoomsSayNot = []string{"accuse", "neighbour", "Cole", "Person A", "Ash Road", "RV2", "offender", "sexual", "register", "dangerous", "rumour", "threat"}

// PlaceLines are what people type who say where somebody was taken to: as it should be, and wrongly.
func PlaceLines(place string) []string {
	return []string{
		"/ci safety Person A: away from here | accommodation arranged | arranged by duty inspector, until Friday | place " + place,
		"/ci safety Person A: away | accommodation offered | place " + place,
		"/ci safety Person A: away | accommodation " + place,
		"/ci safety Person A: away | plaec " + place,
		"/ci safety Person A: away | place " + place + " | place " + place + " again",
		"/ci safety Person A: away | next contact " + place + " | owner " + place,
		"/ci safety | place " + place,
	}
}

// TellPlace has people say in every way where somebody was taken to (S19, R3.15), once an incident is open: typed rightly and wrongly,
// in the room and outside it, in a form that is refused and in one that is not, written as a message; then read, corrected, withdrawn,
// handed over and exported. What people are shown says the place nowhere, which is checked here; what else leaves is for the caller.
func TellPlace(t *testing.T, x Teller, place string) {
	t.Helper()
	const patel, hughes = "insp.patel", "ds.hughes"
	var shown []string
	hears := func(what, reply string) {
		shown = append(shown, reply)
		if Says(reply, place) {
			t.Errorf("%s: shown: %s", what, reply)
		}
	}
	for _, line := range PlaceLines(place) {
		hears(line, x.Types(patel, Open, line))
	}
	hears("outside the room", x.Types(patel, Direct, "/ci safety Person A: away | place "+place))
	form := map[string]string{"plan": "Person A: away", "place": place, "accommodation": "offered"}
	hears("a form that is refused", x.Fills(patel, "/ci safety", form))
	form["accommodation"] = "arranged"
	hears("a form", x.Fills(patel, "/ci safety", form))
	hears("a message", x.Writes(patel, "ci safety Person A is at "+place))
	log := x.Types(hughes, Second, "/ci log 20")
	hears("the second room's log", log)
	before, _, found := strings.Cut(log, " · SAFETY PLAN, version 2")
	if !found {
		t.Fatalf("the plan is not recorded:\n%s", log)
	}
	number := before[strings.LastIndex(before, "S-")+2:]
	x.Wind(13 * time.Hour)
	for _, line := range []string{"/ci log 40", "/ci status", "/ci waiting", "/ci brief", "/ci export html | because the file is asked for"} {
		hears(line, x.Types(patel, Open, line))
	}
	for _, line := range []string{
		"/ci show S-" + number, "/ci correct S-" + number + " " + place + " | because it was another", "/ci withdraw S-" + number + " | because it was another",
		"/ci safety Person A: away from here | accommodation arranged | place " + place, "/ci handover He is away | to duty inspector | critical no, calm",
		"/ci status", "/ci export jsonl | book sensitive | because the file is asked for",
	} {
		hears(line, x.Types(hughes, Second, line))
	}
	x.Wind(5 * time.Hour)
	all := strings.Join(shown, "\n")
	for _, want := range []string{"Recorded in the sensitive book", "SAFETY PLAN, version 2", "is a safety plan. What is right now is a new version of it", "withdrawn", "the sensitive book as jsonl"} {
		if !strings.Contains(all, want) {
			t.Errorf("nobody was shown %q:\n%s", want, strings.Join(shown, "\n---\n"))
		}
	}
}

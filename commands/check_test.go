package commands

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// TestEverythingWrongIsSaidAtOnce: what the form itself can tell and what only the incident or the configuration can tell are said
// together, each with its field.
func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	for line, want := range map[string][]string{
		"/ci tension Riverside | evidenced bad | potential 4 | trend up | facts people outside":                            {"evidenced", "potential", "trend"},
		"/ci handover He is at home | to @insp.patel | critical hard to say":                                               {"critical", "next"},
		"/ci share that officers call | to the school | precedence yes | basis common law":                                 {"conditions", "necessary", "precedence", "told"},
		"/ci resource Two units | state refused":                                                                           {"from", "reason"},
		"/ci ask housing | state declined":                                                                                 {"reason", "text"},
		"/ci flag residence-identified":                                                                                    {"because", "source"},
		"/ci confirm-deny Is he? | asked by a neighbour | public none | neither it goes on | decided deny | because it is": {"choice", "deny", "future", "person", "victims"},
		"/ci meeting invite housing | state declined | conflict " + long(400):                                              {"conflict", "reason"},
	} {
		t.Run(line[:min(30, len(line))], func(t *testing.T) {
			p := newPlay(t)
			_, _, err := p.try("insp.patel", line)
			u, ok := errors.AsType[*bot.UserError](err)
			if !ok {
				t.Fatalf("%s was not refused: %v", line, err)
			}
			if got := slices.Sorted(maps.Keys(u.Fields)); !slices.Equal(got, want) {
				t.Errorf("%s\nwrong are %q: %s\nwanted %q", line, got, u.Say, want)
			}
		})
	}
}

func long(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = 'a' + byte(i%2)
	}
	return string(b)
}

// TestItemIsNoIncident: the number after the words of a command that needs one is its own, also where an incident has that number.
func TestItemIsNoIncident(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/ci handover He is at home | to duty inspector | critical no, calm")
	for _, line := range []string{"/ci handover item 1 | not that review is on paper", "/ci handover item 142 2"} {
		words := line[len("/ci "):]
		act, err := ReadLine("ci", words, func(string) (force.PersonID, bool) { return "", false })
		if err != nil {
			t.Fatal(err)
		}
		ref, err := act.Find(Place{Register: p.Register, Room: p.Full.Open.Ref, May: func(incident.Ref) bool { return true }})
		if err != nil || ref != p.Full.Open.Ref {
			t.Fatalf("%s is of %q, %v", line, ref, err)
		}
		if _, err := act.Run(p.input("insp.patel")); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

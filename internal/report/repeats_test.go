package report

import (
	"slices"
	"testing"

	"loggist/incident"
)

// TestRepeatsFindsWhoSaysItAgain: the review of a withheld decision, a quotation in other case, and one of a long text by its
// beginning; not names, labels or what happens to be short.
func TestRepeatsFindsWhoSaysItAgain_R4_22(t *testing.T) {
	long := "The family moves to the sister's flat above the bakery tonight, as soon as the street is quiet and two officers are free"
	owner := incident.Charge{Post: "duty-inspector", Label: "duty inspector"}
	bodies := []incident.Body{
		&incident.Decision{Text: long, Reason: "threat", ToConfirm: incident.ToConfirm{}}, // 1, withheld
		&incident.ReviewSet{What: long[:70] + "…", Of: 1, Owner: owner},                   // 2 repeats it by its beginning
		&incident.Note{Text: "He said “the family MOVES to the sister's flat above the bakery”"},
		&incident.Note{Text: "threat"}, // 4: too short to be recognised
		&incident.ReviewSet{What: "is it quiet", Owner: owner},
		&incident.ReviewSet{What: "is the child safe at school", Owner: owner}, // 6, withheld
		&incident.ReviewDone{Review: 3, Outcome: incident.ReviewConfirmed, Reason: "quiet"},
	}
	var all []incident.Entry
	for i, b := range bodies {
		all = append(all, incident.Entry{Seq: uint64(i + 1), Body: b})
	}
	got := Repeats(all, map[uint64]bool{1: true, 6: true})
	if want := []Repeat{{Entry: 2, Of: 1}, {Entry: 3, Of: 1}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

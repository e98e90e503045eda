package force

import (
	"strings"
	"testing"
	"time"
)

// A level of tension is a label with its place in words, whichever end of the force's list is the worst (R1.18, R1.20).
func TestScaleSaysItsPlaceInWords_R1_18_R1_20(t *testing.T) {
	last := DefaultScale()
	first := Scale{Labels: []string{"critical", "high", "low"}, WorstFirst: true}
	for _, x := range []struct {
		s           Scale
		words       string
		label, want string
	}{
		{last, "Imminent disorder", "imminent disorder", "the worst of 6"},
		{last, "severe", "severe", "the second worst of 6"},
		{last, "normal", "normal", "the least of 6"},
		{first, "critical", "critical", "the worst of 3"},
		{first, "LOW", "low", "the least of 3"},
	} {
		label, place, ok := x.s.Label(x.words)
		if !ok || label != x.label || place != x.want {
			t.Errorf("%q is %q, %q, %v; want %q, %q", x.words, label, place, ok, x.label, x.want)
		}
	}
	for _, bad := range []string{"", "3", "amber"} {
		if _, _, ok := last.Label(bad); ok {
			t.Errorf("%q is taken for a label", bad)
		}
	}
}

// The labels are configuration, and a list that says nothing is refused.
func TestScaleIsChecked(t *testing.T) {
	for _, labels := range [][]string{nil, {"high"}, {"high", "High"}, {"high", " "}} {
		f := *Demo()
		f.Tension = Scale{Labels: labels}
		if _, err := New(f); err == nil || !strings.Contains(err.Error(), "tension") {
			t.Errorf("%q: %v", labels, err)
		}
	}
}

// Guidance is data with dates: a superseded reference names what has taken its place, and a list that cannot is refused
// (S4, S50).
func TestGuidanceIsDated_S4_S50(t *testing.T) {
	got := Demo().GuidanceOn("Communications")
	if len(got) != 2 || !strings.Contains(got[0].String(), "SUPERSEDED by: Media and communications") || !strings.Contains(got[1].String(), "(as seen on 4 Oct 2027)") {
		t.Errorf("%v", got)
	}
	seen := time.Date(2027, 10, 4, 0, 0, 0, 0, time.UTC)
	for _, bad := range []Guide{
		{Topic: "x", Title: "X", Link: "http://x", Seen: seen}, {Topic: "x", Title: "X", Link: "https://x"},
		{Topic: "x", Link: "https://x", Seen: seen}, {Topic: "x", Title: "X", Link: "https://x", Seen: seen, Successor: "Y"},
	} {
		f := *Demo()
		f.Guidance = []Guide{bad}
		if _, err := New(f); err == nil || !strings.Contains(err.Error(), "guidance") {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// A force says who is thought of for a strategy meeting and what it goes through; the neighbourhood team and MOSOVO cannot be left
// out, and a unit that nobody can invite is a fault (R3.7, R3.9).
func TestMeetingIsConfigured_R3_7_R3_9(t *testing.T) {
	m := DefaultMeeting()
	m.wanting([]string{"school", "npt", "health"})
	if got := strings.Join(m.Wanted, " "); got != "npt mosovo school health" {
		t.Errorf("wanted: %s", got)
	}
	f := Demo()
	f.Settings.Meeting.wanting([]string{"the circus"})
	f.Settings.Meeting.Agenda = nil
	f.Settings.GoldGroup.Agenda = []string{" "}
	said := ""
	for _, fault := range f.faults() {
		said += fault.text + "\n"
	}
	if !strings.Contains(said, `"the circus" is no unit that is invited`) || !strings.Contains(said, "a meeting has an agenda") || !strings.Contains(said, "an item is empty") {
		t.Errorf("faults: %s", said)
	}
}

package report

import (
	"strings"
	"testing"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/record"
)

// TestTimelineShowsTension: an assessment of tension is in the picture with where it was going in words; one that is withdrawn
// or withheld is not.
func TestTimelineShowsTension_R1_18(t *testing.T) {
	k := incidenttest.New(t, at2104)
	n := k.Full.Open.NextSeq()
	for _, trend := range []incident.Trend{incident.Rising, incident.Steady, incident.Falling} {
		k.Open("insp.patel", &incident.Tension{Community: "Riverside residents", Trend: trend, Facts: "two windows broken, PC Adeyemi"})
	}
	k.Open("insp.patel", &incident.Withdrawn{Entry: n + 1, Reason: "the wrong street"})
	d := New(inputOf(t, k, incident.BookOpen, record.Redaction{Entries: []uint64{n + 2}, Because: "names a complainant"}))
	var b strings.Builder
	if err := d.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	_, picture, _ := strings.Cut(b.String(), "<svg")
	picture, _, _ = strings.Cut(picture, "</svg>")
	for _, want := range []string{">Tension</text>", ">" + incident.Number(incident.BookOpen, n) + " rising</text>", "1 assessment of tension", "tension in Riverside residents, rising"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture does not say %q", want)
		}
	}
	for _, wrong := range []string{"steady", "falling"} {
		if strings.Contains(picture, wrong) {
			t.Errorf("the picture says %q", wrong)
		}
	}
}

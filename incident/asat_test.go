package incident_test

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
)

// What was known at an instant has nothing in it that was recorded later, and brings no words back that have left the chat since.
func TestAsAtKnowsNothingLater_R2_2(t *testing.T) {
	begin := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	k := incidenttest.New(t, begin)
	k.Open("sgt.lee", &incident.Note{Text: "about 15 people outside"}, &incident.Note{Text: "his sister lives at number 9"})
	before := k.Full.Open.NextSeq()
	k.Now = begin.Add(20 * time.Minute)
	k.Open("sgt.lee", &incident.Note{Text: "about forty"}, &incident.Withdrawn{Entry: before - 1, Reason: "names a home", Sensitive: true},
		&incident.LevelSet{Level: "area", Was: "local", Reason: "it grows"}, &incident.Flagged{Flag: incident.FlagChildren, Reason: "a school"})

	then := k.Full.AsAt(begin.Add(10 * time.Minute))
	if n := then.Open.NextSeq(); n != before {
		t.Errorf("the next entry was %d, want %d", n, before)
	}
	if then.Open.Level != "" && then.Open.Level != "local" || len(then.Open.Flags) != 0 {
		t.Errorf("the level was %q, the flags %v", then.Open.Level, then.Open.Flags)
	}
	for _, l := range then.Open.Lines {
		n, ok := l.Body.(*incident.Note)
		if !ok {
			continue
		}
		if strings.Contains(n.Text, "forty") {
			t.Errorf("it knew %q", n.Text)
		}
		if strings.Contains(n.Text, "sister") && !l.Removed {
			t.Errorf("words that left the chat are back: %q", n.Text)
		}
	}
	if now := k.Full.AsAt(k.Now); now.Open.NextSeq() != k.Full.Open.NextSeq() || now.Open.Level != "area" {
		t.Errorf("now is not now: %d, %s", now.Open.NextSeq(), now.Open.Level)
	}
}

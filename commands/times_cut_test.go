package commands

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCutTimeLeavesTheRestAsTyped(t *testing.T) {
	for _, c := range []struct {
		text, typed, at, rest string
	}{
		{"in 4h Is the family safe?", "in 4h", "2027-03-24T19:20:40Z", "Is the family safe?"},
		{"in 4h: Is the family safe?", "in 4h", "2027-03-24T19:20:40Z", "Is the family safe?"},
		{"in 4h – the family", "in 4h", "2027-03-24T19:20:40Z", "the family"},
		{"in 4h | to MOSOVO", "in 4h", "2027-03-24T19:20:40Z", "| to MOSOVO"},
		{"in 4h|to MOSOVO", "in 4h", "2027-03-24T19:20:40Z", "|to MOSOVO"},
		{"in 4h\nFri 0800 is too late", "in 4h", "2027-03-24T19:20:40Z", "Fri 0800 is too late"},
		{"at 1800 Check  the “Old  Mill”", "at 1800", "2027-03-24T18:00:00Z", "Check  the “Old  Mill”"},
		{"at 1800 hrs Check", "at 1800 hrs", "2027-03-24T18:00:00Z", "Check"},
		{"tomorrow 0800 Patrols", "tomorrow 0800", "2027-03-25T08:00:00Z", "Patrols"},
		{"tomorrow at 8 am Patrols", "tomorrow at 8 am", "2027-03-25T08:00:00Z", "Patrols"},
		{"at 0800 tomorrow Patrols", "at 0800 tomorrow", "2027-03-25T08:00:00Z", "Patrols"},
		{"at 1800 tomorrow's plan", "at 1800", "2027-03-24T18:00:00Z", "tomorrow's plan"},
		{"Fri 0800 WHAT", "Fri 0800", "2027-03-26T08:00:00Z", "WHAT"},
		{"24/10 0800 WHAT", "24/10 0800", "2027-10-24T07:00:00Z", "WHAT"},
		{"in 2h 30 officers to leave", "in 2h", "2027-03-24T17:20:40Z", "30 officers to leave"},
		{"in 2h and 30 officers leave", "in 2h", "2027-03-24T17:20:40Z", "and 30 officers leave"},
		{"in 2h and 30 mins officers leave", "in 2h and 30 mins", "2027-03-24T17:50:40Z", "officers leave"},
		{"in 2h. 30 min walk", "in 2h", "2027-03-24T17:20:40Z", "30 min walk"},
		{"in 2h 5 years of records", "in 2h", "2027-03-24T17:20:40Z", "5 years of records"},
		{"in 2 h 2 hours late", "in 2 h", "2027-03-24T17:20:40Z", "2 hours late"},
		{"in an hour ask again", "in an hour", "2027-03-24T16:20:40Z", "ask again"},
		{"2pm meeting", "2pm", "2027-03-25T14:00:00Z", "meeting"},
		{"1800 Fri | Sun Hill", "1800 Fri", "2027-03-26T18:00:00Z", "| Sun Hill"},
		{"1800 | Sun Hill", "1800", "2027-03-24T18:00:00Z", "| Sun Hill"},
		{"in 4h \xff\xfe", "in 4h", "2027-03-24T19:20:40Z", "\xff\xfe"},
	} {
		answer, rest, err := CutTime(c.text, Future, atUTC(t, wednesday), london(t))
		if err != nil {
			t.Errorf("CutTime(%q): %v", c.text, err)
			continue
		}
		if got := answer.At.Format(time.RFC3339); got != c.at || answer.Typed != c.typed || rest != c.rest {
			t.Errorf("CutTime(%q) = %s %q %q, want %s %q %q", c.text, got, answer.Typed, rest, c.at, c.typed, c.rest)
		}
	}
	for text, say := range map[string]string{
		"at 1800 Sun Hill patrol": "“Sun” after the time may be the day",
		"at 1800 24/10 patrol":    "“24/10” after the time may be the day",
		"at 1800 10/24 patrol":    "day first",
		"at the gate":             "There is no time",
		"in the morning":          "There is no time",
		"3 officers":              "There is no time",
		"sat with the family":     "“sat” needs a time of day",
		"| to MOSOVO":             "There is no time",
	} {
		_, _, err := CutTime(text, Future, atUTC(t, wednesday), london(t))
		if fault, ok := errors.AsType[TimeFault](err); !ok || !strings.Contains(fault.Say(), say) {
			t.Errorf("CutTime(%q): %v", text, err)
		}
	}
	_, rest, err := CutTime("at 0130 check the family", Future, atUTC(t, "2027-10-30T20:00:00Z"), london(t))
	var ambiguous *AmbiguousTimeError
	if !errors.As(err, &ambiguous) || ambiguous.Typed != "at 0130" || rest != "check the family" {
		t.Errorf("%q %+v", rest, err)
	}
}

func TestTimesAreReadInTheForcesZone(t *testing.T) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	now := atUTC(t, "2027-11-06T22:00:00Z")
	if _, err := ParseTime("0130 BST", Future, now, zone); err == nil {
		t.Error("BST is no time in New York")
	}
	answer, err := ParseTime("0130 est", Future, now, zone)
	if err != nil || !answer.At.Equal(atUTC(t, "2027-11-07T06:30:00Z")) {
		t.Errorf("%+v, %v", answer, err)
	}
}

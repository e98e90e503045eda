package commands

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func atUTC(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// Wednesday 24 March 2027, 1520 hrs GMT and 40 seconds.
const wednesday = "2027-03-24T15:20:40Z"

func TestParseTime_R5_8(t *testing.T) {
	for _, c := range []struct {
		text  string
		tense Tense
		want  string // RFC 3339 in UTC; then ? for NeedsAsking, d for Dated, r for Relative
	}{
		// Every example of the contract.
		{"1410", Past, "2027-03-24T14:10:00Z"},
		{"1410", Future, "2027-03-25T14:10:00Z ?"},
		{"14:10", Past, "2027-03-24T14:10:00Z"},
		{"1410 hrs", Past, "2027-03-24T14:10:00Z"},
		{"2pm", Past, "2027-03-24T14:00:00Z"},
		{"in 2h", Future, "2027-03-24T17:20:40Z r"},
		{"90 mins", Future, "2027-03-24T16:50:40Z r"},
		{"tomorrow 0800", Future, "2027-03-25T08:00:00Z d"},
		{"Fri 0800", Future, "2027-03-26T08:00:00Z d"},
		{"24/10 0800", Future, "2027-10-24T07:00:00Z d"},
		{"24/10/27 08:00", Future, "2027-10-24T07:00:00Z d"},
		{"4h", Future, "2027-03-24T19:20:40Z r"},
		{"90m", Future, "2027-03-24T16:50:40Z r"},
		{"+2h", Future, "2027-03-24T17:20:40Z r"},
		{"2350", Past, "2027-03-23T23:50:00Z ?"},
		{"1405", Past, "2027-03-24T14:05:00Z"},
		{"1800", Future, "2027-03-24T18:00:00Z"},
		{"1430hrs", Past, "2027-03-24T14:30:00Z"},
		{"0130 gmt", Past, "2027-03-24T01:30:00Z ?"},

		// A bare clock: the last up to now, the next after now, asked beyond twelve hours.
		{"1520", Past, "2027-03-24T15:20:00Z"},
		{"1520", Future, "2027-03-25T15:20:00Z ?"},
		{"1521", Past, "2027-03-23T15:21:00Z ?"},
		{"1521", Future, "2027-03-24T15:21:00Z"},
		{"0320", Past, "2027-03-24T03:20:00Z ?"},
		{"0321", Past, "2027-03-24T03:21:00Z"},
		{"0320", Future, "2027-03-25T03:20:00Z"},
		{"0321", Future, "2027-03-25T03:21:00Z ?"},
		{"0000", Future, "2027-03-25T00:00:00Z"},
		{"0000", Past, "2027-03-24T00:00:00Z ?"},
		{"2359", Future, "2027-03-24T23:59:00Z"},

		// Ways to write a clock.
		{"at 1410", Past, "2027-03-24T14:10:00Z"},
		{"AT 1410 HRS.", Past, "2027-03-24T14:10:00Z"},
		{"1410 hours", Past, "2027-03-24T14:10:00Z"},
		{"1410h", Past, "2027-03-24T14:10:00Z"},
		{"14:10 hrs GMT", Past, "2027-03-24T14:10:00Z"},
		{"1410gmt", Past, "2027-03-24T14:10:00Z"},
		{"2 pm", Past, "2027-03-24T14:00:00Z"},
		{"2 p.m.", Past, "2027-03-24T14:00:00Z"},
		{"2:30pm", Past, "2027-03-24T14:30:00Z"},
		{"2.30pm", Past, "2027-03-24T14:30:00Z"},
		{"02:30 PM", Past, "2027-03-24T14:30:00Z"},
		{"12am", Past, "2027-03-24T00:00:00Z ?"},
		{"12pm", Past, "2027-03-24T12:00:00Z"},
		{"12.15 am", Future, "2027-03-25T00:15:00Z"},
		{"02:30", Past, "2027-03-24T02:30:00Z ?"},
		// As phones and word processors write them.
		{" \u00a014:10\u202fhrs ", Past, "2027-03-24T14:10:00Z"},
		{"14：10", Past, "2027-03-24T14:10:00Z"},
		{"１４１０", Past, "2027-03-24T14:10:00Z"},
		{"14\u200b10", Past, ""},
		{"24⁄10 0800", Future, "2027-10-24T07:00:00Z d"},
		{"＋2h", Future, "2027-03-24T17:20:40Z r"},
		{"+ 2h", Future, "2027-03-24T17:20:40Z r"},
		{"in 1½h", Future, "2027-03-24T16:50:40Z r"},

		// Days.
		{"today 1800", Future, "2027-03-24T18:00:00Z d"},
		{"today 0100", Past, "2027-03-24T01:00:00Z d"},
		{"tomorrow at 08:00", Future, "2027-03-25T08:00:00Z d"},
		{"Tomorrow, 8am", Future, "2027-03-25T08:00:00Z d"},
		{"0800 tomorrow", Future, "2027-03-25T08:00:00Z d"},
		{"at 0800 on Friday", Future, "2027-03-26T08:00:00Z d"},
		{"yesterday 2350", Past, "2027-03-23T23:50:00Z d"},
		{"Wed 1800", Future, "2027-03-24T18:00:00Z d"},
		{"Wed 1500", Future, "2027-03-31T14:00:00Z d"},
		{"wed 1500", Past, "2027-03-24T15:00:00Z d"},
		{"Weds 1600", Past, "2027-03-17T16:00:00Z d"},
		{"on Thursday at 1600", Past, "2027-03-18T16:00:00Z d"},
		{"Sun 0800", Future, "2027-03-28T07:00:00Z d"},
		{"24/10 0800", Past, "2026-10-24T07:00:00Z d"},
		{"24/3 1500", Past, "2027-03-24T15:00:00Z d"},
		{"24/03 1500", Future, "2028-03-24T15:00:00Z d"},
		{"29/02 0800", Future, "2028-02-29T08:00:00Z d"},
		{"29/02 0800", Past, "2024-02-29T08:00:00Z d"},
		{"24/10/2027 0800", Future, "2027-10-24T07:00:00Z d"},
		{"0800 24/10/27", Future, "2027-10-24T07:00:00Z d"},
		{"24 Oct 0800", Future, "2027-10-24T07:00:00Z d"},
		{"24th October at 8am", Future, "2027-10-24T07:00:00Z d"},
		{"24 Oct 2027 0800", Future, "2027-10-24T07:00:00Z d"},
		{"0800 24 Oct 2027", Future, "2027-10-24T07:00:00Z d"},
		{"24 Oct 2027 hrs", Future, "2027-10-24T19:27:00Z d"},
		{"Sun 24/10 0800", Future, "2027-10-24T07:00:00Z d"},
		{"Sun 28 Mar 2027 0200 hrs BST", Future, "2027-03-28T01:00:00Z d"},
		{"Fri 12 Nov 0131 hrs GMT", Future, "2027-11-12T01:31:00Z d"},
		{"Fri 12 Nov 2027 0131 hrs GMT", Future, "2027-11-12T01:31:00Z d"},

		// Lengths of time.
		{"in 90 minutes", Future, "2027-03-24T16:50:40Z r"},
		{"in 1h30m", Future, "2027-03-24T16:50:40Z r"},
		{"in 2 hours and 15 minutes", Future, "2027-03-24T17:35:40Z r"},
		{"in half an hour", Future, "2027-03-24T15:50:40Z r"},
		{"20 mins ago", Past, "2027-03-24T15:00:40Z r"},
		{"1h 5m ago", Past, "2027-03-24T14:15:40Z r"},
		{"in 2 days", Future, "2027-03-26T15:20:40Z r"},
		{"in 7d", Future, "2027-03-31T15:20:40Z r"}, // elapsed: an hour later by the clock, which has gone forward
	} {
		got, err := ParseTime(c.text, c.tense, atUTC(t, wednesday), london(t))
		if c.want == "" {
			if err == nil {
				t.Errorf("ParseTime(%q) = %+v, want an error", c.text, got)
			}
			continue
		}
		if err != nil {
			t.Errorf("ParseTime(%q): %v", c.text, err)
			continue
		}
		shown := got.At.Format(time.RFC3339)
		for mark, set := range map[string]bool{" ?": got.NeedsAsking, " d": got.Dated, " r": got.Relative} {
			if set {
				shown += mark
			}
		}
		if shown != c.want {
			t.Errorf("ParseTime(%q, %d) = %s, want %s", c.text, c.tense, shown, c.want)
		}
	}
}

func TestParseTimeRefusesInWords_R5_8(t *testing.T) {
	for _, c := range []struct {
		text    string
		tense   Tense
		say     string
		instead string
	}{
		{"", Past, "There is no time", "1410, 20 mins ago, yesterday 2350"},
		{"later", Future, "There is no time", "1410, in 2h, tomorrow 0800"},
		{"2:30", Past, "“2:30” may be night or afternoon.", "0230, 1430"},
		{"Fri 2:30", Future, "“2:30” may be night or afternoon.", "0230, 1430"},
		{"930", Past, "“930” may be night or afternoon.", "0930, 2130"},
		{"14.10", Past, "There is no time", ""},
		{"14", Past, "There is no time", ""},
		{"at 14", Past, "“14” is not a whole time.", "1400"},
		{"at 2", Past, "“2” is not a whole time.", "0200, 1400"},
		{"2460", Past, "“2460” is not on the clock", "1520"},
		{"1475", Past, "“1475” is not on the clock", "1520"},
		{"2400", Future, "end of one day or of the next", "2359, 0000"},
		{"midnight", Future, "start of the day or its end", "2359, 0000"},
		{"noon", Future, "written as a time", "1200"},
		{"14pm", Past, "go with hours from 1 to 12", "1400"},
		{"0 am", Past, "go with hours from 1 to 12", "0000"},
		{"0230pm", Past, "go with hours from 1 to 12", "0230, 1430"},
		{"1410Z", Past, "“1410Z” in Z: write it as the clock here shows it.", "1520"},
		{"1410 UTC", Past, "write it as the clock here shows it", "1520"},
		{"1410 BST", Past, "On Wed 24 Mar 2027 the clocks go by GMT at that time, not by BST.", "24/03/27 1410"},
		{"24/10 0800 GMT", Future, "the clocks go by BST", "24/10/27 0800"},
		{"10/24 0930", Future, "Dates are written with the day first.", "24/10 0930"},
		{"10/24/27 0800", Future, "“10/24/27” has no such month.", "24/10/27 0800"},
		{"10/24/2027 at 8am", Future, "no such month", "24/10/27 0800"},
		{"2027-10-24 0930", Future, "Dates are written with the day first.", "24/10/27 0930"},
		{"2027-13-24 0930", Future, "Dates are written with the day first.", "31/03/27 0930"},
		{"31/02 0800", Future, "There is no “31/02” in the calendar.", "31/03/27 0800"},
		{"29/02/27 0800", Future, "There is no “29/02/27” in the calendar.", "31/03/27 0800"},
		{"0/10 0800", Past, "in the calendar", "17/03/27 0800"},
		{"24/10/0000 0800", Future, "no year that can be meant", "24/10 0800"},
		{"24/10/00 0800", Future, "no year that can be meant", "24/10 0800"},
		{"24/10/7 0800", Future, "no year that can be meant", "24/10 0800"},
		{"24/10/1927 0800", Past, "no year that can be meant", "24/10 0800"},
		{"Mon 24/10/27 0800", Future, "24 Oct 2027 is a Sunday, not a Monday.", "24/10/27 0800"},
		{"24 Oct 2027", Future, "“2027” may be the year or the time.", "24 Oct 2027 hrs, 24 Oct 2027 0800"},
		{"tomorrow", Future, "“tomorrow” needs a time of day.", "tomorrow 0800, tomorrow 1430"},
		{"Fri", Future, "“Fri” needs a time of day.", "Fri 0800, Fri 1430"},
		{"24/10", Future, "“24/10” needs a time of day.", "24/10 0800, 24/10 1430"},
		{"tomorrow 8", Future, "“8” is not a whole time.", "0800, 2000"},
		{"next Fri 0800", Future, "means different days to different people", "Fri 0800, 31/03/27 0800"},
		{"today 0800", Future, "Wed 24 Mar 2027 0800 hrs GMT is past; this wants a time that is still to come. It is 1520 hrs GMT now.", "tomorrow 0800"},
		{"24/10/26 0800", Future, "is past", "tomorrow 0800"},
		{"yesterday 0800", Future, "is past", "tomorrow 0800"},
		{"yesterday", Future, "“yesterday” needs a time of day.", "tomorrow 0800, tomorrow 1430"},
		{"tomorrow", Past, "“tomorrow” needs a time of day.", "yesterday 0800, yesterday 1430"},
		{"2561", Future, "“2561” is not on the clock", "1720"},
		{"tomorrow 0800", Past, "is still to come", "yesterday 0800"},
		{"24/10/27 0800", Past, "is still to come", "yesterday 0800"},
		{"in 2h", Past, "“in 2h” is a length of time; this wants when it happened.", "2h ago, 1520"},
		{"90 mins", Past, "is a length of time", "90 mins ago, 1520"},
		{"2h ago", Future, "“2h ago” is past", "in 2h"},
		{"in 2", Future, "“in 2” lacks a unit: hours or minutes.", "in 2h, in 90 mins"},
		{"in 1410", Future, "lacks a unit", "in 2h, in 90 mins"},
		{"+", Future, "lacks a unit", "in 2h, in 90 mins"},
		{"in 30 seconds", Future, "kept to the minute", "15m"},
		{"in 2 months", Future, "not the same length each time", "28 days"},
		{"2 years ago", Past, "not the same length each time", "28 days ago"},
		{"in 0 mins", Future, "is no time at all", "15m"},
		{"in 500 days", Future, "more than a year", "52 weeks"},
		{"in 99999 weeks", Future, "more than a year", "52 weeks"},
		{"1410 or so", Past, "“1410” is a time, but there is more after it.", "1410"},
		{"1410 | because", Past, "there is more after it", "1410"},
		{"1410-1420", Past, "There is no time", ""},
	} {
		got, err := ParseTime(c.text, c.tense, atUTC(t, wednesday), london(t))
		var fault TimeFault
		if !errors.As(err, &fault) {
			t.Errorf("ParseTime(%q) = %+v, %v; want a fault", c.text, got, err)
			continue
		}
		if !strings.Contains(fault.Say(), c.say) || (c.instead != "" && strings.Join(fault.Instead(), ", ") != c.instead) {
			t.Errorf("ParseTime(%q): %s — instead %q; want %s — %q", c.text, fault.Say(), fault.Instead(), c.say, c.instead)
		}
		if c.text != "" && strings.Contains(err.Error(), c.text) {
			t.Errorf("ParseTime(%q): the error repeats what was typed, and errors are logged: %v", c.text, err)
		}
		if none := strings.HasPrefix(c.say, "There is no time"); errors.Is(err, ErrNoTime) != none {
			t.Errorf("ParseTime(%q): ErrNoTime is %v", c.text, !none)
		}
	}
}

// On the night of 31 October 2027 0130 comes twice; on that of 28 March it does not come. Each row: when it is typed, what is
// typed, and what it means: an instant, "twice" or "never".
func TestChangeNightsAreAsked_R5_6(t *testing.T) {
	const twice, never = "twice", "never"
	for _, c := range []struct {
		now   string
		tense Tense
		text  string
		want  string
	}{
		{"2027-10-30T20:00:00Z", Future, "0130", twice},
		{"2027-10-30T20:00:00Z", Future, "tomorrow 0130", twice},
		{"2027-10-30T20:00:00Z", Future, "31/10 0130", twice},
		{"2027-10-30T20:00:00Z", Future, "Sun 0100", twice},
		{"2027-10-30T20:00:00Z", Future, "1.59 am", twice},
		{"2027-10-30T20:00:00Z", Future, "0200", "2027-10-31T02:00:00Z"},
		{"2027-10-30T20:00:00Z", Future, "0059", "2027-10-30T23:59:00Z"},
		{"2027-10-30T20:00:00Z", Future, "0130 BST", "2027-10-31T00:30:00Z"},
		{"2027-10-30T20:00:00Z", Future, "0130 gmt", "2027-10-31T01:30:00Z"},
		{"2027-10-30T20:00:00Z", Future, "tomorrow at 0130 hrs GMT", "2027-10-31T01:30:00Z"},
		{"2027-10-31T09:00:00Z", Past, "0130", twice},
		{"2027-10-31T09:00:00Z", Past, "0130 bst", "2027-10-31T00:30:00Z"},
		{"2027-10-31T09:00:00Z", Past, "0130 GMT", "2027-10-31T01:30:00Z"},
		// Between the two only one lies in the direction that is asked for.
		{"2027-10-31T00:40:00Z", Past, "0130", "2027-10-31T00:30:00Z"},
		{"2027-10-31T00:40:00Z", Future, "0130", "2027-10-31T01:30:00Z"},
		{"2027-10-31T00:20:00Z", Future, "0130", twice},
		{"2027-10-31T01:20:00Z", Past, "0130", "2027-10-31T00:30:00Z"},
		{"2027-10-31T01:30:00Z", Past, "0130", twice},
		{"2027-10-31T01:40:00Z", Future, "0130", "2027-11-01T01:30:00Z"},
		{"2026-10-24T20:00:00Z", Future, "0130", twice},

		{"2027-03-27T22:00:00Z", Future, "0130", never},
		{"2027-03-27T22:00:00Z", Future, "0100", never},
		{"2027-03-27T22:00:00Z", Future, "tomorrow 0159", never},
		{"2027-03-27T22:00:00Z", Future, "28/03/27 0130", never},
		{"2027-03-27T22:00:00Z", Future, "0130 GMT", never},
		{"2027-03-27T22:00:00Z", Future, "0059", "2027-03-28T00:59:00Z"},
		{"2027-03-27T22:00:00Z", Future, "0200", "2027-03-28T01:00:00Z"},
		{"2027-03-27T22:00:00Z", Past, "0130", "2027-03-27T01:30:00Z"},
		{"2027-03-28T00:30:00Z", Past, "0130", "2027-03-27T01:30:00Z"},
		{"2027-03-28T09:00:00Z", Past, "0130", never},
		{"2027-03-28T09:00:00Z", Future, "0130", "2027-03-29T00:30:00Z"},
		{"2028-03-25T22:00:00Z", Future, "0130", never},
		// A length of time is elapsed time, and knows of no change.
		{"2027-03-27T22:00:00Z", Future, "in 4h", "2027-03-28T02:00:00Z"},
		{"2027-10-30T22:00:00Z", Future, "4h", "2027-10-31T02:00:00Z"},
	} {
		zone := london(t)
		answer, err := ParseTime(c.text, c.tense, atUTC(t, c.now), zone)
		var ambiguous *AmbiguousTimeError
		var missing *NoSuchTimeError
		got := answer.At.Format(time.RFC3339)
		switch {
		case errors.As(err, &ambiguous):
			got = twice
			if ambiguous.Second.Sub(ambiguous.First) != time.Hour || ambiguous.Typed != c.text {
				t.Errorf("%q at %s: %+v", c.text, c.now, ambiguous)
			}
			for i, want := range []time.Time{ambiguous.First, ambiguous.Second} {
				if again, err := ParseTime(ambiguous.Instead()[i], c.tense, atUTC(t, c.now), zone); err != nil || !again.At.Equal(want) {
					t.Errorf("%q, which was offered, is %v %v", ambiguous.Instead()[i], again.At, err)
				}
			}
		case errors.As(err, &missing):
			got = never
			if missing.After.Sub(missing.Before) != time.Minute || missing.After.In(zone).Format("1504 MST") != "0200 BST" || missing.Before.In(zone).Format("1504 MST") != "0059 GMT" {
				t.Errorf("%q at %s: %+v", c.text, c.now, missing)
			}
			for i, want := range []time.Time{missing.Before, missing.After} {
				if again, err := ParseTime(missing.Instead()[i], c.tense, atUTC(t, c.now), zone); err != nil || !again.At.Equal(want) {
					t.Errorf("%q, which was offered, is %v %v", missing.Instead()[i], again.At, err)
				}
			}
		case err != nil:
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q (%d) at %s: %s, want %s", c.text, c.tense, c.now, got, c.want)
		}
	}
	sentence := func(err error) string {
		fault, ok := errors.AsType[TimeFault](err)
		if !ok {
			return ""
		}
		return fault.Say()
	}
	_, err := ParseTime("0130", Future, atUTC(t, "2027-10-30T20:00:00Z"), london(t))
	want := "The clocks go back on Sun 31 Oct 2027, so 0130 hrs comes twice: the first is 0130 hrs BST, the second, 1 h later, 0130 hrs GMT."
	if got := sentence(err); got != want {
		t.Errorf("%s", got)
	}
	_, err = ParseTime("0130", Future, atUTC(t, "2027-03-27T22:00:00Z"), london(t))
	want = "There is no such time on Sun 28 Mar 2027: the clocks go forward from 0059 hrs GMT to 0200 hrs BST."
	if got := sentence(err); got != want {
		t.Errorf("%s", got)
	}
}

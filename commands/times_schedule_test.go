package commands

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestCutSchedule_R5_7(t *testing.T) {
	for _, c := range []struct {
		text, spec, first, rest string
	}{
		{"in 4h WHAT", "once 2027-03-24T19:20:40Z", "2027-03-24T19:20:40Z", "WHAT"},
		{"at 1800 WHAT", "once 2027-03-24T18:00:00Z", "2027-03-24T18:00:00Z", "WHAT"},
		{"tomorrow 0800 WHAT", "once 2027-03-25T08:00:00Z", "2027-03-25T08:00:00Z", "WHAT"},
		{"Fri 0800 WHAT", "once 2027-03-26T08:00:00Z", "2027-03-26T08:00:00Z", "WHAT"},
		{"24/10 0800 WHAT", "once 2027-10-24T07:00:00Z", "2027-10-24T07:00:00Z", "WHAT"},
		{"daily 0800 WHAT", "daily 0800 Europe/London", "2027-03-25T08:00:00Z", "WHAT"},
		{"daily 0800", "daily 0800 Europe/London", "2027-03-25T08:00:00Z", ""},
		{"Daily at 8am and check the log", "daily 0800 Europe/London", "2027-03-25T08:00:00Z", "and check the log"},
		{"daily 0130 | to mosovo", "daily 0130 Europe/London", "2027-03-25T01:30:00Z", "| to mosovo"},
		{"every day at 20:00 WHAT", "daily 2000 Europe/London", "2027-03-24T20:00:00Z", "WHAT"},
		{"every 4h WHAT", "every 4h from 2027-03-24T15:20:40Z", "2027-03-24T19:20:40Z", "WHAT"},
		{"every 90 mins WHAT", "every 1h30m from 2027-03-24T15:20:40Z", "2027-03-24T16:50:40Z", "WHAT"},
		{"every 2 hours and 30 minutes WHAT", "every 2h30m from 2027-03-24T15:20:40Z", "2027-03-24T17:50:40Z", "WHAT"},
		{"every hour WHAT", "every 1h from 2027-03-24T15:20:40Z", "2027-03-24T16:20:40Z", "WHAT"},
		{"every 24h WHAT", "every 24h from 2027-03-24T15:20:40Z", "2027-03-25T15:20:40Z", "WHAT"},
		{"every 15m", "every 15m from 2027-03-24T15:20:40Z", "2027-03-24T15:35:40Z", ""},
		{"cron 0 8,20 * * * | WHAT", "cron 0 8,20 * * * Europe/London", "2027-03-24T20:00:00Z", "WHAT"},
		{"cron 0 8,20 * * *|WHAT | to mosovo", "cron 0 8,20 * * * Europe/London", "2027-03-24T20:00:00Z", "WHAT | to mosovo"},
		{"cron 0 8 * * Mon–Fri", "cron 0 8 * * mon-fri Europe/London", "2027-03-25T08:00:00Z", ""},
		{"cron 0\u00a08 * * 1-5 | 5 officers", "cron 0 8 * * 1-5 Europe/London", "2027-03-25T08:00:00Z", "5 officers"},
	} {
		got, rest, err := CutSchedule(c.text, atUTC(t, wednesday), london(t))
		if err != nil {
			t.Errorf("CutSchedule(%q): %v", c.text, err)
			continue
		}
		if got.Schedule.String() != c.spec || got.First.Format(time.RFC3339) != c.first || rest != c.rest {
			t.Errorf("CutSchedule(%q) = %q %v %q, want %q %s %q", c.text, got.Schedule, got.First, rest, c.spec, c.first, c.rest)
		}
		if !strings.HasPrefix(c.text, got.Typed) || got.Typed == "" {
			t.Errorf("CutSchedule(%q): typed %q", c.text, got.Typed)
		}
	}
}

// More than twelve hours away is asked; not with a date, nor for daily.
func TestCutScheduleAsks(t *testing.T) {
	for text, want := range map[string]bool{
		"at 0800 WHAT": true, "at 1800 WHAT": false, "tomorrow 1800 WHAT": false, "daily 0800 WHAT": false, "in 20h WHAT": false, "cron 0 8 * * * | WHAT": false,
	} {
		got, _, err := CutSchedule(text, atUTC(t, wednesday), london(t))
		if err != nil || got.Time.NeedsAsking != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func TestCutScheduleRefusesInWords(t *testing.T) {
	for _, c := range []struct{ text, say, instead string }{
		{"", "A review needs a time first.", "in 4h, at 1800, tomorrow 0800, daily 0800, every 4h"},
		{"check the family", "A review needs a time first.", ""},
		{"every 10m WHAT", "A repeating review is at least 15 min apart.", "every 15m"},
		{"every minute WHAT", "at least 15 min apart", "every 15m"},
		{"every", "“every” needs a length of time.", "every 4h, every 90 mins, daily 0800"},
		{"every so often", "needs a length of time", ""},
		{"every month", "“every” needs a length of time.", ""},
		{"every 2 months WHAT", "not the same length each time", ""},
		{"every Friday at 0930 WHAT", "“every Friday” is weekly: write it as a cron line.", "cron 30 9 * * 5"},
		{"every day WHAT", "“every day” needs a time of day.", "daily 0800, every 24h"},
		{"daily", "“daily” needs a time of day.", "daily 0800, every 24h"},
		{"daily 8 WHAT", "“8” is not a whole time.", "0800, 2000"},
		{"daily 0800 BST WHAT", "keeps to the clock on the wall", "daily 0800"},
		{"daily 0800 and 2000 WHAT", "is two times a day", "cron 0 8,20 * * *"},
		{"daily 0800 and 2030 WHAT", "is two times a day", "daily 0800, daily 2030"},
		{"hourly WHAT", "“hourly” is not a schedule of its own.", "every 1h"},
		{"cron", "That cron line cannot be taken", ""},
		{"cron */5 * * * * | WHAT", "at least 15 min apart", "cron */15 * * * *, every 15m"},
		{"cron 0 0 8 * * * | WHAT", "no seconds", ""},
		{"cron 0 0 31 2 * | WHAT", "there is no such date", ""},
		{"cron 0 8 * * * check the family", "has five fields (minute, hour, date, month and weekday), and then a bar.", "cron 0 8,20 * * * |"},
		{"cron 0 8 * * *\ncheck the family", "needs a bar after its line", ""},
		{"cron TZ= | WHAT", "a zone cannot be set in the line", ""},
		{"cron CRON_TZ=Europe/Paris 0 8 * * * | WHAT", "a zone cannot be set in the line", ""},
		{"cron @every 0s | WHAT", "write daily and a time", ""},
		{"cron 0 25 * * * | WHAT", "out of range", ""},
		{"cron " + strings.Repeat("0,", 50_000) + " | WHAT", "longer than", ""},
	} {
		got, _, err := CutSchedule(c.text, atUTC(t, wednesday), london(t))
		fault, ok := errors.AsType[TimeFault](err)
		if !ok {
			t.Errorf("CutSchedule(%q) = %+v, %v; want a fault", c.text, got, err)
			continue
		}
		if !strings.Contains(fault.Say(), c.say) || (c.instead != "" && strings.Join(fault.Instead(), ", ") != c.instead) {
			t.Errorf("CutSchedule(%q): %s — instead %q; want %s — %q", c.text, fault.Say(), fault.Instead(), c.say, c.instead)
		}
	}
}

func TestParseDuration(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"4h": 4 * time.Hour, "90m": 90 * time.Minute, "1h30m": 90 * time.Minute, "1h30": 90 * time.Minute, "1.5h": 90 * time.Minute, "1½ hours": 90 * time.Minute,
		"2 hours and 15 minutes": 135 * time.Minute, "2 hrs, 15 mins": 135 * time.Minute, "2h15": 135 * time.Minute, "24h": 24 * time.Hour, "24 hours": 24 * time.Hour,
		"2d": 48 * time.Hour, "1 day 4 h": 28 * time.Hour, "1 week": 7 * 24 * time.Hour, "28 days": 28 * 24 * time.Hour, "1410 mins": 1410 * time.Minute,
		"an hour": time.Hour, "half an hour": 30 * time.Minute, "half a day": 12 * time.Hour, "30 MINS.": 30 * time.Minute, "3 h 40 min": 220 * time.Minute,
	} {
		if got, err := ParseDuration(text); err != nil || got != want {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "4", "h", "4 hats", "0h", "-4h", "30m2h", "2h2h", "1410 hours", "1.5m", "2 months", "30s", "9999999h", "99999w", "2h later", "half a minute", "1h 90"} {
		if got, err := ParseDuration(text); err == nil {
			t.Errorf("ParseDuration(%q) = %v, want an error", text, got)
		}
	}
	if d, rest, err := CutDuration("2h because the family is asleep"); err != nil || d != 2*time.Hour || rest != "because the family is asleep" {
		t.Errorf("%v %q %v", d, rest, err)
	}
}

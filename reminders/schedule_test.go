package reminders

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func schedule(t testing.TB, spec string) Schedule {
	t.Helper()
	s, err := Parse(spec)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := loadZone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	for _, spec := range []string{
		"once 2027-03-28T01:00:00Z",
		"every 4h from 2027-03-27T18:00:00Z",
		"every 15m from 2027-03-27T18:00:59Z",
		"every 1h30m from 2027-03-27T18:00:00Z",
		"every 8784h from 0001-01-01T00:00:00Z",
		"daily 0800 Europe/London",
		"daily 0000 UTC",
		"daily 2359 America/St_Johns",
		"cron 0 8,20 * * * Europe/London",
		"cron */15 * * * * Europe/London",
		"cron 30 1 * * mon-fri Europe/London",
		"cron 0 0 29 feb * Europe/London",
	} {
		s := schedule(t, spec)
		if got := s.String(); got != spec {
			t.Errorf("%q came back as %q", spec, got)
		}
		bytes, err := json.Marshal(struct{ S Schedule }{s})
		if err != nil || string(bytes) != `{"S":"`+spec+`"}` {
			t.Errorf("json of %q: %s, %v", spec, bytes, err)
		}
		var back struct{ S Schedule }
		if err := json.Unmarshal(bytes, &back); err != nil || back.S != s {
			t.Errorf("json of %q came back as %v, %v", spec, back.S, err)
		}
	}
	var zero struct {
		S Schedule `json:",omitzero"`
	}
	if bytes, err := json.Marshal(zero); err != nil || string(bytes) != "{}" {
		t.Errorf("zero: %s, %v", bytes, err)
	}
	if err := json.Unmarshal([]byte(`{"S":""}`), &zero); err != nil || !zero.S.IsZero() {
		t.Errorf("empty: %v, %v", zero, err)
	}
	// What a person wrote is written back in one way.
	if got := schedule(t, "cron 0  8,20 * * MON-FRI Europe/London").String(); got != "cron 0 8,20 * * mon-fri Europe/London" {
		t.Errorf("not canonical: %q", got)
	}
	if got := schedule(t, "every 90m from 2027-03-27T18:00:00Z").String(); got != "every 1h30m from 2027-03-27T18:00:00Z" {
		t.Errorf("not canonical: %q", got)
	}
}

func TestParseRefuses_F28(t *testing.T) {
	for spec, want := range map[string]string{
		"":                                                              "begins with none",
		"weekly":                                                        "begins with none",
		"once":                                                          "no instant",
		"once 2027-03-28T01:00:00+01:00":                                "no instant",
		"once 2027-03-28T01:00:00.5Z":                                   "no instant",
		"once 2027-02-29T01:00:00Z":                                     "no instant",
		"every 4h":                                                      "wants a length",
		"every 4h from now":                                             "no instant",
		"every 14m59s from 2027-03-27T18:00:00Z":                        "15 min apart",
		"every 0s from 2027-03-27T18:00:00Z":                            "15 min apart",
		"every -1h from 2027-03-27T18:00:00Z":                           "15 min apart",
		"every 1h0.5s from 2027-03-27T18:00:00Z":                        "whole number of seconds",
		"every 9000h from 2027-03-27T18:00:00Z":                         "more than 366 days",
		"every 9999999999h from 2027-03-27T18:00:00Z":                   "no length",
		"daily 0800":                                                    "no zone",
		"daily 0800 Local":                                              "no zone",
		"daily 0800 Europe/Londonn":                                     "no zone",
		"daily 0800 ../../etc/passwd":                                   "no zone",
		"daily 2400 Europe/London":                                      "no time of day",
		"daily 0860 Europe/London":                                      "no time of day",
		"daily 800 Europe/London":                                       "no time of day",
		"daily +800 Europe/London":                                      "no time of day",
		"cron":                                                          "no zone",
		"cron 0 8 * * *":                                                "no zone",
		"cron 0 8 * * Europe/London":                                    "4 fields",
		"cron 0 0 8 * * * Europe/London":                                "no seconds",
		"cron TZ= Europe/London":                                        "zone cannot be set",
		"cron TZ=Europe/London 0 8 * * * Europe/London":                 "zone cannot be set",
		"cron CRON_TZ=Europe/London Europe/London":                      "zone cannot be set",
		"cron cron_tz= Europe/London":                                   "zone cannot be set",
		"cron @every 0s Europe/London":                                  "not taken",
		"cron @daily Europe/London":                                     "not taken",
		"cron 0 0 31 2 * Europe/London":                                 "no such date",
		"cron 0 0 31 4,6,9,11 * Europe/London":                          "no such date",
		"cron * * * * * Europe/London":                                  "15 min apart",
		"cron */10 * * * * Europe/London":                               "15 min apart",
		"cron 0,14 8 * * * Europe/London":                               "15 min apart",
		"cron 5,50 */2,1 * * * Europe/London":                           "",
		"cron 50,5 1-2 * * * Europe/London":                             "",
		"cron 50 0,23 * * * Europe/London":                              "",
		"cron 0,55 0,23 * * * Europe/London":                            "15 min apart",
		"cron 0 24 * * * Europe/London":                                 "out of range",
		"cron 60 8 * * * Europe/London":                                 "out of range",
		"cron 0 8 * * 7 Europe/London":                                  "out of range",
		"cron 0 8 0 * * Europe/London":                                  "out of range",
		"cron 0 8 * foo * Europe/London":                                "out of range",
		"cron 0 20-8 * * * Europe/London":                               "out of range",
		"cron */0 * * * * Europe/London":                                "step of 0",
		"cron */90 * * * * Europe/London":                               "step of 90",
		"cron 0 */24 * * * Europe/London":                               "step of 24",
		"cron , 8 * * * Europe/London":                                  "a field is",
		"cron 0 8, * * * Europe/London":                                 "a field is",
		"cron 0 +8 * * * Europe/London":                                 "a field is",
		"cron 0 *-8 * * * Europe/London":                                "a field is",
		"cron 0 8 ? * * Europe/London":                                  "a field is",
		"cron 0 8 L * * Europe/London":                                  "a field is",
		"cron 0 8 * * 1#2 Europe/London":                                "a field is",
		"cron " + strings.Repeat("0,", 200) + "0 8 * * * Europe/London": "longer than",
	} {
		s, err := Parse(spec)
		switch {
		case want == "" && err != nil:
			t.Errorf("Parse(%q): %v", spec, err)
		case want != "" && err == nil:
			t.Errorf("Parse(%q) = %v, want an error", spec, s)
		case want != "" && !strings.Contains(err.Error(), want):
			t.Errorf("Parse(%q): %v, want %q in it", spec, err, want)
		}
		if want == "15 min apart" && !errors.Is(err, ErrTooOften) {
			t.Errorf("Parse(%q): %v is not ErrTooOften", spec, err)
		}
	}
}

// A spec that the record holds is read whatever the clocks do; a person who sets one is told.
func TestCronSpacingIsCheckedOnRealFirings(t *testing.T) {
	for line, refused := range map[string]bool{
		"5,50 1-2 * * *":   true,  // 28 March: 0200 BST (for 0105 and 0150) and 0205 BST
		"0,50 0,2 * * *":   true,  // fixed hours, none of them skipped: 0050 GMT, then 0200 BST is 10 min later
		"50 0,1 * * *":     true,  // 0050 GMT and 0200 BST (for 0150)
		"0,45 0-3 * * *":   false, // 0045 GMT, 0200 BST: 15 min
		"0,50 1/2 * * *":   true,  // by elapsed time: 0150 BST, 0100 GMT
		"50 0,1 * 6 *":     false, // never on a change night
		"*/15 * * * *":     false,
		"0 8,20 * * *":     false,
		"30 1 * * *":       false,
		"10,50 */6 29 2 *": false,
	} {
		s, err := Cron(line, "Europe/London")
		if refused != (err != nil) || (refused && !errors.Is(err, ErrTooOften)) {
			t.Errorf("Cron(%q) = %v, %v; want refused %v", line, s, err, refused)
		}
		if _, err := Parse("cron " + line + " Europe/London"); err != nil {
			t.Errorf("Parse(%q): %v", line, err)
		}
	}
	_, err := Cron("50 0,1 * * *", "Europe/London")
	if want := "Sun 29 Mar 2026 0050 hrs GMT and Sun 29 Mar 2026 0200 hrs BST"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("%v does not name the night", err)
	}
}

func TestWords(t *testing.T) {
	for spec, want := range map[string]string{
		"once 2027-03-28T01:00:00Z":          "once",
		"every 4h from 2027-03-27T18:00:00Z": "every 4 h",
		"daily 0800 Europe/London":           "daily at 0800 hrs",
		"cron 0 8,20 * * * Europe/London":    "by the cron line 0 8,20 * * *",
	} {
		if got := schedule(t, spec).Words(); got != want {
			t.Errorf("%q in words: %q", spec, got)
		}
	}
	if got := (Schedule{}).Words(); got != "never" {
		t.Errorf("zero in words: %q", got)
	}
}

// anySchedule draws a schedule that Parse accepts, of every kind, in zones with unlike rules.
func anySchedule() *rapid.Generator[Schedule] {
	return rapid.Custom(func(t *rapid.T) Schedule {
		name := rapid.SampledFrom([]string{"Europe/London", "Europe/London", "America/New_York", "Australia/Lord_Howe", "UTC", "Asia/Kathmandu"}).Draw(t, "zone")
		at := time.Unix(rapid.Int64Range(1_700_000_000, 1_900_000_000).Draw(t, "at"), 0)
		var s Schedule
		var err error
		switch rapid.IntRange(0, 3).Draw(t, "kind") {
		case 0:
			s, err = Once(at)
		case 1:
			s, err = Every(time.Duration(rapid.Int64Range(900, 400_000).Draw(t, "every"))*time.Second, at)
		case 2:
			s, err = Daily(time.Duration(rapid.IntRange(0, 1439).Draw(t, "clock"))*time.Minute, name)
		case 3:
			minutes := rapid.SampledFrom([]string{"0", "30", "*/15", "*/20", "5,50", "59", "1-50/17"}).Draw(t, "minute")
			hours := rapid.SampledFrom([]string{"*", "1", "0,1,2", "*/2", "1-23/2", "8,20", "0-3", "23"}).Draw(t, "hour")
			days := rapid.SampledFrom([]string{"* * *", "* * 0", "1,15 * *", "29 2 *", "31 * *", "28 3 *", "* 3,10 sun", "13 * fri"}).Draw(t, "days")
			s, err = parseCron(minutes+" "+hours+" "+days, name)
		}
		if errors.Is(err, ErrTooOften) {
			t.Skip("too often")
		}
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}

// nearChange draws an instant that is, more often than not, within hours of a change of the clocks of 2026–2028.
func nearChange() *rapid.Generator[time.Time] {
	changes := []int64{1774746000, 1792890000, 1806195600, 1824944400, 1837645200, 1856394000}
	return rapid.Custom(func(t *rapid.T) time.Time {
		base := rapid.SampledFrom(changes).Draw(t, "change")
		spread := rapid.SampledFrom([]int64{7200, 90_000, 40_000_000}).Draw(t, "spread")
		return time.Unix(base+rapid.Int64Range(-spread, spread).Draw(t, "seconds"), rapid.SampledFrom([]int64{0, 0, 1, 999_999_999}).Draw(t, "nanos"))
	})
}

func TestNextIsStrictlyAfterMonotoneAndStable_R5_7(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySchedule().Draw(t, "schedule")
		a, b := nearChange().Draw(t, "a"), nearChange().Draw(t, "b")
		if b.Before(a) {
			a, b = b, a
		}
		x, okA := s.Next(a)
		y, okB := s.Next(b)
		if okA && !x.After(a) {
			t.Fatalf("%s: Next(%v) = %v is not after", s, a, x)
		}
		if okB && (!okA || y.Before(x)) {
			t.Fatalf("%s: Next(%v) = %v %v but Next(%v) = %v", s, a, x, okA, b, y)
		}
		// Nothing lies between: whoever asks from anywhere up to the firing is told the same.
		if okA && x.After(b) && (!okB || !y.Equal(x)) {
			t.Fatalf("%s: Next(%v) = %v, yet Next(%v) = %v", s, a, x, b, y)
		}
		if again, ok := s.Next(x.Add(-1)); okA && (!ok || !again.Equal(x)) {
			t.Fatalf("%s: %v is a firing, yet not the next one just before it (%v)", s, x, again)
		}
		if okA && (x.Location() != time.UTC || x.Nanosecond() != 0) {
			t.Fatalf("%s: Next(%v) = %v", s, a, x)
		}
		if back, err := Parse(s.String()); err != nil || back != s {
			t.Fatalf("%s came back as %v, %v", s, back, err)
		}
	})
}

func TestMissedAgreesWithWalkingNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySchedule().Draw(t, "schedule")
		first, ok := s.Next(nearChange().Draw(t, "from"))
		if !ok {
			t.Skip("never")
		}
		now := first.Add(time.Duration(rapid.Int64Range(-90_000, 890_000).Draw(t, "late")) * time.Second)
		want := Missed{Next: first}
		for !want.Next.After(now) {
			if want.Count == 0 {
				want.First = first
			}
			want.Last, want.Count = want.Next, want.Count+1
			next, ok := s.Next(want.Last)
			want.Next = next
			if !ok {
				want.Next = time.Time{}
				break
			}
		}
		if got := s.Missed(first, now); got != want {
			t.Fatalf("%s: Missed(%v, %v)\n got %+v\nwant %+v", s, first, now, got, want)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"once 2027-03-28T01:00:00Z", "every 4h from 2027-03-27T18:00:00Z", "daily 0130 Europe/London", "cron 0 8,20 * * * Europe/London",
		"cron TZ= 0", "cron CRON_TZ=", "cron @every -1h UTC", "cron 0 0 31 2 * UTC", "cron 0 0 29 2 * Europe/London", "cron */15 */2 * */3 mon-fri America/St_Johns",
		"daily 0000 Pacific/Apia", "cron 30 0 30 12 * Pacific/Apia", "every 1ns from 0001-01-01T00:00:00Z", "once 9999-12-31T23:59:59Z", "cron 0 0 * * * America/Sao_Paulo",
	} {
		f.Add(seed, int64(1806195600))
		f.Add(seed, int64(-1<<62))
		f.Add(seed, int64(1<<62))
	}
	f.Fuzz(func(t *testing.T, spec string, unix int64) {
		s, err := Parse(spec)
		if err != nil {
			if s != (Schedule{}) {
				t.Fatalf("Parse(%q) = %v beside %v", spec, s, err)
			}
			return
		}
		if back, err := Parse(s.String()); err != nil || back != s {
			t.Fatalf("%q came back as %v, %v", spec, back, err)
		}
		at := time.Unix(unix, 0)
		for range 5 {
			due, ok := s.Next(at)
			if !ok {
				return
			}
			if !due.After(at) {
				t.Fatalf("%q: Next(%v) = %v", spec, at, due)
			}
			at = due
		}
		if s.Repeats() && s.Missed(at, at.Add(24*time.Hour)).Count < 1 {
			t.Fatalf("%q: a firing that is due counts", spec)
		}
		s.ChangeNight(at, 400)
	})
}

package commands

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/internal/force"
)

// What is shown can be typed.
func TestParseTimeReadsWhatIsShown(t *testing.T) {
	zone := london(t)
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.SampledFrom([]int64{1774746000, 1792890000, 1806195600, 1824944400, 1837645200, 1856394000}).Draw(t, "near")
		spread := rapid.SampledFrom([]int64{9000, 100_000, 30_000_000}).Draw(t, "spread")
		at := time.Unix(near+rapid.Int64Range(-spread, spread).Draw(t, "at"), 0).UTC().Truncate(time.Minute)
		off := time.Duration(rapid.Int64Range(0, 1_000_000).Draw(t, "off")) * time.Second
		for _, text := range []string{force.Stamp(at, zone), force.Clock(at, zone, at.Add(off)), strings.ToLower(force.Clock(at, zone, at.Add(-off)))} {
			if got, err := ParseTime(text, Past, at.Add(off), zone); err != nil || !got.At.Equal(at) {
				t.Fatalf("%q at %v is %v, %v; want %v", text, at.Add(off), got.At, err, at)
			}
			if off == 0 {
				continue
			}
			if got, err := ParseTime(text, Future, at.Add(-off), zone); err != nil || !got.At.Equal(at) {
				t.Fatalf("%q at %v is %v, %v; want %v", text, at.Add(-off), got.At, err, at)
			}
		}
		now := at.Add(off)
		d := time.Duration(rapid.IntRange(1, 3*24*60-1).Draw(t, "minutes")) * time.Minute
		if got, err := ParseDuration(force.Span(d)); err != nil || got != d {
			t.Fatalf("%q is %v, %v", force.Span(d), got, err)
		}
		if got, err := ParseDuration(spell(d)); err != nil || got != d {
			t.Fatalf("%q is %v, %v", spell(d), got, err)
		}
		if got, err := ParseTime(force.Until(now.Add(d), now), Future, now, zone); err != nil || !got.At.Equal(now.Add(d)) {
			t.Fatalf("%q is %v, %v", force.Until(now.Add(d), now), got.At, err)
		}
		if got, err := ParseTime(force.Until(now.Add(-d), now), Past, now, zone); err != nil || !got.At.Equal(now.Add(-d)) {
			t.Fatalf("%q is %v, %v", force.Until(now.Add(-d), now), got.At, err)
		}
	})
}

// checkFault holds whatever was typed: the fault says something, and what it offers can be read (a day that was typed wrong and
// without its clock may be refused a second time, for the other thing that is wrong with it).
func checkFault(t testing.TB, text string, err error, read func(string) error) {
	t.Helper()
	fault, ok := errors.AsType[TimeFault](err)
	if !ok {
		t.Fatalf("%q: %v is no TimeFault", text, err)
	}
	if fault.Say() == "" || len(fault.Instead()) == 0 {
		t.Fatalf("%q: says %q, offers %q", text, fault.Say(), fault.Instead())
	}
	for _, offered := range fault.Instead() {
		var again *TimeError
		if errors.As(read(strings.TrimSuffix(offered, " |")), &again) && !slices.Contains([]string{"wrong tense", "zone and date differ", "weekday and date differ"}, again.kind) {
			t.Fatalf("%q: offers %q, which is refused: %s", text, offered, again.Wrong)
		}
	}
}

func FuzzTimes(f *testing.F) {
	for _, seed := range []string{"1410", "14:10 hrs GMT", "2.30 p.m.", "in 2 hours and 15 minutes", "half an hour ago", "tomorrow at 0800 WHAT", "Sun 28 Mar 2027 0200 hrs BST", "24/10/27 08:00",
		"10/24 0800", "at 1800 Sun Hill", "24 Oct 2027", "99999w", "1h30", "0130", "daily 0800 x", "every 4h x", "cron 0 8,20 * * * | x", "cron TZ= | x", "every Fri 0800", "daily 0800 and 2000", "\xff|\n", "+ 2½h"} {
		f.Add(seed, int64(1806195600))
		f.Add(seed, int64(1824944400))
	}
	zone := london(f)
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%4_000_000_000, 0).UTC()
		if now.Year() < 2010 || now.Year() > 2090 {
			now = atUTC(t, wednesday)
		}
		for _, tense := range []Tense{Past, Future} {
			read := func(text string) error {
				_, _, err := CutTime(text, tense, now, zone)
				return err
			}
			answer, rest, err := CutTime(text, tense, now, zone)
			if err != nil {
				checkFault(t, text, err, read)
			} else if answer.At.After(now) != (tense == Future) && !answer.Relative || !strings.Contains(text, answer.Typed) || !strings.HasSuffix(strings.TrimFunc(text, isBlank), rest) {
				t.Fatalf("CutTime(%q, %d, %v) = %+v, %q", text, tense, now, answer, rest)
			}
			if whole, err := ParseTime(text, tense, now, zone); err != nil {
				checkFault(t, text, err, read)
			} else if whole != answer || rest != "" {
				t.Fatalf("ParseTime(%q) = %+v, CutTime %+v, %q", text, whole, answer, rest)
			}
		}
		if d, _, err := CutDuration(text); err != nil {
			checkFault(t, text, err, func(text string) error { _, err := ParseDuration(text); return err })
		} else if d < time.Minute || d > maxLength || d%time.Minute != 0 {
			t.Fatalf("CutDuration(%q) = %v", text, d)
		}
		s, _, err := CutSchedule(text, now, zone)
		if err != nil {
			checkFault(t, text, err, func(text string) error { _, _, err := CutSchedule(text, now, zone); return err })
		} else if due, ok := s.Schedule.Next(now); !ok || !due.Equal(s.First) || !s.First.After(now) {
			t.Fatalf("CutSchedule(%q) = %+v, next %v", text, s, due)
		}
	})
}

func BenchmarkParseTime(b *testing.B) {
	zone, now := london(b), atUTC(b, wednesday)
	for _, text := range []string{"1410", "Sun 28 Mar 2027 0200 hrs BST", "in 2 hours and 15 minutes", strings.Repeat("not a time ", 10_000)} {
		b.Run(text[:min(len(text), 20)], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseTime(text, Future, now, zone)
			}
		})
	}
}

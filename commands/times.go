package commands

import (
	"errors"
	"strings"
	"time"
)

// The times that people type (CONTRACT §4, Times). Libraries that read times guess: of "tomorrow 0900" three well-known ones make three different instants,
// none of them right (FACTS §5). What is read here is read in one way or refused, in words that say what would be right.
//
//	time     : [at|on] (day [at] clock | clock [[on] day]) | [in|+] length | length ago
//	day      : today | tomorrow | yesterday | weekday | [weekday] date
//	clock    : 1410 | 14:10 | 1410 hrs | 2pm | 2:30 pm | 2.30pm, each with BST or GMT after it
//	date     : 24/10 | 24/10/27 | 24/10/2027 | 24 Oct | 24 October 2027
//	length   : 2h | 90 mins | 1h30m | 1.5h | 2 hours and 15 minutes | half an hour

// Tense says which way a time without a day looks.
type Tense int

const (
	// Past is for what has happened: a bare clock is the last one up to now, and what lies ahead is refused.
	Past Tense = iota
	// Future is for what shall be: a bare clock is the next one after now, and what is past is refused.
	Future
)

// far is how far off a bare clock may be before the day is asked.
const far = 12 * time.Hour

// TimeAnswer is a time as it was understood.
type TimeAnswer struct {
	At    time.Time // the instant, in UTC
	Typed string    // the words that were read, as typed
	Dated bool      // a day was named
	// Relative: a length of time from now was named.
	Relative bool
	// NeedsAsking: no day was named and the clock is more than twelve hours away, so that the person may have meant the other side.
	NeedsAsking bool
}

// ParseTime reads a text that is a time and nothing else. An error is always a TimeFault: *TimeError, *AmbiguousTimeError or
// *NoSuchTimeError. It never panics. zone is where the wall clock hangs.
func ParseTime(text string, tense Tense, now time.Time, zone *time.Location) (TimeAnswer, error) {
	answer, rest, err := newTimeReader(text, tense, now, zone).cut()
	if err != nil {
		return TimeAnswer{}, err
	}
	if rest != "" {
		return TimeAnswer{}, &TimeError{
			Typed: text, kind: "more than a time",
			Wrong:   "“" + answer.Typed + "” is a time, but there is more after it.",
			instead: []string{answer.Typed},
		}
	}
	return answer, nil
}

// CutTime reads the longest time at the start of a text and returns what follows it, as typed: "in 4h check the family" is four hours from now and
// "check the family". A bar or the end of the line ends the time; a bar stays with the rest. With *AmbiguousTimeError and *NoSuchTimeError
// the rest is returned too, so that the same words can be tried again with another time.
func CutTime(text string, tense Tense, now time.Time, zone *time.Location) (TimeAnswer, string, error) {
	return newTimeReader(text, tense, now, zone).cut()
}

// timeReader reads one text.
type timeReader struct {
	text   string
	tokens []timeToken
	tense  Tense
	now    time.Time
	zone   *time.Location
}

func newTimeReader(text string, tense Tense, now time.Time, zone *time.Location) *timeReader {
	return &timeReader{text: text, tokens: lexTime(text), tense: tense, now: now.UTC(), zone: zone}
}

func (r *timeReader) cut() (TimeAnswer, string, error) {
	answer, n, err := r.relative()
	if n == 0 && err == nil {
		answer, n, err = r.moment()
	}
	if n == 0 && err == nil {
		err = r.noTime()
	}
	if n == 0 {
		return TimeAnswer{}, "", err
	}
	answer.Typed = r.typed(0, n)
	if err != nil {
		return TimeAnswer{}, r.rest(n), err
	}
	return answer, r.rest(n), nil
}

// relative reads a length of time from now. n is how many words it takes; with an error it is 0.
func (r *timeReader) relative() (answer TimeAnswer, n int, err error) {
	i, promised := 0, false
	if w := r.word(0); w == "in" || w == "+" {
		i, promised = 1, true
	}
	d, n, err := r.duration(i)
	var fault *TimeError
	if errors.As(err, &fault) && r.tense == Past {
		for i := range fault.instead {
			fault.instead[i] += " ago"
		}
	}
	if err != nil {
		return TimeAnswer{}, 0, err
	}
	if n == 0 {
		return TimeAnswer{}, 0, r.noLength()
	}
	n += i
	ago := !promised && r.word(n) == "ago"
	length := r.typed(i, n)
	if ago {
		n++
	}
	switch {
	case r.tense == Future && ago:
		return TimeAnswer{}, 0, &TimeError{Typed: r.typed(0, n), kind: "wrong tense",
			Wrong: "“" + r.typed(0, n) + "” is past; this wants a time that is still to come.", instead: []string{"in " + length}}
	case r.tense == Past && !ago:
		return TimeAnswer{}, 0, &TimeError{Typed: r.typed(0, n), kind: "wrong tense",
			Wrong: "“" + r.typed(0, n) + "” is a length of time; this wants when it happened.", instead: []string{length + " ago", r.clockWords(r.now)}}
	case ago:
		d = -d
	}
	return TimeAnswer{At: r.now.Add(d).Truncate(time.Second), Relative: true}, n, nil
}

// noLength is the fault of a text that begins like a length of time and is none.
func (r *timeReader) noLength() error {
	w := r.word(0)
	number := r.word(1)
	if w != "+" && (w != "in" || number == "" || number[0] < '0' || number[0] > '9') {
		return nil
	}
	typed := r.typed(0, min(2, len(r.tokens)))
	return &TimeError{Typed: typed, kind: "no unit", Wrong: "“" + typed + "” lacks a unit: hours or minutes.", instead: []string{"in 2h", "in 90 mins"}}
}

// moment reads a clock, with or without a day. n is how many words it takes; it is given with the errors that leave a rest.
func (r *timeReader) moment() (TimeAnswer, int, error) {
	i, wanted := 0, false
	if w := r.word(0); w == "at" || w == "on" {
		i, wanted = 1, true
	}
	day, n, err := r.day(i, false)
	if err != nil {
		return TimeAnswer{}, 0, err
	}
	i += n
	if day.named() {
		wanted = true
		if r.word(i) == "at" {
			i++
		}
	}
	clock, n, err := r.clock(i, wanted)
	if err != nil || n == 0 {
		if err == nil && day.named() {
			err = r.wantsClock(i)
		}
		return TimeAnswer{}, 0, err
	}
	i += n
	if !day.named() {
		if day, n, err = r.trailingDay(i); err != nil {
			return TimeAnswer{}, 0, err
		}
		i += n
	}
	answer, err := r.resolve(day, clock, r.typed(0, i))
	return answer, i, err
}

// trailingDay reads a day after a clock: "0800 tomorrow". A weekday or a date there may as well be the first word of what follows
// ("1800 Sun Hill patrol"), so before more words it is asked for in front.
func (r *timeReader) trailingDay(i int) (wallDay, int, error) {
	skip := 0
	if r.word(i) == "on" {
		skip = 1
	}
	day, n, err := r.day(i+skip, true)
	if err != nil || n == 0 {
		return wallDay{}, 0, err
	}
	n += skip
	if day.kind != dayOffset && r.rest(i+n) != "" && r.rest(i + n)[0] != '|' {
		first, second := r.typed(0, i), r.typed(i+skip, i+n)
		return wallDay{}, 0, &TimeError{
			Typed: r.typed(0, i+n), kind: "day after the clock",
			Wrong:   "“" + second + "” after the time may be the day or the first word of what follows. Put the day first, or a bar after the time.",
			instead: []string{second + " " + first, first + " |"},
		}
	}
	return day, n, nil
}

// wantsClock is the fault of a day that no clock follows.
func (r *timeReader) wantsClock(i int) error {
	typed := r.typed(0, i)
	day := typed
	switch offset, named := dayOffsets[strings.ToLower(typed)]; { // the other words for a day have one on either side of now
	case named && offset < 0 && r.tense == Future:
		day = "tomorrow"
	case named && offset > 0 && r.tense == Past:
		day = "yesterday"
	}
	return &TimeError{Typed: typed, kind: "day without a time", Wrong: "“" + typed + "” needs a time of day.", instead: []string{day + " 0800", day + " 1430"}}
}

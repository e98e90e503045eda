package commands

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// maxLength is the longest length of time that is taken: beyond it people mean a date.
const maxLength = 366 * 24 * time.Hour

// ParseDuration reads a text that is a length of time and nothing else: 4h, 90m, 1h30m, 2 hours and 15 minutes. It is elapsed time: two days are
// 48 hours, whatever the clocks do. An error is a TimeFault.
func ParseDuration(text string) (time.Duration, error) {
	d, rest, err := CutDuration(text)
	if err != nil {
		return 0, err
	}
	if rest != "" {
		return 0, &TimeError{Typed: text, kind: "more than a length of time", Wrong: "There is more than a length of time.", instead: []string{spell(d)}}
	}
	return d, nil
}

// CutDuration reads the longest length of time at the start of a text and returns what follows it.
func CutDuration(text string) (time.Duration, string, error) {
	r := &timeReader{text: text, tokens: lexTime(text)}
	d, n, err := r.duration(0)
	if err != nil {
		return 0, "", err
	}
	if n == 0 {
		return 0, "", &TimeError{Typed: text, kind: ErrNoTime.Error(), Wrong: "There is no length of time where one belongs.", instead: []string{"4h", "90m", "1h30m"}}
	}
	return d, r.rest(n), nil
}

// lengthUnits from the longest to the shortest; a length names each at most once, in this order.
var lengthUnits = []struct {
	is    time.Duration
	words []string
}{
	{7 * 24 * time.Hour, []string{"w", "week", "weeks", "wk", "wks"}},
	{24 * time.Hour, []string{"d", "day", "days"}},
	{time.Hour, []string{"h", "hr", "hrs", "hour", "hours"}},
	{time.Minute, []string{"m", "min", "mins", "minute", "minutes"}},
}

var unitOf = func() map[string]time.Duration {
	units := map[string]time.Duration{}
	for _, unit := range lengthUnits {
		for _, word := range unit.words {
			units[word] = unit.is
		}
	}
	return units
}()

// lengthPiece is a number and what is written onto it, at the start of a word: 2h of 2h30m.
var lengthPiece = regexp.MustCompile(`^([0-9]{1,5})(\.5)?([a-z]*)`)

// duration reads a length of time at word i. n is how many words it takes, 0 when there is none.
func (r *timeReader) duration(i int) (d time.Duration, n int, err error) {
	if d, n := r.lengthInWords(i); n > 0 {
		return d, n, nil
	}
	least := 2 * maxLength // the unit named last
	for {
		j := i + n
		if n > 0 {
			if r.tokens[j-1].stop {
				break
			}
			if r.word(j) == "and" {
				j++
			}
		}
		piece, took, err := r.lengthWord(j, least)
		if err != nil && n == 0 {
			return 0, 0, err
		}
		if took == 0 {
			break
		}
		d, least, n = d+piece.is, piece.unit, j+took-i
	}
	if n == 0 {
		return 0, 0, nil
	}
	switch typed := r.typed(i, i+n); {
	case d <= 0:
		return 0, 0, &TimeError{Typed: typed, kind: "no length", Wrong: "“" + typed + "” is no time at all.", instead: []string{"15m"}}
	case d > maxLength:
		return 0, 0, &TimeError{Typed: typed, kind: "too long", Wrong: "“" + typed + "” is more than a year. Name a date.", instead: []string{"52 weeks"}}
	}
	return d, n, nil
}

// lengthInWords reads "an hour", "a day", "half an hour".
func (r *timeReader) lengthInWords(i int) (time.Duration, int) {
	half := 0
	if r.word(i) == "half" {
		half = 1
	}
	unit, ok := unitOf[r.word(i+half+1)]
	if w := r.word(i + half); !ok || (w != "a" && w != "an") || len(r.word(i+half+1)) < 3 {
		return 0, 0
	}
	if half == 1 && unit == time.Minute {
		return 0, 0
	}
	return unit / time.Duration(half+1), half + 2
}

// length is one number with its unit, or several written together.
type length struct{ is, unit time.Duration }

// lengthWord reads "2h", "90 mins" or "1h30m" at word i; took is how many words it takes. Units are shorter than least.
func (r *timeReader) lengthWord(i int, least time.Duration) (l length, took int, err error) {
	word := r.word(i)
	l.unit = least
	for word != "" {
		m := lengthPiece.FindStringSubmatch(word)
		if m == nil {
			return length{}, 0, nil
		}
		word = word[len(m[0]):]
		name := m[3]
		took = 1
		if name == "" && word == "" {
			if l.is > 0 && l.unit == time.Hour && len(m[1]) == 2 && m[2] == "" {
				name = "m" // 1h30
			} else if l.is == 0 {
				name, took = r.word(i+1), 2
			}
		}
		unit, ok := unitOf[name]
		if !ok {
			return length{}, 0, unitFault(name, r.typed(i, min(i+took, len(r.tokens))))
		}
		if unit >= l.unit || (len(m[1]) == 4 && unit == time.Hour) { // 1410 hours is a clock
			return length{}, 0, nil
		}
		number, _ := strconv.Atoi(m[1])
		l.is += min(time.Duration(number), maxLength/unit+1) * unit // more would only overflow
		if m[2] != "" {
			l.is += unit / 2
		}
		if l.is%time.Minute != 0 {
			return length{}, 0, unitFault("seconds", r.typed(i, min(i+took, len(r.tokens))))
		}
		l.unit = unit
	}
	return l, took, nil
}

// unitFault says why a unit of which everybody has heard is not taken; of others nothing can be said.
func unitFault(unit, typed string) error {
	switch unit {
	case "s", "sec", "secs", "second", "seconds":
		return &TimeError{Typed: typed, kind: "seconds", Wrong: "Times are kept to the minute.", instead: []string{"15m"}}
	case "month", "months", "mth", "mths", "year", "years", "yr", "yrs":
		return &TimeError{Typed: typed, kind: "months", Wrong: "“" + typed + "” is not the same length each time. Count days, or name a date.", instead: []string{"28 days"}}
	}
	return nil
}

// spell writes a length of time as a person may type it: 1h30m.
func spell(d time.Duration) string {
	var b strings.Builder
	for _, unit := range lengthUnits {
		if n := d / unit.is; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + unit.words[0])
			d -= n * unit.is
		}
	}
	return b.String()
}

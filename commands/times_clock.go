package commands

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// wallClock is a time of day as typed.
type wallClock struct {
	minutes int    // since midnight
	abbr    string // zone abbreviation, upper case; "" when none was typed
}

// clockWord is a number that may be a clock, with what is written onto it: 1410, 14:10, 2pm, 2.30pm, 1410hrs, 0130gmt.
var clockWord = regexp.MustCompile(`^([0-9]{1,2})(?:([:.])([0-9]{2})|([0-9]{2}))?([a-z.]*)$`)

var (
	hoursWords = map[string]bool{"hrs": true, "hr": true, "hours": true, "h": true}
	zulu       = map[string]bool{"utc": true, "z": true, "zulu": true}
)

// clock reads a time of day at word i. n is how many words it takes, 0 when there is none; wanted tells that only a clock can stand
// there, so that what looks like one is worth a word.
func (r *timeReader) clock(i int, wanted bool) (clock wallClock, n int, err error) {
	m := clockWord.FindStringSubmatch(r.word(i))
	if m == nil {
		return wallClock{}, 0, r.clockInWords(i)
	}
	typed := r.typed(i, i+1)
	n = 1
	// What is written onto the number is read as the word after it.
	next := func() string {
		if m[5] != "" {
			return m[5]
		}
		return r.word(i + n)
	}
	took := func() {
		if m[5] != "" {
			m[5] = ""
		} else {
			n++
		}
	}

	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[3] + m[4])
	if half := strings.ReplaceAll(next(), ".", ""); (half == "am" || half == "pm") && !r.stopsBefore(i+n, m[5]) {
		took()
		if hour < 1 || hour > 12 || minute > 59 || m[4] != "" {
			return wallClock{}, 0, clockFault(r.typed(i, i+n), "is no time: am and pm go with hours from 1 to 12.", twelve(hour, minute)...)
		}
		hour = hour%12 + map[string]int{"am": 0, "pm": 12}[half]
	} else {
		switch {
		case m[2] == "." || m[3]+m[4] == "" && !wanted:
			return wallClock{}, 0, nil // 14.10 or 14: a number, as far as anyone can tell
		case m[5] != "" && !hoursWords[m[5]] && !zulu[m[5]] && !r.isAbbr(m[5]):
			return wallClock{}, 0, nil // 1410x
		case m[3]+m[4] == "":
			return wallClock{}, 0, clockFault(typed, "is not a whole time.", twelve(hour, 0)...)
		case len(m[1]) == 1:
			return wallClock{}, 0, clockFault(typed, "may be night or afternoon.", twelve(hour, minute)...)
		case hour > 23 || minute > 59:
			if hour == 24 && minute == 0 {
				return wallClock{}, 0, clockFault(typed, "may be the end of one day or of the next.", "2359", "0000")
			}
			return wallClock{}, 0, clockFault(typed, "is not on the clock: hours go to 23, minutes to 59.", r.near())
		}
		if hoursWords[next()] {
			took()
		}
	}
	clock.minutes = hour*60 + minute
	if abbr := next(); r.isAbbr(abbr) {
		clock.abbr = strings.ToUpper(abbr)
		took()
	} else if zulu[abbr] {
		return wallClock{}, 0, clockFault(r.typed(i, i+n), "in "+strings.ToUpper(abbr)+": write it as the clock here shows it.", r.clockWords(r.now))
	}
	if m[5] != "" {
		return wallClock{}, 0, nil
	}
	return clock, n, nil
}

// stopsBefore tells whether word i is parted from the one before it; onto is what was written onto that one.
func (r *timeReader) stopsBefore(i int, onto string) bool {
	return onto == "" && i > 0 && i <= len(r.tokens) && r.tokens[i-1].stop
}

// clockInWords refuses the words that people use for two different times, and says how to write what they mean.
func (r *timeReader) clockInWords(i int) error {
	switch w := r.word(i); w {
	case "noon", "midday":
		return clockFault(w, "has to be written as a time.", "1200")
	case "midnight":
		return clockFault(w, "may be the start of the day or its end.", "2359", "0000")
	}
	return nil
}

func clockFault(typed, wrong string, instead ...string) *TimeError {
	return &TimeError{Typed: typed, kind: "not a time of day", Wrong: "“" + typed + "” " + wrong, instead: instead}
}

// twelve gives what an hour on a clock face can mean in twenty-four.
func twelve(hour, minute int) []string {
	if hour > 23 || minute > 59 {
		return []string{"0230", "1430"}
	}
	if hour > 12 || hour == 0 {
		return []string{fmt.Sprintf("%02d%02d", hour, minute)}
	}
	return []string{fmt.Sprintf("%02d%02d", hour%12, minute), fmt.Sprintf("%02d%02d", hour%12+12, minute)}
}

// clockWords writes an instant as a clock to type.
func (r *timeReader) clockWords(t time.Time) string { return t.In(r.zone).Format("1504") }

// isAbbr tells whether a word is an abbreviation that the zone's clocks go by, in winter or in summer.
func (r *timeReader) isAbbr(word string) bool {
	if word == "" || word[0] < 'a' || word[0] > 'z' {
		return false
	}
	year := r.now.In(r.zone).Year()
	for _, month := range []time.Month{time.January, time.July} {
		if abbr, _ := time.Date(year, month, 1, 12, 0, 0, 0, r.zone).Zone(); strings.EqualFold(abbr, word) {
			return true
		}
	}
	return false
}

package reminders

import (
	"errors"
	"fmt"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Why cron/v3 is kept on a leash (FACTS §4): given a zone it skips a fixed time on the night the clocks go forward and fires it twice on
// the night they go back, it panics on `TZ=`, it makes `@every 0s` a flood, and it says "never" of 29 February across the year 2100.
// So it only reads the five fields, and only steps through them in UTC; zones, spacing and the rest are ours.
var cronParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// cronLine is a cron line as read: comparable, and small enough to be copied.
type cronLine struct {
	text                          string // the five fields, lower case, one space between
	minute, hour, dom, month, dow uint64 // as cron.SpecSchedule has them
	elapsed                       bool   // the hour is `*` or has a step: runs by elapsed time
}

// cronPart is one item of a list: `*`, `5`, `mon`, `1-5`, any of them with `/2`.
var cronPart = regexp.MustCompile(`^(\*|[0-9]{1,2}|[a-z]{3})(-([0-9]{1,2}|[a-z]{3}))?(/([0-9]{1,2}))?$`)

var cronFields = [5]struct {
	name string
	most int // the widest step that still steps
}{{"minute", 59}, {"hour", 23}, {"date", 30}, {"month", 11}, {"weekday", 6}}

// parseCron reads five fields and the name of a zone. Besides what is malformed it refuses what would never be due and
// what would be due more often than MinSpacing by the clock on the wall.
func parseCron(text, zone string) (Schedule, error) {
	if _, err := loadZone(zone); err != nil {
		return Schedule{}, fmt.Errorf("cron line: %w", err)
	}
	line, err := readCronLine(text)
	if err != nil {
		return Schedule{}, fmt.Errorf("cron line: %w", err)
	}
	// 2024 is any leap year: what does not come round from its start never comes round.
	if _, ok := line.next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1)); !ok {
		return Schedule{}, errors.New("cron line: there is no such date")
	}
	if line.spacing() < MinSpacing {
		return Schedule{}, fmt.Errorf("cron line: %w", ErrTooOften)
	}
	return Schedule{kind: kindCron, line: line, zone: zone}, nil
}

func readCronLine(text string) (cronLine, error) {
	if len(text) > maxSpec {
		return cronLine{}, fmt.Errorf("longer than %d bytes", maxSpec)
	}
	fields := strings.Fields(strings.ToLower(text))
	switch {
	case len(fields) > 0 && strings.Contains(fields[0], "="):
		return cronLine{}, errors.New("a zone cannot be set in the line")
	case len(fields) > 0 && strings.HasPrefix(fields[0], "@"):
		return cronLine{}, fmt.Errorf("%s is not taken: write daily and a time, or every and a length of time", fields[0])
	case len(fields) == 6:
		return cronLine{}, errors.New("six fields: it has minute, hour, date, month and weekday, and no seconds")
	case len(fields) != 5:
		return cronLine{}, fmt.Errorf("%s: it has minute, hour, date, month and weekday", counted(len(fields)))
	}
	for i, field := range fields {
		if err := checkCronField(field, cronFields[i].most); err != nil {
			return cronLine{}, fmt.Errorf("%s %q: %w", cronFields[i].name, field, err)
		}
	}
	line := cronLine{text: strings.Join(fields, " "), elapsed: strings.ContainsAny(fields[1], "*/")}
	parsed, err := guardedParse(line.text)
	if err != nil {
		return cronLine{}, err
	}
	line.minute, line.hour, line.dom, line.month, line.dow = parsed.Minute, parsed.Hour, parsed.Dom, parsed.Month, parsed.Dow
	return line, nil
}

func counted(n int) string {
	if n == 1 {
		return "one field"
	}
	return strconv.Itoa(n) + " fields"
}

// checkCronField refuses what cron/v3 would silently read as something else.
func checkCronField(field string, most int) error {
	for part := range strings.SplitSeq(field, ",") {
		m := cronPart.FindStringSubmatch(part)
		if m == nil || (m[1] == "*" && m[2] != "") {
			return errors.New("a field is *, a number, a range such as 1-5 or a step such as */2, or several with commas")
		}
		if m[5] == "" {
			continue
		}
		if step, _ := strconv.Atoi(m[5]); step == 0 || step > most {
			return fmt.Errorf("a step of %s is none: for that far apart write every and a length of time", m[5])
		}
	}
	return nil
}

// guardedParse never panics; what cron/v3 says of its own accord is not written for people and is put in words.
func guardedParse(text string) (spec *cron.SpecSchedule, err error) {
	defer func() {
		if recover() != nil {
			spec, err = nil, errors.New("it cannot be read")
		}
	}()
	parsed, err := cronParser.Parse(text)
	if err != nil {
		return nil, errors.New("a number or a name is out of range (Sunday is 0)")
	}
	spec, ok := parsed.(*cron.SpecSchedule)
	if !ok {
		return nil, errors.New("it cannot be read")
	}
	return spec, nil
}

// next steps through the line on a carrier (a wall time that says UTC); strictly after. ok is false when no date matches.
func (l cronLine) next(wall time.Time) (due time.Time, ok bool) {
	defer func() {
		if recover() != nil {
			due, ok = time.Time{}, false
		}
	}()
	spec := cron.SpecSchedule{Second: 1, Minute: l.minute, Hour: l.hour, Dom: l.dom, Month: l.month, Dow: l.dow, Location: time.UTC}
	due = spec.Next(wall)
	if due.IsZero() {
		// It gives up after five years; between 2096 and 2104 there is no 29 February for eight.
		due = spec.Next(time.Date(wall.Year()+5, 1, 1, 0, 0, 0, 0, time.UTC).Add(-1))
	}
	return due, !due.IsZero()
}

// spacing is the least time between two firings by the clock on the wall. The last of a day and the first of a day are taken to meet.
func (l cronLine) spacing() time.Duration {
	least, first, last := 24*60, -1, -1
	for hour := range 24 {
		if l.hour&(1<<hour) == 0 {
			continue
		}
		for set := l.minute &^ (1 << 63); set != 0; set &= set - 1 {
			minute := hour*60 + bits.TrailingZeros64(set)
			if first < 0 {
				first = minute
			} else {
				least = min(least, minute-last)
			}
			last = minute
		}
	}
	least = min(least, 24*60-last+first)
	return time.Duration(least) * time.Minute
}

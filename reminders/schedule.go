package reminders

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loggist/internal/force"
)

const (
	// MinSpacing is the least time between two firings of one schedule: a review is work, and a reminder that comes before
	// the last one could be done is noise.
	MinSpacing = 15 * time.Minute

	// MaxEvery is the widest grid of `every`.
	MaxEvery = 366 * 24 * time.Hour

	maxSpec = 256 // bytes; the longest spec that means anything is about half of that
)

// Schedule says when something is due: once, or again and again. It is a value: comparable with ==, safe to copy and to share.
// The zero Schedule is never due. See the package documentation for what each kind promises when the clocks change.
type Schedule struct {
	kind  kind
	at    int64         // once: the instant; every: the anchor of the grid; Unix seconds
	every time.Duration // every: the grid; daily: the time of day
	line  cronLine      // cron
	zone  string        // daily, cron: name in the tz database
}

type kind uint8

const (
	kindNever kind = iota
	kindOnce
	kindEvery
	kindDaily
	kindCron
)

// Once is due a single time, at the instant (to the second below).
func Once(at time.Time) (Schedule, error) {
	if !inRange(at.Unix()) {
		return Schedule{}, fmt.Errorf("schedule once: the year %d is out of range", at.UTC().Year())
	}
	return Schedule{kind: kindOnce, at: at.Unix()}, nil
}

// Every is due on a grid of elapsed time laid at anchor: at the anchor and every d after it, never before it.
// Next(anchor) is therefore one d after the anchor.
func Every(d time.Duration, anchor time.Time) (Schedule, error) {
	switch {
	case d < MinSpacing:
		return Schedule{}, fmt.Errorf("schedule every %s: %w", compact(d), ErrTooOften)
	case d > MaxEvery:
		return Schedule{}, fmt.Errorf("schedule every %s: more than 366 days apart", compact(d))
	case d%time.Second != 0:
		return Schedule{}, fmt.Errorf("schedule every %s: not a whole number of seconds", compact(d))
	case !inRange(anchor.Unix()):
		return Schedule{}, fmt.Errorf("schedule every %s: the year %d is out of range", compact(d), anchor.UTC().Year())
	}
	return Schedule{kind: kindEvery, every: d, at: anchor.Unix()}, nil
}

// Daily is due every day when the wall clock of the zone shows the time of day, which is whole minutes from midnight.
func Daily(clock time.Duration, zone string) (Schedule, error) {
	if clock < 0 || clock >= 24*time.Hour || clock%time.Minute != 0 {
		return Schedule{}, fmt.Errorf("schedule daily: %s is no time of day", clock)
	}
	if _, err := loadZone(zone); err != nil {
		return Schedule{}, fmt.Errorf("schedule daily: %w", err)
	}
	return Schedule{kind: kindDaily, every: clock, zone: zone}, nil
}

// Cron is due when the wall clock of the zone matches a cron line of five fields (minute, hour, date, month and weekday).
// Besides what Parse refuses it refuses a line whose firings would fall closer together than MinSpacing on a night on which the clocks
// change: a rule for whoever sets a review today, not for one that the record already holds.
func Cron(line, zone string) (Schedule, error) {
	s, err := parseCron(line, zone)
	if err != nil {
		return Schedule{}, err
	}
	if err := s.checkChangeNights(); err != nil {
		return Schedule{}, err
	}
	return s, nil
}

// ErrTooOften is found in the error of a schedule whose firings are closer together than MinSpacing.
var ErrTooOften = errors.New("a repeating review is at least 15 min apart")

// Parse reads a spec as String writes it. Whatever it accepts it reads the same for ever: nothing in it depends on today's date
// or on what tzdata says about future changes of the clocks. It does not panic, whatever the input.
func Parse(spec string) (Schedule, error) {
	if len(spec) > maxSpec {
		return Schedule{}, fmt.Errorf("parse schedule: longer than %d bytes", maxSpec)
	}
	verb, rest, _ := strings.Cut(spec, " ")
	var s Schedule
	var err error
	switch verb {
	case "once":
		var at time.Time
		if at, err = parseInstant(rest); err == nil {
			s, err = Once(at)
		}
	case "every":
		s, err = parseEvery(rest)
	case "daily":
		s, err = parseDaily(rest)
	case "cron":
		line, zone := rest, ""
		if i := strings.LastIndexByte(rest, ' '); i >= 0 {
			line, zone = rest[:i], rest[i+1:]
		}
		s, err = parseCron(line, zone)
	default:
		err = errors.New("begins with none of once, every, daily, cron")
	}
	if err != nil {
		return Schedule{}, fmt.Errorf("parse schedule %q: %w", spec, err)
	}
	return s, nil
}

func parseEvery(rest string) (Schedule, error) {
	length, from, ok := strings.Cut(rest, " from ")
	if !ok {
		return Schedule{}, errors.New("every: wants a length of time, then from, then an instant")
	}
	d, err := time.ParseDuration(length)
	if err != nil {
		return Schedule{}, fmt.Errorf("every: %q is no length of time", length)
	}
	anchor, err := parseInstant(from)
	if err != nil {
		return Schedule{}, err
	}
	return Every(d, anchor)
}

func parseDaily(rest string) (Schedule, error) {
	clock, zone, _ := strings.Cut(rest, " ")
	if len(clock) != 4 {
		return Schedule{}, fmt.Errorf("daily: %q is no time of day", clock)
	}
	hour, err1 := strconv.ParseUint(clock[:2], 10, 8)
	minute, err2 := strconv.ParseUint(clock[2:], 10, 8)
	if err1 != nil || err2 != nil || hour > 23 || minute > 59 {
		return Schedule{}, fmt.Errorf("daily: %q is no time of day", clock)
	}
	return Daily(time.Duration(hour)*time.Hour+time.Duration(minute)*time.Minute, zone)
}

// parseInstant reads RFC 3339 in UTC to the second, the one way in which instants are written here.
func parseInstant(s string) (time.Time, error) {
	t, err := time.Parse("2006-01-02T15:04:05Z", s)
	if err != nil || t.Nanosecond() != 0 { // time.Parse takes fractions that the layout does not name
		return time.Time{}, fmt.Errorf("%q is no instant in UTC such as 2027-03-28T01:00:00Z", s)
	}
	return t, nil
}

// String writes the spec, canonically: Parse(s.String()) is s again. It is empty for the zero Schedule.
func (s Schedule) String() string {
	switch s.kind {
	case kindOnce:
		return "once " + s.instant().Format(time.RFC3339)
	case kindEvery:
		return "every " + compact(s.every) + " from " + s.instant().Format(time.RFC3339)
	case kindDaily:
		return "daily " + s.clock() + " " + s.zone
	case kindCron:
		return "cron " + s.line.text + " " + s.zone
	}
	return ""
}

// Words says the schedule to a person: `once`, `every 4 h`, `daily at 0800 hrs`, `by the cron line 0 8,20 * * *`.
// When it is due next is for the caller to add.
func (s Schedule) Words() string {
	switch s.kind {
	case kindOnce:
		return "once"
	case kindEvery:
		return "every " + force.Span(s.every)
	case kindDaily:
		return "daily at " + s.clock() + " hrs"
	case kindCron:
		return "by the cron line " + s.line.text
	}
	return "never"
}

// IsZero tells whether s is the zero Schedule (also for the JSON option omitzero).
func (s Schedule) IsZero() bool { return s.kind == kindNever }

// Repeats tells whether s can be due more than once.
func (s Schedule) Repeats() bool { return s.kind > kindOnce }

// MarshalText writes the spec; in JSON it is therefore a string, empty for the zero Schedule.
func (s Schedule) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Schedule) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*s = Schedule{}
		return nil
	}
	parsed, err := Parse(string(text))
	if err != nil {
		return err
	}
	*s = parsed
	return nil
}

func (s Schedule) instant() time.Time { return time.Unix(s.at, 0).UTC() }

func (s Schedule) clock() string {
	minutes := int(s.every / time.Minute)
	return fmt.Sprintf("%02d%02d", minutes/60, minutes%60)
}

// compact writes a duration without the units that are nought: 4h, 90m as 1h30m.
func compact(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Instants are kept between the years 1 and 9999, which is what RFC 3339 can write.
var (
	firstSecond = time.Time{}.Unix()
	lastSecond  = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC).Unix()
)

func inRange(unix int64) bool { return unix >= firstSecond && unix <= lastSecond }

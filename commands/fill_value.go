package commands

import (
	"errors"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// wrong is what is wrong with a value, as a sentence for the person.
type wrong string

func (w wrong) Error() string { return string(w) }

const (
	yes = "yes"
	no  = "no"
)

// value reads the text of one field. The error is a wrong.
func (v *values) value(f *field, raw string) (any, error) {
	if len(f.options) > 0 || f.typ.Kind() == reflect.String && f.typ != typeString && f.typ != typeRef {
		return v.choice(f, raw)
	}
	switch f.typ {
	case typeBool:
		return yesNo(f, raw)
	case typeInt:
		if n := number(raw); n > 0 || raw == "0" {
			return n, nil
		}
		return nil, wrong("“" + clip(raw, 40) + "” is no number. Say it in figures: 3")
	case typeRef:
		return v.reference(raw)
	case typeWhen:
		return v.when(f, raw)
	case typeSpan:
		d, err := ParseDuration(raw)
		if err != nil {
			return nil, v.timeWrong(f, err)
		}
		return Span{Typed: raw, For: d}, nil
	case typeRepeats:
		return v.repeats(f, raw)
	case typeWho:
		return v.who(f, raw)
	case typeTeam:
		npt, ok := v.in.Force.NPTByWords(raw)
		if !ok {
			return nil, wrong("“" + clip(raw, 40) + "” is no neighbourhood policing team that I know. Known are " + orList(teamNames(v.in.Force)) + ".")
		}
		return Team{Typed: raw, ID: npt.ID}, nil
	case typeNumber:
		return v.number(f, raw)
	}
	return raw, nil
}

// reference reads a reference that a person mentions. Whether there is such an incident is not said: one that he may not
// see and one that does not exist are read alike.
func (v *values) reference(raw string) (any, error) {
	if ref, ok := findRef(v.in.Register, raw); ok {
		return ref, nil
	}
	reg := incident.NewRegister()
	for _, pattern := range []*regexp.Regexp{refPattern, yearlyPattern, barePattern} {
		m := pattern.FindStringSubmatch(raw)
		if m == nil {
			continue
		}
		year, n := v.in.Now.In(v.in.Force.Zone).Year(), number(m[len(m)-1])
		if len(m) > 2 && m[1] != "" {
			year = number(m[1])
		}
		reg.Refs = []incident.Ref{incident.NewRef(year, n)}
		if ref, ok := findRef(reg, raw); ok {
			return ref, nil
		}
	}
	return nil, wrong("“" + clip(raw, 40) + "” is no reference of an incident. Try: CI-142")
}

func yesNo(f *field, raw string) (any, error) {
	switch squash(raw) {
	case yes, "y", "true", "on":
		return true, nil
	case no, "n", "false", "off":
		return false, nil
	}
	return nil, wrong("“" + f.name + "” takes no words after it; “" + clip(raw, 40) + "” stood there.")
}

func (v *values) choice(f *field, raw string) (any, error) {
	for _, o := range f.options {
		if squash(o.Value) == squash(raw) || squash(o.Label) == squash(raw) {
			return o.Value, nil
		}
	}
	var known []string
	for _, o := range f.options {
		known = append(known, o.Value)
	}
	return nil, wrong("“" + clip(raw, 40) + "” is none of " + orList(known) + ".")
}

func (f *field) tense() Tense {
	if f.past {
		return Past
	}
	return Future
}

func (v *values) when(f *field, raw string) (any, error) {
	t, err := ParseTime(raw, f.tense(), v.in.Now, v.in.Force.Zone)
	if f.past && (err != nil || t.NeedsAsking) {
		// A watch that runs ahead of ours by less than a minute (R2.4).
		if soon, again := ParseTime(raw, Past, v.in.Now.Add(time.Minute), v.in.Force.Zone); again == nil && soon.At.After(v.in.Now) {
			t, err = soon, nil
		}
	}
	if err != nil {
		return nil, v.timeWrong(f, err)
	}
	if t.NeedsAsking {
		return nil, v.askDay(f, t)
	}
	return When{Typed: raw, At: t.At}, nil
}

// askDay asks whether a bare clock more than twelve hours away is the one that was meant: the form that opens says it with
// its date, so that sending it is the answer.
func (v *values) askDay(f *field, t TimeAnswer) error {
	dated := dated(t.At, v.in.Force.Zone)
	v.raw[f.name] = dated
	v.meant[f.name] = dated
	return wrong("“" + t.Typed + "” is " + force.Stamp(t.At, v.in.Force.Zone) + ", " + force.Until(t.At, v.in.Now) + ". If that is meant, say it with its day: " + dated + ".")
}

func (v *values) repeats(f *field, raw string) (any, error) {
	line := raw
	if isCron(raw) {
		line += " |" // ends a cron line
	}
	s, rest, err := CutSchedule(line, v.in.Now, v.in.Force.Zone)
	if err == nil && strings.TrimSpace(rest) != "" {
		return nil, wrong("“" + clip(raw, 60) + "” is more than when to review. Try: in 4h, tomorrow 0800, daily 0800, every 4h")
	}
	if err != nil {
		return nil, v.timeWrong(f, err)
	}
	if s.Time.NeedsAsking {
		return nil, v.askDay(f, s.Time)
	}
	return Repeats{Typed: raw, Schedule: s.Schedule}, nil
}

// isCron reports whether a schedule is a cron line.
func isCron(s string) bool {
	w := firstWords(s, 1)
	return len(w) == 1 && squash(w[0].text) == "cron"
}

// timeWrong is what a fault of a time says, with what would be right; the first of that stands in the example.
func (v *values) timeWrong(f *field, err error) error {
	t, ok := errors.AsType[TimeFault](err)
	if !ok {
		return wrong("That is no time that I can read. Try: 1410, in 2h, tomorrow 0800")
	}
	say := t.Say()
	if instead := t.Instead(); len(instead) > 0 {
		v.meant[f.name] = instead[0]
		say += " Try " + orList(instead) + "."
	}
	return wrong(say)
}

func (v *values) number(f *field, raw string) (any, error) {
	c := cutNumber(raw)
	if c.end == 0 || strings.TrimSpace(raw[c.end:]) != "" || c.n == 0 {
		return nil, wrong("“" + clip(raw, 40) + "” is no number of " + kindOf(f.series) + ". Try: " + sample(f.series))
	}
	series := first(f.series)
	if c.series != "" {
		if !slices.Contains(f.series, c.series) {
			return nil, wrong("“" + raw + "” is no number of " + kindOf(f.series) + ". Try: " + sample(f.series))
		}
		series = c.series
	}
	if c.ref != "" {
		if ref, ok := findRef(v.in.Register, c.ref); !ok || v.in.Full == nil || ref != v.in.Full.Open.Ref {
			return nil, wrong("“" + raw + "” is of another incident. Name it first: " + c.ref + " " + c.local)
		}
	}
	book := v.in.Book
	if c.book == incident.BookSensitive {
		book = c.book
	}
	if book != v.in.Book {
		return nil, wrong("There is no " + c.local + " here.")
	}
	return Number{Typed: raw, N: c.n, Series: series, Book: book}, nil
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// kindOf says what a series counts; sample is one of its numbers.
func kindOf(series []string) string {
	switch first(series) {
	case "E":
		return "an escalation"
	case "NPT":
		return "a task"
	case "R":
		return "a review"
	case "L":
		return "a line to take"
	}
	return "an entry"
}

func sample(series []string) string {
	switch s := first(series); s {
	case "", "entry":
		return "14"
	default:
		return s + "-1"
	}
}

func teamNames(f *force.Force) []string {
	var out []string
	for _, n := range f.NPTs {
		out = append(out, string(n.ID))
	}
	return out
}

// canHold reports whether a clause at the start of a line can hold what follows it there: a time, a person or post of the
// directory, a number, a choice; any words for a clause that is text.
func (v *values) canHold(f *field, s string) bool {
	switch f.typ {
	case typeBool:
		return s == ""
	case typeWho:
		_, ok := v.knownWho(s)
		return ok
	case typeWhen:
		return v.timeLike(s)
	}
	if s == "" {
		return false
	}
	_, err := v.value(f, s)
	return err == nil
}

// timeLike reports whether words are a time: one that has to be asked about, or that lies the wrong way, is one too, and
// is refused as such.
func (v *values) timeLike(s string) bool {
	for _, tense := range []Tense{Past, Future} {
		_, err := ParseTime(s, tense, v.in.Now, v.in.Force.Zone)
		if err == nil {
			return true
		}
		if _, twice := errors.AsType[*AmbiguousTimeError](err); twice {
			return true
		}
		if _, never := errors.AsType[*NoSuchTimeError](err); never {
			return true
		}
	}
	return false
}

package commands

import (
	"errors"
	"slices"
	"strings"

	"loggist/internal/force"
)

// firstWordsOf returns the end of the longest beginning of head that f can be. more says that other words may follow,
// which are then not mistaken for a name: a bare surname or the beginning of a team's name only counts if it is set off.
func (v *values) firstWordsOf(f *field, head string, more bool) int {
	switch f.typ {
	case typeNumber:
		return cutNumber(head).end
	case typeRepeats:
		_, rest, err := CutSchedule(text(head), v.in.Now, v.in.Force.Zone)
		if err == nil {
			return len(head) - len(strings.TrimLeft(rest, " \t"))
		}
		if end := badSchedule(head); end > 0 {
			return end
		}
		return halfTime(head, err)
	case typeWhen:
		_, rest, err := CutTime(text(head), f.tense(), v.in.Now, v.in.Force.Zone)
		if err == nil {
			return len(head) - len(strings.TrimLeft(rest, " \t"))
		}
		return halfTime(head, err)
	case typeSpan:
		if _, rest, err := CutDuration(text(head)); err == nil {
			return len(head) - len(strings.TrimLeft(rest, " \t"))
		}
		return 0
	}
	return longestPrefix(head, 5, func(s string) bool { return v.isFirst(f, s, head, more) })
}

// halfTime returns the end of words that are a time and cannot be what is wanted (one that the clocks skip, or that comes twice):
// that is said, not that there was none.
func halfTime(head string, err error) int {
	typed := ""
	if e, ok := errors.AsType[*AmbiguousTimeError](err); ok {
		typed = e.Typed
	}
	if e, ok := errors.AsType[*NoSuchTimeError](err); ok {
		typed = e.Typed
	}
	if i := strings.Index(head, typed); typed != "" && i >= 0 && i <= len("on ") {
		return i + len(typed)
	}
	return 0
}

// badSchedule returns the end of words that begin a schedule and are none ("every 10m"): what is wrong with them is said, not
// that there were none.
func badSchedule(head string) int {
	w := firstWords(head, 3)
	if len(w) < 2 || w[0].text != "every" && w[0].text != "daily" {
		return 0
	}
	if _, err := ParseDuration(w[1].text); err == nil || len(w) == 2 {
		return w[1].end
	}
	return w[2].end
}

func (v *values) isFirst(f *field, s, head string, more bool) bool {
	if f.typ == typeString && len(f.options) == 0 {
		return !strings.ContainsAny(s, " \t")
	}
	if f.typ != typeWho && f.typ != typeTeam {
		_, err := v.value(f, s)
		return err == nil
	}
	setOff := !more || s == strings.TrimSpace(head) || strings.HasSuffix(s, ",") || strings.HasSuffix(s, ":")
	if f.typ == typeTeam {
		npt, ok := v.in.Force.NPTByWords(strings.TrimRight(s, ",:"))
		return ok && (setOff || wholeName(npt, s) || s == strings.ToLower(s) && len(s) >= 3)
	}
	w, ok := v.knownWho(s)
	if !ok {
		return false
	}
	bareName := w.Person != "" && !strings.HasPrefix(s, "@") && !strings.ContainsAny(s, ". ")
	return setOff || !bareName
}

// wholeName reports whether s is a team's id, name or beat, and not a beginning of one.
func wholeName(n force.NPT, s string) bool {
	s = squash(s)
	return s == squash(string(n.ID)) || s == squash(n.Name) || slices.ContainsFunc(n.Beats, func(b string) bool { return squash(b) == s })
}

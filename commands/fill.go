package commands

import (
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"
)

// fault is why values cannot be taken: every field that is wrong at once.
type fault struct {
	code   string
	say    []string // sentences, in the order of the fields
	fields map[string]string
	// missing is the first field that is needed and was not given.
	missing string
	ground  bool // words that read like something to do on the ground
}

func (f *fault) Error() string { return "refused: " + f.code }

// fill reads the values into a new question struct. The error is a *fault with everything that is wrong.
func (v *values) fill() (any, error) {
	f := &fault{code: v.code, say: v.loose, fields: map[string]string{}}
	q := v.take(f)
	if q != nil && !f.ground {
		v.check(q, f)
	}
	if len(f.say) > 0 {
		return nil, f
	}
	return q, nil
}

// take reads the values as far as they can be read, whatever the incident says of them.
func (v *values) take(f *fault) any {
	var q any
	if v.cmd.Question != nil {
		q = v.cmd.Question()
	}
	if v.left != "" {
		v.leftOver(f)
	}
	if v.cmd.NeverRefused {
		v.forgive()
	}
	for i := range v.fields {
		if !f.ground {
			v.fillField(reflect.ValueOf(q).Elem(), &v.fields[i], f)
		}
	}
	return q
}

func (v *values) fillField(q reflect.Value, f *field, to *fault) {
	raw := strings.TrimSpace(v.raw[f.name])
	wrong := v.faults[f.name]
	code := "bad-" + f.name
	switch {
	case wrong != "":
		code = "twice"
	case raw == "" && f.need != "" && v.enforces():
		wrong, code = f.need, "no-"+f.name
		if c := f.clauses; len(c) > 0 && c[0] == "because" {
			code = "no-reason"
		}
		if to.missing == "" {
			to.missing = f.name
		}
	case raw == "":
		return
	case f.reason && saysNothing(raw):
		wrong, code = "“"+raw+"” is no reason that somebody could read in two years; say it in words.", "empty-reason"
	case f.limit > 0 && utf8.RuneCountInString(raw) > f.limit:
		wrong = fmt.Sprintf("%s: %d characters, and at most %d can be kept here.", f.label, utf8.RuneCountInString(raw), f.limit)
		code = "too-long"
	default:
		value, err := v.value(f, raw)
		if err == nil {
			q.FieldByIndex(f.index).Set(reflect.ValueOf(value).Convert(f.typ))
			return
		}
		wrong = err.Error()
	}
	if to.code == "" {
		to.code = code
	}
	to.say = append(to.say, wrong)
	to.fields[f.name] = wrong
}

// forgive makes words of whatever a field cannot take, in a command that is never refused for words.
func (v *values) forgive() {
	r := rest(v.fields)
	if r == nil {
		return
	}
	for i := range v.fields {
		f := &v.fields[i]
		raw := strings.TrimSpace(v.raw[f.name])
		if raw == "" || f.rest {
			continue
		}
		_, err := v.value(f, raw)
		if f.reason && saysNothing(raw) {
			v.raw[f.name] = ""
		} else if err != nil || f.limit > 0 && utf8.RuneCountInString(raw) > f.limit {
			v.raw[f.name] = ""
			if len(f.clauses) > 0 {
				raw = f.clauses[0] + " " + raw
			}
			v.raw[r.name] = strings.TrimSpace(v.raw[r.name] + " | " + raw)
		}
	}
}

// enforces reports whether what is needed has to be there: what is never refused for words makes do with any, and a field
// that is given instead of the rest (“not needed because …”) stands alone.
func (v *values) enforces() bool {
	for _, f := range v.fields {
		if f.instead && strings.TrimSpace(v.raw[f.name]) != "" {
			return false
		}
	}
	return !v.cmd.NeverRefused || !v.given()
}

// given reports whether anything was said at all.
func (v *values) given() bool {
	for _, raw := range v.raw {
		if strings.TrimSpace(raw) != "" {
			return true
		}
	}
	return false
}

// leftOver refuses words that nothing takes.
func (v *values) leftOver(f *fault) {
	if v.cmd.OnlyClauses {
		f.code, f.ground = "on-the-ground", true
		f.say = []string{"That reads like something to do on the ground."}
		return
	}
	if f.code == "" {
		f.code = "left-over"
	}
	f.say = append(f.say, "“"+clip(v.left, 80)+"” is more than /"+v.cmd.Path+" takes.")
}

// lacks reports whether a field that is needed has no value.
func (v *values) lacks() bool {
	for _, f := range v.fields {
		if f.need != "" && strings.TrimSpace(v.raw[f.name]) == "" {
			return true
		}
	}
	return false
}

// nothings are reasons that say nothing, squashed.
var nothings = map[string]bool{
	"na": true, "n/a": true, "none": true, "nil": true, "no": true, "nothing": true, "null": true, "notapplicable": true, "tbc": true, "tba": true,
	"tbd": true, "asabove": true, "seeabove": true, "above": true, "asbefore": true, "asdiscussed": true, "discussed": true, "asagreed": true,
	"asper": true, "asperabove": true, "same": true, "sameasabove": true, "sameasbefore": true, "ditto": true, "tobeconfirmed": true,
	"tobeadvised": true, "tobedecided": true, "later": true, "tofollow": true, "reason": true, "noreason": true, "because": true, "unknown": true,
	"notknown": true, "asbriefed": true, "asstated": true, "asreported": true, "selfexplanatory": true, "obvious": true, "...": true,
}

// saysNothing reports whether a reason is one that says nothing.
func saysNothing(s string) bool {
	plain := strings.ToLower(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \t\n-_.,:;!?'\"()/\\", r) {
			return -1
		}
		return r
	}, s))
	return plain == "" || nothings[plain] || strings.Trim(plain, "x") == ""
}

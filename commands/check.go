package commands

import (
	"errors"
	"maps"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"

	"loggist/bot"
)

// check adds what only the incident can tell of fields that could be read: whose decision it is, and what the command itself finds.
func (v *values) check(q any, to *fault) {
	wrong := map[string]string{}
	for i := range v.fields {
		if f := &v.fields[i]; f.decides != nil {
			by, _ := reflect.ValueOf(q).Elem().FieldByIndex(f.index).Interface().(Who)
			maps.Copy(wrong, wrongFields(errOf(f.decides(v.in, by))))
		}
	}
	if v.cmd.Check != nil {
		maps.Copy(wrong, v.cmd.Check(v.in, q))
	}
	var said []string
	labels := map[string][]string{}
	for _, field := range v.fields {
		for name, words := range wrong {
			if !strings.EqualFold(name, field.name) || to.fields[field.name] != "" {
				continue
			}
			words, meant, _ := strings.Cut(words, tryThis)
			if to.fields[field.name] = words; meant != "" {
				v.meant[field.name] = meant
			}
			if labels[words] == nil {
				said = append(said, words)
			}
			labels[words] = append(labels[words], field.label)
			if to.code == "" {
				to.code = "bad-" + field.name
			}
		}
	}
	for _, words := range said {
		if of := labels[words]; len(of) > 1 { // once for all of them
			words = strings.Join(of, "; ") + ": " + uncapital(words)
		}
		to.say = append(to.say, words)
	}
}

// uncapital writes the first letter small: what was a sentence goes on after a colon.
func uncapital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

// wrongFields are the fields that refusals are about, for a Check: what a command looks up before it acts, it looks up there too.
// What is refused for another reason than a field is left to Run.
func wrongFields(errs ...error) map[string]string {
	out := map[string]string{}
	for _, err := range errs {
		if u, ok := errors.AsType[*bot.UserError](err); ok {
			for name, words := range u.Fields {
				if out[name] == "" {
					out[name] = words
				}
			}
		}
	}
	return out
}

// errOf drops what was looked up.
func errOf[T any](_ T, err error) error { return err }

// stands is what is said of an act that something stands against. Words that read like something to do on the ground are that first. Of
// an act that is only held up everything else is said as well, for other people mend it: what is wrong with the fields, and to who
// may not do it at all that he may not.
func (a *Act) stands(in *Input, v *values, before error) error {
	u, ok := errors.AsType[*bot.UserError](before)
	if !ok || a.wantsForm(v) {
		return before
	}
	read := &fault{fields: map[string]string{}}
	if v.take(read); read.ground {
		return read
	}
	if u.Code != heldUp {
		return before
	}
	q, err := v.fill()
	f, wrong := errors.AsType[*fault](err)
	if !wrong {
		if _, err := a.Command.Run(in, q); err != nil {
			return err
		}
		return before
	}
	what, try, tried := strings.Cut(u.Say, tryThis)
	both := &bot.UserError{Code: u.Code, Say: strings.Join(append([]string{what}, f.say...), " "), Fields: f.fields}
	if tried {
		both.Say += tryThis + try
	}
	return both
}

package commands

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"loggist/bot"
	"loggist/internal/say"
)

// Whether something was recorded is said in every refusal, in the same words.
const (
	nothing = "Nothing was recorded."
	notYet  = "Nothing was recorded yet."
	tryThis = "\nTry: "
)

// Refuse is what a command's Run answers with when it cannot do what was asked: what was wrong, in a sentence or two.
// [Act.Run] adds that nothing was recorded, everything that was typed, an example made of it, and the form filled with it.
func Refuse(code, what string) *bot.UserError { return &bot.UserError{Code: code, Say: what} }

// RefuseField is Refuse for one field, named as in the question struct ("Because").
func RefuseField(code, name, what string) *bot.UserError {
	return &bot.UserError{Code: code, Say: what, Fields: map[string]string{strings.ToLower(name): what}}
}

// RefuseFieldTry is RefuseField with a value that would be right.
func RefuseFieldTry(code, name, what, value string) *bot.UserError {
	return RefuseField(code, name, what+tryThis+value)
}

// RefuseTry is Refuse with a line that would be right.
func RefuseTry(code, what, line string) *bot.UserError {
	return &bot.UserError{Code: code, Say: what + tryThis + line}
}

// refusal makes of any refusal the one that a person sees. Errors that are no refusals pass.
func (a *Act) refusal(in *Input, err error) error {
	var u *bot.UserError
	var example string
	var v *values
	if a.Command != nil {
		v = a.read(in)
	}
	f, isFault := errors.AsType[*fault](err)
	switch {
	case isFault:
		_, _ = v.fill() // so that the form shows a time with its day where that is asked
		maps.Copy(v.faults, f.fields)
		u = &bot.UserError{Code: f.code, Say: strings.Join(f.say, " "), Fields: f.fields}
		example = a.example(f, v)
	default:
		got, ok := errors.AsType[*bot.UserError](err)
		if !ok {
			return err
		}
		if got.Code == "no-such-incident" {
			return got
		}
		c := *got
		u = &c
		if strings.Contains(u.Say, gave) { // it was composed where it arose
			if u.Form == nil && v != nil && a.Command.Question != nil {
				u.Form = a.form(in, v)
			}
			return u
		}
		if v != nil && len(u.Fields) > 0 { // shown in the form, a hidden one too
			maps.Copy(v.faults, u.Fields)
			example = a.example(&fault{fields: u.Fields}, v)
		}
	}
	what, try, _ := strings.Cut(u.Say, tryThis)
	if try == "" {
		try = example
	}
	if strings.TrimSpace(try) == strings.TrimSpace(a.line()) { // what was just refused is no example
		try = ""
	}
	if isFault && f.ground { // one sentence after another, as CONTRACT has it
		u.Say = what + " " + nothing + " Try: " + try + "\n" + gaveBack(a.line())
	} else {
		u.Say = what
		if !strings.Contains(what, nothing) {
			u.Say += " " + nothing
		}
		u.Say += " " + gaveBack(a.line())
		if try != "" {
			u.Say += tryThis + try
		}
	}
	if u.Form == nil && v != nil && a.Command.Question != nil && !a.stopped(in, v) {
		u.Form = a.refusedForm(in, v, isFault && f.ground)
	}
	return u
}

// stopped reports whether nothing was filled in yet of an act that cannot be done whatever is filled in: then no form opens.
func (a *Act) stopped(in *Input, v *values) bool {
	return a.Command.Before != nil && a.wantsForm(v) && a.Command.Before(in) != nil
}

// refusedForm is the form that a refusal opens, filled with what was typed: the command's own, or that of a decision
// where the words were something to do on the ground.
func (a *Act) refusedForm(in *Input, v *values, ground bool) *bot.Form {
	if c := lookup("decision"); ground && c != nil {
		d := Act{Command: c, slash: c.Path, typed: a.words, words: a.groundWords(), way: byLine}
		return d.form(in, d.read(in))
	}
	if r := rest(v.fields); r != nil && len(v.loose) > 0 && !a.Command.secret() {
		// Clauses that there are not would be lost from the form: it opens with the whole line where the words go.
		v.raw[r.name] = text(a.words)
	}
	return a.form(in, v)
}

// groundWords are the words of a verb about the whole incident that read like something else, with the verb itself.
func (a *Act) groundWords() string {
	if a.way != byLine {
		return a.words
	}
	words := a.typed
	if w := firstWords(words, 1); len(w) > 0 && (isRef(w[0].text) || a.Ref != "" && trimRef(w[0].text) == a.Ref) {
		words = strings.TrimSpace(words[w[0].end:])
	}
	return words
}

// example is a line that would be right, made of the person's own words.
func (a *Act) example(f *fault, v *values) string {
	if f.ground {
		words := text(a.groundWords())
		if because, ok := v.raw["because"]; ok && because != "" {
			return "/decision " + clip(words, 300)
		}
		return "/decision " + clip(words, 300) + " because …"
	}
	if a.Command.secret() {
		return a.Command.Examples[0]
	}
	raw := map[string]string{}
	for name, value := range v.raw {
		if _, bad := f.fields[name]; !bad {
			raw[name] = clip(value, 300)
		}
	}
	for _, fd := range v.fields {
		if _, bad := f.fields[fd.name]; bad && raw[fd.name] == "" && fd.typ != typeBool {
			switch {
			case v.meant[fd.name] != "":
				raw[fd.name] = v.meant[fd.name]
			case v.readable(&fd) && fd.typ != typeWho:
				raw[fd.name] = "…" // it is what such a field holds, and is not right here
			default:
				raw[fd.name] = fd.sample()
			}
		}
	}
	return compose(a.Command, raw, v.left)
}

// readable reports whether something was given that the field can hold.
func (v *values) readable(f *field) bool {
	raw := v.raw[f.name]
	if raw == "" {
		return false
	}
	_, err := v.value(f, raw)
	return err == nil
}

// sample stands for a value that is missing.
func (f *field) sample() string {
	switch {
	case len(f.options) > 0:
		return "…" // which of them is for the person to say: no example chooses (S23)
	case f.typ == typeNumber:
		return sample(f.series)
	case f.typ == typeWhen && f.past:
		return "1410"
	case f.typ == typeWhen || f.typ == typeRepeats:
		return "in 4h"
	case f.typ == typeSpan:
		return "2h"
	case f.typ == typeWho && (f.name == "post" || f.name == "by"):
		return "duty inspector"
	case f.typ == typeWho:
		return "@…"
	}
	return "…"
}

// compose writes the line that means these values.
func compose(c *Command, raw map[string]string, _ string) string {
	var head, clauses []string
	reason, last := "", ""
	fields := c.fields()
	for _, f := range fields {
		value := strings.ReplaceAll(raw[f.name], "|", "\\|")
		switch {
		case value == "" || f.typ == typeBool && value == no:
		case f.word:
			if f.typ == typeRepeats && isCron(value) {
				value += " |"
			}
			head = append(head, value)
		case f.rest:
		case f.last:
			last = " " + value
		case len(f.clauses) == 0:
		case f.clauses[0] == "because":
			reason = value
		case f.typ == typeBool:
			clauses = append(clauses, f.clauses[0])
		default:
			clauses = append(clauses, f.clauses[0]+" "+value)
		}
	}
	line := "/" + c.Path
	for _, h := range head {
		line += " " + h
	}
	if r := rest(fields); r != nil && raw[r.name] != "" {
		line += " " + strings.ReplaceAll(raw[r.name], "|", "\\|")
	}
	line += last
	if reason != "" {
		if c.OnlyClauses {
			line += " |"
		}
		line += " because " + reason
	}
	for _, cl := range clauses {
		line += " | " + cl
	}
	return line
}

// gave begins what gives everything back that was typed.
const gave = "You typed: "

func gaveBack(line string) string {
	if strings.TrimSpace(line) == "" {
		return ""
	}
	return gave + line
}

// verbOrWords asks whether a verb without its number was meant, or words that begin like it.
func (a *Act) verbOrWords() error {
	verb := a.instead
	return &bot.UserError{
		Code: "verb-or-words",
		Say: "That begins like /" + verb.Path + ", which needs a number such as " + sample(numbered(verb.fields()).series) + ". Was it that, or words?" +
			tryThis + "/" + verb.Path + " " + sample(numbered(verb.fields()).series) + " …",
		Actions: []bot.Action{
			{ID: say.ActionID(verb.Path, ""), Label: verb.button()},
			{ID: say.ActionID(a.Command.Path, ""), Label: a.Command.button()},
		},
	}
}

// orList writes a, b or c.
func orList(s []string) string {
	s = slices.Clone(s)
	switch len(s) {
	case 0:
		return ""
	case 1:
		return s[0]
	}
	return strings.Join(s[:len(s)-1], ", ") + " or " + s[len(s)-1]
}

// clip shortens words that stand inside a sentence; what is given back is never shortened.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimSpace(string(r[:n])) + "…"
}

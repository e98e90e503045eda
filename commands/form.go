package commands

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/say"
)

// maxTitle is how long a form's title and a field's short label may be.
const maxTitle = 24

// title names the form of a command.
func (c *Command) title() string {
	if c.Title != "" {
		return c.Title
	}
	return capital(strings.TrimPrefix(c.Path, ci+" "))
}

// button says the whole act of a command.
func (c *Command) button() string {
	if c.Button != "" {
		return c.Button
	}
	return c.title()
}

// form makes the form of an act, filled with what is known. Its id carries everything else: nothing is kept here.
func (a *Act) form(in *Input, v *values) *bot.Form {
	var ref incident.Ref
	if in.Full != nil {
		ref = in.Full.Open.Ref
	}
	f := &bot.Form{Title: a.Command.title(), Submit: a.Command.button()}
	hidden := map[string]string{}
	if in.Full != nil && in.Book == incident.BookSensitive {
		hidden[bookName] = string(in.Book)
	}
	for i := range v.fields {
		fd := &v.fields[i]
		value := v.raw[fd.name]
		if fd.hidden && value != "" && v.faults[fd.name] == "" {
			if got, err := v.value(fd, value); err == nil {
				hidden[fd.name] = value
				if n, ok := got.(Number); ok && in.Full != nil {
					f.Submit, f.Intro = n.button(f.Submit), say.Brief(in.view(), in.Full, in.Book, incident.Series(n.Series), n.N)
				}
				continue
			}
		}
		if fd.hidden && fd.need == "" && value == "" {
			continue // without it the act finds what it is about by itself
		}
		f.Fields = append(f.Fields, v.formField(fd, value))
	}
	if a.Command.Intro != nil && f.Intro == "" {
		f.Intro = a.Command.Intro(in)
	}
	if len(f.Fields) == 0 && f.Intro == "" {
		f.Intro = a.Command.Short
	}
	f.ID = a.formID(ref, hidden)
	if a.Command.Confirm != "" && a.Command.Confirms == nil {
		a.confirmForm(in, f)
	}
	return f
}

// button makes of "Accept a task" the whole act: "Accept task NPT-1".
func (n Number) button(label string) string {
	noun := strings.TrimPrefix(strings.TrimPrefix(kindOf([]string{n.Series}), "an "), "a ")
	name := n.name()
	for _, article := range []string{"a ", "an ", "the "} {
		if before, after, ok := strings.Cut(label, article+noun); ok {
			return before + noun + " " + name + after
		}
	}
	return label + ": " + name
}

// name is the number as people say it: NPT-1, 014, S-R-2.
func (n Number) name() string {
	s := incident.Side{Book: n.Book}
	if n.Series == "entry" {
		return incident.Number(n.Book, uint64(n.N))
	}
	return s.Name(incident.Series(n.Series), n.N)
}

// confirmForm makes the button of a form the one that says the act and the reference.
func (a *Act) confirmForm(in *Input, f *bot.Form) {
	if !strings.Contains(f.ID, confirmedName) {
		f.ID += ":" + confirmedName + "%3D" + yes
	}
	f.Submit = a.Command.Confirm
	if strings.Contains(f.Submit, "%s") {
		f.Submit = fmt.Sprintf(f.Submit, refOf(in))
	}
}

func (v *values) formField(f *field, value string) bot.Field {
	if v.cmd.secret() && v.withheld(f, value) {
		value = ""
	}
	out := bot.Field{
		Name: f.name, Label: f.label, Short: f.short, Help: f.help, Type: f.formType(), Required: f.need != "" || f.must, Limit: f.limit,
		Options: v.options(f), Value: value,
	}
	if out.Type == bot.FieldChoice && value != "" {
		if got, err := v.value(f, value); err == nil {
			out.Value = optionValue(got)
		}
	}
	return out
}

// optionValue is the value of a choice as the form knows it.
func optionValue(v any) string {
	if t, ok := v.(Team); ok {
		return string(t.ID)
	}
	return reflect.ValueOf(v).String()
}

func (f *field) formType() bot.FieldType {
	switch {
	case len(f.options) > 0 || f.typ == typeTeam:
		return bot.FieldChoice
	case f.lines:
		return bot.FieldLines
	}
	switch f.typ {
	case typeBool:
		return bot.FieldYesNo
	case typeWhen, typeSpan, typeRepeats:
		return bot.FieldTime
	case typeWho:
		return bot.FieldPerson
	}
	return bot.FieldText
}

// options are those of a choice; teams are the force's.
func (v *values) options(f *field) []bot.Option {
	if f.typ != typeTeam {
		return slices.Clone(f.options)
	}
	var out []bot.Option
	for _, n := range v.in.Force.NPTs {
		out = append(out, bot.Option{Value: string(n.ID), Label: n.Name})
	}
	return out
}

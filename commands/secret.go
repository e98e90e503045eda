package commands

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"loggist/bot"
)

// Where somebody was taken to is in no message that goes out (R3.15, S19). A command with a secret field therefore gives back
// nothing of what was typed but what stands in fields of its own: a secret may stand anywhere in a line that could not be read.

// secret reports whether a command has a field whose value never goes out.
func (c *Command) secret() bool {
	return slices.ContainsFunc(c.fields(), func(f field) bool { return f.secret })
}

const notGivenBack = "What you typed is not given back here: it may say where somebody is."

// codeHidden is the code of a refusal after which nothing that was typed is given back, by whatever command.
const codeHidden = "hidden"

var quoted = regexp.MustCompile("“[^”]*”")

// withoutSecrets takes everything that was typed out of a refusal; the command's own words stay.
func (c *Command) withoutSecrets(u *bot.UserError) *bot.UserError {
	clean := func(s string) string {
		s = quoted.ReplaceAllStringFunc(s, func(q string) string {
			if byClause(c.fields(), strings.Trim(q, "“”")) != nil {
				return q
			}
			return "that"
		})
		return upper(s)
	}
	out := *u
	out.Say, out.Fields = clean(u.Say), maps.Clone(u.Fields)
	for k, v := range out.Fields {
		out.Fields[k] = clean(v)
	}
	return &out
}

// withheld reports whether a field's value is not shown in a form again: a secret, and what its field could not take.
func (v *values) withheld(f *field, value string) bool {
	if f.secret || value == "" {
		return true
	}
	_, err := v.value(f, value)
	return err != nil
}

// isSecret reports whether words that were sent as a message begin a command with a secret field.
func isSecret(slash, words string) bool {
	c, end, _ := match(slash, words)
	return c != nil && end > 0 && c.secret()
}

package commands

import (
	"errors"
	"strings"
	"testing"

	"loggist/bot"
)

// Every form that is sent with nothing in it says of each field that is needed what is missing, all at once and next to the field;
// what was typed in the others is kept, except what is never given back.
func TestEveryFormSaysAllThatIsWrong(t *testing.T) {
	forms, stopped := 0, map[string]bool{}
	for _, c := range All() {
		var needed []string
		kept := ""
		for _, f := range c.fields() {
			switch {
			case f.need != "" && !f.hidden:
				needed = append(needed, f.name)
			case f.typ == typeString && len(f.options) == 0 && !f.secret && !f.instead && !f.reason && kept == "":
				kept = f.name
			}
		}
		if len(needed) == 0 || c.NeverRefused || numbered(c.fields()) != nil {
			continue
		}
		forms++
		in, _ := testInput(t)
		if c.Before != nil {
			if u, ok := errors.AsType[*bot.UserError](c.Before(in)); ok && u.Code != heldUp {
				stopped[c.Path] = true // it is in TestEverythingWrongIsSaidAtOnce, where it can be done
				continue
			}
		}
		a, err := ReadForm(formOf(t, c, in), map[string]string{kept: "what was typed stays"}, testAccounts)
		if err != nil {
			t.Errorf("%s: %v", c.Path, err)
			continue
		}
		_, err = a.Run(in)
		if err == nil {
			t.Errorf("%s: an empty form was taken", c.Path)
			continue
		}
		u := refused(t, err)
		for _, name := range needed {
			if strings.TrimSpace(u.Fields[name]) == "" {
				t.Errorf("%s: nothing is said at the field %s; errors: %v", c.Path, name, u.Fields)
			}
		}
		if !strings.Contains(u.Say, nothing) || u.Form == nil {
			t.Errorf("%s: %q, form %v", c.Path, u.Say, u.Form)
			continue
		}
		for _, f := range u.Form.Fields {
			if f.Name == kept && f.Value != "what was typed stays" {
				t.Errorf("%s: what was typed in %s is lost: %q", c.Path, kept, f.Value)
			}
		}
	}
	if forms < 25 || len(stopped) > 8 {
		t.Errorf("only %d forms were tried; not %v", forms, stopped)
	}
}

// formOf is the id of the form of a command.
func formOf(t *testing.T, c *Command, in *Input) string {
	t.Helper()
	a := Act{Command: c, way: byButton, values: map[string]string{}}
	return a.form(in, a.read(in)).ID
}

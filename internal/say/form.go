package say

import (
	"reflect"
	"slices"
	"strings"
	"time"

	"loggist/incident"
)

// formWords are those of a form: its heading, the text of the field that takes the first words, and a line for each other
// field that has something in it, under the label it was asked with. What a field with secret:"" holds is never said.
func (c scope) formWords(l *incident.Line) (entryWords, bool) {
	f, ok := l.Body.(incident.Form)
	if !ok {
		return entryWords{}, false
	}
	w := entryWords{Name: f.Heading(), Decided: true}
	if v, ok := f.(interface{ Verb() string }); ok {
		w.Verb = v.Verb()
	}
	c.formLines(reflect.ValueOf(f).Elem(), &w)
	if h, ok := f.(*incident.Handover); ok {
		c.handoverLines(h, l, &w)
	}
	if j, ok := f.(*incident.JointViews); ok {
		for _, v := range j.Views {
			w.Lines = append(w.Lines, labelled(v.Name+", commander "+v.Commander, strings.ToUpper(string(v.Stand))+colon(v.Words)))
		}
	}
	if r, ok := c.side.Review(reviewOfForm(f)); ok {
		w.After = []string{c.reviewOf(r)}
	}
	return w, true
}

// colon puts words after what they explain.
func colon(words string) string {
	if words == "" {
		return ""
	}
	return ": " + words
}

func (c scope) formLines(v reflect.Value, w *entryWords) {
	for i := range v.NumField() {
		sf := v.Type().Field(i)
		if _, secret := sf.Tag.Lookup("secret"); secret || !sf.IsExported() {
			continue
		}
		if p, ok := v.Field(i).Interface().(incident.Prompts); ok {
			w.After = append(w.After, c.asked(p)...)
			continue
		}
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			c.formLines(v.Field(i), w)
			continue
		}
		label := sf.Tag.Get("label")
		if label == "" {
			label = sf.Tag.Get("ask")
		}
		value := c.formValue(v.Field(i), sf.Tag)
		if label == "" || value == "" {
			continue
		}
		if _, lead := sf.Tag.Lookup("rest"); lead {
			w.Text = value
			continue
		}
		w.Lines = append(w.Lines, label+": "+value)
	}
}

// asked are the questions that an entry puts on the card, a line each.
func (c scope) asked(p incident.Prompts) []string {
	var out []string
	for _, q := range p.Asks {
		lead := "Still to answer now: "
		if c.Report { // which is read when it has long been answered
			lead = "It asked: "
		}
		line := lead + incident.QuestionText(q.Key) + "?"
		if !q.Due.IsZero() {
			line += " By " + c.Clock(q.Due)
		}
		out = append(out, line)
	}
	return out
}

// formValue is a field in words; empty for one that was left empty.
func (c scope) formValue(v reflect.Value, tag reflect.StructTag) string {
	switch x := v.Interface().(type) {
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return c.Clock(x)
	case incident.Charge:
		return x.Label
	case incident.Who:
		return x.Name
	case []string:
		if slices.ContainsFunc(x, func(item string) bool { return strings.Contains(item, ",") }) {
			return strings.Join(x, "; ")
		}
		return strings.Join(x, ", ")
	case bool:
		if x {
			return "yes"
		}
		return ""
	}
	if v.Kind() != reflect.String {
		return ""
	}
	for o := range strings.SplitSeq(tag.Get("options"), ";") {
		if value, label, ok := strings.Cut(o, "="); ok && value == v.String() {
			return label
		}
	}
	return v.String()
}

// reviewOfForm is the number of the review that a form sets; 0 when it sets none.
func reviewOfForm(f incident.Form) int {
	v := reflect.ValueOf(f).Elem().FieldByName("Review")
	if !v.IsValid() || !v.CanInt() {
		return 0
	}
	return int(v.Int())
}

package incident

import (
	"cmp"
	"reflect"
	"slices"
	"sync"
)

// Form is a body that is asked for as it is kept: its struct is the form, the typed line, the entry, its post and its JSON.
// The tags of its fields say how a field is asked (commands/question.go) and so how it reads in the post: its label is
// label:"…" or else ask:"…", the field with rest:"" is the text of the entry. A field with neither label is kept and not
// said. What is recorded is found again with [Latest] and [Made]; nothing else has to be folded for a form.
type Form interface {
	Body
	// Heading names it in its post: "TENSION". A method Verb says what its maker did, where that is not to decide: "Assessed".
	Heading() string
}

// formed says a form in its room, and answers questions that stood on the card Still to answer.
func (s *Side) formed(e *Entry, answers ...string) {
	s.roomPost(e)
	if s.head == nil {
		return
	}
	for _, q := range answers {
		s.answered(q, e)
	}
	if len(answers) > 0 {
		s.cardChanged(e)
	}
}

// Made are the forms of a kind on a side that stand, oldest first: those that were not withdrawn.
func Made[T Form](s *Side) []*Line {
	var kind T
	return slices.DeleteFunc(slices.Clone(s.forms[kind.Kind()]), func(l *Line) bool { return len(l.Withdrawn) > 0 })
}

// Latest is the newest form of a kind on a side that stands; ok is false when there is none.
func Latest[T Form](s *Side) (body T, line *Line, ok bool) {
	all := Made[T](s)
	if len(all) == 0 {
		return body, nil, false
	}
	line = all[len(all)-1]
	body, ok = line.Body.(T)
	return body, line, ok
}

// Versions counts the forms of a kind on a side that ever were: the next one's version is one more.
func Versions[T Form](s *Side) int {
	var kind T
	return len(s.forms[kind.Kind()])
}

// Labels are those under which the fields of forms stand in their posts.
var Labels = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, k := range kinds {
		if f, ok := k.new().(Form); ok {
			labels(reflect.TypeOf(f).Elem(), out)
		}
	}
	return out
})

func labels(t reflect.Type, out map[string]bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			labels(f.Type, out)
			continue
		}
		if l := cmp.Or(f.Tag.Get("label"), f.Tag.Get("ask")); l != "" {
			out[l] = true
		}
	}
}

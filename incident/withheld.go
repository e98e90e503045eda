package incident

import (
	"encoding/json"
	"reflect"
	"time"
)

// Withheld stands for whoever is named, and for whatever is said, in an entry without words.
var Withheld = Who{Name: "[withheld]"}

// Withheld reports whether e is without words.
func (e *Entry) Withheld() bool { return e.RecordedBy == Withheld }

// WithoutWords returns e with nothing that anybody said and nobody who is named: what is left are numbers, instants and
// lengths of time, so that whatever comes after it in its book is folded under the number that it has. A state folded from
// such entries cannot say what they said: that is how a redacted report is made. Texts say that they are withheld; ids, roles
// and other words with a meaning to us are blank. That holds for every field of every kind, also of those to come.
func WithoutWords(e Entry) Entry {
	e.Late, e.Cause, e.RecordedBy, e.DecidedBy = "", "", Withheld, Withheld
	if u, unknown := e.Body.(*Unknown); unknown {
		e.Body = &Unknown{Name: u.Name, Raw: json.RawMessage("{}")}
		return e
	}
	v := reflect.ValueOf(e.Body)
	if v.Kind() != reflect.Pointer || v.IsNil() {
		return e
	}
	blank := reflect.New(v.Type().Elem())
	blankInto(blank.Elem(), v.Elem())
	e.Body = blank.Interface().(Body)
	return e
}

// blankInto copies what says nothing. Whatever it does not know it leaves out.
func blankInto(to, from reflect.Value) {
	switch from.Type() {
	case reflect.TypeFor[time.Time]():
		to.Set(from)
		return
	case reflect.TypeFor[Who]():
		if !from.IsZero() {
			to.Set(reflect.ValueOf(Withheld))
		}
		return
	case reflect.TypeFor[string]():
		if from.Len() > 0 {
			to.SetString(Withheld.Name)
		}
		return
	}
	switch from.Kind() {
	case reflect.Bool, reflect.Int, reflect.Int64, reflect.Uint64, reflect.Float64:
		to.Set(from)
	case reflect.Struct:
		for i := range from.NumField() {
			if from.Type().Field(i).IsExported() {
				blankInto(to.Field(i), from.Field(i))
			}
		}
	case reflect.Slice:
		if k := from.Type().Elem().Kind(); k == reflect.String || from.Type().Elem() == reflect.TypeFor[Who]() {
			return
		}
		to.Set(reflect.MakeSlice(from.Type(), from.Len(), from.Len()))
		for i := range from.Len() {
			blankInto(to.Index(i), from.Index(i))
		}
	}
}

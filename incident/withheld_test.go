package incident

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestWithoutWordsHasNone: of no kind is any word left, and its numbers are; an entry of an unknown kind keeps neither.
func TestWithoutWordsHasNone_R4_22(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "kinds", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("samples: %d, %v", len(files), err)
	}
	for _, f := range files {
		sample, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var e Entry
		if err := Decode(sample, &e); err != nil {
			t.Fatal(err)
		}
		blank := WithoutWords(e)
		if said := words(reflect.ValueOf(blank.Body)); len(said) > 0 {
			t.Errorf("%s still says %q", e.Body.Kind(), said)
		}
		if !blank.Withheld() || blank.DecidedBy != Withheld || blank.Late != "" || !blank.RecordedAt.Equal(e.RecordedAt) || blank.Body.Kind() != e.Body.Kind() {
			t.Errorf("%s: %+v", e.Body.Kind(), blank)
		}
		if after, err := Encode(&e); err != nil || !strings.Contains(string(after), "Evans") {
			t.Errorf("%s was changed: %s %v", e.Body.Kind(), after, err)
		}
	}
	u := WithoutWords(Entry{Body: &Unknown{Name: "later", Raw: []byte(`{"secret":"word"}`)}})
	if got, err := Encode(&u); err != nil || strings.Contains(string(got), "word") {
		t.Errorf("an unknown kind says %s %v", got, err)
	}
}

// A task, review or escalation that a withheld entry opened keeps its number, so that what is said of it later is still of it.
func TestWithoutWordsKeepsNumbers_R4_22(t *testing.T) {
	f := New("CI-2027-0142")
	for i, b := range []Body{&TaskSet{What: "secret"}, &TaskSet{What: "seen"}, &Escalated{What: "secret", Ladder: Ladder{Rungs: []Rung{{}}}}, &Escalated{What: "seen"}} {
		e := Entry{Book: BookOpen, Seq: uint64(i + 1), Body: b}
		if i%2 == 0 {
			e = WithoutWords(e)
		}
		f.Apply(e)
	}
	if s := &f.Open.Side; len(s.Tasks) != 2 || s.Tasks[0].What != Withheld.Name || s.Tasks[1].What != "seen" || len(s.Escalations) != 2 ||
		s.Escalations[0].Causes[0].What != Withheld.Name || len(s.Escalations[0].Ladder.Rungs) != 1 {
		t.Errorf("%+v %+v", s.Tasks, s.Escalations)
	}
}

// words are the texts that v holds anywhere.
func words(v reflect.Value) []string {
	var out []string
	switch v.Kind() {
	case reflect.String:
		if v.Len() > 0 && v.String() != Withheld.Name {
			out = append(out, v.String())
		}
	case reflect.Pointer:
		return words(v.Elem())
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return nil
		}
		for i := range v.NumField() {
			out = append(out, words(v.Field(i))...)
		}
	case reflect.Slice:
		for i := range v.Len() {
			out = append(out, words(v.Index(i))...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			out = append(out, append(words(k), words(v.MapIndex(k))...)...)
		}
	}
	return out
}

package incidenttest

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/incident"
	"loggist/internal/force"
)

// Samples are the entries that testdata/kinds keeps of every kind, by kind.
type Samples map[string]incident.Entry

// ReadSamples reads them from dir.
func ReadSamples(t testing.TB, dir string) Samples {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("samples in %s: %d, %v", dir, len(files), err)
	}
	out := Samples{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var e incident.Entry
		if err := incident.Decode(b, &e); err != nil {
			t.Fatal(err)
		}
		out[strings.TrimSuffix(filepath.Base(f), ".json")] = e
	}
	return out
}

// Kinds are their names, in order.
func (s Samples) Kinds() []string {
	var out []string
	for k := range s {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Body draws a body of a kind whose numbers, people, roles and times are such as may mean something in a small incident.
func (s Samples) Body(t *rapid.T, kind string, now time.Time) incident.Body {
	body := reflect.New(reflect.TypeOf(s[kind].Body).Elem())
	d := drawer{t, now}
	d.fill(body.Elem(), "body")
	return body.Interface().(incident.Body)
}

type drawer struct {
	t   *rapid.T
	now time.Time
}

var (
	someRoles  = []incident.Role{incident.RoleGold, incident.RoleSilver, "bronze:community", "loggist:gold"}
	someStages = []incident.Stage{incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared}
	someRooms  = []incident.RoomKey{"a@local", "b@local"}
	someKeys   = []string{"head", "header", "answer", "room", "entry/1", "entry/5", "E-1", "E-1/ask/1", "S-E-1/ask/1", "R-1", "S-R-1", "R-1/due/9", "welcome/insp.patel"}
	someWho    = []force.PersonID{"pc.adeyemi", "sgt.lee", "insp.patel", "supt.khan", "log.evans", "ds.hughes"}
	someQs     = []string{incident.AskRisk, incident.AskImpact, incident.AskNPT, incident.AskUnless}
)

func pick[T any](d drawer, from []T) reflect.Value {
	return reflect.ValueOf(rapid.SampledFrom(from).Draw(d.t, "one"))
}

func (d drawer) fill(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case time.Time:
		if rapid.Bool().Draw(d.t, name) {
			v.Set(reflect.ValueOf(d.now.Add(time.Duration(rapid.IntRange(-60, 600).Draw(d.t, name)) * time.Minute)))
		}
		return
	case time.Duration:
		v.SetInt(int64(rapid.IntRange(0, 90).Draw(d.t, name)) * int64(time.Minute))
		return
	case incident.Who:
		d.who(v)
		return
	case incident.Role:
		v.Set(pick(d, someRoles))
		return
	case incident.Stage:
		v.Set(pick(d, someStages))
		return
	case incident.RoomKey:
		v.Set(pick(d, someRooms))
		return
	case incident.Outcome:
		v.Set(pick(d, []incident.Outcome{incident.Sending, incident.Failed, incident.NotSent}))
		return
	case incident.ReviewOutcome:
		v.Set(pick(d, incident.ReviewOutcomes))
		return
	case force.PersonID:
		v.Set(pick(d, someWho))
		return
	case force.PostID:
		v.Set(pick(d, []force.PostID{force.ShiftSupervisor, force.DutyInspector, force.OnCallSuperintendent}))
		return
	case force.Platform:
		v.Set(reflect.ValueOf(force.Local))
		return
	}
	d.plain(v, name)
}

// who is somebody of the demo, by his name of then.
func (d drawer) who(v reflect.Value) {
	id := rapid.SampledFrom(someWho).Draw(d.t, "who")
	v.Set(reflect.ValueOf(incident.Who{ID: id, Name: string(id)}))
}

func (d drawer) plain(v reflect.Value, name string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(d.words(name))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(d.t, name))
	case reflect.Int, reflect.Int64:
		v.SetInt(int64(rapid.IntRange(0, 3).Draw(d.t, name)))
	case reflect.Uint64:
		v.SetUint(uint64(rapid.IntRange(0, 12).Draw(d.t, name)))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				d.fill(v.Field(i), f.Name)
			}
		}
	case reflect.Slice:
		n := rapid.IntRange(0, 2).Draw(d.t, name)
		v.Set(reflect.MakeSlice(v.Type(), n, n))
		for i := range n {
			d.fill(v.Index(i), name)
		}
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		d.fill(key, "key")
		d.fill(value, name)
		m.SetMapIndex(key, value)
		v.Set(m)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		d.fill(v.Elem(), name)
	}
}

func (d drawer) words(name string) string {
	switch name {
	case "Key":
		return rapid.SampledFrom(someKeys).Draw(d.t, name)
	case "Question":
		return rapid.SampledFrom(someQs).Draw(d.t, name)
	case "Spec":
		return "once " + d.now.Add(time.Hour).Format(time.RFC3339)
	}
	return rapid.SampledFrom([]string{"", "one", "local", "threat-to-life", "Person A"}).Draw(d.t, name)
}

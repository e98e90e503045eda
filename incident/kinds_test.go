package incident

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write samples of kinds that have none; one that is there is never changed")

// TestKindsKeepTheirMeaning reads one entry of each kind that was ever shipped, and writes it again to the same bytes: an
// entry that was recorded reads the same for ever.
func TestKindsKeepTheirMeaning(t *testing.T) {
	names := Kinds()
	slices.Sort(names)
	for _, kind := range names {
		t.Run(kind, func(t *testing.T) {
			file := filepath.Join("testdata", "kinds", kind+".json")
			sample, err := os.ReadFile(file)
			if errors.Is(err, fs.ErrNotExist) && *update {
				sample = newSample(t, kind)
				if err := os.WriteFile(file, sample, 0o644); err != nil {
					t.Fatal(err)
				}
				err = nil
			}
			if err != nil {
				t.Fatalf("no sample (go test -update writes one): %v", err)
			}
			var e Entry
			if err := Decode(sample, &e); err != nil {
				t.Fatal(err)
			}
			if e.Body.Kind() != kind {
				t.Fatalf("the sample is a %s", e.Body.Kind())
			}
			again, err := Encode(&e)
			if err != nil {
				t.Fatal(err)
			}
			var want bytes.Buffer
			if err := json.Compact(&want, sample); err != nil {
				t.Fatal(err)
			}
			if want.String() != string(again) {
				t.Errorf("read and written again it differs\n was %s\n now %s", &want, again)
			}
		})
	}
}

// TestSamplesAreOfKinds: a kind is never taken out.
func TestSamplesAreOfKinds(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "kinds", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("samples: %d, %v", len(files), err)
	}
	for _, f := range files {
		if kind := strings.TrimSuffix(filepath.Base(f), ".json"); kinds[kind].new == nil {
			t.Errorf("%s was shipped and is no kind any more", kind)
		}
	}
}

// newSample is an entry of a kind with something in every field.
func newSample(t *testing.T, kind string) []byte {
	t.Helper()
	body := kinds[kind].new()
	fillIn(reflect.ValueOf(body).Elem(), "body")
	b, err := Encode(&Entry{
		DecidedAt: sampleAt, RecordedAt: sampleAt.Add(2 * time.Minute), Late: "the radio was down", Cause: "sample", Body: body,
		RecordedBy: Who{ID: "log.evans", Name: "Evans"}, DecidedBy: Who{ID: "insp.patel", Name: "Insp Patel"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := json.Indent(&out, b, "", "  "); err != nil {
		t.Fatal(err)
	}
	out.WriteByte('\n')
	return out.Bytes()
}

var sampleAt = time.Date(2027, 11, 11, 21, 31, 0, 0, time.UTC)

func fillIn(v reflect.Value, name string) {
	switch v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(sampleAt))
		return
	case time.Duration:
		v.SetInt(int64(90 * time.Minute))
		return
	case Ref:
		v.SetString("CI-2027-0142")
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.ToLower(name))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Uint64:
		v.SetUint(7)
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				fillIn(v.Field(i), f.Name)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fillIn(v.Index(0), name)
	case reflect.Map:
		m := reflect.MakeMap(v.Type())
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fillIn(key, "key")
		fillIn(value, name)
		m.SetMapIndex(key, value)
		v.Set(m)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillIn(v.Elem(), name)
	default:
		panic("a sample of " + v.Type().String() + " has to be written by hand")
	}
}

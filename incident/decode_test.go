package incident

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

// TestDecodeIsTheStandardLibrarys: what is decoded is what encoding/json makes of the same bytes, for one of each kind that
// was ever shipped; and where it stands in the bytes does not matter.
func TestDecodeIsTheStandardLibrarys(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "kinds", "*.json"))
	if err != nil || len(files) < len(kinds) {
		t.Fatalf("%d samples of %d kinds, %v", len(files), len(kinds), err)
	}
	for _, f := range files {
		sample, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := json.Compact(&b, sample); err != nil {
			t.Fatal(err)
		}
		var w wire
		if err := json.Unmarshal(b.Bytes(), &w); err != nil {
			t.Fatal(err)
		}
		body := kinds[w.Kind].new()
		if err := json.Unmarshal(w.Body, body); err != nil {
			t.Fatal(err)
		}
		want := Entry{DecidedAt: w.DecidedAt, RecordedAt: w.RecordedAt, RecordedBy: w.RecordedBy, DecidedBy: w.DecidedBy, Late: w.Late, Cause: w.Cause, Body: body}
		for name, in := range map[string][]byte{"one pass": b.Bytes(), "indented": sample} {
			var got Entry
			if err := Decode(in, &got); err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: %v\n%+v\nwant\n%+v", f, name, err, got, want)
			}
		}
	}
}

// BenchmarkDecode decodes an entry of a log.
func BenchmarkDecode(b *testing.B) {
	who, now := Who{ID: "sgt.lee", Name: "PS Lee"}, time.Date(2027, 11, 11, 21, 31, 0, 123e6, time.UTC)
	raw, err := Encode(&Entry{DecidedAt: now, RecordedAt: now, RecordedBy: who, DecidedBy: who, Cause: "local/bench/sgt.lee/1", Body: &Note{Text: "Patrol 1 reports that the street is quiet and the family is in"}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var e Entry
		if err := Decode(raw, &e); err != nil {
			b.Fatal(err)
		}
	}
}

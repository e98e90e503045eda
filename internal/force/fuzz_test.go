package force

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func shipped(tb testing.TB, name string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", "example", name))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

// Whatever the files hold, loading ends in a force that is valid or in faults
// that each say a line; never in a panic.
func FuzzLoad(f *testing.F) {
	yaml, people, roster := shipped(f, "loggist.yaml"), shipped(f, "people.csv"), shipped(f, "roster.csv")
	f.Add(yaml, people, roster)
	for _, s := range []string{"", "a: &a [*a]", "<<: {force: 1}", "force: !!binary x", "? a\n: b", "platforms: {local: {listen: [}}", "---\n---\n", "\t", "a: |\n  x\n", "force: {id: 0700, zone: \"\"}", "rooms: [[]]", "rooms: [{everybody_but: []}]"} {
		f.Add([]byte(s), people, roster)
	}
	for _, s := range []string{"", "id,name\n", "id,name\n\"\n", "\ufeffid,name\na,b\n", "id,name\na,b,c\n", "id,name,name\n", "#\n"} {
		f.Add(yaml, []byte(s), roster)
		f.Add(yaml, people, []byte(s))
	}
	f.Fuzz(func(t *testing.T, yaml, people, roster []byte) {
		read := func(path string) ([]byte, error) {
			switch filepath.Base(path) {
			case "people.csv":
				return people, nil
			case "roster.csv":
				return roster, nil
			case "redis-password":
				return []byte("x"), nil
			}
			return nil, fs.ErrNotExist
		}
		c, err := parseConfig("loggist.yaml", yaml, read)
		if err == nil {
			if err := c.Validate(); err != nil {
				t.Fatalf("loaded, and not valid: %v", err)
			}
			at := utc("2027-10-31 00:30")
			_, _ = c.Force.Warnings(at), c.Force.NextShift(at)
			again, err := c.reload(read)
			if err != nil || !again.SamePeople(c.Force) {
				t.Fatalf("the same files again: %v", err)
			}
			return
		}
		var ce *ConfigError
		if c != nil || !errors.As(err, &ce) || len(ce.Faults) == 0 {
			t.Fatalf("parseConfig = %v, %v; want faults", c, err)
		}
		for _, x := range ce.Faults {
			if x.Line < 1 || x.File == "" || x.Text == "" {
				t.Errorf("fault without a place: %+v", x)
			}
		}
	})
}

// What is read as a time, a span or days is said again in a way that reads the same.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"0700", "07:00", "2400", "2460", "daily", "Mon-Fri", "Sat-Mon Wed", "7d", "1d2h", "-1h", "2027-10-31", "d", "99999999999d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, err := ParseTimeOfDay(s); err == nil {
			if again, err := ParseTimeOfDay(v.String()); err != nil || again != v {
				t.Errorf("time %q = %v, read again %v, %v", s, v, again, err)
			}
		}
		if v, err := ParseDays(s); err == nil {
			if again, err := ParseDays(v.String()); err != nil || again != v {
				t.Errorf("days %q = %v, read again %v, %v", s, v, again, err)
			}
		}
		if v, err := ParseDate(s); err == nil && v.String() != s {
			t.Errorf("date %q = %v", s, v)
		}
		if v, err := span(s); err == nil && v < 0 {
			t.Errorf("span %q = %v", s, v)
		}
	})
}

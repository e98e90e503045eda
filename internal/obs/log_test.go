package obs

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLinesAreJSONInUTC(t *testing.T) {
	var b bytes.Buffer
	l, err := New(Options{Writer: &b, Instance: "one"})
	if err != nil {
		t.Fatal(err)
	}
	summer := time.Date(2027, 7, 1, 13, 0, 0, 0, time.FixedZone("BST", 3600))
	l.Debug("not said")
	l.Info("said", Incident("CI-2027-0142"), slog.Time("due", summer), Error(errors.New("send: gone")))
	var line map[string]any
	if err := json.Unmarshal(b.Bytes(), &line); err != nil {
		t.Fatalf("%v in %s", err, b.String())
	}
	for k, want := range map[string]any{
		"msg": "said", "instance": "one", "incident": "CI-2027-0142", "error": "send: gone", "due": "2027-07-01T12:00:00Z",
	} {
		if line[k] != want {
			t.Errorf("%s = %v, want %v", k, line[k], want)
		}
	}
	if at, _ := line["time"].(string); !strings.HasSuffix(at, "Z") {
		t.Errorf("time = %v, want UTC", line["time"])
	}
	if _, err := New(Options{}); err == nil {
		t.Error("New without a writer succeeded")
	}
	if got := Error(nil); got.Value.String() != "" {
		t.Errorf("Error(nil) = %v", got)
	}
}

// Every name is in Keys once, in lower case, and every constructor uses one.
func TestEveryNameIsListed(t *testing.T) {
	src, err := os.ReadFile("attr.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^\tKey\w+ += "(\w+)"$`).FindAllStringSubmatch(string(src), -1)
	if len(names) != len(Keys) {
		t.Errorf("%d names, %d in Keys", len(names), len(Keys))
	}
	for i, n := range names {
		if !slices.Contains(Keys, n[1]) || slices.Index(Keys, n[1]) != i || n[1] != strings.ToLower(n[1]) {
			t.Errorf("%q is not in its place in Keys", n[1])
		}
	}
}

func TestAttributesSayWhatTheyWereGiven(t *testing.T) {
	for _, c := range []struct {
		got       slog.Attr
		key, want string
	}{
		{Platform("local"), "platform", "local"}, {Class("retry"), "class", "retry"},
		{Outcome("stale"), "outcome", "stale"}, {Reference("01J"), "reference", "01J"}, {Incident("CI-1"), "incident", "CI-1"},
		{Record(7), "record", "7"}, {Lane("e"), "lane", "e"}, {Count(3), "count", "3"}, {Bytes(64), "bytes", "64"},
		{Segment("00001"), "segment", "00001"}, {Address("127.0.0.1:1"), "address", "127.0.0.1:1"},
		{Error(errors.New("x")), "error", "x"},
	} {
		if c.got.Key != c.key || c.got.Value.String() != c.want || !slices.Contains(Keys, c.key) {
			t.Errorf("%v, want %s=%s, a key of Keys", c.got, c.key, c.want)
		}
	}
	Discard().Error("said to nobody")
}

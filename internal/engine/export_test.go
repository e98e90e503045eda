package engine

import (
	"fmt"
	"strings"
	"testing"

	"loggist/internal/record"
)

// A long export says how far it is, four times for each thing that it does; a short one says nothing.
func TestLongExportSaysHowFarItIs(t *testing.T) {
	for total, want := range map[int]int{0: 0, 499: 0, 500: 4, 2000: 4, 2003: 4} {
		var said []string
		x := Export{Book: record.BookID{Incident: "CI-2027-0142", Book: "open"}, Say: func(s string) { said = append(said, s) }}
		done := x.saying(total)("reading")
		for n := range total {
			done(n + 1)
		}
		if len(said) != want {
			t.Errorf("of %d entries: %q", total, said)
		}
		if want > 0 && !strings.HasSuffix(said[len(said)-1], fmt.Sprintf("reading CI-2027-0142.open: %d of %d entries", total, total)) {
			t.Errorf("of %d entries the last is %q", total, said[len(said)-1])
		}
	}
}

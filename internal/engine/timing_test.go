package engine

import (
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// lookTolerance is by how much the usual answer about an incident that one may not see may differ in time from the one about an
// incident that does not exist. On any platform an answer takes longer than that by chance.
const lookTolerance = 5 * time.Millisecond

// TestHiddenTakesAsLongAsUnknown_S27: how long the answer takes tells as little as its words.
func TestHiddenTakesAsLongAsUnknown_S27(t *testing.T) {
	took := map[string][]time.Duration{}
	inCall(t, func(t *testing.T, w *world) {
		for range 100 {
			for _, ref := range []string{"CI-2000-0001", "CI-2000-0404"} {
				for _, line := range outsider {
					began := onTheWall(t)
					w.ask(command("sgt.okafor", strings.ReplaceAll(line, "#", ref)))
					took[ref] = append(took[ref], onTheWall(t)-began)
				}
			}
		}
	})
	median := func(ref string) time.Duration {
		slices.Sort(took[ref])
		return took[ref][len(took[ref])/2]
	}
	hidden, unknown := median("CI-2000-0001"), median("CI-2000-0404")
	t.Logf("one that he may not see %s, one that does not exist %s", hidden, unknown)
	if d := hidden - unknown; d > lookTolerance || d < -lookTolerance {
		t.Errorf("one that he may not see takes %s, one that does not exist %s", hidden, unknown)
	}
}

// onTheWall is a time that goes on in a bubble as well, where that of the package time stands still.
func onTheWall(t *testing.T) time.Duration {
	t.Helper()
	var tv syscall.Timeval
	if err := syscall.Gettimeofday(&tv); err != nil {
		t.Fatal(err)
	}
	return time.Duration(tv.Nano())
}

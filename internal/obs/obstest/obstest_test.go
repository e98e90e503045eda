package obstest

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"loggist/internal/obs"
)

// recorder is a test that only notes.
type recorder struct {
	failed  []string
	cleanup func()
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}
func (r *recorder) Cleanup(f func()) { r.cleanup = f }

func TestUnexpectedErrorFailsTheTest(t *testing.T) {
	r := &recorder{}
	l := New(r, "expected")
	log := l.Logger().With(slog.Int("a", 1)).WithGroup("g").With(slog.Int("b", 2))
	log.Info("fine", slog.Int("c", 3))
	log.Warn("fine")
	log.Error("expected")
	if len(r.failed) != 0 {
		t.Fatalf("failed on %q", r.failed)
	}
	log.Error("boom", obs.Error(errors.New("gone")))
	if want := []string{"unexpected line in the log: ERROR boom a=1 g.b=2 g.error=gone"}; !slices.Equal(r.failed, want) {
		t.Fatalf("failed = %q, want %q", r.failed, want)
	}
	l.Expect("boom")
	log.Error("boom")
	r.cleanup()
	log.Error("after the end")
	if len(r.failed) != 1 {
		t.Errorf("failed = %q", r.failed)
	}
	if got := l.Lines(); len(got) != 5 || got[0] != "INFO fine a=1 g.b=2 g.c=3" {
		t.Errorf("lines = %q", got)
	}
}

// Package obstest makes the log part of a test: a line at level Error that
// nobody expected is a failure of the test that caused it.
package obstest

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TB is what is needed of a test; testing.TB has it.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(func())
}

var _ TB = testing.TB(nil)

// A Log is the lines of one test. It is safe for concurrent use.
type Log struct {
	t        TB
	mu       sync.Mutex
	expected []string
	lines    []string
	over     bool
}

// New is the log of the test. A line at level Error whose message is none of
// the expected ones fails it. After the test has ended lines are dropped.
func New(t TB, expected ...string) *Log {
	l := &Log{t: t, expected: expected}
	t.Cleanup(func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.over = true // Errorf after the end of a test would panic
	})
	return l
}

// Logger is a logger on the log.
func Logger(t TB, expected ...string) *slog.Logger { return New(t, expected...).Logger() }

// Logger is a logger whose lines the log keeps.
func (l *Log) Logger() *slog.Logger { return slog.New(&handler{log: l}) }

// Expect lets lines with these messages pass from now on.
func (l *Log) Expect(messages ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.expected = append(l.expected, messages...)
}

// Lines are the lines so far: level, message, attributes as key=value.
func (l *Log) Lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.lines)
}

type handler struct {
	log    *Log
	attrs  []slog.Attr
	prefix string
}

func (h *handler) Enabled(context.Context, slog.Level) bool { return true }

func (h *handler) Handle(_ context.Context, r slog.Record) error {
	var b strings.Builder
	b.WriteString(r.Level.String() + " " + r.Message)
	add := func(a slog.Attr) bool {
		b.WriteString(" " + a.Key + "=" + a.Value.Resolve().String())
		return true
	}
	for _, a := range h.attrs {
		add(a)
	}
	r.Attrs(func(a slog.Attr) bool { a.Key = h.prefix + a.Key; return add(a) })
	l := h.log
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.over {
		return nil
	}
	l.lines = append(l.lines, b.String())
	if r.Level >= slog.LevelError && !slices.Contains(l.expected, r.Message) {
		l.t.Helper()
		l.t.Errorf("unexpected line in the log: %s", b.String())
	}
	return nil
}

func (h *handler) WithAttrs(attrs []slog.Attr) slog.Handler {
	g := *h
	g.attrs = slices.Clone(h.attrs)
	for _, a := range attrs {
		a.Key = h.prefix + a.Key
		g.attrs = append(g.attrs, a)
	}
	return &g
}

func (h *handler) WithGroup(name string) slog.Handler {
	if name == "" {
		return h
	}
	g := *h
	g.prefix += name + "."
	return &g
}

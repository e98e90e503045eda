package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain lets the test binary be the program: scripts and kill tests run it as a process of its own.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"loggist": main})
}

func soak() bool { return os.Getenv("LOGGIST_SOAK") != "" }

func TestEveryCommandOfTheUsageExists(t *testing.T) {
	for name := range commandsByName {
		var out, errOut writer
		if code := run(context.Background(), []string{name, "--help"}, &out, &errOut); code != exitDone && name != "version" {
			t.Errorf("loggist %s --help: exit %d: %s", name, code, errOut)
		}
	}
}

// TestHelpFitsATerminal: no line of any help is wider than a terminal of 100 columns, and flags are written as we write them elsewhere.
func TestHelpFitsATerminal(t *testing.T) {
	asked := [][]string{{"help"}, {"help", "setup", "mattermost"}}
	for name := range commandsByName {
		asked = append(asked, []string{"help", name})
	}
	for _, args := range asked {
		var out, errOut writer
		if code := run(context.Background(), args, &out, &errOut); code != exitDone || out.String() == "" {
			t.Errorf("%v: exit %d: %s", args, code, errOut)
		}
		for line := range strings.Lines(out.String()) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > 100 {
				t.Errorf("%v: %d columns: %s", args, n, line)
			}
			if f, ok := strings.CutPrefix(line, "  -"); ok && len(strings.TrimSpace(f)) > 1 && f[0] != '-' {
				t.Errorf("%v: a flag with one hyphen: %s", args, line)
			}
		}
	}
}

// writer is a buffer that prints as a string.
type writer []byte

func (w *writer) Write(b []byte) (int, error) {
	*w = append(*w, b...)
	return len(b), nil
}

func (w writer) String() string { return string(w) }

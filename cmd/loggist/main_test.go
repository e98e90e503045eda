package main

import (
	"context"
	"os"
	"testing"

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

// writer is a buffer that prints as a string.
type writer []byte

func (w *writer) Write(b []byte) (int, error) {
	*w = append(*w, b...)
	return len(b), nil
}

func (w writer) String() string { return string(w) }

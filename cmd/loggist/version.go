package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
)

func version(_ context.Context, _ []string, out io.Writer) error {
	revision := "unknown revision"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(out, "loggist %s (%s, %s)\n", release, revision, runtime.Version())
	return err
}

// release is the version that CHANGELOG.md describes.
const release = "0.1.0"

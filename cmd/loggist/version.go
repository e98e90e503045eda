package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"loggist/internal/app"
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
	_, err := fmt.Fprintf(out, "loggist %s (%s, %s)\n", app.Version, revision, runtime.Version())
	return err
}

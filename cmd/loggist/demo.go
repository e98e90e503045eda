package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"

	"loggist/internal/app"
	"loggist/internal/obs"
)

func demo(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("demo", "starts the local room: a fictional force, an exercise clock, nothing else needed", out)
	d := app.Demo{}
	fs.StringVar(&d.Addr, "addr", "127.0.0.1:8470", "loopback address of the page")
	fs.StringVar(&d.Data, "data", "loggist-data", "directory that keeps the exercise over restarts")
	fs.BoolVar(&d.Ephemeral, "ephemeral", false, "keep nothing when it ends")
	fs.StringVar(&d.Redis, "redis", "", "URL of a Redis to run on, such as redis://127.0.0.1:6379; without it the record is in the data directory alone")
	if err := noWords(fs, args); err != nil {
		return err
	}
	if err := loopback(d.Addr); err != nil {
		return err
	}
	logger, err := obs.New(obs.Options{Writer: os.Stderr, Level: levelWarn})
	if err != nil {
		return err
	}
	a, err := app.NewDemo(ctx, d, logger)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	where := "in " + d.Data
	if d.Ephemeral {
		where = "nowhere: it goes when this ends"
	}
	fmt.Fprintf(out, "EXERCISE. The local room is open: %s\nThe record is kept %s. End with Ctrl-C; kill -9 is safe too.\n", a.Address(), where)
	return a.Run(ctx)
}

// loopback refuses an address that others could reach: the local room knows no passwords.
func loopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return usagef("--addr %s is no address. It looks like 127.0.0.1:8470", addr)
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return usagef("--addr %s can be reached by others, and the local room knows no passwords. Use 127.0.0.1 or [::1]", addr)
}

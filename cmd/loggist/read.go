package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loggist/internal/app"
)

func now() time.Time { return time.Now().UTC() }

// where are the flags that say which record is meant.
type where struct{ data, config string }

func (w *where) register(fs *flag.FlagSet) {
	fs.StringVar(&w.data, "data", "", "the data directory of a demo")
	fs.StringVar(&w.config, "config", "", "the configuration of an installation")
}

func (w *where) source() (app.Source, error) {
	switch {
	case w.data != "" && w.config != "":
		return app.Source{}, usagef("give --data or --config, not both")
	case w.config != "":
		cfg, err := loadConfig(w.config)
		return app.Source{Config: cfg}, err
	case w.data != "":
		return app.Source{Data: w.data}, nil
	}
	return app.Source{Data: "loggist-data"}, nil
}

func list(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("list", "[--data DIR | --config FILE] lists every incident; it is an entry of the audit book", out)
	var w where
	w.register(fs)
	if err := noWords(fs, args); err != nil {
		return err
	}
	s, err := w.source()
	if err != nil {
		return err
	}
	return app.Read(ctx, s, app.Query{Verb: "list"}, out)
}

func show(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("show", "REF [--data DIR | --config FILE] shows an incident's open book; it is an entry of the audit book", out)
	var w where
	w.register(fs)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("which incident? Type: loggist show CI-2026-0001")
	}
	s, err := w.source()
	if err != nil {
		return err
	}
	return app.Read(ctx, s, app.Query{Verb: "show", Ref: strings.ToUpper(words[0])}, out)
}

// writeFile writes a file whole or not at all: beside it first, then in its place. It refuses to write over one.
func writeFile(name string, write func(io.Writer) error) (err error) {
	if _, err := os.Stat(name); err == nil {
		return usagef("%s is there already: nothing was written over", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".loggist-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	b := bufio.NewWriter(f)
	err = errors.Join(write(b), b.Flush(), f.Chmod(0o600), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

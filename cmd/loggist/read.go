package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
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

func export(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("export", "REF [--book open|sensitive|delivery|audit] -o FILE [--data DIR | --config FILE]", out)
	var w where
	w.register(fs)
	file := fs.String("o", "", "the file to write; - is standard output")
	book := fs.String("book", "open", "open, sensitive, delivery or audit")
	format := fs.String("format", "jsonl", "jsonl")
	words, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case len(words) != 1:
		return usagef("which incident? Type: loggist export CI-2026-0001 -o FILE")
	case *file == "":
		return usagef("where to? Add -o FILE, or -o - for standard output")
	case *format != "jsonl":
		return usagef("--format %s is not in this version: jsonl is", *format)
	}
	switch *book {
	case "open", "sensitive", "delivery", "audit":
	default:
		return usagef("--book %s is no book: open, sensitive, delivery or audit", *book)
	}
	s, err := w.source()
	if err != nil {
		return err
	}
	q := app.Query{Verb: "export", Ref: strings.ToUpper(words[0]), Book: *book}
	if *file == "-" {
		return app.Read(ctx, s, q, out)
	}
	err = writeFile(*file, func(w io.Writer) error { return app.Read(ctx, s, q, w) })
	if err == nil {
		fmt.Fprintf(out, "exported the %s book of %s to %s. Check it with: loggist verify %s\n", *book, q.Ref, *file, *file)
	}
	return err
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

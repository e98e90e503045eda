package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"loggist/internal/app"
	"loggist/internal/record"
)

func verify(_ context.Context, args []string, out io.Writer) error {
	fs := flags("verify", "FILE [--key PUBLICKEYFILE] checks an export; with a data directory instead, its journal", out)
	keyFile := fs.String("key", "", "file with the force's public key (loggist keys show); without it the key that the file names")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return usagef("which file? Type: loggist verify FILE")
	}
	name := words[0]
	if st, err := os.Stat(name); err == nil && st.IsDir() {
		return verifyData(name, out)
	}
	key := ""
	if *keyFile != "" {
		b, err := os.ReadFile(*keyFile)
		if err != nil {
			return usagef("--key: %v", err)
		}
		key = string(b)
	}
	f, err := os.Open(name)
	if err != nil {
		return usagef("%v", err)
	}
	defer f.Close()
	s, err := record.Verify(f, key)
	if err != nil {
		return &failedError{"not verified: " + err.Error()}
	}
	fmt.Fprintf(out, "verified: %s %s book, %d entries", s.Incident, s.Book, s.Count)
	if s.Withheld > 0 {
		fmt.Fprintf(out, " (%d withheld)", s.Withheld)
	}
	fmt.Fprintf(out, ", head %s\nkey %s\n", s.Head, s.Key)
	for _, w := range s.Redactions {
		fmt.Fprintf(out, "withheld %s: %s\n", numbers(w.Entries), w.Because)
	}
	if len(s.Redactions) > 0 {
		fmt.Fprintf(out, "withheld by %s at %s, authority: %s\nIt is a true part of the whole record if an export of that shows the same head at %d entries.\n", s.ExportedBy, s.ExportedAt, s.Authority, s.Count)
	}
	if key == "" {
		fmt.Fprintln(out, "This was checked against the key that the file itself names, and proves only that. Ask the force for its public key and give it with --key.")
	}
	return nil
}

// verifyData checks the journal of a data directory that no process holds.
func verifyData(dir string, out io.Writer) error {
	n, err := app.VerifyData(filepath.Clean(dir))
	if err != nil {
		return &failedError{"not verified: " + err.Error()}
	}
	fmt.Fprintf(out, "verified: %d records of the journal, every book gapless and in order\n", n)
	return nil
}

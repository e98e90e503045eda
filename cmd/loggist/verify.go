package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

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
	if n := s.Withheld - named(s.Redactions); n > 0 {
		fmt.Fprintf(out, "of %d the words are gone: they were disposed of with the book's key. What is left of them verifies.\n", n)
	}
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

// named is how many entries the redaction log names.
func named(all []record.Redaction) (n uint64) {
	for _, r := range all {
		n += uint64(len(r.Entries))
	}
	return n
}

// verifyData checks the journal of a data directory that no process holds.
func verifyData(dir string, out io.Writer) error {
	s, err := app.VerifyData(filepath.Clean(dir))
	if err != nil {
		return &failedError{"not verified: " + err.Error()}
	}
	fmt.Fprintf(out, "verified: %d records of the journal, every book gapless and in order\n", s.Records)
	for _, d := range s.Disposed {
		fmt.Fprintf(out, "disposed of: %s, %d entries, at %s, authority: %s. Numbers and hashes are left, and verify.\n", d.Book, d.Entries, d.At.Format(time.RFC3339), d.Authority)
	}
	return nil
}

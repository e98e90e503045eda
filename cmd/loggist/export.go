package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"loggist/internal/app"
	"loggist/internal/record"
)

var (
	exportFormats = []string{"jsonl", "csv", "html", "pdf"}
	exportBooks   = []string{"open", "sensitive", "delivery", "audit", "register"}
)

func export(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("export", `REF [--format jsonl|csv|html|pdf] [--book open|sensitive|delivery|audit|register]
               [--for WHOM] [--redact NUMBERS:REASON]… [--authority WHOSE] -o FILE
               [--data DIR | --config FILE]

jsonl is the signed record, which loggist verify checks; html is for people and screen readers, pdf
for the court, csv for spreadsheets. That it was exported, for whom, and what was withheld is in the
audit book.

  loggist export CI-2026-0001 --format pdf --for "review panel" -o ci-2026-0001.pdf
  loggist export CI-2026-0001 --redact "14, 17-19: names a child" --authority DP-31 -o copy.jsonl`, out)
	var w where
	w.register(fs)
	file := fs.String("o", "", "the file to write; - is standard output")
	var q app.Query
	fs.StringVar(&q.Book, "book", "open", "open, sensitive, delivery, audit or register")
	fs.StringVar(&q.Format, "format", "jsonl", "jsonl, csv, html or pdf")
	fs.StringVar(&q.For, "for", "", "whom it is for; it is in the audit book and on a report")
	fs.StringVar(&q.Authority, "authority", "", "on whose authority entries are withheld")
	fs.BoolVar(&q.RepeatsMayBeRead, "repeats-may-be-read", false, "write it although other entries repeat words of a withheld one")
	fs.Func("redact", `entries of which only number and hash are shown, and why: "14, 17-19: names a complainant"; may be given again`, func(s string) error {
		r, err := redaction(s)
		q.Redactions = append(q.Redactions, r)
		return err
	})
	words, err := parse(fs, args)
	switch {
	case err != nil:
		return err
	case len(words) == 0 && (q.Book == "audit" || q.Book == "register"): // they are the force's
		words = []string{""}
	case len(words) != 1:
		return usagef("which incident? Type: loggist export CI-2026-0001 -o FILE")
	}
	if *file == "" {
		return usagef("where to? Add -o FILE, or -o - for standard output")
	}
	if err := checkExport(&q); err != nil {
		return err
	}
	s, err := w.source()
	if err != nil {
		return err
	}
	q.Verb, q.Ref = "export", strings.ToUpper(words[0])
	// Progress is for whoever waits, and never part of the output.
	q.Say = func(words string) { fmt.Fprintln(os.Stderr, "loggist: "+words) }
	if *file == "-" {
		return app.Read(ctx, s, q, out)
	}
	err = writeFile(*file, func(w io.Writer) error { return app.Read(ctx, s, q, w) })
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "exported the %s book of %s to %s.", q.Book, cmp.Or(q.Ref, "the force"), *file)
	if q.Format == "jsonl" {
		fmt.Fprintf(out, " Check it with: loggist verify %s", *file)
	}
	fmt.Fprintln(out)
	return nil
}

func checkExport(q *app.Query) error {
	switch {
	case !slices.Contains(exportFormats, q.Format):
		return usagef("--format %s is no format: %s", q.Format, orList(exportFormats))
	case !slices.Contains(exportBooks, q.Book):
		return usagef("--book %s is no book: %s", q.Book, orList(exportBooks))
	case len(q.Redactions) == 0 && q.Authority != "":
		return usagef("--authority says on whose authority entries are withheld, and none are: add --redact \"14: reason\"")
	case len(q.Redactions) == 0:
		return nil
	case q.Book != "open" && q.Book != "sensitive":
		return usagef("--redact is for the open and the sensitive book")
	case strings.TrimSpace(q.Authority) == "":
		return usagef("--redact needs --authority: on whose authority the entries are withheld. It stands in the copy and in the audit book")
	}
	seen := map[uint64]bool{}
	for _, r := range q.Redactions {
		for _, n := range r.Entries {
			if seen[n] {
				return usagef("--redact names entry %d twice", n)
			}
			seen[n] = true
		}
	}
	return nil
}

// orList is "a, b or c".
func orList(all []string) string {
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// mostWithheld keeps a mistyped stretch of numbers from growing without end.
const mostWithheld = 100_000

// redaction reads "14, 17-19: names a complainant".
func redaction(s string) (record.Redaction, error) {
	list, reason, ok := strings.Cut(s, ":")
	r := record.Redaction{Because: strings.TrimSpace(reason)}
	if !ok || r.Because == "" {
		return r, fmt.Errorf("say which entries and why, with a colon between: --redact %q", "14, 17-19: names a complainant")
	}
	for _, part := range strings.Split(list, ",") {
		from, to, isRange := strings.Cut(strings.ReplaceAll(strings.ToUpper(strings.TrimSpace(part)), "S-", ""), "-")
		first, err1 := strconv.ParseUint(strings.TrimSpace(from), 10, 32)
		last, err2 := first, error(nil)
		if isRange {
			last, err2 = strconv.ParseUint(strings.TrimSpace(to), 10, 32)
		}
		if err1 != nil || err2 != nil || first == 0 || last < first || last-first >= mostWithheld {
			return r, fmt.Errorf("%q is no number of an entry, nor two with a hyphen between (14, 17-19)", strings.TrimSpace(part))
		}
		for n := first; n <= last; n++ {
			r.Entries = append(r.Entries, n)
		}
	}
	slices.Sort(r.Entries)
	r.Entries = slices.Compact(r.Entries)
	return r, nil
}

// numbers writes entry numbers as people read them.
func numbers(all []uint64) string {
	out := make([]string, len(all))
	for i, n := range all {
		out[i] = fmt.Sprintf("%03d", n)
	}
	return strings.Join(out, ", ")
}

package report

import (
	"encoding/csv"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// WriteCSV writes a row for each entry, for spreadsheets: UTF-8 with a mark that says so, lines ended as spreadsheets end
// them, and no cell that one would take for a formula.
func (d *Document) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	put := func(cells ...string) {
		for i, s := range cells {
			cells[i] = harmless(s)
		}
		_ = c.Write(cells) // c keeps the first error
	}
	put("marking", "incident", "entry", "kind", "heading", "text", "details", "decided_at", "decided", "decided_by", "decided_how", "recorded_at", "recorded", "recorded_by",
		"late", "verified", "struck", "said_later", "withheld", "hash")
	for _, e := range d.Rows {
		if e.Withheld {
			put(d.Marking, d.Ref, e.Number, "", "", "", "", "", "", "", "", "", "", "", "", "", "", "", "withheld: "+e.Why, e.Hash)
			continue
		}
		struck := ""
		switch {
		case e.StruckAll:
			struck = "all"
		case e.StruckText:
			struck = "text"
		}
		put(d.Marking, d.Ref, e.Number, e.Kind, e.Name, e.Text, strings.Join(append(e.Lines[:len(e.Lines):len(e.Lines)], e.After...), "\n"),
			e.Decided.At.Format(time.RFC3339), e.Decided.Words, e.Decider, e.Happened(), e.Recorded.At.Format(time.RFC3339), e.Recorded.Words, e.Recorder,
			e.Late, e.Verified, struck, strings.Join(e.Said, "\n"), "", e.Hash)
	}
	c.Flush()
	return c.Error()
}

// harmless keeps a spreadsheet from taking what somebody typed for a formula: the apostrophe in front makes it a text.
func harmless(s string) string {
	if first, _ := utf8.DecodeRuneInString(s); s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + s
	}
	return s
}

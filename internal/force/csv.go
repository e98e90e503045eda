package force

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A table is a CSV file being read: a header of known columns in any order,
// then a row a line. Lines that begin with # are remarks.
type table struct {
	file    string
	columns []string // known ones
	faults  []Fault
}

// A row is one line of a table by column; what is not there is empty.
type row struct {
	line int
	cell map[string]string
}

// maxFaults ends the report on a file that is something else altogether.
const maxFaults = 100

func (t *table) fault(line int, format string, args ...any) {
	if len(t.faults) < maxFaults {
		t.faults = append(t.faults, Fault{File: t.file, Line: line, Text: fmt.Sprintf(format, args...)})
	}
}

// rows reads the file. It reports every fault and goes on where it can.
func (t *table) rows(data []byte, required ...string) []row {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // spreadsheets begin so
	if i := invalidUTF8(data); i >= 0 {
		t.fault(1+bytes.Count(data[:i], []byte("\n")), "is not UTF-8")
		return nil
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	header := t.header(r, required)
	if header == nil {
		return nil
	}
	var out []row
	for len(t.faults) < maxFaults {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var pe *csv.ParseError
		if errors.As(err, &pe) {
			t.fault(pe.Line, "%v", pe.Err)
			continue
		}
		if err != nil {
			t.fault(1, "cannot be read: %v", err)
			break
		}
		line, _ := r.FieldPos(0)
		if len(rec) != len(header) {
			t.fault(line, "has %d cells, the header has %d", len(rec), len(header))
			continue
		}
		if r, ok := t.row(line, header, rec); ok {
			out = append(out, r)
		}
	}
	return out
}

func (t *table) header(r *csv.Reader, required []string) []string {
	header, err := r.Read()
	if err != nil {
		t.fault(1, "there is no header; it has: %s", strings.Join(t.columns, ","))
		return nil
	}
	line, _ := r.FieldPos(0)
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
		if !slices.Contains(t.columns, header[i]) {
			t.fault(line, "unknown column %q; known: %s", header[i], strings.Join(t.columns, ", "))
		}
		if slices.Index(header, header[i]) != i {
			t.fault(line, "column %q is there twice", header[i])
		}
	}
	for _, c := range required {
		if !slices.Contains(header, c) {
			t.fault(line, "column %q is missing", c)
		}
	}
	if len(t.faults) > 0 {
		return nil // every row would repeat it
	}
	return header
}

func (t *table) row(line int, header, rec []string) (out row, ok bool) {
	out, ok = row{line: line, cell: make(map[string]string, len(rec))}, true
	for i, c := range rec {
		c = strings.TrimSpace(c)
		if strings.ContainsFunc(c, func(r rune) bool { return !unicode.IsPrint(r) }) || len(c) > 500 {
			t.fault(line, "%s holds a control character or is far too long", header[i])
			ok = false
		}
		out.cell[header[i]] = c
	}
	return out, ok
}

func invalidUTF8(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

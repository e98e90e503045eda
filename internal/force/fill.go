package force

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// FillAccounts returns people.csv with the accounts of people filled in where the cell of the platform is empty. Everything
// else in it, remarks and the order of lines too, stays byte for byte.
func FillAccounts(data []byte, p Platform, accounts map[PersonID]string) ([]byte, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	if bytes.HasPrefix(data, []byte("\ufeff")) {
		return nil, errors.New("the file begins with a byte order mark: save it as plain UTF-8")
	}
	r.Comment, r.FieldsPerRecord, r.TrimLeadingSpace = '#', -1, true
	header, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	for i := range header {
		header[i] = strings.ToLower(strings.TrimSpace(header[i]))
	}
	id, column := slices.Index(header, "id"), slices.Index(header, string(p))
	if id < 0 || column < 0 {
		return nil, fmt.Errorf("there is no column %s: add it to the header, and a comma to each line", p)
	}
	lines := bytes.SplitAfter(data, []byte("\n"))
	// What is put in moves what follows on its line, so a line takes one.
	for {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		account := ""
		if len(rec) == len(header) {
			account = accounts[PersonID(strings.TrimSpace(rec[id]))]
		}
		if account == "" || strings.TrimSpace(rec[column]) != "" {
			continue
		}
		n, at := r.FieldPos(column)
		line := lines[n-1]
		rest := line[min(at-1, len(line)):]
		if bytes.HasPrefix(rest, []byte(`""`)) {
			rest = rest[2:]
		}
		lines[n-1] = slices.Concat(line[:min(at-1, len(line))], []byte(account), rest)
	}
	return bytes.Join(lines, nil), nil
}

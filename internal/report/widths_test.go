package report

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
)

// TestNumbersStayWhole: in the schedule on paper no number, time or hash is broken over lines, those of the sensitive book
// neither; what a message there was about is an entry of that book.
func TestNumbersStayWhole_R2_16(t *testing.T) {
	k := incidenttest.New(t, time.Date(2027, 11, 24, 20, 0, 0, 0, time.UTC))
	for range 3 {
		k.Do("ds.hughes", incident.Draft{Book: incident.BookSensitive, Body: &incident.Note{Text: "a car"}})
	}
	k.Do("", incident.Draft{Book: incident.BookSensitive, Body: &incident.Receipt{
		Lane: incident.Lane{Person: "ds.hughes", Platform: "local"}, Key: "S-R-1/due/4", Version: 4, Outcome: incident.Failed, Reason: "no such account", At: k.Now,
	}})
	in := inputOf(t, k, incident.BookSensitive)
	for i := range in.Entries { // as wide as they come
		in.Entries[i].Hash = strings.Repeat("8", 64)
	}
	d := New(in)
	s := setter{pdf: d.file()}
	for i := range d.Sections {
		for k := range d.Sections[i].Tables {
			table := d.Sections[i].Tables[k]
			if d.Sections[i].ID != "schedule" {
				continue
			}
			for _, row := range append(table.Rows, []string{"S-8888", "Wed 24 Nov 2027 2000 hrs GMT", "review missed", "yes", strings.Repeat("8", 64)}) {
				if lines := s.row(&table, row, nil); len(lines) != 1 {
					t.Errorf("%q takes %d lines, with %v", row, len(lines), lines[1].words)
				}
			}
		}
	}
	page := string(written(t, d)["html"])
	for _, want := range []string{"To DS Hughes, about S-R-1 due, entry S-004: ", "no such account", "each change is in a receipt of this book"} {
		if !strings.Contains(page, want) {
			t.Errorf("it does not say %q", want)
		}
	}
}

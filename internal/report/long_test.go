package report

import (
	"strings"
	"testing"

	"loggist/incident"
)

// TestReportOf2000Entries: a long incident is whole in every format, says how far it is, and its pictures are few enough to be
// looked at.
func TestReportOf2000Entries_F65_F66(t *testing.T) {
	k := long(t, 2000)
	in := inputOf(t, k, incident.BookOpen)
	told := 0
	in.Progress = func(done int) {
		if done != told+1 {
			t.Fatalf("%d follows %d", done, told)
		}
		told = done
	}
	d := New(in)
	if n := len(k.Full.Open.Lines); told != n || len(d.Rows) != n || n < 2000 {
		t.Errorf("%d of %d entries were told, %d are in the report", told, n, len(d.Rows))
	}
	files := written(t, d)
	keep(t, "long", files)
	html := string(files["html"])
	if n := strings.Count(html, "<article "); n != len(d.Rows) {
		t.Errorf("%d entries in HTML", n)
	}
	if n := strings.Count(html, "<svg "); n < 2 || n > mostFigures {
		t.Errorf("%d pictures", n)
	}
	if n := strings.Count(string(files["csv"]), "\r\n"); n < len(d.Rows)+1 {
		t.Errorf("%d lines of CSV", n)
	}
}

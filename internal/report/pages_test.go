package report

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestPagesHoldWhatIsKeptTogether: every line stands on a page, in order, none below its foot; a page ends after a line that
// keeps the next only where more is kept together than a page holds, and then two lines at least stand on the last page.
func TestPagesHoldWhatIsKeptTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const height = 100.0
		again := []line{{high: 5}, {high: 5}}
		lines := make([]line, rapid.IntRange(1, 60).Draw(t, "lines"))
		for i := range lines {
			lines[i] = line{
				high: rapid.Float64Range(1, 30).Draw(t, "high"), above: rapid.Float64Range(0, 5).Draw(t, "above"), below: rapid.Float64Range(0, 2).Draw(t, "below"),
				keep: rapid.IntRange(0, 9).Draw(t, "keep") > 2, again: again,
			}
		}
		at := 0
		for n, page := range paginate(lines, height) {
			y := 0.0
			for k, l := range page {
				if l.line == &again[min(k, 1)] {
					if n == 0 || k > 1 {
						t.Fatalf("page %d says it again in its line %d", n, k)
					}
				} else if l.line != &lines[at] {
					t.Fatalf("page %d: line %d is not number %d", n, k, at)
				} else {
					at++
				}
				if l.y < y || l.y+l.high > height {
					t.Fatalf("page %d: a line stands from %g to %g, after %g", n, l.y, l.y+l.high, y)
				}
				y = l.y + l.high
			}
			if last := page[len(page)-1]; last.keep && at < len(lines) {
				from, to := at, at
				for from > 0 && lines[from-1].keep {
					from--
				}
				for to < len(lines)-1 && lines[to].keep {
					to++
				}
				sum := 10.0 // what is said again
				for i := from; i <= to; i++ {
					sum += lines[i].above + lines[i].high + lines[i].below
				}
				if sum <= height {
					t.Fatalf("page %d ends after line %d, of %d to %d, which fit on one", n, at-1, from, to)
				}
				if at == to && to-from >= fewest {
					t.Fatalf("page %d leaves line %d alone", n, to)
				}
			}
		}
		if at != len(lines) {
			t.Fatalf("%d of %d lines", at, len(lines))
		}
	})
}

// TestRowsStayWhole: a row stands on one page and not alone there, under the headings and what they are of; one that is longer
// than most goes on under its beginning.
func TestRowsStayWhole(t *testing.T) {
	table := Table{Title: "Ladder", Name: "Ladder", Head: []string{"Number", "What"}, Widths: []float64{0.5, 0.5}}
	const rows = 120
	for i := range rows {
		n := 1 + i%11
		if i == 50 {
			n = 100
		}
		table.Rows = append(table.Rows, []string{fmt.Sprintf("row %d", i), strings.Repeat("more\n", n) + fmt.Sprintf("end %d", i)})
	}
	d := &Document{Marking: "OFFICIAL", Ref: "CI-1", Title: "CI-1", At: time.Unix(0, 0), File: "f", Sections: []Section{{ID: "ladder", Title: "Ladders", Tables: []Table{table}}}}
	pages := paper(t, written(t, d)["pdf"])
	for i, page := range pages {
		if i > 0 && (page[0].String() != "Ladder, continued" || page[1].String() != "Number What") {
			t.Errorf("page %d begins with %q %q", i+1, page[0], page[1])
		}
		var begun, ended []string
		long := false
		for _, l := range page {
			for _, w := range l.texts {
				switch {
				case w == "row 50 … continued:" || w == "row 50":
					long = true
				case strings.HasPrefix(w, "row "):
					begun = append(begun, w[4:])
				case strings.HasPrefix(w, "end ") && w != "end 50":
					ended = append(ended, w[4:])
				}
			}
		}
		if fmt.Sprint(begun) != fmt.Sprint(ended) {
			t.Errorf("page %d: rows %v begin on it and %v end", i+1, begun, ended)
		}
		if len(ended) < 2 && !long {
			t.Errorf("page %d has the row %v alone", i+1, ended)
		}
	}
}

// TestPageSaysItsEntries: whoever leafs through the pages finds an entry by what stands at their head.
func TestPageSaysItsEntries_F65(t *testing.T) {
	page := func(entries ...string) []placed {
		out := []placed{{line: &line{}}}
		for _, e := range entries {
			out = append(out, placed{line: &line{entry: e}})
		}
		return out
	}
	for want, on := range map[string][]placed{"": page(), "Entry 014": page("014", "014"), "Entries S-014 to S-016": page("S-014", "S-015", "", "S-016")} {
		if got := entriesOn(on); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLinesEndBetweenWords: a line of paper ends after a space, and neither a date nor a time with its zone is broken; the
// pieces are the text.
func TestLinesEndBetweenWords_F67(t *testing.T) {
	for text, want := range map[string][]string{
		"sent at Mon 30 Nov 2026 0417 hrs GMT, late": {"sent ", "at ", "Mon 30 Nov 2026 ", "0417 hrs GMT, ", "late"},
		"entry 014: ring 01632 960100.":              {"entry 014: ", "ring ", "01632 960100."},
		"(Sun 31 Oct 2027 0130 hrs BST)":             {"(Sun 31 Oct 2027 ", "0130 hrs BST)"},
		"  two  spaces ":                             {" ", " ", "two ", " ", "spaces "},
		"":                                           {""},
	} {
		if got := unbroken(text); fmt.Sprintf("%q", got) != fmt.Sprintf("%q", want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

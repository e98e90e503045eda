package report

import (
	"bytes"
	"compress/zlib"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"loggist/incident"
)

// printed is a line of a page as it is found in a PDF: what stands at one height.
type printed struct {
	y     float64 // in millimetres from the top of the page
	size  float64 // of its first words, in points
	texts []string
}

func (p printed) String() string { return strings.Join(p.texts, " ") }

// is reports whether the line is of a size.
func (p printed) is(sizes ...float64) bool { return slices.Contains(sizes, p.size) }

var pdfOps = regexp.MustCompile(`(?s)/F\S+ ([\d.]+) Tf|BT [\d.]+ ([\d.]+) Td \(((?:[^()\\]|\\.)*)\) ?Tj`)

// paper is the lines of every page of a PDF, in order, without those that stand on each of them.
func paper(t testing.TB, pdf []byte) [][]printed {
	t.Helper()
	var out [][]printed
	for _, m := range pdfStream.FindAllSubmatch(pdf, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue
		}
		content, err := io.ReadAll(z)
		if err != nil || !bytes.Contains(content, []byte(" Td (")) {
			continue
		}
		out = append(out, printedLines(content))
	}
	if len(out) == 0 {
		t.Fatal("no page in the PDF")
	}
	return out
}

func printedLines(content []byte) []printed {
	var page []printed
	size := 0.0
	for _, op := range pdfOps.FindAllSubmatch(content, -1) {
		if len(op[1]) > 0 {
			size, _ = strconv.ParseFloat(string(op[1]), 64)
			continue
		}
		at, _ := strconv.ParseFloat(string(op[2]), 64)
		y := pageHeight - at*25.4/72
		if y < marginTop-2 || y > bodyEnd+2 {
			continue
		}
		words := utf16Text(pdfEscape.ReplaceAll(op[3], []byte("$1")))
		if n := len(page) - 1; n >= 0 && math.Abs(page[n].y-y) < 0.5 {
			page[n].texts = append(page[n].texts, words)
			continue
		}
		page = append(page, printed{y, size, []string{words}})
	}
	slices.SortStableFunc(page, func(a, b printed) int { return int(math.Copysign(1, a.y-b.y)) })
	return page
}

// TestNoLineIsStranded: on every page of a report of 2,000 entries, no heading is the last line; no entry has one line alone at
// the foot or at the head of a page, and never who recorded it or what was said of it later without the last of its words.
func TestNoLineIsStranded_R4_21_F65(t *testing.T) {
	d := New(inputOf(t, long(t, 2000), incident.BookOpen))
	pages := paper(t, written(t, d)["pdf"])
	if len(pages) < 200 {
		t.Fatalf("%d pages", len(pages))
	}
	complain := func(page int, what string, l printed) {
		t.Errorf("page %d: %s: %q", page+1, what, l)
	}
	heading := regexp.MustCompile(`^Entry [\dS-]+ · `)
	// What was said of an entry, where it begins: a long correction may go over a page like any words.
	saidOfIt := regexp.MustCompile(`^(CORRECTED|WITHDRAWN|DISPUTED|LATE ENTRY|UNVERIFIED|Confirmed) `)
	on := map[string]map[int]int{} // entry, page, lines
	entry := ""
	broken := 0
	for i, page := range pages {
		if last := page[len(page)-1]; last.is(sectionSize, nameSize) || strings.HasPrefix(last.String(), "Entry Recorded at") {
			complain(i, "a heading at the foot", last)
		}
		fresh := true // nothing of the page was seen but what is said again
		for _, l := range page {
			switch text := l.String(); {
			case l.is(nameSize) && heading.MatchString(text):
				entry = text
			case l.is(sectionSize, nameSize, titleSize, cellSize):
				entry = ""
			case strings.HasSuffix(text, ", continued"):
				continue
			}
			if fresh && entry != "" && !l.is(nameSize) {
				broken++
				if strings.Contains(l.String(), " · Recorded by ") || l.is(9) && saidOfIt.MatchString(l.String()) {
					complain(i, "it stands without what it belongs to", l)
				}
			}
			fresh = false
			if entry != "" {
				if on[entry] == nil {
					on[entry] = map[int]int{}
				}
				on[entry][i]++
			}
		}
	}
	if len(on) < 2000 || broken < 10 {
		t.Fatalf("%d entries, of which %d go over a page: the report is not one to try it on", len(on), broken)
	}
	for name, parts := range on {
		first := len(pages)
		for page := range parts {
			first = min(first, page)
		}
		for page, n := range parts {
			if len(parts) > 1 && (n < fewest || page == first && n < 1+fewest) {
				t.Errorf("page %d: %d lines of %q", page+1, n, name)
			}
		}
	}
}

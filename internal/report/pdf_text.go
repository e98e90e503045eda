package report

import (
	"regexp"
	"strings"
	"unicode"
)

// face is a typeface and its cut.
type face struct{ family, cut string }

var (
	plain = face{"go", ""}
	bold  = face{"go", "B"}
	mono  = face{"mono", ""}
)

type colour [3]int

var (
	black = colour{11, 12, 12}
	grey  = colour{72, 73, 73}
	red   = colour{122, 31, 18}
)

// style is how words are set: sizes are in points.
type style struct {
	face   face
	size   float64
	colour colour
	struck bool // through
}

// words stand at x, from the edge of the paper.
type words struct {
	x     float64
	text  string
	style style
}

// leading is the height of a line of a size, in millimetres.
func leading(size float64) float64 { return size * 0.46 }

// baseline is how far below the top of a line its words stand.
func baseline(high float64) float64 { return high * 0.76 }

func (s *setter) font(t style) { s.pdf.SetFont(t.face.family, t.face.cut, t.size) }

func (s *setter) wide(words string) float64 { return s.pdf.GetStringWidth(words) }

// printable is what can be set of words; it counts what cannot.
func (s *setter) printable(words string) string {
	shown, missing := printable(words)
	s.missing += missing
	return shown
}

// column is where lines are set: from x, so wide.
type column struct{ x, width float64 }

var body = column{marginSide, bodyWidth}

// longestLabel is the share of a line that a label may take for its words to follow it there.
const longestLabel = 0.6

// para sets a paragraph.
func (s *setter) para(c column, text string, st style) []line {
	s.font(st)
	return set(c, s.wrap(s.printable(text), c.width, 0), st)
}

// labelled sets a line whose label, if it has one, is bold.
func (s *setter) labelled(c column, text string, st style) []line {
	l := labelled(text)
	if l[0] == "" {
		return s.para(c, text, st)
	}
	head := st
	head.face = bold
	s.font(head)
	label := s.printable(l[0] + " ")
	indent := s.wide(label)
	if indent > c.width*longestLabel {
		out := append(s.para(c, l[0], head), s.para(c, l[1], st)...)
		edges(out)
		return out
	}
	s.font(st)
	out := set(c, s.wrap(s.printable(l[1]), c.width, indent), st)
	first := out[0].words
	first[0].x += indent
	out[0].words = append([]words{{c.x, label, head}}, first...)
	return out
}

// set makes lines of what is broken into such, none of which is alone on a page.
func set(c column, texts []string, st style) []line {
	out := make([]line, len(texts))
	for i, t := range texts {
		out[i] = line{high: leading(st.size), words: []words{{c.x, t, st}}}
	}
	edges(out)
	return out
}

// wrap breaks words into lines of a width, of which the first is narrower by indent. It breaks at spaces, and within a word
// only where the word is longer than a line.
func (s *setter) wrap(words string, width, indent float64) []string {
	var out []string
	for _, para := range strings.Split(words, "\n") {
		out = append(out, s.wrapPara(para, width, indent)...)
		indent = 0
	}
	return out
}

// together are words that stay on one line: a date, a time with its zone, a telephone number, a number with what it is of.
var together = regexp.MustCompile(`\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]+(?: \d{4})?|\d{4} hrs [A-Z]{2,4}|0\d{3,4} \d{5,7}|(?:[Ee]ntry|round) [\dS-]+)`)

// unbroken splits a text where a line may end.
func unbroken(para string) []string {
	var out []string
	from := 0
	for _, span := range append(together.FindAllStringIndex(para, -1), []int{len(para), len(para)}) {
		for from < span[0] {
			n := strings.IndexByte(para[from:span[0]], ' ') + 1
			if n == 0 {
				break
			}
			out, from = append(out, para[from:from+n]), from+n
		}
		end := len(para)
		if n := strings.IndexByte(para[span[1]:], ' '); n >= 0 {
			end = span[1] + n + 1
		}
		if from < end || end == 0 {
			out, from = append(out, para[from:end]), end
		}
	}
	return out
}

func (s *setter) wrapPara(para string, width, indent float64) []string {
	var out []string
	var line strings.Builder
	room := width - indent // what is left of the line
	flush := func() {
		out = append(out, strings.TrimRightFunc(line.String(), unicode.IsSpace))
		line.Reset()
		room = width
	}
	for _, word := range unbroken(para) {
		wide := s.wide(strings.TrimRight(word, " "))
		if wide > room && room < width {
			flush()
		}
		for wide > width {
			n := s.fits(word, width)
			line.WriteString(word[:n])
			flush()
			word = word[n:]
			wide = s.wide(strings.TrimRight(word, " "))
		}
		line.WriteString(word)
		room -= s.wide(word)
	}
	flush()
	return out
}

// fits is how many bytes of a word fit into a width, one character at least.
func (s *setter) fits(word string, width float64) int {
	used := 0.0
	for i, c := range word {
		used += s.wide(string(c))
		if used > width && i > 0 {
			return i
		}
	}
	return len(word)
}

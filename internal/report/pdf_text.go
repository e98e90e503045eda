package report

import (
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
}

// text is words and how they are set.
type text struct {
	words string
	style style
}

// leading is the height of a line of a size, in millimetres.
func leading(size float64) float64 { return size * 0.46 }

func (s *setter) font(f face, size float64) { s.pdf.SetFont(f.family, f.cut, size) }

func (s *setter) style(t style) {
	s.font(t.face, t.size)
	s.pdf.SetTextColor(t.colour[0], t.colour[1], t.colour[2])
}

func (s *setter) wide(words string) float64 { return s.pdf.GetStringWidth(words) }

// put sets words on a base line.
func (s *setter) put(x, y float64, words string) {
	shown, missing := printable(words)
	s.now.missing += missing
	if shown != "" {
		s.pdf.Text(x, y, shown)
	}
}

func (s *setter) centred(y float64, words string) {
	shown, _ := printable(words)
	s.put((pageWidth-s.wide(shown))/2, y, words)
}

func (s *setter) line(x1, y1, x2, y2, thick float64) {
	s.pdf.SetLineWidth(thick)
	s.pdf.Line(x1, y1, x2, y2)
}

func (s *setter) rule(y, thick float64) {
	s.pdf.SetDrawColor(11, 12, 12)
	s.line(marginSide, y, pageWidth-marginSide, y, thick)
}

// para sets a paragraph over the width.
func (s *setter) para(t text) { s.labelledIf(false, t.words, t.style, false) }

// labelled sets a line whose label, if it has one, is bold.
func (s *setter) labelled(line string, st style, struck bool) { s.labelledIf(true, line, st, struck) }

func (s *setter) labelledIf(look bool, words string, st style, struck bool) {
	label := ""
	if look {
		l := labelled(words)
		label, words = l[0], l[1]
	}
	indent := 0.0
	if label != "" {
		label += " "
		s.font(bold, st.size)
		shown, _ := printable(label)
		indent = s.wide(shown)
	}
	s.style(st)
	h := leading(st.size)
	shown, missing := printable(words)
	s.now.missing += missing
	for i, l := range s.wrap(shown, s.width, indent) {
		s.need(h)
		if s.bar != nil {
			s.bar(s.y, s.y+h)
		}
		x := s.x
		if i == 0 && label != "" {
			s.style(style{bold, st.size, st.colour})
			s.strike(struck)
			s.put(x, s.y+h*0.76, label)
			x += indent
		}
		s.style(st) // a new page has set its own
		s.strike(struck)
		s.put(x, s.y+h*0.76, l)
		s.y += h
	}
}

// strike has what follows struck through.
func (s *setter) strike(yes bool) {
	if yes {
		s.pdf.SetFontStyle(s.pdf.GetFontStyle() + "S")
	}
}

// wrap breaks words into lines of a width, of which the first is narrower by indent. It breaks at spaces, and within a word
// only where the word is longer than a line.
func (s *setter) wrap(words string, width, indent float64) []string {
	var out []string
	for _, para := range strings.Split(words, "\n") {
		out = append(out, s.wrapPara(para, width, &indent)...)
	}
	return out
}

func (s *setter) wrapPara(para string, width float64, indent *float64) []string {
	var out []string
	line := ""
	room := func() float64 { return width - *indent }
	flush := func() {
		out, line, *indent = append(out, strings.TrimRightFunc(line, unicode.IsSpace)), "", 0
	}
	for _, word := range strings.SplitAfter(para, " ") {
		if s.wide(line+strings.TrimRight(word, " ")) <= room() {
			line += word
			continue
		}
		if line != "" {
			flush()
		}
		for s.wide(strings.TrimRight(word, " ")) > room() {
			n := s.fits(word, room())
			line = word[:n]
			word = word[n:]
			flush()
		}
		line = word
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

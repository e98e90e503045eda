package report

import "codeberg.org/go-pdf/fpdf"

const (
	cellSize = 7.8
	codeSize = 5.6
	cellGap  = 2.0
)

// wholeRow is up to how many lines a row is kept on one page.
const wholeRow = 14

// table sets rows under headings, which stand again on every page.
func (s *setter) table(t *Table) {
	s.y += 2
	if t.Title != "" {
		s.need(26)
		s.pdf.Bookmark(t.Title, 1, s.y)
		s.para(text{t.Title, style{bold, 10.5, black}})
	}
	for _, l := range t.Lines {
		s.labelled(l, style{plain, 9, black}, false)
	}
	if len(t.Rows) == 0 {
		return
	}
	s.y += 1.5
	s.need(14)
	heads := s.cells(t, t.Head, style{bold, cellSize, black}, false)
	head := func() {
		s.rows(t, heads, style{bold, cellSize, black}, false)
		s.rule(s.y, 0.4)
		s.y += 0.8
	}
	head()
	s.again = head
	for _, row := range t.Rows {
		cells := s.cells(t, row, style{plain, cellSize, black}, true)
		if n := tallest(cells); n <= wholeRow {
			s.need(float64(n)*leading(cellSize) + 1.4)
		}
		s.rows(t, cells, style{plain, cellSize, black}, true)
		s.pdf.SetDrawColor(177, 180, 182)
		s.line(marginSide, s.y+0.4, pageWidth-marginSide, s.y+0.4, 0.15)
		s.y += 1.2
	}
	s.again = nil
}

// cells breaks the cells of a row into lines.
func (s *setter) cells(t *Table, row []string, st style, code bool) [][]string {
	out := make([][]string, len(row))
	for i, c := range row {
		s.style(t.style(i, st, code))
		shown, missing := printable(c)
		s.now.missing += missing
		out[i] = s.wrap(shown, t.Widths[i]*bodyWidth-cellGap, 0)
	}
	return out
}

func (t *Table) style(column int, st style, code bool) style {
	if code && t.Code == column+1 {
		st.face, st.size = mono, codeSize
	}
	return st
}

func tallest(cells [][]string) int {
	n := 0
	for _, c := range cells {
		n = max(n, len(c))
	}
	return n
}

// rows sets the lines of one row side by side; a row that is longer than a page continues on the next.
func (s *setter) rows(t *Table, cells [][]string, st style, code bool) {
	h := leading(st.size)
	for l := range tallest(cells) {
		s.need(h)
		x := marginSide
		for i, c := range cells {
			if l < len(c) {
				s.style(t.style(i, st, code))
				s.put(x, s.y+h*0.76, c[l])
			}
			x += t.Widths[i] * bodyWidth
		}
		s.y += h
	}
}

// figure draws a figure, whole on one page.
func (s *setter) figure(f *Figure) {
	scale := bodyWidth / FigureWidth
	s.y += 3
	s.need(f.Height*scale + 7)
	s.para(text{f.Title, style{bold, 9.5, black}})
	s.y += 1
	for _, p := range f.Parts {
		s.part(p, scale)
	}
	s.y += f.Height * scale
}

func (s *setter) part(p Part, scale float64) {
	x, y := marginSide+p.X*scale, s.y+p.Y*scale
	switch p.Kind {
	case PartText:
		st := style{plain, 6.2, black}
		if p.Bold {
			st.face = bold
		}
		s.style(st)
		if p.End {
			x -= s.wide(p.Text)
		}
		s.put(x, y, p.Text)
	case PartShape:
		s.shape(p.Shape, x, y, markSize*scale)
	default:
		s.pdf.SetDrawColor(11, 12, 12)
		if p.Faint {
			s.pdf.SetDrawColor(177, 180, 182)
		}
		if p.Dashed {
			s.pdf.SetDashPattern([]float64{0.8, 0.6}, 0)
		}
		s.line(x, y, marginSide+p.X2*scale, s.y+p.Y2*scale, p.Thick*scale)
		s.pdf.SetDashPattern([]float64{}, 0)
	}
}

func (s *setter) shape(form shape, x, y, m float64) {
	s.pdf.SetDrawColor(11, 12, 12)
	s.pdf.SetFillColor(11, 12, 12)
	s.pdf.SetLineWidth(0.25)
	switch form {
	case shapeDisc:
		s.pdf.Circle(x, y, m, "F")
	case shapeCross:
		s.line(x-m, y-m, x+m, y+m, 0.4)
		s.line(x-m, y+m, x+m, y-m, 0.4)
	case shapeHollow, shapeDiamond:
		m *= 1.2
		how := "F"
		if form == shapeHollow {
			s.pdf.SetFillColor(255, 255, 255)
			how = "DF"
		}
		s.pdf.Polygon([]fpdf.PointType{{X: x, Y: y - m}, {X: x + m, Y: y}, {X: x, Y: y + m}, {X: x - m, Y: y}}, how)
	default:
		m *= 0.85
		s.pdf.Rect(x-m, y-m, 2*m, 2*m, "F")
	}
}

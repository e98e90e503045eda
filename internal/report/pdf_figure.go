package report

import "codeberg.org/go-pdf/fpdf"

// highestFigure leaves room on a page for the heading of its section and what explains it.
const highestFigure = bodyEnd - marginTop - 55

// scale is how many millimetres a unit of a figure is: as many as its width allows, and its height.
func (f *Figure) scale() float64 { return min(bodyWidth/FigureWidth, highestFigure/f.Height) }

// drawing sets a figure, whole on one page, under what it shows.
func (s *setter) drawing(f *Figure) []line {
	out := s.para(body, f.Title, style{bold, lineSize, black, false})
	out[0].above = 3
	for _, p := range f.Parts {
		s.printable(p.Text)
	}
	out = append(out, line{above: 1, high: f.Height * f.scale(), figure: f})
	whole(out)
	return out
}

// figure draws a figure from y down.
func (p *printer) figure(f *Figure, y float64) {
	scale := f.scale()
	for _, part := range f.Parts {
		p.part(part, marginSide+part.X*scale, y+part.Y*scale, y, scale)
	}
}

func (p *printer) part(t Part, x, y, top, scale float64) {
	switch t.Kind {
	case PartText:
		st := style{plain, 6.2, black, false}
		if t.Bold {
			st.face = bold
		}
		if t.End {
			p.end(x, y, t.Text, st)
		} else {
			p.put(x, y, t.Text, st)
		}
	case PartShape:
		p.shape(t.Shape, x, y, markSize*scale)
	default:
		p.pdf.SetDrawColor(11, 12, 12)
		if t.Faint {
			p.pdf.SetDrawColor(177, 180, 182)
		}
		if t.Dashed {
			p.pdf.SetDashPattern([]float64{0.8, 0.6}, 0)
		}
		p.line(x, y, marginSide+t.X2*scale, top+t.Y2*scale, t.Thick*scale)
		p.pdf.SetDashPattern([]float64{}, 0)
	}
}

func (p *printer) shape(form shape, x, y, m float64) {
	p.pdf.SetDrawColor(11, 12, 12)
	p.pdf.SetFillColor(11, 12, 12)
	p.pdf.SetLineWidth(0.25)
	switch form {
	case shapeDisc:
		p.pdf.Circle(x, y, m, "F")
	case shapeCross:
		p.line(x-m, y-m, x+m, y+m, 0.4)
		p.line(x-m, y+m, x+m, y-m, 0.4)
	case shapeHollow, shapeDiamond:
		m *= 1.2
		how := "F"
		if form == shapeHollow {
			p.pdf.SetFillColor(255, 255, 255)
			how = "DF"
		}
		p.pdf.Polygon([]fpdf.PointType{{X: x, Y: y - m}, {X: x + m, Y: y}, {X: x, Y: y + m}, {X: x - m, Y: y}}, how)
	default:
		m *= 0.85
		p.pdf.Rect(x-m, y-m, 2*m, 2*m, "F")
	}
}

package report

import (
	"fmt"
	"html"
	"html/template"
	"strconv"
	"strings"
)

// svg draws a figure as an element of a page. It has a name and a description; nothing in it is told by colour.
func svg(f Figure, id string) template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %g %s" role="img" aria-labelledby="%s-t %s-d"><title id="%s-t">%s</title><desc id="%s-d">%s</desc>`,
		FigureWidth, num(f.Height), id, id, id, html.EscapeString("Timeline, "+f.Title), id, html.EscapeString(f.Words))
	for _, p := range f.Parts {
		b.WriteString(p.svg())
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) //nolint:gosec // every word in it was escaped above
}

// num writes a coordinate with at most one decimal, alike on every machine.
func num(x float64) string {
	return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
}

func (p Part) svg() string {
	tip := ""
	if p.Tip != "" {
		tip = "<title>" + html.EscapeString(p.Tip) + "</title>"
	}
	switch p.Kind {
	case PartText:
		class := ""
		if p.Bold {
			class += " b"
		}
		if p.End {
			class += " e"
		}
		if class != "" {
			class = ` class="` + class[1:] + `"`
		}
		return fmt.Sprintf(`<text x="%s" y="%s"%s>%s</text>`, num(p.X), num(p.Y), class, html.EscapeString(p.Text))
	case PartShape:
		return fmt.Sprintf(`<path d="%s" class="%s">%s</path>`, outline(p), class(p.Shape), tip)
	}
	class := "l"
	if p.Faint {
		class = "f"
	}
	if p.Dashed {
		class += " d"
	}
	return fmt.Sprintf(`<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s" stroke-width="%s">%s</line>`,
		num(p.X), num(p.Y), num(p.X2), num(p.Y2), class, num(p.Thick), tip)
}

// class is how a shape is painted: filled, or its outline.
func class(s shape) string {
	switch s {
	case shapeHollow:
		return "o"
	case shapeCross:
		return "x"
	}
	return "s"
}

// outline is the path of a shape.
func outline(p Part) string {
	x, y, m := p.X, p.Y, markSize
	at := func(dx, dy float64) string { return num(x+dx) + " " + num(y+dy) }
	switch p.Shape {
	case shapeDisc:
		return fmt.Sprintf("M%s a%g %g 0 1 0 %g 0 a%g %g 0 1 0 %g 0z", at(-m, 0), m, m, 2*m, m, m, -2*m)
	case shapeCross:
		return "M" + at(-m, -m) + "L" + at(m, m) + "M" + at(-m, m) + "L" + at(m, -m)
	case shapeHollow, shapeDiamond:
		return "M" + at(0, -m-1) + "L" + at(m+1, 0) + "L" + at(0, m+1) + "L" + at(-m-1, 0) + "z"
	}
	return "M" + at(-m+1, -m+1) + "L" + at(m-1, -m+1) + "L" + at(m-1, m-1) + "L" + at(-m+1, m-1) + "z"
}

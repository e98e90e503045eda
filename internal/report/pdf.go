package report

import (
	"io"
	"slices"
	"strconv"

	"codeberg.org/go-pdf/fpdf"
)

// The page, in millimetres.
const (
	pageWidth  = 210.0
	pageHeight = 297.0
	marginSide = 17.0
	marginTop  = 22.0
	marginFoot = 20.0
	bodyWidth  = pageWidth - 2*marginSide
	bodyEnd    = pageHeight - marginFoot
)

// WritePDF writes the report for paper, with the marking, "page x of y" and the numbers of its entries on every page and the
// signed record attached. The same document gives the same bytes.
func (d *Document) WritePDF(w io.Writer) error {
	f := d.file()
	s := setter{pdf: f}
	p := printer{d: d, pdf: f, pages: paginate(s.lines(d), bodyEnd-marginTop), starts: make([]int, len(d.Sections)+1)}
	p.print()
	if err := f.Error(); err != nil {
		return err
	}
	return f.Output(w)
}

// file is a PDF without pages.
func (d *Document) file() *fpdf.Fpdf {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetCreationDate(d.At.UTC())
	p.SetModificationDate(d.At.UTC())
	p.SetCatalogSort(true)
	p.SetProducer("Loggist", true)
	p.SetTitle(d.Title, true)
	p.SetSubject(d.Marking, true)
	p.SetLang("en-GB")
	p.SetDisplayMode("fullwidth", "continuous")
	p.SetMargins(marginSide, marginTop, marginSide)
	p.SetAutoPageBreak(false, 0)
	// A subset is made in the bytes that are given: without copies of its own the second report of a process would differ from its
	// first, and two at once would write to the same fonts.
	p.AddUTF8FontFromBytes("go", "", slices.Clone(regularFont))
	p.AddUTF8FontFromBytes("go", "B", slices.Clone(boldFont))
	p.AddUTF8FontFromBytes("mono", "", slices.Clone(monoFont))
	p.SetAttachments([]fpdf.Attachment{{Content: d.Export, Filename: d.File, Description: "The signed record of which this is the report"}})
	return p
}

// printer draws pages.
type printer struct {
	d      *Document
	pdf    *fpdf.Fpdf
	pages  [][]placed
	starts []int // the page on which each section begins, counted from 1
}

func (p *printer) print() {
	for i, page := range p.pages {
		for _, l := range page {
			if l.section > 0 {
				p.starts[l.section] = i + 1
			}
		}
	}
	for i := range p.pages {
		p.page(i)
	}
}

func (p *printer) page(i int) {
	p.pdf.AddPage()
	p.head(i)
	var beside bar
	from := 0.0
	for k, l := range p.pages[i] {
		y := marginTop + l.y
		p.set(l.line, y)
		if k == 0 || l.bar != beside || l.y > p.pages[i][k-1].y+p.pages[i][k-1].high {
			from = y
		}
		beside = l.bar
		if next := k + 1; next == len(p.pages[i]) || p.pages[i][next].bar != beside || p.pages[i][next].y > l.y+l.high {
			p.bar(beside, from, y+l.high)
		}
	}
	p.foot(i)
}

// set draws a line at y.
func (p *printer) set(l *line, y float64) {
	if l.bookmark != nil {
		p.style(style{plain, lineSize, black, false}) // its title is written as that of a typeface
		p.pdf.Bookmark(l.bookmark.title, l.bookmark.level, y)
	}
	if l.over > 0 {
		p.rule(y, l.over)
	}
	if l.figure != nil {
		p.figure(l.figure, y)
	}
	for _, w := range l.words {
		p.put(w.x, y+baseline(l.high), w.text, w.style)
	}
	if l.contents > 0 {
		page := p.starts[l.contents]
		p.end(pageWidth-marginSide, y+baseline(l.high), strconv.Itoa(page), style{plain, lineSize, black, false})
		link := p.pdf.AddLink()
		p.pdf.SetLink(link, 0, page)
		p.pdf.Link(marginSide, y, bodyWidth, l.high, link)
	}
	if l.under > 0 {
		p.rule(y+l.high+0.4, l.under)
	}
}

// bar draws what runs beside the lines of an entry.
func (p *printer) bar(b bar, from, to float64) {
	if b == noBar {
		return
	}
	p.pdf.SetDrawColor(110, 110, 110)
	if b == brokenBar {
		p.pdf.SetDashPattern([]float64{1.2, 1}, 0)
	}
	p.line(marginSide+1, from, marginSide+1, to, 0.9)
	p.pdf.SetDashPattern([]float64{}, 0)
}

// head and foot stand on every page.
func (p *printer) head(i int) {
	p.centred(10, p.d.Marking, style{bold, 10, black, false})
	small := style{plain, 7.5, black, false}
	p.put(marginSide, 14.5, p.d.Title, small)
	p.end(pageWidth-marginSide, 14.5, entriesOn(p.pages[i]), small)
	p.rule(17, 0.3)
}

func (p *printer) foot(i int) {
	small := style{plain, 7.5, black, false}
	p.rule(pageHeight-14.5, 0.3)
	p.put(marginSide, pageHeight-11, p.d.Made, small)
	p.end(pageWidth-marginSide, pageHeight-11, "Page "+strconv.Itoa(i+1)+" of "+strconv.Itoa(len(p.pages)), small)
	p.centred(pageHeight-6.5, p.d.Marking, style{bold, 10, black, false})
}

// entriesOn says which entries stand on a page, for whoever leafs through them.
func entriesOn(page []placed) string {
	first, last := "", ""
	for _, l := range page {
		if l.entry != "" {
			last = l.entry
			if first == "" {
				first = l.entry
			}
		}
	}
	switch {
	case first == "":
		return ""
	case first == last:
		return "Entry " + first
	}
	return "Entries " + first + " to " + last
}

func (p *printer) style(t style) {
	cut := t.face.cut
	if t.struck {
		cut += "S"
	}
	p.pdf.SetFont(t.face.family, cut, t.size)
	p.pdf.SetTextColor(t.colour[0], t.colour[1], t.colour[2])
}

// put sets words on a base line, end so that they end at x.
func (p *printer) put(x, y float64, words string, st style) {
	p.style(st)
	if shown, _ := printable(words); shown != "" {
		p.pdf.Text(x, y, shown)
	}
}

func (p *printer) end(x, y float64, words string, st style) {
	p.style(st)
	shown, _ := printable(words)
	p.put(x-p.pdf.GetStringWidth(shown), y, words, st)
}

func (p *printer) centred(y float64, words string, st style) {
	p.style(st)
	shown, _ := printable(words)
	p.put((pageWidth-p.pdf.GetStringWidth(shown))/2, y, words, st)
}

func (p *printer) line(x1, y1, x2, y2, thick float64) {
	p.pdf.SetLineWidth(thick)
	p.pdf.Line(x1, y1, x2, y2)
}

// hair is up to how thick a rule is grey.
const hair = 0.2

func (p *printer) rule(y, thick float64) {
	p.pdf.SetDrawColor(11, 12, 12)
	if thick <= hair {
		p.pdf.SetDrawColor(177, 180, 182)
	}
	p.line(marginSide, y, pageWidth-marginSide, y, thick)
}

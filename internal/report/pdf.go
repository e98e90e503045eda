package report

import (
	"errors"
	"io"
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

// mostPasses is how often the pages are set until their number, which stands on each of them, is known.
const mostPasses = 4

// WritePDF writes the report for paper, with the marking and "page x of y" on every page and the signed record attached. The
// same document gives the same bytes.
func (d *Document) WritePDF(w io.Writer) error {
	known := pass{}
	for range mostPasses {
		s := d.set(known)
		if err := s.pdf.Error(); err != nil {
			return err
		}
		if s.now.equal(known) {
			return s.pdf.Output(w)
		}
		known = s.now
	}
	return errors.New("the pages of the report do not come to rest")
}

// pass is what setting all pages once has shown.
type pass struct {
	pages   int
	starts  []int // the page on which each section begins
	missing int   // characters without a form
}

func (p pass) equal(o pass) bool {
	if p.pages != o.pages || p.missing != o.missing || len(p.starts) != len(o.starts) {
		return false
	}
	for i := range p.starts {
		if p.starts[i] != o.starts[i] {
			return false
		}
	}
	return true
}

// setter sets the pages of one pass.
type setter struct {
	d      *Document
	pdf    *fpdf.Fpdf
	before pass // what the pass before has shown
	now    pass
	x, y   float64
	width  float64
	bar    func(from, to float64) // what runs beside the lines of an entry
	again  func()                 // what is said again at the head of a new page
}

// set sets every page once.
func (d *Document) set(before pass) *setter {
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
	p.AddUTF8FontFromBytes("go", "", regularFont)
	p.AddUTF8FontFromBytes("go", "B", boldFont)
	p.AddUTF8FontFromBytes("mono", "", monoFont)
	p.SetAttachments([]fpdf.Attachment{{Content: d.Export, Filename: d.File, Description: "The signed record of which this is the report"}})
	s := &setter{d: d, pdf: p, before: before, x: marginSide, width: bodyWidth}
	p.SetHeaderFunc(s.head)
	p.SetFooterFunc(s.foot)
	s.newPage()
	s.title()
	for i := range d.Sections {
		s.section(&d.Sections[i])
	}
	s.now.pages = p.PageNo()
	return s
}

// head and foot stand on every page.
func (s *setter) head() {
	s.pdf.SetTextColor(0, 0, 0)
	s.font(bold, 10)
	s.centred(10, s.d.Marking)
	s.font(plain, 7.5)
	s.centred(14.5, s.d.Title)
	s.rule(17, 0.3)
}

func (s *setter) foot() {
	s.pdf.SetTextColor(0, 0, 0)
	s.rule(pageHeight-14.5, 0.3)
	s.font(bold, 10)
	s.centred(pageHeight-6.5, s.d.Marking)
	s.font(plain, 7.5)
	s.put(marginSide, pageHeight-11, s.d.Made)
	page := "Page " + strconv.Itoa(s.pdf.PageNo()) + " of " + strconv.Itoa(s.before.pages)
	s.put(pageWidth-marginSide-s.wide(page), pageHeight-11, page)
}

func (s *setter) newPage() {
	s.pdf.AddPage()
	s.y = marginTop
	if s.again != nil {
		s.again()
	}
}

// need begins a new page unless there is room for h.
func (s *setter) need(h float64) {
	if s.y+h > bodyEnd {
		s.newPage()
	}
}

// title is the head of the first page: what this is, and what is in it.
func (s *setter) title() {
	s.para(text{s.d.Title, style{bold, 16, black}})
	s.y += 1
	s.para(text{s.d.Made, style{plain, 9.5, black}})
	if s.before.missing > 0 {
		s.para(text{"A character that the typeface of this file lacks stands as its number, such as [U+1F600]. The HTML report and the attached record show it.", style{plain, 9.5, black}})
	}
	s.y += 3
	for i := range s.d.Sections {
		sec := &s.d.Sections[i]
		s.need(5)
		s.style(style{plain, 9.5, black})
		link := s.pdf.AddLink()
		page := ""
		if i < len(s.before.starts) {
			page = strconv.Itoa(s.before.starts[i])
			s.pdf.SetLink(link, 0, s.before.starts[i])
		}
		s.put(s.x, s.y+3.6, sec.Title)
		s.put(s.x+s.width-s.wide(page), s.y+3.6, page)
		s.pdf.Link(s.x, s.y, s.width, 5, link)
		s.y += 5
	}
}

func (s *setter) section(sec *Section) {
	s.y += 6
	s.need(30)
	s.now.starts = append(s.now.starts, s.pdf.PageNo())
	s.pdf.Bookmark(sec.Title, 0, s.y)
	s.rule(s.y, 1.1)
	s.y += 2.5
	s.para(text{sec.Title, style{bold, 13.5, black}})
	s.y += 1
	for _, l := range sec.Lines {
		s.labelled(l, style{plain, 9.5, black}, false)
		s.y += 0.8
	}
	for k := range sec.Figures {
		s.figure(&sec.Figures[k])
	}
	for k := range sec.Entries {
		s.entry(&sec.Entries[k])
	}
	for k := range sec.Tables {
		s.table(&sec.Tables[k])
	}
}

// entry sets an entry out beside a bar, which is broken where its words are withheld.
func (s *setter) entry(e *Entry) {
	s.y += 2.5
	name := e.Name
	if e.Withheld {
		name = "WITHHELD"
	}
	s.need(17)
	s.pdf.Bookmark("Entry "+e.Number+" · "+name, 1, s.y)
	s.x, s.width = marginSide+4, bodyWidth-4
	s.bar = func(from, to float64) {
		s.pdf.SetDrawColor(110, 110, 110)
		if e.Withheld {
			s.pdf.SetDashPattern([]float64{1.2, 1}, 0)
		}
		s.line(marginSide+1, from, marginSide+1, to, 0.9)
		s.pdf.SetDashPattern([]float64{}, 0)
	}
	s.para(text{"Entry " + e.Number + " · " + name, style{bold, 10.5, black}})
	s.words(e)
	s.x, s.width, s.bar = marginSide, bodyWidth, nil
}

func (s *setter) words(e *Entry) {
	body, small, flag := style{plain, 10, black}, style{plain, 8.5, grey}, style{bold, 9, red}
	if e.Withheld {
		s.labelled("Reason: "+e.Why, body, false)
		return
	}
	if e.Text != "" {
		s.labelledIf(false, e.Text, body, e.StruckText)
	}
	for _, l := range e.Lines {
		s.labelled(l, body, e.StruckAll)
	}
	if e.Late != "" {
		s.para(text{e.Late, flag})
	}
	s.para(text{e.Happened() + " at " + e.Decided.Words + " · Recorded by " + e.Recorder + " at " + e.Recorded.Words, small})
	if e.Verified != "" {
		st := small
		if e.Unverified() {
			st = flag
		}
		s.para(text{e.Verified, st})
	}
	for _, l := range e.Said {
		s.para(text{l, flag})
	}
	for _, l := range e.After {
		s.labelled(l, small, false)
	}
}

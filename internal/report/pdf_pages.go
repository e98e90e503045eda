package report

// line is what stands across a page at one height, and what keeps it together with others. Setting a report means making its
// lines, sharing them out to pages and drawing those; only the first needs typefaces, only the last writes.
type line struct {
	high  float64 // its height, in millimetres
	above float64 // the room above it, which falls away at the head of a page
	below float64 // the room below it
	keep  bool    // the next line stands on the same page
	// again is what is said again at the head of the page if this line is the first on it: what it is part of.
	again []line

	words    []words
	over     float64 // thickness of a rule over it, 0 for none
	under    float64 // thickness of a rule under it
	bar      bar     // what runs beside it
	figure   *Figure
	bookmark *bookmark
	section  int    // the section that it begins, from 1
	contents int    // the section to which it leads, from 1
	entry    string // the number of the entry of which it is
}

// bar is what runs beside the lines of an entry.
type bar int

const (
	noBar bar = iota
	wholeBar
	brokenBar // its words are withheld
)

type bookmark struct {
	title string
	level int
}

// placed is a line on a page.
type placed struct {
	*line
	y float64 // of its top
}

// What has up to so many lines is not broken over pages, if it fits on one.
const (
	wholeEntry = 14
	wholeRow   = 20
	wholeTable = 26
)

// fewest is how many lines of anything stand alone at the head or the foot of a page.
const fewest = 2

// whole keeps lines together.
func whole(lines []line) {
	for i := range lines[:max(0, len(lines)-1)] {
		lines[i].keep = true
	}
}

// edges keeps the first lines of something together, and its last, so that none of them is alone on a page.
func edges(lines []line) {
	n := len(lines)
	if n <= 2*fewest-1 {
		whole(lines)
		return
	}
	whole(lines[:fewest])
	whole(lines[n-fewest:])
}

// upTo keeps lines together if they are few, and their edges if they are many.
func upTo(few int, lines []line) {
	if len(lines) <= few {
		whole(lines)
	} else {
		edges(lines)
	}
}

// joined keeps the last of lines with what follows.
func joined(lines []line) {
	if n := len(lines); n > 0 {
		lines[n-1].keep = true
	}
}

// paginate shares lines out to pages of a height. It breaks after a line that does not keep the next; where more is to be kept
// together than a page holds, anywhere but before the last.
func paginate(lines []line, height float64) [][]placed {
	p := pages{height: height}
	p.turn(nil)
	for from := 0; from < len(lines); {
		to := from + 1
		for to < len(lines) && lines[to-1].keep {
			to++
		}
		p.group(lines[from:to])
		from = to
	}
	return p.all
}

type pages struct {
	height float64
	all    [][]placed
	y      float64
	begun  bool // more stands on the last page than what was said again
}

func (p *pages) last() *[]placed { return &p.all[len(p.all)-1] }

// turn begins a page.
func (p *pages) turn(again []line) {
	p.all, p.y, p.begun = append(p.all, nil), 0, false
	for i := range again {
		p.put(&again[i])
	}
	p.begun = false
}

func (p *pages) put(l *line) {
	if len(*p.last()) > 0 {
		p.y += l.above
	}
	*p.last() = append(*p.last(), placed{l, p.y})
	p.y += l.high + l.below
	p.begun = true
}

// fits is how many of lines fit on what is left of the page.
func (p *pages) fits(lines []line) int {
	y := p.y
	for i := range lines {
		if i > 0 || len(*p.last()) > 0 {
			y += lines[i].above
		}
		if y += lines[i].high + lines[i].below; y > p.height {
			return i
		}
	}
	return len(lines)
}

// group puts lines that stay together: on the next page, if there is no room on this one; on several, if they fit on none.
func (p *pages) group(lines []line) {
	if p.begun && p.fits(lines) < len(lines) {
		p.turn(lines[0].again)
	}
	for {
		n := p.fits(lines)
		if n < len(lines) {
			n = max(1, min(n, len(lines)-fewest))
		}
		for i := range lines[:n] {
			p.put(&lines[i])
		}
		if lines = lines[n:]; len(lines) == 0 {
			return
		}
		p.turn(lines[0].again)
	}
}

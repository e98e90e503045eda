package report

import "codeberg.org/go-pdf/fpdf"

// setter makes the lines of a report. It writes nothing: it asks the typefaces how wide words are.
type setter struct {
	pdf     *fpdf.Fpdf
	missing int // characters without a form
}

// sizes of what is set, in points.
const (
	titleSize   = 16
	sectionSize = 13.5
	nameSize    = 10.5 // of an entry, a table
	textSize    = 10
	lineSize    = 9.5
	smallSize   = 8.5
)

// lines are those of the whole report, in order.
func (s *setter) lines(d *Document) []line {
	var sections []line
	for i := range d.Sections {
		sections = append(sections, s.section(&d.Sections[i], i+1)...)
	}
	for _, t := range []string{d.Marking, d.Title, d.Made} {
		s.printable(t) // they stand on every page
	}
	return append(s.title(d), sections...)
}

// title is the head of the first page: what this is, and what is in it. It is set last, when what is missing is known.
func (s *setter) title(d *Document) []line {
	st := style{plain, lineSize, black, false}
	out := s.para(body, d.Title, style{bold, titleSize, black, false})
	made := s.para(body, d.Made, st)
	made[0].above = 1
	out = append(out, made...)
	if s.missing > 0 {
		out = append(out, s.para(body, "A character that the typeface of this file lacks stands as its number, such as [U+1F600]. The HTML report and the attached record show it.", st)...)
	}
	for i := range d.Sections {
		l := line{high: leading(lineSize), below: 0.6, words: []words{{marginSide, d.Sections[i].Title, st}}, contents: i + 1}
		if i == 0 {
			l.above = 3
		}
		out = append(out, l)
	}
	return out
}

func (s *setter) section(sec *Section, number int) []line {
	out := s.para(body, sec.Title, style{bold, sectionSize, black, false})
	head := line{high: 2.5, above: 6, over: 1.1, section: number, bookmark: &bookmark{sec.Title, 0}}
	out = append([]line{head}, out...)
	whole(out)
	joined(out)
	var said []line
	for i, t := range sec.Lines {
		l := s.labelled(body, t, style{plain, lineSize, black, false})
		l[0].above = 0.8
		if i == 0 {
			l[0].above = 1
		}
		said = append(said, l...)
	}
	upTo(wholeEntry, said)
	if len(sec.Figures)+len(sec.Entries)+len(sec.Tables) > 0 {
		joined(said)
	}
	out = append(out, said...)
	for k := range sec.Figures {
		out = append(out, s.drawing(&sec.Figures[k])...)
	}
	for k := range sec.Entries {
		out = append(out, s.entry(&sec.Entries[k])...)
	}
	for k := range sec.Tables {
		out = append(out, s.table(&sec.Tables[k])...)
	}
	return out
}

// entry sets an entry out beside a bar, which is broken where its words are withheld.
func (s *setter) entry(e *Entry) []line {
	c := column{marginSide + 4, bodyWidth - 4}
	name, b := e.Name, wholeBar
	if e.Withheld {
		name, b = "WITHHELD", brokenBar
	}
	title := "Entry " + e.Number + " · " + name
	head := s.para(c, title, style{bold, nameSize, black, false})
	head[0].above, head[0].bookmark = 2.5, &bookmark{title, 1}
	whole(head)
	joined(head)
	said, small, after := s.words(c, e)
	upTo(wholeEntry, small)
	if len(small) > 0 {
		joined(said) // who recorded it, and what was said of it later, stand with it
	}
	out := append(append(append(head, said...), small...), after...)
	if len(out) <= wholeEntry {
		whole(out)
	}
	for i := range min(len(out)-1, len(head)+fewest-1) {
		out[i].keep = true
	}
	if n := len(out) - fewest; n >= 0 {
		out[n].keep = true
	}
	again := s.para(c, title+", continued", style{bold, smallSize, grey, false})
	for i := range again {
		again[i].bar, again[i].entry = b, e.Number
	}
	for i := range out {
		out[i].bar, out[i].entry = b, e.Number
		if i > 0 {
			out[i].again = again
		}
	}
	return out
}

// words are what an entry says, by whom and when it was recorded and what was said of it, and what came of it.
func (s *setter) words(c column, e *Entry) (said, small, after []line) {
	text, note, flag := style{plain, textSize, black, false}, style{plain, smallSize, grey, false}, style{bold, 9, red, false}
	if e.Withheld {
		return s.labelled(c, "Reason: "+e.Why, text), nil, nil
	}
	if e.Text != "" {
		st := text
		st.struck = e.StruckText
		said = append(said, s.para(c, e.Text, st)...)
	}
	for _, l := range e.Lines {
		st := text
		st.struck = e.StruckAll
		said = append(said, s.labelled(c, l, st)...)
	}
	if e.Late != "" {
		small = append(small, s.para(c, e.Late, flag)...)
	}
	small = append(small, s.para(c, e.Happened()+" at "+e.Decided.Words+" · Recorded by "+e.Recorder+" at "+e.Recorded.Words, note)...)
	if e.Verified != "" {
		st := note
		if e.Unverified() {
			st = flag
		}
		small = append(small, s.para(c, e.Verified, st)...)
	}
	for _, l := range e.Said {
		small = append(small, s.para(c, l, flag)...)
	}
	for _, l := range e.After {
		after = append(after, s.labelled(c, l, note)...)
	}
	return said, small, after
}

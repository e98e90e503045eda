package report

const (
	cellSize = 7.8
	codeSize = 5.6
	cellGap  = 2.0
)

// table sets rows under headings, which stand again on every page on which it goes on, with what they are of.
func (s *setter) table(t *Table) []line {
	again := s.para(body, t.Name+", continued", style{bold, smallSize, grey, false})
	again[len(again)-1].below = 0.8
	var out []line
	if t.Title != "" {
		out = s.para(body, t.Title, style{bold, nameSize, black, false})
		out[0].above, out[0].bookmark = 4, &bookmark{t.Title, 1}
		whole(out)
		joined(out)
	}
	var said []line
	for _, l := range t.Lines {
		said = append(said, s.labelled(body, l, style{plain, 9, black, false})...)
	}
	upTo(wholeEntry, said)
	for i := range said {
		said[i].again = again
	}
	out = append(out, said...)
	if len(t.Rows) == 0 {
		return out
	}
	joined(out)
	head := s.cells(t, t.Head, style{bold, cellSize, black, false}, false)
	head[len(head)-1].under, head[len(head)-1].below = 0.4, 0.8
	whole(head)
	joined(head)
	again = append(again[:len(again):len(again)], head...)
	head[0].above = 1.5
	if t.Title == "" {
		head[0].above = 3.5
	}
	out = append(out, head...)
	for i, row := range t.Rows {
		lines := s.row(t, row, again)
		if n := len(t.Rows); i == 0 && n > 1 || i == n-2 { // a row is not alone on a page
			joined(lines)
		}
		out = append(out, lines...)
	}
	if len(out) <= wholeTable {
		whole(out)
	}
	return out
}

// row sets a row, with a rule under it. One that is longer than most is continued on the next page.
func (s *setter) row(t *Table, cells []string, again []line) []line {
	st := style{plain, cellSize, black, false}
	lines := s.cells(t, cells, st, true)
	lines[len(lines)-1].under, lines[len(lines)-1].below = 0.15, 1.2
	upTo(wholeRow, lines)
	inside := again
	if len(lines) > wholeRow {
		inside = append(again[:len(again):len(again)], line{high: leading(cellSize), words: []words{{marginSide, s.first(lines) + " … continued:", style{plain, cellSize, grey, false}}}})
	}
	lines[0].again = again
	for i := range lines[1:] {
		lines[i+1].again = inside
	}
	return lines
}

// first is the beginning of the first cell of a row.
func (s *setter) first(lines []line) string { return lines[0].words[0].text }

// cells sets the cells of a row side by side, each over its lines.
func (s *setter) cells(t *Table, row []string, st style, code bool) []line {
	var out []line
	x := marginSide
	for i, c := range row {
		st := st
		if code && t.Code == i+1 {
			st.face, st.size = mono, codeSize
		}
		s.font(st)
		for k, text := range s.wrap(s.printable(c), t.Widths[i]*bodyWidth-cellGap, 0) {
			if k == len(out) {
				out = append(out, line{high: leading(cellSize)})
			}
			out[k].words = append(out[k].words, words{x, text, st})
		}
		x += t.Widths[i] * bodyWidth
	}
	return out
}

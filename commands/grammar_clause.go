package commands

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// values is what was typed or filled in, by field, and what is wrong with it.
type values struct {
	in     *Input
	cmd    *Command
	fields []field
	raw    map[string]string
	faults map[string]string // by field: what is wrong, as a sentence
	meant  map[string]string // by field: what could be right, for the example
	loose  []string          // what is wrong and belongs to no field
	code   string
	left   string // words that nothing takes
}

// read cuts the words of an act into the values of its command's fields.
func (a *Act) read(in *Input) *values {
	v := &values{in: in, cmd: a.Command, fields: a.Command.fields(), raw: map[string]string{}, faults: map[string]string{}, meant: map[string]string{}}
	for name, value := range a.values {
		v.raw[name] = value
	}
	if a.way == byLine {
		v.split(a.words)
	}
	v.takeLast()
	return v
}

// takeLast takes the person from the end of the words that come first ("gold @supt.khan", "silver to PS Okafor") where a field of a
// person is said to stand there. What looks like an id is taken as one, so that it is he who is not known.
func (v *values) takeLast() {
	i := slices.IndexFunc(v.fields, func(f field) bool { return f.last })
	r := rest(v.fields)
	if i < 0 || r == nil {
		return
	}
	words := v.raw[r.name]
	w := firstWords(words, 12)
	for k := 1; k < len(w); k++ {
		name := strings.TrimSpace(words[w[k-1].end:])
		if who, ok := v.knownWho(name); (!ok || who.Person == "") && !strings.HasPrefix(name, "@") {
			continue
		}
		v.raw[r.name] = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(words[:w[k-1].end]), " to"))
		if v.raw[v.fields[i].name] == "" { // a form has it in both
			v.raw[v.fields[i].name] = name
		}
		return
	}
}

// split reads `words | clause | clause`, with clauses at the starts of lines as well.
func (v *values) split(words string) {
	c := cutter{values: v, parts: map[string]*strings.Builder{}}
	words = v.takeCron(words)
	for i, line := range strings.Split(words, "\n") {
		for j, part := range strings.Split(line, "|") {
			switch {
			case j > 0:
				c.afterBar(part)
			case i > 0:
				c.lineStart(part)
			default:
				c.head.WriteString(part)
			}
		}
	}
	for name, b := range c.parts {
		v.raw[name] = strings.TrimSpace(b.String())
	}
	head := v.inlineBecause(strings.TrimSpace(c.head.String()))
	v.takeFirst(head)
	for name, value := range v.raw {
		v.raw[name] = text(value)
	}
}

// takeCron takes a cron line from the start of words: the bar after it ends it and is none of ours.
func (v *values) takeCron(words string) string {
	for _, f := range v.fields {
		line, after, bar := strings.Cut(words, "|")
		if f.typ != typeRepeats || !f.word || !bar || strings.Contains(line, "\n") {
			continue
		}
		if isCron(line) {
			v.raw[f.name] = strings.TrimSpace(line)
			return strings.TrimSpace(after)
		}
	}
	return words
}

// cutter gathers the parts of a line.
type cutter struct {
	*values
	head  strings.Builder
	parts map[string]*strings.Builder
	now   *strings.Builder // the clause that is being read; nil while it is the head
	lost  bool             // what follows belongs to a clause that there is not
}

// afterBar reads a part that stands after a bar: its first word must be a keyword of this command.
func (c *cutter) afterBar(part string) {
	if strings.TrimSpace(part) == "" {
		return
	}
	f, value := c.keyword(part)
	switch {
	case f != nil:
		c.start(f, value)
	case c.cmd.NeverRefused:
		c.text(string(literalBar) + part)
	default:
		c.lost = true
		c.unknownClause(part)
	}
}

// lineStart reads the start of a line: a clause only if it is a keyword and the rest can be what that clause holds;
// otherwise the line is text of what was being read.
func (c *cutter) lineStart(part string) {
	if f, value := c.keyword(part); f != nil && c.canHold(f, text(value)) {
		c.start(f, value)
		return
	}
	if !c.lost {
		c.text("\n" + part)
	}
}

// text goes on with what is being read.
func (c *cutter) text(part string) {
	if c.now != nil {
		c.now.WriteString(part)
		return
	}
	c.head.WriteString(part)
}

func (c *cutter) start(f *field, value string) {
	c.lost = false
	if had := c.parts[f.name]; had != nil {
		if !f.lines && !c.cmd.NeverRefused {
			c.faults[f.name] = "“" + f.clauses[0] + "” stands twice; say it once."
		}
		had.WriteString("\n" + value)
		c.now = had
		return
	}
	c.now = &strings.Builder{}
	if f.typ == typeBool && strings.TrimSpace(value) == "" {
		value = yes
	}
	c.now.WriteString(value)
	c.parts[f.name] = c.now
}

// keyword finds the clause whose keyword is the longest beginning of part, and what follows it.
func (v *values) keyword(part string) (*field, string) {
	var f *field
	end := longestPrefix(part, 3, func(s string) bool {
		if g := byClause(v.fields, s); g != nil {
			f = g
			return true
		}
		return false
	})
	if f == nil {
		return nil, ""
	}
	return f, strings.TrimSpace(part[end:])
}

func (v *values) unknownClause(part string) {
	var known []string
	for _, f := range v.fields {
		if len(f.clauses) > 0 {
			known = append(known, f.clauses[0])
		}
	}
	first := ""
	if w := firstWords(part, 1); len(w) > 0 {
		first = w[0].text
	}
	if len(known) == 0 {
		v.wrong("unknown-clause", "This takes nothing after a bar; a bar that is text is written \\|.")
		return
	}
	meant := ""
	for _, k := range known {
		if _, near := close(squash(first), squash(k)); near && len(first) > 2 {
			meant = " Did you mean “" + k + "”?"
			break
		}
	}
	v.wrong("unknown-clause", "“"+clip(text(first), 40)+"” is nothing that this knows after a bar."+meant+" After a bar comes "+orList(known)+
		"; a bar that is text is written \\|.")
}

func (v *values) wrong(code, sentence string) {
	if v.code == "" {
		v.code = code
	}
	v.loose = append(v.loose, sentence)
}

// inlineBecause applies the fifth rule: in a command that takes a reason, and only if no clause gives it, the first
// because between spaces starts it. It returns the head without it.
func (v *values) inlineBecause(head string) string {
	f := because(v.fields)
	if f == nil {
		return head
	}
	if _, given := v.raw[f.name]; given {
		return head
	}
	if before, after, ok := cutBecause(head); ok {
		rest, reason := v.reasonOf(f, before)
		if !reason {
			return head
		}
		v.raw[f.name] = after
		return rest
	}
	for _, g := range v.fields { // `| review 4h because …`: a clause that cannot hold such words does not
		if raw, ok := v.raw[g.name]; ok && g.typ != typeString {
			if before, after, ok := cutBecause(raw); ok {
				v.raw[g.name], v.raw[f.name] = before, after
				return head
			}
		}
	}
	return head
}

// reasonOf reports whether a because after these words gives f, and what is left of them. Where f is why something is not needed
// ("impact not needed because …", "impact because …"), a because in an answer is part of the answer.
func (v *values) reasonOf(f *field, before string) (rest string, reason bool) {
	i := slices.IndexFunc(f.clauses, func(c string) bool { return slices.Contains(f.clauses, c+" because") })
	if i < 0 {
		return before, true
	}
	name := f.clauses[i]
	w := firstWords(before, 1)
	if len(w) == 0 {
		return before, true
	}
	first, said := before[:w[0].end], squash(before[w[0].end:])
	return first, said == "" || said == squash(name)
}

// cutBecause cuts s at the first because that stands between spaces, or at either end.
func cutBecause(s string) (before, after string, ok bool) {
	const because = "because"
	for i := 0; i+len(because) <= len(s); i++ {
		if !strings.EqualFold(s[i:i+len(because)], because) {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(s[:i])
		next, _ := utf8.DecodeRuneInString(s[i+len(because):])
		if (i == 0 || unicode.IsSpace(last)) && (i+len(because) == len(s) || unicode.IsSpace(next)) {
			return strings.TrimSpace(s[:i]), strings.TrimSpace(s[i+len(because):]), true
		}
	}
	return s, "", false
}

// takeFirst gives the first words of the head to the fields that take such, in order, and the rest to the field that
// takes the rest.
func (v *values) takeFirst(head string) {
	r := rest(v.fields)
	for i := range v.fields {
		f := &v.fields[i]
		if !f.word {
			continue
		}
		if _, given := v.raw[f.name]; given || head == "" {
			continue
		}
		if end := v.firstWordsOf(f, head, r != nil); end > 0 {
			v.raw[f.name] = strings.TrimRight(strings.TrimSpace(head[:end]), ",:")
			head = strings.TrimLeft(head[end:], " \t\n,:")
		} else if f.need != "" && r == nil {
			// It must be this, for there is nothing else that it could be.
			v.raw[f.name], head = head, ""
		}
	}
	head = strings.TrimSpace(head)
	switch {
	case head == "":
	case r != nil:
		v.raw[r.name] = head
	default:
		v.left = text(head)
	}
}

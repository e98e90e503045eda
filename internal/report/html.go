package report

import (
	"bufio"
	_ "embed"
	"fmt"
	"html"
	"html/template"
	"io"
	"regexp"
	"strings"
	"time"

	"loggist/incident"
)

var (
	//go:embed report.html.tmpl
	pageSource string
	//go:embed report.css
	pageStyle string
)

var page = template.Must(template.New("report").Funcs(template.FuncMap{
	// The marking is the text of margin boxes on paper.
	"style": func(marking string) template.CSS {
		return template.CSS(strings.ReplaceAll(pageStyle, "MARKING", cssText(marking)))
	},
	"svg":    svg,
	"cell":   clocksWhole,
	"linked": html.EscapeString, // in a document, entries.linked
	"iso":    func(t time.Time) string { return t.Format(time.RFC3339) },
	"labels": labelled,
	"isCode": func(t Table, column int) bool { return t.Code == column+1 },
}).Parse(pageSource))

// cssText escapes what stands in a quoted text of a style sheet.
func cssText(s string) string {
	var b strings.Builder
	for _, c := range s {
		if c == '"' || c == '\\' || c == '<' || c == '>' || c < ' ' {
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// WriteHTML writes the accessible master: one file that needs nothing else, on the screen, to a screen reader and on paper.
func (d *Document) WriteHTML(w io.Writer) error {
	known := anchors{}
	for i := range d.Rows {
		known[d.Rows[i].Number] = d.Rows[i].ID
	}
	own, err := page.Clone()
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	if err := own.Funcs(template.FuncMap{"linked": known.linked}).Execute(b, d); err != nil {
		return err
	}
	return b.Flush()
}

// clock is a time of the day with its zone, which the cells of a table keep on one line.
var clock = regexp.MustCompile(`\b\d{4} hrs [A-Z]{2,4}\b`)

func clocksWhole(cell string) string {
	if !strings.Contains(cell, " hrs ") {
		return cell
	}
	return clock.ReplaceAllStringFunc(cell, func(s string) string { return strings.ReplaceAll(s, " ", "\u00A0") })
}

// anchors are where the entries of a document stand in it, by their numbers.
type anchors map[string]string

var numbered = regexp.MustCompile(`^(?:S-)?\d{3,}$|\b[Ee]ntry (?:S-)?\d{3,}\b`)

// linked has every entry that a text speaks of lead there, if it is in the document.
func (a anchors) linked(text string) template.HTML {
	var b strings.Builder
	from := 0
	for _, span := range numbered.FindAllStringIndex(text, -1) {
		words := text[span[0]:span[1]]
		if id := a[words[strings.IndexByte(words, ' ')+1:]]; id != "" {
			fmt.Fprintf(&b, `%s<a href="#%s">%s</a>`, html.EscapeString(text[from:span[0]]), id, html.EscapeString(words))
			from = span[1]
		}
	}
	b.WriteString(html.EscapeString(text[from:]))
	return template.HTML(b.String()) //nolint:gosec // every word in it was escaped above
}

// labelled takes a line with a label apart: "Reason: the address is known". Other lines have none.
func labelled(line string) [2]string {
	const longest = 34
	for i := range line { // of a form; a label may have a colon of its own
		if rest, ok := strings.CutPrefix(line[i:], ": "); ok && incident.Labels()[line[:i]] {
			return [2]string{line[:i] + ":", rest}
		}
	}
	label, rest, ok := strings.Cut(line, ": ")
	if !ok || label == "" || len(label) > longest || strings.ContainsAny(label, ".,;\n") || strings.ToLower(label[:1]) == label[:1] {
		return [2]string{"", line}
	}
	return [2]string{label + ":", rest}
}

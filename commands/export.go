package commands

import (
	"strings"

	"loggist/bot"
	"loggist/incident"
)

// exportAsk asks for a book to be handed out. A chat never carries a whole record: what is recorded is who asked for what,
// why and for whom, and the answer is how it is made and handed over.
type exportAsk struct {
	Format  string `ask:"Format" rest:"" help:"html for people and screen readers, pdf for paper and the court, csv for spreadsheets, jsonl for checking" options:"html=HTML;pdf=PDF;csv=CSV;jsonl=The signed record (jsonl)"`
	Book    string `ask:"Book" clause:"book" options:"open=Open;sensitive=Sensitive;audit=Audit (of the force)"`
	For     string `ask:"For whom" clause:"for" limit:"200" help:"Who receives it"`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"An export needs a reason: it is in the audit book."`
}

var exportCommand = Command{
	Path:     "ci export",
	Usage:    "/ci export [html|pdf|csv|jsonl] [| book open|sensitive|audit] [| for WHOM] | because …",
	Short:    "Asks for the report or the signed record, and says how it is obtained. It is in the audit book.",
	Examples: []string{"/ci export pdf | for the review panel | because they meet on Friday", "/ci export jsonl | because the defence asks for the record"},
	Title:    "Export", Button: "Ask for an export",
	Where: Anywhere, WhenClosed: true, Private: true,
	Question: func() any { return new(exportAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*exportAsk)
		return wrongFields(errOf(exportFormat(a.Format)), errOf(in.exportBook(a.Book)))
	},
	Run: func(in *Input, q any) (Output, error) { return in.export(q.(*exportAsk)) },
}

// exportActs are the rules of the books.
var exportActs = map[incident.Book]incident.Act{
	incident.BookOpen: incident.ActExportOpen, incident.BookSensitive: incident.ActExportSensitive, incident.BookAudit: incident.ActExportAudit,
}

// exportFormat reads a format; html where none is named.
func exportFormat(words string) (string, error) {
	switch format := strings.ToLower(strings.TrimSpace(words)); format {
	case "":
		return "html", nil
	case "html", "pdf", "csv", "jsonl":
		return format, nil
	}
	return "", RefuseFieldTry("no-format", "Format", "“"+clip(words, 40)+"” is no format of an export. Formats are html, pdf, csv and jsonl.", "html")
}

// exportBook reads a book; that of the room where none is named.
func (in *Input) exportBook(words string) (incident.Book, error) {
	book := incident.Book(strings.ToLower(strings.TrimSpace(words)))
	if book == "" {
		if book = in.Book; book == "" {
			book = incident.BookOpen
		}
	}
	switch _, ok := exportActs[book]; {
	case !ok:
		return "", RefuseFieldTry("no-book", "Book", "“"+clip(words, 40)+"” is no book that is exported. Books are open, sensitive and audit.", "open")
	case in.Full == nil && book != incident.BookAudit:
		return "", RefuseField("no-incident", "Book", "Say of which incident: /ci export CI-… pdf | because …")
	}
	return book, nil
}

func (in *Input) export(a *exportAsk) (Output, error) {
	format, err := exportFormat(a.Format)
	if err != nil {
		return Output{}, err
	}
	book, err := in.exportBook(a.Book)
	if err != nil {
		return Output{}, err
	}
	if err := in.may(exportActs[book], "Exporting the "+string(book)+" book"); err != nil {
		return Output{}, err
	}
	body := &incident.Exported{Book: book, Format: format, Asked: true, Because: a.Because, For: a.For}
	line, file := "loggist export", string(book)
	if book != incident.BookAudit {
		body.Ref = in.Full.Open.Ref
		line, file = line+" "+string(body.Ref), strings.ToLower(string(body.Ref))
	}
	line += " --format " + format
	if book != incident.BookOpen {
		line += " --book " + string(book)
	}
	if book == incident.BookSensitive {
		file += "-" + string(book)
	}
	whom := a.For
	if whom == "" {
		whom = in.Actor.Label()
	}
	return Output{
		Register: []incident.Draft{{Book: incident.BookAudit, Body: body}},
		Reply: bot.Reply{OK: true, Incident: refOf(in), Text: "Recorded in the audit book: you asked for the " + string(book) + " book as " + format + ". A chat never carries it. " +
			"Whoever runs the server makes it with:\n" + line + " --for \"" + unquoted(whom) + "\" -o " + file + "." + format + "\nand hands it to you outside the chat. What must be withheld is named there with --redact."},
	}, nil
}

// unquoted is words as they may stand between quotation marks of a command line.
func unquoted(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("\"\\`$! \n", r) }), " ")
}

package commands

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// Trail is who read an incident and who was sent anything of it, oldest first: entries of the audit book, and receipts.
type Trail struct{ Read, Sent []incident.Entry }

type auditAsk struct {
	Whom Who `ask:"Of whom" word:"" help:"A person; empty: everybody"`
}

var auditCommand = Command{
	Path:     "ci audit",
	Usage:    "/ci audit CI-142 [@person]",
	Short:    "Who read an incident, who was refused, and who was sent what and when. Never what it said. For professional standards.",
	Examples: []string{"/ci audit CI-142", "/ci audit CI-142 @pc.adeyemi"},
	Title:    "Audit", Button: "Show who read and was sent what",
	Answers: true, AtOnce: true, WhenClosed: true, Private: true, Outside: incident.ActExportAudit,
	Question: func() any { return new(auditAsk) },
	Check: func(_ *Input, q any) map[string]string {
		if whom := q.(*auditAsk).Whom; whom.Typed != "" && whom.Person == "" {
			return map[string]string{"Whom": "Name a person, by his id: @pc.adeyemi."}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		if err := in.may(incident.ActExportAudit, "Reading the audit book"); err != nil {
			return Output{}, err
		}
		whom := q.(*auditAsk).Whom
		trail, err := in.Audit()
		if err != nil {
			return Output{}, err
		}
		return in.answer(in.auditLines(trail, whom.Person)), nil
	},
}

// mostAudited is how many lines of each kind an answer holds; the whole book is exported.
const mostAudited = 60

func (in *Input) auditLines(t Trail, whom force.PersonID) []string {
	lines := []string{in.Force.MarkingLine(), "Audit of " + refOf(in) + ". It says who and when, never what was read."}
	var read, sent []string
	for _, e := range t.Read {
		if whom != "" && e.DecidedBy.ID != whom {
			continue
		}
		switch b := e.Body.(type) {
		case *incident.Viewed:
			word := "read"
			if b.Refused {
				word = "was refused"
			}
			read = append(read, fmt.Sprintf("- %s: %s %s /%s", in.clock(e.DecidedAt), e.DecidedBy.Name, word, b.What))
		case *incident.Exported:
			word := "was handed the " + string(b.Book) + " book as " + b.Format
			if b.Asked {
				word = "asked for the " + string(b.Book) + " book as " + b.Format
			}
			read = append(read, fmt.Sprintf("- %s: %s %s", in.clock(e.DecidedAt), e.DecidedBy.Name, word))
		}
	}
	for _, e := range t.Sent {
		r, ok := e.Body.(*incident.Receipt)
		if !ok || whom != "" && r.Lane.Person != whom && !slices.Contains(r.Members, whom) {
			continue
		}
		var to string
		switch p, known := in.Force.People.Person(r.Lane.Person); {
		case known:
			to = p.Label()
		case r.Lane.Person != "":
			to = string(r.Lane.Person)
		default:
			to = "the room " + string(r.Lane.Room)
		}
		sent = append(sent, fmt.Sprintf("- %s: to %s, %s: %s", in.clock(e.RecordedAt), to, sentWhat(e.Book, r.Key), strings.ReplaceAll(string(r.Outcome), "-", " ")))
	}
	lines = append(lines, in.newestOf("Read", read)...)
	return append(lines, in.newestOf("Sent", sent)...)
}

// sentWhat is a message as people name it: the number of the entry that it says, else its key.
func sentWhat(receipt incident.Book, key string) string {
	kind, number, _ := strings.Cut(key, "/")
	n, err := strconv.ParseUint(number, 10, 64)
	if kind != "entry" || err != nil {
		return key
	}
	side := incident.BookOpen
	if receipt == incident.BookSensitive {
		side = incident.BookSensitive
	}
	return "entry " + incident.Number(side, n)
}

// newestOf are the newest of many lines, and how many there were.
func (in *Input) newestOf(what string, all []string) []string {
	if len(all) == 0 {
		return []string{what + ": none."}
	}
	head := fmt.Sprintf("%s, %d:", what, len(all))
	if len(all) > mostAudited {
		head = fmt.Sprintf(in.Force.Named("%s, the last %d of %d (all of them: /ci export | book audit):"), what, mostAudited, len(all))
		all = all[len(all)-mostAudited:]
	}
	return append([]string{head}, all...)
}

package commands

import "loggist/incident"

// noteQuestion is a plain entry of the log.
type noteQuestion struct {
	Text       string `ask:"What happened" rest:"" lines:"" need:"An entry needs words." help:"Facts as they are. It is recorded as you type it and shown in the room."`
	At         When   `ask:"When it happened" short:"When" clause:"at" past:"" help:"If not just now: a time such as 2350, or yesterday 2350"`
	Late       string `ask:"Why it is recorded late" short:"Why late" clause:"late" limit:"300" help:"Needed when it happened more than a few minutes ago"`
	Assessment bool   `ask:"Is this an assessment, not a fact?" short:"Assessment" clause:"assessment" help:"Marked in the log as somebody's view."`
}

var logCommand = Command{
	Path:     "log",
	Synonyms: []string{"ci note", "ci log"},
	Usage:    "/log TEXT [| at 2350] [| late why] [| assessment]",
	Short:    "An entry in the log.",
	Examples: []string{
		"/log Officers on scene, about 15 people outside",
		"/log Window broken at the side of the house | at 2350 | late radio was down",
		"/log They are waiting for somebody to come out | assessment",
	},
	Title: "Log an entry", Button: "Log an entry",
	Question: func() any { return new(noteQuestion) },
	Run:      runNote,
}

func runNote(in *Input, question any) (Output, error) {
	q := question.(*noteQuestion)
	at, late, err := recordedAt(in, q.At, q.Late)
	if err != nil {
		return Output{}, err
	}
	b := in.Batch()
	b.Add(incident.Draft{Book: in.Book, DecidedAt: at, Late: late, Body: &incident.Note{Text: q.Text, Assessment: q.Assessment}})
	return Output{Entries: b.Drafts()}, nil
}

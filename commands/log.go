package commands

import "loggist/incident"

// noteQuestion is a plain entry of the log.
type noteQuestion struct {
	Text       string           `ask:"What happened" rest:"" lines:"" need:"An entry needs words." help:"Facts as they are. It is recorded as you type it and shown in the room."`
	At         When             `ask:"When it happened" short:"When" clause:"at" past:"" help:"If not just now: a time such as 2350, or yesterday 2350"`
	Late       string           `ask:"Why it is recorded late" short:"Why late" clause:"late" limit:"300" help:"Needed when it happened more than a few minutes ago"`
	Assessment bool             `ask:"Is this an assessment, not a fact?" short:"Assessment" clause:"assessment" help:"Marked in the log as somebody's view."`
	Trigger    incident.Trigger `ask:"Does the impact assessment still stand? It is asked again because of" short:"A trigger: what" clause:"trigger" options:"arrest=An arrest;charge=A charge;bail=A decision on bail;court=A date in court;release=A release;media=Reports in the media;named=Somebody was named online;funeral=A funeral or an anniversary;demonstration=A demonstration;victim=A new victim;school=School times" help:"Something that moves a community: then the community impact assessment is asked about again"`
}

var logCommand = Command{
	Path:     "log",
	Synonyms: []string{"ci note", "ci log"},
	Usage:    "/log TEXT [| at 2350] [| late why] [| assessment] [| trigger charge]",
	Short:    "An entry in the log.",
	Examples: []string{
		"/log Officers on scene, about 15 people outside",
		"/log Window broken at the side of the house | at 2350 | late radio was down",
		"/log They are waiting for somebody to come out | assessment",
	},
	Title: "Log an entry", Button: "Log an entry",
	Question: func() any { return new(noteQuestion) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*noteQuestion)
		return wrongFields(notRecordable(in, a.At, a.Late))
	},
	Run: runNote,
}

func runNote(in *Input, question any) (Output, error) {
	q := question.(*noteQuestion)
	at, late, err := recordedAt(in, q.At, q.Late)
	if err != nil {
		return Output{}, err
	}
	b := in.Batch()
	note := &incident.Note{Text: q.Text, Assessment: q.Assessment, Trigger: q.Trigger}
	if q.Trigger != "" {
		note.Prompts = in.stands(incident.TriggerWords[q.Trigger])
	}
	if q.Assessment && in.Book == incident.BookOpen && !in.asker().May(incident.ActPotential) { // of whoever supervises nobody (X8)
		note.Asks = append(note.Asks, in.prompt(incident.AskView, "by "+in.Actor.Label()))
	}
	b.Add(incident.Draft{Book: in.Book, DecidedAt: at, Late: late, Body: note})
	return Output{Entries: b.Drafts()}, nil
}

// stands asks whether the community impact assessment, or the decision that none is needed, still stands (R1.19). Before
// either there is nothing to look at again, and the card asks for it anyway. The second room asks nothing of the open one.
func (in *Input) stands(why string) incident.Prompts {
	if _, answered := in.Full.Open.Answers[incident.AskImpact]; !answered || in.Book == incident.BookSensitive {
		return incident.Prompts{}
	}
	return incident.Prompts{Asks: []incident.Prompt{in.prompt(incident.AskStands, why)}}
}

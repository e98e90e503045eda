package commands

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

type publicationAsk struct {
	incident.Publication
	Day When `ask:"Published on" clause:"on" future:"" need:"Say on which day: on 24/10 0900."`
}

// beforePublication is how long ahead of the day its lines and the impact assessment are looked at again.
const beforePublication = 48 * time.Hour

var publicationCommand = Command{
	Path:     "ci publication",
	Usage:    "/ci publication WHAT | on 24/10 0900 | lines …",
	Short:    "Notes what a board will publish; its lines and the community impact assessment are looked at again ahead of the day.",
	Examples: []string{"/ci publication Annual report of the strategic management board | on 24/12 0900 | lines communications draft one by Monday"},
	Title:    "Publication", Button: "Note a publication",
	Question: func() any { return new(publicationAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*publicationAsk)
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := a.Publication
		body.On, body.Review, body.Prompts = a.Day.At, f.batch.NextReview(f.book), in.stands("a publication is to come")
		seq := f.add(&body)
		due := body.On.Add(-beforePublication)
		if !due.After(in.Now) {
			due = in.Now.Add(time.Hour)
		}
		f.review("before the publication: lines, and does the community impact assessment stand", seq, incident.ChargePost(in.Force, force.OnCallCommunications), due)
		return f.output(), nil
	},
}

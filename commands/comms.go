package commands

import (
	"loggist/incident"
	"loggist/internal/force"
)

// commsAsk is the communications strategy, or the decision that none is needed.
type commsAsk struct {
	incident.Comms
	NotNeeded string `ask:"Not needed because" clause:"not needed because,not needed" reason:"" instead:"" lines:"" help:"Instead of all the rest: a decision, and it is looked at again"`
	Review    When   `ask:"Looked at again" clause:"review" future:"" help:"Such as 24h; empty: the force's time for this stage"`
	decider
}

func (a *commsAsk) notNeeded() *answerAsk {
	return notNeeded(incident.AskComms, a.NotNeeded, a.Review, a.By)
}

var commsCommand = Command{
	Path: "ci comms", Synonyms: []string{"ci communications"},
	Usage: "/ci comms THE AIM | media … | community … | staff … [| who speaks …] [| review 12h], or | not needed because …",
	Short: "The communications strategy: what the media, the community and police staff are told, each apart.",
	Examples: []string{
		"/ci comms The truth before rumour | media if asked, line 1 | community NPT door to door tonight | staff say what is seen, never who; questions to the duty inspector",
		"/ci comms | not needed because nobody outside two households knows of it",
	},
	Title: "Communications", Button: "Decide the communications strategy",
	Question: func() any { return new(commsAsk) },
	Check: func(in *Input, q any) map[string]string {
		if a := q.(*commsAsk); a.NotNeeded != "" {
			return in.answerFaults(a.notNeeded())
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*commsAsk)
		if a.NotNeeded != "" {
			return in.answerOpen(a.notNeeded())
		}
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		_, before, _ := incident.Latest[*incident.Comms](&in.Full.Open.Side)
		body := a.Comms
		body.Review, body.ToConfirm = f.batch.NextReview(f.book), f.toConfirm()
		seq := f.add(&body)
		f.review("communications strategy", seq, incident.ChargePost(in.Force, force.OnCallCommunications), dueOr(in, a.Review, reviewAfter(in, "")))
		f.supersedes(before, "a new strategy takes its place")
		f.ended(incident.AskComms)
		return f.output(), nil
	},
}

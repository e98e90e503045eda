package commands

import "loggist/incident"

type rightsAsk struct {
	incident.Rights
	Review When `ask:"Looked at again" clause:"review" future:"" help:"Such as 12h; empty: the force's time for this stage"`
	decider
}

var rightsCommand = Command{
	Path: "ci rights", Synonyms: []string{"ci human rights"},
	Usage: "/ci rights WHAT IS PLANNED | person 2 … | person 3 not-engaged|avoided|at-risk | person 3 why … | person 8 … | public 2 … | public 3 … | public 3 why … | public 8 … | proportionate … | legal … | accountable … | necessary …",
	Short: "The human rights of the person named and of the public, Articles 2, 3 and 8, and whether it is proportionate, legal, accountable, necessary.",
	Examples: []string{
		"/ci rights Patrols in Ash Road, his family to relatives | person 2 engaged: threats to burn the house | person 3 avoided | person 3 why he is not left alone with the crowd | person 8 engaged: he leaves his home, with his consent | public 2 not engaged because nobody threatens others | public 3 not-engaged | public 3 why no ill-treatment is reported | public 8 engaged: officers at doors, as little as will do | proportionate nothing less held the crowd | legal common law, breach of the peace | accountable Gold, in this log | necessary the crowd returned twice",
	},
	Title: "Human rights", Button: "Weigh human rights",
	Question: func() any { return new(rightsAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*rightsAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		if err := f.may(incident.ActRights, "Weighing human rights"); err != nil {
			return Output{}, err
		}
		_, before, _ := incident.Latest[*incident.Rights](&in.Full.Open.Side)
		body := a.Rights
		body.Review, body.ToConfirm = f.batch.NextReview(f.book), f.toConfirm()
		seq := f.add(&body)
		f.review("human rights", seq, f.by.charge(in), dueOr(in, a.Review, reviewAfter(in, "")))
		f.supersedes(before, "weighed anew")
		f.ended(incident.AskRights)
		return f.output(), nil
	},
}

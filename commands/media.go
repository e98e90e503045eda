package commands

import (
	"loggist/incident"
	"loggist/internal/force"
)

type mediaAsk struct {
	incident.Media
	decider
}

var mediaCommand = Command{
	Path:     "ci media",
	Usage:    "/ci media WHAT WAS ASKED OR REPORTED | who … | decision … | because … [| reach …] [| named] [| disorder]",
	Short:    "Records what the media ask or report and what is decided. It asks again what that may have changed.",
	Examples: []string{"/ci media Is a sex offender housed in Ash Road? | who the Riverside Echo, by phone | decision line 1, if asked | because a wrong answer puts somebody in danger | named"},
	Title:    "Media", Button: "Record a media contact",
	Question: func() any { return new(mediaAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*mediaAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		body := a.Media
		body.ToConfirm, body.Prompts = f.toConfirm(), in.publicly(incident.TriggerWords["media"], true, body.Disorder)
		f.add(&body)
		f.ended(incident.AskMedia)
		return f.output(), nil
	},
}

type rumourAsk struct {
	incident.Rumour
	To     Who  `ask:"Owner" clause:"owner" help:"A post; empty: on-call communications"`
	Review When `ask:"Looked at again" clause:"review" future:"" help:"Such as 4h; empty: the time of the first review"`
	decider
}

var rumourCommand = Command{
	Path:     "ci rumour",
	Usage:    "/ci rumour THE CLAIM | where … | status unverified|false|true | response counter|monitor|none | because … [| reach …] [| risk …] [| named] [| disorder]",
	Short:    "Records a rumour: the claim, where it goes round, what is known of it and what is done about it.",
	Examples: []string{"/ci rumour Person A was seen at the school gate | where parents' group, 2040 | status false | response counter | because he was with officers then; the NPT tells the school | reach 120 members"},
	Title:    "Rumour", Button: "Record a rumour",
	Question: func() any { return new(rumourAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.rumourOwner(q.(*rumourAsk).To))) },
	Run:      func(in *Input, q any) (Output, error) { return in.rumour(q.(*rumourAsk)) },
}

func (in *Input) rumour(a *rumourAsk) (Output, error) {
	f, err := in.fillOpen(a.By)
	if err != nil {
		return Output{}, err
	}
	owner, err := in.rumourOwner(a.To)
	if err != nil {
		return Output{}, err
	}
	body := a.Rumour
	body.Owner = owner
	body.Review, body.ToConfirm = f.batch.NextReview(f.book), f.toConfirm()
	body.Prompts = in.publicly("a rumour that names somebody", body.Named, body.Disorder)
	seq := f.add(&body)
	f.review("rumour: does the response still fit", seq, body.Owner, dueOr(in, a.Review, in.Force.Settings.FirstReview))
	return f.output(), nil
}

func (in *Input) rumourOwner(to Who) (incident.Charge, error) {
	if to == (Who{}) {
		to.Post = force.OnCallCommunications
	}
	return in.chargeOf(to, "To", "A rumour is watched by a post, so that somebody always holds it. Name one, such as duty inspector.")
}

// publicly asks again what may change because something is public: the impact assessment, what is said of him, and public
// order where it may bring people out (S22, S40). It is asked of every incident alike, whatever was decided before (R3.22).
func (in *Input) publicly(why string, named, disorder bool) incident.Prompts {
	var out incident.Prompts
	if named {
		out = in.stands(why)
		out.Asks = append(out.Asks, in.prompt(incident.AskConfirm, why))
	}
	if disorder {
		out.Asks = append(out.Asks, in.prompt(incident.AskOrder, why))
	}
	return out
}

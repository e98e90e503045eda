package commands

import (
	"strconv"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// impactAsk is a version of the community impact assessment, or the decision that none is needed.
type impactAsk struct {
	incident.Impact
	NotNeeded string `ask:"Not needed because" clause:"not needed because,not needed" reason:"" instead:"" lines:"" help:"Instead of all the rest: a decision, and it is looked at again"`
	To        Who    `ask:"Owner" clause:"owner" help:"Empty: Bronze (community), else Gold, else the duty inspector"`
	Review    When   `ask:"Looked at again" clause:"review" future:"" help:"Such as 24h; empty: the force's time for this stage"`
	By        Who    `ask:"Made by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

var impactCommand = Command{
	Path: "ci impact", Synonyms: []string{"ci cia", "ci community impact"},
	Usage: "/ci impact THE MOOD | facts … | effect … | rumours … [| vulnerable …] [| spoken …] [| dates …] [| actions …] [| review 24h], or | not needed because …",
	Short: "A version of the community impact assessment, facts apart from assessment; or the decision that none is needed.",
	Examples: []string{
		"/ci impact Residents of Ash Road fear for their children and may go to his door tonight | facts 15 people outside at 2100 (PS Lee); posts since 1800 | effect officers at the door calm it; if they leave it grows | rumours that he was seen at the school, told in the shop",
		"/ci impact | not needed because nobody but two neighbours knows of it and both were spoken to",
	},
	Title: "Community impact", Button: "Assess community impact",
	Question: func() any { return new(impactAsk) },
	Check:    func(in *Input, q any) map[string]string { return in.impactFaults(q.(*impactAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.impact(q.(*impactAsk)) },
}

func (a *impactAsk) notNeeded() *answerAsk {
	return notNeeded(incident.AskImpact, a.NotNeeded, a.Review, a.By)
}

// impactFaults are an owner who does not stay in one post, and a review that is too far away while the incident is declared.
func (in *Input) impactFaults(a *impactAsk) map[string]string {
	if a.NotNeeded != "" {
		return in.answerFaults(a.notNeeded())
	}
	wrong := wrongFields(errOf(in.impactOwner(a.To)))
	longest, due := in.Force.Settings.Ask.ImpactLongest, dueOr(in, a.Review, in.impactAgain())
	if in.Full.Open.Stage == incident.StageDeclared && due.Sub(in.Now) > longest && a.Later == "" {
		wrong["Later"] = "While it is declared, the assessment is looked at again within " + force.Span(longest) + ". Say why this one can wait. Add: | later …"
	}
	return wrong
}

func (in *Input) impact(a *impactAsk) (Output, error) {
	if a.NotNeeded != "" {
		return in.answerOpen(a.notNeeded())
	}
	f, err := in.fillOpen(a.By)
	if err != nil {
		return Output{}, err
	}
	owner, err := in.impactOwner(a.To)
	if err != nil {
		return Output{}, err
	}
	due := dueOr(in, a.Review, in.impactAgain())
	_, before, _ := incident.Latest[*incident.Impact](&in.Full.Open.Side)
	body := a.Impact
	body.Version, body.Owner, body.ToConfirm = incident.Versions[*incident.Impact](&in.Full.Open.Side)+1, owner, f.toConfirm()
	body.Review = f.batch.NextReview(f.book)
	seq := f.add(&body)
	f.review("community impact assessment, version "+strconv.Itoa(body.Version), seq, owner, due)
	f.supersedes(before, "a new version takes its place")
	f.ended(incident.AskImpact, incident.AskImpactMade, incident.AskStands)
	return f.output(), nil
}

// impactAgain is when an assessment is looked at again, from now. Children who are linked to it halve the time (S31).
func (in *Input) impactAgain() time.Duration {
	h, r := &in.Full.Open.Head, in.Force.Settings.Review
	again := r.ImpactDeclared
	if h.Stage == incident.StageRestoring {
		again = r.ImpactRestoring
	}
	if _, children := h.Flags[incident.FlagChildren]; children {
		again /= 2
	}
	return again
}

// impactOwner is whoever is named, else Bronze (community), else whoever commands (R1.17).
func (in *Input) impactOwner(to Who) (incident.Charge, error) {
	community := incident.Role("bronze:community")
	switch {
	case to.Role != "":
		return incident.Charge{Role: to.Role, Label: to.Role.Label()}, nil
	case to != (Who{}):
		return in.chargeOf(to, "To", "An assessment is owned by a post or a role, so that somebody always holds it. Name one, such as duty inspector or bronze:community.")
	case in.Full.Open.Roles[community] != nil:
		return incident.Charge{Role: community, Label: community.Label()}, nil
	}
	return in.commander(), nil
}

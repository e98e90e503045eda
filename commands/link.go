package commands

import (
	"slices"

	"loggist/bot"
	"loggist/incident"
)

// linkAsk says that another incident belongs with this one.
type linkAsk struct {
	To      string `ask:"The other incident" word:"ref" need:"Which incident: its reference, such as CI-142?"`
	Because string `ask:"Reason" clause:"because" lines:"" need:"A link needs a reason."`
}

// A link is kept in the force's register and said in no room of either incident: whoever is in one of them alone may not know of the
// other. /ci contacts shows it to those who are in both.
var linkCommand = Command{
	Path:     "ci link",
	Usage:    "/ci link CI-142 | because …",
	Short:    "Says that another incident that you are in belongs with this one. It shows to those who are in both: /ci contacts.",
	Examples: []string{"/ci link CI-142 | because the same address and the same crowd"},
	Title:    "Link an incident", Button: "Link another incident",
	Across: true, Everywhere: true,
	Question: func() any { return new(linkAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.linkable(q.(*linkAsk).To))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*linkAsk)
		ref, err := in.linkable(a.To)
		if err != nil {
			return Output{}, err
		}
		return Output{
			Register: []incident.Draft{{Book: incident.BookRegister, Body: &incident.BelongTogether{A: in.Full.Open.Ref, B: ref, Reason: a.Because}}},
			Reply: bot.Reply{OK: true, Incident: refOf(in), Text: "Recorded: " + refOf(in) + " and " + string(ref) +
				in.Force.Named(" belong together. It is said in no room: whoever is in both finds it with /ci contacts, and their contacts are counted together for him.")},
		}, nil
	},
}

// linkable is another incident that the person sees as well; one that he does not see is none.
func (in *Input) linkable(words string) (incident.Ref, error) {
	ref, ok := findRef(in.Register, words)
	switch {
	case ok && ref == in.Full.Open.Ref:
		return "", RefuseField("itself", "To", "That is this incident itself.")
	case !ok || !slices.ContainsFunc(in.Others, func(g incident.Glimpse) bool { return g.Ref == ref && (g.Sees(in.Actor.ID) || g.SeesWho(in.Actor.ID)) }):
		return "", NoSuchIncident()
	case slices.Contains(in.Register.TogetherWith(in.Full.Open.Ref), ref):
		return "", RefuseField("linked", "To", string(ref)+" is linked already.")
	}
	return ref, nil
}

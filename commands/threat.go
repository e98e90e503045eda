package commands

import (
	"loggist/incident"
	"loggist/internal/force"
	"loggist/reminders"
)

type threatAsk struct {
	incident.Threat
}

var threatCommand = Command{
	Path: "ci threat", Synonyms: []string{"ci ttl", "ci threat to life"},
	Usage:    "/ci threat WHAT WAS THREATENED [| against …] [| source …] [| because …] [| entry 5]",
	Short:    "A threat to life: rings the on-call Superintendent and the Force Incident Manager at once and shortens every wait.",
	Examples: []string{"/ci threat He will be burned out tonight | against Person A and his mother | source a caller, 999 at 2103 | because petrol was seen"},
	Title:    "Threat to life", Button: "Report a threat to life",
	NeverRefused: true,
	Question:     func() any { return new(threatAsk) },
	Run: func(in *Input, q any) (Output, error) {
		return in.threat(q.(*threatAsk), reminders.Opening{At: force.OnCallSuperintendent, Beside: []force.PostID{force.FIM}, About: incident.FlagThreatToLife})
	},
}

var vigilanteCommand = Command{
	Path: "ci threat vigilante", Synonyms: []string{"ci vigilante"},
	Usage:    "/ci threat vigilante WHAT WAS THREATENED [| against …] [| source …] [| because …] [| entry 5]",
	Short:    "People who take the law into their own hands: rings the duty inspector and the Force Incident Manager at once.",
	Examples: []string{"/ci threat vigilante A group says it comes to his door at 2200 to film him | against Person A | source its page, seen by PC Adeyemi 2110"},
	Title:    "Vigilante threat", Button: "Report a vigilante threat",
	NeverRefused: true,
	Question:     func() any { return new(threatAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*threatAsk)
		a.Vigilante = true
		return in.threat(a, reminders.Opening{At: force.DutyInspector, Beside: []force.PostID{force.FIM}, About: incident.FlagVigilante})
	},
}

// threat records the threat, sets its flag, and rings. Nothing that is missing holds it back; whoever accepts is asked. In the second
// room it rings as well, and stands there alone: no flag and no question of the open room comes of it.
func (in *Input) threat(a *threatAsk, o reminders.Opening) (Output, error) {
	f, err := in.fillOwn(in.Book)
	if err != nil {
		return Output{}, err
	}
	open := in.Book == incident.BookOpen
	flag := o.About
	if _, set := in.Full.Open.Flags[flag]; open && !set {
		f.open(&incident.Flagged{Flag: flag, Reason: "a threat was reported"})
	}
	if !open {
		o.About = ""
	}
	body := a.Threat
	if body.What == "" {
		body.What = "not given"
	}
	f.add(&body)
	o.What, o.Because, o.By, o.Threat = "threat to life", a.What, in.Actor, true
	if body.Vigilante {
		o.What = "vigilante threat"
	}
	body.Escalation = reminders.OpenByHand(in.firing(), f.batch, o)
	if open {
		f.ended(incident.AskThreat)
	}
	return f.output(), nil
}

// threatPrompts are what whoever accepts a threat is asked (S33): which offence, what evidence, and for a life whether the
// person is warned.
func (in *Input) threatPrompts(x *incident.Escalation) incident.Prompts {
	var keys []string
	for _, c := range x.Causes {
		switch c.About {
		case incident.FlagVigilante:
			keys = append(keys, incident.AskOffence, incident.AskEvidence)
		case incident.FlagThreatToLife:
			keys = append(keys, incident.AskWarning)
		}
	}
	var out incident.Prompts
	for _, k := range keys {
		p := in.prompt(k, "")
		p.Of, p.People = incident.Charge{Label: in.Actor.Label() + ", who accepted " + in.Side().Name(incident.SeriesEscalation, x.N)}, []incident.Who{in.Me()}
		out.Asks = append(out.Asks, p)
	}
	return out
}

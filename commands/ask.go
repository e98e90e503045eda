package commands

import (
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// prompt is a question that an entry puts on the card Still to answer: whom it is asked of, and by when, are settled now.
func (in *Input) prompt(key, why string) incident.Prompt {
	of, within := in.askOf(key)
	people := in.holders(of)
	if len(people) == 0 && of.Role != "" {
		people = in.holders(in.commander()) // until somebody holds it
	}
	return incident.Prompt{Key: key, Why: why, Due: in.Now.Add(within).Truncate(time.Millisecond), Of: of, People: people}
}

// sooner has a question answered as soon as a flag asks, whoever else asks it more slowly.
func (in *Input) sooner(p incident.Prompt) incident.Prompt {
	p.Due = in.Now.Add(in.Force.Settings.Ask.Flag).Truncate(time.Millisecond)
	return p
}

// prompts are several questions of one entry.
func (in *Input) prompts(keys ...string) incident.Prompts {
	var out incident.Prompts
	for _, k := range keys {
		out.Asks = append(out.Asks, in.prompt(k, ""))
	}
	return out
}

// unanswered are those of the questions that nobody has answered yet: deciding anew asks nothing twice.
func (in *Input) unanswered(keys ...string) incident.Prompts {
	var out incident.Prompts
	for _, k := range keys {
		if in.Full != nil {
			if _, answered := in.Full.Open.Answers[k]; answered {
				continue
			}
		}
		out.Asks = append(out.Asks, in.prompt(k, ""))
	}
	return out
}

// askOf is whom a question is asked of, and how soon it is to be answered.
func (in *Input) askOf(key string) (incident.Charge, time.Duration) {
	t := in.Force.Settings.Ask
	switch key {
	case incident.AskImpact:
		return in.commander(), t.Impact
	case incident.AskImpactMade:
		return in.commander(), t.ImpactMade
	case incident.AskStands, incident.AskConfirm, incident.AskOrder:
		return in.commander(), t.Flag
	case incident.AskOffence, incident.AskEvidence, incident.AskWarning:
		return in.commander(), t.Threat
	case incident.AskThird:
		return incident.ChargePost(in.Force, force.DutyInspector), t.Threat
	case incident.AskRepeat, incident.AskAgainst, incident.AskView:
		return incident.ChargePost(in.Force, force.ShiftSupervisor), t.Flag
	case incident.AskHandover:
		return incident.ChargePost(in.Force, force.DutyInspector), in.Force.Settings.HandoverDraft
	case incident.AskRights:
		return incident.Charge{Role: incident.RoleGold, Label: incident.RoleGold.Label()}, t.Rights
	case incident.AskComms:
		return incident.ChargePost(in.Force, force.OnCallCommunications), t.Comms
	}
	return in.owner(), t.Flag
}

// commander is Gold, or the duty inspector where nobody is Gold.
func (in *Input) commander() incident.Charge {
	if in.Full != nil && in.Full.Open.Roles[incident.RoleGold] != nil {
		return incident.Charge{Role: incident.RoleGold, Label: incident.RoleGold.Label()}
	}
	return incident.ChargePost(in.Force, force.DutyInspector)
}

// owner is the post that owns the incident; of one that is only now called, the duty inspector.
func (in *Input) owner() incident.Charge {
	if in.Full == nil {
		return incident.ChargePost(in.Force, force.DutyInspector)
	}
	o := in.Full.Open.Owner
	if o.Post == "" {
		return incident.ChargePost(in.Force, force.DutyInspector)
	}
	return incident.Charge{Post: o.Post, Label: o.Label}
}

// holders are who holds a post or a role now.
func (in *Input) holders(c incident.Charge) []incident.Who {
	full := in.Full
	if full == nil {
		full = incident.New("")
	}
	return full.Holders(c, in.Force, in.Now, in.Register.Held()...)
}

// heldUp is the code of refusing what waits for somebody else's answer.
const heldUp = "held-up"

// heldUp refuses what questions on the card hold up, and says with what each is answered.
func (in *Input) heldUp(b incident.Block) error {
	open := in.Full.Open.Blocking(b)
	if len(open) == 0 {
		return nil
	}
	var words []string
	for _, q := range open {
		words = append(words, q.Text+" ("+answeredWith(q)+")")
	}
	return Refuse(heldUp, upper(string(b))+" waits for an answer: "+strings.Join(words, "; ")+". Each can be answered, or not needed because …")
}

// answeredWith is the command that answers a question.
func answeredWith(q incident.Question) string {
	if q.By != "" {
		return "/" + q.By
	}
	return "/ci answer " + q.Key
}

func upper(s string) string { return capital(s) }

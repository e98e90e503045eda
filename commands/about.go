package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// ownerAsk gives the incident to another owner: one post, at all times (X20).
type ownerAsk struct {
	To      Who    `ask:"New owner" word:"" need:"Who owns it now: a post or a person?" help:"A post such as duty inspector, or a person"`
	Because string `ask:"Reason" clause:"because" lines:"" need:"A change of owner needs a reason."`
}

var ownerCommand = Command{
	Path:     "ci owner",
	Usage:    "/ci owner POST|@person | because …",
	Short:    "Gives the incident to another owner. There is exactly one at all times.",
	Examples: []string{"/ci owner duty inspector | because the shift ends", "/ci owner @insp.patel | because he commands at the scene"},
	Title:    "Owner", Button: "Change the owner",
	OnlyClauses: true,
	Question:    func() any { return new(ownerAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.newOwner(q.(*ownerAsk).To, "To")))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*ownerAsk)
		if err := in.mayChangeOwner(); err != nil {
			return Output{}, err
		}
		owner, err := in.newOwner(a.To, "To")
		if err != nil {
			return Output{}, err
		}
		o, err := in.about()
		if err != nil {
			return Output{}, err
		}
		o.open(&incident.OwnerSet{Owner: in.rostered(owner), Was: in.Full.Open.Owner, Reason: a.Because})
		if added := in.notYetMembers(owner.Person); len(added) > 0 {
			o.open(&incident.Invited{People: added, Why: "owns the incident", Quiet: true})
		}
		return o.output(), nil
	},
}

// mayChangeOwner: whoever owns it may give it away as well.
func (in *Input) mayChangeOwner() error {
	if in.Full.Open.Owner.Person.ID == in.Actor.ID {
		return nil
	}
	return in.may(incident.ActOwner, "Changing the owner of the incident")
}

// newOwner is who a field says that the incident is to be owned by.
func (in *Input) newOwner(to Who, field string) (incident.Owner, error) {
	if to.Post != "" {
		owner := in.ownerOf(to.Post)
		if owner.Person.IsZero() {
			return owner, RefuseField("vacant", field, "Nobody is on duty as "+owner.Label+" now. Name another post or a person.")
		}
		return owner, in.inOpenRoom(owner.Person, field)
	}
	p, ok := in.Force.People.Person(to.Person)
	if !ok {
		return incident.Owner{}, RefuseField("nobody", field, "“"+clip(to.Typed, 60)+"” is no post and nobody in the directory.")
	}
	owner := incident.Owner{Person: incident.Person(p)}
	if post := ladderPost(in, p.ID); post != "" {
		owner.Post, owner.Label = post, in.Force.PostLabel(post)
	}
	return owner, in.inOpenRoom(owner.Person, field)
}

// inOpenRoom refuses people who may never be in an open room.
func (in *Input) inOpenRoom(w incident.Who, field string) error {
	if p, ok := in.Force.People.Person(w.ID); ok && incident.MayBeInOpenRoom(p) {
		return nil
	}
	return RefuseField("not-a-member", field, w.Name+" cannot be a member of an open room, and so cannot own the incident.")
}

// notYetMembers are those of the people who are not in the open room.
func (in *Input) notYetMembers(people ...incident.Who) []incident.Who {
	return slices.DeleteFunc(openMembers(in.Force, people), func(w incident.Who) bool { return in.Full.Open.IsMember(w.ID) })
}

// amendAsk fills a gap of the call, or puts it right.
type amendAsk struct {
	What  string `ask:"What is happening" clause:"what" lines:"" help:"Empty: it stays as it is"`
	Where string `ask:"Where" clause:"where" help:"Empty: it stays as it is"`
	Why   string `ask:"Why it matters" clause:"why" lines:"" help:"Empty: it stays as it is"`
	NPT   Team   `ask:"Neighbourhood team that owns it" short:"Neighbourhood team" clause:"npt,team"`
	Cause string `ask:"Reason for the change" short:"Reason" clause:"reason,because" lines:""`
}

var amendCommand = Command{
	Path:     "ci amend",
	Usage:    "/ci amend | what … [| where …] [| why …] [| npt riverside] [| because …]",
	Short:    "Fills a gap of the call or puts it right. What it said before stays in the record.",
	Examples: []string{"/ci amend | where 12 Elm Road, Riverside (RV2)", "/ci amend | why he may be hurt; residents say we do nothing | npt riverside"},
	Title:    "Amend the call", Button: "Amend the call",
	OnlyClauses: true,
	Question:    func() any { return new(amendAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*amendAsk)
		if a.What == "" && a.Where == "" && a.Why == "" && a.NPT.ID == "" {
			return Output{}, RefuseTry("nothing-to-amend", "Say what is to be amended: what, where, why or npt.", "/ci amend | where …")
		}
		o, err := in.about()
		if err != nil {
			return Output{}, err
		}
		body := &incident.Amended{What: a.What, Where: a.Where, Why: a.Why, NPT: a.NPT.ID, Reason: a.Cause}
		if body.NPT == "" && in.Full.Open.NPT == "" {
			body.NPT = teamIn(in.Force, a.Where, a.What)
		}
		o.open(body)
		if body.NPT != "" {
			sergeant := in.ownerOf(force.NPTSergeant(body.NPT)).Person
			if added := in.notYetMembers(sergeant); len(added) > 0 {
				o.open(&incident.Invited{People: added, Why: "sergeant of the neighbourhood team that owns it", Quiet: true})
			}
			o.settle("npt", "a neighbourhood team owns it now")
		}
		return o.output(), nil
	},
}

// flagAsk sets a flag or takes it off.
type flagAsk struct {
	Flag    string `ask:"Flag" word:"" need:"Which flag?" options:"threat-to-life=Threat to life;vigilante=Vigilante threat;children=Children are linked to it;residence-identified=Somebody's home was identified;under-investigation=Somebody is under investigation;complex=Complex;high-risk=High risk;cross-border=Cross-border;major=Major incident;internal=Internal;post-incident-procedure=Post-incident procedure: nobody confers;iopc-referred=Referred to the IOPC: nobody confers"`
	Off     bool   `ask:"Take it off" clause:"off"`
	Source  string `ask:"Who identified the home" clause:"source" options:"press=The press;social=Social media;person=A person;other=Somebody else" help:"Needed when somebody's home was identified"`
	Because string `ask:"Reason" clause:"because" lines:"" need:"A flag needs a reason."`
}

var flagCommand = Command{
	Path:     "ci flag",
	Usage:    "/ci flag NAME [| off] | because …",
	Short:    "Sets a flag, or takes it off. Threat to life shortens every wait.",
	Examples: []string{"/ci flag threat-to-life | because he was told he would be burned out", "/ci flag children | off | because the school is not near"},
	Title:    "Flag", Button: "Set a flag",
	OnlyClauses: true,
	Question:    func() any { return new(flagAsk) },
	Check: func(in *Input, q any) map[string]string {
		a, wrong := q.(*flagAsk), map[string]string{}
		if a.Flag == incident.FlagResidence && !a.Off && a.Source == "" {
			wrong["Source"] = "Say who identified the home: press, social, person or other."
		}
		if _, set := in.Full.Open.Flags[a.Flag]; a.Off && !set {
			wrong["Flag"] = "The flag " + a.Flag + " is not set."
		}
		return wrong
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*flagAsk)
		o, err := in.about()
		if err != nil {
			return Output{}, err
		}
		flagged := &incident.Flagged{Flag: a.Flag, Off: a.Off, Reason: a.Because, Source: a.Source}
		if !a.Off {
			flagged.Prompts = in.flagPrompts(a.Flag)
		}
		o.open(flagged)
		return o.output(), nil
	},
}

// flagPrompts are the questions that a flag puts on the card (S3, S30, S31, S34). A flag that only shortens waits puts none.
func (in *Input) flagPrompts(flag string) incident.Prompts {
	impact := func(why string) incident.Prompts {
		if p := in.stands(why); len(p.Asks) > 0 {
			return p
		}
		return incident.Prompts{Asks: []incident.Prompt{in.sooner(in.prompt(incident.AskImpact, why))}}
	}
	var out incident.Prompts
	switch flag {
	case incident.FlagResidence:
		out = in.prompts(incident.AskThreat, incident.AskSafety, incident.AskMedia)
		out.Asks = append(out.Asks, impact("a home was identified").Asks...)
	case incident.FlagChildren:
		out = in.prompts(incident.AskSchool, incident.AskServices)
		out.Asks = append(out.Asks, impact("children are linked to it").Asks...)
	case incident.FlagUnderInvestigation:
		out = in.prompts(incident.AskSuicide)
	case incident.FlagComplex, incident.FlagHighRisk:
		if _, _, made := incident.Latest[*incident.Impact](&in.Full.Open.Side); !made { // “not needed” was said before this was known
			out.Asks = []incident.Prompt{in.prompt(incident.AskImpact, say.FlagName(flag))}
		}
	}
	return out
}

// updateAsk is word to those outside: what was told to whom.
type updateAsk struct {
	Text string `ask:"What was told" rest:"" lines:"" need:"What was told?"`
	To   string `ask:"To whom" clause:"to" need:"To whom was it told?" help:"The family, a councillor, a partner agency, the school"`
	How  string `ask:"How" clause:"how" help:"By phone, in person, in a letter"`
	At   When   `ask:"Told at" clause:"at" past:""`
	Late string `ask:"Why it is recorded late" short:"Why late" clause:"late"`
}

var updateCommand = Command{
	Path:     "ci update",
	Usage:    "/ci update WHAT WAS TOLD | to WHOM [| how …] [| at 1410]",
	Short:    "Records what was told to whom outside the police.",
	Examples: []string{"/ci update Officers stay until midnight and the NPT calls at nine | to the family | how by phone | at 2210"},
	Title:    "Word to those outside", Button: "Record what was told",
	Question: func() any { return new(updateAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*updateAsk)
		return wrongFields(notRecordable(in, a.At, a.Late))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*updateAsk)
		at, late, err := recordedAt(in, a.At, a.Late)
		if err != nil {
			return Output{}, err
		}
		b := in.Batch()
		b.Add(incident.Draft{Book: in.Book, DecidedAt: at, Late: late, Body: &incident.Told{Text: a.Text, To: strings.TrimSpace(a.To), How: a.How}})
		return Output{Entries: b.Drafts()}, nil
	},
}

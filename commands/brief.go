package commands

import (
	"loggist/incident"
	"loggist/internal/say"
)

type asAtAsk struct {
	At When `ask:"At what time" word:"" past:"" need:"Say at what time: 1410, or yesterday 2350."`
}

var asAtCommand = Command{
	Path: "ci asat", Synonyms: []string{"ci as at"},
	Usage:    "/ci asat 1410",
	Short:    "What the room knew at a time: where it stood, what was open, its last entries then. Nothing later is in it.",
	Examples: []string{"/ci asat 1410"},
	Title:    "As it was known", Button: "Show what was known then",
	Answers: true, WhenClosed: true,
	Question: func() any { return new(asAtAsk) },
	Run: func(in *Input, q any) (Output, error) {
		at := q.(*asAtAsk).At.At
		if at.Before(in.Full.Open.CalledAt) {
			return Output{}, RefuseField("before-call", "At", "At "+in.clock(at)+" the incident had not been called; it was at "+in.clock(in.Full.Open.CalledAt)+".")
		}
		v := in.view()
		v.Now = at
		return in.answer(say.AsAt(v, in.Full.AsAt(at), in.Book)), nil
	},
}

type briefAsk struct {
	Post bool `ask:"Say it in the room as well" short:"In the room as well" clause:"post"`
}

var briefCommand = Command{
	Path: "ci brief", Synonyms: []string{"ci brief iimarch"},
	Usage:    "/ci brief [| post]",
	Short:    "A briefing in the form IIMARCH, drafted from the open log with the entry beside each line.",
	Examples: []string{"/ci brief", "/ci brief | post"},
	Title:    "Briefing", Button: "Draft a briefing",
	Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(briefAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if in.Book == incident.BookSensitive {
			return Output{}, Refuse("open-room", "A briefing is drafted from the open log, in the open room.")
		}
		out := in.answer(say.Briefing(in.view(), in.Full.Open))
		out.Post = q.(*briefAsk).Post
		return out, nil
	},
}

type sinceAsk struct {
	Since When `ask:"Since when" word:"" past:"" help:"Empty: since your own last entry"`
}

var briefSinceCommand = Command{
	Path:     "ci brief since",
	Usage:    "/ci brief since [yesterday 2300]",
	Short:    "What was recorded since your own last entry, or since a time: for whoever comes back from rest days.",
	Examples: []string{"/ci brief since", "/ci brief since yesterday 2300"},
	Title:    "Since", Button: "Show what is new",
	Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(sinceAsk) },
	Run: func(in *Input, q any) (Output, error) {
		since := q.(*sinceAsk).Since.At
		seq := uint64(0)
		for _, l := range in.Side().Lines {
			if !since.IsZero() && !l.RecordedAt.After(since) || since.IsZero() && l.RecordedBy.ID == in.Actor.ID {
				seq = l.Seq
			}
		}
		return in.answer(say.Since(in.view(), in.Full, in.Book, seq)), nil
	},
}

type handoverAsk struct {
	incident.Handover
	Next Who `ask:"To whom" short:"To whom" clause:"to" need:"Say to whom: a person or a post."`
}

var handoverCommand = Command{
	Path:     "ci handover",
	Usage:    "/ci handover WHAT TO KNOW FIRST | to POST|@person | critical no|maybe|yes …",
	Short:    "Hands the incident over: what is live is drafted, ordered by consequence. Until it is accepted you own it.",
	Examples: []string{"/ci handover He is at home with two officers; the street is calm | to duty inspector | critical maybe, the weekend comes"},
	Title:    "Handover", Button: "Hand the incident over",
	Question: func() any { return new(handoverAsk) },
	Run:      func(in *Input, q any) (Output, error) { return in.handover(q.(*handoverAsk)) },
}

func (in *Input) handover(a *handoverAsk) (Output, error) {
	f, err := in.fillOwn(incident.BookOpen)
	if err != nil {
		return Output{}, err
	}
	if err := in.mayChangeOwner(); err != nil {
		return Output{}, err
	}
	if _, ok := criticality(a.Critical); !ok {
		return Output{}, RefuseField("no-answer", "Critical", "Say no, maybe or yes first, and then why: | critical maybe, the weekend comes")
	}
	owner, err := in.newOwner(a.Next)
	switch {
	case err != nil:
		return Output{}, err
	case owner.Person.ID == in.Actor.ID:
		return Output{}, RefuseField("yourself", "Next", "You cannot hand over to yourself.")
	}
	body := a.Handover
	body.N, body.To, body.Owner = incident.Versions[*incident.Handover](&in.Full.Open.Side)+1, owner.Person, owner
	body.Items = say.Handover(in.view(), in.Full.Open)
	body.Prompts = in.prompts(incident.AskHandover)
	if added := in.notYetMembers(owner.Person); len(added) > 0 {
		f.open(&incident.Invited{People: added, Why: "is offered the handover", Quiet: true})
	}
	f.add(&body)
	c, _ := criticality(a.Critical)
	f.couldBecome(c, a.Critical)
	return f.output(), nil
}

type handoverAcceptAsk struct{ incident.HandoverAccepted }

var handoverAcceptCommand = Command{
	Path:     "ci handover accept",
	Usage:    "/ci handover accept [| except 3, because …]",
	Short:    "Accepts the handover that is offered to you, all of it or all but what you name. From then on you own the incident.",
	Examples: []string{"/ci handover accept", "/ci handover accept | except 3: I have not read that review"},
	Title:    "Accept the handover", Button: "Accept the handover",
	Question: func() any { return new(handoverAcceptAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		h, l, waits := incident.HandoverNow(&in.Full.Open.Side)
		switch {
		case !waits:
			return Output{}, Refuse("no-handover", "No handover waits to be accepted.")
		case h.To.ID != in.Actor.ID && !in.holds(h.Owner.Post):
			return Output{}, Refuse("not-yours", "The handover is offered to "+h.To.Name+".")
		}
		body := q.(*handoverAcceptAsk).HandoverAccepted
		body.N, body.From, body.Owner = h.N, l.RecordedBy, h.Owner
		body.Owner.Person = in.Me()
		seq := f.add(&body)
		if body.Except != "" {
			f.review("handover: not accepted were "+body.Except, seq, in.owner(), in.Now.Add(in.Force.Settings.Ask.Flag))
		}
		f.ended(incident.AskHandover)
		return f.output(), nil
	},
}

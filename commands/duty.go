package commands

import (
	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// Covers of posts and suspended accounts are of the force, not of an incident: they stand in its register.

type coverAsk struct {
	Post    Who    `ask:"Post" word:"" need:"Say which post: duty inspector." help:"Such as duty inspector"`
	Person  Who    `ask:"Person" word:"" need:"Say who covers it: an id or a mention."`
	Until   When   `ask:"Until" clause:"until" future:"" help:"Such as 0700; empty: the next start of a shift"`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"A cover needs a reason."`
}

var coverCommand = Command{
	Path:     "ci cover",
	Usage:    "/ci cover POST @person [| until 0700] | because …",
	Short:    "Has somebody hold a post for a while: he is asked in the place of whom the roster names.",
	Examples: []string{"/ci cover duty-inspector @insp.ward | until 0700 | because Insp Patel is at hospital"},
	Title:    "Cover a post", Button: "Cover the post",
	Where: Anywhere, OnlyClauses: true,
	Question: func() any { return new(coverAsk) },
	Check: func(in *Input, q any) map[string]string {
		a, wrong := q.(*coverAsk), map[string]string{}
		if _, ok := in.Force.Post(a.Post.Post); !ok {
			wrong["Post"] = "“" + clip(a.Post.Typed, 60) + "” is no post of this force."
		}
		if p, ok := in.Force.People.Person(a.Person.Person); !ok || !p.Police() {
			wrong["Person"] = "“" + clip(a.Person.Typed, 60) + "” is nobody who can hold a post."
		}
		return wrong
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*coverAsk)
		if err := in.may(incident.ActCover, "Covering a post"); err != nil {
			return Output{}, err
		}
		post, _ := in.Force.Post(a.Post.Post)
		p, _ := in.Force.People.Person(a.Person.Person)
		if err := in.mayCover(post, p); err != nil {
			return Output{}, err
		}
		until := a.Until.At
		if until.IsZero() {
			until = in.Force.NextShift(in.Now)
		}
		cover := incident.Cover{Post: post.ID, Person: incident.Person(p), From: in.Now, Until: until, Reason: a.Because}
		return registered(&incident.Covered{Cover: cover},
			p.Label()+" covers "+post.Label+" until "+in.clock(until)+", and is asked for it until then."), nil
	},
}

// closedPosts open what others may not see: only who holds one of them, or a superintendent, lets somebody else in.
var closedPosts = []force.PostID{force.MOSOVO, force.ProfessionalStandards}

func (in *Input) mayCover(post force.Post, _ force.Person) error {
	for _, closed := range closedPosts {
		if post.ID == closed && !in.holds(closed) && !in.Actor.RankAtLeast(force.Superintendent) {
			return Refuse("not-permitted", "Covering "+post.Label+" is for whoever holds it, and for a superintendent or above.")
		}
	}
	return nil
}

type suspendAsk struct {
	Person  Who    `ask:"Person" word:"" need:"Say whose account: an id or a mention."`
	Lift    bool   `ask:"Lift the suspension again" short:"Lift it again" clause:"lift"`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"It needs a reason."`
}

var suspendCommand = Command{
	Path:     "ci suspend",
	Usage:    "/ci suspend @person [| lift] | because …",
	Short:    "Suspends an account (a lost phone), or lifts that again. It can do nothing and is asked nothing meanwhile.",
	Examples: []string{"/ci suspend @pc.adeyemi | because phone lost in Elm Road", "/ci suspend @pc.adeyemi | lift | because phone found"},
	Title:    "Suspend an account", Button: "Suspend the account",
	Where: Anywhere, OnlyClauses: true,
	Question: func() any { return new(suspendAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.listed(q.(*suspendAsk).Person))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*suspendAsk)
		if err := in.may(incident.ActSuspend, "Suspending an account"); err != nil {
			return Output{}, err
		}
		p, err := in.listed(a.Person)
		if err != nil {
			return Output{}, err
		}
		_, suspended := in.Register.Suspended[p.ID]
		body := &incident.Suspension{Person: incident.Person(p), Reason: a.Because, Lifted: a.Lift}
		switch {
		case a.Lift && !suspended:
			return Output{}, Refuse("not-suspended", "The account of "+p.Label()+" is not suspended.")
		case a.Lift:
			return registered(body, "The account of "+p.Label()+" can be used again."), nil
		case suspended:
			return Output{}, Refuse("suspended", "The account of "+p.Label()+" is suspended already.")
		}
		return registered(body, "The account of "+p.Label()+in.Force.Named(" is suspended: it can do nothing and is asked nothing. Lift it with /ci suspend @")+string(p.ID)+" | lift | because …"), nil
	},
}

// registered is an act of one entry in the force's register.
func registered(body incident.Body, say string) Output {
	return Output{
		Register: []incident.Draft{{Book: incident.BookRegister, Body: body}},
		Reply:    bot.Reply{OK: true, Text: "Recorded in the register. " + say},
	}
}

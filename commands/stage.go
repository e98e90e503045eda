package commands

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/reminders"
)

// stageAsk is a decision about what the incident is. The help of its reason is the definition of a critical incident, word
// for word (R1.1).
type stageAsk struct {
	Because string `ask:"Why the police response matters" short:"Reason" clause:"because" lines:"" need:"It needs a reason." help:"The effectiveness of the police response is likely to have a significant impact on the confidence of victim, family or community."`
	Whose   string `ask:"Whose confidence is at stake" short:"Whose confidence" clause:"whose" options:"victim=The victim;family=The family;community=The community;several=More than one of them"`
	Review  When   `ask:"Review" clause:"review" future:"" help:"Such as 24h or tomorrow 0800; empty: the force's time for this decision"`
}

// notDeclaredAsk is a decision not to declare: with a review, and with what would change it (R1.5).
type notDeclaredAsk struct {
	Because string `ask:"Why it is not declared" short:"Reason" clause:"because" lines:"" need:"It needs a reason." help:"The effectiveness of the police response is likely to have a significant impact on the confidence of victim, family or community."`
	Unless  string `ask:"What would change this" clause:"unless" lines:"" help:"What would have to happen for it to be declared after all"`
	Review  When   `ask:"Review" clause:"review" future:"" help:"Such as 24h or tomorrow 0800; empty: 24 h"`
}

var potentialCommand = Command{
	Path:     "ci potential",
	Usage:    "/ci potential | because … [| whose victim|family|community] [| review 24h]",
	Short:    "Records that this is a potential critical incident.",
	Examples: []string{"/ci potential | because residents say we do nothing and he may be attacked"},
	Title:    "Potential CI", Button: "Record a potential critical incident",
	Where: Anywhere, OnlyClauses: true,
	Question: func() any { return new(stageAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*stageAsk)
		return in.decideStage(in.potential(a.Because, a.Whose), a.Review)
	},
}

var declareCommand = Command{
	Path:     "ci declare",
	Usage:    "/ci declare | because … [| whose victim|family|community] [| review 12h]",
	Short:    "Declares a critical incident. Who may not is recorded as having asked, and the duty inspector is called.",
	Examples: []string{"/ci declare | because forty people outside and officers withdrew twice"},
	Title:    "Declare", Button: "Declare a critical incident",
	Where: Anywhere, OnlyClauses: true,
	Question: func() any { return new(stageAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*stageAsk)
		return in.decideStage(in.declares(a.Because, a.Whose), a.Review)
	},
}

var notDeclaredCommand = Command{
	Path:     "ci not-declared",
	Synonyms: []string{"ci not declare"},
	Usage:    "/ci not-declared | because … [| unless …] [| review 24h]",
	Short:    "Decides not to declare: a decision with a review, and with what would change it.",
	Examples: []string{"/ci not-declared | because the crowd has gone and he is safe | unless it comes back or he is named online"},
	Title:    "Not declared", Button: "Decide not to declare",
	Where: Anywhere, OnlyClauses: true,
	Question: func() any { return new(notDeclaredAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*notDeclaredAsk)
		return in.decideStage(in.notDeclares(a.Because, a.Unless), a.Review)
	},
}

// verdict is a decision about the incident as a whole that is looked at again.
type verdict struct {
	act    incident.Act
	to     incident.Stage
	reason string
	what   string // is reviewed
	review When
	after  time.Duration // to the review, when none was said
	body   func(review int) incident.Body
}

func (in *Input) potential(reason, whose string) verdict {
	return verdict{
		act: incident.ActPotential, to: incident.StagePotential, reason: reason, after: in.Force.Settings.Review.Potential,
		what: "potential critical incident: declare, or not",
		body: func(n int) incident.Body {
			return &incident.Potential{Reason: reason, Whose: whose, Review: n, Prompts: in.unanswered(incident.AskComms)}
		},
	}
}

func (in *Input) declares(reason, whose string) verdict {
	goldBy := in.Now.Add(in.Force.Settings.Command.GoldVacant)
	return verdict{
		act: incident.ActDeclare, to: incident.StageDeclared, reason: reason, after: in.Force.Settings.Review.Declared,
		what: "declared critical incident: does it still stand, is the command right",
		body: func(n int) incident.Body {
			d := &incident.Declared{Reason: reason, Whose: whose, Review: n, GoldBy: goldBy, Prompts: in.unanswered(incident.AskComms, incident.AskRights)}
			for i := range d.Asks {
				if d.Asks[i].Key == incident.AskComms { // sooner than for a potential one
					d.Asks[i].Due = in.Now.Add(in.Force.Settings.Ask.CommsDeclared).Truncate(time.Millisecond)
				}
			}
			return d
		},
	}
}

func (in *Input) notDeclares(reason, unless string) verdict {
	return verdict{
		act: incident.ActNotDeclared, to: incident.StageNotDeclared, reason: reason, after: in.Force.Settings.Review.NotDeclared,
		what: "decision not to declare: has anything changed",
		body: func(n int) incident.Body { return &incident.NotDeclared{Reason: reason, Unless: unless, Review: n} },
	}
}

// decideStage records a verdict. Outside an incident it calls one first, in the same act. Who may not decide is recorded as
// having asked, and those who may are asked: refused by rank never means silence (R1.7, X1).
func (in *Input) decideStage(v verdict, review When) (Output, error) {
	v.review = review
	o, err := in.openingFor(v)
	if err != nil {
		return Output{}, err
	}
	if !in.asker().May(v.act) {
		o.asked(&incident.DeclareAsked{What: v.to, Reason: v.reason}, incident.Policy[v.act].Asks)
		return o.output(), nil
	}
	o.decided(v)
	return o.output(), nil
}

// decided adds the decision, its review, and the end of whatever only asked for it.
func (o *opening) decided(v verdict) {
	n := o.batch.NextReview(incident.BookOpen)
	seq := o.batch.Add(incident.Draft{Book: incident.BookOpen, Body: v.body(n)})
	due := v.review.At
	if due.IsZero() {
		due = o.in.Now.Add(v.after)
	}
	o.open(o.in.reviewAt(&incident.ReviewSet{What: v.what, Of: seq, Owner: o.charge(), Due: due}))
	o.supersede(v.to)
	o.settle("assess", "it has been assessed: "+v.to.Words())
	o.settle(aboutDeclaring, "it has been decided: "+v.to.Words())
}

// supersede ends the review of the decision that this one takes the place of.
func (o *opening) supersede(to incident.Stage) {
	before := o.full.Open.Answers[incident.AskDeclare]
	for _, r := range o.full.Open.LiveReviews() {
		if before != 0 && r.Of == before {
			o.open(&incident.ReviewDone{
				Review: r.N, Due: r.NextDue(), Outcome: incident.ReviewSuperseded, Reason: "decided anew: " + to.Words(),
			})
		}
	}
}

// openingFor is where the entries of an act about the incident as a whole go: to the room's incident, or to a new one.
func (in *Input) openingFor(v verdict) (*opening, error) {
	if in.Full == nil {
		return opened(in, &callAsk{Why: v.reason}), nil
	}
	if err := in.mayBecome(v.to); err != nil {
		return nil, err
	}
	return in.about()
}

// about starts an act on the incident as a whole. It is refused where it would take what is sensitive into the open book.
func (in *Input) about() (*opening, error) {
	if in.Book == incident.BookSensitive {
		return nil, Refuse("open-room", "That is about the incident as a whole, and is done in its open room. What is entered here stays here.")
	}
	return &opening{in: in, full: in.Full, batch: in.Batch()}, nil
}

// mayBecome refuses a stage that cannot follow.
func (in *Input) mayBecome(to incident.Stage) error {
	from := in.Full.Open.Stage
	if from.May(to) {
		return nil
	}
	ref := string(in.Full.Open.Ref)
	say := ref + " stands at: " + from.Words() + ". From there it cannot become: " + to.Words() + "."
	switch from {
	case incident.StageDeclared, incident.StageRestoring:
		return RefuseTry("stage", say+" A declared incident is restored or stood down.", "/ci restoring | because …")
	case incident.StageStoodDown, incident.StageClosed:
		return RefuseTry("stage", say+" It can be reopened.", "/ci reopen | because …")
	}
	return Refuse("stage", say)
}

// asker is the person who acts, as the rules see him.
func (in *Input) asker() incident.Asker {
	return incident.Asker{Person: in.Actor, Force: in.Force, At: in.Now, Covers: in.Register.Held(), Full: in.Full}
}

// may refuses an act that the person may not do, and says who may.
func (in *Input) may(act incident.Act, what string) error {
	if in.asker().May(act) {
		return nil
	}
	return Refuse("not-permitted", what+" is for "+incident.Policy[act].Words+".")
}

// aboutDeclaring marks an escalation that asks for a decision about the incident as a whole.
const aboutDeclaring = "declare"

// asked records that somebody asked for what he may not do, and asks the post that may.
func (o *opening) asked(d *incident.DeclareAsked, whom force.PostID) {
	o.open(d)
	f := &reminders.Firing{Full: o.full, Now: o.in.Now, Force: o.in.Force, Register: o.in.Register, Timer: incident.Timer{Book: incident.BookOpen}}
	d.Escalation = reminders.OpenByHand(f, o.batch, reminders.Opening{
		What: d.Words(), Because: d.Reason, By: o.in.Actor, About: aboutDeclaring, At: whom,
	})
}

// settle ends the escalations that ask for nothing but what has just been decided.
func (o *opening) settle(about, because string) {
	for _, x := range o.full.Open.EscalationsAbout(about) {
		o.open(&incident.EscalationEnded{N: x.N, Because: because})
	}
}

// charge is whom a review of the actor's decision is with: his post on the ladder, else the incident's owner.
func (o *opening) charge() incident.Charge {
	if post := ladderPost(o.in, o.in.Actor.ID); post != "" {
		return incident.ChargePost(o.in.Force, post)
	}
	if o.in.Full != nil {
		return ownerCharge(o.in)
	}
	return incident.ChargePost(o.in.Force, force.DutyInspector)
}

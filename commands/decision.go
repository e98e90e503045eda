package commands

import (
	"time"

	"loggist/incident"
)

// decisionAsk is a decision with its reason (R2.1–R2.3).
type decisionAsk struct {
	What      string `ask:"Decision" rest:"" lines:"" limit:"3000" need:"A decision needs words." help:"What is decided, as it would be read out"`
	Because   string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"A decision needs a reason."`
	Options   string `ask:"Options considered" clause:"options,considered" lines:"" limit:"3000" help:"At least one other, doing nothing included, and why not"`
	Known     string `ask:"What is known" clause:"known" lines:"" limit:"3000" help:"Frozen with the decision: what comes later goes into later entries"`
	Unknown   string `ask:"What is not known" clause:"unknown,gaps" lines:"" limit:"3000" help:"And what is being done to find out"`
	Consulted string `ask:"Who was consulted, and their view" short:"Consulted, and view" clause:"consulted" lines:"" limit:"1000"`
	Powers    string `ask:"Powers and policy" clause:"powers" limit:"1000"`
	Risk      string `ask:"Risk before, and after" clause:"risk" lines:"" limit:"1000"`
	By        Who    `ask:"Decided by" clause:"by" free:"" decides:"" help:"A person, a post, a role, or words for somebody who is not in the directory"`
	How       string `ask:"How it was told" clause:"how" limit:"100" help:"By phone, in person, in a message on another service"`
	At        When   `ask:"Decided at" clause:"at" past:"" help:"Such as 1405; empty: now"`
	Late      string `ask:"Why it is recorded late" short:"Why late" clause:"late" limit:"300"`
	// The acts that are decisions not to act need a review, and get one (R2.11).
	NoAction   bool   `ask:"It is a decision to take no action" short:"No action" clause:"no action"`
	Deferred   bool   `ask:"It is a decision to decide later" short:"Decide later" clause:"deferred,decide later"`
	Review     When   `ask:"Review" clause:"review" future:"" help:"Such as 4h or tomorrow 0800; empty: the force's time for this stage"`
	Triggers   string `ask:"Looked at again sooner if" short:"Sooner if" clause:"sooner if,triggers" limit:"1000" help:"Such as: he is named in the media"`
	Supersedes Number `ask:"In the place of decision" clause:"supersedes" series:"entry" help:"Its entry: its review ends, as superseded"`
}

var decisionCommand = Command{
	Path:  "decision",
	Usage: "/decision WHAT because … [| options …] [| known …] [| unknown …] [| by WHOM] [| how phone] [| at 1405] [| late why] [| no action] [| review 4h]",
	Short: "Records a decision with its reason. Recorded for somebody else it is unverified until the decision maker confirms it.",
	Examples: []string{
		"/decision Officers to stay until 2300 because the crowd has not gone",
		"/decision Move Person A's family to relatives tonight because the address is known | by @insp.patel | at 2131 | review 4h",
		"/decision No cordon for now because it would draw attention | no action | review 2h",
	},
	Title: "Decision", Button: "Record a decision",
	Question: func() any { return new(decisionAsk) },
	Check:    func(in *Input, q any) map[string]string { return in.decisionFaults(q.(*decisionAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.decide(q.(*decisionAsk), nil) },
}

// decisionFaults are the fields of a decision that the incident speaks against.
func (in *Input) decisionFaults(a *decisionAsk) map[string]string {
	wrong := wrongFields(notRecordable(in, a.At, a.Late), errOf(in.superseded(a.Supersedes)))
	if a.NoAction && a.Deferred {
		wrong["Deferred"] = "It is one or the other: no action, or decided later."
	}
	return wrong
}

// decide records a decision: one person's, or that of several agencies, whose views go to the sensitive book.
func (in *Input) decide(a *decisionAsk, views []incident.AgencyView) (Output, error) {
	at, late, err := recordedAt(in, a.At, a.Late)
	if err != nil {
		return Output{}, err
	}
	by, err := decidedBy(in, a.By)
	if err != nil {
		return Output{}, err
	}
	d := &incident.Decision{
		Text: a.What, Reason: a.Because, Options: a.Options, Known: a.Known, Unknown: a.Unknown, How: a.How, As: by.As,
		Consulted: a.Consulted, Powers: a.Powers, Risk: a.Risk, Triggers: a.Triggers,
		ToConfirm: incident.ToConfirm{ConfirmBy: by.ConfirmBy},
	}
	for _, v := range views {
		d.Joint = append(d.Joint, v.Agency)
	}
	if d.Supersedes, err = in.superseded(a.Supersedes); err != nil {
		return Output{}, err
	}
	switch {
	case a.NoAction:
		d.Act = incident.NoAction
	case a.Deferred:
		d.Act = incident.Deferral
	}
	b := in.Batch()
	d.Review = b.NextReview(in.Book)
	seq := b.Add(incident.Draft{Book: in.Book, DecidedAt: at, DecidedBy: by.Who, Late: late, Body: d})
	review := in.reviewAt(&incident.ReviewSet{What: a.What, Of: seq, Owner: by.charge(in), Due: reviewDue(in, a.Review, at, d.Act)})
	b.Add(incident.Draft{Book: in.Book, Body: review})
	for _, r := range in.Side().LiveReviews() {
		if d.Supersedes > 0 && r.Of == d.Supersedes {
			b.Add(incident.Draft{Book: in.Book, Body: &incident.ReviewDone{
				Review: r.N, Due: r.NextDue(), Outcome: incident.ReviewSuperseded, Reason: "entry " + incident.Number(in.Book, seq) + " stands in its place"}})
		}
	}
	if len(views) > 0 {
		b.Add(incident.Draft{Book: incident.BookSensitive, DecidedAt: at, Late: late, Body: &incident.JointViews{Book: in.Book, Entry: seq, Views: views}})
	}
	return Output{Entries: b.Drafts()}, nil
}

// superseded is the entry of the decision in whose place another stands; 0 when none was named.
func (in *Input) superseded(n Number) (uint64, error) {
	if n.N == 0 {
		return 0, nil
	}
	l, err := in.entry(n, "Supersedes")
	if err != nil {
		return 0, err
	}
	if _, ok := l.Body.(*incident.Decision); !ok || len(l.Withdrawn) > 0 {
		return 0, RefuseField("no-decision", "Supersedes", "Entry "+incident.Number(in.Book, l.Seq)+" is no decision that stands.")
	}
	return l.Seq, nil
}

// reviewDue is when a decision is looked at again: as it was said, else after the force's time for what it is and for the
// stage of the incident. A length of time runs from the decision, as long as that leaves it in the future.
func reviewDue(in *Input, said When, decided time.Time, act incident.DecisionAct) time.Time {
	due, relative := said.At, false
	if said.At.IsZero() {
		due, relative = in.Now.Add(reviewAfter(in, act)), true
	} else if t, err := ParseTime(said.Typed, Future, in.Now, in.Force.Zone); err == nil {
		relative = t.Relative
	}
	if !relative || decided.IsZero() {
		return due
	}
	if from := due.Add(decided.Sub(in.Now)); from.After(in.Now) {
		return from
	}
	return due
}

// reviewAfter is the force's time to the review of a decision. Before anybody has assessed the call it is that of the
// first review.
func reviewAfter(in *Input, act incident.DecisionAct) time.Duration {
	r := in.Force.Settings.Review
	if act != "" {
		return r.NoAction
	}
	switch in.Full.Open.Stage {
	case incident.StageCalled, incident.StageAssessing:
		return in.Force.Settings.FirstReview
	case incident.StageDeclared, incident.StageRestoring:
		return r.Declared
	case incident.StageNotDeclared:
		return r.NotDeclared
	}
	return r.Potential
}

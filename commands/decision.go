package commands

import (
	"time"

	"loggist/incident"
)

// decisionAsk is a decision with its reason (R2.1–R2.3).
type decisionAsk struct {
	What    string `ask:"Decision" rest:"" lines:"" limit:"3000" need:"A decision needs words." help:"What is decided, as it would be read out"`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"A decision needs a reason."`
	Options string `ask:"Options considered" clause:"options,considered" lines:"" limit:"3000" help:"At least one other, doing nothing included, and why not"`
	Known   string `ask:"What is known" clause:"known" lines:"" limit:"3000" help:"Frozen with the decision: what comes later goes into later entries"`
	Unknown string `ask:"What is not known" clause:"unknown,gaps" lines:"" limit:"3000" help:"And what is being done to find out"`
	By      Who    `ask:"Decided by" clause:"by" free:"" help:"A person, a post, a role, or words for somebody who is not in the directory"`
	How     string `ask:"How it was told" clause:"how" limit:"100" help:"By phone, in person, in a message on another service"`
	At      When   `ask:"Decided at" clause:"at" past:"" help:"Such as 1405; empty: now"`
	Late    string `ask:"Why it is recorded late" short:"Why late" clause:"late" limit:"300"`
	// The acts that are decisions not to act need a review, and get one (R2.11).
	NoAction bool `ask:"It is a decision to take no action" short:"No action" clause:"no action"`
	Deferred bool `ask:"It is a decision to decide later" short:"Decide later" clause:"deferred,decide later"`
	Review   When `ask:"Review" clause:"review" future:"" help:"Such as 4h or tomorrow 0800; empty: the force's time for this stage"`
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
	Run:      runDecision,
}

func runDecision(in *Input, q any) (Output, error) {
	a := q.(*decisionAsk)
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
		ToConfirm: incident.ToConfirm{ConfirmBy: by.ConfirmBy},
	}
	switch {
	case a.NoAction && a.Deferred:
		return Output{}, RefuseField("two-acts", "Deferred", "It is one or the other: no action, or decided later.")
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
	return Output{Entries: b.Drafts()}, nil
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

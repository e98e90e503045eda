package commands

import (
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
	"loggist/reminders"
)

// reviewAsk sets something to be looked at again.
type reviewAsk struct {
	When Repeats `ask:"When" word:"" need:"Say when: in 4h, at 1800, tomorrow 0800, daily 0800, every 4h." help:"in 4h, at 1800, tomorrow 0800, daily 0800, every 4h, cron 0 8,20 * * *"`
	What string  `ask:"What is to be looked at" short:"What" rest:"" lines:"" limit:"3000" need:"A review says what is to be looked at."`
	To   Who     `ask:"Owner: a post or role" short:"Owner" clause:"to" help:"Empty: your post on the ladder, else the incident's owner"`
}

var reviewCommand = Command{
	Path:  "review",
	Usage: "/review in 4h WHAT · at 1800 · tomorrow 0800 · daily 0800 · every 4h · cron 0 8,20 * * * | WHAT [| to POST]",
	Short: "Sets something to be looked at again, once or repeatedly. It is owned by a post or role.",
	Examples: []string{
		"/review in 4h Is the family safe where they are",
		"/review daily 0800 Level and tension | to duty inspector",
		"/review cron 0 8,20 * * * | Patrols of RV2",
	},
	Title: "Review", Button: "Set a review",
	Question: func() any { return new(reviewAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*reviewAsk)
		return wrongFields(errOf(in.firstDue(a.When)), errOf(in.reviewOwner(a.To)))
	},
	Run: runReview,
}

func runReview(in *Input, q any) (Output, error) {
	a := q.(*reviewAsk)
	owner, err := in.reviewOwner(a.To)
	if err != nil {
		return Output{}, err
	}
	s := a.When.Schedule
	due, err := in.firstDue(a.When)
	if err != nil {
		return Output{}, err
	}
	set := &incident.ReviewSet{
		What: a.What, Owner: owner, Spec: s.String(), Words: s.Words(), Due: due, Soon: reminders.Ahead(in.Force, in.Now, due), Night: in.changeNight(s),
	}
	if s.Repeats() {
		set.Preview = s.Preview(in.Now, 3)
	}
	return in.record(set), nil
}

// firstDue is when a review is due first.
func (in *Input) firstDue(when Repeats) (time.Time, error) {
	if due, ok := when.Schedule.Next(in.Now); ok {
		return due, nil
	}
	return time.Time{}, RefuseField("never", "When", "That is never due.")
}

// reviewOwner is the post or role that owns a review: the one that is named, else the highest of the ladder that the setter
// holds (a loggist's is her commander's role), else the incident's owner. A person owns none: somebody always holds a post.
func (in *Input) reviewOwner(to Who) (incident.Charge, error) {
	switch {
	case to.Post != "":
		return incident.ChargePost(in.Force, to.Post), nil
	case to.Role != "":
		if held := in.Full.Open.Roles[to.Role]; held == nil || held.Who.IsZero() {
			return incident.Charge{}, RefuseField("vacant", "To", to.Role.Label()+" is vacant: nobody would be asked. Name a post.")
		}
		return incident.Charge{Role: to.Role, Label: to.Role.Label()}, nil
	case to.Person != "":
		if post := ladderPost(in, to.Person); post != "" {
			return incident.ChargePost(in.Force, post), nil
		}
		return incident.Charge{}, RefuseField("person", "To", in.Force.PersonLabel(to.Person)+
			" is in no post of the ladder now, and a review is owned by a post or role, so that somebody always has it. Name one.")
	}
	if role := in.logsFor(); role != "" {
		return incident.Charge{Role: role, Label: role.Label()}, nil
	}
	return maker{Post: ladderPost(in, in.Actor.ID)}.charge(in), nil
}

// nightsAhead is how far ahead a change of the clocks is told of.
const nightsAhead = 35

// changeNight says what the next change of the clocks does to a schedule; empty when it does nothing worth telling.
func (in *Input) changeNight(s reminders.Schedule) string {
	n, ok := s.ChangeNight(in.Now, nightsAhead)
	if !ok {
		return ""
	}
	at := force.Stamp(n.After, in.Force.Zone)
	switch {
	case n.Moved:
		return "The clocks skip that time when they go forward: then it is due at the change, " + at + "."
	case n.Once:
		at = force.Stamp(n.Before, in.Force.Zone)
		return "That time comes twice when the clocks go back: it is due once, at the first, " + at + "."
	}
	return "When the clocks change, " + force.Stamp(n.Before, in.Force.Zone) + " and " + at + " are " + force.Span(n.After.Sub(n.Before)) + " apart."
}

// review finds a review of this side that something of is still to come.
func (in *Input) review(n Number) (*incident.Review, error) {
	r, ok := in.Side().Review(n.N)
	name := in.Side().Name(incident.SeriesReview, n.N)
	switch {
	case !ok:
		return nil, RefuseField("no-review", "Review", "There is no review "+name+" here.")
	case r.Ended && r.Last.Outcome == "":
		return nil, RefuseField("review-over", "Review", "Review "+name+" was cancelled by "+r.Last.By.Name+" at "+in.clock(r.Last.At)+".")
	case r.Ended:
		return nil, RefuseField("review-over", "Review", "Review "+name+" is over: "+string(r.Last.Outcome)+" by "+r.Last.By.Name+" at "+in.clock(r.Last.At)+".")
	}
	return r, nil
}

type reviewDoneAsk struct {
	Review   Number                 `ask:"Review" series:"R" need:"Say which review." hidden:""`
	Outcome  incident.ReviewOutcome `ask:"Outcome" word:"" need:"Say what it came to: confirmed, varied, rescinded, superseded or no longer needed." options:"confirmed=Confirmed;varied=Varied;rescinded=Rescinded;superseded=Superseded;no longer needed=No longer needed"`
	Because  string                 `ask:"What was looked at, and why so" short:"What was looked at" clause:"because" lines:"" limit:"3000" need:"A review says what was looked at and why it came to that."`
	Critical incident.Criticality   `ask:"Could it become critical" short:"Could become critical" clause:"critical" options:"no=No;maybe=Maybe;yes=Yes" help:"Of the incident as a whole. Maybe and yes make it a potential critical incident"`
	Level    string                 `ask:"Why this level is enough" clause:"level" lines:"" limit:"1000" help:"Of a declared incident"`
	By       Who                    `ask:"Reviewed by" clause:"by" free:"" decides:"own" help:"Empty: you, or the commander for whom you log"`
}

type reviewDeferAsk struct {
	Review  Number `ask:"Review" series:"R" need:"Say which review." hidden:""`
	To      When   `ask:"Until" word:"" clause:"to,until" future:"" need:"Say until when: 2h, 1800, tomorrow 0800."`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000" need:"Deferring a review needs a reason."`
	By      Who    `ask:"Deferred by" clause:"by" free:"" decides:"own" help:"Empty: you, or the commander for whom you log"`
}

type reviewCancelAsk struct {
	Review  Number `ask:"Review" series:"R" need:"Say which review." hidden:""`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000" need:"Cancelling a review needs a reason."`
}

var reviewDoneCommand = Command{
	Path: "review done", Usage: "/review done 1 confirmed|varied|rescinded|superseded|no longer needed because …", Short: "Says what a review came to.",
	Examples: []string{"/review done 1 confirmed because spoke to the family at 0120, all well"},
	Title:    "Review done", Button: "Say what a review came to",
	WhenClosed: true,
	Question:   func() any { return new(reviewDoneAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.review(q.(*reviewDoneAsk).Review)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*reviewDoneAsk)
		r, err := in.review(a.Review)
		if err == nil {
			err = in.closedTo(r)
		}
		if err != nil {
			return Output{}, err
		}
		by, err := ownOr(in, a.By)
		if err != nil {
			return Output{}, err
		}
		done := &incident.ReviewDone{
			Review: r.N, Due: r.NextDue(), Outcome: a.Outcome, Reason: a.Because, Next: r.Due, Soon: r.Soon, ToConfirm: incident.ToConfirm{ConfirmBy: by.ConfirmBy},
		}
		if r.Fired.Due.IsZero() { // ahead of its time: this answers the firing that was to come
			done.Next, done.Soon = in.firingAfter(r, r.Due), time.Time{}
			done.Soon = reminders.Ahead(in.Force, in.Now, done.Next)
		} else if late := in.Now.Sub(r.Fired.Due); late >= time.Minute {
			done.LateBy = late.Truncate(time.Second)
		}
		o := &opening{in: in, full: in.Full, batch: in.Batch()}
		done.Critical, done.Level = a.Critical, a.Level
		done.Prompts = in.reviewPrompts(r, done)
		o.batch.Add(incident.Draft{Book: in.Book, DecidedBy: by.Who, Body: done})
		in.endAbout(o.batch, r, "was done")
		if in.Book == incident.BookOpen {
			o.couldBecome(a.Critical, a.Because)
		}
		return o.output(), nil
	},
}

// deferredTo is until when a review is put off. A bare length of time runs from its due time while that lies ahead, else from
// now; "in 2h" is always from now.
func (in *Input) deferredTo(until When, r *incident.Review) (time.Time, error) {
	to := until.At
	t, err := ParseTime(until.Typed, Future, in.Now, in.Force.Zone)
	words := strings.Fields(strings.ToLower(until.Typed))
	if err == nil && t.Relative && len(words) > 0 && words[0] != "in" && words[0][0] != '+' && r.NextDue().After(in.Now) {
		to = to.Add(r.NextDue().Sub(in.Now))
	}
	whole := to.Truncate(time.Second)
	if !whole.After(in.Now) {
		whole = whole.Add(time.Second)
	}
	if !whole.After(r.NextDue()) {
		return whole, RefuseField("no-deferral", "To", "It is due at "+in.clock(r.NextDue())+": until "+in.clock(whole)+" is no deferral.")
	}
	return whole, nil
}

// firingAfter is the next firing of a review after one that need not come any more.
func (in *Input) firingAfter(r *incident.Review, after time.Time) time.Time {
	s, err := reminders.Parse(r.Spec)
	if err != nil {
		return time.Time{}
	}
	if after.Before(in.Now) {
		after = in.Now
	}
	next, _ := s.Next(after)
	return next
}

// endAbout ends what the clock asked the ladder only because nobody had done the review.
func (in *Input) endAbout(b *incident.Batch, r *incident.Review, why string) {
	name := in.Side().Name(incident.SeriesReview, r.N)
	for _, x := range in.Side().EscalationsAbout(name + "/missed") {
		b.Add(incident.Draft{Book: in.Book, Body: &incident.EscalationEnded{N: x.N, Because: "review " + name + " " + why}})
	}
}

var reviewDeferCommand = Command{
	Path: "review defer", Usage: "/review defer 1 2h because …", Short: "Puts a review off, with a reason. The third deferral takes it to the next rung.",
	Examples: []string{"/review defer 1 2h because the family is asleep"},
	Title:    "Defer a review", Button: "Defer a review, with reason",
	Question: func() any { return new(reviewDeferAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*reviewDeferAsk)
		r, err := in.review(a.Review)
		if err != nil {
			return wrongFields(err)
		}
		return wrongFields(errOf(in.deferredTo(a.To, r)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*reviewDeferAsk)
		r, err := in.review(a.Review)
		if err != nil {
			return Output{}, err
		}
		by, err := ownOr(in, a.By)
		if err != nil {
			return Output{}, err
		}
		to, err := in.deferredTo(a.To, r)
		if err != nil {
			return Output{}, err
		}
		d := &incident.ReviewDeferred{
			Review: r.N, Due: r.NextDue(), To: to, Soon: reminders.Ahead(in.Force, in.Now, to), Reason: a.Because, Count: r.Deferrals + 1,
			ToConfirm: incident.ToConfirm{ConfirmBy: by.ConfirmBy},
		}
		if d.Count >= in.Force.Settings.Review.Deferrals && !r.Alone {
			d.Owner = incident.ChargePost(in.Force, reminders.Above(in.Full, in.Force, r.Owner, in.Now, in.Register))
			d.People = in.Full.Holders(d.Owner, in.Force, in.Now, in.Register.Held()...)
		}
		b := in.Batch()
		b.Add(incident.Draft{Book: in.Book, DecidedBy: by.Who, Body: d})
		return Output{Entries: b.Drafts()}, nil
	},
}

var reviewCancelCommand = Command{
	Path: "review cancel", Usage: "/review cancel 1 because …", Short: "Ends a review without an answer, with a reason.",
	Examples: []string{"/review cancel 1 because the incident is stood down"},
	Title:    "Cancel a review", Button: "Cancel a review, with reason",
	Question: func() any { return new(reviewCancelAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.review(q.(*reviewCancelAsk).Review)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*reviewCancelAsk)
		r, err := in.review(a.Review)
		if err != nil {
			return Output{}, err
		}
		b := in.Batch()
		b.Add(incident.Draft{Book: in.Book, Body: &incident.ReviewCancelled{Review: r.N, Reason: a.Because}})
		in.endAbout(b, r, "was cancelled")
		return Output{Entries: b.Drafts()}, nil
	},
}

var reviewListCommand = Command{
	Path: "review list", Usage: "/review list", Short: "Lists the reviews that are to come or wait to be done.",
	Examples: []string{"/review list"}, Answers: true,
	Run: func(in *Input, _ any) (Output, error) {
		return in.answer(say.Reviews(in.view(), in.Side(), &in.Full.Open.Head)), nil
	},
}

package commands

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

type contributorAsk struct{ incident.Contributor }

var contributorCommand = Command{
	Path: "ci ask", Synonyms: []string{"ci contributor"},
	Usage:    "/ci ask mosovo|public-order|comms|iag|npt|… QUESTION OR ANSWER [| state joined|declined] [| because …]",
	Short:    "Asks a unit for what it knows, or says that it joined or declined. MOSOVO is asked in the second room, of every incident.",
	Examples: []string{"/ci ask public-order How many units could be here by ten?", "/ci ask housing No officer until Monday | state declined | because the office is closed"},
	Title:    "Ask a contributor", Button: "Ask a contributor",
	Question: func() any { return new(contributorAsk) },
	Check: func(_ *Input, q any) map[string]string {
		if c := q.(*contributorAsk); c.State == incident.ContributorDeclined && c.Reason == "" {
			return map[string]string{"Reason": "Somebody who declines has a reason. Add: | because …"}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		body := q.(*contributorAsk).Contributor
		if body.State == "" {
			body.State = incident.ContributorAsked
		}
		book := incident.BookOpen
		if body.Unit == incident.MOSOVOUnit || in.Book == incident.BookSensitive {
			book = incident.BookSensitive
		}
		f, err := in.fillOwn(book)
		if err != nil {
			return Output{}, err
		}
		if body.State == incident.ContributorAsked {
			body.People = in.unit(body.Unit)
		}
		f.add(&body)
		if body.Unit == "public-order" && body.State != incident.ContributorAsked && f.book == incident.BookOpen {
			f.answersHere(incident.AskOrder, body.Text)
		}
		return f.output(), nil
	},
}

// unit are who is told that a unit is asked: who holds its post now, where the force has one.
func (in *Input) unit(unit string) []incident.Who {
	switch unit {
	case incident.MOSOVOUnit:
		return in.onDuty(force.MOSOVO)
	case "comms":
		return in.onDuty(force.OnCallCommunications)
	case "npt":
		if npt := in.Full.Open.NPT; npt != "" {
			return in.onDuty(force.NPTSergeant(npt))
		}
	}
	return nil
}

// answersHere answers a question that stands on the card, in the same act.
func (f *filling) answersHere(question, answer string) {
	h := &f.full.Open.Head
	if _, answered := h.Answers[question]; !answered && h.Asked[question] != nil {
		f.open(&incident.Answered{Question: question, Answer: answer})
		f.ended(question)
	}
}

type differAsk struct{ incident.Difference }

var differCommand = Command{
	Path: "ci differ", Synonyms: []string{"ci difference"},
	Usage:    "/ci differ ABOUT WHAT | between … | views …",
	Short:    "Records that agencies differ. Sensitive book; nothing is released until they have talked.",
	Examples: []string{"/ci differ Whether the school is told today | between police and children's services | views police today, they after their own meeting"},
	Title:    "Difference of agencies", Button: "Record a difference",
	Private:  true,
	Question: func() any { return new(differAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookSensitive)
		if err != nil {
			return Output{}, err
		}
		body := q.(*differAsk).Difference
		f.add(&body)
		return f.output(), nil
	},
}

type discussedAsk struct{ incident.DifferenceDiscussed }

var discussedCommand = Command{
	Path:     "ci differ discussed",
	Usage:    "/ci differ discussed WHAT CAME OF IT | with …",
	Short:    "Says that the agencies have talked. What waited for it can be released again.",
	Examples: []string{"/ci differ discussed They keep to their own view and are content with line 1 | with their duty manager at 2240"},
	Title:    "Difference discussed", Button: "Say that it was discussed",
	Private:  true,
	Question: func() any { return new(discussedAsk) },
	Before: func(in *Input) error {
		if in.Full.Differs() {
			return nil
		}
		return RefuseTry("no-difference", "No difference waits to be discussed.", "/ci differ ABOUT WHAT | between … | views …")
	},
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookSensitive)
		if err != nil {
			return Output{}, err
		}
		body := q.(*discussedAsk).DifferenceDiscussed
		f.add(&body)
		return f.output(), nil
	},
}

type shareAsk struct {
	incident.Share
	Review When `ask:"Looked at again" clause:"review" future:"" help:"Such as 24h; empty: the force's time for this stage"`
	decider
}

var shareCommand = Command{
	Path:     "ci share",
	Usage:    "/ci share WHAT KIND | to … | precedence … | basis … | necessary … | conditions … | told …",
	Short:    "Decides to share information outside: of what kind, never the information itself. Sensitive book.",
	Examples: []string{"/ci share that officers call at the house | to the school, its head | precedence children pass the crowd on the way home | basis common law, prevention of crime | necessary nothing less lets the school plan the afternoon | conditions not passed on, not written down | told he was told at 1440 by PS Lee"},
	Title:    "Information shared", Button: "Record what is shared",
	Private:  true,
	Question: func() any { return new(shareAsk) },
	Before:   func(in *Input) error { return in.heldUp(incident.BlocksSharing) },
	Check: func(_ *Input, q any) map[string]string {
		if p := q.(*shareAsk).Precedence; p != "" && (saysNothing(p) || squash(p) == yes) {
			return map[string]string{"Precedence": "People may expect confidentiality, victims and offenders alike. Say which public protection takes precedence, and why."}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*shareAsk)
		f, err := in.fillPrivate(a.By)
		if err != nil {
			return Output{}, err
		}
		if err := f.may(incident.ActShare, "Deciding to share information"); err != nil {
			return Output{}, err
		}
		body := a.Share
		body.Review, body.ToConfirm = f.batch.NextReview(f.book), f.toConfirm()
		seq := f.add(&body)
		f.review("information shared: do the conditions hold", seq, in.commander(), dueOr(in, a.Review, reviewAfter(in, "")))
		return f.output(), nil
	},
}

type breachAsk struct{ incident.Breach }

// breachClock is how long there is to decide whether the Information Commissioner is told.
const breachClock = 72 * time.Hour

var breachCommand = Command{
	Path:     "ci breach",
	Usage:    "/ci breach WHAT WAS SHARED [| where …] [| known …]",
	Short:    "Reports quietly that something was shared that should not have been: to professional standards and a superintendent, in no room.",
	Examples: []string{"/ci breach a picture of the log | where a group of parents, 2130 | known a resident showed it to PC Adeyemi"},
	Title:    "Unauthorised sharing", Button: "Report unauthorised sharing",
	Private:  true,
	Question: func() any { return new(breachAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookSensitive)
		if err != nil {
			return Output{}, err
		}
		body := q.(*breachAsk).Breach
		body.People = append(in.onDuty(force.ProfessionalStandards), in.onDuty(force.OnCallSuperintendent)...)
		body.By = in.Now.Add(breachClock).Truncate(time.Millisecond)
		f.add(&body)
		out := f.output()
		out.Reply.OK, out.Reply.Text = true, "Reported to professional standards and the on-call Superintendent, and to nobody else. It is in no room and under no number that others see."
		return out, nil
	},
}

type breachDecidedAsk struct{ incident.BreachDecided }

var breachDecidedCommand = Command{
	Path:     "ci breach decided",
	Usage:    "/ci breach decided CI-142 | told yes|no | because …",
	Short:    "Stops the clock of a report of unauthorised sharing: whether the Information Commissioner is told, and why. For professional standards.",
	Examples: []string{"/ci breach decided CI-142 | told yes | because names of two people were in the picture; by telephone, reference IC-1"},
	Title:    "Breach: decided", Button: "Say what was decided",
	OnlyClauses: true, WhenClosed: true, Private: true, Outside: incident.ActBreach,
	Question: func() any { return new(breachDecidedAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if err := in.may(incident.ActBreach, "Deciding about a breach"); err != nil {
			return Output{}, err
		}
		seq, open := in.Full.Sensitive.OpenBreach()
		if !open {
			return Output{}, Refuse("no-breach", "No report of unauthorised sharing waits for a decision in "+refOf(in)+".")
		}
		by, _ := in.Full.Sensitive.BreachBy(seq)
		body := q.(*breachDecidedAsk).BreachDecided
		body.Entry, body.Within = seq, !in.Now.After(by)
		body.People = in.heldBut(force.OnCallSuperintendent, in.Actor.ID)
		b := in.Batch()
		b.Add(incident.Draft{Book: incident.BookSensitive, Body: &body})
		out := Output{Entries: b.Drafts()}
		out.Reply.OK, out.Reply.Incident = true, refOf(in)
		out.Reply.Text = "Recorded: the clock of that report has stopped. The on-call Superintendent is told, and nobody else."
		return out, nil
	},
}

type partnerAsk struct {
	incident.Partner
	Next When `ask:"Next contact" clause:"next" future:"" help:"Such as 24h; empty: the force's time. When it grows stale, MOSOVO alone is reminded"`
}

var partnerCommand = Command{
	Path: "ci contact partner", Synonyms: []string{"ci partner"},
	Usage:    "/ci contact partner WHAT WAS ASKED AND ANSWERED | with probation [| next 24h]",
	Short:    "Records a contact with probation, prison or another partner. Sensitive book; one that grows stale reminds MOSOVO alone.",
	Examples: []string{"/ci contact partner Asked whether anything is due this week; answered no | with probation | next 24h"},
	Title:    "Contact with a partner", Button: "Record a partner contact",
	Private:  true,
	Question: func() any { return new(partnerAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*partnerAsk)
		f, err := in.fillOwn(incident.BookSensitive)
		if err != nil {
			return Output{}, err
		}
		_, before, _ := incident.Latest[*incident.Partner](in.Full.Sensitive)
		body := a.Partner
		body.Review = f.batch.NextReview(f.book)
		seq := f.add(&body)
		f.batch.Add(incident.Draft{Book: f.book, Body: in.reviewAt(&incident.ReviewSet{
			What: "contact with a partner has grown stale", Of: seq, Owner: incident.ChargePost(in.Force, force.MOSOVO), Alone: true,
			Due: dueOr(in, a.Next, in.Force.Settings.Review.Potential),
		})})
		f.supersedes(before, "there was another contact")
		return f.output(), nil
	},
}

type adviceAsk struct {
	incident.Advice
	decider
}

var adviceCommand = Command{
	Path: "ci advice", Synonyms: []string{"ci iag"},
	Usage:    "/ci advice WHAT THEY WERE ASKED | group … | advice … | response followed|partly|not | because … | told …",
	Short:    "Independent advice, and what police made of it: followed or not, why, and when the group was told. No member is named.",
	Examples: []string{"/ci advice How to reach parents tonight | group the force's independent advisory group | advice through the school, not at doors | response partly | because doors are needed where nobody reads mail | told at 2250"},
	Title:    "Independent advice", Button: "Record advice",
	Question: func() any { return new(adviceAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*adviceAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		body := a.Advice
		body.ToConfirm = f.toConfirm()
		f.add(&body)
		return f.output(), nil
	},
}

type resourceAsk struct{ incident.Resource }

var resourceCommand = Command{
	Path:     "ci resource",
	Usage:    "/ci resource WHAT | from … | state asked|agreed|refused|arrived [| because …]",
	Short:    "Records what officers or means were asked for, and what came of it.",
	Examples: []string{"/ci resource Two public order units | from the Force Incident Manager | state refused | because none is free before midnight"},
	Title:    "Resources", Button: "Record a request",
	Question: func() any { return new(resourceAsk) },
	Check: func(_ *Input, q any) map[string]string {
		if r := q.(*resourceAsk); r.State == "refused" && r.Reason == "" {
			return map[string]string{"Reason": "A request that was refused has a reason. Add: | because …"}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := q.(*resourceAsk).Resource
		f.add(&body)
		return f.output(), nil
	},
}

type ndmAsk struct {
	incident.NDM
	Review When `ask:"Looked at again" clause:"review" future:"" help:"Such as 4h; empty: the force's time for this stage"`
	decider
}

var ndmCommand = Command{
	Path: "ci ndm", Synonyms: []string{"ci decision ndm"},
	Usage:    "/ci ndm DECISION | because … | information … | threat … | powers … | options … | action … [| ethics …] [| review 4h]",
	Short:    "A decision in the full form of the National Decision Model.",
	Examples: []string{"/ci ndm No cordon tonight | because it would draw attention | information 15 people, calm since 2300 | threat stones again after closing time; be near and unseen | powers common law, breach of the peace | options cordon: draws a crowd; nothing: leaves him alone | action two officers in the next street, reviewed at 0100"},
	Title:    "National Decision Model", Button: "Decide in full form",
	Question: func() any { return new(ndmAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*ndmAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		body := a.NDM
		body.Review, body.ToConfirm = f.batch.NextReview(f.book), f.toConfirm()
		seq := f.add(&body)
		f.review(body.Decision, seq, f.by.charge(in), dueOr(in, a.Review, reviewAfter(in, "")))
		return f.output(), nil
	},
}

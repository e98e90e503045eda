package commands

import (
	"time"

	"loggist/incident"
)

// A form of the guidance is a fact that is asked for as it stands: its question embeds the fact, with what only the typed line
// has beside it. filling are the entries that one makes.
type filling struct {
	*opening
	book incident.Book
	by   maker
}

// fillOpen starts a form of the open book. It is refused in the second room: what is entered there stays there.
func (in *Input) fillOpen(by Who) (*filling, error) {
	o, err := in.about()
	if err != nil {
		return nil, err
	}
	m, err := decidedBy(in, by)
	if err != nil {
		return nil, err
	}
	return &filling{opening: o, book: incident.BookOpen, by: m}, nil
}

// fillPrivate starts a form of the sensitive book, from either room: nothing of it is said in the open one.
func (in *Input) fillPrivate(by Who) (*filling, error) {
	m, err := decidedBy(in, by)
	if err != nil {
		return nil, err
	}
	return &filling{opening: &opening{in: in, full: in.Full, batch: in.Batch()}, book: incident.BookSensitive, by: m}, nil
}

// fillOwn starts a form that is nobody's decision but is the act of whoever records it: a threat that he reports, a contact that he
// took. A loggist's is her own too.
func (in *Input) fillOwn(book incident.Book) (*filling, error) {
	o := &opening{in: in, full: in.Full, batch: in.Batch()}
	if book == incident.BookOpen {
		var err error
		if o, err = in.about(); err != nil {
			return nil, err
		}
	}
	return &filling{opening: o, book: book, by: maker{Who: in.Me()}}, nil
}

// may refuses what the decision maker may not do, whoever records it, and says who may.
func (f *filling) may(act incident.Act, what string) error { return f.in.mayAs(f.by, act, what) }

// mayAs refuses what somebody may not do whose decision it is, whoever records it, and says who may.
func (in *Input) mayAs(by maker, act incident.Act, what string) error {
	a := in.asker()
	a.Person, _ = in.Force.People.Person(by.Who.ID) // whoever is not in the directory has no rights here
	if a.May(act) {
		return nil
	}
	return Refuse("not-permitted", what+" is for "+incident.Policy[act].Words+".")
}

// toConfirm is until when the decision maker is to confirm it, if somebody else recorded it.
func (f *filling) toConfirm() incident.ToConfirm {
	return incident.ToConfirm{ConfirmBy: f.by.ConfirmBy}
}

// add records the form and returns its number.
func (f *filling) add(body incident.Form) uint64 {
	return f.batch.Add(incident.Draft{Book: f.book, DecidedBy: f.by.Who, Body: body})
}

// review sets when the form is looked at again; n was reserved with NextReview before the form was added.
func (f *filling) review(what string, of uint64, owner incident.Charge, due time.Time) {
	f.batch.Add(incident.Draft{Book: f.book, Body: f.in.reviewAt(&incident.ReviewSet{What: what, Of: of, Owner: owner, Due: due})})
}

// supersedes ends the review of the form before this one.
func (f *filling) supersedes(before *incident.Line, why string) {
	if before == nil {
		return
	}
	for _, r := range f.full.Side(f.book).LiveReviews() {
		if r.Of == before.Seq {
			f.batch.Add(incident.Draft{Book: f.book, Body: &incident.ReviewDone{Review: r.N, Due: r.NextDue(), Outcome: incident.ReviewSuperseded, Reason: why}})
		}
	}
}

// ended ends what the clock asked the ladder only because these questions stood open.
func (o *opening) ended(questions ...string) {
	for _, q := range questions {
		o.settle(incident.AskKey(q), "it was answered: "+incident.QuestionText(q))
	}
}

// dueOr is when something is looked at again: as it was said, else after the force's time.
func dueOr(in *Input, said When, after time.Duration) time.Time {
	if said.At.IsZero() {
		return in.Now.Add(after)
	}
	return said.At
}

// notNeeded says why a question need not be answered: a decision, with a review.
func notNeeded(question, because string, review When, by Who) *answerAsk {
	return &answerAsk{Question: question, NotNeeded: because, Review: review, By: by}
}

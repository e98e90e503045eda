package incident

import "time"

// ReviewSet sets a review. All its instants are computed by whoever sets it.
type ReviewSet struct {
	What  string `json:"what"`
	Owner Charge `json:"owner"`
	// Of is the entry that is reviewed: its own post says when, and the review has no card.
	Of    uint64    `json:"of,omitempty"`
	Spec  string    `json:"spec"`
	Words string    `json:"words"`
	Due   time.Time `json:"due"`
	Soon  time.Time `json:"soon,omitzero"`
	// Preview are the next firings of a repeating review, as they were shown to whoever set it.
	Preview []time.Time `json:"preview,omitempty"`
	// Night says what the next change of the clocks does to it, when it does something.
	Night string `json:"night,omitempty"`
	// Alone: its owner is reminded, and nobody else ever is (S44).
	Alone bool `json:"alone,omitempty"`
}

// ReviewSoon reminds the owner ahead of the time.
type ReviewSoon struct {
	Review int       `json:"review"`
	Due    time.Time `json:"due"`
	Owner  Charge    `json:"owner"`
	People []Who     `json:"people,omitempty"`
	Above  Charge    `json:"above"`
}

// ReviewDue says that a review is due. When firings were overtaken because the service was down, First is the first of
// them and Missed how many there were before Last.
type ReviewDue struct {
	Review int       `json:"review"`
	First  time.Time `json:"first"`
	Last   time.Time `json:"last"`
	Missed int       `json:"missed,omitempty"`
	// AtLeast: there were more than Missed, counting stopped.
	AtLeast bool      `json:"at_least,omitempty"`
	Next    time.Time `json:"next,omitzero"`
	Soon    time.Time `json:"soon,omitzero"` // the reminder ahead of Next
	MissAt  time.Time `json:"miss_at"`
	Owner   Charge    `json:"owner"`
	People  []Who     `json:"people,omitempty"` // who holds the post or role now
	Above   Charge    `json:"above"`            // who is asked when it is missed
	Late
}

// Late says how late something was fired, and when the service was down if that is why.
type Late struct {
	LateBy   time.Duration `json:"late_by,omitempty"`
	DownFrom time.Time     `json:"down_from,omitzero"`
	DownTo   time.Time     `json:"down_to,omitzero"`
}

// ReviewMissed says that nobody did a review in time. There is one for a due time, and it never goes away (R2.13).
type ReviewMissed struct {
	Review int       `json:"review"`
	Due    time.Time `json:"due"`
	By     time.Time `json:"by"` // until when it could be done
	People []Who     `json:"people,omitempty"`
	// Escalation is the one that asks the next rung, opened or joined.
	Escalation int    `json:"escalation,omitempty"`
	Next       Charge `json:"next,omitzero"` // the rung above
	Late
}

// ReviewDone answers a review.
type ReviewDone struct {
	Review  int           `json:"review"`
	Due     time.Time     `json:"due"`
	Outcome ReviewOutcome `json:"outcome"`
	Reason  string        `json:"reason"`
	LateBy  time.Duration `json:"late_by,omitempty"`
	Next    time.Time     `json:"next,omitzero"`
	Soon    time.Time     `json:"soon,omitzero"`
	// Critical is whether it could become critical, Level why the level is enough: of a review of the incident as a whole (S35).
	Critical Criticality `json:"critical,omitempty"`
	Level    string      `json:"level,omitempty"`
	Prompts
	ToConfirm
}

// Criticality is an answer to whether an incident could become critical.
type Criticality string

// The answers. Maybe is yes.
const (
	CriticalNo    Criticality = "no"
	CriticalMaybe Criticality = "maybe"
	CriticalYes   Criticality = "yes"
)

// ReviewDeferred puts a review off, with a reason. Owner is set when this deferral takes it to the next rung (R2.12).
type ReviewDeferred struct {
	Review int       `json:"review"`
	Due    time.Time `json:"due"`
	To     time.Time `json:"to"`
	Soon   time.Time `json:"soon,omitzero"`
	Reason string    `json:"reason"`
	Count  int       `json:"count"`
	Owner  Charge    `json:"owner,omitzero"`
	People []Who     `json:"people,omitempty"` // of the next rung
	ToConfirm
}

// ReviewCancelled ends a review without an answer.
type ReviewCancelled struct {
	Review int    `json:"review"`
	Reason string `json:"reason"`
}

// Kind is "review".
func (*ReviewSet) Kind() string { return "review" }

// Kind is "review-soon".
func (*ReviewSoon) Kind() string { return "review-soon" }

// Kind is "review-due".
func (*ReviewDue) Kind() string { return "review-due" }

// Kind is "review-missed".
func (*ReviewMissed) Kind() string { return "review-missed" }

// Kind is "review-done".
func (*ReviewDone) Kind() string { return "review-done" }

// Kind is "review-deferred".
func (*ReviewDeferred) Kind() string { return "review-deferred" }

// Kind is "review-cancelled".
func (*ReviewCancelled) Kind() string { return "review-cancelled" }

func (b *ReviewSet) apply(s *Side, e *Entry) {
	r := &Review{
		N: len(s.Reviews) + 1, Entry: e.Seq, Of: b.Of, What: b.What, Owner: b.Owner, Spec: b.Spec, Words: b.Words,
		By: e.DecidedBy, SetAt: e.RecordedAt, Due: b.Due, Soon: b.Soon, Alone: b.Alone,
	}
	s.Reviews = append(s.Reviews, r)
	s.live.reviews[r.N] = r
	s.reviewChanged(r, 0, e)
}

// liveReview returns R-n while something of it can still happen.
func (s *Side) liveReview(n int) *Review { return s.live.reviews[n] }

func (b *ReviewSoon) apply(s *Side, e *Entry) {
	r := s.liveReview(b.Review)
	if r == nil {
		return
	}
	r.Soon, r.Reminded, r.Told = time.Time{}, e.Seq, b.People
	for _, p := range b.People {
		s.direct(p.ID, s.ReviewKey(r.N, "soon", e.Seq), ClassPost, e.Seq)
	}
}

func (b *ReviewDue) apply(s *Side, e *Entry) {
	r := s.liveReview(b.Review)
	if r == nil {
		return
	}
	before := r.Fired.Entry
	r.Fired = Occasion{Due: b.Last, Entry: e.Seq, People: b.People, MissAt: b.MissAt}
	r.Due, r.Soon, r.Told = b.Next, b.Soon, nil
	for _, p := range b.People {
		s.direct(p.ID, s.ReviewKey(r.N, "due", e.Seq), ClassPage, e.Seq)
	}
	s.roomPost(e)
	s.reviewChanged(r, before, e)
	r.Reminded = 0 // what was said ahead of it refers to this from now on
}

func (b *ReviewMissed) apply(s *Side, e *Entry) {
	s.roomPost(e)
	r := s.liveReview(b.Review)
	if r == nil || !r.Fired.Due.Equal(b.Due) || r.Fired.Missed != 0 {
		return
	}
	r.Fired.MissAt, r.Fired.Missed = time.Time{}, e.Seq
	s.reviewChanged(r, r.Fired.Entry, e)
}

func (b *ReviewDone) apply(s *Side, e *Entry) {
	s.roomPost(e)
	s.asks(b.Prompts, e)
	if s.head != nil && b.Critical != "" {
		s.answered(AskCritical, e)
		s.cardChanged(e)
	}
	r := s.liveReview(b.Review)
	if r == nil {
		return
	}
	fired := r.Fired.Entry
	r.Last = &Reviewed{Entry: e.Seq, Outcome: b.Outcome, Reason: b.Reason, By: e.DecidedBy, At: e.DecidedAt, LateBy: b.LateBy}
	r.settle()
	r.Due, r.Soon, r.Deferrals = b.Next, b.Soon, 0
	if b.Outcome.Ends() || r.Due.IsZero() {
		s.endReview(r)
	}
	s.reviewChanged(r, fired, e)
}

func (b *ReviewDeferred) apply(s *Side, e *Entry) {
	s.roomPost(e)
	r := s.liveReview(b.Review)
	if r == nil {
		return
	}
	fired := r.Fired.Entry
	r.settle()
	r.Due, r.Soon, r.Told = b.To, b.Soon, b.People
	r.Deferrals++
	if !b.Owner.IsZero() {
		r.Owner, r.Deferrals = b.Owner, 0
	}
	for _, p := range b.People {
		s.direct(p.ID, s.ReviewKey(r.N, "given", e.Seq), ClassPost, e.Seq)
	}
	s.reviewChanged(r, fired, e)
}

func (b *ReviewCancelled) apply(s *Side, e *Entry) {
	s.roomPost(e)
	r := s.liveReview(b.Review)
	if r == nil {
		return
	}
	fired := r.Fired.Entry
	r.Last = &Reviewed{Entry: e.Seq, Reason: b.Reason, By: e.DecidedBy, At: e.RecordedAt}
	s.endReview(r)
	s.reviewChanged(r, fired, e)
}

// endReview takes a review out of what can fall due.
func (s *Side) endReview(r *Review) {
	r.settle()
	r.Ended, r.Due, r.Soon = true, time.Time{}, time.Time{}
	delete(s.live.reviews, r.N)
}

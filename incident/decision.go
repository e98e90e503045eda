package incident

import "time"

// Decision is a decision and its reason (R2.1–R2.3, R2.11). What was known, and what was not, are frozen with it (R2.2).
type Decision struct {
	Text    string `json:"text"`
	Reason  string `json:"reason"`
	Options string `json:"options,omitempty"` // options considered, and why not
	Known   string `json:"known,omitempty"`
	Unknown string `json:"unknown,omitempty"` // not known, or being sought
	// Act is empty for a decision to do something.
	Act DecisionAct `json:"act,omitempty"`
	// Consulted are people and their views; Powers, Risk and Triggers what the decision rests on, what it does to the risk and
	// what would have it looked at again sooner. Supersedes is the entry of the decision in whose place it stands.
	Consulted  string `json:"consulted,omitempty"`
	Powers     string `json:"powers,omitempty"`
	Risk       string `json:"risk,omitempty"`
	Triggers   string `json:"triggers,omitempty"`
	Supersedes uint64 `json:"supersedes,omitempty"`
	// Joint are the agencies that decided together, each with its commander (R2.3). What each of them thinks of it stands in
	// the sensitive book, as [JointViews].
	Joint []Agency `json:"joint,omitempty"`
	// As is the post or role in which the decision maker decided, as it was said then.
	As string `json:"as,omitempty"`
	// How it reached whoever recorded it: phone, in person, a message (R4.14).
	How string `json:"how,omitempty"`
	// Review is the number of its review.
	Review int `json:"review,omitempty"`
	ToConfirm
	ThreatAsked
}

// DecisionAct says that a decision is one not to act, or not yet.
type DecisionAct string

// The acts that need a review (R2.11).
const (
	NoAction DecisionAct = "no-action"
	Deferral DecisionAct = "deferral"
)

// ToConfirm is part of whatever is recorded for somebody else: until when its decision maker is to confirm it (R2.5). Zero
// when he recorded it himself, or is not in the directory and so cannot be asked.
type ToConfirm struct {
	ConfirmBy time.Time `json:"confirm_by,omitzero"`
}

func (t ToConfirm) confirmBy() time.Time { return t.ConfirmBy }

// toConfirm is a Body with a ToConfirm.
type toConfirm interface{ confirmBy() time.Time }

// Kind is "decision".
func (*Decision) Kind() string { return "decision" }

func (d *Decision) apply(s *Side, e *Entry) { s.roomPost(e) }

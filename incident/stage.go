package incident

import (
	"slices"
	"time"
)

// The decisions about what an incident is. Each needs a reason; only an entry changes a stage (R1.8).

// Potential says that the incident is a potential critical incident.
type Potential struct {
	Reason string `json:"reason"`
	Whose  string `json:"whose,omitempty"` // whose confidence: victim, family, community (R1.1)
	Review int    `json:"review,omitempty"`
	Prompts
}

// Declared declares the critical incident.
type Declared struct {
	Reason string `json:"reason"`
	Whose  string `json:"whose,omitempty"`
	Review int    `json:"review,omitempty"`
	// GoldBy is until when somebody is to hold Gold.
	GoldBy time.Time `json:"gold_by,omitzero"`
	Prompts
}

// NotDeclared decides not to declare: a decision with a review, and with what would change it (R1.5).
type NotDeclared struct {
	Reason string `json:"reason"`
	Unless string `json:"unless,omitempty"`
	Review int    `json:"review,omitempty"`
}

// Restoring says that the incident is in the phase of restoring public confidence.
type Restoring struct {
	Reason string `json:"reason"`
}

// StoodDown ends the command structure. Checklist says for each item that it is done, or why it does not apply (R1.22).
type StoodDown struct {
	Reason    string            `json:"reason"`
	Checklist map[string]string `json:"checklist,omitempty"`
	// Residual is the post that owns the risk that remains; Review is the number of the confidence check.
	Residual Charge `json:"residual,omitzero"`
	Review   int    `json:"review,omitempty"`
	// Roles are who held command until then.
	Roles map[Role]Who `json:"roles,omitempty"`
}

// Closed ends the record after debrief and actions: it is frozen until it is reopened.
type Closed struct {
	Reason string `json:"reason"`
}

// Reopened takes a closed or stood-down incident up again; no new series of numbers begins (R1.25). It is to be assessed
// again.
type Reopened struct {
	Reason   string    `json:"reason"`
	AssessBy time.Time `json:"assess_by,omitzero"`
}

// DeclareAsked says that somebody without the post asked for a declaration, or for a higher level: that is recorded, and
// the duty inspector is asked (R1.7).
type DeclareAsked struct {
	What   Stage  `json:"what,omitempty"`  // declared, not-declared or potential
	Level  string `json:"level,omitempty"` // or the level that it was to be raised to
	Reason string `json:"reason"`
	// Escalation is the one that asks those who may, opened or joined.
	Escalation int `json:"escalation,omitempty"`
}

// AssessmentOverdue says that a call was not assessed in time; the clock asks the ladder (R1.6).
type AssessmentOverdue struct {
	Due time.Time `json:"due"`
	// Escalation is the one that asks, opened or joined.
	Escalation int `json:"escalation,omitempty"`
	Late
}

// Unowned says that no neighbourhood team was named as the owner in time; the clock asks the ladder (S29).
type Unowned struct {
	Due time.Time `json:"due"`
	// Escalation is the one that asks, opened or joined.
	Escalation int `json:"escalation,omitempty"`
	Late
}

// Kind is "unowned".
func (*Unowned) Kind() string { return "unowned" }

func (u *Unowned) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.NPTBy = time.Time{}
	s.roomPost(e)
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
}

// Kind is "potential".
func (*Potential) Kind() string { return "potential" }

// Kind is "declared".
func (*Declared) Kind() string { return "declared" }

// Kind is "not-declared".
func (*NotDeclared) Kind() string { return "not-declared" }

// Kind is "restoring".
func (*Restoring) Kind() string { return "restoring" }

// Kind is "stood-down".
func (*StoodDown) Kind() string { return "stood-down" }

// Kind is "closed".
func (*Closed) Kind() string { return "closed" }

// Kind is "reopened".
func (*Reopened) Kind() string { return "reopened" }

// Words say what was asked for.
func (d *DeclareAsked) Words() string {
	switch {
	case d.Level != "":
		return "the level to be raised to " + d.Level
	case d.What == StageDeclared:
		return "a critical incident to be declared"
	case d.What == StageNotDeclared:
		return "a decision not to declare"
	}
	return "a potential critical incident to be recorded"
}

// Kind is "declare-asked".
func (*DeclareAsked) Kind() string { return "declare-asked" }

// Kind is "assessment-overdue".
func (*AssessmentOverdue) Kind() string { return "assessment-overdue" }

func (p *Potential) apply(s *Side, e *Entry) {
	if s.staged(StagePotential, e) {
		s.asks(p.Prompts, e)
	}
}

func (d *Declared) apply(s *Side, e *Entry) {
	again := s.head != nil && s.head.Stage == StageDeclared
	if s.staged(StageDeclared, e) && !again {
		s.head.GoldBy, s.head.GoldSaid = d.GoldBy, false
	}
	if s.head != nil && s.head.Stage == StageDeclared {
		s.asks(d.Prompts, e)
	}
}

func (r *Restoring) apply(s *Side, e *Entry) { s.staged(StageRestoring, e) }
func (c *Closed) apply(s *Side, e *Entry)    { s.staged(StageClosed, e) }

func (n *NotDeclared) apply(s *Side, e *Entry) {
	if !s.staged(StageNotDeclared, e) {
		return
	}
	if n.Unless == "" {
		delete(s.head.Answers, AskUnless)
		return
	}
	s.head.answer(AskUnless, e.Seq)
}

func (d *StoodDown) apply(s *Side, e *Entry) {
	if !s.staged(StageStoodDown, e) {
		return
	}
	clear(s.head.Roles)
	for n := range s.live.offers {
		s.offerOver(n, "overtaken", e)
	}
}

func (r *Reopened) apply(s *Side, e *Entry) {
	if s.staged(StageAssessing, e) {
		s.head.AssessBy, s.head.AssessmentLate = r.AssessBy, false
		delete(s.head.Answers, AskDeclare)
	}
}

func (d *DeclareAsked) apply(s *Side, e *Entry) { s.roomPost(e) }

func (a *AssessmentOverdue) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.AssessBy = time.Time{}
	s.head.AssessmentLate = true
	s.roomPost(e)
	s.headChanged(e)
}

// next is the state machine: from each stage, those that may follow. A declared incident is never undeclared: it is
// restored, or stood down.
var next = map[Stage][]Stage{
	StageCalled:      {StageAssessing, StagePotential, StageDeclared, StageNotDeclared},
	StageAssessing:   {StagePotential, StageDeclared, StageNotDeclared, StageStoodDown},
	StagePotential:   {StagePotential, StageDeclared, StageNotDeclared, StageStoodDown},
	StageNotDeclared: {StageAssessing, StageNotDeclared, StagePotential, StageDeclared, StageStoodDown},
	StageDeclared:    {StageDeclared, StageRestoring, StageStoodDown},
	StageRestoring:   {StageDeclared, StageRestoring, StageStoodDown},
	StageStoodDown:   {StageAssessing, StageClosed},
	StageClosed:      {StageAssessing},
}

// May reports whether to may follow the stage.
func (s Stage) May(to Stage) bool { return slices.Contains(next[s], to) }

// staged moves the incident to a stage, and reports whether it did. What decides on the call ends the assessment clock.
func (s *Side) staged(to Stage, e *Entry) bool {
	h := s.head
	if h == nil || !h.Stage.May(to) {
		return false
	}
	h.Stage = to
	switch to {
	case StagePotential, StageDeclared, StageNotDeclared:
		if h.Assessed.IsZero() {
			h.Assessed = e.RecordedAt
		}
		h.DecidedAt, h.AssessBy = e.RecordedAt, time.Time{}
		h.answer(AskDeclare, e.Seq)
	case StageClosed, StageStoodDown:
		h.AssessBy = time.Time{}
	}
	s.roomPost(e)
	s.headChanged(e)
	s.roomCard(KeyAnswer, e)
	return true
}

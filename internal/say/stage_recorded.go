package say

import (
	"loggist/incident"
	"loggist/internal/force"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"potential":     act.decidedStage,
		"declared":      act.decidedStage,
		"not-declared":  act.decidedStage,
		"declare-asked": act.declareAsked,
		"restoring":     act.named,
		"closed":        act.named,
		"reopened":      act.named,
		"amended":       act.named,
		"flagged":       act.named,
		"linked":        act.named,
		"told":          act.named,
		"level":         act.levelSet,
		"owner":         act.ownerSet,
		"stood-down":    act.stoodDown,
		"person":        act.personNoted,
		"person-known":  act.personKnown,
	})
}

// decidedStage says what was decided, how long after the call, and when it is looked at again.
func (a act) decidedStage(e *incident.Entry) string {
	s := a.named(e)
	if !a.head.CalledAt.IsZero() {
		s += "\nDecided " + force.Span(e.RecordedAt.Sub(a.head.CalledAt)) + " after the call."
	}
	if r, ok := firstReviewOf(a, e.Seq); ok {
		s += "\nReview: " + a.Clock(r.Due) + "."
	}
	if b, ok := e.Body.(*incident.NotDeclared); ok && b.Unless == "" {
		s += "\nStill to answer: what would change this."
	}
	if _, ok := e.Body.(*incident.Declared); ok && a.head.Roles[incident.RoleGold] == nil {
		s += a.Force.Named("\nGold is vacant. Next: /ci role gold @…")
	}
	return s
}

// firstReviewOf is the review of an entry of this act.
func firstReviewOf(a act, seq uint64) (*incident.ReviewSet, bool) {
	for i := range a.entries {
		if r, ok := a.entries[i].Body.(*incident.ReviewSet); ok && r.Of == seq {
			return r, true
		}
	}
	return nil, false
}

// declareAsked answers who may not decide: he is told who may, and that they have been called (R1.7).
func (a act) declareAsked(e *incident.Entry) string {
	b := e.Body.(*incident.DeclareAsked)
	rule, verb := incident.Policy[incident.ActDeclare], "declare"
	switch {
	case b.Level != "":
		rule, verb = incident.Policy[incident.ActRaise], "raise the level"
	case b.What == incident.StageNotDeclared:
		rule, verb = incident.Policy[incident.ActNotDeclared], "decide not to declare"
	case b.What == incident.StagePotential:
		rule, verb = incident.Policy[incident.ActPotential], "record a potential critical incident"
	}
	s := "You cannot " + verb + ": that is for " + rule.Words + "."
	name := a.name(incident.SeriesEscalation, b.Escalation)
	if asked, ok := firstOf[*incident.EscalationAsked](a); ok && len(asked.People) > 0 {
		s += " I have called the " + asked.Label + ", " + names(asked.People) + ", for you (" + a.Clock(e.RecordedAt) + "): " + name + "."
	} else {
		s += " " + name + " asks for it (" + a.Clock(e.RecordedAt) + ")."
	}
	return s + "\n" + a.as(e) + ": you asked for " + b.Words() + ". Reason: " + begins(b.Reason)
}

// named says what kind of entry it is beside its number and first words.
func (a act) named(e *incident.Entry) string {
	w := a.kindWords(&incident.Line{Entry: *e})
	s := a.as(e) + ": " + w.Name
	switch said := filled(w.Lines); {
	case w.Text != "":
		s += ": " + begins(w.Text)
	case len(said) > 0:
		s += ": " + begins(said[0])
	}
	return s
}

func (a act) levelSet(e *incident.Entry) string {
	b := e.Body.(*incident.LevelSet)
	s := a.as(e) + ": the level " + levelWords(a.Force, b) + "."
	if len(b.Tells) > 0 {
		s += " Told: " + tellings(b.Tells) + "."
	}
	return s
}

func (a act) ownerSet(e *incident.Entry) string {
	return a.as(e) + ": " + ownerWords(e.Body.(*incident.OwnerSet).Owner) + " owns the incident."
}

func (a act) stoodDown(e *incident.Entry) string {
	b := e.Body.(*incident.StoodDown)
	s := a.as(e) + ": " + string(e.Ref) + " is stood down. Residual risk is owned by " + b.Residual.Label + "."
	if r, ok := firstReviewOf(a, e.Seq); ok {
		s += "\nConfidence check: " + a.Clock(r.Due) + "."
	}
	return s
}

// personNoted and personKnown give no number of the sensitive book: whoever names a person need not be one who may see how
// much stands there.
func (a act) personNoted(e *incident.Entry) string {
	b := e.Body.(*incident.PersonNoted)
	return a.as(e) + ": " + b.Handle + ", " + b.Role.Open().Words() + ". Who it is stands in the sensitive book. Speak of " + b.Handle + " here."
}

func (a act) personKnown(e *incident.Entry) string {
	return "Recorded in the sensitive book: " + e.Body.(*incident.PersonKnown).Handle + "."
}

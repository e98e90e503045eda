package incident

import (
	"fmt"

	json "github.com/go-json-experiment/json/v1"
)

// kinds is the closed set of what an entry can be, by name. A kind is never taken out and never changes its meaning;
// testdata/kinds keeps one of each that was ever shipped.
var kinds = table(
	// the incident as a whole
	of[Called](),
	of[Potential](),
	of[Declared](),
	of[NotDeclared](),
	of[Restoring](),
	of[StoodDown](),
	of[Closed](),
	of[Reopened](),
	of[DeclareAsked](),
	of[AssessmentOverdue](),
	of[Unowned](),
	of[LevelSet](),
	of[OwnerSet](),
	of[Amended](),
	of[Linked](),
	of[Flagged](),
	of[Answered](),
	of[QuestionOverdue](),
	of[Told](),
	of[PersonNoted](),
	of[PersonKnown](),
	// community impact
	of[Impact](),
	of[Tension](),
	// safety
	of[SafetyPlan](),
	of[RiskPlan](),
	of[Threat](),
	// partners and contributors
	of[Contributor](),
	of[Difference](),
	of[DifferenceDiscussed](),
	of[Share](),
	of[Breach](),
	of[BreachClock](),
	of[BreachDecided](),
	of[Contact](),
	of[ContactCounted](),
	of[Partner](),
	of[Advice](),
	of[Resource](),
	of[NDM](),
	of[JointViews](),
	// handing over
	of[Handover](),
	of[HandoverItem](),
	of[HandoverAccepted](),
	of[HandoverDrafted](),
	of[Debrief](),
	of[Lesson](),
	of[Hold](),
	of[Methane](),
	// meetings
	of[MeetingOpened](),
	of[MeetingInvited](),
	of[MeetingMinute](),
	of[MeetingPart](),
	of[MeetingEnded](),
	// communications
	of[Comms](),
	of[LineDrafted](),
	of[LineClearing](),
	of[LineRelease](),
	of[LineCorrection](),
	of[LineWithdrawal](),
	of[LineApproved](),
	of[ConfirmDeny](),
	of[ConfirmDenyWords](),
	of[Rights](),
	of[Media](),
	of[Publication](),
	of[Rumour](),
	// its log
	of[Note](),
	of[Captured](),
	of[SourceChanged](),
	of[Posted](),
	// decisions, and entries about entries
	of[Decision](),
	of[Confirmed](),
	of[Disputed](),
	of[Correction](),
	of[Withdrawn](),
	of[ConfirmChased](),
	// tasks of neighbourhood teams
	of[TaskSet](),
	of[TaskAccept](),
	of[TaskDecline](),
	of[TaskUpdate](),
	of[TaskDone](),
	of[TaskNotDone](),
	of[TaskVerify](),
	of[TaskCancel](),
	of[TaskPass](),
	of[TaskDue](),
	of[TaskUnaccepted](),
	of[TaskOverdue](),
	of[TaskReturn](),
	// reviews
	of[ReviewSet](),
	of[ReviewSoon](),
	of[ReviewDue](),
	of[ReviewMissed](),
	of[ReviewDone](),
	of[ReviewDeferred](),
	of[ReviewCancelled](),
	// who may see it
	of[Access](),
	of[GlassBroken](),
	of[GlassEnded](),
	of[AccessRead](),
	// whether a room is fit for content
	of[RoomUnfit](),
	of[RoomFit](),
	of[RoomCleared](),
	// evidence of how far the record had come
	of[Checkpoint](),
	// the load on one person
	of[Overload](),
	// escalations
	of[Escalated](),
	of[EscalationJoined](),
	of[EscalationAsked](),
	of[EscalationSkipped](),
	of[EscalationAcknowledged](),
	of[EscalationAccepted](),
	of[EscalationDeclined](),
	of[EscalationHandedBack](),
	of[EscalationEnded](),
	of[EscalationRound](),
	of[EscalationHolderAsked](),
	of[EscalationLapsed](),
	// command roles
	of[RoleOffered](),
	of[RoleAccepted](),
	of[RoleDeclined](),
	of[RoleRelieved](),
	of[OfferUnanswered](),
	of[GoldMissing](),
	// rooms and members
	of[Bound](),
	of[Invited](),
	of[Removed](),
	of[Joined](),
	of[TestPinged](),
	// faults
	of[TimerFailed](),
	// what was sent
	of[Receipt](),
	// the force's register
	of[Installed](),
	of[Opened](),
	of[DirectoryTaken](),
	of[RoomBound](),
	of[DisposalAsked](),
	of[Disposed](),
	of[ClockAdvanced](),
	of[Covered](),
	of[Suspension](),
	of[Restored](),
	of[Outage](),
	of[Precedent](),
	of[BelongTogether](),
	// the force's audit book
	of[Viewed](),
	of[Exported](),
)

// kind is one kind of entry.
type kind struct {
	new func() Body
	// decode fills an entry of the kind from the bytes that Encode made. It answers false, and leaves the entry alone, where
	// the bytes name their kind a second time.
	decode func(b []byte, e *Entry) (bool, error)
}

// of is the kind whose body is a T.
func of[T any, P interface {
	*T
	Body
}]() kind {
	return kind{
		new: func() Body { return P(new(T)) },
		decode: func(b []byte, e *Entry) (bool, error) {
			w := struct {
				wire
				Body P `json:"body"` // decoded in the same pass
			}{Body: new(T)}
			body := w.Body
			if err := json.Unmarshal(b, &w); err != nil {
				return false, fmt.Errorf("decode %s: %w", body.Kind(), err)
			}
			if w.Kind != body.Kind() || w.Body != body {
				return false, nil
			}
			e.DecidedAt, e.RecordedAt, e.RecordedBy, e.DecidedBy, e.Late, e.Cause = w.DecidedAt, w.RecordedAt, w.RecordedBy, w.DecidedBy, w.Late, w.Cause
			e.Body = body
			return true, nil
		},
	}
}

func table(all ...kind) map[string]kind {
	m := make(map[string]kind, len(all))
	for _, k := range all {
		m[k.new().Kind()] = k
	}
	return m
}

// Kinds returns the names of all kinds.
func Kinds() []string {
	out := make([]string, 0, len(kinds))
	for k := range kinds {
		out = append(out, k)
	}
	return out
}

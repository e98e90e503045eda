package incident

// kinds is the closed set of what an entry can be, by name. A kind is never taken out and never changes its meaning;
// testdata/kinds keeps one of each that was ever shipped.
var kinds = table(
	// the incident as a whole
	func() Body { return new(Called) },
	func() Body { return new(Potential) },
	func() Body { return new(Declared) },
	func() Body { return new(NotDeclared) },
	func() Body { return new(Restoring) },
	func() Body { return new(StoodDown) },
	func() Body { return new(Closed) },
	func() Body { return new(Reopened) },
	func() Body { return new(DeclareAsked) },
	func() Body { return new(AssessmentOverdue) },
	func() Body { return new(Unowned) },
	func() Body { return new(LevelSet) },
	func() Body { return new(OwnerSet) },
	func() Body { return new(Amended) },
	func() Body { return new(Linked) },
	func() Body { return new(Flagged) },
	func() Body { return new(Answered) },
	func() Body { return new(QuestionOverdue) },
	func() Body { return new(Told) },
	func() Body { return new(PersonNoted) },
	func() Body { return new(PersonKnown) },
	// community impact
	func() Body { return new(Impact) },
	func() Body { return new(Tension) },
	// safety
	func() Body { return new(SafetyPlan) },
	func() Body { return new(RiskPlan) },
	func() Body { return new(Threat) },
	// partners and contributors
	func() Body { return new(Contributor) },
	func() Body { return new(Difference) },
	func() Body { return new(DifferenceDiscussed) },
	func() Body { return new(Share) },
	func() Body { return new(Breach) },
	func() Body { return new(BreachClock) },
	func() Body { return new(BreachDecided) },
	func() Body { return new(Contact) },
	func() Body { return new(Partner) },
	func() Body { return new(Advice) },
	func() Body { return new(Resource) },
	func() Body { return new(NDM) },
	// handing over
	func() Body { return new(Handover) },
	func() Body { return new(HandoverAccepted) },
	func() Body { return new(Debrief) },
	func() Body { return new(Lesson) },
	func() Body { return new(Hold) },
	func() Body { return new(Methane) },
	// meetings
	func() Body { return new(MeetingOpened) },
	func() Body { return new(MeetingInvited) },
	func() Body { return new(MeetingMinute) },
	func() Body { return new(MeetingEnded) },
	// communications
	func() Body { return new(Comms) },
	func() Body { return new(LineDrafted) },
	func() Body { return new(LineClearing) },
	func() Body { return new(LineRelease) },
	func() Body { return new(LineCorrection) },
	func() Body { return new(LineWithdrawal) },
	func() Body { return new(LineApproved) },
	func() Body { return new(ConfirmDeny) },
	func() Body { return new(ConfirmDenyWords) },
	func() Body { return new(Rights) },
	func() Body { return new(Media) },
	func() Body { return new(Publication) },
	func() Body { return new(Rumour) },
	// its log
	func() Body { return new(Note) },
	func() Body { return new(Captured) },
	func() Body { return new(SourceChanged) },
	func() Body { return new(Posted) },
	// decisions, and entries about entries
	func() Body { return new(Decision) },
	func() Body { return new(Confirmed) },
	func() Body { return new(Disputed) },
	func() Body { return new(Correction) },
	func() Body { return new(Withdrawn) },
	func() Body { return new(ConfirmChased) },
	// tasks of neighbourhood teams
	func() Body { return new(TaskSet) },
	func() Body { return new(TaskAccept) },
	func() Body { return new(TaskDecline) },
	func() Body { return new(TaskUpdate) },
	func() Body { return new(TaskDone) },
	func() Body { return new(TaskNotDone) },
	func() Body { return new(TaskVerify) },
	func() Body { return new(TaskCancel) },
	func() Body { return new(TaskPass) },
	func() Body { return new(TaskDue) },
	func() Body { return new(TaskUnaccepted) },
	func() Body { return new(TaskOverdue) },
	func() Body { return new(TaskReturn) },
	// reviews
	func() Body { return new(ReviewSet) },
	func() Body { return new(ReviewSoon) },
	func() Body { return new(ReviewDue) },
	func() Body { return new(ReviewMissed) },
	func() Body { return new(ReviewDone) },
	func() Body { return new(ReviewDeferred) },
	func() Body { return new(ReviewCancelled) },
	// who may see it
	func() Body { return new(Access) },
	func() Body { return new(GlassBroken) },
	func() Body { return new(GlassEnded) },
	func() Body { return new(AccessRead) },
	// whether a room is fit for content
	func() Body { return new(RoomUnfit) },
	func() Body { return new(RoomFit) },
	// evidence of how far the record had come
	func() Body { return new(Checkpoint) },
	// the load on one person
	func() Body { return new(Overload) },
	// escalations
	func() Body { return new(Escalated) },
	func() Body { return new(EscalationJoined) },
	func() Body { return new(EscalationAsked) },
	func() Body { return new(EscalationSkipped) },
	func() Body { return new(EscalationAcknowledged) },
	func() Body { return new(EscalationAccepted) },
	func() Body { return new(EscalationDeclined) },
	func() Body { return new(EscalationHandedBack) },
	func() Body { return new(EscalationEnded) },
	func() Body { return new(EscalationRound) },
	func() Body { return new(EscalationHolderAsked) },
	func() Body { return new(EscalationLapsed) },
	// command roles
	func() Body { return new(RoleOffered) },
	func() Body { return new(RoleAccepted) },
	func() Body { return new(RoleDeclined) },
	func() Body { return new(RoleRelieved) },
	func() Body { return new(OfferUnanswered) },
	func() Body { return new(GoldMissing) },
	// rooms and members
	func() Body { return new(Bound) },
	func() Body { return new(Invited) },
	func() Body { return new(Removed) },
	func() Body { return new(Joined) },
	func() Body { return new(TestPinged) },
	// faults
	func() Body { return new(TimerFailed) },
	// what was sent
	func() Body { return new(Receipt) },
	// the force's register
	func() Body { return new(Installed) },
	func() Body { return new(Opened) },
	func() Body { return new(DirectoryTaken) },
	func() Body { return new(RoomBound) },
	func() Body { return new(ClockAdvanced) },
	func() Body { return new(Covered) },
	func() Body { return new(Suspension) },
	func() Body { return new(Restored) },
	func() Body { return new(Precedent) },
	// the force's audit book
	func() Body { return new(Viewed) },
	func() Body { return new(Exported) },
)

func table(news ...func() Body) map[string]func() Body {
	m := make(map[string]func() Body, len(news))
	for _, n := range news {
		m[n().Kind()] = n
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

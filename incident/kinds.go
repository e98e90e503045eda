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
	func() Body { return new(LevelSet) },
	func() Body { return new(OwnerSet) },
	func() Body { return new(Amended) },
	func() Body { return new(Linked) },
	func() Body { return new(Flagged) },
	func() Body { return new(Answered) },
	// its log
	func() Body { return new(Note) },
	// rooms and members
	func() Body { return new(Bound) },
	func() Body { return new(Invited) },
	func() Body { return new(Removed) },
	func() Body { return new(Joined) },
	// faults
	func() Body { return new(TimerFailed) },
	// what was sent
	func() Body { return new(Receipt) },
	// the force's register
	func() Body { return new(Opened) },
	func() Body { return new(RoomBound) },
	func() Body { return new(ClockAdvanced) },
	func() Body { return new(Covered) },
	func() Body { return new(Suspension) },
	func() Body { return new(Restored) },
	// the force's audit book
	func() Body { return new(Viewed) },
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

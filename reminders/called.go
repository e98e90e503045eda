package reminders

import (
	"loggist/incident"
)

// fireAssess says that a call was not assessed in time, and asks the ladder (R1.6): a call that nobody decides about does
// not go quiet.
func (f *Firing) fireAssess() ([]incident.Draft, error) {
	asked := openByClock(f, "the call has not been assessed", f.Force.Ladder().Entries.AssessmentOverdue)
	overdue := &incident.AssessmentOverdue{Due: f.Timer.Due, Escalation: escalationIn(asked), Late: f.late()}
	return append([]incident.Draft{f.draft(overdue)}, asked...), nil
}

// fireUnowned says that no neighbourhood team owns the incident, and asks the ladder (S29).
func (f *Firing) fireUnowned() ([]incident.Draft, error) {
	asked := openByClock(f, "no neighbourhood team owns the incident", f.Force.Ladder().Entries.AssessmentOverdue)
	unowned := &incident.Unowned{Due: f.Timer.Due, Escalation: escalationIn(asked), Late: f.late()}
	return append([]incident.Draft{f.draft(unowned)}, asked...), nil
}

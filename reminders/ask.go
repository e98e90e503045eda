package reminders

import (
	"fmt"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// fireAsk says that a question was not answered in time, to the room and to whoever it is asked of now. Where it is one about
// somebody's life, the ladder is asked as well (S3, S30).
func (f *Firing) fireAsk() ([]incident.Draft, error) {
	key := strings.TrimPrefix(f.Timer.Key, incident.AskKey(""))
	q, asking := f.Full.Open.Asked[key], incident.Asking{}
	if q != nil {
		asking, _ = incident.AskingOf(key)
	}
	if asking.Key == "" {
		return nil, fmt.Errorf("fire %s: no such question", f.Timer.Key)
	}
	overdue := &incident.QuestionOverdue{Question: key, Due: f.Timer.Due, Of: q.Of, People: q.People, Late: f.late()}
	if people := f.holders(q.Of); len(people) > 0 {
		overdue.People = people
	}
	out := []incident.Draft{f.draft(overdue)}
	if asking.Life {
		asked := openByClock(f, "not answered: "+asking.Text, force.DutyInspector)
		overdue.Escalation = escalationIn(asked)
		out = append(out, asked...)
	}
	return out, nil
}

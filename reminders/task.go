package reminders

import (
	"fmt"
	"time"

	"loggist/incident"
)

// fireTask says that a task was not accepted in time, that its time has passed, or that the shift of its officer ends.
func (f *Firing) fireTask() ([]incident.Draft, error) {
	n, what, err := f.numbered()
	if err != nil {
		return nil, err
	}
	t, ok := f.Side().Task(n)
	if !ok {
		return nil, fmt.Errorf("fire %s: no such task", f.Timer.Key)
	}
	switch what {
	case "accept":
		return f.taskUnaccepted(t), nil
	case "overdue":
		return []incident.Draft{f.draft(&incident.TaskOverdue{Task: n, Due: t.Due, Late: f.late()})}, nil
	case "return":
		return f.taskReturn(t), nil
	}
	return nil, fmt.Errorf("fire %s: no such timer of a task", f.Timer.Key)
}

// taskUnaccepted puts a task that its officer did not accept to the post of the team's sergeant, on a new clock. The post
// that does not accept either is rung once more, and the room has it in words; there is nobody below a sergeant to take it.
func (f *Firing) taskUnaccepted(t *incident.Task) []incident.Draft {
	given := f.toPost(t)
	if t.WithPost() {
		given.AcceptBy = time.Time{}
	}
	return f.with(given.People, f.draft(&incident.TaskUnaccepted{Task: t.N, By: t.AcceptBy, Was: t.Officer, TaskGiven: given, Late: f.late()}))
}

// toPost gives a task to whoever holds the owner's post now.
func (f *Firing) toPost(t *incident.Task) incident.TaskGiven {
	return incident.TaskGiven{People: f.holders(t.Owner), AcceptBy: f.Now.Add(f.Force.Settings.Task.Accept)}
}

// taskReturn gives an unfinished task back to the post when a shift ends, quietly (R5.14). An officer whom the roster has on
// duty in the next shift as well keeps it.
func (f *Firing) taskReturn(t *incident.Task) []incident.Draft {
	back := &incident.TaskReturn{Task: t.N, Was: t.Officer, Late: f.late()}
	if len(f.Force.PostsHeld(t.Officer.ID, f.Now, f.Register.Held()...)) > 0 {
		back.Stays = f.Force.NextShift(f.Now)
	} else {
		back.TaskGiven = f.toPost(t)
	}
	return []incident.Draft{f.draft(back)}
}

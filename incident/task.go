package incident

// Task is a task of a neighbourhood policing team: NPT-1.
type Task struct {
	N int
}

func (t *Task) timers(s *Side, n int, add func(Timer)) {}

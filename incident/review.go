package incident

// Review is something to be looked at again at a time: R-1.
type Review struct {
	N int
}

func (r *Review) timers(s *Side, n int, add func(Timer)) {}

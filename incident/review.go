package incident

import "time"

// Review is something to be looked at again at a time: R-1.
type Review struct {
	N int
}

// NextDue is when it falls due next; zero when it is done with. The header counts down to it.
func (r *Review) NextDue() time.Time { return time.Time{} }

func (r *Review) timers(s *Side, n int, add func(Timer)) {}

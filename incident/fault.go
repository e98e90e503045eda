package incident

import "time"

// TimerFailed says that a timer could not be fired three times over: it is left alone and somebody has to look.
type TimerFailed struct {
	Timer string    `json:"timer"`
	Due   time.Time `json:"due"`
}

// Kind is "timer-failed".
func (*TimerFailed) Kind() string { return "timer-failed" }

func (t *TimerFailed) apply(s *Side, e *Entry) {
	s.failed[failedTimer{t.Timer, t.Due.UnixMilli()}] = true
	s.roomPost(e)
}

// failedTimer is one due time of one timer.
type failedTimer struct {
	key string
	due int64
}

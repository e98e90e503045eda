package incident

import (
	"time"

	"loggist/internal/force"
)

// Escalation climbs a ladder of posts until somebody accepts it, or a person ends it with a reason. Acknowledged is not
// accepted (R5.11).
type Escalation struct {
	N      int
	Opened uint64
	Why    string
	By     Who
	Asks   []*Ask
	Ended  bool
	Holder Who // who accepted it
}

// Ask is one asking: a post, resolved to people when they were asked, and what became of it.
type Ask struct {
	N      int
	Post   force.PostID
	People []Who
	At     time.Time
	Due    time.Time
}

func (x *Escalation) timers(s *Side, n int, add func(Timer)) {}

func (s *Side) askReceipted(r *Receipt) {}

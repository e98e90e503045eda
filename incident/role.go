package incident

import "time"

// Role is a command role of the incident: "gold", "silver", "bronze:community", "loggist:gold".
type Role string

// Holder is who holds a role now.
type Holder struct {
	Who   Who
	Since time.Time
}

// Offer is a role offered to a person, until it is accepted, declined or overtaken (R1.12).
type Offer struct {
	N int
}

func (o *Offer) timers(s *Side, n int, add func(Timer)) {}

// commandTimers are those of the command structure as a whole: Gold vacant after declaring.
func (h *Head) commandTimers(s *Side, add func(Timer)) {}

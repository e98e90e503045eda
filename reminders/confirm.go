package reminders

import (
	"fmt"
	"strconv"
	"time"

	"loggist/incident"
)

// chasers is how often a decision maker is reminded of an entry that he has not confirmed.
const chasers = 3

// fireUnconfirmed reminds a decision maker, at the end of a shift, of an entry that was recorded for him (R2.5). It never
// rings. The last reminder is said in the room: the entry stays unverified.
func (f *Firing) fireUnconfirmed(rest string) ([]incident.Draft, error) {
	number := rest
	if i := len(rest) - len("/confirm"); i > 0 && rest[i:] == "/confirm" {
		number = rest[:i]
	}
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("fire %s: no number", f.Timer.Key)
	}
	l, ok := f.Side().Line(seq)
	if !ok {
		return nil, fmt.Errorf("fire %s: no such entry", f.Timer.Key)
	}
	var next time.Time
	if l.Chased+1 < chasers {
		next = f.Force.NextShift(f.Now)
	}
	return []incident.Draft{f.draft(&incident.ConfirmChased{Entry: seq, Next: next})}, nil
}

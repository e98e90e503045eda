package reminders

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/incident"
)

// fireGlass ends what somebody broke: it is over by the clock whether or not this fires, and this says so.
func (f *Firing) fireGlass() ([]incident.Draft, error) {
	seq, err := strconv.ParseUint(strings.TrimPrefix(f.Timer.Key, "glass/"), 10, 64)
	if err != nil {
		return nil, fmt.Errorf("fire %s: %w", f.Timer.Key, err)
	}
	who, ok := f.Side().Glass(seq)
	if !ok {
		return nil, fmt.Errorf("fire %s: no such glass", f.Timer.Key)
	}
	people := f.Full.Custodians(who.ID, f.Force, f.Now, f.Register.Held()...)
	return []incident.Draft{f.draft(&incident.GlassEnded{Entry: seq, Person: who, People: append(people, who), Late: f.late()})}, nil
}

package reminders

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// fireBreach says that the time to decide about a report of unauthorised sharing grows short, or is over.
func (f *Firing) fireBreach(entry string) ([]incident.Draft, error) {
	seq, err := strconv.ParseUint(entry, 10, 64)
	if err != nil {
		return nil, fmt.Errorf("fire %s: %w", f.Timer.Key, err)
	}
	by, ok := f.Side().BreachBy(seq)
	if !ok {
		return nil, fmt.Errorf("fire %s: no such report", f.Timer.Key)
	}
	var people []incident.Who
	for _, post := range []force.PostID{force.ProfessionalStandards, force.OnCallSuperintendent} {
		people = append(people, f.holders(incident.ChargePost(f.Force, post))...)
	}
	return []incident.Draft{f.draft(&incident.BreachClock{Entry: seq, By: by, Over: !f.Now.Before(by), People: people, Late: f.late()})}, nil
}

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

package reminders

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/incident"
)

// fireEscalation moves an escalation on: its rung, or the question to its holder.
func (f *Firing) fireEscalation() ([]incident.Draft, error) {
	x, what, err := f.escalation()
	if err != nil {
		return nil, err
	}
	c := f.climber(x)
	switch {
	case what == "rung" && x.Open():
		c.step()
	case what == "holder" && !x.Open() && !x.Ended:
		c.add(&incident.EscalationHolderAsked{N: x.N, ReopenAt: f.Now.Add(f.Force.Settings.Command.Reopen), Late: c.late})
	case what == "lapse" && !x.Open() && !x.Ended:
		c.lapse()
	default:
		return nil, fmt.Errorf("fire %s: it does not wait for that", f.Timer.Key)
	}
	return f.noticed(c.drafts), nil
}

// escalation finds what the timer is of.
func (f *Firing) escalation() (*incident.Escalation, string, error) {
	name, what, _ := strings.Cut(f.Timer.Key, "/")
	_, number, _ := strings.Cut(strings.TrimPrefix(name, "S-"), "-")
	n, err := strconv.Atoi(number)
	if err != nil {
		return nil, "", fmt.Errorf("fire %s: %w", f.Timer.Key, err)
	}
	x, ok := f.Side().Escalation(n)
	if !ok {
		return nil, "", fmt.Errorf("fire %s: no such escalation", f.Timer.Key)
	}
	return x, what, nil
}

// lapse opens it again at its holder's rung, whoever holds that now, the holder included.
func (c *climber) lapse() {
	c.add(&incident.EscalationLapsed{N: c.x.N, Holder: c.x.Holder, Late: c.late})
	c.reset(c.x.HolderRung)
	c.climb(c.x.HolderRung, "its holder made no entry")
}

// reset stands on a rung as if it had never been asked.
func (c *climber) reset(rung int) {
	c.on(-2, c.round)
	c.rung = rung
}

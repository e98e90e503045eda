package reminders

import (
	"slices"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// climber works out what one escalation does next. It changes nothing that it is given: it gathers drafts, and keeps beside
// the escalation what those drafts will have made of it.
type climber struct {
	f     *Firing
	side  *incident.Side
	x     *incident.Escalation
	late  incident.Late
	round int
	asks  int
	// declined and asked are those of the rung that the escalation stands on; they do not count for another.
	rung            int
	declined, asked map[force.PersonID]bool
	drafts          []incident.Draft
}

func (f *Firing) climber(x *incident.Escalation) *climber {
	c := &climber{f: f, side: f.Side(), x: x, late: f.late(), round: x.Round, asks: len(x.Asks), rung: x.Rung}
	c.declined, c.asked = map[force.PersonID]bool{}, map[force.PersonID]bool{}
	for p := range x.Declined {
		c.declined[p] = true
	}
	for p := range x.Asked {
		c.asked[p] = true
	}
	return c
}

func (c *climber) add(b incident.Body) {
	c.drafts = append(c.drafts, incident.Draft{Book: c.side.Book, Body: b})
}

// on moves to a rung: what was answered before does not count for it.
func (c *climber) on(rung, round int) {
	if rung != c.rung || round != c.round {
		c.declined, c.asked = map[force.PersonID]bool{}, map[force.PersonID]bool{}
	}
	c.rung, c.round = rung, round
}

// step says what the escalation does now that its time has come.
func (c *climber) step() {
	x, a := c.x, c.x.Current()
	switch {
	case !x.NextRound.IsZero():
		c.climb(0, "nobody has accepted it so far")
	case a == nil:
		c.climb(0, "")
	case x.AtOnce():
		c.next(c.movedBecause(a))
	case a.Due.IsZero():
		c.next("nobody could be reached within " + force.Span(c.f.Force.Settings.Remind.Sent))
	default:
		c.unanswered(a)
	}
}

// movedBecause says why the next contact is asked without waiting.
func (c *climber) movedBecause(a *incident.Ask) string {
	if len(c.x.Declined) > 0 {
		return "it was declined or handed back"
	}
	for _, p := range a.People {
		if p.Unreachable() {
			return "it could not be delivered"
		}
	}
	return "it is open again"
}

// unanswered: the wait of the present asking ran out. The rung is asked again as often as it says, then the next one is.
// After a time without service whose waits ran out as well is passed: a rung that was never asked is asked together with
// the next, and no more than that pair at once.
func (c *climber) unanswered(a *incident.Ask) {
	r := c.x.Ladder.Rungs[c.rung]
	left := max(r.Repeat-c.x.Again, 0)
	end := a.Due.Add(time.Duration(left) * a.Wait)
	if left > 0 && c.f.Now.Before(a.Due.Add(a.Wait)) && c.ask(c.rung, asking{again: c.x.Again + 1, why: "no answer"}) {
		return
	}
	k, ok := c.climb(c.rung+1, "no answer")
	if !ok {
		return
	}
	if past := end.Add(c.x.Ladder.Rungs[k].Whole()); !c.f.Now.Before(past) && k+1 < len(c.x.Ladder.Rungs) {
		c.firstFrom(k+1, "its time had passed as well while the service was away")
	}
}

// next asks the next contact at once: who else may be asked for the same rung, else the rung above.
func (c *climber) next(why string) {
	if c.rung >= 0 && c.rung < len(c.x.Ladder.Rungs) {
		if len(c.asked) == 0 && c.ask(c.rung, asking{why: why}) { // open again at this rung
			return
		}
		if c.ask(c.rung, asking{again: c.x.Again, why: why, contacts: true}) {
			return
		}
	}
	c.climb(c.rung+1, why)
}

// climb asks the first rung, beginning at from, that has anybody to ask; when none has, a round is over. It answers the
// rung that was asked.
func (c *climber) climb(from int, why string) (int, bool) {
	if k, ok := c.firstFrom(from, why); ok {
		return k, true
	}
	return c.exhausted()
}

func (c *climber) firstFrom(from int, why string) (int, bool) {
	for k := from; k < len(c.x.Ladder.Rungs); k++ {
		c.on(k, c.round)
		if c.ask(k, asking{why: why}) {
			return k, true
		}
		r := c.x.Ladder.Rungs[k]
		c.add(&incident.EscalationSkipped{N: c.x.N, Rung: k, Round: c.round, Label: r.Label, Why: c.vacant(r)})
	}
	return 0, false
}

// vacant says why a rung has nobody to ask.
func (c *climber) vacant(r incident.Rung) string {
	switch {
	case len(c.holders(r)) > 0:
		return "whoever holds it asked himself, or has declined"
	case !r.Person.IsZero():
		return "the account cannot be used"
	case r.Role != "":
		return "nobody holds this role"
	default:
		return "nobody is on duty"
	}
}

// exhausted: everybody was asked and nobody took it. It goes round again: at once as often as the ladder says, then hourly,
// and at each start of a shift once it is a day old. A round in which nobody could be reached is not repeated at once.
func (c *climber) exhausted() (int, bool) {
	l, now := c.x.Ladder, c.f.Now
	next, round := now, c.round+1
	switch {
	case round > l.Rounds && !now.Before(c.x.OpenedAt.Add(l.Finally)):
		next = c.f.Force.NextShift(now)
	case round > l.Rounds:
		next = now.Add(l.Then)
	case !c.reached():
		next = now.Add(c.pause())
	}
	c.add(&incident.EscalationRound{N: c.x.N, Round: round, Next: next, Asked: c.askedIn(), Late: c.late})
	if next.After(now) {
		c.on(-1, round)
		return 0, false
	}
	c.on(-1, round)
	return c.firstFrom(0, "nobody has accepted it so far")
}

// pause is how long the top rung waits; a ladder never turns faster than that when nobody hears it.
func (c *climber) pause() time.Duration {
	if n := len(c.x.Ladder.Rungs); n > 0 && c.x.Ladder.Rungs[n-1].Wait > time.Minute {
		return c.x.Ladder.Rungs[n-1].Wait
	}
	return 5 * time.Minute
}

// reached reports whether anybody had a ping in the round that is over, and anybody is there for the next one.
func (c *climber) reached() bool {
	if !slices.ContainsFunc(c.x.Asks, func(a *incident.Ask) bool { return a.Round == c.round && !a.Due.IsZero() }) {
		return false
	}
	return slices.ContainsFunc(c.x.Ladder.Rungs, func(r incident.Rung) bool {
		return slices.ContainsFunc(c.holders(r), func(p incident.Who) bool { return !c.x.OfHis(p.ID) })
	})
}

// askedIn is who was asked in the round that is over, each once.
func (c *climber) askedIn() []incident.Who {
	var out []incident.Who
	for _, a := range c.x.Asks {
		if a.Round != c.round {
			continue
		}
		for _, p := range a.People {
			if !slices.ContainsFunc(out, p.Who.Same) {
				out = append(out, p.Who)
			}
		}
	}
	return out
}

// asking is how a rung is asked.
type asking struct {
	again    int
	why      string
	contacts bool // deputies and others of the post who were not asked yet, the first of them
}

// ask adds the asking of a rung and reports whether there is anybody to ask.
func (c *climber) ask(rung int, how asking) bool {
	r := c.x.Ladder.Rungs[rung]
	var people []incident.Who
	if how.contacts {
		people = c.contacts(r)
	} else {
		people = c.people(r, rung == c.x.Rung && c.round == c.x.Round)
	}
	if len(people) == 0 {
		return false
	}
	need := r.Need
	if need == force.All || need > len(people) {
		need = len(people)
	}
	c.asks++
	c.add(&incident.EscalationAsked{
		N: c.x.N, Ask: c.asks, Rung: rung, Round: c.round, Again: how.again, Label: r.Label, People: people,
		Wait: r.Wait, Need: max(need, 1), SentBy: c.f.Now.Add(c.f.Force.Settings.Remind.Sent), Why: how.why, Late: c.late,
	})
	for _, p := range people {
		c.asked[p.ID] = true
	}
	return true
}

// people are whom a rung asks: who holds its posts now, without who asked for it himself, has declined at this rung, or,
// where it is asked again, has acknowledged.
func (c *climber) people(r incident.Rung, again bool) []incident.Who {
	return slices.DeleteFunc(c.holders(r), func(p incident.Who) bool {
		_, acked := c.x.Acked[p.ID]
		return c.x.OfHis(p.ID) || c.declined[p.ID] || again && acked && c.asked[p.ID]
	})
}

// contacts is the next contact of a rung's posts who was not asked at this rung yet.
func (c *climber) contacts(r incident.Rung) []incident.Who {
	covers := c.f.Register.Held()
	for _, post := range posts(r) {
		for _, p := range incident.People(c.f.Force, c.f.Force.Contacts(post, c.f.Now, covers...)) {
			if !c.asked[p.ID] && !c.declined[p.ID] && !c.x.OfHis(p.ID) {
				return []incident.Who{p}
			}
		}
	}
	return nil
}

// holders are who holds the posts of a rung now, each once.
func (c *climber) holders(r incident.Rung) []incident.Who {
	covers := c.f.Register.Held()
	var out []incident.Who
	add := func(people []incident.Who) {
		for _, p := range people {
			if !slices.ContainsFunc(out, p.Same) {
				out = append(out, p)
			}
		}
	}
	switch {
	case !r.Person.IsZero():
		if p, ok := c.f.Force.People.Person(r.Person.ID); ok && p.Active() {
			add([]incident.Who{incident.Person(p)})
		}
	default:
		add(c.active(c.f.Full.Holders(r.Charge, c.f.Force, c.f.Now, covers...)))
	}
	for _, b := range r.Beside {
		add(c.f.Full.Holders(b, c.f.Force, c.f.Now, covers...))
	}
	return out
}

// active leaves out who cannot be asked: a role may be held by somebody whose account was suspended since.
func (c *climber) active(people []incident.Who) []incident.Who {
	return slices.DeleteFunc(people, func(w incident.Who) bool {
		p, ok := c.f.Force.People.Person(w.ID)
		return !ok || !p.Active()
	})
}

// posts are the posts of a rung.
func posts(r incident.Rung) []force.PostID {
	var out []force.PostID
	if r.Post != "" {
		out = append(out, r.Post)
	}
	for _, b := range r.Beside {
		if b.Post != "" {
			out = append(out, b.Post)
		}
	}
	return out
}

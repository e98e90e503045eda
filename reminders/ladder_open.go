package reminders

import (
	"slices"

	"loggist/incident"
	"loggist/internal/force"
)

// Opening is an escalation that is to be opened, or a cause that joins one.
type Opening struct {
	What    string
	Because string
	// By is who asks; zero when the clock does, and then About is the timer.
	By    force.Person
	About string
	// Whom asks that post, role or person first; else the ladder is entered At that post, else one rung above the asker.
	Whom incident.Rung
	At   force.PostID
	// Beside are posts asked together with the first rung.
	Beside []force.PostID
	// Threat: somebody's life is at stake, so the waits are those of minutes, whatever the flags say yet.
	Threat bool
}

// OpenByHand opens an escalation that a person asks for, or joins one that already asks the same post; it returns its
// number. The entries are added to b; f needs Full, Now, Force and Register, and Timer.Book for the side.
func OpenByHand(f *Firing, b *incident.Batch, o Opening) int { return f.open(b, o) }

// openByClock opens an escalation for a timer, or joins one that already asks that post.
func openByClock(f *Firing, why string, at force.PostID) []incident.Draft {
	b := incident.NewBatch(f.Full)
	f.open(b, Opening{What: why, About: f.Timer.Key, At: at})
	return b.Drafts()
}

// escalationIn is the number of the escalation that drafts open or join; 0 when none.
func escalationIn(drafts []incident.Draft) int {
	for _, d := range drafts {
		switch b := d.Body.(type) {
		case *incident.Escalated:
			return b.N
		case *incident.EscalationJoined:
			return b.N
		}
	}
	return 0
}

// above is the post one rung above another on the ladder of the force: where what its holder left undone goes.
func above(f *force.Force, post force.PostID) force.PostID {
	l := f.Ladder()
	if k := l.Above(post); k >= 0 && k < len(l.Rungs) {
		return l.Rungs[k].Post
	}
	return l.Entry
}

func (f *Firing) open(b *incident.Batch, o Opening) int {
	side := f.Side()
	ladder := f.frozen(o)
	if x := f.joins(side, ladder, o); x != nil {
		b.Add(incident.Draft{Book: side.Book, Body: f.joined(x, ladder, o)})
		return x.N
	}
	n := b.NextEscalation(side.Book)
	b.Add(incident.Draft{Book: side.Book, Body: &incident.Escalated{
		N: n, What: o.What, Because: o.Because, ByClock: o.byClock(), About: o.About, Ladder: ladder, Late: f.late(),
	}})
	x := &incident.Escalation{N: n, OpenedAt: f.Now, Ladder: ladder, Rung: -1, Causes: []incident.Cause{{By: o.who(), ByClock: o.byClock()}}}
	c := f.climber(x)
	c.step()
	for _, d := range f.noticed(c.drafts) {
		b.Add(d)
	}
	return n
}

func (o Opening) byClock() bool { return o.By.ID == "" }

func (o Opening) who() incident.Who {
	if o.byClock() {
		return incident.Itself
	}
	return incident.Person(o.By)
}

// cause is what the force's ladder needs to know.
func (f *Firing) cause(o Opening) force.Cause {
	h := &f.Full.Open.Head
	declared := h.Stage == incident.StageDeclared || h.Stage == incident.StageRestoring
	return force.Cause{ByClock: o.byClock(), Declared: declared, ThreatToLife: h.ThreatToLife || o.Threat}
}

// frozen is the ladder that this escalation will climb: from where it is entered upwards, whom was named before that.
func (f *Firing) frozen(o Opening) incident.Ladder {
	l, cause := f.Force.Ladder(), f.cause(o)
	out := incident.Ladder{Name: l.Name, Rounds: l.Rounds, Then: l.Then, Finally: l.Finally}
	for _, k := range f.order(l, o) {
		if l.Asks(k, cause) {
			out.Rungs = append(out.Rungs, f.rung(l, k, cause))
		}
	}
	if len(out.Rungs) == 0 && len(l.Rungs) > 0 { // all of it is for graver causes: better the lowest of those than nobody
		out.Rungs = append(out.Rungs, f.rung(l, f.order(l, o)[0], cause))
	}
	if first := o.Whom; first.Key() != "" {
		out.Rungs = slices.Insert(slices.DeleteFunc(out.Rungs, func(r incident.Rung) bool { return r.Key() == first.Key() }), 0, f.named(l, first, cause))
	}
	if len(out.Rungs) > 0 {
		for _, p := range o.Beside {
			out.Rungs[0].Beside = append(out.Rungs[0].Beside, incident.ChargePost(f.Force, p))
		}
	}
	return out
}

// order is the rungs in the order of asking: from the entry to the top. Who is at the top asks those who hold it with him,
// then round from where anybody enters.
func (f *Firing) order(l force.Ladder, o Opening) []int {
	enter := l.Rung(o.At)
	if enter < 0 {
		enter = l.Enter(f.asks(o))
	}
	if o.Whom.Post != "" && l.Rung(o.Whom.Post) >= 0 { // a post of the ladder was named: it goes on from there
		enter = l.Rung(o.Whom.Post)
	}
	var out []int
	for k := max(enter, 0); k < len(l.Rungs); k++ {
		out = append(out, k)
	}
	if top := len(l.Rungs) - 1; enter == top && !o.byClock() && f.asks(o)(l.Rungs[top].Post) {
		for k := max(l.Rung(l.Entry), 0); k < top; k++ {
			out = append(out, k)
		}
	}
	return out
}

// asks says which posts the asker holds now.
func (f *Firing) asks(o Opening) func(force.PostID) bool {
	covers := f.Register.Held()
	return func(p force.PostID) bool {
		return !o.byClock() && slices.Contains(f.Force.OnDuty(p, f.Now, covers...), o.By.ID)
	}
}

// rung is a rung of the force's ladder as it is frozen.
func (f *Firing) rung(l force.Ladder, k int, cause force.Cause) incident.Rung {
	r := l.Rungs[k]
	out := incident.Rung{
		Charge: incident.ChargePost(f.Force, r.Post), Wait: l.Wait(k, cause), Repeat: l.Repeat(k, cause), Need: r.Need, Question: r.Question,
	}
	for _, b := range r.Beside {
		out.Beside = append(out.Beside, incident.ChargePost(f.Force, b))
	}
	return out
}

// named is the rung of whom was named: a post of the ladder as it stands there, anybody else as the entry rung waits.
func (f *Firing) named(l force.Ladder, whom incident.Rung, cause force.Cause) incident.Rung {
	if k := l.Rung(whom.Post); whom.Post != "" && k >= 0 {
		return f.rung(l, k, cause)
	}
	if k := max(l.Rung(l.Entry), 0); k < len(l.Rungs) {
		whom.Wait, whom.Repeat = l.Wait(k, cause), l.Repeat(k, cause)
	}
	return whom
}

// joins finds the open escalation that already asks whom this one would ask first: there is one for an incident and post.
// It is not joined when somebody who asked for either would be the one to be asked: he would be left out, and the other
// cause go unheard.
func (f *Firing) joins(side *incident.Side, ladder incident.Ladder, o Opening) *incident.Escalation {
	if len(ladder.Rungs) == 0 {
		return nil
	}
	key := ladder.Rungs[0].Key()
	for _, x := range side.OpenEscalations() {
		if len(x.Ladder.Rungs) == 0 || !asksNow(x, key) {
			continue
		}
		c := f.climber(x)
		clash := slices.ContainsFunc(c.holders(ladder.Rungs[0]), func(p incident.Who) bool {
			return x.OfHis(p.ID) || p.ID == o.By.ID && p.ID != ""
		})
		if !clash {
			return x
		}
	}
	return nil
}

// asksNow reports whether the escalation was entered at the rung with that key, or asks it now.
func asksNow(x *incident.Escalation, key string) bool {
	if x.Ladder.Rungs[0].Key() == key {
		return true
	}
	return x.Rung >= 0 && x.Rung < len(x.Ladder.Rungs) && x.Ladder.Rungs[x.Rung].Key() == key
}

// joined is the entry of a cause that joins. The shorter wait wins, for what is asked now as well.
func (f *Firing) joined(x *incident.Escalation, ladder incident.Ladder, o Opening) *incident.EscalationJoined {
	j := &incident.EscalationJoined{
		N: x.N, What: o.What, Because: o.Because, ByClock: o.byClock(), About: o.About, Ladder: merged(x.Ladder, ladder), Late: f.late(),
	}
	switch {
	case !x.NextRound.IsZero():
		j.Due = f.Now
	case x.Rung >= 0 && x.Rung < len(j.Ladder.Rungs):
		if due := f.Now.Add(j.Ladder.Rungs[x.Rung].Wait); due.Before(x.Answers(f.Now)) {
			j.Due = due
		}
	}
	return j
}

// merged is the ladder of two causes: the rungs of the first, each with the shorter wait, and what the second adds above.
func merged(a, b incident.Ladder) incident.Ladder {
	out := a
	out.Rungs = slices.Clone(a.Rungs)
	for _, r := range b.Rungs {
		i := slices.IndexFunc(out.Rungs, func(o incident.Rung) bool { return o.Key() == r.Key() })
		switch {
		case i < 0:
			out.Rungs = append(out.Rungs, r)
		case r.Whole() < out.Rungs[i].Whole():
			out.Rungs[i].Wait, out.Rungs[i].Repeat = r.Wait, r.Repeat
		}
	}
	return out
}

// noticed adds the notices of those who have too much with what these drafts ask of them.
func (f *Firing) noticed(drafts []incident.Draft) []incident.Draft {
	var rung []incident.Who
	for _, d := range drafts {
		if a, ok := d.Body.(*incident.EscalationAsked); ok {
			rung = append(rung, a.People...)
		}
	}
	return f.with(rung, drafts...)
}

package say

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// ping is what a person is told who is asked. The first line is safe on a locked screen and says what, for whom, by when.
func (c scope) ping(x *incident.Escalation, a *incident.Ask) post {
	me := c.lane.Person
	sent, told := c.side.Delivered(c.lane, c.side.AskKey(x.N, a.N))
	told = told && sent.Message != ""
	if why := c.overtaken(x, a); why != "" && !told {
		return post{NotSent: why}
	}
	switch acked, isAcked := x.Acked[me]; {
	case told && c.askedSince(x, a):
		return c.pingOver(x, "you were asked again", "See the newer message.")
	case x.Ended:
		return c.pingOver(x, "ended at "+c.Clock(x.EndedAt), "Ended by "+x.EndedBy.Name+". Reason: "+x.EndedBecause)
	case !x.Open() && x.Holder.ID == me:
		p := c.pingOver(x, "accepted by you at "+c.Clock(x.AcceptedAt), append(c.pingCauses(x), c.holderDuty(x))...)
		p.Actions = c.holderActions(c.eLocal(x))
		return p
	case !x.Open():
		return c.pingOver(x, "accepted at "+c.Clock(x.AcceptedAt), "Accepted by "+x.Holder.Name+". Nothing is asked of you.")
	case refusedSince(x, a, me):
		return c.pingOver(x, "you cannot take it", "Your reason is recorded. "+c.goesOn(x))
	case isAcked:
		return c.pingAcked(x, a, acked)
	case told && c.passed(x, a):
		return c.pingPassed(x, a)
	}
	p := post{Title: c.pingTitle(x, a), Due: a.Due}
	if p.Due.IsZero() {
		p.Due = c.Now.Add(a.Wait)
	}
	p.Lines = append(c.pingCauses(x), c.rungAsks(x, a), c.pingNext(x, a, p.Due), c.lateWords(a.Late))
	if c.head.ThreatToLife {
		p.Lines = append(p.Lines, "THREAT TO LIFE. This does not replace a call to the control room.")
	}
	p.Lines = append(p.Lines, "Room: "+c.roomName()+". Control room: "+c.Force.ControlRoom+".")
	e := c.eLocal(x)
	p.Actions = []bot.Action{
		c.button("Accept escalation "+e, "escalate accept", e),
		c.button("Acknowledge "+e+": awake, not taking it yet", "escalate ack", e),
		c.button("I cannot take "+e+", with reason", "escalate decline", e),
	}
	return p
}

// rungAsks is what its rung asks beside that: how many have to accept, and what they have to answer.
func (c scope) rungAsks(x *incident.Escalation, a *incident.Ask) string {
	var out []string
	if a.Need > 1 {
		out = append(out, fmt.Sprintf("It needs %d of the %d who are asked.", a.Need, len(a.People)))
	}
	if q := x.Ladder.Rungs[a.Rung].Question; q != "" {
		out = append(out, "To answer: "+stop(q))
	}
	return strings.Join(out, " ")
}

// overtaken says why a ping that nobody has had need not be sent any more.
func (c scope) overtaken(x *incident.Escalation, a *incident.Ask) string {
	me := c.lane.Person
	_, acked := x.Acked[me]
	switch {
	case x.Ended:
		return "ended by " + x.EndedBy.Name
	case !x.Open():
		return "accepted by " + x.Holder.Name
	case declined(x, me):
		return "declined by whom it was for"
	case acked && a.Rung == x.Rung && a.Round == x.Round:
		return "acknowledged by whom it was for"
	}
	if c.askedSince(x, a) {
		return "asked again since"
	}
	return ""
}

// askedSince reports whether its reader was asked again after a.
func (c scope) askedSince(x *incident.Escalation, a *incident.Ask) bool {
	return slices.ContainsFunc(x.Asks[a.N:], func(later *incident.Ask) bool {
		return slices.ContainsFunc(later.People, func(p *incident.Asked) bool { return p.Who.ID == c.lane.Person })
	})
}

// refusedSince reports whether p has said since a that he cannot take it, or not keep it.
func refusedSince(x *incident.Escalation, a *incident.Ask, p force.PersonID) bool {
	return slices.ContainsFunc(x.Refused, func(r incident.Refusal) bool { return r.Who.ID == p && !r.At.Before(a.At) })
}

// passed reports whether a ran out and somebody else is asked now.
func (c scope) passed(x *incident.Escalation, a *incident.Ask) bool {
	return a != x.Current() && !a.Due.IsZero() && !c.Now.Before(a.Due)
}

// pingPassed is a ping that nobody answered in time: it is still open, and he may still accept it.
func (c scope) pingPassed(x *incident.Escalation, a *incident.Ask) post {
	p := c.pingOver(x, "not answered by "+c.Clock(a.Due)+", still open", c.pingCauses(x)...)
	p.Lines = append(p.Lines, c.wentOn(x)+" You may still accept it.")
	e := c.eLocal(x)
	p.Actions = []bot.Action{c.button("Accept escalation "+e, "escalate accept", e)}
	return p
}

// wentOn says to whom an escalation went when a ping was not answered; it stays true when it goes on from there.
func (c scope) wentOn(x *incident.Escalation) string {
	if a := x.Current(); a != nil && x.NextRound.IsZero() && !x.AtOnce() {
		return "At " + c.Clock(a.At) + " it went on to: " + c.asks(a) + "."
	}
	return c.goesOn(x)
}

// unreached are those of a round to whom no asking could be delivered.
func unreached(x *incident.Escalation, round int) []incident.Who {
	var out []incident.Who
	reached := map[force.PersonID]bool{}
	for _, a := range x.Asks {
		for _, p := range a.People {
			reached[p.Who.ID] = reached[p.Who.ID] || a.Round == round && !p.Unreachable()
		}
	}
	for _, a := range x.Asks {
		for _, p := range a.People {
			if a.Round == round && !reached[p.Who.ID] && !slices.ContainsFunc(out, p.Who.Same) {
				out = append(out, p.Who)
			}
		}
	}
	return out
}

// goesOn says whom an open escalation asks now.
func (c scope) goesOn(x *incident.Escalation) string {
	switch a := x.Current(); {
	case !x.NextRound.IsZero():
		return "Everybody is asked again at " + c.Clock(x.NextRound) + "."
	case x.AtOnce() || a == nil:
		return "The next contact is asked at once."
	default:
		return "Now asked: " + c.asks(a) + "."
	}
}

func declined(x *incident.Escalation, p force.PersonID) bool {
	_, ok := x.Declined[p]
	return ok
}

func (c scope) pingTitle(x *incident.Escalation, a *incident.Ask) string {
	due := a.Due
	if due.IsZero() {
		due = c.Now.Add(a.Wait)
	}
	title := "Escalation " + c.e(x) + " for you"
	if as := c.askedAs(x, a); as != "" {
		title += ", " + as
	}
	if a.Again > 0 || a.Round > 0 {
		title += ", asked again"
	}
	return title + ". Answer by " + c.Clock(due) + "."
}

// askedAs is as what the person is asked: the post that he holds of those asked, or the role; nothing for a person named.
func (c scope) askedAs(x *incident.Escalation, a *incident.Ask) string {
	r := x.Ladder.Rungs[a.Rung]
	if r.Post == "" && r.Role == "" {
		return ""
	}
	if p, ok := c.Force.People.Person(c.lane.Person); ok && !p.Holds(r.Post) {
		for _, b := range r.Beside {
			if p.Holds(b.Post) {
				return titled(b.Label)
			}
		}
	}
	return titled(r.Label)
}

// titled writes each word of a post's label large, as a title.
func titled(label string) string {
	w := strings.Fields(label)
	for i := range w {
		w[i] = strings.ToUpper(w[i][:1]) + w[i][1:]
	}
	return strings.Join(w, " ")
}

// pingCauses are what is asked and why. Of the second room's business only its members read it.
func (c scope) pingCauses(x *incident.Escalation) []string {
	if c.side.Book == incident.BookSensitive && !c.side.IsMember(c.lane.Person) {
		return []string{"What is asked " + c.notHere(x.Causes[0].By)}
	}
	var out []string
	for _, cause := range x.Causes {
		out = append(out, c.cause(cause))
	}
	return out
}

// notHere says whom to ring for what is not sent: by, who knows of it, unless that is the clock or whoever reads this.
func (c scope) notHere(by incident.Who) string {
	if by.ID == "" || by.ID == c.lane.Person {
		return "is not sent here. Ring the control room."
	}
	return "is not sent here. Ring " + by.Name + " or the control room."
}

// pingNext says what happens when nobody answers.
func (c scope) pingNext(x *incident.Escalation, a *incident.Ask, due time.Time) string {
	next := c.nextRung(x, a.Rung)
	if now := x.Current(); now != a && now.Round == a.Round && now.Rung > a.Rung {
		return "Asked at the same time, because it is late: " + c.asks(now) + "."
	}
	if left := c.repeats(x, a); left > 0 {
		return "No answer by " + c.Clock(due) + ": you are asked again. At " + c.Clock(due.Add(time.Duration(left)*a.Wait)) + ": " + next + "."
	}
	return "No answer by " + c.Clock(due) + ": " + next + "."
}

// roomName is the incident's room of this side, on the platform where this is read if it has one there.
func (c scope) roomName() string {
	name := ""
	for _, key := range c.side.RoomKeys() {
		r := c.side.Rooms[key]
		here := r.Platform == c.lane.Platform
		if r.Adopted {
			continue
		}
		if !r.Replaced && (name == "" || here) {
			name = r.Name
		}
		if !r.Replaced && here {
			break
		}
	}
	if name == "" {
		return c.side.Ref.RoomName()
	}
	return name
}

func (c scope) pingOver(x *incident.Escalation, how string, lines ...string) post {
	return post{Title: "Escalation " + c.e(x) + ": " + how + ".", Lines: lines}
}

// pingAcked is the ping after its reader has acknowledged it: still open, and where it goes.
func (c scope) pingAcked(x *incident.Escalation, a *incident.Ask, at time.Time) post {
	p := c.pingOver(x, "acknowledged by you at "+c.Clock(at)+", still open", c.acknowledged(x, at))
	p.Lines = append(p.Lines, c.pingCauses(x)...)
	p.Due = a.Due
	e := c.eLocal(x)
	p.Actions = []bot.Action{
		c.button("Accept escalation "+e, "escalate accept", e),
		c.button("I cannot take "+e+", with reason", "escalate decline", e),
	}
	return p
}

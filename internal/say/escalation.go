package say

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// escalation is the card of E-n in the room, or what a person is told of it: "ask/3", "holder/1".
func (c scope) escalation(n int, rest string) (post, bool) {
	x, ok := c.side.Escalation(n)
	if !ok {
		return post{}, false
	}
	what, number, _ := strings.Cut(rest, "/")
	k, _ := strconv.Atoi(number)
	switch {
	case rest == "":
		return c.escalationCard(x), true
	case what == "ask" && k >= 1 && k <= len(x.Asks):
		return c.ping(x, x.Asks[k-1]), true
	case what == "holder":
		return c.holderAsked(x, k), true
	}
	return post{}, false
}

// e writes the number of an escalation as the lane's reader needs it.
func (c scope) e(x *incident.Escalation) string { return c.name(incident.SeriesEscalation, x.N) }

// local number, as buttons say it.
func (c scope) eLocal(x *incident.Escalation) string {
	return c.side.Name(incident.SeriesEscalation, x.N)
}

// escalationCard is one card, edited as the escalation moves.
func (c scope) escalationCard(x *incident.Escalation) post {
	p := post{Title: "Escalation " + c.e(x) + " · " + c.escalationState(x)}
	for _, cause := range x.Causes {
		p.Lines = append(p.Lines, c.cause(cause))
	}
	for _, r := range x.Refused {
		p.Lines = append(p.Lines, "Cannot take it: "+r.Who.Name+" at "+c.Clock(r.At)+". Reason: "+r.Because)
	}
	if a := x.Current(); x.Open() && a != nil && x.NextRound.IsZero() {
		p.Lines = append(p.Lines, c.answersSoFar(x), "Unless it is accepted: "+c.then(x, a)+".")
	}
	switch {
	case x.Ended:
		p.Lines = append(p.Lines, "Reason: "+x.EndedBecause)
	case x.Open():
		p.Actions = []bot.Action{c.button("Accept escalation "+c.eLocal(x), "escalate accept", c.eLocal(x))}
	default:
		if !x.ThereBy.IsZero() {
			p.Lines = append(p.Lines, "There by "+c.Clock(x.ThereBy)+".")
		}
	}
	return p
}

// escalationState says in words where it stands.
func (c scope) escalationState(x *incident.Escalation) string {
	switch {
	case x.Ended:
		return "ENDED by " + x.EndedBy.Name + " at " + c.Clock(x.EndedAt)
	case !x.Open():
		return "ACCEPTED by " + x.Holder.Name + " at " + c.Clock(x.AcceptedAt)
	case !x.NextRound.IsZero():
		return "OPEN, UNANSWERED by everybody · asked again at " + c.Clock(x.NextRound)
	}
	a := x.Current()
	if a == nil {
		return "OPEN"
	}
	by := "answer by " + c.Clock(x.Answers(c.Now))
	if until := x.Climbs(c.Now); len(x.Acked) > 0 && until.After(c.Now) {
		by = "acknowledged, not accepted; until " + c.Clock(until)
	}
	return "OPEN · asking " + c.asks(a) + " · " + by
}

// asks says who is asked: the post and who holds it.
func (c scope) asks(a *incident.Ask) string {
	names := make([]string, len(a.People))
	for i, p := range a.People {
		names[i] = p.Who.Name
	}
	return askedOf(a.Label, strings.Join(names, ", "))
}

// askedOf is a post and who holds it; somebody who was named is his own label.
func askedOf(label, people string) string {
	if label == people {
		return people
	}
	return label + ", " + people
}

// cause is who asked, when, what, and why.
func (c scope) cause(x incident.Cause) string {
	by := x.By.Name
	if x.ByClock {
		by = "the clock"
	}
	if c.shown(x.Entry, "") == left {
		return "Asked by " + by + " at " + c.Clock(x.At) + ": " + left + "."
	}
	text := "Asked by " + by + " at " + c.Clock(x.At) + ": " + stop(needed(x.What))
	if x.Because != "" {
		text += " Because: " + stop(x.Because)
	}
	return text
}

// needed is what an escalation asks for; it is opened without words, too.
func needed(what string) string {
	if strings.TrimSpace(what) == "" {
		return "what is needed was not said"
	}
	return what
}

// stop ends a text as a sentence.
func stop(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return s
	}
	return s + "."
}

// answersSoFar says who has acknowledged and who, of several, has accepted.
func (c scope) answersSoFar(x *incident.Escalation) string {
	var out []string
	if a := x.Current(); a != nil {
		for _, p := range a.People {
			if at, ok := x.Acked[p.Who.ID]; ok {
				out = append(out, "Acknowledged, not accepted: "+p.Who.Name+" at "+c.Clock(at)+".")
			}
		}
		if len(x.Accepted) > 0 {
			out = append(out, fmt.Sprintf("Accepted so far: %s (%d of %d).", names(x.Accepted), len(x.Accepted), a.Need))
		}
	}
	return strings.Join(out, " ")
}

// then says what happens next if nobody accepts: "asked again at 2145 hrs GMT, the on-call Superintendent at 2150 hrs GMT".
func (c scope) then(x *incident.Escalation, a *incident.Ask) string {
	next := c.nextRung(x, a.Rung) + " at " + c.Clock(x.Climbs(c.Now))
	if c.repeats(x, a) > 0 {
		return "asked again at " + c.Clock(x.Answers(c.Now)) + ", " + next
	}
	return next
}

// repeats is how often the rung of the present asking is asked again.
func (c scope) repeats(x *incident.Escalation, a *incident.Ask) int {
	if a.Rung < 0 || a.Rung >= len(x.Ladder.Rungs) {
		return 0
	}
	again := a.Again
	if a == x.Current() {
		again = max(again, x.Again) // who has acknowledged is not asked again
	}
	return max(x.Ladder.Rungs[a.Rung].Repeat-again, 0)
}

// nextRung is who comes after a rung.
func (c scope) nextRung(x *incident.Escalation, rung int) string {
	if rung+1 >= len(x.Ladder.Rungs) {
		return "everybody again, and the room is told to ring"
	}
	return theRung(x.Ladder.Rungs[rung+1])
}

func theRung(r incident.Rung) string {
	if r.Post == "" {
		return r.Label
	}
	return "the " + r.Label
}

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
		p := c.pingOver(x, "accepted by you at "+c.Clock(x.AcceptedAt), c.holderDuty(x))
		p.Actions = []bot.Action{c.button("Hand back escalation "+c.eLocal(x)+", with reason", "escalate handback", c.eLocal(x))}
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
	p.Lines = append(p.Lines, c.goesOn(x)+" You may still accept it.")
	e := c.eLocal(x)
	p.Actions = []bot.Action{c.button("Accept escalation "+e, "escalate accept", e)}
	return p
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
		return []string{"What is asked is not sent here. Ring " + x.Causes[0].By.Name + " or the control room."}
	}
	var out []string
	for _, cause := range x.Causes {
		out = append(out, c.cause(cause))
	}
	return out
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

// roomName is the incident's room of this side.
func (c scope) roomName() string {
	name := c.side.Ref.RoomName()
	if c.side.Book == incident.BookSensitive {
		name += "-b"
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

// acknowledged answers an acknowledgement: acknowledged is not accepted.
func (c scope) acknowledged(x *incident.Escalation, at time.Time) string {
	s := "Acknowledged at " + c.Clock(at) + ". " + c.eLocal(x) + " is still open"
	switch {
	case !x.Open():
		return "Acknowledged at " + c.Clock(at) + "."
	case !x.NextRound.IsZero():
		return s + " and is asked again at " + c.Clock(x.NextRound) + " unless you accept it."
	case x.Rung < 0 || x.Rung >= len(x.Ladder.Rungs):
		return s + "."
	case x.Rung+1 >= len(x.Ladder.Rungs):
		return s + ": everybody is asked again at " + c.Clock(x.Climbs(c.Now)) + " unless you accept it."
	}
	return s + " and goes to " + theRung(x.Ladder.Rungs[x.Rung+1]) + " at " + c.Clock(x.Climbs(c.Now)) + " unless you accept it."
}

// holderDuty says what is expected of whoever has accepted.
func (c scope) holderDuty(x *incident.Escalation) string {
	var out []string
	if !x.ThereBy.IsZero() {
		out = append(out, "There by "+c.Clock(x.ThereBy)+".")
	}
	if !x.AskAt.IsZero() {
		out = append(out, "Make an entry in the incident by "+c.Clock(x.AskAt)+"; without one you are asked, and then it is open again.")
	}
	return strings.Join(out, " ")
}

// holderAsked asks a holder who has made no entry.
func (c scope) holderAsked(x *incident.Escalation, k int) post {
	e := c.eLocal(x)
	sent, told := c.side.Delivered(c.lane, c.side.HolderKey(x.N, k))
	told = told && sent.Message != ""
	still := k == x.HolderAsked && !x.Open() && !x.Ended && !x.ReopenAt.IsZero() && x.Holder.ID == c.lane.Person
	switch {
	case !still && !told:
		return post{NotSent: "he has made an entry, or no longer holds it"}
	case x.Open():
		return c.pingOver(x, "open again", "You made no entry after you were asked.")
	case !still:
		return c.pingOver(x, "you have made an entry", "Nothing more is asked of you here.")
	}
	p := post{Title: "Escalation " + c.e(x) + ", which you accepted: no entry from you yet. Answer by " + c.Clock(x.ReopenAt) + ".", Due: x.ReopenAt}
	p.Lines = append(c.pingCauses(x),
		"You accepted it at "+c.Clock(x.AcceptedAt)+". Any entry of yours in the incident answers this, for instance /log.",
		"No entry by "+c.Clock(x.ReopenAt)+": "+e+" is open again, and you are asked with whoever holds your post. Control room: "+c.Force.ControlRoom+".")
	p.Actions = []bot.Action{
		c.button("Log an entry in "+string(c.side.Ref), "log"),
		c.button("Hand back escalation "+e+", with reason", "escalate handback", e),
	}
	return p
}

package say

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
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
		if lost := unreached(x, a.Round); len(lost) > 0 {
			p.Kept = append(p.Kept, "Could not be reached: "+names(lost)+". Ring. Control room: "+c.Force.ControlRoom+".")
		}
		p.Kept = append(p.Kept, c.answersSoFar(x), "Unless it is accepted: "+c.then(x, a)+".")
		p.Lines = append(p.Lines, p.Kept...)
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
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") || strings.HasSuffix(s, "…") {
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
		out = append(out, "Make an entry in the "+c.bookWords()+" by "+c.Clock(x.AskAt)+"; without one you are asked, and then it is open again. It can be ended or handed back, with a reason.")
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
	case x.Ended:
		return c.pingOver(x, "ended at "+c.Clock(x.EndedAt), "Ended by "+x.EndedBy.Name+". Reason: "+x.EndedBecause)
	case x.Open():
		return c.pingOver(x, "open again", "You made no entry after you were asked.")
	case !still:
		return c.pingOver(x, "you have made an entry", "Nothing more is asked of you here.")
	}
	p := post{Title: "Escalation " + c.e(x) + ", which you accepted: no entry from you yet. Answer by " + c.Clock(x.ReopenAt) + ".", Due: x.ReopenAt}
	p.Lines = append(c.pingCauses(x),
		"You accepted it at "+c.Clock(x.AcceptedAt)+". Any entry of yours in the "+c.bookWords()+" answers this, "+c.howToEnter()+".",
		"No entry by "+c.Clock(x.ReopenAt)+": "+e+" is open again, and you are asked with whoever holds your post. Control room: "+c.Force.ControlRoom+".")
	if c.side.Book == incident.BookOpen { // pressed on a phone it logs to the open book, where nothing of the other belongs
		p.Actions = append(p.Actions, c.button("Log an entry in "+string(c.side.Ref), "log"))
	}
	p.Actions = append(p.Actions, c.holderActions(e)...)
	return p
}

// holderActions are what whoever accepted an escalation may do with it, wherever he is.
func (c scope) holderActions(e string) []bot.Action {
	return []bot.Action{
		c.button("End escalation "+e+", with reason", "escalate end", e), c.button("Hand back escalation "+e+", with reason", "escalate handback", e),
	}
}

// bookWords are where an entry counts for an escalation of this side.
func (c scope) bookWords() string {
	if c.side.Book == incident.BookSensitive {
		return "sensitive book"
	}
	return "incident"
}

// howToEnter names a way to such an entry that whoever reads this has.
func (c scope) howToEnter() string {
	if c.side.Book == incident.BookSensitive && !c.side.IsMember(c.lane.Person) {
		return c.Force.Named("for instance /ci safety, or /log in the second room once somebody there has added you")
	}
	return c.Force.Named("for instance /log")
}

package say

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"escalation":              act.escalated,
		"escalation-joined":       act.joinedEscalation,
		"escalation-asked":        unsaid,
		"escalation-skipped":      act.skipped,
		"escalation-acknowledged": act.acked,
		"escalation-accepted":     act.accepted,
		"escalation-declined":     act.declinedEscalation,
		"escalation-handed-back":  act.handedBack,
		"escalation-ended":        act.endedEscalation,
	})
}

// escalationWords are the posts of what happens to an escalation; ok is false for other kinds.
func (c scope) escalationWords(l *incident.Line) (w entryWords, ok bool) {
	name := func(n int) string { return c.side.Name(incident.SeriesEscalation, n) }
	switch b := l.Body.(type) {
	case *incident.Escalated:
		return entryWords{Name: "ESCALATION " + name(b.N), Text: needed(b.What), Lines: []string{because(b.Because)}}, true
	case *incident.EscalationJoined:
		return entryWords{Name: "ESCALATION " + name(b.N), Text: "joined by: " + needed(b.What), Lines: []string{because(b.Because)}}, true
	case *incident.EscalationAsked:
		return entryWords{Name: "ESCALATION " + name(b.N), Text: "asked: " + askedOf(b.Label, names(b.People)), Lines: []string{c.lateWords(b.Late)}}, true
	case *incident.EscalationSkipped:
		return entryWords{Name: "ESCALATION " + name(b.N), Text: b.Label + " could not be asked: " + b.Why, Bare: true, Lines: []string{"Control room: " + c.Force.ControlRoom + "."}}, true
	case *incident.EscalationAcknowledged:
		return entryWords{Name: name(b.N) + " ACKNOWLEDGED", Text: "by " + l.RecordedBy.Name + ": awake, not taking it yet"}, true
	case *incident.EscalationAccepted:
		return c.acceptedWords(l, b), true
	case *incident.EscalationDeclined:
		return entryWords{Name: name(b.N) + " DECLINED", Text: l.RecordedBy.Name + " cannot take it", Lines: []string{because(b.Because)}}, true
	case *incident.EscalationHandedBack:
		return entryWords{Name: name(b.N) + " HANDED BACK", Text: l.RecordedBy.Name + " can no longer keep it; it is open again" + c.about(b.N), Lines: []string{because(b.Because)}}, true
	case *incident.EscalationEnded:
		return entryWords{Name: name(b.N) + " ENDED", Text: "by " + l.RecordedBy.Name + c.about(b.N), Lines: []string{because(b.Because)}}, true
	case *incident.EscalationRound:
		return c.roundWords(b, l.RecordedAt), true
	case *incident.EscalationHolderAsked:
		return entryWords{Name: "ESCALATION " + name(b.N), Text: "its holder was asked: no entry of his since he accepted", Bare: true}, true
	case *incident.EscalationLapsed:
		return entryWords{
			Name: name(b.N) + " OPEN AGAIN", Bare: true,
			Text:  b.Holder.Name + " accepted it and has made no entry since, after being asked. It is open again at that rung.",
			Lines: []string{c.lateWords(b.Late)},
		}, true
	}
	return entryWords{}, false
}

func because(s string) string {
	if s == "" {
		return ""
	}
	return "Reason: " + s
}

func (c scope) acceptedWords(l *incident.Line, b *incident.EscalationAccepted) entryWords {
	name := c.side.Name(incident.SeriesEscalation, b.N)
	w := entryWords{Name: name + " ACCEPTED", Text: l.RecordedBy.Name + " has it"}
	if !b.ThereBy.IsZero() {
		w.Text += ", there by " + c.Clock(b.ThereBy)
	}
	w.Text += c.about(b.N)
	return w
}

// about is what an escalation asks for, after a colon: a post is understood alone.
func (c scope) about(n int) string {
	if x, ok := c.side.Escalation(n); ok {
		for _, cause := range x.Causes { // the first that says what is needed
			if what := c.shown(cause.Entry, cause.What); strings.TrimSpace(what) != "" {
				return ": " + c.begins(what)
			}
		}
	}
	return ""
}

// roundWords are the alarm of a round that nobody answered, with what to ring.
func (c scope) roundWords(b *incident.EscalationRound, at time.Time) entryWords {
	name := c.side.Name(incident.SeriesEscalation, b.N)
	w := entryWords{Name: name + " UNANSWERED", Bare: true}
	w.Text = stop("Nobody has accepted "+name+c.about(b.N)) + " Everybody on its ladder was asked, round " + fmt.Sprint(b.Round) + ". Ring now."
	w.Lines = []string{"Control room: " + c.Force.ControlRoom + "." + c.telephones(b.N)}
	var lost []incident.Who
	if x, ok := c.side.Escalation(b.N); ok {
		lost = unreached(x, b.Round-1)
	}
	asked := slices.DeleteFunc(slices.Clone(b.Asked), func(p incident.Who) bool { return slices.ContainsFunc(lost, p.Same) })
	if len(asked) > 0 {
		w.Lines = append(w.Lines, "Asked without acceptance: "+names(asked)+".")
	}
	if len(lost) > 0 {
		w.Lines = append(w.Lines, "Could not be reached: "+names(lost)+".")
	}
	when := "at " + c.Clock(b.Next)
	if !b.Next.After(at) {
		when = "now"
	}
	w.Lines = append(w.Lines, "All of them are asked again "+when+", until somebody accepts or it is ended with a reason.", c.lateWords(b.Late))
	return w
}

// telephones are those of the posts of a ladder, where they have one.
func (c scope) telephones(n int) string {
	x, ok := c.side.Escalation(n)
	if !ok {
		return ""
	}
	var out []string
	for _, r := range x.Ladder.Rungs {
		if p, known := c.Force.Post(r.Post); known && p.Telephone != "" {
			out = append(out, " "+titled(p.Label)+": "+p.Telephone+".")
		}
	}
	return strings.Join(out, "")
}

// find is the escalation that an entry of the act speaks of, as it is now.
func (a act) find(n int) *incident.Escalation {
	if x, ok := a.side.Escalation(n); ok {
		return x
	}
	return &incident.Escalation{N: n}
}

func (a act) escalated(e *incident.Entry) string {
	b := e.Body.(*incident.Escalated)
	name := a.side.Name(incident.SeriesEscalation, b.N)
	out := name + " is open. " + a.as(e) + ": " + begins(needed(b.What))
	if strings.TrimSpace(b.What) == "" {
		out += a.Force.Named(". Say it with /escalate and the words: they join ") + name + "."
	}
	for i := range a.entries {
		if asked, ok := a.entries[i].Body.(*incident.EscalationAsked); ok && asked.N == b.N {
			out += "\nAsked now: " + askedOf(asked.Label, names(asked.People)) + ". " + name + " goes on until somebody accepts it, or it is ended with a reason."
			break
		}
	}
	return out
}

func (a act) skipped(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationSkipped)
	label := b.Label
	if x := a.find(b.N); b.Rung >= 0 && b.Rung < len(x.Ladder.Rungs) {
		label = theRung(x.Ladder.Rungs[b.Rung])
	}
	return strings.ToUpper(label[:1]) + label[1:] + " could not be asked: " + b.Why + "."
}

func (a act) joinedEscalation(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationJoined)
	name := a.side.Name(incident.SeriesEscalation, b.N)
	x := a.find(b.N)
	out := a.as(e) + ": " + begins(needed(b.What)) + "\nIt is part of " + name + " now, which is open already"
	if ask := x.Current(); ask != nil && x.Open() && x.NextRound.IsZero() {
		out += " and asks " + a.asks(ask)
	}
	return out + "."
}

func (a act) acked(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationAcknowledged)
	return a.scope.acknowledged(a.find(b.N), e.RecordedAt) + "\n" + a.as(e) + "."
}

func (a act) accepted(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationAccepted)
	x := a.find(b.N)
	out := stop(a.as(e) + ": you have " + a.eLocal(x) + strings.Replace(a.about(b.N), ": ", ", ", 1))
	if x.Open() && len(x.Accepted) > 0 {
		return a.as(e) + ": accepted. " + a.answersSoFar(x)
	}
	return out + "\n" + a.holderDuty(&incident.Escalation{ThereBy: b.ThereBy, AskAt: b.AskAt})
}

func (a act) declinedEscalation(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationDeclined)
	return a.as(e) + ": you cannot take " + a.side.Name(incident.SeriesEscalation, b.N) + ". It goes on without you."
}

func (a act) handedBack(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationHandedBack)
	return a.as(e) + ": " + a.side.Name(incident.SeriesEscalation, b.N) + " is handed back and open again."
}

func (a act) endedEscalation(e *incident.Entry) string {
	b := e.Body.(*incident.EscalationEnded)
	return a.as(e) + ": " + a.side.Name(incident.SeriesEscalation, b.N) + " is ended. Nobody is asked any more."
}

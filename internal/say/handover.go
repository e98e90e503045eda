package say

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{"handover-item": act.handoverItem})
}

// Handover is what the next owner is given, ordered by consequence: what threatens, what nobody has accepted, what is not answered,
// what is overdue, what was refused, what comes next (R5.3, S13, S35). It is of the open side alone.
func Handover(v View, o *incident.Open) []string {
	c := scope{View: v, side: &o.Side, head: &o.Head, lane: incident.Lane{Room: "answer"}}
	var out []string
	add := func(s ...string) {
		for _, x := range s {
			if x != "" {
				out = append(out, x)
			}
		}
	}
	add(latestOf[*incident.Threat](c), c.briefFlags())
	for _, x := range c.side.OpenEscalations() {
		add(c.titleOf(incident.SeriesEscalation, x.N))
	}
	for _, q := range c.head.Questions() {
		if q.Key == incident.AskNextOwner || q.Key == incident.AskHandover {
			continue // which is what this answers
		}
		add("Not answered: " + c.question(q))
	}
	add(c.briefTasks()...)
	for _, r := range c.side.LiveReviews() {
		add(c.titleOf(incident.SeriesReview, r.N))
	}
	for _, l := range incident.Made[*incident.Resource](c.side) {
		if r, ok := l.Body.(*incident.Resource); ok && r.State == "refused" {
			add("REFUSED: " + r.What + ", because " + r.Reason + " (entry " + c.entry(l.Seq) + ")")
		}
	}
	add(latestOf[*incident.Contact](c), latestOf[*incident.Tension](c))
	add(c.briefLines()...)
	return out
}

// mostItemButtons is how many items of a handover have a button of their own; any item is answered by its number in words.
const mostItemButtons = 18

// handoverLines are the items of a handover, each with what was said of it, and the buttons that answer what nobody has.
func (c scope) handoverLines(h *incident.Handover, l *incident.Line, w *entryWords) {
	now := c.head.Handover
	waits := now != nil && now.Entry == l.Seq && now.Accepted == 0
	for i, item := range h.Items {
		line := strconv.Itoa(i+1) + ". " + item
		if now != nil && now.Entry == l.Seq {
			line += c.itemSaid(now, i+1)
		}
		w.Lines = append(w.Lines, line)
	}
	if !waits {
		return
	}
	w.After = append(w.After, "It is "+l.RecordedBy.Name+"'s until it is accepted, all at once or item by item.")
	w.Actions = append(w.Actions, c.button("Accept handover "+strconv.Itoa(h.N)+" of "+string(c.side.Ref), "ci handover accept"))
	if c.lane.Person == "" {
		return // the items have their buttons where it is offered
	}
	for i, item := range now.OpenItems(h) {
		if i < mostItemButtons {
			w.Actions = append(w.Actions, c.button(fmt.Sprintf("Accept item %d of handover %d", item, h.N), "ci handover item", strconv.Itoa(item)))
		}
	}
}

// itemSaid is what was said of an item; empty where nothing was.
func (c scope) itemSaid(now *incident.HandoverState, item int) string {
	b, l, ok := now.Item(c.side, item)
	switch {
	case !ok:
		return ""
	case b.Reason != "":
		return " · NOT ACCEPTED by " + l.RecordedBy.Name + " at " + c.Clock(l.RecordedAt) + ": " + b.Reason
	}
	return " · accepted by " + l.RecordedBy.Name + " at " + c.Clock(l.RecordedAt)
}

// mostIntroItems is how many items stand above a form, where platforms have little room.
const mostIntroItems = 20

// HandoverItems are the first words of what is open of the handover that waits, for the form that answers one of them.
func HandoverItems(o *incident.Open) string {
	h, _, ok := incident.HandoverNow(o)
	if !ok {
		return ""
	}
	open := o.Handover.OpenItems(h)
	var out []string
	for i, item := range open {
		if i == mostIntroItems {
			out = append(out, fmt.Sprintf("and %d more, in the handover itself", len(open)-i))
			break
		}
		out = append(out, strconv.Itoa(item)+". "+begins(h.Items[item-1]))
	}
	return strings.Join(out, "\n")
}

// handoverWords are those of what is no form of its own: the draft, and an item.
func (c scope) handoverWords(l *incident.Line) (entryWords, bool) {
	switch b := l.Body.(type) {
	case *incident.HandoverDrafted:
		return c.draftWords(b), true
	case *incident.HandoverItem:
		w := entryWords{Name: fmt.Sprintf("HANDOVER %d, ITEM %d ACCEPTED", b.N, b.Item), Text: b.Text}
		if b.Reason != "" {
			w.Name, w.Lines = fmt.Sprintf("HANDOVER %d, ITEM %d NOT ACCEPTED", b.N, b.Item), []string{"Reason: " + b.Reason}
		}
		return w, true
	}
	return entryWords{}, false
}

func (c scope) draftWords(b *incident.HandoverDrafted) entryWords {
	who := b.Owner.Person.Name
	if b.Ends.IsZero() {
		text := "the roster has " + who + " on duty for longer"
		if !b.Owner.DraftAt.IsZero() {
			text += "; a handover is drafted at " + c.Clock(b.Owner.DraftAt)
		}
		return entryWords{Name: "NO HANDOVER YET", Text: text}
	}
	w := entryWords{Name: "HANDOVER DRAFTED", Text: who + " is on duty until " + c.Clock(b.Ends)}
	next, args := "Nobody is on the roster after that: say to whom.", []string(nil)
	if !b.Next.Person.IsZero() {
		next, args = "Next: "+ownerWords(b.Next), []string{"next=@" + string(b.Next.Person.ID)}
	}
	w.Lines = append(w.Lines, c.lateWords(b.Late), next)
	for i, item := range b.Items {
		w.Lines = append(w.Lines, strconv.Itoa(i+1)+". "+item)
	}
	w.After = append(c.asked(b.Prompts), "It is "+who+"'s until it is accepted. Add in a sentence what the next must know first.")
	w.Actions = append(w.Actions, c.button("Hand over "+string(c.side.Ref), "ci handover", args...))
	return w
}

// handoverItem says under which number, of what, and what is still open.
func (a act) handoverItem(e *incident.Entry) string {
	b, ok := e.Body.(*incident.HandoverItem)
	if !ok {
		return ""
	}
	said := a.as(e) + fmt.Sprintf(": item %d of handover %d accepted.", b.Item, b.N)
	if b.Reason != "" {
		said = a.as(e) + fmt.Sprintf(": item %d of handover %d is not accepted.", b.Item, b.N)
	}
	if _, taken := firstOf[*incident.HandoverAccepted](a); taken {
		return said
	}
	return said + " The incident is yours with the last of them."
}

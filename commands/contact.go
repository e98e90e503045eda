package commands

import (
	"fmt"
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

type contactAsk struct{ incident.Contact }

var contactCommand = Command{
	Path:     "ci contact",
	Usage:    "/ci contact WHAT WAS SAID | from Person A | offence … | victim … | done … [| against …]",
	Short:    "Records a contact with the person who is named. They are counted: the third forces a decision about the level.",
	Examples: []string{"/ci contact They are throwing stones at my window | from Person A | offence criminal damage, CR/1187 | victim yes, of damage and harassment | done PC Adeyemi there by 2130"},
	Title:    "Contact with the person", Button: "Record a contact",
	Across:   true,
	Question: func() any { return new(contactAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := q.(*contactAsk).Contact
		earlier := in.contactsFrom(body.From)
		body.Count = earlier + 1
		body.Times = fmt.Sprintf("this is number %d from there in this incident", body.Count)
		switch {
		case body.Count >= 3:
			p := in.prompt(incident.AskThird, fmt.Sprintf("number %d from %s", body.Count, body.From))
			body.Asks = append(body.Asks, p)
		case body.Count == 2:
			body.Asks = append(body.Asks, in.prompt(incident.AskRepeat, ""))
		}
		if body.Against != "" {
			body.Asks = append(body.Asks, in.prompt(incident.AskAgainst, ""))
		}
		counted := in.repeats(&body)
		counted.Entry = f.add(&body)
		f.batch.Add(incident.Draft{Book: incident.BookSensitive, Body: counted})
		return f.output(), nil
	},
}

// contactsFrom counts the contacts from a person or place in this incident.
func (in *Input) contactsFrom(from string) int {
	n := 0
	for _, l := range incident.Made[*incident.Contact](&in.Full.Open.Side) {
		if c, ok := l.Body.(*incident.Contact); ok && squash(c.From) == squash(from) {
			n++
		}
	}
	return n
}

// Contacts are a decision's matter from this number on, over the incidents that a person may see.
const manyContacts = 3

// repeats are those to whom the contacts from a person or place mount up over several incidents, each counted by what he himself may
// see (X7): whoever took this one is told of the second; the duty inspector, the owner and MOSOVO are rung at the third.
func (in *Input) repeats(c *incident.Contact) *incident.ContactCounted {
	out := &incident.ContactCounted{}
	asked := slices.Concat(in.onDuty(force.DutyInspector), []incident.Who{in.Full.Open.Owner.Person}, in.onDuty(force.MOSOVO))
	for _, w := range asked {
		if in.countFor(w.ID, c) >= manyContacts && !slices.ContainsFunc(out.To, w.Same) {
			out.To = append(out.To, w)
		}
	}
	if me := in.Me(); in.countFor(me.ID, c) > 0 && !slices.ContainsFunc(out.To, me.Same) {
		out.Beside = []incident.Who{me}
	}
	return out
}

// countFor is how many contacts there are for somebody, this one among them; 0 where he sees none but those of this incident.
func (in *Input) countFor(p force.PersonID, c *incident.Contact) int {
	n := 0
	for _, g := range in.Others {
		n += len(in.seenBy(p, g, c.From))
	}
	if n == 0 {
		return 0
	}
	return n + c.Count
}

// seenBy are the contacts of another incident that are from the same place or person, as far as somebody may see both: places stand
// in the open rooms, who a person is where the sensitive book is read. What was said to belong together counts as a place does.
func (in *Input) seenBy(p force.PersonID, g incident.Glimpse, from string) []incident.Contacted {
	together := slices.Contains(in.Register.TogetherWith(in.Full.Open.Ref), g.Ref)
	if g.Sees(p) && in.Full.Open.IsMember(p) && (together || placesMatch(g.Where, in.Full.Open.Where)) {
		return g.Contacts
	}
	if g.SeesWho(p) && in.Full.Sensitive.IsMember(p) {
		return g.SamePerson(in.Full, from)
	}
	return nil
}

var contactsCommand = Command{
	Path:     "ci contacts",
	Usage:    "/ci contacts",
	Short:    "Contacts from the same place or person in all incidents that you are in, and which incidents belong with this one. Shown to you alone.",
	Examples: []string{"/ci contacts"},
	Title:    "Contacts", Button: "Show the contacts elsewhere",
	Answers: true, AtOnce: true, WhenClosed: true, Across: true, Everywhere: true,
	Run: func(in *Input, _ any) (Output, error) { return in.answer(in.contacts()), nil },
}

func (in *Input) contacts() []string {
	here := incident.Made[*incident.Contact](&in.Full.Open.Side)
	out := []string{in.Force.MarkingLine()}
	if in.Full.Open.IsMember(in.Actor.ID) {
		out = append(out, fmt.Sprintf("%s, this incident: contacts recorded here: %d", refOf(in), len(here)))
	}
	from := map[string]bool{}
	for _, l := range here {
		if c, ok := l.Body.(*incident.Contact); ok {
			from[c.From] = true
		}
	}
	together, elsewhere := in.Register.TogetherWith(in.Full.Open.Ref), 0
	for _, g := range in.Others {
		if !g.Sees(in.Actor.ID) && !g.SeesWho(in.Actor.ID) {
			continue
		}
		var found []incident.Contacted
		for f := range from {
			found = append(found, in.seenBy(in.Actor.ID, g, f)...)
		}
		if len(from) == 0 {
			found = in.seenBy(in.Actor.ID, g, "")
		}
		line := contactsLine(in, g, found)
		if slices.Contains(together, g.Ref) {
			line = append(line, "said to belong with this one")
		}
		if len(line) > 0 {
			elsewhere++
			out = append(out, string(g.Ref)+": "+strings.Join(line, "; "))
		}
	}
	if elsewhere == 0 {
		out = append(out, "In no other incident that you are in.")
	}
	return out
}

// contactsLine says how many contacts were found, each once, and when the last was.
func contactsLine(in *Input, g incident.Glimpse, found []incident.Contacted) []string {
	n, last := 0, ""
	for _, c := range g.Contacts {
		if slices.Contains(found, c) {
			n, last = n+1, in.clock(c.At)
		}
	}
	if n == 0 {
		return nil
	}
	return []string{fmt.Sprintf("contacts from the same person or place: %d, the last at %s", n, last)}
}

package commands

import (
	"fmt"
	"strconv"
	"strings"

	"loggist/incident"
	"loggist/internal/say"
)

type handoverAsk struct {
	incident.Handover
	Next Who `ask:"To whom" short:"To whom" clause:"to" need:"Say to whom: a person or a post."`
}

var handoverCommand = Command{
	Path:     "ci handover",
	Usage:    "/ci handover WHAT TO KNOW FIRST | to POST|@person | critical no|maybe|yes …",
	Short:    "Hands the incident over: what is live is drafted, ordered by consequence. Until it is accepted you own it.",
	Examples: []string{"/ci handover He is at home with two officers; the street is calm | to duty inspector | critical maybe, the weekend comes"},
	Title:    "Handover", Button: "Hand the incident over",
	Question: func() any { return new(handoverAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*handoverAsk)
		wrong := wrongFields(errOf(in.nextOwner(a.Next)))
		if _, ok := criticality(a.Critical); !ok && a.Critical != "" {
			wrong["Critical"] = "Say no, maybe or yes first, and then why, such as: maybe, the weekend comes."
		}
		return wrong
	},
	Run: func(in *Input, q any) (Output, error) { return in.handover(q.(*handoverAsk)) },
}

func (in *Input) handover(a *handoverAsk) (Output, error) {
	f, err := in.fillOwn(incident.BookOpen)
	if err != nil {
		return Output{}, err
	}
	if err := in.mayChangeOwner(); err != nil {
		return Output{}, err
	}
	owner, err := in.nextOwner(a.Next)
	if err != nil {
		return Output{}, err
	}
	body := a.Handover
	body.N, body.To, body.Owner = incident.Versions[*incident.Handover](&in.Full.Open.Side)+1, owner.Person, owner
	body.Items = say.Handover(in.view(), in.Full.Open)
	body.Prompts = in.prompts(incident.AskHandover)
	if added := in.notYetMembers(owner.Person); len(added) > 0 {
		f.open(&incident.Invited{People: added, Why: "is offered the handover", Quiet: true})
	}
	f.add(&body)
	c, _ := criticality(a.Critical)
	f.couldBecome(c, a.Critical)
	return f.output(), nil
}

// nextOwner is to whom it is handed over.
func (in *Input) nextOwner(to Who) (incident.Owner, error) {
	owner, err := in.newOwner(to, "Next")
	if err == nil && owner.Person.ID == in.Actor.ID {
		err = RefuseField("yourself", "Next", "You cannot hand over to yourself.")
	}
	return owner, err
}

type handoverAcceptAsk struct{ incident.HandoverAccepted }

var handoverAcceptCommand = Command{
	Path:     "ci handover accept",
	Usage:    "/ci handover accept [| except 3, because …]",
	Short:    "Accepts the handover that is offered to you, all of it or all but what you name. From then on you own the incident.",
	Examples: []string{"/ci handover accept", "/ci handover accept | except 3: I have not read that review"},
	Title:    "Accept the handover", Button: "Accept the handover",
	Question: func() any { return new(handoverAcceptAsk) },
	Before:   (*Input).handoverOffered,
	Run: func(in *Input, q any) (Output, error) {
		h, l, _ := incident.HandoverNow(in.Full.Open)
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := q.(*handoverAcceptAsk).HandoverAccepted
		body.N, body.From, body.Except = h.N, l.RecordedBy, in.notAccepted(h, body.Except)
		f.takes(h, &body)
		return f.output(), nil
	},
}

// takes gives the incident to whoever accepts the handover. What he did not accept is looked at again.
func (f *filling) takes(h *incident.Handover, body *incident.HandoverAccepted) {
	in := f.in
	body.Owner = h.Owner
	body.Owner.Person = in.Me()
	body.Owner = in.rostered(body.Owner)
	seq := f.add(body)
	if body.Except != "" {
		f.review("handover: not accepted were "+body.Except, seq, in.owner(), in.Now.Add(in.Force.Settings.Ask.Flag))
	}
	f.ended(incident.AskNextOwner, incident.AskHandover)
}

type handoverItemAsk struct {
	Item    int    `ask:"Item" word:"" need:"Which item: its number in the handover."`
	Because string `ask:"Why it is not accepted" clause:"not,because" lines:"" limit:"500" help:"Empty: it is accepted"`
}

var handoverItemCommand = Command{
	Path:     "ci handover item",
	Usage:    "/ci handover item 3 [| not …]",
	Short:    "Accepts one item of the handover that is offered to you, or says why not. With the last of them the incident is yours.",
	Examples: []string{"/ci handover item 3", "/ci handover item 3 | not that review is on paper"},
	Title:    "An item of the handover", Button: "Answer an item of the handover",
	Intro:    func(in *Input) string { return say.HandoverItems(in.Full.Open) },
	Question: func() any { return new(handoverItemAsk) },
	Before:   (*Input).handoverOffered,
	Check:    func(in *Input, q any) map[string]string { return in.itemFaults(q.(*handoverItemAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.handoverItem(q.(*handoverItemAsk)) },
}

func (in *Input) handoverItem(a *handoverItemAsk) (Output, error) {
	h, l, _ := incident.HandoverNow(in.Full.Open)
	f, err := in.fillOwn(incident.BookOpen)
	if err != nil {
		return Output{}, err
	}
	now := in.Full.Open.Handover
	f.open(&incident.HandoverItem{N: h.N, Item: a.Item, Text: h.Items[a.Item-1], Reason: a.Because})
	if open := now.OpenItems(h); len(open) == 1 && open[0] == a.Item {
		refused := ""
		if a.Because != "" {
			refused = strconv.Itoa(a.Item) + ", " + a.Because
		}
		f.takes(h, &incident.HandoverAccepted{N: h.N, From: l.RecordedBy, Except: in.notAccepted(h, refused)})
	}
	return f.output(), nil
}

// itemFaults are a number that the handover does not have, and an answer that was given before.
func (in *Input) itemFaults(a *handoverItemAsk) map[string]string {
	h, _, _ := incident.HandoverNow(in.Full.Open)
	if a.Item < 1 || a.Item > len(h.Items) {
		return map[string]string{"Item": fmt.Sprintf("Handover %d has the items 1 to %d.", h.N, len(h.Items))}
	}
	if was, at, done := in.Full.Open.Handover.Item(&in.Full.Open.Side, a.Item); done && was.Reason == a.Because {
		return map[string]string{"Item": fmt.Sprintf("Item %d was answered at %s, entry %s.", a.Item, in.clock(at.RecordedAt), incident.Number(incident.BookOpen, at.Seq))}
	}
	return nil
}

// notAccepted are the items of a handover that were refused one by one, and what is refused now.
func (in *Input) notAccepted(h *incident.Handover, now string) string {
	var out []string
	for i := range h.Items {
		if b, _, ok := in.Full.Open.Handover.Item(&in.Full.Open.Side, i+1); ok && b.Reason != "" {
			out = append(out, strconv.Itoa(i+1)+", "+b.Reason)
		}
	}
	if now != "" {
		out = append(out, now)
	}
	return strings.Join(out, "; ")
}

// handoverOffered refuses to answer a handover where none waits for the actor.
func (in *Input) handoverOffered() error {
	h, _, waits := incident.HandoverNow(in.Full.Open)
	switch {
	case !waits:
		return Refuse("no-handover", "No handover waits to be accepted.")
	case h.To.ID != in.Actor.ID && !in.holds(h.Owner.Post):
		return Refuse("not-yours", "The handover is offered to "+h.To.Name+".")
	}
	return nil
}

package commands

import (
	"slices"
	"strconv"
	"strings"

	"loggist/incident"
)

// Confirm, deny or neither, in two steps: first the decision, then the words. Both stand in the sensitive book, whatever was
// decided and of whomever; what officers may say becomes a line to take of the open book.

type confirmDenyAsk struct {
	incident.ConfirmDeny
	Review When `ask:"Looked at again" clause:"review" future:"" help:"Such as 24h; empty: the force's time. What is reported or named asks again anyway"`
	decider
}

var confirmDenyCommand = Command{
	Path: "ci confirm-deny", Synonyms: []string{"ci ncnd", "ci confirm deny", "ci confirm or deny"},
	Usage: "/ci confirm-deny THE QUESTION | asked by … | public … | person … | confirm … | deny … | neither … | nothing yet … | victims … | future … | decided confirm|deny|neither|nothing-yet | because …",
	Short: "Decides whether to confirm, deny or do neither: both safety answers first, at least two weighed, no default. Sensitive book.",
	Examples: []string{
		"/ci confirm-deny Is he on the register? | asked by a neighbour | public neighbours may act on what we say | person he was threatened twice; silence is read as yes | deny he is believed by most | neither rumour goes on | victims none is known | future people will ask of everybody | decided deny | because it is untrue and he is in danger",
	},
	Title: "Confirm, deny, neither", Button: "Decide: confirm, deny, neither",
	Private:  true,
	Intro:    func(in *Input) string { return in.precedents() },
	Question: func() any { return new(confirmDenyAsk) },
	Check:    func(_ *Input, q any) map[string]string { return notWeighed(&q.(*confirmDenyAsk).ConfirmDeny) },
	Run:      func(in *Input, q any) (Output, error) { return in.confirmDeny(q.(*confirmDenyAsk)) },
}

// fewestShown is how many decisions of one outcome there must be before their number is shown: fewer could be told apart (S24).
const fewestShown = 5

// precedents are the earlier decisions of this force, as numbers, for those who may decide.
func (in *Input) precedents() string {
	if in.Full == nil || !in.asker().May(incident.ActConfirmDeny) {
		return ""
	}
	var out []string
	for _, x := range []struct {
		choice incident.Confirmation
		words  string
	}{{incident.ToConfirmIt, "confirmed"}, {incident.ToDenyIt, "denied"}, {incident.ToDoNeither, "neither"}, {incident.ToSayNothing, "nothing said yet"}} {
		if n := in.Register.Precedents[x.choice]; n >= fewestShown {
			out = append(out, x.words+" "+strconv.Itoa(n))
		}
	}
	said := "none of which there are " + strconv.Itoa(fewestShown) + " or more"
	if len(out) > 0 {
		said = strings.Join(out, ", ") + "; fewer than " + strconv.Itoa(fewestShown) + " are not shown"
	}
	return "Earlier decisions of this force: " + said + ". What is decided here may be expected everywhere."
}

// notWeighed is what was not weighed before it was decided (S23).
func notWeighed(c *incident.ConfirmDeny) map[string]string {
	wrong, weighed := map[string]string{}, c.Weighed()
	if len(weighed) < 2 {
		wrong["Deny"] = "At least two of confirm, deny, neither and nothing yet are weighed before one is chosen: say what follows from each."
	}
	if c.Choice != "" && !slices.Contains(weighed, c.Choice) {
		wrong["Choice"] = "What is decided was not weighed: say what follows from it."
	}
	return wrong
}

func (in *Input) confirmDeny(a *confirmDenyAsk) (Output, error) {
	f, err := in.fillPrivate(a.By)
	if err != nil {
		return Output{}, err
	}
	if err := f.may(incident.ActConfirmDeny, "Deciding whether to confirm, deny or do neither"); err != nil {
		return Output{}, err
	}
	body := a.ConfirmDeny
	_, before, _ := incident.Latest[*incident.ConfirmDeny](in.Full.Sensitive)
	body.Review, body.ToConfirm = f.batch.NextReview(f.book), f.toConfirm()
	seq := f.add(&body)
	f.review("confirm, deny or neither: does it still stand", seq, in.commander(), dueOr(in, a.Review, in.Force.Settings.Review.ConfirmDeny))
	f.supersedes(before, "decided anew")
	out := f.output()
	out.Register = []incident.Draft{{Book: incident.BookRegister, Body: &incident.Precedent{Choice: body.Choice}}}
	return out, nil
}

type confirmWordsAsk struct {
	incident.ConfirmDenyWords
	decider
}

var confirmWordsCommand = Command{
	Path: "ci confirm-deny words", Synonyms: []string{"ci ncnd words", "ci confirm deny words"},
	Usage: "/ci confirm-deny words THE WORDS | given by … | to … | when … [| no inference …] [| plain …]",
	Short: "The words of that decision. For neither: why, in plain words, and that no inference can be drawn. They go with every task.",
	Examples: []string{
		"/ci confirm-deny words We never say of anybody whether police know him, because a wrong word puts people in danger | no inference We say this of everybody, so nothing can be read into it | plain Reid | given by NPT officers | to whoever asks | when from 2230",
	},
	Title: "The words", Button: "Give the words",
	Private:  true,
	Question: func() any { return new(confirmWordsAsk) },
	Before:   (*Input).wordsCome,
	Check: func(in *Input, q any) map[string]string {
		a := q.(*confirmWordsAsk)
		by, err := decidedBy(in, a.By)
		if err != nil || in.mayAs(by, incident.ActConfirmDeny, "") != nil {
			return nil // what was decided shows in what its words lack
		}
		if decision, _, ok := incident.Latest[*incident.ConfirmDeny](in.Full.Sensitive); ok && decision.Choice == incident.ToDoNeither {
			return neitherFaults(&a.ConfirmDenyWords)
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) { return in.confirmWords(q.(*confirmWordsAsk)) },
}

// wordsCome is what stands against giving words. What was decided shows to those alone who may decide it.
func (in *Input) wordsCome() error {
	if in.asker().May(incident.ActConfirmDeny) {
		if err := in.toBeWorded(); err != nil {
			return err
		}
	}
	return in.heldUp(incident.BlocksWords)
}

// toBeWorded refuses words before it was decided that there are any.
func (in *Input) toBeWorded() error {
	decision, _, ok := incident.Latest[*incident.ConfirmDeny](in.Full.Sensitive)
	switch {
	case !ok:
		return RefuseTry("no-decision", "The words come second. First it is decided, with both safety answers and what was weighed.", "/ci confirm-deny THE QUESTION | …")
	case decision.Choice == incident.ToSayNothing:
		return RefuseTry("nothing-yet", "It was decided to say nothing yet: there are no words to give.", "/ci confirm-deny THE QUESTION | …")
	}
	return nil
}

func (in *Input) confirmWords(a *confirmWordsAsk) (Output, error) {
	f, err := in.fillPrivate(a.By)
	if err != nil {
		return Output{}, err
	}
	if err := f.may(incident.ActConfirmDeny, "Giving the words"); err != nil {
		return Output{}, err
	}
	if err := in.toBeWorded(); err != nil {
		return Output{}, err
	}
	decision, line, _ := incident.Latest[*incident.ConfirmDeny](in.Full.Sensitive)
	body := a.ConfirmDenyWords
	body.Decision, body.Choice, body.Line, body.ToConfirm = line.Seq, decision.Choice, len(in.Full.Open.LinesToTake)+1, f.toConfirm()
	f.add(&body)
	approved := &incident.LineApproved{N: body.Line, Text: strings.TrimSpace(body.Text + " " + body.NoInference), ToConfirm: f.toConfirm()}
	f.batch.Add(incident.Draft{Book: incident.BookOpen, DecidedBy: f.by.Who, Body: approved})
	return f.output(), nil
}

// neitherFaults is what neither needs beside its words, all at once (S26, S27).
func neitherFaults(w *incident.ConfirmDenyWords) map[string]string {
	fields := map[string]string{}
	if w.NoInference == "" || saysNothing(w.NoInference) {
		fields["NoInference"] = "To do neither needs a sentence that no inference can be drawn from it. Add: | no inference We say the same of everybody, so nothing can be read into it."
	}
	if len(strings.Fields(w.Text)) < fewestWords {
		fields["Text"] = "To do neither is explained very carefully: say why nothing is said, in plain words."
	}
	if w.Plain == "" || saysNothing(w.Plain) {
		fields["Plain"] = "Say who read the explanation for plain words; not the person who wrote it. Add: | plain Reid."
	}
	return fields
}

// fewestWords an explanation has: “no comment” is none.
const fewestWords = 6

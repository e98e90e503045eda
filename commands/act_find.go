package commands

import (
	"slices"
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/say"
)

// Place is where an act is done and what its person may see, as far as finding its incident needs it. The functions are
// called only when they are needed.
type Place struct {
	Register *incident.Register
	// Input, if set, makes what a form is filled with: an act whose incident has to be asked then opens its form.
	Input func() *Input
	// Room is the incident whose room this is; empty elsewhere.
	Room incident.Ref
	// May reports whether the person may see an incident of the register.
	May func(incident.Ref) bool
	// Live are the live incidents that the person may see, the newest first.
	Live func() []incident.Ref
	// Asked is what waits for the person's answer, in those incidents (Waiting gathers it for each).
	Asked func() []Asked
}

// Find settles which incident the act is about: the one that is named, that of the room, or the only one that it can mean.
// It is empty for an act that needs none. Where several could be meant it asks, with a button for each; it never guesses.
// The error is a *bot.UserError; for a name that is not known, or not to this person, NoSuchIncident.
func (a *Act) Find(p Place) (incident.Ref, error) {
	if a.Command == nil || a.Command.Where == Nowhere {
		return "", nil
	}
	if a.Ref != "" {
		ref, ok := findRef(p.Register, a.Ref)
		if !ok || !p.May(ref) {
			return "", NoSuchIncident()
		}
		return ref, nil
	}
	if a.miss != nil && p.Room == "" && a.Command.Where == InIncident {
		return "", a.miss
	}
	if ref, done, err := a.findSoft(p); done {
		return ref, err
	}
	if p.Room != "" {
		return p.Room, nil
	}
	if ref, done, err := a.findAsked(p); done {
		return ref, err
	}
	if a.Command.Where == Anywhere {
		return "", nil
	}
	live := p.Live()
	switch {
	case len(live) == 1 && a.Command.Answers:
		return live[0], nil
	case len(live) == 0:
		return "", &bot.UserError{Code: "no-incident", Say: "No incident is open that you are in. " + nothing + " " + gaveBack(a.line()) + tryThis + "/ci call what is happening"}
	}
	return "", a.whichIncident(p, live)
}

// findSoft settles a bare number in front of words: `142 windows broken`. Outside a room it is an incident that the person
// may see, or else a word. In a room it is a word, unless it is an incident too: then it is asked.
func (a *Act) findSoft(p Place) (ref incident.Ref, done bool, err error) {
	if a.soft == "" || a.way != byLine {
		return "", false, nil
	}
	ref, ok := findRef(p.Register, a.soft)
	if !ok || !p.May(ref) || (p.Room != "" && ref != p.Room && a.Command.Answers) {
		return "", false, nil
	}
	after := strings.TrimSpace(a.words[len(firstWords(a.words, 1)[0].text):])
	if p.Room != "" && ref != p.Room {
		return "", true, a.numberOrWord(ref, p.Room)
	}
	if after == "" && p.Room != "" {
		return "", false, nil // `/ci log 20` in the room of 20 counts
	}
	a.words, a.Ref = after, string(ref) // settled: a second look finds the same
	return ref, true, nil
}

// numberOrWord asks whether a bare number names another incident or is the first word of what was typed here.
func (a *Act) numberOrWord(other, room incident.Ref) error {
	n := a.soft
	return &bot.UserError{
		Code: "number-or-word",
		Say: n + " may be the incident " + string(other) + " or the first word of what you typed here, in " + string(room) + ". " + nothing + " " +
			gaveBack(a.line()) + tryThis + "/" + a.Command.Path + " " + string(other) + " … for the other incident" + tryThis + "/" + a.Command.Path + " " + string(room) + " " +
			n + " … for this one",
		Actions: []bot.Action{
			{ID: say.ActionID(a.Command.Path, room), Label: a.Command.button() + " in " + string(room)},
			{ID: say.ActionID(a.Command.Path, other), Label: a.Command.button() + " in " + string(other)},
		},
	}
}

// findAsked looks among what waits for the person, for an act that answers such a thing: `accept E-1`, `done 1 …`.
func (a *Act) findAsked(p Place) (ref incident.Ref, done bool, err error) {
	if p.Asked == nil {
		return "", false, nil
	}
	c := a.number()
	var fit []Asked
	for _, k := range p.Asked() {
		if k.answers(a.Command.Path) && (c.end == 0 || k.is(c)) {
			fit = append(fit, k)
		}
	}
	switch len(fit) {
	case 0:
		return "", false, nil
	case 1:
		if c.end == 0 && a.way == byLine && numbered(a.Command.fields()) != nil {
			a.words = strings.TrimSpace(fit[0].Name + " " + a.words)
		}
		a.Ref, a.echo = string(fit[0].Ref), "This is about "+fit[0].Outside()+"."
		return fit[0].Ref, true, nil
	}
	return "", true, a.whichAsked(fit)
}

// whichAsked asks which of several things was meant.
func (a *Act) whichAsked(fit []Asked) error {
	err := &bot.UserError{Code: "which"}
	var names []string
	for _, k := range fit[:min(len(fit), maxChoices)] {
		names = append(names, k.Outside())
		for _, ans := range k.Answers {
			if ans.Path == a.Command.Path {
				err.Actions = append(err.Actions, ans.action(k))
			}
		}
	}
	err.Say = "That may be about " + orList(names) + ". " + nothing + " " + gaveBack(a.line())
	return err
}

// whichIncident asks which incident was meant: the form opens with what was typed and a choice of them.
func (a *Act) whichIncident(p Place, all []incident.Ref) error {
	live := all[:min(len(all), maxChoices)]
	err := &bot.UserError{Code: "which-incident"}
	var names []string
	for _, ref := range live {
		names = append(names, string(ref))
		err.Actions = append(err.Actions, bot.Action{ID: say.ActionID(a.Command.Path, ref, a.known()...), Label: a.Command.button() + ": " + string(ref)})
	}
	err.Say = "Which incident is this for: " + orList(names) + "? " + nothing + " " + gaveBack(a.line()) +
		tryThis + strings.TrimSpace("/"+a.Command.Path+" "+string(live[0])+" "+clip(a.again(), 300))
	if p.Input != nil && a.Command.Question != nil {
		err.Form = a.incidentForm(p.Input(), all)
	}
	return err
}

// again are the words as they would be typed again, without what is never given back.
func (a *Act) again() string {
	if a.Command.secret() {
		return "…"
	}
	return text(a.words)
}

// known are the numbers of an act, as a button carries them: never words.
func (a *Act) known() []string {
	f := numbered(a.Command.fields())
	if f == nil {
		return nil
	}
	if c := cutNumber(a.words); a.way == byLine && c.end > 0 {
		return []string{f.name + "=" + c.local}
	}
	if value := a.values[f.name]; value != "" {
		return []string{f.name + "=" + value}
	}
	return nil
}

// maxChoices is how many choices are offered at once (CONTRACT §4).
const maxChoices = 8

// incidentForm is the form of an act with the choice of an incident in front, filled with what was typed.
func (a *Act) incidentForm(in *Input, live []incident.Ref) *bot.Form {
	f := a.form(in, a.read(in))
	choice := bot.Field{Name: incidentName, Label: "Incident", Short: "Incident", Type: bot.FieldChoice, Required: true}
	for _, ref := range live[:min(len(live), mostOptions)] {
		choice.Options = append(choice.Options, bot.Option{Value: string(ref), Label: string(ref)})
	}
	f.Fields = slices.Insert(f.Fields, 0, choice)
	return f
}

// mostOptions is how many options every platform can show in one choice.
const mostOptions = 100

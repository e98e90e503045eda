package commands

import (
	"strings"
	"time"

	"loggist/incident"
)

// reviewPrompts are what a review of the incident as a whole leaves open (S35, R3.4): whether it could become critical, and of a
// declared one why its level is enough. They stand on the card until somebody says so, and in the handover until then.
func (in *Input) reviewPrompts(r *incident.Review, done *incident.ReviewDone) incident.Prompts {
	if in.Book == incident.BookSensitive || !in.wholeIncident(r) {
		return incident.Prompts{}
	}
	switch stage := in.Full.Open.Stage; {
	case stage == incident.StageDeclared && done.Level == "": // of whose review it is, until the next one
		p := in.prompt(incident.AskLevel, "")
		p.Of, p.People, p.Due = r.Owner, in.holders(r.Owner), in.Now.Add(in.Force.Settings.Review.Declared).Truncate(time.Millisecond)
		return incident.Prompts{Asks: []incident.Prompt{p}}
	case stage != incident.StageDeclared && done.Critical == "" && stage.May(incident.StagePotential): // of whoever did it, and in the next handover
		p := in.prompt(incident.AskCritical, "")
		p.Of, p.People, p.Due = incident.Charge{Label: "whoever did the review, " + in.Actor.Label()}, []incident.Who{in.Me()}, time.Time{}
		return incident.Prompts{Asks: []incident.Prompt{p}}
	}
	return incident.Prompts{}
}

// wholeIncident reports whether a review is one of the incident as a whole: the first one, or of the decision about declaring.
func (in *Input) wholeIncident(r *incident.Review) bool {
	if strings.HasPrefix(r.What, wholeReview) {
		return true
	}
	l, ok := in.Full.Open.Line(r.Of)
	if !ok {
		return false
	}
	switch l.Body.(type) {
	case *incident.Potential, *incident.Declared, *incident.NotDeclared:
		return true
	}
	return false
}

// wholeReview begins what the first review of an incident is about.
const wholeReview = "the incident as a whole"

// couldBecome makes a potential critical incident of one that could become critical (S36): by whoever may, else whoever may is
// asked. One that is one already stays as it is.
func (o *opening) couldBecome(c incident.Criticality, because string) {
	stage := o.full.Open.Stage
	if c != incident.CriticalMaybe && c != incident.CriticalYes || stage == incident.StagePotential || !stage.May(incident.StagePotential) {
		return
	}
	v := o.in.potential("it could become critical ("+string(c)+"): "+because, "")
	if o.in.asker().May(v.act) {
		o.decided(v)
		return
	}
	o.asked(&incident.DeclareAsked{What: v.to, Reason: v.reason}, incident.Policy[v.act].Asks)
}

// criticality reads an answer in words: no, maybe or yes stands first.
func criticality(words string) (incident.Criticality, bool) {
	w := firstWords(words, 1)
	if len(w) == 0 {
		return "", false
	}
	c := incident.Criticality(squash(strings.TrimRight(w[0].text, ",;")))
	return c, c == incident.CriticalNo || c == incident.CriticalMaybe || c == incident.CriticalYes
}

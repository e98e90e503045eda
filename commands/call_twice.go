package commands

import (
	"slices"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// samePlace finds a live incident that was called for the same place, among those that the person may see: of another he
// must not learn.
func (in *Input) samePlace(where string) (*incident.Full, bool) {
	if in.Visible == nil || where == "" {
		return nil, false
	}
	for _, f := range in.Visible() {
		if h := &f.Open.Head; h.Live() && h.Stage != incident.StageStoodDown && placesMatch(h.Where, where) {
			return f, true
		}
	}
	return nil, false
}

// placesMatch reports whether two ways of saying a place mean the same: the words of one are all in the other. One word
// alone ("Riverside") is too wide to mean a place within it.
func placesMatch(a, b string) bool {
	x, y := wordsOf(a), wordsOf(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 || len(x) == 1 && len(y) > 1 {
		return false
	}
	return !slices.ContainsFunc(x, func(w string) bool { return !slices.Contains(y, w) })
}

// showFirst shows a second caller the first call. He goes to it, or calls another all the same, with his words as they are.
func (in *Input) showFirst(first *incident.Full, c *callAsk) Output {
	h := &first.Open.Head
	ref := string(first.Open.Ref)
	a := Act{Command: lookup("ci call"), values: map[string]string{"what": c.What, "where": c.Where, "why": c.Why}, way: byButton}
	form := a.form(in, a.read(in))
	form.ID += ":" + confirmedName + "%3D" + yes
	form.Submit = "Call another incident beside " + ref
	text := ref + " was called for the same place by " + h.CalledBy.Name + " at " + force.Clock(h.CalledAt, in.Force.Zone, in.Now) + ": " + h.What +
		"\n" + notYet + " Go to its room, " + first.Open.Ref.RoomName() + in.Force.Named(", or call another; /ci link says that two belong together.")
	return Output{Reply: bot.Reply{
		OK: true, Text: text, Form: form, Incident: ref,
		Actions: []bot.Action{{ID: say.ActionID("ci status", first.Open.Ref), Label: "Show " + ref}},
	}}
}

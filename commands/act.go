package commands

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// Act is something that a person asks for: a command with its words, whether they were typed, filled into a form, or
// stand behind a button. It is made by ReadLine, ReadText, ReadAction and ReadForm.
type Act struct {
	Command *Command
	// Ref is the incident as it was named, "" when none was. See [Act.Incident].
	Ref string
	// AsTyped, when set, is the key under which a message stands that is to be read again as the command it looks like
	// (see ReadText); Command is then nil.
	AsTyped string

	slash, typed string // the line as it was typed, for giving it back
	words        string // what stands after verb and reference
	soft         string // a bare number in front of free words: an incident's, or one of them
	instead      *Command
	values       map[string]string // by field name; nil while they are still words
	args         []string          // of a button, by place
	way          way
	miss         error         // a verb that is only nearly Command's: asked, with its form
	book         incident.Book // the side that a form was opened on
	confirmed    bool
	echo         string // said before the answer, when the incident was found and not named
}

// way is how a person acted.
type way int

const (
	byLine way = iota
	byButton
	byForm
)

// Sentences that are the same bytes for everybody (CONTRACT §3).
const noSuchIncident = "I know of no such incident. " + nothing

// NoSuchIncident answers for an incident that does not exist and for one that the person may not see: the same bytes.
func NoSuchIncident() *bot.UserError {
	return &bot.UserError{Code: "no-such-incident", Say: noSuchIncident}
}

// NotPoliceStaff answers whoever may give no commands: unknown, deactivated, suspended, guest, partner.
func NotPoliceStaff(f *force.Force) *bot.UserError {
	return &bot.UserError{Code: "not-police-staff", Say: "Loggist does not know this account as police staff. " + nothing +
		" If someone is in danger ring 999 or the control room on " + f.ControlRoom + "."}
}

// Incident finds the incident that was named; named is false when none was. A name that means no incident of the register
// is answered by NoSuchIncident.
func (a Act) Incident(reg *incident.Register, _ time.Time) (ref incident.Ref, named bool, err error) {
	if a.Ref == "" {
		return "", false, nil
	}
	ref, ok := findRef(reg, a.Ref)
	if !ok {
		return "", true, NoSuchIncident()
	}
	return ref, true, nil
}

// findRef reads CI-2026-0142, ci-142, 2026-0142 or 142; without a year it is the newest of that number.
func findRef(reg *incident.Register, s string) (incident.Ref, bool) {
	year, n := 0, 0
	if m := refPattern.FindStringSubmatch(s); m != nil {
		year, n = number(m[1]), number(m[2])
	} else if m := yearlyPattern.FindStringSubmatch(s); m != nil {
		year, n = number(m[1]), number(m[2])
	} else if m := barePattern.FindStringSubmatch(s); m != nil {
		n = number(m[1])
	}
	if n == 0 {
		return "", false
	}
	for _, ref := range slices.Backward(reg.Refs) {
		if y, m, ok := ref.Parts(); ok && m == n && (year == 0 || y == year) {
			return ref, true
		}
	}
	return "", false
}

// Run reads the words and does what they ask. Words that cannot stand are refused all at once, with everything given back.
func (a Act) Run(in *Input) (Output, error) {
	out, err := a.run(in)
	if err != nil {
		if u, ok := errors.AsType[*bot.UserError](err); ok && u.Code == codeHidden {
			return Output{}, &bot.UserError{Code: codeHidden, Say: u.Say + " " + nothing + " " + notGivenBack}
		}
		err = a.refusal(in, err)
		if u, ok := errors.AsType[*bot.UserError](err); ok && a.Command != nil && a.Command.secret() {
			err = a.Command.withoutSecrets(u)
		}
		return Output{}, err
	}
	if a.echo != "" && out.Reply.Text != "" {
		out.Reply.Text = a.echo + "\n" + out.Reply.Text
	}
	return out, nil
}

func (a *Act) run(in *Input) (Output, error) {
	if a.Command == nil {
		return Output{}, errors.New("run act: no command")
	}
	if a.miss != nil {
		return Output{}, a.miss
	}
	in.Form, in.Confirmed = a.way == byForm, a.confirmed
	if err := a.settleVerb(in); err != nil {
		return Output{}, err
	}
	if a.Command.Where == InIncident && in.Full == nil {
		return Output{}, errors.New("run " + a.Command.Path + ": no incident")
	}
	if a.book != "" && in.Full != nil && in.Book != a.book {
		return Output{}, NoSuchIncident() // a form of the second room never acts on the open one
	}
	if c := a.Command; c.Where == InIncident && !c.Answers && !c.WhenClosed && in.Book != incident.BookSensitive && in.Full.Open.Stage == incident.StageClosed {
		return Output{}, RefuseTry("closed", refOf(in)+" is closed: nothing is added to it.", "/ci reopen "+refOf(in)+" | because …")
	}
	if err := a.throughGlass(in); err != nil {
		return Output{}, err
	}
	v := a.read(in)
	if hides := a.Command.Hides; hides != nil {
		if err := hides(in, v.raw); err != nil {
			return Output{}, err
		}
	}
	if before := a.Command.Before; before != nil {
		if err := before(in); err != nil {
			return Output{}, a.stands(in, v, err)
		}
	}
	if a.wantsForm(v) {
		if a.Command.Question != nil {
			if q, ok := a.Command.Question().(knowing); ok {
				q.known(in, v.raw)
			}
		}
		return Output{Reply: bot.Reply{OK: true, Text: a.opens(), Form: a.form(in, v)}}, nil
	}
	q, err := v.fill()
	if err != nil {
		return Output{}, err
	}
	if c := a.Command; c.Confirm != "" && !a.confirmed && (c.Confirms == nil || c.Confirms(in, q)) {
		return a.askConfirm(in, v), nil
	}
	out, err := a.Command.Run(in, q)
	if err == nil {
		err = in.keptOut(a.Command, out.Entries)
	}
	in.askWhetherThreat(out.Entries)
	if err == nil && in.Glass && out.Post {
		err = Refuse("glass", "Through broken glass nothing is said in a room. Leave out: | post")
	}
	return out, err
}

// knowing is a question of whose form more is known than its button carries, which holds no content.
type knowing interface {
	known(in *Input, raw map[string]string)
}

// settleVerb decides what a verb without its number meant (`/escalate end of shift`): with nothing that it could be about,
// and a command that is never refused for words, it was words.
func (a *Act) settleVerb(in *Input) error {
	if a.instead == nil || a.way != byLine {
		return nil
	}
	if a.Command.NeverRefused && !openNumbers(in, a.instead) {
		return nil
	}
	return a.verbOrWords()
}

// wantsForm reports whether the act is one that opens its form: a button that is not done at one tap, and a command typed
// without any of what it needs.
func (a *Act) wantsForm(v *values) bool {
	switch a.way {
	case byForm:
		return false
	case byButton:
		atOnce := a.Command.AtOnce || a.Command.Answers || len(v.fields) == 0
		return !atOnce || v.lacks()
	}
	return a.words == "" && len(a.values) == 0 && v.lacks()
}

// opens is what is said above a form that opens.
func (a *Act) opens() string { return a.Command.button() + ": fill in the form. " + notYet }

// askConfirm ends with a button that says the act and the reference.
func (a *Act) askConfirm(in *Input, v *values) Output {
	f := a.form(in, v)
	a.confirmForm(in, f)
	return Output{Reply: bot.Reply{OK: true, Text: f.Submit + "? " + notYet, Form: f, Incident: refOf(in)}}
}

func refOf(in *Input) string {
	if in.Full == nil {
		return ""
	}
	return string(in.Full.Open.Ref)
}

// line is what was typed, as it would be typed again.
func (a *Act) line() string {
	if a.Command != nil && a.Command.secret() {
		return "/" + a.Command.Path + " …. " + notGivenBack
	}
	if a.way == byLine {
		if a.slash == "" { // an answer, in a direct message
			return strings.TrimSpace(text(a.typed))
		}
		return strings.TrimSpace("/" + a.slash + " " + text(a.typed))
	}
	return compose(a.Command, a.values, "")
}

// ReadAction reads the id of a button (say.ActionID).
func ReadAction(id string) (Act, error) {
	path, ref, args, ok := say.ReadActionID(id)
	if !ok {
		return Act{}, stale("button")
	}
	if path == asTypedPath && len(args) == 1 {
		return Act{AsTyped: args[0], way: byButton}, nil
	}
	c := lookup(path)
	if c == nil {
		return Act{}, stale("button")
	}
	a := Act{Command: c, Ref: string(ref), way: byButton, values: map[string]string{}}
	for _, arg := range args {
		plain, err := plainText(arg, nil)
		if err != nil {
			return Act{}, stale("button")
		}
		arg = text(plain)
		name, value, named := strings.Cut(arg, "=")
		switch {
		case named && name == confirmedName:
			a.confirmed = true
		case named && name == bookName:
			a.book = incident.Book(value)
		case named && hasField(c, name):
			a.values[name] = value
		default:
			a.args = append(a.args, arg)
		}
	}
	a.placeArgs()
	return a, nil
}

// placeArgs gives the arguments of a button that have no name to the fields, in order.
func (a *Act) placeArgs() {
	i := 0
	for _, f := range a.Command.fields() {
		if i == len(a.args) {
			return
		}
		if _, named := a.values[f.name]; named {
			continue
		}
		a.values[f.name] = a.args[i]
		i++
	}
}

func hasField(c *Command, name string) bool {
	return slices.ContainsFunc(c.fields(), func(f field) bool { return f.name == name })
}

// ReadForm reads a form that was sent: what it carried in its id, and what was filled in.
func ReadForm(id string, filled map[string]string, who Accounts) (Act, error) {
	a, err := ReadAction(id)
	if err != nil || a.Command == nil {
		return Act{}, stale("form")
	}
	a.way = byForm
	for name, value := range filled {
		if name != incidentName && !hasField(a.Command, name) {
			continue // of another version of the form
		}
		plain, err := plainText(value, who)
		if err != nil {
			return Act{}, err
		}
		if name == incidentName {
			a.Ref = text(plain)
			continue
		}
		a.values[name] = text(plain)
	}
	return a, nil
}

// stale refuses a button or a form that this version does not know.
func stale(what string) error {
	return &bot.UserError{Code: "stale", Say: "This " + what + " is of an earlier version and does nothing any more. " + nothing + "\nTry: /ci help"}
}

// Names of what forms and buttons carry beside fields. No field is called so: the names of fields have no stroke.
const (
	confirmedName = "confirmed_act"
	bookName      = "book_side"
	incidentName  = "incident_ref"
)

// formID carries everything that is needed to act on a form when it is sent; nothing about it is kept here.
func (a *Act) formID(ref incident.Ref, hidden map[string]string) string {
	var args []string
	for _, name := range slices.Sorted(maps.Keys(hidden)) {
		args = append(args, name+"="+hidden[name])
	}
	return say.ActionID(a.Command.Path, ref, args...)
}

// openNumbers reports whether anything is open that a verb of this series could be about.
func openNumbers(in *Input, c *Command) bool {
	f := numbered(c.fields())
	if in.Full == nil || f == nil || len(f.series) == 0 {
		return false
	}
	s := in.Side()
	switch incident.Series(f.series[0]) {
	case incident.SeriesEscalation:
		return len(s.OpenEscalations()) > 0
	case incident.SeriesTask:
		return len(s.Tasks) > 0
	case incident.SeriesReview:
		return len(s.Reviews) > 0
	}
	return true
}

func kilobytes(n int) string { return strconv.Itoa((n+512)>>10) + " kB" }

package mattermost

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
)

// What a dialog takes.
const (
	stepMost    = 5 // fields of one dialog
	lineMax     = 150
	areaMax     = 3000
	radioMax    = 5
	optionsMax  = 100
	unanswered  = "-" // an option may not be empty
	partsMost   = 4   // inputs that what was typed of one field already is spread over
	fieldGlue   = "~" // between a field's name and the number of its input
	introMost   = 3000
	placeholder = "as you would say it: 1410, in 2h, tomorrow 0800"
)

// stepsOf are the fields of each dialog that a form is asked in. What was typed already and is longer than one input takes
// the room of several.
func stepsOf(f *bot.Form) [][]bot.Field {
	var out [][]bot.Field
	n := 0
	for _, field := range f.Fields {
		w := len(stretches(field.Value, areaMax))
		if len(out) == 0 || n+w > stepMost {
			out, n = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], field)
		n += w
	}
	if len(out) == 0 {
		out = [][]bot.Field{nil}
	}
	return out
}

// openForm opens a form at its first step. Where its time has run out it returns the words with a button that opens it.
func (p *Platform) openForm(ctx context.Context, to target, reply bot.Reply) (bot.Reply, bool) {
	t := ticket{Form: reply.Form, At: to.at, Hook: to.hook, Nonce: rand.Text()}
	if to.trigger != "" && p.showStep(ctx, to, t, introOf(reply)) == nil {
		return bot.Reply{}, true
	}
	return p.offered(to, reply), false
}

// openStep opens the step of a form for which a button was pressed.
func (p *Platform) openStep(ctx context.Context, to target, t ticket) (bot.Reply, bool) {
	if err := p.showStep(ctx, to, t, t.Form.Intro); err != nil {
		return bot.Reply{Text: "The form could not be opened. Nothing was recorded, and what you typed is kept: please press the button again."}, false
	}
	return bot.Reply{}, true
}

// offersForm begins the label of a button that opens a form.
const offersForm = "Open the form: "

// offered is a reply with a button that opens its form.
func (p *Platform) offered(to target, reply bot.Reply) bot.Reply {
	form := *reply.Form
	form.Intro = introOf(reply)
	t := ticket{Form: &form, At: to.at, Hook: to.hook, Nonce: rand.Text()}
	label := offersForm + form.Title
	if reply.Text == "" {
		reply.Text = label + ". Nothing is recorded yet."
	}
	reply.Form = nil
	reply.Actions = append(slices.Clone(reply.Actions), p.formButton(useOpen, label, to, t))
	return reply
}

// sealedButton begins the id of a button that is about a form: what follows is its ticket. It is sealed anew where it will
// stand, since a ticket is valid in one room.
const sealedButton = "sealed:"

func (p *Platform) formButton(u use, label string, to target, t ticket) bot.Action {
	t.Use, t.User, t.Room, t.Until = u, to.user, to.channel, until(formFor)
	return bot.Action{ID: sealedButton + p.seal(t), Label: label}
}

// goOn offers the next step of a form in the person's own conversation: what was typed so far goes with the button.
func (p *Platform) goOn(ctx context.Context, to target, t ticket) error {
	channel, err := p.direct(ctx, to.user)
	if err != nil {
		return err
	}
	if t.At == "" {
		t.At = to.channel
	}
	t.Step++
	here := target{channel: channel, user: to.user}
	steps := len(stepsOf(t.Form))
	submit := t.Form.Submit
	if submit == "" {
		submit = t.Form.Title
	}
	text := fmt.Sprintf("%s: part %d of %d is kept for an hour. Nothing is recorded yet.", t.Form.Title, t.Step, steps)
	return p.confide(ctx, here, bot.Reply{Text: text, Actions: []bot.Action{
		p.formButton(useOpen, fmt.Sprintf("Go on with part %d of %d: %s", t.Step+1, steps, t.Form.Title), here, t),
		p.formButton(useSend, "Send it as it is: "+submit, here, t),
	}})
}

// introOf is what stands above the fields: the words of a refusal, then those of the form.
func introOf(r bot.Reply) string {
	if r.Form.Intro == "" || strings.Contains(r.Text, r.Form.Intro) {
		return r.Text
	}
	return strings.TrimSpace(r.Text + "\n" + r.Form.Intro)
}

// showStep opens a dialog.
func (p *Platform) showStep(ctx context.Context, to target, t ticket, intro string) error {
	t.Use, t.Room, t.User, t.Until = useStep, to.channel, to.user, until(formFor)
	r, err := p.api.OpenInteractiveDialog(ctx, model.OpenDialogRequest{
		TriggerId: to.trigger, URL: p.Callback + pathForm, Dialog: dialog(t, intro, p.seal(t)),
	})
	if err != nil {
		e := p.failed("actions/dialog", r, err)
		p.warn(ctx, "a form could not be shown", e)
		return e
	}
	return nil
}

// dialog makes one step of a form.
func dialog(t ticket, intro, state string) model.Dialog {
	steps := stepsOf(t.Form)
	d := model.Dialog{CallbackId: "loggist", Title: clip(t.Form.Title, titleMax), State: state}
	last := t.Step == len(steps)-1
	submit := t.Form.Submit
	if submit == "" {
		submit = t.Form.Title
	}
	var said []string
	if len(intro) > introMost {
		intro = clip(intro, introMost)
	}
	if intro != "" {
		said = append(said, intro)
	}
	if len(steps) > 1 {
		said = append(said, fmt.Sprintf("Part %d of %d. Nothing is recorded before the last part is sent.", t.Step+1, len(steps)))
	}
	switch {
	case !last:
		d.SubmitLabel = "Keep and go on"
	case len(submit) <= titleMax:
		d.SubmitLabel = submit
	default:
		d.SubmitLabel = "Send"
		said = append(said, "The button Send does this: "+submit)
	}
	for _, f := range steps[t.Step] {
		if v, ok := t.Typed[f.Name]; ok && f.Value == "" {
			f.Value = v
		}
		elements, more := inputs(f)
		d.Elements = append(d.Elements, elements...)
		if more != "" {
			said = append(said, more)
		}
	}
	d.IntroductionText = escape(strings.Join(said, "\n"))
	return d
}

// inputs are those of a field: one, or as many as what was typed already needs. What does not fit beside it is said above.
func inputs(f bot.Field) (out []model.DialogElement, more string) {
	label, help := f.Label, f.Help
	if len(label) > titleMax {
		short := f.Short
		if short == "" || len(short) > titleMax {
			short = clip(label, titleMax)
		}
		label, help = short, strings.TrimSpace(f.Label+". "+f.Help)
	}
	options := choices(f)
	if f.Type == bot.FieldChoice && options == nil {
		var names []string
		for _, o := range f.Options {
			names = append(names, o.Label)
		}
		help = strings.TrimSpace(help + " One of: " + strings.Join(names, ", "))
	}
	if len(help) > helpMax {
		more, help = label+": "+help, clip(help, helpMax)
	}
	e := model.DialogElement{DisplayName: label, Name: f.Name, HelpText: help, Optional: !f.Required}
	if options != nil {
		e.Type, e.Options = "select", options
		if len(options) <= radioMax {
			e.Type = "radio"
		}
		if slices.ContainsFunc(options, func(o *model.PostActionOptions) bool { return o.Value == f.Value }) {
			e.Default = f.Value
		}
		return append(out, e), more
	}
	for i, text := range stretches(f.Value, areaMax) {
		e.Type, e.MaxLength, e.Default = "textarea", areaMax, text
		if f.Limit > 0 {
			e.MaxLength = min(areaMax, max(f.Limit, utf8.RuneCountInString(text)))
		}
		if short := f.Type != bot.FieldLines && (f.Limit == 0 || f.Limit <= lineMax) && len(f.Value) <= lineMax; short {
			e.Type, e.MaxLength = "text", lineMax
			if f.Limit > 0 {
				e.MaxLength = f.Limit
			}
		}
		if f.Type == bot.FieldTime {
			e.Placeholder = placeholder
		}
		if i > 0 {
			e.Name, e.HelpText, e.Optional = fmt.Sprintf("%s%s%d", f.Name, fieldGlue, i+1), "", true
			e.DisplayName = clip(label, titleMax-10) + fmt.Sprintf(", part %d", i+1)
		}
		out = append(out, e)
	}
	return out, more
}

// stretches cuts what was typed already into what one input holds, in bytes.
func stretches(s string, most int) []string {
	var out []string
	for len(s) > most && len(out) < partsMost {
		end := most
		for end > 0 && !utf8.RuneStart(s[end]) {
			end--
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return append(out, s)
}

// choices are the options of a field, nil for one that has none, and where there are too many.
func choices(f bot.Field) []*model.PostActionOptions {
	options := f.Choices()
	if len(options) == 0 || len(f.Options) >= optionsMax {
		return nil
	}
	var out []*model.PostActionOptions
	for _, o := range options {
		out = append(out, &model.PostActionOptions{Text: o.Label, Value: cmp.Or(o.Value, unanswered)})
	}
	return out
}

// valuesOf are the values of a step by field name; what took several inputs is one value again.
func valuesOf(f *bot.Form, step int, submission map[string]any) map[string]string {
	out := map[string]string{}
	steps := stepsOf(f)
	if step < 0 || step >= len(steps) {
		return out
	}
	for _, field := range steps[step] {
		var b strings.Builder
		for i := range stepMost + 1 {
			name := field.Name
			if i > 0 {
				name = fmt.Sprintf("%s%s%d", name, fieldGlue, i+1)
			}
			switch v := submission[name].(type) {
			case string:
				b.WriteString(v)
			case bool:
				b.WriteString(map[bool]string{true: "yes", false: "no"}[v])
			}
		}
		value := strings.TrimSpace(b.String())
		if value == unanswered && choices(field) != nil {
			value = ""
		}
		out[field.Name] = value
	}
	return out
}

// refusedHere are the refusals that the open dialog can show, each under its field; ok is false where there is one that it
// cannot show.
func refusedHere(here map[string]string, r bot.Reply) (map[string]string, bool) {
	if len(r.Errors) == 0 {
		return nil, false
	}
	for name := range r.Errors {
		if _, there := here[name]; !there {
			return nil, false
		}
	}
	return r.Errors, true
}

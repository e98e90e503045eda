package slack

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"loggist/bot"
)

// What Slack takes of a modal.
const (
	titleMax     = 24
	inputMax     = 3000
	labelMax     = 2000
	optionMax    = 75
	optionValMax = 150
	optionsMax   = 100
	radioMax     = 5 // ten are taken; more than five are easier to read as a list
	formCallback = "loggist-form"
	valueID      = "value"
	unanswered   = "-" // an option may not be empty
)

// place is what a modal carries with it, unseen: the form and where it was opened. It holds no content.
type place struct {
	Form string `json:"f,omitempty"`
	Room string `json:"r,omitempty"`
}

func (x place) String() string {
	b, err := json.Marshal(x)
	if err != nil {
		return ""
	}
	return string(b)
}

func readPlace(s string) (x place) {
	_ = json.Unmarshal([]byte(s), &x) // anything else is nowhere
	return x
}

// introOf is what stands above the fields: the words of a refusal, then those of the form.
func introOf(r bot.Reply) string {
	if r.Form.Intro == "" || strings.Contains(r.Text, r.Form.Intro) {
		return r.Text
	}
	return strings.TrimSpace(r.Text + "\n" + r.Form.Intro)
}

// formView makes a modal of a form.
func formView(f *bot.Form, room, intro string) slack.ModalViewRequest {
	submit := f.Submit
	if submit == "" {
		submit = f.Title
	}
	if units(escape(submit)) > titleMax {
		intro = strings.TrimSpace(intro + "\nThe button Send does this: " + submit)
		submit = "Send"
	}
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formCallback, PrivateMetadata: place{f.ID, room}.String(),
		Title: plain(clip(f.Title, titleMax)), Submit: plain(submit), Close: plain("Cancel"),
	}
	if intro != "" {
		for i, x := range pieces(intro) {
			if strings.TrimSpace(x.text) != "" {
				v.Blocks.BlockSet = append(v.Blocks.BlockSet, section(x.text, i, x.goesOn))
			}
		}
	}
	for _, field := range f.Fields {
		v.Blocks.BlockSet = append(v.Blocks.BlockSet, inputs(field)...)
	}
	return v
}

// inputs are those of a field: one, or as many as what was typed already needs.
func inputs(f bot.Field) []slack.Block {
	label, help := f.Label, f.Help
	element := choice(f)
	if element != nil {
		return []slack.Block{input(f.Name, label, help, f.Required, element)}
	}
	if f.Type == bot.FieldChoice {
		var names []string
		for _, o := range f.Options {
			names = append(names, o.Label)
		}
		help = strings.TrimSpace(help + " One of: " + strings.Join(names, ", "))
	}
	var out []slack.Block
	limit := inputMax
	if f.Limit > 0 {
		limit = min(limit, f.Limit)
	}
	for i, text := range stretches(f.Value, inputMax) {
		e := slack.NewPlainTextInputBlockElement(nil, valueID)
		e.InitialValue, e.Multiline, e.MaxLength = text, f.Type == bot.FieldLines, max(limit, units(text))
		name := f.Name
		if i > 0 {
			name, label, help = fmt.Sprintf("%s~%d", f.Name, i+1), fmt.Sprintf("%s, part %d", f.Label, i+1), ""
		}
		out = append(out, input(name, label, help, f.Required && i == 0, e))
	}
	return out
}

// stretches cuts what was typed already into what one input holds.
func stretches(s string, most int) []string {
	var out []string
	for units(s) > most {
		end, n := 0, 0
		for i, r := range s {
			if n += units(string(r)); n > most {
				break
			}
			end = i + len(string(r))
		}
		out = append(out, s[:end])
		s = s[end:]
	}
	return append(out, s)
}

func input(name, label, help string, required bool, e slack.BlockElement) slack.Block {
	var hint *slack.TextBlockObject
	if help != "" {
		hint = plain(clip(help, labelMax))
	}
	b := slack.NewInputBlock(name, plain(clip(label, labelMax)), hint, e)
	b.Optional = !required
	return b
}

// choice makes the element of a field that has options, nil for any other and where there are too many.
func choice(f bot.Field) slack.BlockElement {
	options := f.Choices()
	if len(options) == 0 || len(f.Options) >= optionsMax {
		return nil
	}
	var list []*slack.OptionBlockObject
	var first *slack.OptionBlockObject
	for _, o := range options {
		value := cmp.Or(o.Value, unanswered)
		if units(value) > optionValMax {
			return nil
		}
		x := slack.NewOptionBlockObject(value, plain(clip(o.Label, optionMax)), nil)
		if o.Value == f.Value && f.Value != "" {
			first = x
		}
		list = append(list, x)
	}
	if len(list) <= radioMax {
		e := slack.NewRadioButtonsBlockElement(valueID, list...)
		e.InitialOption = first
		return e
	}
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, valueID, list...)
	e.InitialOption = first
	return e
}

// valuesOf are the values of a form by field name; what took several inputs is one value again.
func valuesOf(state *slack.ViewState) map[string]string {
	out := map[string]string{}
	if state == nil {
		return out
	}
	for _, name := range slices.Sorted(maps.Keys(state.Values)) { // "what" comes before "what~2"
		a, ok := state.Values[name][valueID]
		if !ok {
			continue
		}
		value := a.Value
		if a.SelectedOption.Value != "" {
			value = a.SelectedOption.Value
			if value == unanswered {
				value = ""
			}
		}
		field, _, _ := strings.Cut(name, "~")
		out[field] += value
	}
	for name, value := range out {
		out[name] = strings.TrimSpace(value)
	}
	return out
}

// refusedFields is the answer that shows each refusal under its field; ok is false where there is nothing to show so. That
// nothing was recorded is said there too: Slack shows nothing else beside the fields.
func refusedFields(v slack.View, r bot.Reply) (*slack.ViewSubmissionResponse, bool) {
	if len(r.Errors) == 0 {
		return nil, false
	}
	there := map[string]bool{}
	for _, b := range v.Blocks.BlockSet {
		if in, ok := b.(*slack.InputBlock); ok {
			there[in.BlockID] = true
		}
	}
	errs := map[string]string{}
	for name, text := range r.Errors {
		if !there[name] {
			return nil, false // it is about something that the form does not show: the whole refusal is shown instead
		}
		if strings.Contains(r.Text, nothing) && !strings.Contains(text, nothing) {
			text = strings.TrimRight(text, " .") + ". " + nothing
		}
		errs[name] = text
	}
	return slack.NewErrorsViewSubmissionResponse(errs), true
}

// nothing is what a refusal says of the record.
const nothing = "Nothing was recorded."

// resultView is a modal that says what came of a form.
func resultView(room string, r bot.Reply) slack.ModalViewRequest {
	v := slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: formCallback, PrivateMetadata: place{Room: room}.String(), Title: plain("Loggist"), Close: plain("Close"),
	}
	v.Blocks.BlockSet = flat(r.Text, r.Actions)
	return v
}

// flat lays out text and buttons for a place that takes a hundred blocks and any sum of them.
func flat(text string, actions []bot.Action) []slack.Block {
	under, said := buttons(actions)
	if said != "" {
		text += "\n" + said
	}
	var out []slack.Block
	for i, x := range pieces(text) {
		if strings.TrimSpace(x.text) != "" {
			out = append(out, section(x.text, i, x.goesOn))
		}
	}
	return append(out, under...)
}

// formShelf keeps forms that could not be opened when they were asked for, until the person presses the button that opens
// them. They are in memory alone, for an hour.
type formShelf struct {
	mu   sync.Mutex
	kept map[string]shelved
}

type shelved struct {
	reply bot.Reply
	user  string
	at    time.Time
}

const (
	formButton = "open-form:"
	shelfFor   = time.Hour
	shelfMost  = 500
)

func (s *formShelf) put(key, user string, r bot.Reply, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]shelved{}
	}
	for k, x := range s.kept {
		if now.Sub(x.at) > shelfFor || len(s.kept) > shelfMost {
			delete(s.kept, k)
		}
	}
	s.kept[key] = shelved{r, user, now}
}

func (s *formShelf) get(key, user string) (bot.Reply, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.kept[key]
	return x.reply, ok && x.user == user
}

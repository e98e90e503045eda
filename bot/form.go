package bot

import "slices"

// FieldType says what a field holds; an adapter picks its own widget for it.
type FieldType string

// The types of fields. All values travel as text.
const (
	FieldText   FieldType = "text"   // one line
	FieldLines  FieldType = "lines"  // several lines
	FieldChoice FieldType = "choice" // one of Options
	FieldYesNo  FieldType = "yesno"  // "yes", "no" or empty for not answered
	FieldTime   FieldType = "time"   // a time or duration as people type it: "1410", "in 2h", "tomorrow 0800"
	FieldPerson FieldType = "person" // an id, a mention, a surname or words
)

// Form is a question as a form. ID carries all that the Handler needs to act on it when it is sent.
type Form struct {
	ID     string
	Title  string // at most 24 characters
	Intro  string // said above the fields; may be empty
	Submit string // the whole act, as a button says it
	Fields []Field
}

// Field is one part of a form.
type Field struct {
	Name     string // stable; key of the value and of its error
	Label    string // as it reads in full
	Short    string // at most 24 characters, for platforms that cut
	Help     string // at most 150 characters
	Type     FieldType
	Required bool
	Limit    int // characters; 0 is the platform's own
	Options  []Option
	Value    string // what is already known or was typed
}

// Option is one answer of a choice.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Choices are what is chosen from: the options of a field, yes and no, and where it may be left open and no option says so, that it is
// not answered, which has no value. There are none where words are typed.
func (f Field) Choices() []Option {
	options := f.Options
	switch f.Type {
	case FieldYesNo:
		options = []Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}
	case FieldChoice:
	default:
		return nil
	}
	if len(options) > 0 && !f.Required && !slices.ContainsFunc(options, func(o Option) bool { return o.Value == "" }) {
		options = append(slices.Clone(options), Option{Label: "Not answered"})
	}
	return options
}

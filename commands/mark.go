package commands

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"loggist/bot"
)

// whyForm begins the id of the form that asks why a marked message matters; the key of the message follows. whyField is its
// field.
const (
	whyForm  = "mark:"
	whyField = "why"
)

// quoteMost is how many characters of a marked message its form shows; all of it is logged.
const quoteMost = 1000

// AskWhy is the form that asks why a marked message matters (R2.19), above it the words of the message. key is what MarkKey
// gives back when it is sent. An error says why the message cannot be logged at all. It is pure.
func AskWhy(in *Input, ev Event, key string) (*bot.Form, error) {
	if err := in.mayMark(ev); err != nil {
		return nil, err
	}
	said := ev.Source.Text
	if said == "" {
		said = "a file, without words"
	}
	if n := utf8.RuneCountInString(said); n > quoteMost {
		said = string([]rune(said)[:quoteMost]) + fmt.Sprintf(" … and %d characters more, which are logged as well", n-quoteMost)
	}
	return &bot.Form{
		ID: whyForm + key, Title: "Log that", Submit: "Log this message",
		Intro: ev.Author.Name + " wrote at " + in.view().Clock(ev.Source.At) + ": “" + said + "”\nNothing is recorded until you send this.",
		Fields: []bot.Field{{
			Name: whyField, Label: "Why it matters", Short: "Why it matters", Type: bot.FieldLines, Required: true, Limit: 3000,
			Help: "The words of the message are logged as they stand, with who wrote them and when.",
		}},
	}, nil
}

// MarkKey is the key of the message that a form about it was opened for; ok is false for every other form.
func MarkKey(form string) (key string, ok bool) { return strings.CutPrefix(form, whyForm) }

// Why reads the reason from such a form, or refuses one that says nothing.
func Why(values map[string]string) (string, error) {
	why := strings.TrimSpace(values[whyField])
	if why == "" || saysNothing(why) {
		say := "Say in a few words why it matters. Nothing was recorded."
		return "", &bot.UserError{Code: "no-reason", Say: say, Fields: map[string]string{whyField: say}}
	}
	return why, nil
}

// OtherReason refuses a reason for a message that was logged meanwhile with another, or with none: it gives the words back.
func OtherReason(entry, why string) error {
	return Refuse("captured", "That message is entry "+entry+" already. Nothing was recorded. You typed: "+why+"\nTo add it: /log "+why)
}

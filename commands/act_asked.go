package commands

import (
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/say"
)

// Asked is one thing that waits for a person's answer: an asking of an escalation, an offer, a task, a review, an entry to
// confirm.
type Asked struct {
	Ref  incident.Ref
	Book incident.Book
	// Name is what people say in its room: "E-1", "NPT-2", "S-014"; What its first words, which are content.
	Name, What string
	// State says what is asked, without content: "Answer by 2145 hrs GMT."
	State string
	Due   time.Time
	// Rings is set for what is more urgent than the rest.
	Rings   bool
	Answers []Answer
}

// Answer is one way to answer: the words in a direct message, and the command that they mean.
type Answer struct {
	Words []string
	Path  string
	Args  []string
	Label string
}

// Outside is the number as it is said outside its room: 142/E-1.
func (k Asked) Outside() string {
	if k.Name == "" {
		return string(k.Ref)
	}
	return k.Ref.Short() + "/" + k.Name
}

// Line is all of it in a line, with what it is about where content may be shown.
func (k Asked) Line(content bool) string {
	line := k.Outside()
	if content && k.What != "" {
		line += ", " + clip(strings.Join(strings.Fields(k.What), " "), 80)
	}
	return strings.TrimSpace(line + ": " + k.State)
}

func (k Asked) answers(path string) bool {
	for _, a := range k.Answers {
		if a.Path == path {
			return true
		}
	}
	return false
}

// is reports whether a number that was typed is this one's.
func (k Asked) is(c cut) bool {
	own := cutNumber(k.Name)
	if own.n != c.n || c.book == incident.BookSensitive && own.book != c.book {
		return false
	}
	return c.series == "" || strings.EqualFold(c.series, own.series) || c.series == "entry" && own.series == ""
}

func (a Answer) action(k Asked) bot.Action {
	label := a.Label + ": " + k.Outside()
	if k.Name != "" {
		label = strings.Replace(a.Label, k.Name, k.Outside(), 1)
	}
	return bot.Action{ID: say.ActionID(a.Path, k.Ref, a.Args...), Label: label}
}

// Actions are the buttons that answer it.
func (k Asked) Actions() []bot.Action {
	var out []bot.Action
	for _, a := range k.Answers {
		out = append(out, a.action(k))
	}
	return out
}

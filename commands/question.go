package commands

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/reminders"
)

// A question struct is a form and a grammar in one. Its exported fields, in order, are the fields of the form. Tags:
//
//	ask:"Reason"            the label, in full
//	short:"Reason"          at most 24 characters, where the label is longer
//	help:"…"                at most 150 characters
//	clause:"because"        the keyword after a bar (several, by comma: the first is canonical)
//	need:"A decision needs a reason."   required; the tag says so in words when it is missing
//	rest:""                 takes the words that stand before the first bar
//	limit:"3000"            characters
//	lines:""                several lines
//	past:"" / future:""     how a When is read
//	series:"NPT"            which numbers a Number takes ("entry", "E", "NPT", "R")
//	options:"a=Label A;b=Label B"  a choice
//	hidden:""               travels in the form's id, is not shown (a number that is known)
//
// The types of fields are string, bool and those below.

// When is a time as it was typed and what it means; zero when nothing was typed.
type When struct {
	Typed string
	At    time.Time
}

// Span is a duration.
type Span struct {
	Typed string
	For   time.Duration
}

// Who is a person, a post, or words for somebody who is not in the directory.
type Who struct {
	Typed  string
	Person force.PersonID
	Post   force.PostID
	Role   incident.Role
}

// Team is a neighbourhood policing team.
type Team struct {
	Typed string
	ID    force.NPTID
}

// Number is the number of an entry, escalation, task or review, with the side that it was named on (S-014).
type Number struct {
	Typed string
	N     int
	Book  incident.Book
}

// Repeats is a schedule.
type Repeats struct {
	Typed    string
	Schedule reminders.Schedule
}

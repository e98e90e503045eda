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
//	word:""                 takes the first words before the first bar, if they can be it (several fields: in order)
//	word:"ref"              the same for a word that is a reference: without it a reference there names the incident of the act
//	rest:""                 takes the words before the first bar that no word or Number took
//	free:""                 a Who that may also be words ("by DCI Brown, by phone"), kept as given
//	reason:""               refuses reasons that say nothing; a field with the clause because or late does so anyway
//	instead:""              given instead of all the rest ("not needed because …"): then nothing else is needed
//	secret:""               is taken and never given back: not in a refusal, not in a form, not in a post
//	limit:"3000"            characters
//	lines:""                several lines
//	past:"" / future:""     how a When is read
//	series:"NPT"            which numbers a Number takes ("entry", "E", "NPT", "R"; several by comma, the first for a bare one)
//	options:"a=Label A;b=Label B"  a choice
//	hidden:""               travels in the form's id once it is known, and is then not shown (a number)
//
// A Number without a clause stands before the words, as fields with word do. The types of fields are string, bool, int,
// incident.Ref and those below. A struct that is embedded lends its fields.

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
	Typed  string
	N      int
	Series string // "entry", "E", "NPT", "R"
	Book   incident.Book
}

// Repeats is a schedule.
type Repeats struct {
	Typed    string
	Schedule reminders.Schedule
}

// decider is the last field of a decision that somebody may record for another. The tag decides has whose it is looked up with
// everything else that is checked (decidedBy; with the value "own" ownOr).
type decider struct {
	By Who `ask:"Decided by" clause:"by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

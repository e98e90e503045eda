package commands

import (
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// Command is one thing that people ask Loggist to do. It is data and a pure function: the same command is a line that is
// typed, and a form. table.go is the only list of them; help, the README's table and the hints of platforms are made from
// it.
type Command struct {
	// Path is how it is typed in full, without the stroke: "decision", "ci declare", "task accept".
	Path string
	// Synonyms are other paths to the same.
	Synonyms []string
	// Usage is the line of help: "/decision WHAT because … [| review 4h]"; Short says in one sentence what it does.
	Usage, Short string
	// Examples are complete lines that work.
	Examples []string
	// Title names its form, in at most 24 characters; Button says the whole act ("Log an entry"). Without them they are
	// made from Path.
	Title, Button string
	// Where it makes sense.
	Where Where
	// OnlyClauses refuses words that stand before the first bar: a verb about the whole incident.
	OnlyClauses bool
	// Confirm, if set, ends with a button of this label before anything is recorded; %s in it is the reference. Confirms,
	// if set, says when that is needed (a lowered level, not a raised one).
	Confirm  string
	Confirms func(in *Input, question any) bool
	// AtOnce lets a button act at one tap; every other button opens the form.
	AtOnce bool
	// NeverRefused: its words open something whatever they are, a verb without its number included.
	NeverRefused bool
	// Fits, if set, says whether words after the verb can be this command's; what does not fit is another's of the same
	// name ("/ci log 20" shows, "/ci log text" records).
	Fits func(words string) bool
	// WhenClosed lets it be done on a closed incident, which is otherwise frozen.
	WhenClosed bool
	// Answers in words and records nothing: outside a room it may be done where a command that records would be asked.
	Answers bool
	// Private commands are never shown in the open room.
	Private bool
	// Everywhere looks at closed incidents as well, where it needs none.
	Everywhere bool
	// Across counts over incidents that the person need not be in: Input.Others. What it finds is told to nobody who may not see it.
	Across bool
	// Outside, if set, is the right by which somebody who sees nothing of an incident may do it all the same; to all others
	// the incident does not exist.
	Outside incident.Act
	// Intro, if set, is said above its form, to this person.
	Intro func(in *Input) string
	// Question returns a pointer to a new question struct: its fields are the clauses, the form and what Run is given.
	Question func() any
	// Hides, if set, refuses by the values as they were typed what may not be given back, whatever else is wrong; its code is codeHidden.
	Hides func(in *Input, raw map[string]string) error
	// Before, if set, is what stands against the act whatever is filled in: it is said before the form opens, and before what is wrong
	// with fields. Who may act is not for it where that hangs on a field (whose decision it is).
	Before func(in *Input) error
	// Check, if set, says what else is wrong with the fields, by name: what only the incident or the configuration can tell. It is
	// asked before Run, with what could be read of the question, so that everything wrong is said at once; what it says of a field
	// that could not be read is not shown.
	Check func(in *Input, question any) map[string]string
	// Run answers with entries, or with words alone. It is pure: it changes nothing that it is given. What it refuses is the act, for
	// who asks or how things stand; a field is refused by Check alone, so that no fault comes to light only when another is mended.
	Run func(in *Input, question any) (Output, error)
}

// Where says where a command makes sense.
type Where int

// The places.
const (
	// InIncident needs an incident: the room's, or the one that is named.
	InIncident Where = iota
	// Anywhere needs none; Input.Full is the room's or the named one's, if any.
	Anywhere
	// Nowhere takes none: what looks like a reference is a word (a call).
	Nowhere
)

// Input is all that a command may know.
type Input struct {
	Now      time.Time
	Cause    string
	Force    *force.Force
	Actor    force.Person
	Register *incident.Register
	// Platforms are those that are served: an incident gets a room on each.
	Platforms []force.Platform
	// Full is the incident, nil where there is none. Book is the side that this room, or the named number, speaks of.
	Full *incident.Full
	Book incident.Book
	// Platform, Room and Direct say where the person is. Look is what the room is like, nil until it was looked at: see ErrLook.
	Platform force.Platform
	Room     bot.RoomID
	Direct   bool
	Look     *bot.Look
	// Profile is how much of the content may go to this platform (R4.18); empty is all of it.
	Profile force.Profile
	// Visible are the live incidents that the person may see, the newest first; it is called only when needed.
	Visible func() []*incident.Full
	// Others are a glimpse of each other incident that is live, and with Everywhere of the closed ones; of a command that counts
	// Across. Sealed ones are not among them.
	Others []incident.Glimpse
	// Audit is who read the incident and was sent anything of it; it is called only when needed.
	Audit func() (Trail, error)
	// Health is what /ci health answers, made by the engine.
	Health func() []string
	// Glass is set when the person is not in the incident and reads it through glass that he broke.
	Glass bool
	// Confirmed is set when the Confirm button was pressed; Form when the words came as a form.
	Confirmed, Form bool
}

// Side is the side that this act speaks of.
func (in *Input) Side() *incident.Side { return in.Full.Side(in.Book) }

// Batch starts the entries of this act.
func (in *Input) Batch() *incident.Batch { return incident.NewBatch(in.Full) }

// Me is the person who acts, as an entry names him.
func (in *Input) Me() incident.Who { return incident.Person(in.Actor) }

// Output is what a command answers. With Entries and no Reply the reply is made from the entries (say.Recorded), so that
// an act delivered twice is answered alike.
type Output struct {
	// Opens is the incident that a call opens; then Entries are its first ones.
	Opens *incident.Full
	// Register are entries of the force's register.
	Register []incident.Draft
	// Entries are those of the incident.
	Entries []incident.Draft
	Reply   bot.Reply
	// Post says Reply.Text in the room as well (status and brief with "| post").
	Post bool
}

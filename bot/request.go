package bot

import (
	"context"
	"slices"
	"time"
)

// RoomID is a platform's own name for a room; it is unique per platform.
type RoomID string

// MessageID is a platform's own name for a message it took; it is unique per platform.
type MessageID string

// RequestKind says how a person acted.
type RequestKind string

// The ways a person acts.
const (
	// KindCommand is a slash command: Command and Text.
	KindCommand RequestKind = "command"
	// KindText is a message written as text: to the bot directly, with a mention of it, or looking like a command.
	KindText RequestKind = "text"
	// KindPress is a button: Action, and Message it was under.
	KindPress RequestKind = "press"
	// KindSubmit is a form that was filled: Form and Values.
	KindSubmit RequestKind = "submit"
	// KindJoined says that the platform itself put Person into Room (not the bot); By is who did it, if known.
	KindJoined RequestKind = "joined"
	// KindLeft says that Person is no longer in Room though the bot did not remove him.
	KindLeft RequestKind = "left"
	// KindMarked says that Person marked the message in Source to be logged, with a reaction or an action on it;
	// KindUnmarked that he took his mark off. However many mark a message, it is logged once: the ID need not tell.
	KindMarked   RequestKind = "marked"
	KindUnmarked RequestKind = "unmarked"
	// KindChanged says that the message in Source was changed in Room: Source.Text is what it says now, or it is Deleted. By
	// is who did it, if known; Person is empty. It is told of any message: whether it matters is not the adapter's to know.
	KindChanged RequestKind = "changed"
	// KindRoom says whether Room is fit for content: Unfit is why it is not any more, empty when it is again. By is who did
	// it, if known; Person is empty. The same again changes nothing.
	KindRoom RequestKind = "room"
	// KindArrived says that the bot itself was put into Room by others (By, if known); Unfit is why it cannot stay, and then it
	// leaves. The reply is said to all in the room. Person is empty.
	KindArrived RequestKind = "arrived"
)

// Unfit says why no content may be posted in a room. The words for people are not the adapter's.
type Unfit string

// Why a room is unfit.
const (
	UnfitPublic   Unfit = "public"   // anybody of the workspace can read it
	UnfitGuest    Unfit = "guest"    // somebody of another organisation was let in, or a guest account
	UnfitShared   Unfit = "shared"   // it is shared with another organisation
	UnfitArchived Unfit = "archived" // nothing can be posted in it
	UnfitGone     Unfit = "gone"     // the bot was taken out of it, or it was deleted
)

// Fitness is whether a room is fit for content: Unfit is empty, or says why it is not.
type Fitness struct {
	Unfit Unfit
	// Outsiders are the accounts that make it unfit by being in it, as far as the platform says.
	Outsiders []string
}

// Same reports whether f and o say the same.
func (f Fitness) Same(o Fitness) bool {
	return f.Unfit == o.Unfit && slices.Equal(slices.Sorted(slices.Values(f.Outsiders)), slices.Sorted(slices.Values(o.Outsiders)))
}

// Source is a message that people wrote on a platform.
type Source struct {
	Message MessageID
	Author  string    // the platform's account
	At      time.Time // when it was written; of KindChanged, when it was changed. By the platform's clock; UTC
	Text    string    // as Request.Text
	Link    string    // where it can be opened, if the platform says
	Files   []File
	Deleted bool
}

// File is an attachment by what identifies it; it is never copied.
type File struct {
	Name   string
	Size   int64
	SHA256 string // hex; empty when it could not be read
	// Unread is why SHA256 is empty, in words for people that can stand in a record; never an address.
	Unread string
	// Reader, if set, reads the file when the message is about to be recorded.
	Reader Identifier `json:"-"`
}

// Identifier reads a file for its SHA256, or says why it could not, as in [File]. It takes no longer than the adapter lets it.
type Identifier interface {
	Identify(ctx context.Context) (sha256, unread string)
}

// Request is one thing a person did.
type Request struct {
	// ID is equal on every delivery of the same act and different for every other act.
	ID           string
	Platform     string
	Installation string
	Kind         RequestKind
	// Room is where it was done; empty with Direct, the person's own conversation with the bot.
	Room   RoomID
	Direct bool
	// Person is the platform's account of the person; By that of another who caused it (KindJoined, KindLeft).
	Person string
	By     string
	// At is when the edge received it: the one reading of the clock for this request. UTC.
	At time.Time
	// Command is the slash command without its stroke ("ci", "log"); Text the words after it, with each mention of a
	// person written <@ACCOUNT> and all other markup made plain.
	Command string
	Text    string
	// Action is the ID of the pressed [Action], Message the message it stood under; of KindText, Message is the message
	// itself, where the platform keeps it.
	Action  string
	Message MessageID
	// Form is the ID of the submitted [Form], Values what was typed, by field name.
	Form   string
	Values map[string]string
	// Source is the message that KindMarked, KindUnmarked and KindChanged are about.
	Source *Source
	// Asks, of KindMarked, says that the person can be shown a form at once: then nothing is recorded yet, and the reply's Form
	// asks why the message matters.
	Asks bool
	// Unfit is of KindRoom and KindArrived, Outsiders as in [Fitness]. Of a room that is unfit it is told again when they are others.
	Unfit     Unfit
	Outsiders []string
}

// Handler answers a request. It is safe for concurrent use, never panics and always returns a Reply that may be shown.
type Handler func(ctx context.Context, r Request) Reply

// Reply is shown to the asker alone.
type Reply struct {
	// OK is true when what was asked is recorded, answered, or its form opened.
	OK bool
	// Text is what a screen reader would read: everything is in it.
	Text    string
	Actions []Action
	// Form, if any, opens before the person; the Text of a refusal stands above it.
	Form *Form
	// Errors are the refused fields of a submitted form, by field name.
	Errors map[string]string
	// Incident is the reference that the reply is about, if any.
	Incident string
}

// Action is a button. Its Label says the whole act ("Accept escalation E-1"); its ID carries all that the Handler
// needs, is at most 200 bytes of printable ASCII without spaces, and holds no content.
type Action struct {
	ID    string
	Label string
	// Danger marks an act that ends or closes something; an adapter may set it apart.
	Danger bool
	// Link is the page that a button without an act opens; then ID is empty.
	Link string
}

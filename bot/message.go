package bot

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"
)

// Act says what a Message does.
type Act string

// The acts. Each is idempotent by Key where the platform allows it (see Traits.Dedupe).
const (
	// ActPost says Text in Room; with Replace it changes that earlier message instead.
	ActPost Act = "post"
	// ActDirect says Text to Person in the person's own conversation with the bot; with Replace it changes that message.
	ActDirect Act = "direct"
	// ActOpenRoom opens the private room Name with Topic and answers its id in Receipt.Room. A room of that name that the
	// bot opened before is that room.
	ActOpenRoom Act = "open-room"
	// ActInvite puts Person into Room, ActRemove takes him out; done already is done.
	ActInvite Act = "invite"
	ActRemove Act = "remove"
	// ActDescribe sets the Topic of Room.
	ActDescribe Act = "describe"
	// ActArchive closes Room for new messages and keeps it.
	ActArchive Act = "archive"
)

// Message is one thing to say or do on a platform. It never names a platform.
type Message struct {
	// Key is unique for what is said; the same Key again is the same message.
	Key  string
	Act  Act
	Room RoomID
	// Person is the platform's account (ActDirect, ActInvite, ActRemove).
	Person string
	// Text is everything that is said, in lines. The first line is safe on a locked screen.
	Text    string
	Actions []Action
	// Replace is the message that this one takes the place of.
	Replace MessageID
	// Rings asks for a notification that makes a sound; all else is quiet.
	Rings bool
	// Pin asks that the message is kept at the top of its room.
	Pin bool
	// Name and Topic are those of a room; Facts say what Topic says, for a platform that shows them apart.
	Name  string
	Topic string
	Facts []Fact
}

// Unsayable is why Text cannot be said where a message has at most limit bytes; nil when it can.
func (m *Message) Unsayable(limit int) error {
	switch {
	case len(m.Text) > limit:
		return NeverTaken("text of %d bytes is over the limit of %d", len(m.Text), limit)
	case strings.TrimSpace(m.Text) == "":
		return NeverTaken("there is nothing to say")
	}
	return nil
}

// Unaddressed is why there is nowhere to say Text, a post without a room or a direct message without a person; nil when there is.
func (m *Message) Unaddressed() error {
	switch {
	case m.Act == ActDirect && m.Person == "":
		return NeverTaken("a direct message is for a person")
	case m.Act != ActDirect && m.Room == "":
		return NeverTaken("a post is for a room")
	}
	return nil
}

// RoomNames are those under which a room may be opened, in order: Name, and where somebody else's room bears it, Name with a number.
// They end where one had better give up.
func (m *Message) RoomNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for n := 1; n <= namesMost; n++ {
			name := m.Name
			if n > 1 {
				name = fmt.Sprintf("%s-%d", m.Name, n)
			}
			if !yield(name) {
				return
			}
		}
	}
}

const namesMost = 9

// Fact is one thing that the header of a room shows.
type Fact struct {
	Label, Value string
	// Due, when set, is an instant that Value speaks of and that a platform may count down to.
	Due time.Time
	// Alarm marks what must stand out (a vacant Gold, a missed review); Value says so in words as well.
	Alarm bool
}

// Receipt says that the platform took a message.
type Receipt struct {
	Message MessageID
	Room    RoomID
	At      time.Time // by the platform's clock or the edge's; UTC
}

// Traits is what a platform can do; the conformance suite asserts exactly these.
type Traits struct {
	Buttons, Forms, Edit, Private, Topic, Pin bool
	// Dedupe: the same Key sent twice is one message, however long ago.
	Dedupe bool
	// MessageLimit is the longest Text in bytes; the sender continues longer ones in further messages.
	MessageLimit int
	// ReplyWithin is how soon a request must be answered; 0 is no limit.
	ReplyWithin time.Duration
}

// Platform is a chat platform. It is safe for concurrent use.
type Platform interface {
	// Receive hands every request to h until ctx ends; it returns nil then, and an error when it cannot go on.
	Receive(ctx context.Context, h Handler) error
	// Send does what m says. On nil error it is done. Otherwise the error is a *SendError.
	Send(ctx context.Context, m Message) (Receipt, error)
	Traits() Traits
}

// Finder is a Platform that can be asked whether it took a message.
type Finder interface {
	// Find looks for the message with m's Key where m would have gone. found is false only when it is certainly not there.
	Find(ctx context.Context, m Message) (r Receipt, found bool, err error)
}

// Looker is a Platform that can be asked about a room that others opened, before it is bound to an incident.
type Looker interface {
	// Look says who is in a room now and whether it is fit for content. An error says that it cannot be known.
	Look(ctx context.Context, room RoomID) (Look, error)
}

// Look is what a room is like. People are the accounts in it without the bot's own; of a room that is unfit they may be
// left out.
type Look struct {
	People []string
	Unfit  Unfit
}

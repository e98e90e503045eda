package say

import (
	"strings"

	"loggist/bot"
	"loggist/incident"
)

// entryWords is what a kind of entry says of itself.
type entryWords struct {
	Name  string // "DECISION": one or two words in capitals
	Text  string // the entry itself, as typed
	Lines []string
	// After are lines that stand after who decided and recorded it.
	After   []string
	Actions []bot.Action
	// Bare leaves out who recorded it and when: Text says it.
	Bare bool
	// Decided says that it is somebody's decision; As the post or role in which it was made, How it was told.
	Decided bool
	As, How string
	// Verb is what whoever made it did, where it is not deciding: "Assessed".
	Verb string
}

// kindWords is the one table from kinds to words.
func (c scope) kindWords(l *incident.Line) entryWords {
	switch b := l.Body.(type) {
	case *incident.Posted:
		return entryWords{Name: strings.ToUpper(b.What), Lines: strings.Split(b.Text, "\n")}
	case *incident.Note:
		return c.note(l, b)
	case *incident.Invited:
		return c.invited(l, b)
	case *incident.Removed:
		return c.removed(l, b)
	case *incident.Joined:
		return c.joined(l, b)
	case *incident.TestPinged:
		return c.testWords(b)
	case *incident.Bound:
		return c.bound(b)
	case *incident.Captured:
		return c.captured(b)
	case *incident.SourceChanged:
		return c.sourceChanged(b)
	case *incident.RoomUnfit:
		return c.roomUnfit(l, b)
	case *incident.RoomFit:
		return c.roomFit(b)
	case *incident.RoomCleared:
		return c.clearedWords(b)
	case *incident.Checkpoint:
		return c.checkpointWords(b)
	case *incident.ContactCounted:
		return c.repeatWords(b)
	case *incident.TimerFailed:
		return c.timerFailed(b)
	}
	if w, ok := c.formWords(l); ok {
		return w
	}
	if w, ok := c.handoverWords(l); ok {
		return w
	}
	if w, ok := c.stageWords(l); ok {
		return w
	}
	if w, ok := c.aboutWords(l); ok {
		return w
	}
	if w, ok := c.escalationWords(l); ok {
		return w
	}
	if w, ok := c.decisionWords(l); ok {
		return w
	}
	if w, ok := c.taskWords(l); ok {
		return w
	}
	if w, ok := c.reviewWords(l); ok {
		return w
	}
	if w, ok := c.roleWords(l); ok {
		return w
	}
	return entryWords{Name: strings.ToUpper(strings.ReplaceAll(l.Body.Kind(), "-", " "))}
}

// bound names the room that this side has from then on. Its name is made of the reference alone.
func (c scope) bound(b *incident.Bound) entryWords {
	text := "its room is " + c.side.BoundRoom(b).Name + " (platform: " + string(b.Platform) + ")"
	if b.Beside {
		return entryWords{Name: "ROOM", Text: "a further room is bound to " + string(c.side.Ref) + " (platform: " + string(b.Platform) + "). What is recorded is said there too"}
	}
	if b.N > 1 {
		return entryWords{Name: "ROOM", Text: text + c.Force.Named(", in the place of the one before. What was said there stands in the record: /ci log")}
	}
	return entryWords{Name: "ROOM", Text: text}
}

// timerFailed says what did not happen by itself, for somebody to see to it.
func (c scope) timerFailed(b *incident.TimerFailed) entryWords {
	what, _, _ := strings.Cut(b.Timer, "/")
	return entryWords{
		Name: "FAILED", Text: "what was due at " + c.Clock(b.Due) + " for " + what + " did not happen: Loggist failed at it three times and leaves it now",
		Lines: []string{"See to it by hand. Control room: " + c.Force.ControlRoom + "."},
	}
}

func (c scope) note(_ *incident.Line, n *incident.Note) entryWords {
	name := "LOG"
	if n.Assessment {
		name = "ASSESSMENT"
	}
	w := entryWords{Name: name, Text: n.Text}
	if n.Trigger != "" {
		w.Lines = []string{"A trigger for the community impact assessment: " + incident.TriggerWords[n.Trigger]}
	}
	return w
}

package local

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"loggist/bot"
)

// retryAfter is how soon a message is worth sending again when the disk did not take it.
const retryAfter = 5 * time.Second

// newID returns a message id. It is random: a counter would say how much is said in rooms that one cannot see.
func newID() bot.MessageID { return bot.MessageID("m" + strings.ToLower(rand.Text())) }

// Send does what m says; when it returns nil the message is on disk. The same Key again answers the first receipt and
// does nothing else.
func (p *Platform) Send(ctx context.Context, m bot.Message) (bot.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return bot.Receipt{}, &bot.SendError{Class: bot.Retry, Err: err}
	}
	now := p.now()
	if m.Person != "" {
		if !p.knows(m.Person) {
			return bot.Receipt{}, bot.NeverTaken("no such person")
		}
	}
	var receipt bot.Receipt
	err := p.commit(func(s *state) ([]event, error) {
		if old, again := s.keys[m.Key]; again && m.Key != "" {
			receipt = old
			return nil, nil
		}
		e, err := plan(s, m)
		if err != nil {
			return nil, err
		}
		e.Key, e.At = m.Key, now
		receipt = bot.Receipt{Message: e.Message, Room: e.Room, At: now}
		return []event{e}, nil
	})
	if err == nil {
		return receipt, nil
	}
	if _, sorted := errors.AsType[*bot.SendError](err); sorted {
		return bot.Receipt{}, err
	}
	class := bot.Retry
	if errors.Is(err, errUnsure) {
		class = bot.Unknown
	}
	return bot.Receipt{}, &bot.SendError{Class: class, RetryAfter: retryAfter, Err: err}
}

// plan turns m into the event that does it, or says why it never can be done.
func plan(s *state, m bot.Message) (event, error) {
	e := event{Room: m.Room}
	r := s.rooms[m.Room]
	switch m.Act {
	case bot.ActOpenRoom:
		if !roomName.MatchString(m.Name) || m.Name == directRoom {
			return e, bot.NeverTaken("that cannot name a room")
		}
		e.Kind, e.Room, e.Name, e.Topic, e.Facts = eventRoom, bot.RoomID(m.Name), m.Name, m.Topic, factsOf(m.Facts)
		return e, nil
	case bot.ActDirect:
		if m.Person == "" {
			return e, bot.NeverTaken("a direct message is for a person")
		}
		e.Room, e.Person = "", m.Person
		return planText(s, m, e)
	}
	if r == nil {
		return e, bot.NeverTaken("no such room")
	}
	switch m.Act {
	case bot.ActPost:
		if r.archived {
			return e, bot.NeverTaken("the room is closed")
		}
		return planText(s, m, e)
	case bot.ActInvite, bot.ActRemove:
		if m.Person == "" {
			return e, bot.NeverTaken("%s is of a person", m.Act)
		}
		e.Kind, e.Person = eventIn, m.Person
		if m.Act == bot.ActRemove {
			e.Kind = eventOut
		}
	case bot.ActDescribe:
		e.Kind, e.Topic, e.Facts = eventDescribe, m.Topic, factsOf(m.Facts)
	case bot.ActArchive:
		e.Kind = eventArchive
	default:
		return e, bot.NeverTaken("unknown act %q", m.Act)
	}
	return e, nil
}

// planText fills in what is said, or what an earlier message is changed to.
func planText(s *state, m bot.Message, e event) (event, error) {
	if err := m.Unsayable(messageLimit); err != nil {
		return e, err
	}
	e.Kind, e.Message, e.Author = eventSay, newID(), botAuthor
	e.Text, e.Actions, e.Pin, e.Rings = m.Text, actionsOf(m.Actions), m.Pin, m.Rings
	if m.Replace == "" {
		return e, nil
	}
	old := s.messages[m.Replace]
	if old == nil || old.Author != botAuthor || old.Room != e.Room || old.Person != e.Person {
		return e, bot.NeverTaken("no such message to replace")
	}
	e.Kind, e.Message = eventEdit, m.Replace
	return e, nil
}

// Find looks for the message with m's Key. What it finds is on disk.
func (p *Platform) Find(_ context.Context, m bot.Message) (bot.Receipt, bool, error) {
	var r bot.Receipt
	var found bool
	p.view(func(s *state) { r, found = s.keys[m.Key] })
	return r, found && m.Key != "", nil
}

// Look says who is in a room; every room here is fit.
func (p *Platform) Look(_ context.Context, id bot.RoomID) (look bot.Look, err error) {
	err = bot.NeverTaken("no such room")
	p.view(func(s *state) {
		if r := s.rooms[id]; r != nil {
			look.People, err = r.people(), nil
		}
	})
	return look, err
}

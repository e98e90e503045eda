package commands

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// Event is something that happened in a room of an incident besides what people ask Loggist for.
type Event struct {
	Kind bot.RequestKind
	Room incident.RoomKey
	// Person is whom it is about, or who marked a message; By who did it, if known.
	Person, By incident.Who
	Account    string // of Person, on the platform
	Source     *bot.Source
	Author     incident.Who // of Source
	Unfit      bot.Unfit
	Outsiders  []string // of Unfit
	// Reason is why a marked message matters, where that was asked.
	Reason string
}

// Happened are the entries that an event makes, none where it says what is known, or is no business of the record. An error is
// for whoever marked a message. It is pure.
func Happened(in *Input, ev Event) ([]incident.Draft, error) {
	b := in.Batch()
	add := func(body incident.Body) { b.Add(incident.Draft{Book: in.Book, Body: body}) }
	var err error
	switch ev.Kind {
	case bot.KindJoined, bot.KindLeft:
		in.moved(ev, add)
	case bot.KindMarked:
		err = in.marked(ev, add)
	case bot.KindUnmarked:
		in.unmarked(ev, add)
	case bot.KindChanged:
		in.changed(ev, add)
	case bot.KindRoom:
		in.roomFit(ev, add)
	default:
		err = fmt.Errorf("event of unknown kind %q", ev.Kind)
	}
	in.askWhetherThreat(b.Drafts())
	return b.Drafts(), err
}

// moved: somebody was put into a room of this side, or taken out of it, by the platform itself (R4.15). Who may never be in an
// open room is taken out again at once; nobody learns from that why.
func (in *Input) moved(ev Event, add func(incident.Body)) {
	left := ev.Kind == bot.KindLeft
	if left != in.Side().IsMember(ev.Person.ID) { // it only does what an entry said
		return
	}
	add(&incident.Joined{Person: ev.Person, By: ev.By, Room: ev.Room, Left: left})
	if left {
		return
	}
	const why = "may not be a member of this room"
	switch person, known := in.Force.People.Person(ev.Person.ID); {
	case known && in.mayStay(person) != nil:
		add(&incident.Removed{Person: ev.Person, Reason: why})
	case known:
	case ev.Account != "" && !slices.Contains(in.Side().Rooms[ev.Room].Outsiders, ev.Account): // a guest is for whoever was rung
		add(&incident.RoomCleared{Room: ev.Room, Outsiders: []string{ev.Account}, Because: why})
	}
}

// marked: a member has a message logged as it stands (R2.19). However many mark it, it is one entry.
func (in *Input) marked(ev Event, add func(incident.Body)) error {
	if err := in.mayMark(ev); err != nil {
		return err
	}
	src := ev.Source
	body := &incident.Captured{
		Room: ev.Room, Message: string(src.Message), Author: ev.Author, SaidAt: src.At, Text: src.Text, Link: src.Link, Reason: ev.Reason,
	}
	if src.Text != "" {
		body.Hash = hashOf(src.Text)
	}
	for _, f := range src.Files {
		body.Files = append(body.Files, incident.File{Name: f.Name, Size: f.Size, SHA256: f.SHA256, Unread: f.Unread})
	}
	add(body)
	return nil
}

// mayMark refuses a message that cannot be logged.
func (in *Input) mayMark(ev Event) error {
	src := ev.Source
	switch l, known := in.Side().CapturedFrom(ev.Room, string(src.Message)); {
	case !in.Side().IsMember(in.Actor.ID):
		return NoSuchIncident()
	case known:
		return Refuse("captured", "That message is entry "+incident.Number(in.Book, l.Seq)+" already.")
	case !in.Full.Open.Live():
		return Refuse("closed", refOf(in)+" is closed: nothing is added to it.")
	case src.Text == "" && len(src.Files) == 0:
		return Refuse("empty", "There are no words in that message, and no file.")
	case len(src.Text) > MaxText:
		return Refuse("too-long", fmt.Sprintf("That message is longer than the %d kB that an entry holds. Log what matters of it with /log.", MaxText/1024))
	}
	return nil
}

// unmarked: whoever had a message logged took his mark off. The entry is withdrawn and stays.
func (in *Input) unmarked(ev Event, add func(incident.Body)) {
	l, ok := in.Side().CapturedFrom(ev.Room, string(ev.Source.Message))
	if ok && l.RecordedBy.ID == in.Actor.ID && len(l.Withdrawn) == 0 && in.Full.Open.Live() {
		add(&incident.Withdrawn{Entry: l.Seq, Reason: "the mark by which it was logged was taken off the message"})
	}
}

// changed: a message that was captured says something else now, or is gone; or a post of ours was deleted (R2.9).
func (in *Input) changed(ev Event, add func(incident.Body)) {
	src, s := ev.Source, in.Side()
	body := &incident.SourceChanged{Room: ev.Room, Message: string(src.Message), By: ev.By, Deleted: src.Deleted}
	if l, ok := s.CapturedFrom(ev.Room, string(src.Message)); ok {
		now := ""
		if !src.Deleted {
			now = hashOf(src.Text)
		}
		last, changed := s.SourceNow(l.Seq)
		if !changed {
			last = l.Body.(*incident.Captured).Hash
		}
		if now == last {
			return
		}
		body.Entry, body.Hash = l.Seq, now
		if !src.Deleted && len(src.Text) <= MaxText { // of a longer one the hash alone
			body.Text = src.Text
		}
		add(body)
		return
	}
	key, ours := s.ByMessage(incident.Lane{Room: ev.Room}, string(src.Message))
	if ours && src.Deleted {
		body.Key = key
		add(body)
	}
}

// roomFit: content stops in a room that outsiders can read, or that nothing arrives in, and goes on when that is over. Who
// has to know is rung (R3.12, R4.15, S47). That other outsiders are in it now is recorded, too: the button takes out all who are.
func (in *Input) roomFit(ev Event, add func(incident.Body)) {
	room, is := in.Side().Rooms[ev.Room], bot.Fitness{Unfit: ev.Unfit, Outsiders: ev.Outsiders}
	if room == nil || room.Replaced || is.Same(bot.Fitness{Unfit: bot.Unfit(room.Unfit), Outsiders: room.Outsiders}) {
		return
	}
	if ev.Unfit == "" {
		add(&incident.RoomFit{Room: ev.Room, By: ev.By})
		return
	}
	body := &incident.RoomUnfit{Room: ev.Room, Why: string(ev.Unfit), By: ev.By, Outsiders: ev.Outsiders}
	told := map[force.PersonID]bool{}
	tell := func(people ...incident.Who) {
		for _, p := range people {
			if person, ok := in.Force.People.Person(p.ID); ok && person.Police() && !told[p.ID] {
				told[p.ID] = true
				body.Told = append(body.Told, p)
			}
		}
	}
	covers := in.Register.Held()
	tell(in.Full.Open.Owner.Person)
	tell(in.Full.Holders(incident.Charge{Post: in.Full.Open.Owner.Post}, in.Force, in.Now, covers...)...)
	tell(in.Full.Holders(incident.ChargePost(in.Force, force.FIM), in.Force, in.Now, covers...)...)
	tell(ev.By)
	add(body)
	if ev.Unfit == bot.UnfitGone && !room.Adopted && in.Full.Open.Live() { // it cannot be put right from here
		add(in.Side().CleanRoom(room.Platform))
	}
}

// hashOf identifies a text.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// eventCause names an event by what it is, so that it is recorded once however often, under whatever ids, and by however many
// it is told.
func eventCause(parts ...string) string {
	sum := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(sum, "%d:%s", len(p), p)
	}
	return "event/" + hex.EncodeToString(sum.Sum(nil))
}

// CauseOf is the cause of an event that comes in r. What is told again under another id is the same event, where its meaning
// can tell: a mark by its message, a change by what it came to. Other events are told apart by their ids; ok is false for them.
func CauseOf(r bot.Request) (cause string, ok bool) {
	if r.Source == nil {
		return "", false
	}
	at := []string{r.Platform, r.Installation, string(r.Room), string(r.Kind), string(r.Source.Message)}
	switch r.Kind {
	case bot.KindMarked:
		return eventCause(at...), true
	case bot.KindUnmarked:
		return eventCause(append(at, r.Person)...), true
	case bot.KindChanged:
		if r.Source.Deleted {
			return eventCause(append(at, "deleted")...), true
		}
		return eventCause(append(at, hashOf(r.Source.Text), r.Source.At.UTC().Format(time.RFC3339Nano))...), true
	}
	return "", false
}

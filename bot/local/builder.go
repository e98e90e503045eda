package local

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// builder fills a pageView from the state, which it only reads.
type builder struct {
	v      *pageView
	p      *Platform
	s      *state
	people []Person
	now    time.Time
}

func (b *builder) person(id string) personView {
	for _, x := range b.people {
		if x.ID == id {
			return personView{ID: x.ID, Name: cmp.Or(x.Name, x.ID), Post: strings.Join(x.Posts, ", "), OnDuty: x.OnDuty}
		}
	}
	return personView{ID: id, Name: id}
}

func (b *builder) persons(chosen string) []personView {
	var out []personView
	for _, x := range b.people {
		v := b.person(x.ID)
		v.Chosen = x.ID == chosen
		out = append(out, v)
	}
	return out
}

func (b *builder) time(t time.Time) string { return timeWords(t, b.now, b.p.options.Zone) }

func (b *builder) messages(list []*message) []messageView {
	out := make([]messageView, 0, len(list))
	for _, m := range list {
		v := messageView{jsonMessage: m.json(), Name: botAuthor, FromBot: m.Author == botAuthor, Mine: m.Author == b.v.As.ID,
			TimeWords: b.time(m.At)}
		if v.FromBot {
			v.Title, v.Lines = titleOf(m.Text), layOut(m.Text)
		} else {
			v.Name = b.person(m.Author).Name
			for t := range strings.SplitSeq(m.Text, "\n") {
				v.Lines = append(v.Lines, line{Pieces: []piece{{Text: t}}})
			}
		}
		if len(v.Lines) > foldLines {
			v.Lines, v.More = v.Lines[:foldLines], v.Lines[foldLines:]
		}
		out = append(out, v)
	}
	return out
}

// room fills in the rooms of the person and what stands in the chosen one. A room that does not exist and one that the
// person is not in look the same: the first room is shown instead, and it is said.
func (b *builder) room(before string) {
	v := b.v
	rooms := b.s.roomsOf(v.As.ID)
	asked := v.Room
	if asked == "" || b.s.place(v.As.ID, asked) == nil {
		v.Hidden = asked != ""
		v.Room = directRoom
		if len(rooms) > 0 {
			v.Room = string(rooms[0].id)
		}
	}
	for _, r := range rooms {
		v.Rooms = append(v.Rooms, roomView{ID: string(r.id), Name: r.name, Incident: r.incident(), Closed: r.archived,
			Here: string(r.id) == v.Room, Link: b.link(string(r.id))})
	}
	v.Rooms = append(v.Rooms, roomView{ID: directRoom, Name: "Direct messages with Loggist", Here: v.Room == directRoom,
		Link: b.link(directRoom)})

	place := b.s.place(v.As.ID, v.Room)
	v.RoomName, v.Incident, v.Topic, v.Closed = place.name, place.incident(), place.topic, place.archived
	if v.Room == directRoom {
		v.RoomName = "Direct messages with Loggist"
	}
	for i, f := range place.facts {
		fv := factView{fact: f}
		if !f.Due.IsZero() {
			fv.DueWords = dueWords(f.Due, b.now)
		}
		if i == 0 {
			v.State = &fv
			continue
		}
		v.Facts = append(v.Facts, fv)
	}
	var pinned []*message
	for _, m := range place.messages {
		if m.Pin {
			pinned = append(pinned, m)
		}
	}
	v.Pinned = b.messages(pinned)
	shown, earlier := latest(place.messages, before)
	v.Older, v.Latest = len(shown) > 0 && shown[len(shown)-1] != place.messages[len(place.messages)-1], b.link(v.Room)
	v.Messages = b.messages(shown)
	if v.HasEarlier = earlier; earlier {
		v.Earlier = b.link(v.Room)
		v.Earlier.Before = string(shown[0].Message)
	}
}

// link leads to room, of the person who is played, with everything else as it is.
func (b *builder) link(room string) link {
	return link{As: b.v.As.ID, Room: room, Phone: b.v.phoneChosen, Step: b.v.StepN}
}

// phone fills in the phone of the person who was chosen, or whoever was pinged last, and who else was.
func (b *builder) phone() {
	v, s := b.v, b.s
	of := v.phoneChosen
	if choose(b.people, of) != of || of == v.As.ID {
		of, v.phoneChosen = "", ""
	}
	if ring := s.latestRing(v.As.ID); of == "" && ring != nil {
		of = ring.Person
	}
	ph := &v.Phone
	for _, x := range b.persons(of) {
		if x.ID != v.As.ID {
			ph.People = append(ph.People, x)
		}
	}
	newest := map[string]*message{}
	for _, m := range s.all {
		if m.Person != "" && !m.RangAt.IsZero() {
			newest[m.Person] = m
		}
	}
	var rings []*message
	for _, m := range newest {
		if m.Person != of {
			rings = append(rings, m)
		}
	}
	slices.SortFunc(rings, func(a, b *message) int { return cmp.Or(b.RangAt.Compare(a.RangAt), cmp.Compare(a.Person, b.Person)) })
	for i, m := range rings {
		if i == 4 {
			break
		}
		r := ringView{Name: b.person(m.Person).Name, Line: firstLine(m.Text), TimeWords: b.time(m.RangAt), Link: b.link(v.Room)}
		if r.Link.Phone = m.Person; m.Person == v.As.ID {
			r.Name, r.Link = "Yours", b.link(directRoom)
		}
		ph.Rings = append(ph.Rings, r)
	}
	if of == "" {
		return
	}
	ph.Person = b.person(of)
	shown, _ := latest(s.place(of, directRoom).messages, "")
	ph.Messages = b.messages(shown)
	for _, m := range slices.Backward(shown) {
		if m.Author == botAuthor {
			ph.LockLine = firstLine(m.Text)
			one := b.messages([]*message{m})[0]
			ph.Latest = &one
			return
		}
	}
}

func firstLine(text string) string {
	first, _, _ := strings.Cut(text, "\n")
	return first
}

func (b *builder) waiting(list []jsonWaiting) {
	for _, w := range list {
		x := waitingView{Line: firstLine(w.Text), Message: string(w.Message), Link: b.link(directRoom)}
		if w.Message == "" {
			x.Actions = w.Actions
		}
		if !w.Due.IsZero() {
			x.DueWords = dueWords(w.Due, b.now)
		}
		b.v.Waiting = append(b.v.Waiting, x)
	}
}

// tour fills in the steps. The step of the view is shown; with fill what it has is put into the field, never sent.
func (b *builder) tour(fill bool) {
	v := b.v
	n := v.StepN
	for i, t := range b.p.options.Tour {
		where, there := b.s.stepRoom(t)
		v.Tour = append(v.Tour, stepView{N: i + 1, Title: t.Title, Say: t.Say, Name: b.person(t.As).Name, Here: n == i+1,
			Link: link{As: t.As, Room: where, Step: i + 1, Fill: true}})
		if n != i+1 || !fill {
			continue
		}
		v.StepMissing = !there
		if there && v.Room == where && v.As.ID == t.As {
			v.Draft = b.s.stepText(t, where)
		}
	}
	if n > 0 {
		v.Step = &v.Tour[n-1]
	}
	if n < len(v.Tour) {
		v.Next = &v.Tour[n]
	}
	noIncident := !slices.ContainsFunc(v.Rooms, func(r roomView) bool { return r.Incident != "" })
	if noIncident && len(v.Tour) > 0 && v.Room != directRoom && v.Incident == "" {
		v.First = &v.Tour[0]
	}
}

// latest returns the messages that are shown, the last of those before the one called before, and whether there are
// earlier ones.
func latest(list []*message, before string) (shown []*message, earlier bool) {
	if i := slices.IndexFunc(list, func(m *message) bool { return string(m.Message) == before }); i >= 0 {
		list = list[:i]
	}
	if len(list) > shownMessages {
		return list[len(list)-shownMessages:], true
	}
	return list, false
}

package local

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"loggist/bot"
)

// message is one message in a room or in a person's own conversation.
type message struct {
	event
	offered map[string]bool // ids of every button that ever stood under it
}

// room is a room or, in state.direct, a conversation.
type room struct {
	id       bot.RoomID
	name     string
	topic    string
	facts    []fact
	archived bool
	set      map[string]bool // who was put in or out by an event
	standing map[string]bool // who is in it by configuration
	messages []*message
}

// people are those in it, in order.
func (r *room) people() []string {
	var out []string
	for _, of := range []map[string]bool{r.set, r.standing} {
		for id := range of {
			if r.has(id) && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (r *room) has(person string) bool {
	if in, said := r.set[person]; said {
		return in
	}
	return r.standing[person]
}

func (r *room) members() map[string]bool {
	all := maps.Clone(r.standing)
	if all == nil {
		all = map[string]bool{}
	}
	for p, in := range r.set {
		all[p] = in
	}
	maps.DeleteFunc(all, func(_ string, in bool) bool { return !in })
	return all
}

var byReference = regexp.MustCompile(`^([a-z]+-[0-9]{4}-[0-9]+)(-[a-z])?$`)

// incident is the reference that the room is named by, or nothing.
func (r *room) incident() string {
	if m := byReference.FindStringSubmatch(r.name); m != nil {
		return strings.ToUpper(m[1])
	}
	return ""
}

// maxAnswers is how many answers are kept to be given again; older acts are settled by the handler alone.
const maxAnswers = 5000

// state is the fold of the events. Its methods are not safe for concurrent use.
type state struct {
	rooms    map[bot.RoomID]*room
	order    []bot.RoomID
	direct   map[string]*room
	messages map[bot.MessageID]*message
	all      []*message
	keys     map[string]bot.Receipt
	answers  map[string]event
	given    []string // requests with answers, oldest first
	offers   map[string]offer
	// stale counts the lines that compaction would save.
	stale int
}

// offer is a button of a private reply, or a form, that a person was given, and where.
type offer struct {
	room bot.RoomID
	n    int
}

func newState() *state {
	return &state{
		rooms: map[bot.RoomID]*room{}, direct: map[string]*room{}, messages: map[bot.MessageID]*message{},
		keys: map[string]bot.Receipt{}, answers: map[string]event{}, offers: map[string]offer{},
	}
}

func (s *state) open(id bot.RoomID, name string) *room {
	r := s.rooms[id]
	if r == nil {
		r = &room{id: id, name: name, set: map[string]bool{}}
		s.rooms[id] = r
		s.order = append(s.order, id)
	}
	return r
}

func (s *state) talk(person string) *room {
	r := s.direct[person]
	if r == nil {
		r = &room{set: map[string]bool{person: true}}
		s.direct[person] = r
	}
	return r
}

// apply folds e in. An event that does not fit what was before is an error and changes nothing.
func (s *state) apply(e event) error {
	switch e.Kind {
	case eventSay:
		return s.say(e)
	case eventEdit:
		m := s.messages[e.Message]
		if m == nil {
			return fmt.Errorf("%s of an unknown message", e.Kind)
		}
		m.Text, m.Actions, m.Edited, m.Pin, m.Rings = e.Text, e.Actions, true, m.Pin || e.Pin, e.Rings
		if e.Rings {
			m.RangAt = e.At
		}
		m.offer()
		s.stale++
	case eventAnswer:
		s.answered(e)
	case eventKey:
	case eventRoom:
		r := s.open(e.Room, e.Name)
		r.archived = false
		if e.Topic != "" || e.Facts != nil { // opened again, it keeps what its head says
			r.topic, r.facts = e.Topic, e.Facts
		}
	default:
		r := s.rooms[e.Room]
		if r == nil {
			return fmt.Errorf("%s of an unknown room", e.Kind)
		}
		switch e.Kind {
		case eventIn, eventOut:
			r.set[e.Person] = e.Kind == eventIn
		case eventDescribe:
			r.topic, r.facts = e.Topic, e.Facts
			s.stale++
		case eventArchive:
			r.archived = true
		default:
			return fmt.Errorf("unknown event %q", e.Kind)
		}
	}
	if e.Key != "" {
		s.keys[e.Key] = bot.Receipt{Message: e.Message, Room: e.Room, At: e.At}
	}
	return nil
}

func (s *state) say(e event) error {
	if e.Message == "" || s.messages[e.Message] != nil {
		return fmt.Errorf("%s without an id of its own", e.Kind)
	}
	r := s.rooms[e.Room]
	if e.Person != "" {
		r = s.talk(e.Person)
	}
	if r == nil {
		return fmt.Errorf("%s in an unknown room", e.Kind)
	}
	m := &message{event: e, offered: map[string]bool{}}
	if e.Rings && e.RangAt.IsZero() {
		m.RangAt = e.At
	}
	for _, id := range e.Offered {
		m.offered[id] = true
	}
	m.offer()
	s.messages[e.Message] = m
	s.all = append(s.all, m)
	r.messages = append(r.messages, m)
	if e.Key != "" {
		s.keys[e.Key] = bot.Receipt{Message: e.Message, Room: e.Room, At: e.At}
	}
	return nil
}

// offer remembers the buttons under m: one that stood there may still be pressed by whoever saw it.
func (m *message) offer() {
	for _, a := range m.Actions {
		m.offered[a.ID] = true
	}
}

func offerKey(person, what, id string) string { return person + "\x00" + what + "\x00" + id }

// offersOf are the keys of what e's answer put before e's person.
func offersOf(e event) []string {
	var out []string
	for _, a := range e.Answer.Reply.Actions {
		out = append(out, offerKey(e.Person, "action", a.ID))
	}
	if e.Answer.Form != nil {
		out = append(out, offerKey(e.Person, "form", e.Answer.Form.ID))
	}
	return out
}

func (s *state) answered(e event) {
	if e.Answer == nil || e.Request == "" {
		return
	}
	if _, again := s.answers[e.Request]; again {
		return
	}
	s.answers[e.Request] = e
	s.given = append(s.given, e.Request)
	for _, k := range offersOf(e) {
		s.offers[k] = offer{room: e.Room, n: s.offers[k].n + 1}
	}
	for len(s.given) > maxAnswers {
		old := s.answers[s.given[0]]
		for _, k := range offersOf(old) {
			if o := s.offers[k]; o.n > 1 {
				s.offers[k] = offer{room: o.room, n: o.n - 1}
			} else {
				delete(s.offers, k)
			}
		}
		delete(s.answers, s.given[0])
		s.given = s.given[1:]
		s.stale++
	}
}

// roomsOf lists the rooms that person is in: those named by an incident in the order in which their incidents began, the
// second room after the open one, after all others.
func (s *state) roomsOf(person string) []*room {
	began := map[string]int{"": -1}
	var out []*room
	for i, id := range s.order {
		r := s.rooms[id]
		if _, known := began[r.incident()]; !known {
			began[r.incident()] = i
		}
		if r.has(person) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b *room) int {
		x, y := a.incident(), b.incident()
		if x == "" && y == "" {
			return 0
		}
		return cmp.Or(cmp.Compare(began[x], began[y]), cmp.Compare(a.name, b.name))
	})
	return out
}

// events returns the shortest list of events that folds to s.
func (s *state) events() []event {
	var out []event
	receipted := map[string]bool{}
	for _, id := range s.order {
		r := s.rooms[id]
		out = append(out, event{Kind: eventRoom, Room: id, Name: r.name, Topic: r.topic, Facts: r.facts})
		for _, p := range slices.Sorted(maps.Keys(r.set)) {
			kind := eventOut
			if r.set[p] {
				kind = eventIn
			}
			out = append(out, event{Kind: kind, Room: id, Person: p})
		}
		if r.archived {
			out = append(out, event{Kind: eventArchive, Room: id})
		}
	}
	for _, m := range s.all {
		e := m.event
		e.Offered = slices.Sorted(maps.Keys(m.offered))
		receipted[e.Key] = true // with the same receipt: neither changes after it was said
		out = append(out, e)
	}
	for _, k := range slices.Sorted(maps.Keys(s.keys)) {
		if !receipted[k] {
			r := s.keys[k]
			out = append(out, event{Kind: eventKey, Key: k, Message: r.Message, Room: r.Room, At: r.At})
		}
	}
	for _, id := range s.given {
		out = append(out, s.answers[id])
	}
	return out
}

// latestRing is the newest message that rang for somebody other than person, or nil.
func (s *state) latestRing(person string) *message {
	var found *message
	var at time.Time
	for _, m := range s.all {
		if m.Person != "" && m.Person != person && !m.RangAt.IsZero() && !m.RangAt.Before(at) {
			found, at = m, m.RangAt
		}
	}
	return found
}

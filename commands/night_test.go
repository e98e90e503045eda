package commands

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
	"loggist/internal/say"
	"loggist/reminders"
)

// night plays an incident as the engine does: lines are typed, timers fire, messages leave and are taken at once.
type night struct {
	*incidenttest.Keeper
	t     *testing.T
	phone map[force.PersonID]map[string]bot.Message // by key, as it stands now
	room  []string                                  // every text that a room was sent, in order
	rings map[force.PersonID]int
}

func newNight(t *testing.T) *night {
	_, k := testInput(t)
	n := &night{Keeper: k, t: t, phone: map[force.PersonID]map[string]bot.Message{}, rings: map[force.PersonID]int{}}
	n.Now = at2104
	n.deliver()
	return n
}

func (n *night) at(minutes int) *night {
	n.t.Helper()
	n.wind(at2104.Add(time.Duration(minutes) * time.Minute))
	return n
}

func (n *night) in(who force.PersonID, book incident.Book) *Input {
	p := n.Person(who)
	return &Input{
		Now: n.Now, Force: n.Force.WithSuspended(suspended(n.Register)...), Actor: p, Register: n.Register, Full: n.Full, Book: book,
		Visible: func() []*incident.Full { return []*incident.Full{n.Full} },
	}
}

func suspended(r *incident.Register) []force.PersonID {
	var out []force.PersonID
	for id := range r.Suspended {
		out = append(out, id)
	}
	return out
}

// as types a line in the open room and returns what the person is answered.
func (n *night) as(who force.PersonID, typed string) string {
	n.t.Helper()
	reply, _ := n.try(who, incident.BookOpen, typed)
	return reply
}

// refused types a line that is refused, and returns the refusal.
func (n *night) refused(who force.PersonID, typed string) string {
	n.t.Helper()
	before := len(n.Entries)
	reply, err := n.try(who, incident.BookOpen, typed)
	if err == nil || len(n.Entries) != before {
		n.t.Errorf("%s: %s: was not refused: %s", who, typed, reply)
	}
	return reply
}

func (n *night) try(who force.PersonID, book incident.Book, typed string) (string, error) {
	n.t.Helper()
	in := n.in(who, book)
	out, err := line(n.t, typed).Run(in)
	if err != nil {
		u, ok := errors.AsType[*bot.UserError](err)
		if !ok {
			n.t.Fatalf("%s: %s: %v", who, typed, err)
		}
		return u.Say, err
	}
	entries := n.Do(who, append(out.Entries, out.Register...)...)
	n.deliver()
	if out.Reply.Text != "" || out.Reply.Form != nil {
		return out.Reply.Text, nil
	}
	return say.Recorded(n.view(), n.Full, entries), nil
}

func (n *night) view() say.View {
	return say.View{Force: n.Force, Register: n.Register, Now: n.Now, Profile: force.Full}
}

// deliver sends everything that is pending, in order, and receipts it.
func (n *night) deliver() {
	for _, s := range []*incident.Side{&n.Full.Open.Side, n.Full.Sensitive} {
		lanes := s.PendingLanes()
		slices.SortFunc(lanes, func(a, b incident.Lane) int {
			return cmp.Or(cmp.Compare(a.Room, b.Room), cmp.Compare(a.Person, b.Person))
		})
		for _, lane := range lanes {
			for _, it := range s.Pending(lane) {
				n.deliverOne(s, it)
			}
		}
	}
}

func (n *night) deliverOne(s *incident.Side, it incident.Item) {
	render := func() say.Rendered {
		if s.Book == incident.BookSensitive {
			return say.Sensitive(n.view(), n.Full, it)
		}
		return say.Open(n.view(), n.Full.Open, it)
	}
	r := render()
	if r.NotSent != "" {
		book := incident.BookDelivery
		if s.Book == incident.BookSensitive {
			book = s.Book
		}
		n.Do("", incident.Draft{Book: book, Body: &incident.Receipt{
			Lane: it.Lane, Key: it.Key, Version: it.Version, Outcome: incident.NotSent, Reason: r.NotSent, At: n.Now,
		}})
		return
	}
	if p := it.Lane.Person; p != "" {
		if n.phone[p] == nil {
			n.phone[p] = map[string]bot.Message{}
		}
		n.phone[p][it.Key] = r.Message
		if r.Message.Rings && it.Sent == nil {
			n.rings[p]++
		}
	} else {
		n.room = append(n.room, r.Message.Text)
	}
	n.Receipt(s.Book, it, incident.Sending, r.Due)
}

// wind moves the clock through every due time of the ladders and of command.
func (n *night) wind(to time.Time) {
	n.t.Helper()
	n.deliver()
	for range 1000 {
		due := dueTimer(n.Full, to)
		if due == nil {
			n.Now = to
			return
		}
		if due.Due.After(n.Now) {
			n.Now = due.Due
		}
		f := &reminders.Firing{Full: n.Full, Timer: *due, Now: n.Now, Force: n.Force.WithSuspended(suspended(n.Register)...), Register: n.Register}
		drafts, err := reminders.Fire(f)
		if err != nil {
			n.t.Fatal(err)
		}
		n.Do("", drafts...)
		n.deliver()
	}
	n.t.Fatal("the night does not come to rest")
}

// dueTimer is the first timer of ladders and roles up to an instant.
func dueTimer(f *incident.Full, to time.Time) *incident.Timer {
	for _, t := range f.Timers() {
		if (t.Queue == incident.QueueLadder || t.Key == "gold" || strings.HasPrefix(t.Key, "O-")) && !t.Due.After(to) {
			return &t
		}
	}
	return nil
}

// has fails unless text holds all of the words.
func (n *night) has(text string, words ...string) {
	n.t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			n.t.Errorf("%q is missing in:\n%s", w, text)
		}
	}
}

func labels(m bot.Message) string {
	var out []string
	for _, a := range m.Actions {
		out = append(out, a.Label)
	}
	return strings.Join(out, " | ")
}

package commands

import (
	"errors"
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

// play types lines as people and winds the clock, on one incident: what they answer is folded in as the engine does it.
type play struct {
	*incidenttest.Keeper
	t testing.TB
}

func newPlay(t testing.TB) *play { return newPlayAt(t, at2104) }

func newPlayAt(t testing.TB, now time.Time) *play {
	p := &play{Keeper: incidenttest.New(t, now), t: t}
	p.Register.Apply(incident.Entry{Book: incident.BookRegister, Seq: 1, Body: &incident.Opened{Ref: p.Full.Open.Ref}})
	return p
}

func (p *play) input(by force.PersonID) *Input {
	return &Input{
		Now: p.Now, Cause: "test", Force: p.Force, Actor: p.Person(by), Register: p.Register, Full: p.Full, Book: incident.BookOpen,
		Platforms: []force.Platform{force.Local}, Visible: func() []*incident.Full { return []*incident.Full{p.Full} },
	}
}

// try types a line and does what it asks: the reply, or the refusal.
func (p *play) try(by force.PersonID, line string) (string, []incident.Entry, error) {
	slash, words, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	act, err := ReadLine(slash, words, func(string) (force.PersonID, bool) { return "", false })
	if err != nil {
		return "", nil, err
	}
	out, err := act.Run(p.input(by))
	if err != nil {
		return "", nil, err
	}
	if len(out.Entries) == 0 {
		return out.Reply.Text, nil, nil
	}
	entries := p.Do(by, out.Entries...)
	v := say.View{Force: p.Force, Register: p.Register, Now: p.Now, Profile: force.Full}
	return say.Recorded(v, p.Full, entries), entries, nil
}

// do is try that must not be refused.
func (p *play) do(by force.PersonID, line string) []incident.Entry {
	p.t.Helper()
	_, entries, err := p.try(by, line)
	if err != nil {
		if u, ok := errors.AsType[*bot.UserError](err); ok {
			p.t.Fatalf("%s: %s\nrefused: %s", by, line, u.Say)
		}
		p.t.Fatalf("%s: %s\n%v", by, line, err)
	}
	return entries
}

// refuse is try that must be refused, with that in its words.
func (p *play) refuse(by force.PersonID, line, want string) {
	p.t.Helper()
	n := p.Full.NextIn(incident.BookOpen)
	_, _, err := p.try(by, line)
	u, ok := errors.AsType[*bot.UserError](err)
	if !ok {
		p.t.Fatalf("%s: %s\nwas not refused: %v", by, line, err)
	}
	if !strings.Contains(u.Say, want) || !strings.Contains(u.Say, nothing) {
		p.t.Errorf("%s: %s\nsays  %s\nwants %s", by, line, u.Say, want)
	}
	if p.Full.NextIn(incident.BookOpen) != n {
		p.t.Errorf("%s: %s\nwas refused and recorded something", by, line)
	}
}

// wind moves the clock, and fires everything that falls due on the way at its time.
func (p *play) wind(d time.Duration) { p.windTo(p.Now.Add(d)) }

func (p *play) windTo(to time.Time) {
	p.t.Helper()
	for range 10_000 {
		next := p.next()
		if next.IsZero() || next.After(to) {
			p.Now = to
			return
		}
		if next.After(p.Now) {
			p.Now = next
		}
		p.fire()
	}
	p.t.Fatalf("the clock does not get past %s", p.Now)
}

func (p *play) next() time.Time {
	var out time.Time
	for _, q := range []incident.Queue{incident.QueueTime, incident.QueueLadder} {
		if n := p.Full.Next(q); !n.IsZero() && (out.IsZero() || n.Before(out)) {
			out = n
		}
	}
	return out
}

// fire fires the most serious thing of each queue that is due, once.
func (p *play) fire() {
	p.t.Helper()
	for _, q := range []incident.Queue{incident.QueueLadder, incident.QueueTime} {
		due := p.Full.Due(q, p.Now)
		if len(due) == 0 {
			continue
		}
		f := &reminders.Firing{Full: p.Full, Timer: due[0], Now: p.Now, Force: p.Force, Register: p.Register}
		drafts, err := reminders.Fire(f)
		if err != nil || len(drafts) == 0 {
			p.t.Fatalf("%s at %s: %d entries, %v", due[0].Key, p.Now, len(drafts), err)
		}
		p.Do("", drafts...)
	}
}

// last is the newest entry of a kind.
func last[T incident.Body](p *play) T {
	p.t.Helper()
	for i := len(p.Entries) - 1; i >= 0; i-- {
		if b, ok := p.Entries[i].Body.(T); ok {
			return b
		}
	}
	var none T
	p.t.Fatalf("there is no %T", none)
	return none
}

// count is how many entries of a kind there are.
func count[T incident.Body](p *play) int {
	n := 0
	for i := range p.Entries {
		if _, ok := p.Entries[i].Body.(T); ok {
			n++
		}
	}
	return n
}

// rings are the keys that wait to ring a person.
func (p *play) rings(who force.PersonID) []string {
	var out []string
	for _, it := range p.Full.Open.Pending(incident.Lane{Person: who, Platform: force.Local}) {
		if it.Class == incident.ClassPage {
			out = append(out, it.Key)
		}
	}
	return out
}

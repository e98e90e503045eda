package engine

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/commands"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
)

// place is where an act takes place: the incident and the side of it, if any, and every incident whose lock is held.
type place struct {
	h     *held
	book  incident.Book
	glass bool // the person is not in it, and reads it through glass that he broke
	held  []*held
	// others are glimpses of incidents whose lock is not held.
	others []incident.Glimpse
}

func (p *place) unlock() {
	for _, h := range p.held {
		h.mu.Unlock()
	}
	p.held = nil
}

// keep unlocks all but one incident.
func (p *place) keep(h *held) {
	for _, o := range p.held {
		if o != h {
			o.mu.Unlock()
		}
	}
	p.held = nil
	if h != nil {
		p.held = []*held{h}
	}
}

// locate finds the incident that an act is about and takes its lock. An act that needs none, or speaks of several, takes
// the locks of all that the person may see, always in the order of their references.
func (e *Engine) locate(q *asked, act *commands.Act) (*place, error) {
	b := q.binding()
	ref, err := act.Find(commands.Place{
		Register: q.reg, Room: b.Ref,
		May:   func(ref incident.Ref) bool { return e.may(q, act, ref) },
		Live:  func() []incident.Ref { return e.visible(q) },
		Asked: func() []commands.Asked { return e.waiting(q, false) },
		Input: func() *commands.Input { return e.input(q, &place{book: incident.BookOpen}) },
	})
	if err != nil {
		named, _, _ := act.Incident(q.reg, q.now) // of one that there is, so that who looked for it can be shown
		e.refusedLook(q, act, named)
		return nil, err
	}
	if act.Command.Where != commands.InIncident {
		return e.all(q, act, ref)
	}
	var others []incident.Glimpse
	if act.Command.Across { // before the lock of the one is taken
		others = e.others(q, act, ref)
	}
	p, err := e.one(q, act, ref)
	if err == nil {
		p.others = others
	}
	return p, err
}

// others are glimpses of all incidents but one: the live ones, or every one.
func (e *Engine) others(q *asked, act *commands.Act, ref incident.Ref) []incident.Glimpse {
	refs, err := e.live()
	if act.Command.Everywhere {
		refs = q.reg.Refs
	}
	if err != nil {
		e.Logger.Error("cannot read the live incidents", obs.Error(err))
	}
	var out []incident.Glimpse
	e.eachOf(refs, func(h *held) {
		if g, ok := h.full.Glimpse(); ok && h.ref != ref {
			out = append(out, g)
		}
	})
	return out
}

// binding is the incident whose room this is, and the side; empty elsewhere.
func (q *asked) binding() incident.Binding {
	if q.Direct {
		return incident.Binding{}
	}
	b, _ := q.reg.Room(force.Platform(q.Platform), string(q.Room))
	return b
}

// one takes the lock of one incident, if the person may see it or was asked just this. An incident that he may not see and
// one that does not exist are the same to him.
func (e *Engine) one(q *asked, act *commands.Act, ref incident.Ref) (*place, error) {
	h, err := e.hold(ref)
	if err != nil {
		return nil, err
	}
	if d, _ := q.reg.Disposal(ref); h != nil && d.Done != nil { // nobody can know it any more
		h.mu.Unlock()
		h = nil
	}
	if h != nil {
		if book, ok := e.side(q, h, act); ok {
			return &place{h: h, book: book, held: []*held{h}}, nil
		}
		if q.fromOutside(h.full, act) {
			return &place{h: h, book: incident.BookOpen, glass: h.full.Broken(q.person.ID, q.now), held: []*held{h}}, nil
		}
		h.mu.Unlock()
	}
	e.refusedLook(q, act, ref)
	return nil, commands.NoSuchIncident()
}

// refusedLook notes that a person asked for an incident that he may not see, or that is not there.
func (e *Engine) refusedLook(q *asked, act *commands.Act, ref incident.Ref) {
	e.audit.note(q.now, incident.Person(q.person), &incident.Viewed{Ref: ref, What: act.Command.Path, Refused: true})
}

// side is the side of an incident on which an act is done: that of the room; elsewhere that of what waits for the person
// under this number; else the first that he is a member of.
func (e *Engine) side(q *asked, h *held, act *commands.Act) (incident.Book, bool) {
	b := q.binding()
	if b.Ref == h.ref && h.full.Side(b.Book).IsMember(q.person.ID) {
		return b.Book, true
	}
	for _, book := range act.Books() {
		if h.full.Side(book).IsMember(q.person.ID) {
			return book, true
		}
	}
	for _, book := range act.Books() {
		if !h.full.Side(book).Told(q.person.ID) {
			continue
		}
		if in := e.inputOf(q, h, book); act.IsAnswer(commands.Waiting(in)) || act.IsAnswer(commands.Announced(in)) {
			return book, true
		}
	}
	return "", false
}

// bySight are the sides of an incident that the person is a member of.
func bySight(f *incident.Full, who force.PersonID) (books []incident.Book) {
	for _, book := range []incident.Book{incident.BookOpen, incident.BookSensitive} {
		if f.Side(book).IsMember(who) {
			books = append(books, book)
		}
	}
	return books
}

// fromOutside reports whether somebody who is not in an incident may do this all the same: through glass that he broke, or by the
// right of the command itself. To all others it does not exist.
func (q *asked) fromOutside(f *incident.Full, act *commands.Act) bool {
	if f.Broken(q.person.ID, q.now) {
		return true
	}
	if act.Command == nil || act.Command.Outside == "" {
		return false
	}
	a := incident.Asker{Person: q.person, Force: q.force, At: q.now, Covers: q.reg.Held(), Full: f}
	return a.May(act.Command.Outside)
}

// may reports whether the person may see an incident, or was told something of it himself.
func (e *Engine) may(q *asked, act *commands.Act, ref incident.Ref) bool {
	h, err := e.hold(ref)
	if err != nil || h == nil {
		return false
	}
	defer h.mu.Unlock()
	return len(bySight(h.full, q.person.ID)) > 0 || told(h.full, q.person.ID) || q.fromOutside(h.full, act)
}

func told(f *incident.Full, who force.PersonID) bool {
	return f.Open.Told(who) || f.Sensitive.Told(who)
}

// visible are the live incidents that the person is a member of, the newest first. A sealed one is in no list: it is named, or spoken
// of in its room.
func (e *Engine) visible(q *asked) []incident.Ref {
	var out []incident.Ref
	e.each(func(h *held) {
		if !h.full.Sealed() && len(bySight(h.full, q.person.ID)) > 0 {
			out = append(out, h.ref)
		}
	})
	slices.SortFunc(out, func(a, b incident.Ref) int { return -incident.Compare(a, b) })
	return out
}

// waiting is what waits for the person's answer in all live incidents; listed says that it is for a list, which no sealed one is in.
func (e *Engine) waiting(q *asked, listed bool) []commands.Asked {
	var out []commands.Asked
	e.each(func(h *held) {
		if listed && h.full.Sealed() {
			return
		}
		for _, book := range []incident.Book{incident.BookOpen, incident.BookSensitive} {
			if s := h.full.Side(book); s.IsMember(q.person.ID) || s.Told(q.person.ID) {
				out = append(out, commands.Waiting(e.inputOf(q, h, book))...)
			}
		}
	})
	return out
}

// all takes the locks of every live incident that the person is a member of or was told of, ref among them.
func (e *Engine) all(q *asked, act *commands.Act, ref incident.Ref) (*place, error) {
	live, err := e.live()
	if act.Command.Everywhere {
		live = slices.Clone(q.reg.Refs)
	}
	if err != nil {
		return nil, err
	}
	if ref != "" && !slices.Contains(live, ref) {
		live = append(live, ref)
	}
	slices.Sort(live)
	p := &place{book: incident.BookOpen}
	for _, r := range live {
		h, err := e.hold(r)
		if err != nil {
			p.unlock()
			return nil, err
		}
		if h == nil {
			continue
		}
		books := bySight(h.full, q.person.ID)
		if len(books) == 0 && !told(h.full, q.person.ID) || h.full.Sealed() && r != ref {
			h.mu.Unlock()
			continue
		}
		p.held = append(p.held, h)
		if r == ref && len(books) > 0 {
			p.h, p.book = h, books[0]
			if b := q.binding(); b.Ref == ref && slices.Contains(books, b.Book) {
				p.book = b.Book
			}
		}
	}
	if ref != "" && p.h == nil {
		p.unlock()
		e.refusedLook(q, act, ref)
		return nil, commands.NoSuchIncident()
	}
	return p, nil
}

// inputOf is what a command may know of one incident.
func (e *Engine) inputOf(q *asked, h *held, book incident.Book) *commands.Input {
	in := e.input(q, &place{book: book})
	in.Full = h.full
	return in
}

// input is what a command may know here.
func (e *Engine) input(q *asked, p *place) *commands.Input {
	in := &commands.Input{
		Now: q.now, Cause: q.cause, Force: q.force, Actor: q.person, Register: q.reg, Platforms: e.platforms(),
		Book: p.book, Glass: p.glass, Others: p.others, Platform: force.Platform(q.Platform), Room: q.Room, Direct: q.Direct, Look: q.look,
		Health: e.health, Profile: e.Platforms[force.Platform(q.Platform)].Profile,
	}
	if p.h != nil {
		in.Full = p.h.full
		in.Audit = func() (commands.Trail, error) { return e.trail(p.h) }
	}
	visible := make([]*incident.Full, 0, len(p.held))
	for _, h := range p.held {
		visible = append(visible, h.full)
	}
	slices.SortFunc(visible, func(a, b *incident.Full) int { return -incident.Compare(a.Open.Ref, b.Open.Ref) })
	in.Visible = func() []*incident.Full { return visible }
	return in
}

// attempt decides an act once, on the state of now, and records what it makes. ErrStale says that it is to be decided
// again.
func (e *Engine) attempt(ctx context.Context, q *asked, act *commands.Act) (bot.Reply, error) {
	p, err := e.locate(q, act)
	if err != nil {
		return bot.Reply{}, err
	}
	defer p.unlock()
	out, err := act.Run(e.input(q, p))
	if err != nil {
		return bot.Reply{}, err
	}
	if read := e.readOf(q, p, act, out); read != nil {
		e.looked(q, p, act)
		out.Entries = append(out.Entries, *read)
		return e.carryOut(ctx, q, p, out)
	}
	if len(out.Entries) == 0 && len(out.Register) == 0 {
		e.looked(q, p, act)
		if !out.Post || p.h == nil {
			return out.Reply, nil
		}
		what := act.Command.Path[strings.LastIndexByte(act.Command.Path, ' ')+1:]
		out.Entries = []incident.Draft{{Book: p.book, Body: &incident.Posted{What: what, Text: out.Reply.Text}}}
		out.Reply = bot.Reply{}
	}
	return e.carryOut(ctx, q, p, out)
}

// looked notes that a person was shown something.
func (e *Engine) looked(q *asked, p *place, act *commands.Act) {
	v := &incident.Viewed{What: act.Command.Path}
	if p.h != nil {
		v.Ref = p.h.ref
	}
	e.audit.note(q.now, incident.Person(q.person), v)
}

// carryOut records what a command answered with, and answers from what was recorded.
func (e *Engine) carryOut(ctx context.Context, q *asked, p *place, out commands.Output) (bot.Reply, error) {
	h := p.h
	if out.Opens != nil {
		p.unlock()
		h = e.holder(out.Opens.Open.Ref)
		h.mu.Lock()
		p.held = []*held{h}
		if _, n := e.Log.Version(string(h.ref)); n != 0 {
			return bot.Reply{}, fmt.Errorf("call %s: %w", h.ref, errTaken)
		}
		h.fold = fold{full: incident.New(h.ref), gen: e.Log.Generation()}
	} else {
		p.keep(h)
	}
	if h == nil && len(out.Entries) > 0 {
		return bot.Reply{}, errors.New("entries of no incident")
	}
	ended := q.sending()
	m, err := e.commit(ctx, h, change{
		now: q.now, by: incident.Person(q.person), cause: q.cause, drafts: out.Entries, register: out.Register,
	})
	ended(err)
	if err != nil {
		return bot.Reply{}, err
	}
	if out.Reply.Text != "" {
		return out.Reply, nil
	}
	if h == nil {
		return e.recordedReply(q, nil, m), nil
	}
	if err := e.load(h); err != nil {
		return bot.Reply{}, err
	}
	return e.recordedReply(q, h.full, m), nil
}

package engine

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
	"loggist/internal/say"
)

// outgoing is one message on its way.
type outgoing struct {
	side     *incident.Side
	book     incident.Book // of the side
	lane     incident.Lane
	item     incident.Item
	platform force.Platform
	served   Served
	rendered say.Rendered
	refused  string        // why it cannot be sent at all
	doubtful bool          // it may have been sent before
	waited   time.Duration // since it could have been said
}

// send sends the first of what a lane still has to be sent, and receipts it. The lock is not held while a platform is
// asked: what changes meanwhile is a newer version, and due again.
func (e *Engine) send(ctx context.Context, lease record.Lease, ref incident.Ref) error {
	h, err := e.hold(ref)
	if err != nil || h == nil {
		return err
	}
	out, err := e.next(h, lease)
	if err != nil || out == nil {
		if err == nil {
			err = e.nothing(ctx, h, lease)
		}
		h.mu.Unlock()
		return err
	}
	h.mu.Unlock()
	receipt, wait := e.deliver(ctx, out, lease)
	if wait > 0 {
		return e.Log.Defer(ctx, lease, e.Now().Add(wait))
	}
	return e.receipt(ctx, h, out, lease, receipt)
}

// next renders what the lane has to be sent first; nil when there is nothing.
func (e *Engine) next(h *held, lease record.Lease) (*outgoing, error) {
	side, lane, ok := e.findLane(h.full, lease.Lane)
	if !ok {
		return nil, nil
	}
	now := e.Now()
	items := side.Sendable(lane, now)
	if len(items) == 0 {
		return nil, nil
	}
	reg, err := e.register()
	if err != nil {
		return nil, err
	}
	out := &outgoing{side: side, book: side.Book, lane: lane, item: items[0], platform: lane.Platform}
	out.doubtful = h.doubts(side, out.item, lease)
	out.waited = side.Waited(out.item, now)
	if lane.Room != "" {
		out.platform = side.Rooms[lane.Room].Platform
	}
	out.served, ok = e.Platforms[out.platform]
	if !ok {
		out.refused = "this service does not serve " + string(out.platform)
		return out, nil
	}
	f := e.force(reg)
	v := say.View{Force: f, Register: reg, Now: now, Profile: out.served.Profile}
	if lane.Person != "" && h.full.Sealed() && !side.IsMember(lane.Person) && (side.Book == incident.BookOpen || !say.AboutAccess(side, out.item)) {
		v.Profile = force.Pointer // nothing but numbers leaves a sealed incident
	}
	if side.Book == incident.BookSensitive {
		out.rendered = say.Sensitive(v, h.full, out.item)
	} else {
		out.rendered = say.Open(v, h.full.Open, out.item)
	}
	out.address(f)
	return out, nil
}

// doubts reports whether an item may have been sent before, though nothing was receipted: by a process before this one, or
// by somebody whose lease ran out. Who that was had the item first in its order of then, which need not be that of now, so
// that the doubt is about all that was called for.
func (h *held) doubts(side *incident.Side, it incident.Item, lease record.Lease) bool {
	if lease.Try > 1 {
		h.doubt[lease.Lane] = side.NextSeq() - 1
	}
	return lease.Try > 1 || it.Class != incident.ClassRoom && it.Since <= max(h.doubt[lease.Lane], h.inherited[side.Book])
}

// address puts in what only a platform's adapter understands: its ids of rooms, people and messages.
func (o *outgoing) address(f *force.Force) {
	m := &o.rendered.Message
	person := o.lane.Person
	if o.lane.Room != "" {
		room := o.side.Rooms[o.lane.Room]
		m.Room = bot.RoomID(room.ID)
		if _, outsider := incident.OutsiderOf(o.item.Key); !outsider { // whose account is all that is known of him
			person = force.PersonID(m.Person)
		}
		if room.ID == "" && o.item.Key != incident.KeyRoom {
			o.refused = "the room could not be opened"
		}
	}
	if person != "" {
		account, ok := accountOf(f, person, o.platform)
		if !ok {
			o.refused = "no account on this platform"
		}
		m.Person = account
	}
	if o.item.Sent != nil && m.Act != bot.ActOpenRoom {
		m.Replace = bot.MessageID(o.item.Sent.Message)
	}
}

// accountOf is the person's account on a platform. In the local room a person is his own account.
func accountOf(f *force.Force, id force.PersonID, platform force.Platform) (string, bool) {
	p, ok := f.People.Person(id)
	if !ok {
		return "", false
	}
	if account := p.Accounts[platform]; account != "" {
		return account, true
	}
	return string(id), platform == force.Local
}

// deliver asks the platform. A wait above zero means that nothing is known to be sent, and when to try again.
func (e *Engine) deliver(ctx context.Context, o *outgoing, lease record.Lease) (*incident.Receipt, time.Duration) {
	r := &incident.Receipt{Lane: o.lane, Key: o.item.Key, Version: o.item.Version, Outcome: incident.Sending}
	note := func(class string) { e.Metrics.Sent(string(o.platform), class) }
	if o.refused != "" {
		note(string(bot.Permanent))
		r.Outcome, r.Reason = incident.Failed, o.refused
		return r, 0
	}
	m := o.rendered.Message
	if o.doubtful && m.Replace == "" && m.Key != "" {
		got, found, err := look(ctx, o.served.Platform, m)
		switch sure, dedupes := err == nil, o.served.Traits().Dedupe; {
		case !o.isPost():
		case found, !sure && dedupes:
			// What was sent before reads as it did then: if it has changed since, it is still to be changed in place.
			r.Version = o.item.Since
		case !sure:
			m.Text, r.Repeat = repeat(m.Text), true
		}
		if found {
			note("found")
			return fill(r, o, got), 0
		}
	}
	if o.rendered.NotSent != "" {
		note("not-sent")
		r.Outcome, r.Reason, r.Version, r.Repeat = incident.NotSent, o.rendered.NotSent, o.item.Version, false
		return r, 0
	}
	if o.isPost() && m.Replace == "" && o.waited >= lateAfter {
		m.Text = marked(m.Text, "LATE: it could not be sent for "+force.Span(o.waited))
	}
	got, err := o.served.Send(ctx, m)
	if err == nil {
		note("sent")
		return fill(r, o, got), 0
	}
	class := bot.ClassOf(err)
	note(string(class))
	e.Logger.WarnContext(ctx, "a message was not sent", obs.Platform(string(o.platform)), obs.Class(string(class)), obs.Error(err))
	if class == bot.Permanent {
		r.Outcome, r.Reason, r.Version = incident.Failed, "the platform will not take it", o.item.Version
		return r, 0
	}
	if s, ok := asSendError(err); ok && s.RetryAfter > 0 {
		return nil, s.RetryAfter
	}
	return nil, backoff(lease.Try)
}

// isPost reports whether it says something, rather than do something to a room.
func (o *outgoing) isPost() bool {
	return o.rendered.Message.Act == bot.ActPost || o.rendered.Message.Act == bot.ActDirect
}

// look asks the platform whether it took the message before. An error says that it cannot be known.
func look(ctx context.Context, p bot.Platform, m bot.Message) (got bot.Receipt, found bool, err error) {
	f, ok := p.(bot.Finder)
	if !ok {
		return bot.Receipt{}, false, errors.ErrUnsupported
	}
	return f.Find(ctx, m)
}

// repeat marks what may have been said before.
func repeat(text string) string { return marked(text, "REPEAT: this may have been sent before") }

// marked says something of a message as such, in its first line, which notifications show.
func marked(text, mark string) string {
	first, rest, more := strings.Cut(text, "\n")
	first += " · " + mark
	if !more {
		return first
	}
	return first + "\n" + rest
}

func fill(r *incident.Receipt, o *outgoing, got bot.Receipt) *incident.Receipt {
	r.Message, r.Room, r.At, r.Due = string(got.Message), string(got.Room), got.At, o.rendered.Due
	return r
}

// lateAfter is how late a message says that it is late. What is a little late is not worth the words.
const lateAfter = 5 * time.Minute

func backoff(try int) time.Duration {
	return min(time.Second<<min(try, 6), time.Minute)
}

// receipt records what became of a message. A room that was opened is bound to the incident in the same commit.
func (e *Engine) receipt(ctx context.Context, h *held, o *outgoing, lease record.Lease, r *incident.Receipt) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		if err := e.load(h); err != nil {
			return err
		}
		c := change{now: e.Now(), by: incident.Itself, settle: &lease}
		if r.At.IsZero() || e.Exercise {
			r.At = c.now
		}
		// One claim gives its token to many lanes, and what is said has one key on every platform: the lane tells them apart.
		c.cause = fmt.Sprintf("receipt/%s/%s/%s/%d", lease.Lane, lease.Token, r.Key, r.Version)
		c.drafts = []incident.Draft{{Book: receiptBook(o.book), Body: r}}
		if o.item.Key == incident.KeyRoom && r.Outcome == incident.Sending {
			b := incident.Binding{Ref: h.ref, Book: o.book}
			c.register = []incident.Draft{{Book: incident.BookRegister, Body: &incident.RoomBound{Platform: o.platform, ID: r.Room, Binding: b}}}
		}
		_, err := e.commit(ctx, h, c)
		if again(ctx, err) {
			continue
		}
		return err
	}
}

func receiptBook(side incident.Book) incident.Book {
	if side == incident.BookSensitive {
		return incident.BookSensitive
	}
	return incident.BookDelivery
}

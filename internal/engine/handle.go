package engine

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"loggist/bot"
	"loggist/commands"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
	"loggist/internal/say"
)

// decideFor is how long a person's act is decided again when somebody else was quicker.
const decideFor = 2 * time.Second

// asked is one request on its way: who asks, where, and when it was.
type asked struct {
	bot.Request
	now    time.Time
	cause  string
	force  *force.Force
	reg    *incident.Register
	person force.Person
	// answer is what may be told of the act, whatever happens next: nothing was sent to the record, it was recorded, or,
	// from the moment at which it is sent until there is an answer, unknown.
	answer record.Answer
	// command is what it was read as, for the metrics; outcome is set where answer does not say what became of it.
	command, outcome string
	// why is why a marked message matters, where that was asked.
	why string
	// look is what the room is like, where an act needed to know it.
	look *bot.Look
}

// handle answers a request, however long that takes.
func (e *Engine) handle(ctx context.Context, r bot.Request) bot.Reply {
	e.gate.RLock()
	defer e.gate.RUnlock()
	began := time.Now()
	q := &asked{}
	reply := e.handled(ctx, q, r)
	e.count(q, reply, time.Since(began))
	return reply
}

func (e *Engine) handled(ctx context.Context, q *asked, r bot.Request) (reply bot.Reply) {
	defer func() {
		if p := recover(); p != nil {
			reply = e.broken(ctx, q, r, panicked(p))
		}
	}()
	r, why, unsaid := e.marks.answered(r)
	known, err := e.ask(q, r)
	q.why = why
	if err != nil {
		return e.broken(ctx, q, r, err)
	}
	event := isEvent(r.Kind)
	if !known && (!event || r.Kind == bot.KindMarked) {
		return refusal(commands.NotPoliceStaff(q.force))
	}
	switch {
	case unsaid != nil:
		q.command, err = obs.CommandEvent, unsaid
	case event:
		q.command = obs.CommandEvent
		reply, err = e.happened(ctx, q)
	default:
		reply, err = e.answer(ctx, q)
	}
	if u, ok := errors.AsType[*bot.UserError](err); ok && q.answer == record.None {
		return refusal(commands.NamedRefusal(q.force, u))
	}
	if err != nil {
		return e.broken(ctx, q, r, err)
	}
	return commands.NamedReply(q.force, reply)
}

// sending notes that the act is on its way to the record; what it returns notes how that ended. An attempt of which nobody
// knows leaves the act unknown until one is recorded, whatever is refused in between.
func (q *asked) sending() (ended func(error)) {
	before := q.answer
	q.answer = record.Unknown
	return func(err error) {
		if q.answer = record.AnswerOf(err); q.answer == record.None || errors.Is(err, errUnsent) {
			q.answer = before
		}
	}
}

// errUnsent marks a commit that failed before anything was sent to the record.
var errUnsent = errors.New("nothing was sent")

// ask finds out who asks. It answers false for everybody whom the directory does not know as police officer or staff.
func (e *Engine) ask(q *asked, r bot.Request) (bool, error) {
	reg, err := e.register()
	if err != nil {
		return false, err
	}
	*q = asked{Request: r, now: e.Now(), force: e.force(reg), reg: reg}
	if cause, ok := commands.CauseOf(r); ok {
		q.cause = cause
	} else {
		q.cause = causeOf(r)
	}
	person, ok := personOf(q.force, force.Platform(r.Platform), r.Person)
	q.person = person
	return ok && person.Police(), nil
}

// personOf is the person of an account. In the local room a person is his own account.
func personOf(f *force.Force, platform force.Platform, account string) (force.Person, bool) {
	if p, ok := f.People.ByAccount(platform, account); ok {
		return p, true
	}
	if platform != force.Local {
		return force.Person{}, false
	}
	return f.People.Person(force.PersonID(account))
}

// causeOf is the same for every delivery of the same act, and for no other act.
func causeOf(r bot.Request) string {
	sum := sha256.New()
	for _, part := range []string{r.Platform, r.Installation, string(r.Room), r.Person, r.ID} {
		fmt.Fprintf(sum, "%d:%s", len(part), part)
	}
	return "request/" + hex.EncodeToString(sum.Sum(nil))
}

// answer does what is asked, or says why not.
func (e *Engine) answer(ctx context.Context, q *asked) (bot.Reply, error) {
	if reply, done, err := e.before(q); done || err != nil {
		return reply, err
	}
	act, reply, err := e.read(q)
	if err != nil || act == nil {
		return reply, err
	}
	for begin := time.Now(); ; {
		reply, err := e.attempt(ctx, q, act)
		if errors.Is(err, commands.ErrLook) && q.look == nil {
			if err := e.lookAtRoom(ctx, q); err != nil {
				return bot.Reply{}, err
			}
			continue
		}
		if err == nil || time.Since(begin) > decideFor || !again(ctx, err) {
			return reply, err
		}
		if q.answer == record.Unknown { // it may have been this very act that was quicker
			if reply, done, err := e.before(q); done || err != nil {
				return reply, err
			}
		}
		if q.reg, err = e.register(); err != nil {
			return bot.Reply{}, err
		}
		q.now = e.Now()
	}
}

// before answers a request that was answered before, from what it made then.
func (e *Engine) before(q *asked) (bot.Reply, bool, error) {
	rec, known, err := e.Log.Caused(q.cause)
	if err != nil { // it is known, and cannot be read
		q.answer = record.Recorded
		return bot.Reply{}, false, err
	}
	if !known {
		return bot.Reply{}, false, nil
	}
	q.answer, q.outcome = record.Recorded, "repeated"
	entries, err := decodeAll(rec.Entries)
	if err != nil {
		return bot.Reply{}, false, err
	}
	h, err := e.hold(incident.Ref(rec.Incident))
	if err != nil {
		return bot.Reply{}, false, err
	}
	var full *incident.Full
	if h != nil {
		defer h.mu.Unlock()
		full = h.full
	}
	return e.recordedReply(q, full, made{entries: entries}), true, nil
}

func (e *Engine) recordedReply(q *asked, full *incident.Full, m made) bot.Reply {
	v := say.View{Force: q.force, Register: q.reg, Now: q.now, Profile: e.Platforms[force.Platform(q.Platform)].Profile, Reader: q.person.ID}
	reply := bot.Reply{OK: true}
	if full != nil {
		reply.Incident = string(full.Open.Ref)
		v.Outside = q.binding().Ref != full.Open.Ref && !opens(m.entries)
	}
	reply.Text, reply.Actions = say.Recorded(v, full, m.entries), say.Offers(m.entries)
	if m.alone {
		reply.Text += "\n" + say.SecondCopy
	}
	return reply
}

// opens reports whether an act called the incident: its answer names it, and its numbers stand alone.
func opens(entries []incident.Entry) bool {
	return slices.ContainsFunc(entries, func(e incident.Entry) bool { _, ok := e.Body.(*incident.Called); return ok })
}

// refusal tells a person what cannot be done as it stands.
func refusal(u *bot.UserError) bot.Reply {
	return bot.Reply{Text: u.Say, Errors: u.Fields, Form: u.Form, Actions: u.Actions}
}

// broken is the answer when something is wrong with us: it says whether anything was recorded, and what to quote.
func (e *Engine) broken(ctx context.Context, q *asked, r bot.Request, err error) bot.Reply {
	ref := rand.Text()[:8]
	e.Logger.ErrorContext(ctx, "a request failed", obs.Platform(r.Platform), obs.Reference(ref), obs.Outcome(q.answer.String()), obs.Error(err))
	q.outcome = "failed"
	switch q.answer {
	case record.None:
		if errors.Is(err, incident.ErrUnknownKind) {
			return bot.Reply{Text: "This record holds what a newer version of Loggist wrote, and this one does not add to it. Nothing was recorded. " +
				"Whoever runs Loggist has to bring it up to date. Reference " + ref + "."}
		}
		return bot.Reply{Text: "Something went wrong. Nothing was recorded. Please send it again. Reference " + ref + "."}
	case record.Recorded:
		return bot.Reply{Text: "It was recorded, and then something went wrong: check with /" + e.Force().Slash("ci") + " log. Reference " + ref + "."}
	default:
		q.outcome = "unknown"
		return bot.Reply{Text: "I cannot tell whether this was recorded: check with /" + e.Force().Slash("ci") + " log. Reference " + ref + "."}
	}
}

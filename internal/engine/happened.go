package engine

import (
	"context"
	"slices"
	"time"

	"loggist/bot"
	"loggist/commands"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/record"
)

// isEvent reports whether a request is not something that is asked for, but something that happened in a room.
func isEvent(k bot.RequestKind) bool {
	switch k {
	case bot.KindJoined, bot.KindLeft, bot.KindMarked, bot.KindUnmarked, bot.KindChanged, bot.KindRoom, bot.KindArrived:
		return true
	default:
		return false
	}
}

// happened records what happened in a room that is bound to an incident. Only whoever marked a message is answered.
func (e *Engine) happened(ctx context.Context, q *asked) (bot.Reply, error) {
	b := q.binding()
	if q.Kind == bot.KindArrived {
		return commands.Arrived(q.force, b.Ref != "", q.Unfit), nil
	}
	if b.Ref == "" {
		return bot.Reply{OK: true}, nil
	}
	if reply, done, err := e.before(q); done || err != nil {
		if q.why != "" && err == nil {
			return e.saidBefore(q, reply)
		}
		if q.Kind != bot.KindMarked {
			reply = bot.Reply{OK: true}
		}
		return reply, err
	}
	q.identify(ctx)
	for begin := time.Now(); ; {
		reply, err := e.happenedOnce(ctx, q, b)
		if err == nil || time.Since(begin) > decideFor || !again(ctx, err) {
			return reply, err
		}
		q.now = e.Now()
	}
}

func (e *Engine) happenedOnce(ctx context.Context, q *asked, b incident.Binding) (bot.Reply, error) {
	h, err := e.hold(b.Ref)
	if err != nil || h == nil {
		return bot.Reply{OK: true}, err
	}
	defer h.mu.Unlock()
	in := e.inputOf(q, h, b.Book)
	i := slices.IndexFunc(in.Side().RoomKeys(), func(k incident.RoomKey) bool {
		r := in.Side().Rooms[k]
		return r.ID == string(q.Room) && r.Platform == force.Platform(q.Platform)
	})
	if i < 0 {
		return bot.Reply{OK: true}, nil
	}
	ev := commands.Event{
		Kind: q.Kind, Room: in.Side().RoomKeys()[i], Person: whoOf(q.force, q.Platform, q.Person), Account: q.Person, By: whoOf(q.force, q.Platform, q.By),
		Source: q.Source, Unfit: q.Unfit, Outsiders: q.Outsiders, Reason: q.why,
	}
	if q.Source != nil {
		ev.Author = whoOf(q.force, q.Platform, q.Source.Author)
	}
	if q.Asks {
		form, err := commands.AskWhy(in, ev, e.marks.keep(q.Request))
		return bot.Reply{OK: err == nil, Form: form}, err
	}
	drafts, err := commands.Happened(in, ev)
	if err != nil || len(drafts) == 0 {
		return bot.Reply{OK: true}, err
	}
	by := incident.Itself
	if q.Kind == bot.KindMarked || q.Kind == bot.KindUnmarked {
		by = in.Me()
	}
	ended := q.sending()
	m, err := e.commit(ctx, h, change{now: q.now, by: by, cause: q.cause, drafts: drafts})
	ended(err)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := otherReason(q, m.entries); err != nil { // somebody was quicker
		q.answer = record.None
		return bot.Reply{}, err
	}
	if by == incident.Itself { // nobody asked
		return bot.Reply{OK: true}, nil
	}
	return e.recordedReply(q, h.full, m), nil
}

// identifyFor is how long the files of one message may take to be read: it is recorded then without what is still missing.
const identifyFor = 30 * time.Second

// identify reads the files of a message that is about to be recorded. The request is that of whoever else keeps it: its source
// is not changed.
func (q *asked) identify(ctx context.Context) {
	if q.Source == nil || q.Asks || len(q.Source.Files) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, identifyFor)
	defer cancel()
	src := *q.Source
	src.Files = slices.Clone(src.Files)
	for i := range src.Files {
		if f := &src.Files[i]; f.Reader != nil {
			f.SHA256, f.Unread = f.Reader.Identify(ctx)
			f.Reader = nil
		}
	}
	q.Source = &src
}

// saidBefore answers a reason for a message that was logged before: by this very act, or by another.
func (e *Engine) saidBefore(q *asked, reply bot.Reply) (bot.Reply, error) {
	rec, _, err := e.Log.Caused(q.cause)
	if err != nil {
		return bot.Reply{}, err
	}
	entries, err := decodeAll(rec.Entries)
	if err != nil {
		return bot.Reply{}, err
	}
	if err := otherReason(q, entries); err != nil {
		q.answer, q.outcome = record.None, ""
		return bot.Reply{}, err
	}
	return reply, nil
}

// whoOf is the person of an account, as an entry names him; an account that the directory does not know keeps its name.
func whoOf(f *force.Force, platform, account string) incident.Who {
	if account == "" {
		return incident.Who{}
	}
	if p, ok := personOf(f, force.Platform(platform), account); ok {
		return incident.Person(p)
	}
	return incident.Who{Name: "account " + account, Unlisted: true}
}

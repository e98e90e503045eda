package engine

import (
	"context"
	"slices"
	"time"

	"loggist/bot"
	"loggist/commands"
	"loggist/incident"
	"loggist/internal/force"
)

// moved records that a platform itself put somebody into a room, or took him out of it. It asks for no answer: whoever was
// put there is told what the room is, or is taken out again.
func (e *Engine) moved(ctx context.Context, q *asked) error {
	b := q.binding()
	if b.Ref == "" {
		return nil
	}
	for begin := time.Now(); ; {
		err := e.movedOnce(ctx, q, b)
		if err == nil || time.Since(begin) > decideFor || !again(ctx, err) {
			return err
		}
	}
}

func (e *Engine) movedOnce(ctx context.Context, q *asked, b incident.Binding) error {
	h, err := e.hold(b.Ref)
	if err != nil || h == nil {
		return err
	}
	defer h.mu.Unlock()
	in := e.inputOf(q, h, b.Book)
	i := slices.IndexFunc(roomKeys(in.Side()), func(k incident.RoomKey) bool {
		r := in.Side().Rooms[k]
		return r.ID == string(q.Room) && r.Platform == force.Platform(q.Platform)
	})
	if i < 0 {
		return nil
	}
	drafts := commands.Moved(in, whoOf(q.force, q.Platform, q.Person), whoOf(q.force, q.Platform, q.By), roomKeys(in.Side())[i], q.Kind == bot.KindLeft)
	if len(drafts) == 0 {
		return nil
	}
	_, err = e.commit(ctx, h, change{now: q.now, by: incident.Itself, cause: q.cause, drafts: drafts})
	return err
}

func roomKeys(s *incident.Side) []incident.RoomKey {
	out := make([]incident.RoomKey, 0, len(s.Rooms))
	for k := range s.Rooms {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
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

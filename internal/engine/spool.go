package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"loggist/bot"
	"loggist/internal/force"
	"loggist/internal/obs"
)

// A platform that must be answered at once gets its answer when the act is recorded. What has none after answerAfter is
// put into the spool, sealed and fsynced, and is answered as received; the result follows as a direct message.
const (
	answerAfter = 1500 * time.Millisecond
	// youngEnough is how old a spooled request may be to be carried out when the process starts again.
	youngEnough = 2 * time.Minute
)

const (
	notYet      = "Received. Not yet recorded. The result follows as a direct message."
	sendAgain   = "What you sent at %s was not recorded: the service was stopped before it could be. Please send it again."
	resultOfKey = "spool/"
	// resultOf begins the message that tells it: it may be seen on a locked screen.
	resultOf = "The result of what you sent at %s.\n"
	formGone = "The form could not be opened in time. Nothing was recorded. Please type the command again."
)

// Spool keeps requests that were received and are not answered yet.
type Spool interface {
	Put(id string, plain []byte) error
	Each(fn func(id string, plain []byte) error) error
	Drop(id string) error
}

// Handle answers a request. It never panics, and what it answers is so: recorded, not recorded, or that it cannot tell.
func (e *Engine) Handle(ctx context.Context, r bot.Request) bot.Reply {
	served, ok := e.Platforms[force.Platform(r.Platform)]
	if !ok || e.Spool == nil || served.Traits().ReplyWithin == 0 || r.Kind == bot.KindArrived {
		return e.handle(ctx, r)
	}
	done := make(chan bot.Reply, 1)
	work := context.WithoutCancel(ctx) // it goes on when the platform has hung up
	e.work.wg.Go(func() { done <- e.handle(work, r) })
	late := time.NewTimer(answerAfter)
	defer late.Stop()
	select {
	case reply := <-done:
		return reply
	case <-late.C:
	}
	id := causeOf(r)
	plain, err := json.Marshal(r)
	if err == nil {
		err = e.Spool.Put(id, plain)
	}
	if err != nil {
		e.Logger.ErrorContext(ctx, "a request could not be spooled", obs.Platform(r.Platform), obs.Error(err))
		return <-done
	}
	e.work.wg.Go(func() { e.finish(work, id, r, <-done) })
	return bot.Reply{OK: true, Text: notYet}
}

// finish tells a person the result of what was spooled.
func (e *Engine) finish(ctx context.Context, id string, r bot.Request, reply bot.Reply) {
	served := e.Platforms[force.Platform(r.Platform)]
	if reply.Form != nil && reply.OK { // a message opens none; a refusal gives back what was typed
		reply.Text = formGone
	}
	text := fmt.Sprintf(resultOf, force.Clock(r.At, e.Force().Zone, e.Now())) + reply.Text
	for try := 1; ; try++ {
		_, err := served.Send(ctx, bot.Message{Key: resultOfKey + id, Act: bot.ActDirect, Person: r.Person, Text: text, Actions: reply.Actions})
		if err == nil || bot.ClassOf(err) == bot.Permanent || try > tries {
			break
		}
		time.Sleep(backoff(try))
	}
	if err := e.Spool.Drop(id); err != nil {
		e.Logger.ErrorContext(ctx, "a spooled request could not be dropped", obs.Error(err))
	}
}

// spooled carries out what was received before the process ended, if it is young enough; of what is older the person is
// told whether it was recorded after all.
func (e *Engine) spooled(ctx context.Context) {
	if e.Spool == nil {
		return
	}
	err := e.Spool.Each(func(id string, plain []byte) error {
		var r bot.Request
		if err := json.Unmarshal(plain, &r); err != nil {
			return e.Spool.Drop(id)
		}
		if _, ok := e.Platforms[force.Platform(r.Platform)]; !ok {
			return nil
		}
		reply := bot.Reply{}
		if _, recorded, err := e.Log.Caused(id); err != nil {
			return err
		} else if recorded || time.Since(r.At) < youngEnough {
			unread(r.Source)
			reply = e.handle(ctx, r)
		} else {
			reply.Text = fmt.Sprintf(sendAgain, force.Clock(r.At, e.Force().Zone, e.Now()))
		}
		e.finish(ctx, id, r, reply)
		return nil
	})
	if err != nil {
		e.Logger.ErrorContext(ctx, "the spool could not be read whole", obs.Error(err))
	}
}

// unread says of the files of a message that was taken up again why they are not identified: what can read them is gone.
func unread(src *bot.Source) {
	if src == nil {
		return
	}
	for i := range src.Files {
		if f := &src.Files[i]; f.SHA256 == "" && f.Unread == "" {
			f.Unread = "the service was stopped before it was read"
		}
	}
}

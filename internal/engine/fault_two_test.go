package engine

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

// mortal is one of two processes: it dies at a send of its own, before or after the platform took the message, or at an
// fsync. Dead, it reaches neither its disk nor the store nor the platform.
type mortal struct {
	*world
	disk  *recordtest.PowerFS
	fault *recordtest.RedisFault
	sends atomic.Int64
	dieAt int64
	// dieAtSync is the fsync at which its disk loses power.
	dieAtSync int
	when      recordtest.When
	dead      atomic.Bool
	once      sync.Once
}

var errDead = &bot.SendError{Class: bot.Unknown, Err: errors.New("the process is dead")}

func (m *mortal) die() {
	m.once.Do(func() {
		m.dead.Store(true)
		m.fault.Fail(1, 1<<30, recordtest.Before)
		m.disk.Cut(nil)
	})
}

func (m *mortal) Send(ctx context.Context, msg bot.Message) (bot.Receipt, error) {
	n := m.sends.Add(1)
	if n == m.dieAt && m.when == recordtest.Before {
		m.die()
	}
	if m.dead.Load() {
		return bot.Receipt{}, errDead
	}
	r, err := m.chat.Send(ctx, msg)
	if n == m.dieAt && m.when == recordtest.After {
		m.die()
		return bot.Receipt{}, errDead
	}
	return r, err
}

func (m *mortal) Receive(ctx context.Context, h bot.Handler) error { return m.chat.Receive(ctx, h) }
func (m *mortal) Traits() bot.Traits                               { return m.chat.platform().Traits() }

// findingMortal is a mortal on a platform that can be asked.
type findingMortal struct{ *mortal }

func (f findingMortal) Find(ctx context.Context, m bot.Message) (bot.Receipt, bool, error) {
	if f.dead.Load() {
		return bot.Receipt{}, false, errDead
	}
	return f.chat.Find(ctx, m)
}

// two starts two processes on one Redis and one platform; people speak to the first as long as it lives.
func two(t *testing.T, dedupes bool) (a *mortal, b *world, m *miniredis.Miniredis) {
	b = newWorld(t, dedupes)
	m = recordtest.Mini(t)
	b.real = true
	b.redis = func() redis.UniversalClient { return recordtest.MiniClient(t, m) }
	disk := recordtest.NewPowerFS()
	a = &mortal{world: &world{t: t, chat: b.chat, opts: b.opts, ring: b.ring, real: true}, disk: disk, fault: &recordtest.RedisFault{}}
	a.opts.FS = disk
	a.redis = func() redis.UniversalClient {
		c := recordtest.MiniClient(t, m)
		c.AddHook(a.fault)
		return c
	}
	a.platform = a
	if dedupes {
		a.platform = findingMortal{a}
	}
	b.handle = func(ctx context.Context, r bot.Request) bot.Reply {
		if a.dieAtSync > 0 && a.disk.Syncs() >= a.dieAtSync {
			a.die() // until somebody asks, it lived without a disk
		}
		if a.dead.Load() {
			return b.engine.Handle(ctx, r)
		}
		reply := a.engine.Handle(ctx, r)
		if a.dead.Load() { // whoever asked a process that died heard nothing of it
			return bot.Reply{Text: "(no answer: cannot tell)"}
		}
		return reply
	}
	a.handle = b.handle
	b.engines = func() []*Engine { return []*Engine{a.engine, b.engine} }
	return a, b, m
}

// Two processes on one Redis: whatever the first is doing when it dies, each reminder fires once and each ping is sent
// once, or a second time saying REPEAT where the platform cannot be asked.
func TestTwoProcessesAndOneDies(t *testing.T) {
	both(t, func(t *testing.T, dedupes bool) {
		run := func(t *testing.T, sync int, send int64, when recordtest.When) (syncs int, sends int64) {
			a, b, _ := two(t, dedupes)
			a.dieAt, a.dieAtSync, a.when = send, sync, when
			if sync > 0 {
				a.disk.CutAtSync(sync)
			}
			a.start()
			b.start()
			b.story()
			b.pass(2 * time.Minute) // leases of the dead run out
			b.check(b.log)
			syncs, sends = a.disk.Syncs(), a.sends.Load()
			a.die()
			a.stop()
			b.pass(2 * time.Minute)
			b.check(b.log)
			b.stop()
			return syncs, sends
		}
		var syncs int
		var sends int64
		synctest.Test(t, func(t *testing.T) { syncs, sends = run(t, 0, 0, recordtest.Before) })
		t.Logf("the first of two made %d syncs and %d sends", syncs, sends)
		for _, n := range every(int(sends), 11) {
			for _, when := range []recordtest.When{recordtest.Before, recordtest.After} {
				bubble(t, "it dies %s send %d", []any{when, n}, func(t *testing.T) { run(t, 0, int64(n), when) })
			}
		}
		for _, n := range every(syncs, 37) {
			if n > 12 { // before, it has not come up
				bubble(t, "it dies at sync %d", []any{n}, func(t *testing.T) { run(t, n, 0, recordtest.Before) })
			}
		}
	})
}

// FLUSHALL on a running Redis: it is recorded again within a minute, and nothing whose receipt was journaled is sent again.
func TestRedisIsFlushed(t *testing.T) {
	both(t, func(t *testing.T, dedupes bool) {
		for at := range night {
			bubble(t, "flushed after step %d", []any{at}, func(t *testing.T) {
				a, b, m := two(t, dedupes)
				a.start()
				b.start()
				for i, s := range night {
					b.act(s.who, s.room, s.line)
					if i == at {
						before, sent := len(b.chat.all()), b.receipted(a.log)
						defer func() {
							for _, s := range b.chat.all()[before:] {
								if sent[s.key] && !s.in {
									t.Errorf("sent again though its receipt was journaled: %s", s.text)
								}
							}
						}()
						m.FlushAll()
						began := time.Now()
						b.act("log.evans", faultRoom, "/review in 6h swift08")
						if took := time.Since(began); took > time.Minute {
							t.Errorf("back after %s", took)
						}
					}
					b.pass(time.Second + s.then)
				}
				b.pass(2 * time.Minute)
				b.check(b.log)
				a.stop()
				b.stop()
			})
		}
	})
}

// receipted are the names of the messages whose receipt a log holds.
func (w *world) receipted(l *record.Log) map[string]bool {
	_, entries := w.incidentNow(l)
	out := map[string]bool{}
	for i := range entries {
		if r, ok := entries[i].Body.(*incident.Receipt); ok && r.Outcome == incident.Sending {
			book, where := incident.BookOpen, string(r.Lane.Room)
			if entries[i].Book == incident.BookSensitive {
				book = incident.BookSensitive
			}
			if where == "" {
				where = string(r.Lane.Platform) + ":" + string(r.Lane.Person)
			}
			out[fmt.Sprintf("%s/%s/%s/%s", entries[i].Ref, book, where, r.Key)] = true
		}
	}
	return out
}

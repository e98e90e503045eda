package record_test

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"loggist/internal/record"
	"loggist/internal/record/recordtest"
)

func (m *model) options(p *modelProcess) record.Options {
	o := record.Options{Dir: "/data", FS: p.fs, Force: "test", Instance: p.name, Keys: m.ring, Init: true, Replicas: 1 + m.rnd.IntN(m.cfg.processes),
		Logger: slog.New(slog.NewTextHandler(modelLog{m, p.name}, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	if !m.cfg.embedded {
		c := recordtest.MiniClient(m.t, m.mini)
		p.fault = &recordtest.RedisFault{}
		c.AddHook(p.fault)
		o.Redis = c
	}
	return o
}

type modelLog struct {
	m    *model
	name string
}

func (l modelLog) Write(b []byte) (int, error) {
	l.m.note("%s says %s", l.name, strings.TrimSpace(string(b)))
	return len(b), nil
}

func (m *model) start(p *modelProcess) {
	var l *record.Log
	var err error
	for range 100 {
		if l, err = record.Open(m.t.Context(), m.options(p)); err == nil {
			break
		}
		time.Sleep(time.Second)
	}
	if err != nil {
		m.t.Fatalf("start %s: %v", p.name, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	p.log, p.cancel, p.done, p.dead = l, cancel, done, new(bool)
	go func() {
		defer close(done)
		if err := l.Follow(ctx); err != nil {
			m.t.Errorf("%s follows: %v", p.name, err)
		}
	}()
}

func (m *model) stop(p *modelProcess) {
	if p.log == nil {
		return
	}
	p.cancel()
	<-p.done
	if err := p.log.Close(); err != nil {
		m.t.Errorf("close %s: %v", p.name, err)
	}
	p.log = nil
}

// crash ends a process as kill -9 does, and its machine with it when power is set.
func (m *model) crash(p *modelProcess, power bool) {
	m.mu.Lock()
	*p.dead = true
	m.mu.Unlock()
	rnd := m.rnd
	if power && m.rnd.IntN(2) == 0 {
		rnd = nil
	}
	fs := p.fs.Cut(rnd)
	if p.fault != nil {
		p.fault.Fail(1, 1<<30, recordtest.Before)
	}
	p.cancel()
	log, done := p.log, p.done
	m.wg.Go(func() { <-done; _ = log.Close() }) // its power is off: whatever that says
	p.fs, p.log = fs, nil
}

func (m *model) alive() *modelProcess {
	p := m.procs[m.rnd.IntN(len(m.procs))]
	if p.log == nil {
		m.note("%s starts", p.name)
		m.start(p)
	}
	return p
}

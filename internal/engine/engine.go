package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
)

// Served is a platform and how much may be said on it.
type Served struct {
	bot.Platform
	Profile force.Profile
	// Up is whether it can be used; nil where that is not known.
	Up *obs.Up
}

// Options is what an engine is made from.
type Options struct {
	Log *record.Log
	// Pseudonym turns a person's lane into the name that the store sees.
	Pseudonym func(string) string
	// Force returns the force as it is configured now.
	Force     func() *force.Force
	Platforms map[force.Platform]Served
	// Exercise lets the clock be wound.
	Exercise bool
	// Copies is how many copies have to confirm a commit; 0 asks for none.
	Copies int
	// Spool keeps what a platform that must be answered at once sent and what takes longer; nil where none must be.
	Spool   Spool
	Logger  *slog.Logger
	Metrics *obs.Metrics // nil: nothing is counted
}

func (o *Options) validate() error {
	var errs []error
	if o.Log == nil {
		errs = append(errs, errors.New("no log"))
	}
	if o.Pseudonym == nil {
		errs = append(errs, errors.New("no pseudonyms"))
	}
	if o.Force == nil {
		errs = append(errs, errors.New("no force"))
	}
	if o.Logger == nil {
		errs = append(errs, errors.New("no logger"))
	}
	return errors.Join(errs...)
}

// Engine runs the force's incidents. It is safe for concurrent use.
type Engine struct {
	Options
	offset atomic.Int64 // the exercise clock before the real one

	// gate lets requests through, and nobody while the clock is wound.
	gate sync.RWMutex

	mu        sync.Mutex
	incidents map[incident.Ref]*held
	closed    map[incident.Ref]uint64 // closed incidents, and the record as of which they were

	reg   register
	typed typed
	marks marks
	began time.Time // by the clock that this force lives by
	audit auditor
	work  workers
	turns turns
	// beganAt is the last record when this process began: what was called for by then, another may have begun to send.
	beganAt uint64
}

// New returns an engine over an open log. It starts nothing.
func New(o Options) (*Engine, error) {
	if err := o.validate(); err != nil {
		return nil, fmt.Errorf("new engine: %w", err)
	}
	e := &Engine{Options: o, incidents: map[incident.Ref]*held{}, closed: map[incident.Ref]uint64{}}
	e.work.init()
	e.beganAt, e.reg.mu, e.audit.flushing = o.Log.Last(), newLock(), newLock()
	reg, err := e.register()
	if err != nil {
		return nil, fmt.Errorf("new engine: %w", err)
	}
	if o.Exercise {
		if err := e.setClock(reg); err != nil {
			return nil, fmt.Errorf("new engine: %w", err)
		}
	}
	e.began = e.Now()
	if err := e.destroyDisposed(context.Background()); err != nil { // a disposal that was cut short is finished before anything is read
		return nil, fmt.Errorf("new engine: %w", err)
	}
	return e, nil
}

// Install records the first entry of a new installation, or of a demo: from then on there is a record that can be opened.
func (e *Engine) Install(ctx context.Context, version string) error {
	if e.Log.Last() > 0 {
		return nil
	}
	_, err := e.commit(ctx, nil, change{now: e.Now(), by: incident.Itself, cause: "install", register: []incident.Draft{
		{Book: incident.BookRegister, Body: &incident.Installed{Version: version}},
	}})
	if err != nil {
		return fmt.Errorf("install: %w", err)
	}
	return nil
}

// TookUp records that a changed directory was taken up.
func (e *Engine) TookUp(ctx context.Context, people int) error {
	for {
		_, err := e.commit(ctx, nil, change{now: e.Now(), by: incident.Itself, register: []incident.Draft{
			{Book: incident.BookRegister, Body: &incident.DirectoryTaken{People: people}},
		}})
		if !again(ctx, err) {
			return err
		}
	}
}

// Run works until ctx ends: it follows the log, fires what is due, sends what is to be said. It returns nil when ctx
// ended, and an error when the log cannot be followed any more.
func (e *Engine) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	var failed error
	wg.Go(func() {
		if err := e.Log.Follow(ctx); err != nil && ctx.Err() == nil {
			failed = fmt.Errorf("follow the log: %w", err)
			cancel()
		}
	})
	wg.Go(func() { e.dispatch(ctx, true) })
	wg.Go(func() { e.dispatch(ctx, false) })
	wg.Go(func() { e.minutes(ctx) })
	wg.Go(func() { e.audit.run(ctx, e) })
	wg.Go(func() { e.selfWatch(ctx) })
	wg.Go(func() { e.spooled(ctx) })
	wg.Wait()
	e.work.wait()
	return failed
}

// Now is the time by which this force lives: the real time, or that of the exercise clock.
func (e *Engine) Now() time.Time {
	return time.Now().Add(time.Duration(e.offset.Load())).UTC().Truncate(time.Millisecond)
}

// setClock takes the exercise clock from the register. It never runs behind what is recorded anywhere: a clock that was
// being wound when the process was killed goes on from the last entry, or what that entry made due would wait for it.
func (e *Engine) setClock(reg *incident.Register) error {
	last := reg.LastRecorded
	for _, ref := range e.Log.Incidents() {
		h, err := e.hold(incident.Ref(ref))
		if err != nil {
			return fmt.Errorf("set the clock: %w", err)
		}
		if h != nil {
			last = later(last, h.full.LastRecorded())
			h.mu.Unlock()
		}
	}
	e.offset.Store(int64(max(reg.Offset, time.Until(last))))
	return nil
}

// force is the force as it is configured now, with the accounts that the record suspends.
func (e *Engine) force(reg *incident.Register) *force.Force {
	f := e.Force()
	if len(reg.Suspended) > 0 {
		f = f.WithSuspended(slices.Sorted(maps.Keys(reg.Suspended))...)
	}
	return f
}

// platforms are the names of those served, in order.
func (e *Engine) platforms() []force.Platform { return slices.Sorted(maps.Keys(e.Platforms)) }

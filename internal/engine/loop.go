package engine

import (
	"context"
	"errors"
	"sync"
	"time"

	"loggist/incident"
	"loggist/internal/obs"
	"loggist/internal/record"
)

const (
	atOnce   = 8                // lanes of one queue that are worked at the same time
	idle     = time.Second      // between looks when nothing says that something is due
	faulty   = 5 * time.Second  // before a lane that failed is tried again
	workTime = 20 * time.Second // of one lane: less than its lease
)

// workers counts what is being worked, so that winding the clock can wait for all of it.
type workers struct {
	mu    sync.Mutex
	busy  int
	slots map[bool]chan struct{}
	wg    sync.WaitGroup
	woken chan struct{} // closed and replaced when the clock was wound
}

func (w *workers) init() {
	w.woken = make(chan struct{})
	w.slots = map[bool]chan struct{}{true: make(chan struct{}, atOnce), false: make(chan struct{}, atOnce)}
}

func (w *workers) begin() {
	w.mu.Lock()
	w.busy++
	w.mu.Unlock()
}

func (w *workers) end() {
	w.mu.Lock()
	w.busy--
	w.mu.Unlock()
}

func (w *workers) isBusy() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.busy > 0
}

func (w *workers) wait() { w.wg.Wait() }

// wake makes both dispatchers look at once.
func (w *workers) wake() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.woken)
	w.woken = make(chan struct{})
}

func (w *workers) waking() <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.woken
}

// dispatch claims what is due in one queue and works it, until ctx ends. Pages have workers of their own, so nothing else
// can hold them up.
func (e *Engine) dispatch(ctx context.Context, page bool) {
	slots := e.work.slots[page]
	for ctx.Err() == nil {
		e.turns.took(page)
		changed, woken := e.Log.Changed(), e.work.waking()
		n := e.claim(ctx, page, slots)
		if n > 0 {
			continue
		}
		wait := idle
		if due, ok, err := e.Log.NextDue(ctx); err == nil && ok {
			wait = min(wait, max(due.Sub(e.Now()), 5*time.Millisecond))
		}
		select {
		case <-ctx.Done():
		case <-changed:
		case <-woken:
		case <-time.After(wait):
		}
	}
}

// claim takes as many due lanes as there are free workers and starts them. It returns how many.
func (e *Engine) claim(ctx context.Context, page bool, slots chan struct{}) int {
	free := cap(slots) - len(slots)
	if free == 0 {
		select {
		case slots <- struct{}{}:
			<-slots
		case <-ctx.Done():
		}
		return 1
	}
	e.work.begin()
	defer e.work.end()
	leases, err := e.Log.Claim(ctx, page, e.Now(), free)
	if err != nil {
		if ctx.Err() == nil {
			e.Logger.WarnContext(ctx, "cannot claim what is due", obs.Error(err))
		}
		select {
		case <-time.After(idle):
		case <-ctx.Done():
		}
		return 0
	}
	for _, lease := range leases {
		slots <- struct{}{}
		e.work.begin()
		e.work.wg.Go(func() {
			defer func() { <-slots; e.work.end() }()
			e.lane(ctx, lease)
		})
	}
	return len(leases)
}

// lane works one lane under its lease. Whatever goes wrong, the lane stays due: the lease runs out or is deferred.
func (e *Engine) lane(ctx context.Context, lease record.Lease) {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), workTime, errors.New("a lane took too long"))
	defer cancel()
	err := e.Log.WaitHead(ctx, lease.Head)
	if err == nil {
		err = e.workLane(ctx, lease)
	}
	switch {
	case err == nil:
		return
	case errors.Is(err, record.ErrLate):
		return // somebody else has it
	case errors.Is(err, record.ErrStale):
		e.deferLane(ctx, lease, e.Now())
		return
	}
	e.Logger.ErrorContext(ctx, "a lane could not be worked", obs.Lane(laneKind(lease.Lane)), obs.Error(err))
	e.deferLane(ctx, lease, e.Now().Add(faulty))
}

func (e *Engine) workLane(ctx context.Context, lease record.Lease) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = panicked(p)
		}
	}()
	kind, ref := laneRef(lease.Lane)
	switch kind {
	case "e":
		return e.fire(ctx, lease, ref, incident.QueueLadder)
	case "t":
		return e.fire(ctx, lease, ref, incident.QueueTime)
	default:
		return e.send(ctx, lease, ref)
	}
}

func laneKind(lane string) string {
	kind, _ := laneRef(lane)
	return kind
}

func (e *Engine) deferLane(ctx context.Context, lease record.Lease, at time.Time) {
	if err := e.Log.Defer(ctx, lease, at); err != nil && !errors.Is(err, record.ErrLate) {
		e.Logger.WarnContext(ctx, "cannot give a lane back", obs.Error(err))
	}
}

// nothing settles a lane that has nothing to do, and puts its due time right.
func (e *Engine) nothing(ctx context.Context, h *held, lease record.Lease) error {
	want, ok := e.wants(h.full)[lease.Lane]
	if !ok {
		want = record.LaneDue{Lane: lease.Lane, Page: lease.Page}
	}
	if !want.Due.IsZero() {
		return e.Log.Defer(ctx, lease, want.Due)
	}
	_, err := e.Log.Commit(ctx, record.Change{
		Bases: []record.Base{{Incident: string(h.ref), Version: h.version}}, Lanes: []record.LaneDue{want}, Settle: &lease,
	})
	return err
}

// minutes compares the store with the state once a minute and mends what differs.
func (e *Engine) minutes(ctx context.Context) {
	for {
		e.minute(ctx)
		e.turns.checked()
		select {
		case <-ctx.Done():
			return
		case <-time.After(untilHalf(time.Now())):
		}
	}
}

// untilHalf is how long it is to the next half of a minute. What people ask for falls due on whole minutes, and the minute's
// check should not get in its way.
func untilHalf(now time.Time) time.Duration {
	half := now.Truncate(time.Minute).Add(time.Minute / 2)
	if !half.After(now) {
		half = half.Add(time.Minute)
	}
	return half.Sub(now)
}

func (e *Engine) minute(ctx context.Context) {
	if err := e.destroyDisposed(ctx); err != nil {
		e.Logger.ErrorContext(ctx, "keys of a disposed incident could not be destroyed", obs.Error(err))
	}
	live, err := e.live()
	if err != nil {
		e.Logger.ErrorContext(ctx, "cannot fold the live incidents", obs.Error(err))
		return
	}
	e.eachOf(live, func(h *held) {
		if err := e.dutyShortened(ctx, h); err != nil && ctx.Err() == nil {
			e.Logger.ErrorContext(ctx, "a shortened duty could not be recorded", obs.Incident(string(h.ref)), obs.Error(err))
		}
	})
	names := make([]string, len(live))
	for i, ref := range live {
		names[i] = string(ref)
	}
	want := func(ref string) []record.LaneDue {
		h, err := e.hold(incident.Ref(ref))
		if err != nil || h == nil {
			return nil
		}
		defer h.mu.Unlock()
		out := make([]record.LaneDue, 0, len(h.wants))
		for _, w := range e.wants(h.full) {
			out = append(out, w)
		}
		return out
	}
	report, err := e.Log.Minute(ctx, e.Now(), want, names)
	if err != nil && ctx.Err() == nil {
		e.Logger.ErrorContext(ctx, "the minute's check failed", obs.Error(err))
	}
	for _, c := range report.Signed {
		if err := e.sayCheckpoint(ctx, c); err != nil && ctx.Err() == nil {
			e.Logger.ErrorContext(ctx, "a checkpoint could not be recorded", obs.Error(err))
		}
	}
}

package record

import (
	"context"
	"fmt"
	"time"
)

// Claim leases up to limit lanes that are due at now, from the pages or from the rest, for thirty seconds. Each may be
// acted for only on a journal that holds Lease.Head (WaitHead). A lane that a restart or a rebuilt store gave back
// counts as tried before: somebody may have begun.
//
// Errors: ErrLost, ErrAway, ErrReadOnly, ErrJournal: what cannot be recorded shall not be done.
func (l *Log) Claim(ctx context.Context, page bool, now time.Time, limit int) ([]Lease, error) {
	if err := l.journal.ok(); err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	l.mu.Lock()
	epoch, blocked := l.epoch, l.blockedBy()
	l.mu.Unlock()
	switch {
	case blocked != "":
		return nil, fmt.Errorf("claim: %w: %s", ErrReadOnly, blocked)
	case epoch == "":
		l.wake()
		return nil, fmt.Errorf("claim: %w", ErrLost)
	case limit < 1:
		return nil, nil
	}
	leases, err := l.store.claim(ctx, storeClaim{epoch: epoch, page: page, now: now, limit: limit, token: newToken()})
	if err != nil {
		l.lose(err)
		return nil, fmt.Errorf("claim: %w", err)
	}
	return leases, nil
}

// Defer gives a lease up: the lane is due again at the given time, or when its state wants it if that is later. ErrLate: the lease was lost before.
func (l *Log) Defer(ctx context.Context, lease Lease, at time.Time) error {
	if err := l.store.hold(ctx, storeHold{lease: lease, at: at}); err != nil {
		return fmt.Errorf("defer: %w", err)
	}
	l.mu.Lock()
	l.broadcast()
	l.mu.Unlock()
	return nil
}

// Extend keeps a lease until the given time. ErrLate: it was lost before.
func (l *Log) Extend(ctx context.Context, lease Lease, until time.Time) error {
	if err := l.store.hold(ctx, storeHold{lease: lease, at: until, keep: true}); err != nil {
		return fmt.Errorf("extend: %w", err)
	}
	return nil
}

// NextDue returns the earliest time at which any lane is due, which for a leased lane is the end of its lease.
func (l *Log) NextDue(ctx context.Context) (time.Time, bool, error) {
	at, ok, err := l.store.earliest(ctx)
	if err != nil {
		return time.Time{}, false, fmt.Errorf("next due: %w", err)
	}
	return at, ok, nil
}

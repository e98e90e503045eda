package record

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loggist/internal/obs"
)

const (
	followWait = 250 * time.Millisecond // how long a follower waits for the next record before it looks at the head
	followMin  = 50 * time.Millisecond
	followMax  = 2 * time.Second // between attempts to reach a store that is away
)

// waiter is a store that others write to as well.
type waiter interface {
	wait(ctx context.Context, n uint64, d time.Duration) error
}

// Follow keeps the journal up with the store until ctx ends: it journals what others committed, puts the store back
// when it was lost or fell back to an older copy, and commits again what a failover dropped. Every process runs it
// once. It returns nil when ctx ends, and an error only for what no waiting will mend: ErrDamaged.
func (l *Log) Follow(ctx context.Context) error {
	pause := followMin
	said := ""
	for ctx.Err() == nil {
		err := l.followOnce(ctx)
		switch {
		case err == nil:
			pause, said = followMin, ""
			continue
		case ctx.Err() != nil:
			return nil //nolint:nilerr // it was told to end: what was under way then says nothing
		case errors.Is(err, ErrDamaged):
			l.block(blockDamage, true)
			return fmt.Errorf("follow: %w", err)
		case err.Error() != said && !errors.Is(err, errWait):
			said = err.Error()
			l.slog.WarnContext(ctx, "following the log", obs.Error(err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, followMax)
	}
	return nil
}

// followOnce brings store and journal together once, and then waits a moment for what comes next.
func (l *Log) followOnce(ctx context.Context) error {
	if err := l.journal.ok(); err != nil {
		return err
	}
	if err := l.meet(ctx); err != nil {
		if errors.Is(err, errGap) {
			err = errors.Join(err, l.announce(ctx))
		}
		return err
	}
	if err := l.recover(ctx); err != nil {
		return err
	}
	if now := time.Now(); now.Sub(l.clockAt) >= clockEvery { // only Follow touches clockAt
		if err := l.checkClock(ctx, &Report{}); err != nil {
			return err
		}
		l.clockAt = now
	}
	w, ok := l.store.(waiter)
	if !ok {
		select {
		case <-ctx.Done():
		case <-l.kick:
		case <-time.After(followWait):
		}
		return nil
	}
	return w.wait(ctx, l.Last(), followWait)
}

// announce says how far this process is, when it can read no further: the others put back what it lacks.
func (l *Log) announce(ctx context.Context) error {
	h, err := l.store.head(ctx)
	if err != nil || h.epoch == "" {
		return err
	}
	return l.exchange(ctx, h.epoch, &Report{})
}

// meet compares the journal with the store and does what brings them together: follow, restore, open, or turn to the
// store's history. When it returns nil, commits are possible.
func (l *Log) meet(ctx context.Context) error {
	h, err := l.store.head(ctx)
	if err != nil {
		return err
	}
	if h.epoch == "" && h.n == 0 && l.Last() == 0 && !l.opened() {
		return l.begin(ctx)
	}
	for range 5 {
		switch err := l.approach(ctx, h); {
		case err == nil:
			return nil
		case errors.Is(err, errGap), errors.Is(err, ErrLost): // it changed under us: look again
		case errors.Is(err, errFork):
			if err := l.turn(ctx); err != nil {
				return err
			}
		default:
			return err
		}
		if h, err = l.store.head(ctx); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: store and journal do not come together", errGap)
}

// opened reports whether Open has returned.
func (l *Log) opened() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.running
}

// begin makes a new installation, when that is asked for.
func (l *Log) begin(ctx context.Context) error {
	if !l.o.Init {
		return ErrNewInstallation
	}
	epoch, err := l.store.open(ctx, storeOpen{epoch: newToken(), fresh: true})
	if err != nil {
		return fmt.Errorf("begin a new installation: %w", err)
	}
	return l.agree(epoch)
}

// approach takes one step, or all, towards agreement with a store that stands at h.
func (l *Log) approach(ctx context.Context, h storeHead) error {
	l.mu.Lock()
	n, x := l.idx.n, l.idx.x
	l.mu.Unlock()
	switch {
	case h.n == n && h.x != x:
		return errFork
	case h.n < n:
		if err := l.restore(ctx, h); err != nil {
			return err
		}
	case h.n > n:
		if err := l.journalTo(ctx, h.n); err != nil {
			return err
		}
	}
	if h.epoch != "" {
		return l.agree(h.epoch)
	}
	now := time.Now()
	l.mu.Lock()
	b := beat{Instance: l.o.Instance, N: l.idx.n, X: l.idx.x, Now: now, Config: l.o.ConfigHash}
	l.mu.Unlock()
	epoch, err := l.store.open(ctx, storeOpen{epoch: newToken(), beat: b, replicas: l.o.Replicas})
	if err != nil {
		return err
	}
	l.slog.WarnContext(ctx, "the store was lost and is open again", obs.Record(b.N))
	if h, err = l.store.head(ctx); err != nil {
		return err
	}
	if h.n > b.N { // others held more
		return errGap
	}
	return l.agree(epoch)
}

// agree notes that journal and store hold the same history and that commits may go to this epoch.
func (l *Log) agree(epoch string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.epoch != epoch {
		l.epoch = epoch
		l.broadcast()
	}
	return nil
}

// restore pushes what the journal holds and the store, which stands at h, lacks.
func (l *Log) restore(ctx context.Context, h storeHead) error {
	prev := ""
	if h.n > 0 {
		r, err := l.journal.read(h.n)
		if err != nil {
			return err
		}
		prev = r.X
	}
	if prev != h.x {
		return errFork
	}
	var group []storeRestore
	sent := map[keyUse]bool{}
	flush := func() error {
		if len(group) == 0 {
			return nil
		}
		err := l.store.restore(ctx, group)
		group = group[:0]
		return err
	}
	err := l.journal.scan(h.n+1, func(r rawRecord) error {
		hd, err := decodeHeader(r)
		if err != nil {
			return err
		}
		keys, err := l.publish(hd, sent)
		if err != nil {
			return err
		}
		group = append(group, storeRestore{
			epoch: h.epoch, rec: r, prev: prev, touched: hd.touched(), causes: hd.Causes, lanes: hd.Lanes, keys: keys, now: time.Now(),
		})
		prev = r.X
		if len(group) < batch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return err
}

// publish returns the wrapped keys that a record needs and that were not sent yet.
func (l *Log) publish(h *header, sent map[keyUse]bool) (map[string][]byte, error) {
	keys := map[string][]byte{}
	for _, k := range h.keys() {
		if sent[k] {
			continue
		}
		sent[k] = true
		line, err := l.books.line(k.book, k.id)
		if errors.Is(err, ErrKey) {
			continue // disposed of
		} else if err != nil {
			return nil, err
		}
		keys[k.book.String()] = []byte(line)
	}
	return keys, nil
}

// line returns a book's wrapped key by its id.
func (k *bookKeys) line(b BookID, id string) (string, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, err := k.load(b)
	if err != nil {
		return "", err
	}
	if i := r.find(id); i >= 0 {
		return r.lines[i], nil
	}
	return "", fmt.Errorf("key %s of book %s: %w", id, b, ErrKey)
}

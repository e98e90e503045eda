package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"loggist/internal/obs"
)

// Report is what a minute's check found.
type Report struct {
	Head        uint64        // of the store
	Journal     uint64        // what this process holds
	Held        uint64        // what every instance that lives holds
	Instances   int           // that said in the last minutes that they live, this one included
	Skew        time.Duration // this machine's clock minus the store's, without any offset of an exercise
	Mended      []string      // lanes that the store had otherwise than the state wants them
	Missing     bool          // the store's log lacks its newest records: somebody trimmed it
	Durable     bool
	NotDurable  string // what of the store's settings is not as it must be
	Blocked     string // why nothing is committed or claimed, "" when it is
	Contradicts string // which copies of the log differ, "" when none
	Signed      []SignedCheckpoint
}

// SignedCheckpoint is a checkpoint that was signed and is kept beside the journal.
type SignedCheckpoint struct {
	Checkpoint
	Note []byte
}

const (
	beatAge       = 3 * time.Minute // who has not been heard of for so long does not count
	checkpointAge = time.Minute
	refillMax     = 20000 // records put back at once
)

// minuteState is what Minute keeps from one call to the next. Only one Minute runs at a time.
type minuteState struct {
	others      []beat
	snaps       []snapshot
	contradicts string
	durable     bool
	notDurable  string
}

// snapshot is where the books stood that had grown since the snapshot before.
type snapshot struct {
	at    time.Time
	n     uint64
	heads map[BookID]bookHead
}

// Minute compares this process with the store and the other instances, and mends what differs. It is called about once a
// minute. now is the time that entries carry; want returns the lanes of an incident as its state wants them now, and live
// names the incidents that still have any. What could be found out is in the Report also when there is an error.
func (l *Log) Minute(ctx context.Context, now time.Time, want func(incident string) []LaneDue, live []string) (Report, error) {
	l.minuteMu.Lock()
	defer l.minuteMu.Unlock()
	errs := []error{l.writeAlive(now), l.journal.mark()}
	var rep Report
	if err := l.compare(ctx, &rep); err != nil {
		errs = append(errs, err)
	} else {
		mended, err := l.mendLanes(ctx, want, live)
		rep.Mended, errs = mended, append(errs, err)
		l.mu.Lock()
		epoch := l.epoch
		l.mu.Unlock()
		errs = append(errs, l.checkClock(ctx, &rep), l.exchange(ctx, epoch, &rep), l.checkDuty(ctx))
		signed, err := l.sign(rep.Held)
		rep.Signed, errs = signed, append(errs, err)
	}
	l.mu.Lock()
	rep.Journal, rep.Blocked = l.idx.n, l.blockedBy()
	rep.Durable, rep.NotDurable, rep.Contradicts = l.minute.durable, l.minute.notDurable, l.minute.contradicts
	l.mu.Unlock()
	if err := errors.Join(errs...); err != nil {
		return rep, fmt.Errorf("minute: %w", err)
	}
	return rep, nil
}

// compare looks whether the store still holds this journal's history.
func (l *Log) compare(ctx context.Context, rep *Report) error {
	h, err := l.store.head(ctx)
	if err != nil {
		return err
	}
	rep.Head = h.n
	l.mu.Lock()
	n, x := l.idx.n, l.idx.x
	l.mu.Unlock()
	if _, shared := l.store.(waiter); !shared || n == 0 {
		return nil
	}
	if h.n < n || h.epoch == "" {
		l.wake()
		return nil
	}
	recs, err := l.store.read(ctx, n-1, 1)
	if err != nil {
		return err
	}
	switch {
	case len(recs) == 0 || recs[0].N != n:
		rep.Missing = true
		l.slog.ErrorContext(ctx, "the store's log lacks records: somebody trimmed it", obs.Record(n))
	case recs[0].X != x && l.Last() == n:
		l.wake() // Follow turns to the store's history
	}
	return nil
}

// mendLanes puts right the lanes of live incidents, where the state has not moved on meanwhile.
func (l *Log) mendLanes(ctx context.Context, want func(string) []LaneDue, live []string) ([]string, error) {
	var mended []string
	for _, incident := range live {
		l.mu.Lock()
		before, epoch := l.idx.versions[incident].x, l.epoch
		l.mu.Unlock()
		lanes := want(incident)
		if after, _ := l.Version(incident); after != before || len(lanes) == 0 || epoch == "" {
			continue // the commit that moved it has set its lanes
		}
		got, err := l.store.mend(ctx, storeMend{epoch: epoch, incident: incident, version: before, lanes: lanes})
		if err != nil {
			return mended, fmt.Errorf("mend lanes: %w", err)
		}
		mended = append(mended, got...)
	}
	if len(mended) > 0 {
		l.slog.ErrorContext(ctx, "lanes in the store were not as the record wants them", obs.Count(len(mended)))
		l.mu.Lock()
		l.broadcast()
		l.mu.Unlock()
	}
	return mended, nil
}

// exchange tells the other instances how far this one is, and compares what they say with the journal.
func (l *Log) exchange(ctx context.Context, epoch string, rep *Report) error {
	wall := time.Now()
	l.mu.Lock()
	b := beat{Instance: l.o.Instance, N: l.idx.n, X: l.idx.x, Now: wall, Skew: rep.Skew, Config: l.o.ConfigHash}
	l.mu.Unlock()
	all, err := l.store.beat(ctx, epoch, b)
	if err != nil {
		return fmt.Errorf("exchange heartbeats: %w", err)
	}
	rep.Held, rep.Instances = b.N, 1
	contradicts := ""
	var others []beat
	for _, o := range all {
		if o.Instance == b.Instance || wall.Sub(o.Now) > beatAge {
			continue
		}
		others = append(others, o)
		rep.Instances++
		rep.Held = min(rep.Held, o.N)
		if err := l.refill(ctx, epoch, o.N, b.N); err != nil {
			return err
		}
		if o.N == 0 || o.N > b.N {
			continue
		}
		r, err := l.journal.read(o.N)
		if err != nil {
			return err
		}
		if r.X != o.X {
			contradicts = fmt.Sprintf("instance %s holds another record %d", o.Instance, o.N)
			l.o.Metrics.Contradiction()
			l.slog.ErrorContext(ctx, "instances hold different logs: no checkpoint is signed", slog.String(obs.KeyInstance, o.Instance), obs.Record(o.N))
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.minute.others, l.minute.contradicts = others, contradicts
	return nil
}

// filler is a store whose log can be trimmed by others.
type filler interface {
	holds(ctx context.Context, n uint64) (bool, error)
	fill(ctx context.Context, epoch string, recs []rawRecord) error
}

// refill puts back, up to a bound, what an instance that has only got to number from cannot read any more.
func (l *Log) refill(ctx context.Context, epoch string, from, own uint64) error {
	f, ok := l.store.(filler)
	if !ok || from >= own {
		return nil
	}
	if there, err := f.holds(ctx, from+1); there || err != nil {
		return err
	}
	var recs []rawRecord
	for n := from + 1; n <= min(own, from+refillMax); n++ {
		r, err := l.journal.read(n)
		if err != nil {
			return err
		}
		if recs = append(recs, r); len(recs) == batch || n == min(own, from+refillMax) {
			if err := f.fill(ctx, epoch, recs); err != nil {
				return fmt.Errorf("put back what was trimmed: %w", err)
			}
			recs = nil
		}
	}
	l.slog.WarnContext(ctx, "records were trimmed from the store's log and are put back", obs.Record(from+1))
	return nil
}

// checkDuty asks the store whether its settings keep what it is told.
func (l *Log) checkDuty(ctx context.Context) error {
	faults, err := l.store.duty(ctx)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if faults != "" && faults != l.minute.notDurable {
		l.slog.WarnContext(ctx, "the store is not durable", slog.Any("why", faults))
	}
	l.minute.durable, l.minute.notDurable = faults == "", faults
	return nil
}

// Durable reports whether what is committed survives a power cut, and if not, why.
func (l *Log) Durable() (bool, string) {
	if err := l.journal.ok(); err != nil {
		return false, err.Error()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.epoch == "":
		return false, "the store cannot be reached, or is being restored"
	case l.blockedBy() != "":
		return false, l.blockedBy()
	}
	return l.minute.durable, l.minute.notDurable
}

// sign signs a checkpoint of each book that has grown, as it stood a minute ago or longer, as far as all instances hold it.
func (l *Log) sign(held uint64) ([]SignedCheckpoint, error) {
	l.mu.Lock()
	s := snapshot{at: time.Now(), n: l.idx.n, heads: l.idx.takeGrown()}
	if len(s.heads) > 0 {
		l.minute.snaps = append(l.minute.snaps, s)
	}
	if l.minute.contradicts != "" {
		l.mu.Unlock()
		return nil, nil
	}
	ripe := map[BookID]bookHead{}
	rest := slices.DeleteFunc(l.minute.snaps, func(o snapshot) bool {
		if o.n > held || s.at.Sub(o.at) < checkpointAge {
			return false
		}
		for b, h := range o.heads {
			ripe[b] = h
		}
		return true
	})
	l.minute.snaps = rest
	l.mu.Unlock()
	var out []SignedCheckpoint
	var errs []error
	for b, h := range ripe {
		c := Checkpoint{Force: l.o.Force, Book: b, Size: h.seq, Head: h.hash.String()}
		msg, err := c.Sign(l.signer)
		if err == nil {
			err = l.notes.put(b, msg)
		}
		if err == nil {
			out = append(out, SignedCheckpoint{c, msg})
		}
		errs = append(errs, err)
	}
	return out, errors.Join(errs...)
}

// Checkpoint returns the newest signed checkpoint of a book, nil when there is none yet.
func (l *Log) Checkpoint(b BookID) ([]byte, error) { return l.notes.get(b) }

package record

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path/filepath"
	"time"
)

const (
	clockEvery = 10 * time.Second
	skewAlarm  = 2 * time.Second // beyond which it is said
	skewStop   = 5 * time.Second // beyond which, with another instance of the store's mind, nothing is committed
)

const (
	blockClock  = "this machine's clock is wrong"
	blockDamage = "the log is damaged"
)

// clocked is a store with a clock of its own.
type clocked interface {
	clock(ctx context.Context) (time.Time, error)
}

// checkClock measures how far this machine's clock is from the store's. When it is far off, and another instance agrees
// with the store, it is this one that is wrong: it neither commits nor claims until that is mended.
func (l *Log) checkClock(ctx context.Context, rep *Report) error {
	c, ok := l.store.(clocked)
	if !ok {
		return nil
	}
	before := time.Now()
	at, err := c.clock(ctx)
	if err != nil {
		return err
	}
	after := time.Now()
	rep.Skew = before.Add(after.Sub(before) / 2).Sub(at)
	l.mu.Lock()
	agree := false
	for _, o := range l.minute.others {
		agree = agree || o.Skew.Abs() <= skewAlarm
	}
	said := l.skewSaid
	l.skewSaid = rep.Skew.Abs() > skewAlarm
	l.mu.Unlock()
	if rep.Skew.Abs() > skewAlarm && !said {
		l.slog.ErrorContext(ctx, "this clock and the store's differ", slog.Float64("seconds", rep.Skew.Seconds()))
	}
	l.block(blockClock, rep.Skew.Abs() > skewStop && agree)
	return nil
}

// block notes, or takes back, a reason not to commit or claim.
func (l *Log) block(why string, on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.blocked[why] == on {
		return
	}
	l.blocked[why] = on
	l.broadcast()
}

// blockedBy returns why nothing may be committed or claimed. l.mu is held.
func (l *Log) blockedBy() string {
	for _, why := range []string{blockDamage, blockClock} {
		if l.blocked[why] {
			return why
		}
	}
	return ""
}

// aliveFile holds the time at which this process last said that it lives: as entries carry it, and by the machine's clock.
func (l *Log) aliveFile() string { return filepath.Join(l.o.Dir, "alive") }

// readAlive finds out how long nobody was here.
func (l *Log) readAlive() error {
	b, err := readFile(l.fs, l.aliveFile(), 1<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	var now, wall int64
	if k, err := fmt.Sscanf(string(b), "%d %d\n", &now, &wall); err != nil || k != 2 {
		return nil //nolint:nilerr // it only ever says how long the service was down
	}
	from := time.UnixMilli(now).UTC()
	l.alive = [2]time.Time{from, from.Add(time.Since(time.UnixMilli(wall)))}
	return nil
}

func (l *Log) writeAlive(now time.Time) error {
	line := fmt.Sprintf("%d %d\n", now.UnixMilli(), time.Now().UnixMilli())
	if err := writeFile(l.fs, l.aliveFile(), []byte(line)); err != nil {
		return fmt.Errorf("write heartbeat: %w", err)
	}
	return nil
}

// LastAlive returns from when to when no process ran on this data directory before this one: its last heartbeat, and
// when this Log was opened, both as entries carry the time. Both are zero for a new directory.
func (l *Log) LastAlive() (from, to time.Time) { return l.alive[0], l.alive[1] }

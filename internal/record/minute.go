package record

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// aliveFile holds the time at which this process last said that it lives.
func (l *Log) aliveFile() string { return filepath.Join(l.o.Dir, "alive") }

// readAlive finds out how long nobody was here.
func (l *Log) readAlive() error {
	b, err := readFile(l.fs, l.aliveFile(), 1<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	} else if err != nil {
		return err
	}
	ms, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return nil //nolint:nilerr // it only ever says how long the service was down
	}
	l.alive = [2]time.Time{time.UnixMilli(ms).UTC(), time.Now().UTC()}
	return nil
}

func (l *Log) writeAlive(now time.Time) error {
	if err := writeFile(l.fs, l.aliveFile(), []byte(strconv.FormatInt(now.UnixMilli(), 10)+"\n")); err != nil {
		return fmt.Errorf("write heartbeat: %w", err)
	}
	return nil
}

// LastAlive returns from when to when no process ran on this data directory before this one: the last heartbeat, and
// when this Log was opened. Both are zero for a new directory.
func (l *Log) LastAlive() (from, to time.Time) { return l.alive[0], l.alive[1] }

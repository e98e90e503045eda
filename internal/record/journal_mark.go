package record

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
)

const markMagic = "loggist-mark/1"

// mark notes on disk how far the journal is durable. Without it a tail that was torn off later looks like one that was
// never finished; with it the next start, and VerifyJournal, can tell them apart. Called each minute and on close.
func (j *journal) mark() error {
	j.mu.Lock()
	n, x := uint64(len(j.index)), j.x
	seg := j.segs[len(j.segs)-1]
	j.mu.Unlock()
	line := fmt.Sprintf("%s %d %d %d %x\n", markMagic, seg.num, seg.good, n, x)
	if err := writeFile(j.fsys, filepath.Join(j.dir, "mark"), []byte(line)); err != nil {
		return fmt.Errorf("mark journal: %w", err)
	}
	return nil
}

// place is a mark as read.
type place struct {
	seg  int
	good int64
	n    uint64
}

// readMark returns nil where there is no mark, or none that can be read: it only ever adds to what is checked.
func readMark(fsys FS, dir string) (*place, error) {
	b, err := readFile(fsys, filepath.Join(dir, "mark"), 1<<10)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	var p place
	var magic, x string
	if k, err := fmt.Sscanf(string(b), "%s %d %d %d %s\n", &magic, &p.seg, &p.good, &p.n, &x); err != nil || k != 5 || magic != markMagic {
		return nil, nil
	}
	return &p, nil
}

// reached reports whether segments that are good this far hold everything that was marked.
func (p *place) reached(segs []segment) bool {
	for _, s := range segs {
		if s.num == p.seg {
			return s.good >= p.good
		}
	}
	return false
}

func (j *journal) checkMark() error {
	p, err := readMark(j.fsys, j.dir)
	if err != nil || p == nil || p.reached(j.segs) {
		return err
	}
	return &DamagedError{Where: "journal segment " + segmentName(p.seg), Record: uint64(len(j.index)) + 1,
		What: fmt.Sprintf("it ends before what had been made durable (up to record %d)", p.n)}
}

// close waits for writes under way, marks the end and gives up the lock. It may be called again.
func (j *journal) close() error {
	j.mu.Lock()
	j.settle()
	if j.closed {
		j.mu.Unlock()
		return nil
	}
	whole := j.broken == nil
	j.closed = true
	j.mu.Unlock()
	var err error
	if whole {
		err = j.mark()
	}
	return errors.Join(err, j.release())
}

func (j *journal) release() error {
	var errs []error
	if j.w != nil {
		errs = append(errs, j.w.Close())
		j.w = nil
	}
	for _, f := range j.readers {
		errs = append(errs, f.Close())
	}
	return errors.Join(append(errs, j.lock.Close())...)
}

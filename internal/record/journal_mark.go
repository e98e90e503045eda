package record

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
)

const markMagic = "loggist-mark/1"

// mark notes on disk how far the journal is durable. Without it a tail that was torn off later looks like one that was
// never finished; with it the next start, and VerifyJournal, can tell them apart. Called each minute and on close.
func (j *journal) mark() error {
	j.mu.Lock()
	n, x := uint64(len(j.index)), j.x
	seg := j.segs[len(j.segs)-1]
	j.mu.Unlock()
	line := fmt.Sprintf("%s %d %d %d %x", markMagic, seg.num, seg.good, n, x)
	if n > 0 { // and for people: what the last record was about
		r, err := j.read(n)
		if err != nil {
			return fmt.Errorf("mark journal: %w", err)
		}
		if h, err := decodeHeader(r); err == nil && len(h.Entries) > 0 {
			line += fmt.Sprintf(" %s %d", h.Entries[0].Book, h.Entries[0].Seq)
		}
	}
	if err := writeFile(j.fsys, filepath.Join(j.dir, "mark"), []byte(line+"\n")); err != nil {
		return fmt.Errorf("mark journal: %w", err)
	}
	return nil
}

// place is a mark as read.
type place struct {
	seg  int
	good int64
	n    uint64
	book BookID // of the last record's first entry; the zero value when it had none
	seq  uint64
}

// readMark returns nil where there is no mark, or none that can be read: it only ever adds to what is checked.
func readMark(fsys FS, dir string) (*place, error) {
	b, err := readFile(fsys, filepath.Join(dir, "mark"), 1<<10)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errTooLong) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	f := strings.Fields(string(b))
	if len(f) < 5 || f[0] != markMagic {
		return nil, nil
	}
	var p place
	var errs [3]error
	p.seg, errs[0] = strconv.Atoi(f[1])
	p.good, errs[1] = strconv.ParseInt(f[2], 10, 64)
	p.n, errs[2] = strconv.ParseUint(f[3], 10, 64)
	if errors.Join(errs[:]...) != nil {
		return nil, nil //nolint:nilerr // a mark that cannot be read is none
	}
	if len(f) == 7 {
		if book, err := ParseBook(f[5]); err == nil {
			p.book = book
			p.seq, _ = strconv.ParseUint(f[6], 10, 64)
		}
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

// checkMark compares what is here with what was marked.
func (j *journal) checkMark() error {
	p, err := readMark(j.fsys, j.dir)
	if err != nil || p == nil || p.reached(j.segs) {
		return err
	}
	d := &DamagedError{Where: "journal segment " + segmentName(p.seg), Record: uint64(len(j.index)) + 1,
		What: fmt.Sprintf("it ends before what had been made durable (up to record %d)", p.n)}
	if head := j.headsScanned()[p.book]; head < p.seq {
		d.Book, d.Number = p.book.String(), head+1
	}
	return d
}

// close waits for writes under way, marks the end and gives up the lock. It may be called again.
func (j *journal) close() error {
	j.mu.Lock()
	closed, whole := j.closed, j.broken == nil
	j.mu.Unlock()
	if closed {
		return nil
	}
	var err error
	if whole {
		err = j.mark()
	}
	j.mu.Lock()
	j.settle()
	closed, j.closed = j.closed, true
	j.mu.Unlock()
	if closed {
		return err
	}
	return errors.Join(err, j.release())
}

func (j *journal) release() error {
	var errs []error
	if j.w != nil {
		errs = append(errs, j.w.Close())
		j.w = nil
	}
	return errors.Join(append(errs, j.closeReaders(), j.lock.Close())...)
}

func (j *journal) closeReaders() error {
	var errs []error
	for num, f := range j.readers {
		errs = append(errs, f.Close())
		delete(j.readers, num)
	}
	return errors.Join(errs...)
}

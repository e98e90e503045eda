package record

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

const (
	readWindow = 1 << 20  // at most this much is read at once
	readGap    = 16 << 10 // records nearer to each other than this are read together
)

// read returns record n. It is of the journal's own making, so anything wrong with it is damage.
func (j *journal) read(n uint64) (rawRecord, error) {
	var out rawRecord
	err := j.each([]uint64{n}, func(r rawRecord) error { out = r; return nil })
	return out, err
}

// scan calls fn for every record from the number on to the newest at the time of the call, in order.
func (j *journal) scan(from uint64, fn func(rawRecord) error) error {
	last, _ := j.last()
	const step = 4096
	for from = max(from, 1); from <= last; from += step {
		var ns []uint64
		for n := from; n < from+step && n <= last; n++ {
			ns = append(ns, n)
		}
		if err := j.each(ns, fn); err != nil {
			return err
		}
	}
	return nil
}

// each calls fn for each of the records, which must be in rising order, reading neighbours together.
func (j *journal) each(ns []uint64, fn func(rawRecord) error) error {
	j.mu.Lock()
	ps := make([]pos, len(ns))
	for i, n := range ns {
		if n == 0 || n > uint64(len(j.index)) {
			j.mu.Unlock()
			return fmt.Errorf("read record %d: the journal does not hold it", n)
		}
		ps[i] = j.index[n-1]
	}
	j.mu.Unlock()
	return j.frames(ps, func(i int, f frame) error {
		if f.kind != kindRecord || f.n != ns[i] {
			return damaged(ns[i], "another record is in its place")
		}
		return fn(f.record())
	})
}

// forked reports whether a cut ever put records aside.
func (j *journal) forked() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.old) > 0
}

// superseded calls fn for each record that a cut put aside, oldest first. They are kept so that a recovery that was
// interrupted can be taken up again.
func (j *journal) superseded(fn func(rawRecord) error) error {
	j.mu.Lock()
	old := append([]superseded(nil), j.old...)
	j.mu.Unlock()
	for _, o := range old {
		f, err := j.frame(o.pos)
		if err != nil {
			return err
		}
		if err := fn(f.record()); err != nil {
			return err
		}
	}
	return nil
}

// frames reads the frames at ps, neighbours together.
func (j *journal) frames(ps []pos, fn func(i int, f frame) error) error {
	for i := 0; i < len(ps); {
		end, k := int64(ps[i].off)+int64(ps[i].size), i+1
		for k < len(ps) && ps[k].seg == ps[i].seg && int64(ps[k].off) >= end && int64(ps[k].off) <= end+readGap &&
			int64(ps[k].off)+int64(ps[k].size)-int64(ps[i].off) <= readWindow {
			end = int64(ps[k].off) + int64(ps[k].size)
			k++
		}
		buf := make([]byte, end-int64(ps[i].off))
		if err := j.readAt(ps[i], buf); err != nil {
			return err
		}
		for ; i < k; i++ {
			at := int64(len(buf)) - (end - int64(ps[i].off))
			f, _, ok := parseFrame(buf[at : at+int64(ps[i].size)])
			if !ok || f.size() != int64(ps[i].size) {
				return &DamagedError{Where: "journal segment " + j.segmentName(ps[i]), What: fmt.Sprintf("the bytes at %d are not what was written", ps[i].off)}
			}
			if err := fn(i, f); err != nil {
				return err
			}
		}
	}
	return nil
}

func (j *journal) frame(p pos) (f frame, err error) {
	err = j.frames([]pos{p}, func(_ int, g frame) error { f = g; return nil })
	return f, err
}

// xAt returns the x of record n to a caller that holds j.mu.
func (j *journal) xAt(n uint64) (x [20]byte, err error) {
	p := j.index[n-1]
	r, err := j.reader(p)
	if err != nil {
		return x, err
	}
	buf := make([]byte, p.size)
	if _, err := r.ReadAt(buf, int64(p.off)); err != nil {
		return x, fmt.Errorf("read journal: %w", err)
	}
	f, _, ok := parseFrame(buf)
	if !ok || f.n != n {
		return x, damaged(n, "the bytes are not what was written")
	}
	return f.x, nil
}

func (j *journal) segmentName(p pos) string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return segmentName(j.segs[p.seg].num)
}

func (j *journal) readAt(p pos, buf []byte) error {
	j.mu.Lock()
	num := j.segs[p.seg].num
	f, err := j.reader(p)
	j.mu.Unlock()
	if err != nil {
		return err
	}
	n, err := f.ReadAt(buf, int64(p.off))
	if n == len(buf) {
		return nil
	}
	if errors.Is(err, io.EOF) {
		return &DamagedError{Where: "journal segment " + segmentName(num), What: fmt.Sprintf("it ends at %d", int64(p.off)+int64(n))}
	}
	return fmt.Errorf("read journal: %w", err)
}

// reader returns the segment of p, open for reading, to a caller that holds j.mu.
func (j *journal) reader(p pos) (File, error) {
	if j.closed {
		return nil, fmt.Errorf("read journal: %w", os.ErrClosed)
	}
	num := j.segs[p.seg].num
	f := j.readers[num]
	if f == nil {
		var err error
		if f, err = j.fsys.OpenFile(filepath.Join(j.dir, segmentName(num)), os.O_RDONLY, 0); err != nil {
			return nil, fmt.Errorf("read journal: %w", err)
		}
		j.readers[num] = f
	}
	return f, nil
}

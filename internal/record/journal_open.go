package record

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"loggist/internal/obs"
)

// openJournal opens, or begins, the journal in dir and holds its lock until close. Another process has it: ErrInUse.
// Each record is told to found as it is read, in order, up to the first cut if there is one; its bytes are good until found
// returns. An unfinished end of the newest segment is put aside in a file of its own; anything else that is not as it was
// written is a *DamagedError.
func openJournal(fsys FS, dir string, log *slog.Logger, found func(rawRecord)) (*journal, error) {
	if err := makeDir(fsys, dir); err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	lock, err := fsys.Lock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	j := &journal{fsys: fsys, dir: dir, log: log, lock: lock, segBytes: defaultSegment, readers: map[int]File{}}
	if err := j.load(found); err != nil {
		return nil, fmt.Errorf("open journal: %w", errors.Join(err, j.release()))
	}
	return j, nil
}

func (j *journal) load(found func(rawRecord)) error {
	files, err := listSegments(j.fsys, j.dir)
	if err != nil {
		return err
	}
	s := scanner{fsys: j.fsys, dir: j.dir, files: files, each: func(f *frame, seg int, off int64) error {
		if f.kind == kindRecord && len(j.old) == 0 {
			found(f.record())
		}
		return j.take(f, seg, off)
	}}
	err = s.run()
	for i := range s.good {
		j.segs = append(j.segs, segment{s.files[i], s.good[i]})
	}
	if err != nil {
		return j.explain(err)
	}
	if err := j.checkMark(); err != nil {
		return err
	}
	if err := j.putAside(&s); err != nil {
		return err
	}
	j.tailN, j.tailX = uint64(len(j.index)), xString(uint64(len(j.index)), j.x)
	if len(j.segs) == 0 {
		return j.newSegment(false)
	}
	last := j.segs[len(j.segs)-1]
	j.w, err = j.fsys.OpenFile(filepath.Join(j.dir, segmentName(last.num)), os.O_RDWR, 0)
	return err
}

// take is told of each good frame in order.
func (j *journal) take(f *frame, seg int, off int64) error {
	j.publish(f, pos{int32(seg), uint32(off), uint32(f.size())})
	return nil
}

// putAside keeps what an unfinished write left behind, and then cuts it off: nothing is thrown away that somebody might
// want to look at.
func (j *journal) putAside(s *scanner) error {
	if k := len(s.good) - 1; k >= 0 && len(s.tail) > 0 {
		name := filepath.Join(j.dir, segmentName(s.files[k]))
		if err := j.keep(name, s.good[k], s.tail); err != nil {
			return err
		}
		f, err := j.fsys.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		if err = f.Truncate(s.good[k]); err == nil {
			err = f.Sync()
		}
		if err := errors.Join(err, f.Close()); err != nil {
			return err
		}
	}
	if s.stub == "" {
		return nil
	}
	if err := j.keep(s.stub, 0, s.stubData); err != nil {
		return err
	}
	if err := j.fsys.Remove(s.stub); err != nil {
		return err
	}
	return j.fsys.SyncDir(j.dir)
}

// keep copies unfinished bytes into a file of their own, unless they say nothing.
func (j *journal) keep(name string, good int64, data []byte) error {
	if len(bytes.Trim(data, "\x00")) == 0 {
		return nil
	}
	aside, err := freeName(j.fsys, fmt.Sprintf("%s.unfinished-%d", name, good))
	if err == nil {
		err = writeFile(j.fsys, aside, data)
	}
	if err != nil {
		return fmt.Errorf("put unfinished bytes aside: %w", err)
	}
	j.log.Warn("unfinished end of the journal put aside", obs.Segment(filepath.Base(name)), obs.Bytes(len(data)), obs.Record(uint64(len(j.index)+1)))
	return nil
}

// newSegment begins the next segment and returns when it and its name are durable. j.mu is held.
func (j *journal) newSegment(probing bool) error {
	num, prevLen := 1, int64(0)
	if k := len(j.segs); k > 0 {
		num, prevLen = j.segs[k-1].num+1, j.segs[k-1].good
	}
	j.begun = true
	w, err := j.fsys.OpenFile(filepath.Join(j.dir, segmentName(num)), os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	f := startFrame(num, uint64(len(j.index)), j.x, prevLen)
	if _, err = w.WriteAt(f.appendTo(nil), 0); err == nil {
		if err = w.Sync(); err == nil && probing {
			err = probe(w, f.size())
		}
	}
	if err == nil {
		err = j.fsys.SyncDir(j.dir)
	}
	if err != nil {
		_ = w.Close()
		return err
	}
	if j.w != nil {
		_ = j.w.Close() // all of it is durable
	}
	j.w, j.begun = w, false
	j.segs = append(j.segs, segment{num, f.size()})
	return nil
}

// scanner reads segments from the first to the last and calls each for every good frame that holds something.
type scanner struct {
	fsys  FS
	dir   string
	files []int // the segments' numbers
	each  func(f *frame, seg int, off int64) error

	good     []int64 // how far each segment is good
	tail     []byte  // what follows the good part of the newest
	stub     string  // a newest segment that was not even begun whole: its path,
	stubData []byte  // and what is in it
	n        uint64  // the last record
	x        [20]byte
	sum      running
}

func (s *scanner) run() error {
	for i, num := range s.files {
		if num != i+1 {
			return s.damaged(i+1, "the segment is missing")
		}
	}
	if err := s.dropStub(); err != nil {
		return err
	}
	for i := range s.files {
		limit := int64(-1) // how long this one is, as the next says
		if i+1 < len(s.files) {
			head, err := s.head(i + 1)
			if err != nil {
				return err
			}
			f, _, ok := parseFrame(head)
			if !ok || !f.isStart(s.files[i+1]) {
				return s.damaged(s.files[i+1], "its first frame is broken")
			}
			limit = f.prevLen()
		}
		if err := s.segment(i, limit); err != nil {
			return err
		}
	}
	return nil
}

// dropStub takes a newest segment off the list whose first frame was never finished: it was never used.
func (s *scanner) dropStub() error {
	i := len(s.files) - 1
	if i < 0 {
		return nil
	}
	head, err := s.head(i)
	if err != nil {
		return err
	}
	if f, _, ok := parseFrame(head); ok && f.isStart(s.files[i]) {
		return nil
	}
	data, err := s.read(i)
	if err != nil {
		return err
	}
	if laterGood(data, 0) {
		return s.damaged(s.files[i], "its first frame is broken")
	}
	s.stub, s.stubData = s.path(i), data
	s.files = s.files[:i]
	return nil
}

func (s *scanner) path(i int) string { return filepath.Join(s.dir, segmentName(s.files[i])) }

func (s *scanner) read(i int) ([]byte, error) { return readFile(s.fsys, s.path(i), 1<<32) }

// head reads as much of the i-th segment as its first frame takes.
func (s *scanner) head(i int) ([]byte, error) {
	f, err := s.fsys.OpenFile(s.path(i), os.O_RDONLY, 0)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	buf := make([]byte, frameHead+startLen)
	n, err := f.ReadAt(buf, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return buf[:n], nil
}

// segment reads the i-th segment. A limit of -1 is that of the newest, whose end may be unfinished.
func (s *scanner) segment(i int, limit int64) error {
	w, err := openWindow(s.fsys, s.path(i), limit)
	if err != nil {
		return err
	}
	defer w.close()
	f, ok, err := w.frame(0)
	if err != nil {
		return err
	}
	if !ok || !f.isStart(s.files[i]) {
		return s.damaged(s.files[i], "its first frame is broken")
	}
	if f.n != s.n || f.x != s.x {
		return s.damaged(s.files[i], "it does not continue the segment before")
	}
	off := f.size()
	s.good = append(s.good, off)
	for off < w.end {
		if f, ok, err = w.frame(off); err != nil {
			return err
		}
		if !ok {
			return s.broken(i, off, limit)
		}
		if err := s.follow(&f, i, off); err != nil {
			return err
		}
		off += f.size()
		s.good[i] = off
	}
	if off < limit {
		return s.damagedAt(i, off, "it ends at %d, before it should")
	}
	return nil
}

// broken decides what the bytes of the i-th segment from off on are, which are no frame: the newest segment's unfinished
// end, or damage.
func (s *scanner) broken(i int, off, limit int64) error {
	if limit < 0 {
		data, err := s.read(i)
		if err != nil {
			return err
		}
		if !laterGood(data, int(off)) {
			s.tail = data[off:]
			return nil
		}
	}
	return s.damagedAt(i, off, "the bytes at %d are not what was written")
}

// follow checks that a frame continues the one before.
func (s *scanner) follow(f *frame, i int, off int64) error {
	switch f.kind {
	case kindRecord:
		if f.n != s.n+1 || f.x != s.sum.next(s.n, s.x, f.rest) {
			return s.damagedAt(i, off, "the record at %d does not continue the one before")
		}
	case kindCut:
		if f.n > s.n {
			return s.damagedAt(i, off, "the cut at %d is after what is there")
		}
	default:
		return s.damagedAt(i, off, "the frame at %d is of a kind not known here")
	}
	s.n, s.x = f.n, f.x
	return s.each(f, i, off)
}

func (s *scanner) damaged(seg int, what string) error {
	return &DamagedError{Where: "journal segment " + segmentName(seg), Record: s.n + 1, What: what}
}

func (s *scanner) damagedAt(i int, off int64, format string) error {
	return &DamagedError{Where: "journal segment " + segmentName(s.files[i]), Record: s.n + 1, What: fmt.Sprintf(format, off), place: &damagePlace{i, off}}
}

// laterGood reports whether a good frame of a later group follows the broken one at off: then what is broken had been
// durable. Good frames of the same group do not count: its fsync may never have returned.
func laterGood(data []byte, off int) bool {
	for i := off + 1; ; i++ {
		f, at, ok := nextGood(data, i)
		if !ok {
			return false
		}
		if i = at; i-int(f.back) > off {
			return true
		}
	}
}

// nextGood returns the first good record or cut that begins at from or later, wherever it begins.
func nextGood(data []byte, from int) (frame, int, bool) {
	for i := from; i+frameHead+payloadMin <= len(data); i++ {
		if k := data[i+frameHead]; k != kindRecord && k != kindCut || data[i]|data[i+1]|data[i+2] != 0 {
			continue // no such frame, or a number that no log has: most places are ruled out without a sum
		}
		if f, _, ok := parseFrame(data[i:]); ok {
			return f, i, true
		}
	}
	return frame{}, 0, false
}

func listSegments(fsys FS, dir string) ([]int, error) {
	list, err := fsys.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var nums []int
	for _, e := range list {
		digits, ok := strings.CutSuffix(e.Name(), ".seg")
		if n, err := strconv.Atoi(digits); ok && err == nil && segmentName(n) == e.Name() {
			nums = append(nums, n)
		}
	}
	return nums, nil
}

func freeName(fsys FS, name string) (string, error) {
	for i := range 10000 {
		try := name
		if i > 0 {
			try = fmt.Sprintf("%s.%d", name, i)
		}
		if _, err := fsys.Stat(try); errors.Is(err, fs.ErrNotExist) {
			return try, nil
		} else if err != nil {
			return "", err
		}
	}
	return "", errors.New("no free name to put unfinished bytes aside")
}

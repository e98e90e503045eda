package record

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"loggist/internal/obs"
)

// errBegun: the next segment says how long the last one is, so that must not change any more.
var errBegun = errors.New("the next segment was begun")

const (
	defaultSegment = 64 << 20
	groupBytes     = 8 << 20   // a group commit is written in pieces no longer than this, unless one record is
	probeBytes     = 256 << 10 // what must be writable before a broken journal is trusted again
)

// journal is this process's own copy of the log: what it has fsynced, and therefore what it may see. It is safe for
// concurrent use. It starts no goroutine: whoever appends first writes for all who wait.
type journal struct {
	fsys     FS
	dir      string
	log      *slog.Logger
	lock     io.Closer
	segBytes int64 // a segment that has reached this is followed by a new one

	mu      sync.Mutex
	segs    []segment     // all of them; the last is written to
	w       File          // the last one, open for writing; nil while broken
	index   []pos         // index[n-1] is record n
	old     []superseded  // records that a cut put aside
	x       [20]byte      // of the last durable record
	tailN   uint64        // the last record queued, durable or not
	tailX   string        // its x
	queue   []*appending  // waiting to be written
	writing bool          // somebody is writing
	idle    chan struct{} // closed when writing ends, if anybody waits for that
	broken  error         // why w is not trusted; nil when it is
	begun   bool          // a next segment may be on disk, unfinished: the last one must not grow any more
	closed  bool
	readers map[int]File // segments open for reading
}

type segment struct {
	num  int
	good int64 // everything before this was made durable, whole
}

type pos struct {
	seg  int32 // index into segs
	off  uint32
	size uint32 // of the frame
}

type superseded struct {
	n uint64
	pos
}

// appending is one call of append or cut that waits for its group.
type appending struct {
	frames []frame
	done   chan outcome
}

type outcome struct {
	lead bool // not done: the receiver is the next to write
	err  error
}

// append adds records that continue the journal one after the other, and returns when they are durable. Concurrent calls
// are made durable together. On an error none of the records can be read, but they may be found at the next start.
func (j *journal) append(recs ...rawRecord) error {
	if len(recs) == 0 {
		return nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := j.refusal(); err != nil {
		return err
	}
	a := &appending{done: make(chan outcome, 1)}
	n, x := j.tailN, j.tailX
	for _, r := range recs {
		if r.N != n+1 || r.X != nextX(x, r.Bytes) {
			return fmt.Errorf("append record %d after %d: %w", r.N, n, errFork)
		}
		if len(r.Bytes) > maxRecord {
			return fmt.Errorf("append record %d: longer than %d bytes", r.N, maxRecord)
		}
		xb, err := xBytes(r.X)
		if err != nil {
			return fmt.Errorf("append record %d: %w", r.N, err)
		}
		a.frames = append(a.frames, frame{n: r.N, kind: kindRecord, x: xb, rest: r.Bytes})
		n, x = r.N, r.X
	}
	j.tailN, j.tailX = n, x
	return j.submit(a)
}

// cut makes every record after n superseded: it stays in the file and is no longer read, and the journal goes on with
// n+1. It returns when that is durable.
func (j *journal) cut(n uint64) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.settle()
	if err := j.refusal(); err != nil {
		return err
	}
	if n >= uint64(len(j.index)) {
		if n == uint64(len(j.index)) {
			return nil
		}
		return fmt.Errorf("cut after record %d: the journal ends at %d", n, len(j.index))
	}
	var x [20]byte
	if n > 0 {
		var err error
		if x, err = j.xAt(n); err != nil {
			return err
		}
	}
	j.tailN, j.tailX = n, xString(n, x)
	return j.submit(&appending{frames: []frame{{n: n, kind: kindCut, x: x}}, done: make(chan outcome, 1)})
}

// ok returns nil when an append may be tried. After a failure it first tries to put the journal in order again.
func (j *journal) ok() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.broken != nil && !j.closed && !j.writing {
		j.repair()
	}
	return j.refusal()
}

func (j *journal) refusal() error {
	switch {
	case j.closed:
		return fmt.Errorf("%w: closed", ErrJournal)
	case j.broken != nil:
		return fmt.Errorf("%w: %w", ErrJournal, j.broken)
	}
	return nil
}

// last returns the number and the x of the newest durable record.
func (j *journal) last() (uint64, string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	n := uint64(len(j.index))
	return n, xString(n, j.x)
}

// submit queues a and returns when it is durable or failed. j.mu is held on entry and on return, not between.
func (j *journal) submit(a *appending) error {
	j.queue = append(j.queue, a)
	if !j.writing {
		j.writing = true
		return j.lead(a)
	}
	j.mu.Unlock()
	o := <-a.done
	j.mu.Lock()
	if o.lead {
		return j.lead(a)
	}
	return o.err
}

// lead writes groups until a is done, then hands over to the next that waits. j.mu is held.
func (j *journal) lead(a *appending) error {
	var o outcome
	for done := false; !done; {
		group, size := j.queue[:1], j.queue[0].size()
		for _, q := range j.queue[1:] {
			if size += q.size(); size > groupBytes {
				break
			}
			group = j.queue[:len(group)+1]
		}
		j.queue = j.queue[len(group):]
		err := j.flush(group)
		for _, q := range group {
			if q == a {
				done, o = true, outcome{err: err}
				continue
			}
			q.done <- outcome{err: err}
		}
		if err != nil { // nothing queued may follow what was not written
			for _, q := range j.queue {
				if q == a {
					done, o = true, outcome{err: err}
					continue
				}
				q.done <- outcome{err: err}
			}
			j.queue = nil
			j.tailN, j.tailX = uint64(len(j.index)), xString(uint64(len(j.index)), j.x)
		}
	}
	if len(j.queue) > 0 {
		j.queue[0].done <- outcome{lead: true}
		return o.err
	}
	j.writing = false
	if j.idle != nil {
		close(j.idle)
		j.idle = nil
	}
	return o.err
}

// settle waits until nobody writes. j.mu is held on entry and on return.
func (j *journal) settle() {
	for j.writing {
		if j.idle == nil {
			j.idle = make(chan struct{})
		}
		idle := j.idle
		j.mu.Unlock()
		<-idle
		j.mu.Lock()
	}
}

func (a *appending) size() int64 {
	var n int64
	for i := range a.frames {
		n += a.frames[i].size()
	}
	return n
}

// flush makes a group durable and then visible. j.mu is held on entry and on return; it is given up while writing.
func (j *journal) flush(group []*appending) error {
	if err := j.refusal(); err != nil {
		return err
	}
	if j.segs[len(j.segs)-1].good >= j.segBytes {
		if err := j.newSegment(false); err != nil {
			return j.fail(err)
		}
	}
	seg := &j.segs[len(j.segs)-1]
	off := seg.good
	var buf []byte
	for _, a := range group {
		for i := range a.frames {
			a.frames[i].back = uint32(len(buf))
			buf = a.frames[i].appendTo(buf)
		}
	}
	w := j.w
	j.mu.Unlock()
	_, err := w.WriteAt(buf, off)
	if err == nil {
		err = w.Sync()
	}
	j.mu.Lock()
	if err != nil {
		return j.fail(err)
	}
	for _, a := range group {
		for i := range a.frames {
			j.publish(&a.frames[i], pos{int32(len(j.segs) - 1), uint32(seg.good), uint32(a.frames[i].size())})
			seg.good += a.frames[i].size()
			a.frames[i].rest = nil
		}
	}
	return nil
}

// publish makes a durable frame visible.
func (j *journal) publish(f *frame, p pos) {
	switch f.kind {
	case kindRecord:
		j.index = append(j.index, p)
	case kindCut:
		for n := f.n; n < uint64(len(j.index)); n++ {
			j.old = append(j.old, superseded{n + 1, j.index[n]})
		}
		j.index = j.index[:f.n]
	}
	j.x = f.x
}

// fail gives up the descriptor: after a failed write or fsync nobody knows what it holds.
func (j *journal) fail(err error) error {
	if j.w != nil {
		_ = j.w.Close()
		j.w = nil
	}
	j.broken = err
	j.log.Error("journal cannot be written", obs.Segment(segmentName(j.segs[len(j.segs)-1].num)), obs.Error(err))
	return fmt.Errorf("%w: %w", ErrJournal, err)
}

// repair cuts the last segment back to what is durable, or else begins a new one, and in either case proves that it can
// be written before anything is sent to the store on its word.
func (j *journal) repair() {
	err := j.truncate()
	if err != nil {
		if err = j.newSegment(true); err != nil {
			j.broken = err
			return
		}
	}
	j.broken = nil
	j.log.Info("journal can be written again", obs.Segment(segmentName(j.segs[len(j.segs)-1].num)))
}

// truncate opens the last segment anew and cuts it back to what is durable.
func (j *journal) truncate() error {
	if j.begun {
		return errBegun
	}
	seg := j.segs[len(j.segs)-1]
	w, err := j.fsys.OpenFile(filepath.Join(j.dir, segmentName(seg.num)), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err = w.Truncate(seg.good); err == nil {
		err = probe(w, seg.good)
	}
	if err != nil {
		_ = w.Close()
		return err
	}
	j.w = w
	return nil
}

// probe writes past the end of what is good, makes that durable and takes it away again: a disk that is still full, or
// still failing, is noticed here and not after the store has taken a record.
func probe(w File, good int64) error {
	if _, err := w.WriteAt(make([]byte, probeBytes), good); err != nil {
		return err
	}
	if err := w.Sync(); err != nil {
		return err
	}
	if err := w.Truncate(good); err != nil {
		return err
	}
	return w.Sync()
}

package record

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// Since calls fn with each record after number after that touches the incident, in order; "" is the register and the
// audit book. It ends with the first error of fn.
func (l *Log) Since(incident string, after uint64, fn func(Record) error) error {
	d := &decoder{keys: l.books, known: names{}}
	return l.journal.each(l.since(incident, after), func(raw rawRecord) error {
		rec, err := d.record(raw)
		if err != nil {
			return unread(raw.N, err)
		}
		return fn(rec)
	})
}

func (l *Log) since(incident string, after uint64) []uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.idx.after(incident, after)
}

func unread(n uint64, err error) error { return fmt.Errorf("read record %d: %w", n, err) }

// portion is how many records, and portionBytes about how many bytes of them, are decoded in one piece.
const (
	portion      = 64
	portionBytes = 256 << 10
)

// Prepared is Since for what records are made into: prepare is called for them on all processors at once, take with what it
// returned, in the order of the records, on the caller's goroutine. It ends with the error of the first record that has one, when
// everything before that was taken, and nothing of it is running any more when it returns. A panic of prepare is an error.
func Prepared[T any](l *Log, incident string, after uint64, prepare func(Record) (T, error), take func(T) error) error {
	at := l.since(incident, after)
	if len(at) <= portion { // not worth a goroutine
		return l.Since(incident, after, func(r Record) error {
			out, err := prepare(r)
			if err != nil {
				return err
			}
			return take(out)
		})
	}
	processors := runtime.GOMAXPROCS(0)
	p := &preparing[T]{prepare: prepare, work: make(chan *piece[T], 2*processors), order: make(chan *piece[T], 2*processors), stop: make(chan struct{})}
	var running sync.WaitGroup
	running.Go(func() { p.read(l.journal, at) })
	for range processors {
		running.Go(func() { p.make(&decoder{keys: l.books, known: names{}}) })
	}
	defer running.Wait()
	defer close(p.stop)
	for piece := range p.order {
		<-piece.made
		for _, out := range piece.out {
			if err := take(out); err != nil {
				return err
			}
		}
		if piece.err != nil {
			return piece.err
		}
	}
	return nil
}

// errStopped ends a reading whose reader has gone.
var errStopped = errors.New("nobody wants any more")

// preparing is one run of Prepared: read fills work and order, make empties work, and who called empties order.
type preparing[T any] struct {
	prepare     func(Record) (T, error)
	work, order chan *piece[T]
	stop        chan struct{} // closed when nobody wants any more
}

// piece is some records that follow one another.
type piece[T any] struct {
	raw  []rawRecord
	out  []T // what they were made into, up to the first with an error
	err  error
	made chan struct{} // closed when out and err are what they will be
}

// read cuts the records into pieces.
func (p *preparing[T]) read(j *journal, at []uint64) {
	defer close(p.order)
	defer close(p.work)
	next, size := &piece[T]{made: make(chan struct{})}, 0
	give := func() error {
		for _, to := range []chan *piece[T]{p.order, p.work} {
			select {
			case to <- next:
			case <-p.stop:
				return errStopped
			}
		}
		next, size = &piece[T]{made: make(chan struct{})}, 0
		return nil
	}
	err := j.each(at, func(raw rawRecord) error {
		next.raw, size = append(next.raw, raw), size+len(raw.Bytes)
		if len(next.raw) < portion && size < portionBytes {
			return nil
		}
		return give()
	})
	if next.err = err; err != nil || len(next.raw) > 0 {
		_ = give() // nobody is there to be told
	}
}

// make prepares piece after piece.
func (p *preparing[T]) make(d *decoder) {
	for piece := range p.work {
		if err := p.one(d, piece); err != nil {
			piece.err = err // it comes before what the reading ended with
		}
		close(piece.made)
	}
}

func (p *preparing[T]) one(d *decoder, piece *piece[T]) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic of type %T", r) // what was panicked with may hold content
		}
	}()
	piece.out = make([]T, 0, len(piece.raw))
	for _, raw := range piece.raw {
		rec, err := d.record(raw)
		if err != nil {
			return unread(raw.N, err)
		}
		out, err := p.prepare(rec)
		if err != nil {
			return err
		}
		piece.out = append(piece.out, out)
	}
	return nil
}

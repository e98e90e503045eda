package record

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

const (
	retryFor   = 2 * time.Second  // how long one Commit asks again for an answer that was lost
	journalFor = 10 * time.Second // how long it waits for what is in the store to be journaled here
)

// Commit makes a change durable. When it returns nil, the change is in the store, fsynced in the journal and visible
// through the readers of this Log. Every entry's book belongs to an incident that is among the bases.
//
// Errors (see AnswerOf): ErrStale, after which the journal has been brought as far as the store was; ErrLate, ErrLost,
// ErrAway, ErrReadOnly, ErrJournal, ErrChange: nothing was recorded. ErrUnknown: try the same causes again.
// Once the change is on its way, ctx no longer ends the wait for its answer.
func (l *Log) Commit(ctx context.Context, c Change) (Result, error) {
	return l.commit(ctx, c, nil)
}

func (l *Log) commit(ctx context.Context, c Change, recovered *Recovery) (res Result, err error) {
	defer func() { l.o.Metrics.Commit(resultOf(res, err)) }()
	if err := c.check(); err != nil && recovered == nil {
		return Result{}, fmt.Errorf("commit: %w: %w", ErrChange, err)
	}
	if len(c.Causes) == 0 {
		c.Causes = []string{"once/" + newToken()} // so that an answer that is lost can be asked for again
	}
	if ctx.Err() != nil {
		return Result{}, fmt.Errorf("commit: %w: %w", ErrAway, context.Cause(ctx))
	}
	if err := l.journal.ok(); err != nil {
		return Result{}, fmt.Errorf("commit: %w: %w", ErrJournal, err)
	}
	p, n, err := l.prepare(c, recovered)
	if err != nil {
		return Result{}, fmt.Errorf("commit: %w", err)
	}
	if n > 0 {
		return l.result(n, nil)
	}
	a, err := l.send(ctx, p.store)
	if err != nil {
		if errors.Is(err, ErrStale) || errors.Is(err, errBehind) {
			l.catchUp(ctx, p.store.keys)
			err = fmt.Errorf("%w: %w", ErrStale, err)
		}
		return Result{}, fmt.Errorf("commit: %w", err)
	}
	if !a.dup {
		l.mu.Lock()
		if a.n > l.idx.n {
			l.pending[a.n] = rawRecord{N: a.n, X: a.x, Bytes: p.store.rec}
		}
		l.mu.Unlock()
	}
	wait, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), journalFor, errors.New("journal did not take it up in time"))
	defer cancel()
	n, err = l.seen(wait, a, p.store)
	if err != nil {
		return Result{}, fmt.Errorf("commit: %w: journal record %d: %w", ErrUnknown, a.n, err)
	}
	res, err = l.result(n, &p)
	if !a.dup {
		res.SecondCopy = a.copies
	}
	return res, err
}

// seen waits until the journal holds what the store answered, and returns its number. A number alone proves nothing: a
// store that fell back gives it out again, and the journal may still be on the history that the store has left.
func (l *Log) seen(ctx context.Context, a storeAnswer, sc storeCommit) (uint64, error) {
	for {
		if err := l.journalTo(ctx, a.n); err != nil {
			return 0, err
		}
		l.mu.Lock()
		changed := l.changed
		n := l.idx.madeBy(sc.causes)
		l.mu.Unlock()
		if n != 0 {
			return n, nil
		}
		l.wake()
		select {
		case <-changed:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// check refuses what is not a change at all.
func (c *Change) check() error {
	if len(c.Entries) == 0 && len(c.Lanes) == 0 && c.Settle == nil {
		return errors.New("it changes nothing")
	}
	for i, b := range c.Bases {
		if slices.ContainsFunc(c.Bases[:i], func(o Base) bool { return o.Incident == b.Incident }) {
			return errors.New("two bases for one incident")
		}
	}
	for _, d := range c.Entries {
		if err := d.Book.valid(); err != nil {
			return err
		}
		if !slices.ContainsFunc(c.Bases, func(b Base) bool { return b.Incident == d.Book.Incident }) {
			return fmt.Errorf("no base for book %s", d.Book)
		}
	}
	return nil
}

// prepared is a change with its numbers.
type prepared struct {
	store   storeCommit
	entries []Entry
}

// prepare numbers, seals and encodes a change on what is journaled. A number that is not 0 is that of the record which
// one of its causes made already.
func (l *Log) prepare(c Change, recovered *Recovery) (prepared, uint64, error) {
	sc := storeCommit{bases: c.Bases, settle: c.Settle}
	for _, d := range c.Lanes {
		if ms := dueMillis(d.Due); ms != 0 {
			d.Due = time.UnixMilli(ms).UTC() // as every store and the journal keep it
		}
		sc.lanes = append(sc.lanes, d)
	}
	for _, cause := range c.Causes {
		sc.causes = append(sc.causes, causeDigest(cause))
	}
	heads := map[BookID]bookHead{}
	made, err := l.stand(&sc, c, heads)
	if err != nil || made > 0 {
		if errors.Is(err, ErrLost) {
			l.wake()
		}
		return prepared{}, made, err
	}
	d := recordDraft{Causes: c.Causes, Lanes: c.Lanes, Drafts: c.Entries, Recovered: recovered}
	for _, b := range c.Bases {
		d.Touched = append(d.Touched, b.Incident)
		if d.Incident == "" {
			d.Incident = b.Incident
		}
	}
	if sc.keys, err = l.newKeys(heads); err != nil { // before anything is sealed: a disk that is full is no fault of the change
		return prepared{}, 0, fmt.Errorf("%w: %w", ErrJournal, err)
	}
	rec, entries, err := encode(d, func(b BookID) (uint64, digest) { return heads[b].seq, heads[b].hash }, l.books)
	if err != nil {
		return prepared{}, 0, fmt.Errorf("%w: %w", ErrChange, err)
	}
	sc.rec = rec
	return prepared{sc, entries}, 0, nil
}

// newKeys makes sure that the books' keys are here, fsynced, and returns those that are to be published with the record:
// of books that begin, or that go on with another key.
func (l *Log) newKeys(heads map[BookID]bookHead) (map[string][]byte, error) {
	keys := map[string][]byte{}
	for b, h := range heads {
		k, err := l.books.current(b)
		if err != nil {
			return nil, err
		}
		if h.seq > 0 && h.keyID == k.ID() {
			continue
		}
		line, err := l.books.line(b, k.ID())
		if err != nil {
			return nil, err
		}
		keys[b.String()] = []byte(line)
	}
	return keys, nil
}

// stand notes, in one moment, where the log stands for the change: its causes, bases, and the heads of its books.
func (l *Log) stand(sc *storeCommit, c Change, heads map[BookID]bookHead) (made uint64, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := l.idx.madeBy(sc.causes); n != 0 {
		return n, nil
	}
	switch {
	case l.blockedBy() != "":
		return 0, fmt.Errorf("%w: %s", ErrReadOnly, l.blockedBy())
	case l.epoch == "":
		return 0, ErrLost
	}
	for _, b := range c.Bases {
		if l.idx.versions[b.Incident].x != b.Version {
			return 0, ErrStale
		}
	}
	for _, d := range c.Entries {
		heads[d.Book] = l.idx.heads[d.Book]
	}
	if len(c.Entries) == 0 {
		heads[Register] = l.idx.heads[Register] // the record's sealed part is under the register's key then
	}
	sc.epoch, sc.jn = l.epoch, l.idx.n
	return 0, nil
}

// send asks the store until it has an answer. An attempt whose fate is not known makes the answer unknown until the store
// says ok or dup, whatever refusals come after it.
func (l *Log) send(ctx context.Context, sc storeCommit) (storeAnswer, error) {
	detached := context.WithoutCancel(ctx)
	wait := 10 * time.Millisecond
	var unknown error
	for begin := time.Now(); ; {
		a, err := l.store.commit(detached, sc)
		switch {
		case err == nil:
			return a, nil
		case errors.Is(err, ErrLost), errors.Is(err, errBehind):
			l.lose(err)
		}
		if errors.Is(err, ErrUnknown) {
			unknown = err
		}
		if unknown == nil {
			return a, err
		}
		if !errors.Is(err, ErrUnknown) && !errors.Is(err, ErrAway) || time.Since(begin) > retryFor || ctx.Err() != nil {
			if !errors.Is(err, ErrUnknown) {
				err = fmt.Errorf("%w; then: %w", unknown, err)
			}
			return a, err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
		wait = min(2*wait, 500*time.Millisecond)
	}
}

// lose notes that the store is not as this process knew it: Follow finds out what is to be done.
func (l *Log) lose(err error) {
	if errors.Is(err, ErrLost) {
		l.mu.Lock()
		l.epoch = ""
		l.mu.Unlock()
	}
	l.wake()
}

// catchUp brings the journal as far as the store is now, as well as it can. The refusal may be for the key of a new book
// of which another instance has published its own: that one is taken over.
func (l *Log) catchUp(ctx context.Context, keys map[string][]byte) {
	ctx, cancel := context.WithTimeout(ctx, retryFor)
	defer cancel()
	h, err := l.store.head(ctx)
	if err == nil {
		err = l.journalTo(ctx, h.n)
	}
	if err == nil && len(keys) > 0 {
		err = l.adoptKeys(ctx, slices.Sorted(maps.Keys(keys)), 0, "")
	}
	if err != nil {
		l.wake()
	}
}

// result says what record n made. It is a duplicate unless p is what was recorded.
func (l *Log) result(n uint64, p *prepared) (Result, error) {
	if p != nil {
		raw, err := l.journal.read(n)
		if err != nil {
			return Result{}, fmt.Errorf("commit: %w: read record %d: %w", ErrUnknown, n, err)
		}
		if string(raw.Bytes) == string(p.store.rec) {
			return Result{N: n, Entries: p.entries, SecondCopy: l.o.Copies == 0}, nil
		}
	}
	rec, err := l.record(n)
	if err != nil {
		return Result{}, fmt.Errorf("commit: %w: read record %d: %w", ErrUnknown, n, err)
	}
	return Result{Duplicate: true, N: n, Entries: rec.Entries, SecondCopy: l.o.Copies == 0}, nil
}

package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

const batch = 256 // records that are read from the store, or written to the journal, in one go

// journalTo returns when the journal holds record n. Whoever finds nobody writing writes everything that is pending, so
// that records of commits that come together share one fsync.
func (l *Log) journalTo(ctx context.Context, n uint64) error {
	for {
		l.mu.Lock()
		done, changed := l.idx.n >= n, l.changed
		l.mu.Unlock()
		if done {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changed:
			continue
		case l.writing <- struct{}{}:
		}
		err := l.write(ctx, n)
		<-l.writing
		if err != nil {
			return err
		}
	}
}

// WaitHead returns when the journal holds record n.
func (l *Log) WaitHead(ctx context.Context, n uint64) error {
	if err := l.journalTo(ctx, n); err != nil {
		return fmt.Errorf("wait for record %d: %w", n, err)
	}
	return nil
}

// write journals the next records in order: what is pending, and from the store what lies between. l.writing is held.
func (l *Log) write(ctx context.Context, n uint64) error {
	if recs := l.takePending(); len(recs) > 0 {
		err := l.appendAll(ctx, recs)
		if !errors.Is(err, errFork) {
			return err
		}
		// They were answered by a store that has fallen back since: what it holds now counts.
		l.mu.Lock()
		for _, r := range recs {
			delete(l.pending, r.N)
		}
		l.mu.Unlock()
	}
	l.mu.Lock()
	at := l.idx.n
	l.mu.Unlock()
	if at >= n {
		return nil
	}
	recs, err := l.store.read(ctx, at, batch)
	if err != nil {
		return err
	}
	if len(recs) == 0 {
		return fmt.Errorf("%w: the store has nothing after record %d", errGap, at)
	}
	return l.appendAll(ctx, recs)
}

// takePending returns the pending records that come next, without a hole, and forgets those that are journaled.
func (l *Log) takePending() []rawRecord {
	l.mu.Lock()
	defer l.mu.Unlock()
	for k := range l.pending {
		if k <= l.idx.n {
			delete(l.pending, k)
		}
	}
	var recs []rawRecord
	for at := l.idx.n + 1; len(recs) < batch; at++ {
		r, ok := l.pending[at]
		if !ok {
			break
		}
		recs = append(recs, r)
	}
	return recs
}

// appendAll checks records, journals them, and only then shows them. l.writing is held, so the index does not move.
func (l *Log) appendAll(ctx context.Context, recs []rawRecord) error {
	l.mu.Lock()
	x := l.idx
	l.mu.Unlock()
	headers, err := x.plan(recs) // reads only what a writer changes, and the writer is us
	if err != nil {
		if errors.Is(err, errFork) || errors.Is(err, errGap) {
			l.wake()
		}
		return err
	}
	if err := l.fetchKeys(ctx, headers); err != nil {
		return err
	}
	if err := l.journal.append(recs...); err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	l.mu.Lock()
	for _, h := range headers {
		h.drop()
		x.add(h)
		delete(l.pending, h.N)
	}
	l.broadcast()
	l.mu.Unlock()
	if m, ok := l.store.(*memory); ok {
		m.forget(x.n)
	}
	return nil
}

// fetchKeys makes sure that the keys of the records' books are here, and fsynced, before the records are.
func (l *Log) fetchKeys(ctx context.Context, headers []*header) error {
	var missing []string
	for _, h := range headers {
		for _, k := range h.keys() {
			if _, err := l.books.byID(k.book, k.id); errors.Is(err, ErrKey) {
				missing = append(missing, k.book.String())
			} else if err != nil {
				return err
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	slices.Sort(missing)
	last := headers[len(headers)-1]
	return l.adoptKeys(ctx, slices.Compact(missing), last.N, last.X)
}

// adoptKeys takes over the published keys of books. One that is not published although the store holds record n was
// disposed of: what it sealed is journaled all the same, and stays withheld.
func (l *Log) adoptKeys(ctx context.Context, books []string, n uint64, x string) error {
	found, holds, err := l.store.keys(ctx, books, n, x)
	if err != nil {
		return err
	}
	if len(found) < len(books) && !holds {
		return fmt.Errorf("%w: the store was lost before its keys could be read", errGap)
	}
	for name, wrapped := range found {
		b, err := ParseBook(name)
		if err != nil {
			return err
		}
		if err := l.books.adopt(b, string(wrapped)); err != nil {
			return err
		}
	}
	return nil
}

// keyUse is a key that something in a record is sealed with.
type keyUse struct {
	book BookID
	id   string
}

// keys returns the keys that a record is sealed with.
func (h *header) keys() []keyUse {
	var out []keyUse
	if len(h.private.sealed) > 0 {
		out = append(out, keyUse{h.private.book, h.private.keyID})
	}
	for i := range h.Entries {
		if k := (keyUse{h.Entries[i].Book, h.Entries[i].KeyID}); !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// drop lets go of the record's bytes: the index keeps what it needs by value.
func (h *header) drop() { h.clear, h.private = nil, sealedPart{} }

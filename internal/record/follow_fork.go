package record

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sort"

	"loggist/internal/obs"
)

// turn leaves the journal's own history after the last record that it has in common with the store's. What the journal
// held after it stays in its file, and is committed again by recover.
func (l *Log) turn(ctx context.Context) error {
	l.writing <- struct{}{}
	defer func() { <-l.writing }()
	h, err := l.store.head(ctx)
	if err != nil {
		return err
	}
	common, err := l.common(ctx, h)
	if err != nil {
		return err
	}
	last := l.Last()
	if common == last {
		return nil
	}
	if common == 0 && !l.opened() {
		return &DamagedError{Where: "the store", What: "it holds the log of another installation"}
	}
	l.slog.ErrorContext(ctx, "the store holds another history: turning to it", slog.Uint64("common", common), slog.Uint64("own", last), slog.Uint64("store", h.n))
	if err := l.journal.cut(common); err != nil {
		return err
	}
	x, err := l.buildIndex()
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.idx = x
	l.generation++
	l.searched = false
	clear(l.pending)
	l.minute.snaps = nil
	l.broadcast()
	l.mu.Unlock()
	return nil
}

// common returns the number of the last record that journal and store share. Since x runs over everything before it, two
// histories that agree at a number agree at all before it.
func (l *Log) common(ctx context.Context, h storeHead) (uint64, error) {
	top := min(l.Last(), h.n)
	var fault error
	i := sort.Search(int(top), func(i int) bool { // the first record at which they differ, less one
		if fault != nil {
			return true
		}
		n := uint64(i) + 1
		own, err := l.journal.read(n)
		if err != nil {
			fault = err
			return true
		}
		theirs, err := l.store.read(ctx, n-1, 1)
		if err != nil {
			fault = err
			return true
		}
		if len(theirs) == 0 || theirs[0].N != n {
			fault = fmt.Errorf("%w: the store lacks record %d", errGap, n)
			return true
		}
		return theirs[0].X != own.X
	})
	return uint64(i), fault
}

// loadOrphans finds the records that a turn superseded, now or before a restart. Of one that was committed again and then
// superseded again only the last is kept, since it knows the numbers that people were told, in the place of the first.
func (l *Log) loadOrphans() error {
	var orphans []rawRecord
	place := map[digest]int{}
	err := l.journal.superseded(func(r rawRecord) error {
		h, err := decodeHeader(r)
		if err != nil {
			return err
		}
		if len(h.Causes) == 0 {
			return nil // no commit makes such a record
		}
		if i, ok := place[h.Causes[0]]; ok {
			orphans[i] = r
			return nil
		}
		place[h.Causes[0]] = len(orphans)
		orphans = append(orphans, r)
		return nil
	})
	if err != nil {
		return err
	}
	l.mu.Lock()
	l.orphans, l.searched = orphans, true
	l.mu.Unlock()
	return nil
}

// recover commits again, in their old order and with their original causes, the records that a turn superseded and the
// new history lacks. The store has been met: the index knows every cause up to its head.
func (l *Log) recover(ctx context.Context) error {
	l.mu.Lock()
	searched := l.searched
	l.mu.Unlock()
	if !searched {
		if err := l.loadOrphans(); err != nil {
			return err
		}
	}
	for {
		l.mu.Lock()
		if len(l.orphans) == 0 {
			l.mu.Unlock()
			return nil
		}
		r := l.orphans[0]
		l.mu.Unlock()
		if err := l.recommit(ctx, r); err != nil {
			return fmt.Errorf("commit record %d again: %w", r.N, err)
		}
		l.mu.Lock()
		l.orphans = l.orphans[1:]
		l.mu.Unlock()
	}
}

// recommit commits one superseded record as if it were new.
func (l *Log) recommit(ctx context.Context, r rawRecord) error {
	h, err := decodeHeader(r)
	if err != nil {
		return err
	}
	rec, err := (&decoder{keys: l.books}).open(h)
	if err != nil {
		return err
	}
	for _, e := range rec.Entries {
		if e.Withheld {
			return nil // its book was disposed of, and what it said with it
		}
	}
	if len(rec.Entries) == 0 && rec.Recovered != nil {
		return nil // an announcement: whoever made it makes it again where it still holds
	}
	for ctx.Err() == nil {
		c, recovered := l.again(h, rec)
		if made := l.madeBy(h.Causes); made != 0 {
			if c, recovered, err = l.announcement(h, rec, made); err != nil || recovered == nil {
				return err
			}
		}
		res, err := l.commit(ctx, c, recovered)
		switch {
		case err == nil:
			if !res.Duplicate {
				l.slog.ErrorContext(ctx, "a record was lost in a failover and is there again", slog.Uint64("was", r.N), obs.Record(res.N))
			}
			return nil
		case errors.Is(err, ErrUnknown), errors.Is(err, ErrStale):
			if err := l.meet(ctx); err != nil {
				return err
			}
		default:
			return err
		}
	}
	return context.Cause(ctx)
}

// again is the change that a superseded record becomes, on the bases as they are now. A lane is due when the record
// wanted it or when it is wanted now, whichever comes first: looking too early does no harm.
func (l *Log) again(h *header, rec Record) (Change, *Recovery) {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := Change{Causes: rec.Causes}
	rv := &Recovery{Was: rec.N}
	for _, t := range h.touched() {
		c.Bases = append(c.Bases, Base{t, l.idx.versions[t].x})
	}
	next := map[BookID]uint64{}
	became := map[BookID]map[uint64]uint64{} // numbers it had → numbers it gets
	for _, e := range rec.Entries {
		if next[e.Book] == 0 {
			next[e.Book] = l.idx.heads[e.Book].seq
			became[e.Book] = map[uint64]uint64{}
		}
		next[e.Book]++
		became[e.Book][e.Seq] = next[e.Book]
		c.Entries = append(c.Entries, Draft{e.Book, e.Body})
		rv.Entries = append(rv.Entries, Renumbered{e.Book, e.Seq, next[e.Book]})
	}
	if rec.Recovered != nil { // it was recovered before: people may know it by older numbers as well
		rv.Was = rec.Recovered.Was
		for _, o := range rec.Recovered.Entries {
			o.New = became[o.Book][o.New]
			rv.Entries = append(rv.Entries, o)
		}
	}
	for _, d := range h.Lanes {
		now, ok := l.idx.lanes[d.Lane]
		if d.Due.IsZero() && !ok {
			continue
		}
		if ok && (d.Due.IsZero() || now.Due.Before(d.Due)) {
			d = now
		}
		c.Lanes = append(c.Lanes, d)
	}
	return c, rv
}

// madeBy returns the record that one of the causes made, 0 when there is none.
func (l *Log) madeBy(causes []digest) uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.idx.madeBy(causes)
}

// announcement says which numbers of a superseded record became others, when the new history knows its cause: the same
// request was delivered again before it could be recovered, or another process recovered it without knowing all numbers
// that people had been told. There is nothing to say, and recovered is nil, when all numbers are as they were or said.
func (l *Log) announcement(h *header, old Record, made uint64) (c Change, recovered *Recovery, err error) {
	now, err := l.record(made)
	if err != nil {
		return c, nil, err
	}
	rv := &Recovery{Was: old.N}
	for i, e := range old.Entries {
		if i >= len(now.Entries) || now.Entries[i].Book != e.Book {
			break // decided anew, otherwise: what it made has its own numbers, and its own answer
		}
		r := Renumbered{e.Book, e.Seq, now.Entries[i].Seq}
		if r.Old == r.New || now.Recovered != nil && slices.Contains(now.Recovered.Entries, r) {
			continue
		}
		rv.Entries = append(rv.Entries, r)
	}
	if len(rv.Entries) == 0 {
		return c, nil, nil
	}
	c.Causes = []string{"renumbered/" + h.X + "/" + now.X}
	if l.madeBy([]digest{causeDigest(c.Causes[0])}) != 0 {
		return c, nil, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, t := range h.touched() {
		c.Bases = append(c.Bases, Base{t, l.idx.versions[t].x})
	}
	return c, rv, nil
}

package engine

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loggist/incident"
	"loggist/internal/record"
)

// change is what one act makes: entries of an incident, of the register, or of both.
type change struct {
	now      time.Time
	by       incident.Who
	cause    string
	drafts   []incident.Draft
	register []incident.Draft
	settle   *record.Lease
}

// made is what a commit recorded.
type made struct {
	entries []incident.Entry
	// alone: the copies that were asked for have not confirmed it yet.
	alone bool
}

// errNumbers says that the log numbered otherwise than was foreseen. It is a fault of ours.
var errNumbers = errors.New("numbers differ from those foreseen")

// commit records a change to h (whose lock is held; nil for the register alone) and returns the entries as they were
// recorded. When the cause made something before, those are returned. On an error nothing of the change is in the state.
func (e *Engine) commit(ctx context.Context, h *held, c change) (made, error) {
	if len(c.register) > 0 {
		e.reg.mu.Lock()
		defer e.reg.mu.Unlock()
		if _, err := e.loadRegister(); err != nil {
			return made{}, fmt.Errorf("commit: %w: %w", errUnsent, err)
		}
		if e.reg.state.Frozen {
			return made{}, fmt.Errorf("commit to the register: %w: %w", errUnsent, incident.ErrUnknownKind)
		}
	}
	rc := record.Change{Settle: c.settle}
	if c.cause != "" {
		rc.Causes = []string{c.cause}
	}
	var entries []incident.Entry
	if h != nil {
		if h.full.Frozen() && len(c.drafts) > 0 {
			return made{}, fmt.Errorf("commit %s: %w: %w", h.ref, errUnsent, incident.ErrUnknownKind)
		}
		rc.Bases = append(rc.Bases, record.Base{Incident: string(h.ref), Version: h.version})
	}
	if len(c.register) > 0 {
		rc.Bases = append(rc.Bases, record.Base{Version: e.reg.version})
	}
	var foreseen map[string]record.LaneDue
	if h != nil {
		defer func() {
			if p := recover(); p != nil { // what was foreseen is not so
				h.fold = fold{}
				panic(p)
			}
		}()
		entries = h.foresee(c)
		foreseen = e.wants(h.full)
		rc.Lanes = changedWants(h.wants, foreseen)
	}
	entries = append(entries, e.registerEntries(c)...)
	err := encodeAll(&rc, entries)
	var res record.Result
	if err == nil {
		res, err = e.Log.Commit(ctx, rc)
	}
	if err != nil || res.Duplicate {
		if h != nil {
			h.fold = fold{}
		}
		if err != nil {
			return made{}, err
		}
		entries, err := decodeAll(res.Entries)
		return made{entries: entries}, err
	}
	e.escalated(entries)
	entries, err = e.recorded(h, entries, res, foreseen)
	return made{entries: entries, alone: e.Copies > 0 && !res.SecondCopy}, err
}

// foresee applies the drafts to the state, as the entries that they will be.
func (h *held) foresee(c change) []incident.Entry {
	var out []incident.Entry
	for _, d := range c.drafts {
		// Each side keeps its own time from going back: the open book shows nothing of the sensitive one, not even that.
		entry := finish(d, c, later(c.now, h.full.Side(d.Book).LastRecorded))
		entry.Ref, entry.Seq = h.ref, h.full.NextIn(d.Book)
		h.full.Apply(entry)
		out = append(out, entry)
	}
	return out
}

func (e *Engine) registerEntries(c change) []incident.Entry {
	var out []incident.Entry
	for _, d := range c.register {
		entry := finish(d, c, later(c.now, e.reg.state.LastRecorded))
		out = append(out, entry)
	}
	return out
}

// finish fills what a draft leaves open.
func finish(d incident.Draft, c change, at time.Time) incident.Entry {
	entry := incident.Entry{
		Book: d.Book, DecidedAt: d.DecidedAt, RecordedAt: at, RecordedBy: c.by, DecidedBy: d.DecidedBy, Late: d.Late, Cause: c.cause, Body: d.Body,
	}
	if entry.DecidedAt.IsZero() {
		entry.DecidedAt = at
	}
	if entry.DecidedBy.IsZero() {
		entry.DecidedBy = c.by
	}
	return entry
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func encodeAll(rc *record.Change, entries []incident.Entry) error {
	for i := range entries {
		body, err := incident.Encode(&entries[i])
		if err != nil {
			return fmt.Errorf("commit: %w: %w", record.ErrChange, err)
		}
		rc.Entries = append(rc.Entries, record.Draft{Book: record.BookID{Incident: string(entries[i].Ref), Book: string(entries[i].Book)}, Body: body})
	}
	return nil
}

func decodeAll(recorded []record.Entry) ([]incident.Entry, error) {
	out := make([]incident.Entry, 0, len(recorded))
	for i := range recorded {
		entry, err := decodeEntry(&recorded[i])
		if err != nil {
			return nil, err
		}
		out = append(out, entry)
	}
	return out, nil
}

// recorded notes that what was foreseen is so.
func (e *Engine) recorded(h *held, entries []incident.Entry, res record.Result, wants map[string]record.LaneDue) ([]incident.Entry, error) {
	for i := range entries {
		entries[i].Hash = res.Entries[i].Hash
		if entries[i].Ref == "" {
			entries[i].Seq = res.Entries[i].Seq
		}
		if entries[i].Seq != res.Entries[i].Seq {
			h.fold = fold{}
			return nil, fmt.Errorf("commit: record %d: %w", res.N, errNumbers)
		}
		if h != nil && entries[i].Ref == h.ref {
			h.full.Hashed(entries[i].Book, entries[i].Seq, entries[i].Hash)
		}
	}
	if h == nil {
		return entries, nil
	}
	h.n, h.wants = res.N, wants
	version, n := e.Log.Version(string(h.ref))
	if n != res.N { // another process was as quick: fold its records before the next commit
		version = ""
	}
	h.version = version
	return entries, nil
}

package engine

import (
	"fmt"

	"loggist/incident"
	"loggist/internal/record"
)

// lock is held over a commit, and so over waits for a disk or a store. It is a channel: in a test's bubble, whoever waits
// for it lets the time pass in which its holder gets on.
type lock chan struct{}

func newLock() lock { return make(lock, 1) }

func (l lock) Lock()   { l <- struct{}{} }
func (l lock) Unlock() { <-l }

// held is one incident: its lock, and its state as far as it has been folded.
type held struct {
	ref incident.Ref
	mu  lock
	fold
	began uint64 // the last record when this process began
	// doubt is, for each lane that was claimed when somebody may have begun with it, the last entry of then: what was
	// called for before it may have been sent.
	doubt map[string]uint64
}

// fold is the state of an incident at one record of the log.
type fold struct {
	full    *incident.Full // nil until it is needed
	n       uint64         // the last record that is in full
	version string         // its hash: the base of the next commit
	gen     uint64         // of the log, see record.Log.Generation
	// inherited is the last entry of each book that was recorded before this process began.
	inherited map[incident.Book]uint64
	// wants is when each lane of the incident falls due, as the store was told.
	wants map[string]record.LaneDue
}

// hold returns the incident with its lock taken and its state as new as the journal; the caller unlocks. It returns nil
// when there is no such incident.
func (e *Engine) hold(ref incident.Ref) (*held, error) {
	if _, n := e.Log.Version(string(ref)); n == 0 || ref == "" {
		return nil, nil
	}
	h := e.holder(ref)
	h.mu.Lock()
	if err := e.load(h); err != nil {
		h.mu.Unlock()
		return nil, err
	}
	return h, nil
}

func (e *Engine) holder(ref incident.Ref) *held {
	e.mu.Lock()
	defer e.mu.Unlock()
	h := e.incidents[ref]
	if h == nil {
		h = &held{ref: ref, mu: newLock(), began: e.beganAt, doubt: map[string]uint64{}}
		e.incidents[ref] = h
	}
	return h
}

// load folds what the journal has and the state lacks. The lock is held.
func (e *Engine) load(h *held) error {
	if gen := e.Log.Generation(); h.full == nil || h.gen != gen {
		h.fold = fold{full: incident.New(h.ref), gen: gen, inherited: map[incident.Book]uint64{}}
	}
	before := h.n
	err := h.foldSince(e.Log)
	if err != nil {
		h.fold = fold{}
		return fmt.Errorf("fold %s: %w", h.ref, err)
	}
	if h.n != before || h.wants == nil {
		h.wants = e.wants(h.full)
	}
	return nil
}

// foldSince folds what the log has and the state lacks.
func (h *held) foldSince(log *record.Log) error {
	return record.Prepared(log, string(h.ref), h.n, h.read, h.apply)
}

// readRecord is a record with those of its entries decoded that are the incident's.
type readRecord struct {
	record.Record
	entries []incident.Entry
}

// read is safe for concurrent use.
func (h *held) read(rec record.Record) (readRecord, error) {
	r := readRecord{rec, make([]incident.Entry, 0, len(rec.Entries))}
	for i := range rec.Entries {
		if re := &rec.Entries[i]; re.Book.Incident == string(h.ref) {
			entry, err := decodeEntry(re)
			if err != nil {
				return r, err
			}
			r.entries = append(r.entries, entry)
		}
	}
	return r, nil
}

// apply folds one record.
func (h *held) apply(rec readRecord) error {
	for _, entry := range rec.entries {
		h.full.Apply(entry)
		if rec.N <= h.began {
			h.inherited[entry.Book] = entry.Seq
		}
	}
	if rec.Foreign { // it may say more of the incident than its entries
		h.full.Open.Frozen = true
	}
	if rec.Recovered != nil {
		h.full.Recover(rec.N, renumbered(rec.Recovered, h.ref))
	}
	h.n, h.version = rec.N, rec.X
	return nil
}

func renumbered(r *record.Recovery, ref incident.Ref) []incident.Renumbered {
	var out []incident.Renumbered
	for _, x := range r.Entries {
		if x.Book.Incident == string(ref) {
			out = append(out, incident.Renumbered{Book: incident.Book(x.Book.Book), Old: x.Old, New: x.New})
		}
	}
	return out
}

// decodeEntry makes the entry of a recorded one. One whose key was destroyed stays, without words.
func decodeEntry(re *record.Entry) (incident.Entry, error) {
	e := incident.Entry{Ref: incident.Ref(re.Book.Incident), Book: incident.Book(re.Book.Book), Seq: re.Seq, Hash: re.Hash}
	if re.Withheld {
		e.Body = &incident.Unknown{Name: "withheld"}
		return e, nil
	}
	if err := incident.Decode(re.Body, &e); err != nil {
		return e, fmt.Errorf("entry %s %d: %w", re.Book, re.Seq, err)
	}
	return e, nil
}

// register is the force's own book. Readers get a state that no later entry changes.
type register struct {
	mu      lock // held over a commit to it
	state   *incident.Register
	n       uint64
	version string
	gen     uint64
}

// register returns the register as new as the journal.
func (e *Engine) register() (*incident.Register, error) {
	e.reg.mu.Lock()
	defer e.reg.mu.Unlock()
	return e.loadRegister()
}

func (e *Engine) loadRegister() (*incident.Register, error) {
	r := &e.reg
	if gen := e.Log.Generation(); r.state == nil || r.gen != gen {
		r.state, r.n, r.version, r.gen = incident.NewRegister(), 0, "", gen
	}
	if _, n := e.Log.Version(""); n == r.n {
		return r.state, nil
	}
	next := r.state.Clone()
	err := e.Log.Since("", r.n, func(rec record.Record) error {
		for i := range rec.Entries {
			if rec.Entries[i].Book.Incident != "" {
				continue
			}
			entry, err := decodeEntry(&rec.Entries[i])
			if err != nil {
				return err
			}
			next.Apply(entry)
		}
		next.Frozen = next.Frozen || rec.Foreign
		r.n, r.version = rec.N, rec.X
		return nil
	})
	if err != nil {
		r.state = nil
		return nil, fmt.Errorf("fold the register: %w", err)
	}
	r.state = next
	return next, nil
}

package record

import (
	"context"
	"errors"
	"sync"
	"time"
)

// memory is the store of a process without Redis: the same operations under a mutex. It is durable only together with
// the journal that it was loaded from, which is the point: a record that is here and not yet in the journal has been
// seen by nobody, and is gone with the process.
type memory struct {
	mu     sync.Mutex
	epoch  string
	n      uint64
	x      string
	v      map[string]string
	causes map[digest]uint64 // of records that are not journaled yet; the journal's index knows the others
	tail   []memoryRecord    // records that are not journaled yet, in order
	lanes  map[string]*memoryLane
}

type memoryRecord struct {
	rawRecord
	causes []digest
}

// memoryLane holds for one lane what Redis holds in due:1, due:2, want, lease and try.
type memoryLane struct {
	page  bool
	due   time.Time // zero: not queued
	want  time.Time // zero: removed
	token string    // "" when not leased
	try   int
}

// newMemory returns a store that continues where the index stands. Leases are gone, and each lane counts as tried
// once: whoever held it before may have begun.
func newMemory(x *index) *memory {
	m := &memory{v: map[string]string{}, causes: map[digest]uint64{}, lanes: map[string]*memoryLane{}}
	m.load(x)
	return m
}

func (m *memory) load(x *index) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.epoch, m.n, m.x = "embedded", x.n, x.x
	for incident, v := range x.versions {
		m.v[incident] = v.x
	}
	for name, l := range x.lanes {
		m.lanes[name] = &memoryLane{page: l.Page, due: l.Due, want: l.Due, try: 1}
	}
}

func (m *memory) commit(_ context.Context, c storeCommit) (storeAnswer, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.epoch != m.epoch {
		return storeAnswer{}, ErrLost
	}
	for _, k := range c.causes {
		if n, ok := m.causes[k]; ok {
			return storeAnswer{dup: true, n: n}, nil
		}
	}
	if m.n < c.jn {
		return storeAnswer{}, errBehind
	}
	if s := c.settle; s != nil {
		if l := m.lanes[s.Lane]; l == nil || l.token == "" || l.token != s.Token {
			return storeAnswer{}, ErrLate
		}
	}
	for _, b := range c.bases {
		if m.v[b.Incident] != b.Version {
			return storeAnswer{}, ErrStale
		}
	}
	m.n++
	m.x = nextX(m.x, c.rec)
	m.tail = append(m.tail, memoryRecord{rawRecord{N: m.n, X: m.x, Bytes: c.rec}, c.causes})
	for _, b := range c.bases {
		m.v[b.Incident] = m.x
	}
	for _, k := range c.causes {
		m.causes[k] = m.n
	}
	for _, d := range c.lanes {
		m.setLane(d)
	}
	if c.settle != nil {
		m.settle(c.settle.Lane)
	}
	return storeAnswer{n: m.n, x: m.x, copies: true}, nil
}

// setLane writes what a lane wants; a leased lane keeps its due time until the lease is settled or runs out.
func (m *memory) setLane(d LaneDue) {
	l := m.lanes[d.Lane]
	if l == nil {
		if d.Due.IsZero() {
			return
		}
		l = &memoryLane{}
		m.lanes[d.Lane] = l
	}
	l.page, l.want = d.Page || (d.Due.IsZero() && l.page), d.Due
	if l.token != "" {
		return
	}
	l.due = d.Due
	if d.Due.IsZero() {
		delete(m.lanes, d.Lane)
	}
}

func (m *memory) settle(lane string) {
	l := m.lanes[lane]
	l.token, l.try, l.due = "", 0, l.want
	if l.want.IsZero() {
		delete(m.lanes, lane)
	}
}

func (m *memory) read(_ context.Context, n uint64, limit int) ([]rawRecord, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []rawRecord
	for _, r := range m.tail {
		if r.N > n && len(out) < limit {
			out = append(out, r.rawRecord)
		}
	}
	return out, nil
}

// forget drops the records up to n: the journal holds them.
func (m *memory) forget(n uint64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := 0
	for ; i < len(m.tail) && m.tail[i].N <= n; i++ {
		for _, k := range m.tail[i].causes {
			delete(m.causes, k)
		}
	}
	rest := make([]memoryRecord, len(m.tail)-i)
	copy(rest, m.tail[i:])
	m.tail = rest
}

func (m *memory) head(context.Context) (storeHead, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return storeHead{epoch: m.epoch, n: m.n, x: m.x}, nil
}

// The rest is what an embedded store never needs: it cannot be lost without its process.

var errEmbedded = errors.New("the embedded store is loaded from the journal, never restored")

func (m *memory) restore(context.Context, []storeRestore) error { return errEmbedded }

func (m *memory) open(context.Context, storeOpen) (string, error) { return "embedded", nil }

func (m *memory) beat(_ context.Context, _ string, b beat) ([]beat, error) { return []beat{b}, nil }

func (m *memory) keys(context.Context, []string, uint64, string) (map[string][]byte, bool, error) {
	return nil, true, nil
}

func (m *memory) duty(context.Context) (string, error) { return "", nil }

package record

import (
	"cmp"
	"context"
	"slices"
	"time"
)

func (m *memory) claim(_ context.Context, c storeClaim) ([]Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.epoch != m.epoch {
		return nil, ErrLost
	}
	type dueLane struct {
		name string
		*memoryLane
	}
	var due []dueLane
	for name, l := range m.lanes {
		if l.page == c.page && !l.due.IsZero() && !l.due.After(c.now) {
			due = append(due, dueLane{name, l})
		}
	}
	slices.SortFunc(due, func(a, b dueLane) int { return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.name, b.name)) })
	if len(due) > c.limit {
		due = due[:c.limit]
	}
	out := make([]Lease, 0, len(due))
	for _, l := range due {
		l.token, l.due = c.token, c.now.Add(leaseTime)
		l.try++
		out = append(out, Lease{Lane: l.name, Token: c.token, Try: l.try, Head: m.n, Page: c.page})
	}
	return out, nil
}

func (m *memory) hold(_ context.Context, h storeHold) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.lanes[h.lease.Lane]
	if l == nil || l.token == "" || l.token != h.lease.Token {
		return ErrLate
	}
	if h.keep {
		l.due = h.at
		return nil
	}
	l.token = ""
	switch {
	case l.want.IsZero():
		delete(m.lanes, h.lease.Lane)
	case l.want.After(h.at):
		l.due = l.want
	default:
		l.due = h.at
	}
	return nil
}

func (m *memory) earliest(context.Context) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var first time.Time
	for _, l := range m.lanes {
		if !l.due.IsZero() && (first.IsZero() || l.due.Before(first)) {
			first = l.due
		}
	}
	return first, !first.IsZero(), nil
}

func (m *memory) depth(context.Context) (pages, times Depth, _ error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range m.lanes {
		if l.due.IsZero() {
			continue
		}
		d := &times
		if l.page {
			d = &pages
		}
		d.Lanes++
		if d.First.IsZero() || l.due.Before(d.First) {
			d.First = l.due
		}
	}
	return pages, times, nil
}

func (m *memory) mend(_ context.Context, c storeMend) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if c.epoch != m.epoch {
		return nil, ErrLost
	}
	if m.v[c.incident] != c.version {
		return nil, nil
	}
	var mended []string
	for _, d := range c.lanes {
		l := m.lanes[d.Lane]
		if l == nil && d.Due.IsZero() || l != nil && l.want.Equal(d.Due) && (l.page == d.Page || d.Due.IsZero()) {
			continue
		}
		m.setLane(d)
		mended = append(mended, d.Lane)
	}
	return mended, nil
}

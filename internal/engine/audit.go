package engine

import (
	"context"
	"sync"
	"time"

	"loggist/commands"
	"loggist/incident"
	"loggist/internal/obs"
	"loggist/internal/record"
)

// auditor gathers who looked at what and records it in batches: a read is never refused or slowed by it.
type auditor struct {
	flushing lock // one batch is recorded at a time

	mu   sync.Mutex
	seen []view
}

type view struct {
	at   time.Time
	who  incident.Who
	body incident.Body
}

const (
	auditEvery = 5 * time.Second
	auditBatch = 200
)

// note remembers one look, or one export. It is durable within seconds, and when the engine stops.
func (a *auditor) note(at time.Time, who incident.Who, v incident.Body) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, view{at, who, v})
}

func (a *auditor) run(ctx context.Context, e *Engine) {
	tick := time.NewTicker(auditEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), auditEvery)
			a.flush(last, e)
			cancel()
			return
		case <-tick.C:
			a.flush(ctx, e)
		}
	}
}

// flush records what was gathered; what cannot be recorded now stays for the next time.
func (a *auditor) flush(ctx context.Context, e *Engine) {
	a.flushing.Lock()
	defer a.flushing.Unlock()
	for {
		a.mu.Lock()
		n := min(len(a.seen), auditBatch)
		batch := a.seen[:n:n]
		a.mu.Unlock()
		if n == 0 {
			return
		}
		drafts := make([]incident.Draft, n)
		for i, v := range batch {
			drafts[i] = incident.Draft{Book: incident.BookAudit, DecidedAt: v.at, DecidedBy: v.who, Body: v.body}
		}
		if _, err := e.commit(ctx, nil, change{now: e.Now(), by: incident.Itself, register: drafts}); err != nil {
			if !again(ctx, err) {
				e.Logger.ErrorContext(ctx, "views could not be recorded yet", obs.Error(err))
				return
			}
			continue
		}
		a.mu.Lock()
		a.seen = a.seen[n:]
		a.mu.Unlock()
	}
}

// trail is who read an incident and who was sent anything of it, what is still only remembered included.
func (e *Engine) trail(h *held) (commands.Trail, error) {
	var t commands.Trail
	about := func(entry incident.Entry) {
		switch b := entry.Body.(type) {
		case *incident.Viewed:
			if b.Ref == h.ref {
				t.Read = append(t.Read, entry)
			}
		case *incident.Exported:
			if b.Ref == h.ref {
				t.Read = append(t.Read, entry)
			}
		case *incident.Receipt:
			t.Sent = append(t.Sent, entry)
		}
	}
	for _, of := range []string{"", string(h.ref)} {
		err := e.Log.Since(of, 0, func(rec record.Record) error {
			for i := range rec.Entries {
				entry, err := decodeEntry(&rec.Entries[i])
				if err != nil {
					return err
				}
				about(entry)
			}
			return nil
		})
		if err != nil {
			return t, err
		}
	}
	e.audit.mu.Lock()
	defer e.audit.mu.Unlock()
	for _, v := range e.audit.seen {
		about(incident.Entry{DecidedAt: v.at, DecidedBy: v.who, Body: v.body})
	}
	return t, nil
}

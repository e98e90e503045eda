package engine

import (
	"context"
	"fmt"
	"slices"

	"loggist/commands"
	"loggist/incident"
)

// readOf is the entry that says that somebody reads a sealed incident, or any through broken glass, or lets somebody into it: its
// custodian is told. It is recorded before anything is shown; what cannot be recorded is not shown. Nil for all else.
func (e *Engine) readOf(q *asked, p *place, act *commands.Act, out commands.Output) *incident.Draft {
	if p.h == nil || out.Post || !p.glass && !p.h.full.Sealed() {
		return nil
	}
	letsIn := slices.ContainsFunc(out.Entries, func(d incident.Draft) bool { _, ok := d.Body.(*incident.Invited); return ok })
	if len(out.Entries) > 0 && !letsIn {
		return nil
	}
	what := q.force.Named("/" + act.Command.Path)
	if letsIn {
		what += ", and let somebody in"
	}
	return &incident.Draft{Book: incident.BookSensitive, Body: &incident.AccessRead{
		What: what, People: p.h.full.Custodians(q.person.ID, q.force, q.now, q.reg.Held()...),
	}}
}

// readOnServer records that somebody on the server reads a sealed incident, before he is shown anything of it. The lock of h is held.
func (e *Engine) readOnServer(h *held, r Reader, what string) error {
	for tried := 0; h.full.Sealed(); tried++ {
		reg, err := e.register()
		if err != nil {
			return err
		}
		ctx, cancel := context.WithTimeout(context.Background(), auditEvery)
		now := e.Now()
		_, err = e.commit(ctx, h, change{now: now, by: incident.Who{Name: r.Name, Unlisted: true}, drafts: []incident.Draft{{
			Book: incident.BookSensitive,
			Body: &incident.AccessRead{What: what + ", on the server", People: h.full.Custodians("", e.force(reg), now, reg.Held()...)},
		}}})
		cancel()
		if err == nil || tried >= tries || !again(ctx, err) {
			if err != nil {
				return fmt.Errorf("read of sealed %s: %w", h.ref, err)
			}
			return nil
		}
		if err := e.load(h); err != nil {
			return err
		}
	}
	return nil
}

// exported is readOnServer of an export.
func (e *Engine) exported(r Reader, ref incident.Ref, x Export) error {
	h, err := e.hold(ref)
	if err != nil || h == nil {
		return err
	}
	defer h.mu.Unlock()
	return e.readOnServer(h, r, "export of the "+x.Book.Book+" book as "+x.Format)
}

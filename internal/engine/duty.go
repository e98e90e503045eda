package engine

import (
	"context"
	"fmt"

	"loggist/incident"
	"loggist/reminders"
)

// dutyShortened has the handover of an incident drafted sooner where its owner's duty was shortened: a roster and a cover are no entries
// of the incident, so nothing of it falls due by itself. Two processes that see it record it once. The incident is held.
func (e *Engine) dutyShortened(ctx context.Context, h *held) error {
	for {
		if err := e.load(h); err != nil {
			return err
		}
		reg, err := e.register()
		if err != nil || h.full.Frozen() {
			return err
		}
		now := e.Now()
		draft, ok := reminders.DutyShortened(h.full.Open, e.force(reg), now, reg.Held()...)
		if !ok {
			return nil
		}
		was := h.full.Open.Owner.DraftAt
		_, err = e.commit(ctx, h, change{
			now: now, by: incident.Itself, cause: fmt.Sprintf("duty-shortened/%s/%d", h.ref, was.UnixMilli()), drafts: []incident.Draft{draft},
		})
		if again(ctx, err) {
			continue
		}
		return err
	}
}

package engine

import (
	"context"
	"fmt"

	"loggist/incident"
	"loggist/internal/record"
)

// sayCheckpoint has a signed checkpoint said in the rooms of its side, when one is due: what left for another system is
// evidence that this one cannot take back. Two processes that sign the same one record it once.
func (e *Engine) sayCheckpoint(ctx context.Context, c record.SignedCheckpoint) error {
	book := incident.Book(c.Book.Book)
	h, err := e.hold(incident.Ref(c.Book.Incident))
	if err != nil || h == nil {
		return err
	}
	defer h.mu.Unlock()
	for {
		if err := e.load(h); err != nil {
			return err
		}
		now := e.Now()
		if h.full.Frozen() || !h.full.CheckpointDue(book, c.Size, now) {
			return nil
		}
		body := &incident.Checkpoint{Size: c.Size, Head: c.Head, Note: string(c.Note), Stage: h.full.Open.Stage}
		_, err := e.commit(ctx, h, change{
			now: now, by: incident.Itself, cause: fmt.Sprintf("checkpoint/%s/%d", c.Book, c.Size),
			drafts: []incident.Draft{{Book: receiptBook(book), Body: body}},
		})
		if again(ctx, err) {
			continue
		}
		return err
	}
}

package bot

import (
	"context"
	"sync"
)

// Receiving lends a platform's handler to what comes in, from Begin to End. The zero value lends nothing. It is safe for
// concurrent use.
type Receiving struct {
	mu      sync.Mutex
	handler Handler
	stop    context.Context
	busy    sync.WaitGroup
}

// Begin lends h from now on, until stop ends.
func (r *Receiving) Begin(stop context.Context, h Handler) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.handler, r.stop = h, stop
}

// End lends nothing any more, and returns when everything that was lent is given back.
func (r *Receiving) End() {
	r.mu.Lock()
	r.handler, r.stop = nil, nil
	r.mu.Unlock()
	r.busy.Wait()
}

// Borrow returns the handler for one request; the caller calls done when it has answered. What was taken is carried through though
// the process is told to stop: during does not end with it. ok is false while nothing is received.
func (r *Receiving) Borrow() (h Handler, during context.Context, done func(), ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.handler == nil || r.stop.Err() != nil {
		return nil, nil, nil, false
	}
	r.busy.Add(1)
	return r.handler, context.WithoutCancel(r.stop), r.busy.Done, true
}

// Until ends when the platform is told to receive no more; it has ended while nothing is received.
func (r *Receiving) Until() context.Context {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop != nil {
		return r.stop
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	return ended
}

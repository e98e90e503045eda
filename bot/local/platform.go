package local

import (
	"context"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"loggist/bot"
)

// messageLimit is the longest text of one message: the longest entry (64 kB) and what is said around it fit.
const messageLimit = 128 << 10

// compactAfter is how many superseded lines make it worth writing the file anew at start.
const compactAfter = 1000

// Platform is the local room. It is safe for concurrent use.
type Platform struct {
	options Options
	lock    *os.File
	feed    *feed

	write   sync.Mutex // holds from a decision to its fold: one change at a time
	journal *journal

	mu    sync.RWMutex // guards state; never held while anything is written
	state *state

	receiving bot.Receiving
	closed    chan struct{}
	once      sync.Once

	acts sync.Mutex
	act  map[string]chan struct{} // requests being answered, by id
}

var (
	_ bot.Platform = (*Platform)(nil)
	_ bot.Finder   = (*Platform)(nil)
	_ bot.Looker   = (*Platform)(nil)
)

// New opens the rooms kept in Options.Dir. Another process that has them is an error, and so is a damaged file.
func New(o Options) (*Platform, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	lock, err := lockDir(o.Dir)
	if err != nil {
		return nil, err
	}
	p := &Platform{options: o, lock: lock, state: newState(), act: map[string]chan struct{}{}, closed: make(chan struct{})}
	if p.feed, err = newFeed(); err == nil {
		err = p.load()
	}
	if err != nil {
		_ = lock.Close() // the error that matters is the one before
		return nil, err
	}
	return p, nil
}

func (p *Platform) load() error {
	j, err := openJournal(p.options.Dir, func(_ int, b []byte) error {
		e, err := decode(b)
		if err != nil {
			return err
		}
		return p.state.apply(e)
	})
	if err != nil {
		return err
	}
	p.journal = j
	for _, r := range p.options.Rooms {
		// The room is kept like any other, so that what was said in it stays when it leaves the configuration.
		if err := p.commit(func(s *state) ([]event, error) {
			if s.rooms[r.ID] != nil {
				return nil, nil
			}
			return []event{{Kind: eventRoom, Room: r.ID, Name: string(r.ID)}}, nil
		}); err != nil {
			return err
		}
		room := p.state.rooms[r.ID]
		room.standing = map[string]bool{}
		for _, m := range r.Members {
			room.standing[m] = true
		}
	}
	if p.state.stale < compactAfter {
		return nil
	}
	b, err := encode(p.state.events())
	if err != nil {
		return err
	}
	p.state.stale = 0
	return j.replace(b)
}

// Close gives the rooms back and ends every stream of events. What was acknowledged is on disk already.
func (p *Platform) Close() error {
	var err error
	p.once.Do(func() {
		close(p.closed)
		p.write.Lock()
		defer p.write.Unlock()
		p.journal.close()
		p.journal.open = func(string) (appendFile, error) { return nil, os.ErrClosed }
		p.journal.torn = true
		err = p.lock.Close()
	})
	return err
}

// Traits says that it can everything, and that the same Key is one message however long ago.
func (p *Platform) Traits() bot.Traits {
	return bot.Traits{
		Buttons: true, Forms: true, Edit: true, Private: true, Topic: true, Pin: true, Dedupe: true,
		MessageLimit: messageLimit,
	}
}

// Receive hands what people do to h until ctx ends, and then waits for what h still has. While nobody receives, people
// are told that nothing was recorded. It is called once at a time.
func (p *Platform) Receive(ctx context.Context, h bot.Handler) error {
	p.receiving.Begin(ctx, h)
	<-ctx.Done()
	p.receiving.End()
	return nil
}

// now is the one reading of the clock at an edge.
func (p *Platform) now() time.Time {
	if p.options.Clock != nil {
		return p.options.Clock.Now().UTC()
	}
	return time.Now().UTC()
}

// knows reports whether somebody has the id.
func (p *Platform) knows(id string) bool {
	return slices.ContainsFunc(p.options.People(p.now()), func(x Person) bool { return x.ID == id })
}

// commit asks decide for events, keeps them durably, folds them and tells those who look. decide only reads the state.
func (p *Platform) commit(decide func(*state) ([]event, error)) error {
	p.write.Lock()
	defer p.write.Unlock()
	p.mu.RLock()
	events, err := decide(p.state)
	p.mu.RUnlock()
	if err != nil || len(events) == 0 {
		return err
	}
	b, err := encode(events)
	if err != nil {
		return err
	}
	if err := p.journal.append(b); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range events {
		if err := p.state.apply(e); err != nil {
			return fmt.Errorf("fold what was kept: %w", err)
		}
		p.tell(e)
	}
	return nil
}

// view calls look while nothing changes. What look takes out of the state it copies.
func (p *Platform) view(look func(*state)) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	look(p.state)
}

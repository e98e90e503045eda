package recordtest

import (
	"context"
	"errors"
	"net"
	"sync"

	"github.com/redis/go-redis/v9"
)

// ErrCut is what a round trip fails with that was made to fail.
var ErrCut = errors.New("connection cut for the test")

// RedisFault makes the n-th round trip of a client fail, before the server has heard of it or after it has done what it
// was asked. Add it with AddHook.
type RedisFault struct {
	mu    sync.Mutex
	trips []string
	n     int
	times int
	when  When
	gate  func(cmd string) // called before each round trip; may be nil
}

var _ redis.Hook = (*RedisFault)(nil)

// Fail makes round trip n (from 1, counted from now) and the times-1 after it fail. n = 0 heals.
func (f *RedisFault) Fail(n, times int, when When) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n, f.times, f.when, f.trips = n, times, when, nil
}

// Gate sets what is called before each round trip.
func (f *RedisFault) Gate(gate func(cmd string)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.gate = gate
}

// Trips returns the names of the commands sent since the last Fail.
func (f *RedisFault) Trips() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.trips...)
}

func (f *RedisFault) trip(name string) (When, bool) {
	f.mu.Lock()
	gate := f.gate
	f.trips = append(f.trips, name)
	k := len(f.trips)
	bad := f.n > 0 && k >= f.n && k < f.n+f.times
	when := f.when
	f.mu.Unlock()
	if gate != nil {
		gate(name)
	}
	return when, bad
}

// DialHook implements redis.Hook.
func (f *RedisFault) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook implements redis.Hook.
func (f *RedisFault) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		when, bad := f.trip(cmd.Name())
		if bad && when == Before {
			cmd.SetErr(ErrCut)
			return ErrCut
		}
		err := next(ctx, cmd)
		if bad {
			cmd.SetErr(ErrCut)
			return ErrCut
		}
		return err
	}
}

// ProcessPipelineHook implements redis.Hook. A pipeline is one round trip.
func (f *RedisFault) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		when, bad := f.trip("pipeline")
		cut := func() error {
			for _, c := range cmds {
				c.SetErr(ErrCut)
			}
			return ErrCut
		}
		if bad && when == Before {
			return cut()
		}
		err := next(ctx, cmds)
		if bad {
			return cut()
		}
		return err
	}
}

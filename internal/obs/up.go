package obs

import (
	"context"
	"log/slog"
	"sync"
)

// Part is one of the things without which a platform cannot be used.
type Part string

// The parts.
const (
	PartToken      Part = "token"      // the platform takes our token
	PartConnection Part = "connection" // it can be reached, and reaches us
)

// Up is whether a platform can be used, as its adapter says it: the metric platform_up, and a line in the log whenever that
// changes. It can be used when every part is well. An adapter says so as often as it knows; only a change is told. It is
// safe for concurrent use; a nil one tells nobody.
type Up struct {
	name    string
	metrics *Metrics
	logger  *slog.Logger

	mu    sync.Mutex
	parts map[Part]state
}

// state is what is known of a part: nothing yet, that it is well, or what is wrong.
type state struct {
	well  bool
	fault string
}

// NewUp is the state of a platform. Until its adapter has said that each of the parts is well, it is not up; without parts
// it is up from the start. Metrics may be nil.
func NewUp(m *Metrics, logger *slog.Logger, platform string, parts ...Part) *Up {
	u := &Up{name: platform, metrics: m, logger: logger, parts: map[Part]state{}}
	for _, p := range parts {
		u.parts[p] = state{}
	}
	m.platform(platform, len(parts) == 0)
	return u
}

// Well says that a part is well.
func (u *Up) Well(ctx context.Context, part Part) {
	if u == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	before := u.parts[part]
	if before.well {
		return
	}
	u.parts[part] = state{well: true}
	if !u.up() {
		return
	}
	u.metrics.platform(u.name, true)
	u.logger.InfoContext(ctx, "a platform can be used", Platform(u.name))
}

// Down says that a part is not well, why, and what the operator is to do about it. The same fault again is not said again.
func (u *Up) Down(ctx context.Context, part Part, why error, do string) {
	if u == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	before := u.parts[part]
	now := state{fault: why.Error()}
	if before == now {
		return
	}
	u.parts[part] = now
	u.metrics.platform(u.name, false)
	u.logger.ErrorContext(ctx, "a platform cannot be used", Platform(u.name), slog.String(KeyPart, string(part)), Error(why), slog.String(KeyDo, do))
}

// Usable reports whether the platform can be used, as far as is known.
func (u *Up) Usable() bool {
	if u == nil {
		return true
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.up()
}

func (u *Up) up() bool {
	for _, s := range u.parts {
		if !s.well {
			return false
		}
	}
	return true
}

package app

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"loggist/internal/force"
	"loggist/internal/obs"
)

// reread is how often the directory and the roster are looked at again.
const reread = 30 * time.Second

// roll is the force with its directory and roster as they are on disk: taken up when wholly valid, refused whole
// otherwise.
type roll struct {
	cfg    *force.Config
	logger *slog.Logger

	mu      sync.Mutex
	force   *force.Force
	read    time.Time
	refused string                                      // the fault that was told last
	tookUp  func(ctx context.Context, people int) error // records that a changed directory was taken up
}

func newRoll(cfg *force.Config, logger *slog.Logger) *roll {
	return &roll{cfg: cfg, logger: logger, force: cfg.Force, read: time.Now()}
}

// Force returns the force as it is now.
func (r *roll) Force() *force.Force {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cfg.People == "" || time.Since(r.read) < reread {
		return r.force
	}
	r.read = time.Now()
	f, err := r.cfg.ReloadForce()
	if err != nil {
		if err.Error() != r.refused {
			r.refused = err.Error()
			r.logger.Error("the directory is not taken up: it has faults, the one before stays", obs.Error(err))
		}
		return r.force
	}
	r.refused = ""
	if !f.SamePeople(r.force) {
		r.logger.Info("the directory was taken up")
		if r.tookUp != nil {
			go r.record(len(f.People.All()))
		}
	}
	r.force = f
	return f
}

// record makes the entry about a directory that was taken up. It runs beside whoever asked for the force: he may hold the
// lock that the entry needs.
func (r *roll) record(people int) {
	ctx, cancel := context.WithTimeout(context.Background(), reread)
	defer cancel()
	if err := r.tookUp(ctx, people); err != nil {
		r.logger.Error("it could not be recorded that the directory was taken up", obs.Error(err))
	}
}

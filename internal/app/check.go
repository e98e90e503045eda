package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"loggist/internal/force"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// State is how a check ended.
type State string

// The states.
const (
	OK   State = "ok"
	WARN State = "WARN"
	FAIL State = "FAIL"
)

// Checked is one line of a check: what was looked at, what was found, what was wanted, and how to mend it.
type Checked struct {
	What, Found, Wanted, Mend string
	State                     State
}

// Check tests an installation and changes nothing. Beside a running process the record is left alone: its lock is that
// process's.
func Check(ctx context.Context, cfg *force.Config, now time.Time) []Checked {
	out := []Checked{{What: "configuration", State: OK, Found: fmt.Sprintf("%d people, %d posts, %d teams", len(cfg.Force.People.All()), len(cfg.Force.Posts), len(cfg.Force.NPTs))}}
	for _, w := range cfg.Force.Warnings(now) {
		out = append(out, Checked{"arrangements", w.Text, "every post covered for the next 24 h", "complete the roster, or /ci cover", WARN})
	}
	out = append(out, Checked{What: "threat words", State: OK, Found: "whoever records an entry is asked whether it is a threat to life where it says: " + cfg.Force.Settings.ThreatWords.String()})
	out = append(out, checkData(cfg))
	ring, err := seal.LoadRing(cfg.Keys)
	if err != nil {
		out = append(out, Checked{"keys", err.Error(), "a key ring, mode 0600", "loggist init --config FILE makes one", FAIL})
		return out
	}
	out = append(out, Checked{What: "keys", State: OK, Found: "a key ring"})
	return append(out, checkRecord(ctx, cfg, ring)...)
}

func checkData(cfg *force.Config) Checked {
	probe, err := os.CreateTemp(cfg.Data, ".check-*")
	if err != nil {
		return Checked{"data directory", "not writable: " + errors.Unwrap(err).Error(), "writable by this user", "make it, and give it to the user that runs loggist", FAIL}
	}
	err = errors.Join(probe.Sync(), probe.Close(), os.Remove(probe.Name()))
	if err != nil {
		return Checked{"data directory", "a file could not be synced", "a disk that syncs", "look at the disk", FAIL}
	}
	return Checked{What: "data directory", State: OK, Found: "writable"}
}

func checkRecord(ctx context.Context, cfg *force.Config, ring *seal.Ring) []Checked {
	alone := *cfg
	alone.Platforms, alone.Listen = nil, ""
	a, err := New(ctx, &alone, ring, slog.New(slog.DiscardHandler), false)
	switch {
	case errors.Is(err, record.ErrInUse):
		return []Checked{{What: "record", State: OK, Found: "in use by a running process"}}
	case errors.Is(err, record.ErrNewInstallation):
		return []Checked{{"record", "nothing yet", "an installation", "loggist init --config FILE", FAIL}}
	case err != nil:
		return []Checked{{"record", err.Error(), "a record that opens", "see docs/operations.md", FAIL}}
	}
	defer func() { _ = a.Close() }()
	out := []Checked{{What: "record", State: OK, Found: fmt.Sprintf("%d records, %d incidents", a.log.Last(), len(a.log.Incidents()))}}
	if _, err := a.log.Minute(ctx, time.Now(), nil, nil); err != nil {
		out = append(out, Checked{"store", err.Error(), "a Redis that answers", "start it, or look at redis: in the configuration", FAIL})
	}
	if ok, why := a.log.Durable(); !ok {
		out = append(out, Checked{"durability", why, "appendonly yes, appendfsync always, maxmemory-policy noeviction", "see deploy/redis.conf", FAIL})
	} else {
		out = append(out, Checked{What: "durability", State: OK, Found: "what is recorded is on disk"})
	}
	return out
}

// ErrExists says that there is a record already.
var ErrExists = errors.New("a record exists")

// Init makes a new installation: keys, data directory, the store's epoch. It refuses where anything exists.
func Init(ctx context.Context, cfg *force.Config) error {
	if list, err := os.ReadDir(filepath.Join(cfg.Data, "journal")); err == nil && len(list) > 0 {
		return fmt.Errorf("init: %s: %w", cfg.Data, ErrExists)
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return fmt.Errorf("init: %w", err)
	}
	ring, err := seal.NewRing(cfg.Keys)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	if cfg.Escrow != "" {
		if ring, err = seal.SetEscrow(cfg.Keys, strings.TrimSpace(cfg.Escrow)); err != nil {
			return fmt.Errorf("init: %w", err)
		}
	}
	alone := *cfg
	alone.Platforms, alone.Listen = nil, ""
	a, err := New(ctx, &alone, ring, slog.New(slog.DiscardHandler), true)
	if err != nil {
		return fmt.Errorf("init: %w", err)
	}
	return a.Close()
}

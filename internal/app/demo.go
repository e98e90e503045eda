package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"loggist/internal/force"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// Demo says how the demo is run: the fictional force, the local room, no configuration and no keys of one's own.
type Demo struct {
	Addr      string // a loopback address
	Data      string // kept over restarts; ignored with Ephemeral
	Ephemeral bool   // everything goes when the demo ends
	Redis     string // a URL; empty: the embedded store
}

// NewDemo makes the demo. Its data directory is found again after a restart, whatever ended it.
func NewDemo(ctx context.Context, d Demo, logger *slog.Logger) (*App, error) {
	remove := func() error { return nil }
	if d.Ephemeral {
		dir, err := os.MkdirTemp("", "loggist-demo-")
		if err != nil {
			return nil, fmt.Errorf("demo: %w", err)
		}
		d.Data, remove = dir, func() error { return os.RemoveAll(dir) }
	}
	if err := os.MkdirAll(d.Data, 0o700); err != nil {
		return nil, fmt.Errorf("demo: %w", err)
	}
	f := force.Demo()
	cfg := &force.Config{
		Data: d.Data, Keys: filepath.Join(d.Data, "secrets"), Replicas: 1, Force: f,
		Platforms: []force.PlatformConfig{{Platform: force.Local, Profile: force.Full, Listen: d.Addr}},
	}
	if d.Redis != "" {
		cfg.Redis = &force.Redis{URL: d.Redis}
	}
	ring, err := ringOf(cfg.Keys)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("demo: %w", err), remove())
	}
	if d.Redis != "" {
		// Several demos may share a Redis: each is a force of its own there, known by its own keys.
		f.ID = "demo-" + ring.Pseudonym("demo")[:8]
	}
	a, err := New(ctx, cfg, ring, logger, true)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("demo: %w", err), remove())
	}
	a.closers = append([]namedCloser{{"demo data", remove}}, a.closers...)
	return a, nil
}

// ringOf is the key ring in dir, made when there is none yet.
func ringOf(dir string) (*seal.Ring, error) {
	_, err := os.Stat(filepath.Join(dir, "force.key"))
	if errors.Is(err, fs.ErrNotExist) {
		if list, err := os.ReadDir(filepath.Join(filepath.Dir(dir), "journal")); err == nil && len(list) > 0 {
			return nil, fmt.Errorf("%w: there is a record here and no keys to it: put the directory %s back beside it", record.ErrKey, filepath.Base(dir))
		}
		return seal.NewRing(dir)
	}
	return seal.LoadRing(dir)
}

// NewService makes the installation of a configuration. ErrNewInstallation says that `loggist init` comes first.
func NewService(ctx context.Context, cfg *force.Config, logger *slog.Logger) (*App, error) {
	ring, err := seal.LoadRing(cfg.Keys)
	if errors.Is(err, fs.ErrNotExist) {
		if _, none := os.Stat(filepath.Join(cfg.Data, "journal")); errors.Is(none, fs.ErrNotExist) {
			err = ErrNewInstallation // neither keys nor a record
		}
	}
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return New(ctx, cfg, ring, logger, false)
}

// ErrNewInstallation is what NewService answers where nothing was initialised.
var ErrNewInstallation = record.ErrNewInstallation

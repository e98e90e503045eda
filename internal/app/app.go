package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"loggist/bot"
	"loggist/bot/local"
	"loggist/internal/engine"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// Version is the release that CHANGELOG.md describes.
const Version = "0.1.0"

// App is one running installation.
type App struct {
	ring      *seal.Ring
	cfg       *force.Config
	log       *record.Log
	engine    *engine.Engine
	logger    *slog.Logger
	metrics   *obs.Metrics
	closers   []namedCloser // in the order in which they were made
	servers   []*server
	served    map[force.Platform]engine.Served
	local     *local.Platform
	localAddr string
	posted    []hook // where platforms post to us
}

// namedCloser is something to be given back, with its name for the error.
type namedCloser struct {
	name  string
	close func() error
}

// server is one HTTP listener.
type server struct {
	name     string
	listener net.Listener
	handler  http.Handler
}

// New makes an installation: the data directory's lock, log, engine, platforms, listeners. On an error everything that
// was made is given back. It starts nothing.
func New(ctx context.Context, cfg *force.Config, ring *seal.Ring, logger *slog.Logger, initialise bool) (_ *App, err error) {
	a := &App{cfg: cfg, ring: ring, logger: logger, metrics: newMetrics(cfg)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	options := record.Options{
		Dir: cfg.Data, Force: cfg.Force.ID, Instance: cfg.Instance, Keys: ring, Replicas: cfg.Replicas,
		Init: initialise, Logger: logger, ConfigHash: cfg.Hash, Metrics: a.metrics,
	}
	if cfg.Redis != nil {
		client, err := dial(cfg.Redis)
		if err != nil {
			return nil, err
		}
		a.closers = append(a.closers, namedCloser{"redis", client.Close})
		options.Redis, options.Copies, options.Attested = client, cfg.Redis.Copies, cfg.Redis.Attested
	}
	if a.log, err = record.Open(ctx, options); err != nil {
		return nil, err
	}
	a.closers = append(a.closers, namedCloser{"log", a.log.Close})
	if err := a.platforms(); err != nil {
		return nil, err
	}
	spool, err := record.OpenSpool(nil, filepath.Join(cfg.Data, "spool"), ring)
	if err != nil {
		return nil, err
	}
	people := newRoll(cfg, logger)
	a.engine, err = engine.New(engine.Options{
		Log: a.log, Pseudonym: ring.Pseudonym, Force: people.Force, Platforms: a.served, Exercise: cfg.Force.Exercise, Spool: spool, Copies: options.Copies, Logger: logger,
		Metrics: a.metrics,
	})
	if err != nil {
		return nil, err
	}
	if cfg.Redis != nil && cfg.Redis.Attested {
		a.engine.Consulted(engine.Reader{Name: "the operator"}, "", "durability of the store attested in the configuration")
	}
	if initialise {
		if err := a.engine.Install(ctx, Version); err != nil {
			return nil, err
		}
	}
	people.tookUp = a.engine.TookUp
	if err := a.listen(); err != nil {
		return nil, err
	}
	return a, nil
}

// Run works until ctx ends. It returns nil when it was told to stop, after everything under way has come to an end.
func (a *App) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var (
		wg   sync.WaitGroup
		mu   sync.Mutex
		errs []error
	)
	run := func(name string, f func(context.Context) error) {
		wg.Go(func() {
			defer cancel()
			if err := f(ctx); err != nil {
				mu.Lock()
				defer mu.Unlock()
				errs = append(errs, fmt.Errorf("%s: %w", name, err))
			}
		})
	}
	run("engine", a.engine.Run)
	for name, p := range a.served {
		run(string(name), func(ctx context.Context) error {
			return p.Receive(ctx, a.handler(name))
		})
	}
	for _, s := range a.servers {
		run(s.name, s.run)
	}
	wg.Wait()
	return errors.Join(errs...)
}

// settle is how long an answer in the local room waits for what it caused to be there to be seen.
const settle = 300 * time.Millisecond

// handler answers the requests of a platform. In the local room, what an act made is in the rooms before its answer is
// shown: who plays there looks at both at once.
func (a *App) handler(name force.Platform) bot.Handler {
	if name != force.Local {
		return a.engine.Handle
	}
	return func(ctx context.Context, r bot.Request) bot.Reply {
		reply := a.engine.Handle(ctx, r)
		ctx, cancel := context.WithTimeout(ctx, settle)
		defer cancel()
		_ = a.engine.Settle(ctx) // it is seen a moment later then
		return reply
	}
}

// Close gives back what New took, the last first, whatever fails on the way. It is safe to call twice.
func (a *App) Close() error {
	var errs []error
	for i := len(a.closers) - 1; i >= 0; i-- {
		if err := a.closers[i].close(); err != nil {
			errs = append(errs, fmt.Errorf("close %s: %w", a.closers[i].name, err))
		}
	}
	a.closers = nil
	return errors.Join(errs...)
}

// run serves until ctx ends, then lets what is under way finish for a moment.
func (s *server) run(ctx context.Context) error {
	h := &http.Server{
		Handler: s.handler, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: time.Minute,
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	done := make(chan error, 1)
	go func() { done <- h.Serve(s.listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := h.Shutdown(stop); err != nil {
		_ = h.Close() // an event stream that never ends by itself
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

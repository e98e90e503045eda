package main

import (
	"context"
	"flag"
	"io"
	"log/slog"
	"os"

	"loggist/internal/app"
	"loggist/internal/force"
	"loggist/internal/obs"
)

const levelWarn = slog.LevelWarn

func serve(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("serve", "--config FILE runs an installation until it is told to stop", out)
	cfg, err := configFlag(fs, args)
	if err != nil {
		return err
	}
	logger, err := obs.New(obs.Options{Writer: os.Stderr, Level: slog.LevelInfo, Instance: cfg.Instance})
	if err != nil {
		return err
	}
	a, err := app.NewService(ctx, cfg, logger)
	if err != nil {
		return err
	}
	defer func() { _ = a.Close() }()
	logger.InfoContext(ctx, "serving", slog.Any("config", cfg))
	if at := a.Address(); at != "" {
		logger.InfoContext(ctx, "the local room is open", obs.Address(at))
	}
	for _, w := range cfg.Force.Warnings(now()) {
		logger.WarnContext(ctx, "the arrangements have a gap", obs.Outcome(w.Text))
	}
	return a.Run(ctx)
}

// configFlag reads --config and loads what it names.
func configFlag(fs *flag.FlagSet, args []string) (*force.Config, error) {
	path := fs.String("config", "", "the configuration file")
	if err := noWords(fs, args); err != nil {
		return nil, err
	}
	if *path == "" {
		return nil, usagef("--config FILE is needed. Type: loggist %s --help", fs.Name())
	}
	return loadConfig(*path)
}

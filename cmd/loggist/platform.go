package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"loggist/internal/app"
	"loggist/internal/force"
)

// setup makes a platform ready for Loggist, or prints what it needs to know.
func setup(ctx context.Context, args []string, out io.Writer) error {
	if slices.Contains(args, "mattermost") {
		return setupMattermost(ctx, args, out)
	}
	fs := flags("setup", "mattermost … makes a server ready: loggist setup mattermost --help\nloggist setup slack [--mode socket|http] [--url https://…] [-o FILE] [--names FILE] prints the app manifest; with --explain, why each thing in it is needed; with --config FILE, checks tokens, scopes and accounts", out)
	mode := fs.String("mode", force.SlackSocket, "how the platform reaches us: socket (no open port) or http")
	url := fs.String("url", "", "with --mode http: the address at which it does")
	file := fs.String("o", "", "write the manifest to a file")
	explain := fs.Bool("explain", false, "say why each scope and event is needed")
	cfgPath := fs.String("config", "", "check this configuration's tokens, scopes and accounts")
	called := fs.String("names", "", namesUsage)
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || words[0] != "slack" {
		return usagef("type: loggist setup slack, loggist setup mattermost, or loggist setup --help")
	}
	f, err := namesOf(*called)
	if err != nil {
		return err
	}
	switch {
	case *mode != force.SlackSocket && *mode != force.SlackHTTP:
		return usagef("--mode %s: socket or http?", *mode)
	case *mode == force.SlackHTTP && *url == "":
		return usagef("--mode http needs --url https://…, the address at which Slack reaches this service")
	case *explain:
		return app.ExplainSlack(out)
	case *cfgPath != "":
		cfg, err := loadConfig(*cfgPath)
		if err != nil {
			return err
		}
		if _, ok := cfg.PlatformConfig(force.Slack); !ok {
			return &failedError{"this configuration serves no Slack: add slack: under platforms:, as deploy/slack.md shows"}
		}
		return tellChecked(out, app.CheckSlack(ctx, cfg), true)
	case *file != "":
		if err := writeFile(*file, func(w io.Writer) error { return app.SetupSlack(w, f, *mode, *url) }); err != nil {
			return err
		}
		fmt.Fprintf(out, "the manifest is in %s. Why each thing in it is needed: loggist setup slack --explain\n", *file)
		return nil
	}
	return app.SetupSlack(out, f, *mode, *url)
}

const namesUsage = "a configuration that calls the slash commands otherwise (commands:); nothing else of it is read"

// namesOf is a force that has the names of slash commands of a configuration, or the usual ones.
func namesOf(path string) (*force.Force, error) {
	if path == "" {
		return &force.Force{}, nil
	}
	f, err := force.LoadNames(path)
	if err != nil {
		return nil, &badConfigError{err}
	}
	return f, nil
}

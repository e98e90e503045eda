package app

import (
	"fmt"
	"net/http"

	"loggist/bot"
	"loggist/bot/slack"
	"loggist/internal/engine"
	"loggist/internal/force"
	"loggist/internal/obs"
)

// platforms makes the adapters that the configuration asks for. It is the one list of them.
func (a *App) platforms() error {
	a.served = map[force.Platform]engine.Served{}
	for _, p := range a.cfg.Platforms {
		var adapter bot.Platform
		var up *obs.Up
		var err error
		switch p.Platform {
		case force.Local:
			up = obs.NewUp(a.metrics, a.logger, string(p.Platform)) // it is there while we are
			adapter, err = a.localRoom(p)
		case force.Slack:
			up = obs.NewUp(a.metrics, a.logger, string(p.Platform), obs.PartToken, obs.PartConnection)
			adapter, err = a.slack(p, up)
		case force.Mattermost:
			up = obs.NewUp(a.metrics, a.logger, string(p.Platform), obs.PartToken, obs.PartConnection)
			adapter, err = a.mattermost(p, up)
		default:
			err = fmt.Errorf("this version does not serve it")
		}
		if err != nil {
			return fmt.Errorf("platform %s: %w", p.Platform, err)
		}
		a.served[p.Platform] = engine.Served{Platform: adapter, Profile: p.Profile, Up: up}
	}
	return nil
}

// hook is where a platform posts to us.
type hook struct {
	name, addr string
	handler    http.Handler
}

// board are the questions whose answers are a person's home tab, as they follow /ci.
var board = []string{"waiting", "tasks mine", "reviews", "list"}

func (a *App) slack(p force.PlatformConfig, up *obs.Up) (bot.Platform, error) {
	o := slackOptions(p)
	o.Slash = a.cfg.Force.Slash("ci")
	o.Logger, o.Up = a.logger, up
	adapter, err := slack.New(o)
	if err != nil {
		return nil, err
	}
	if o.Mode == slack.HTTP {
		a.posted = append(a.posted, hook{"slack", p.Listen, adapter.Handler()})
	}
	return adapter, nil
}

func slackOptions(p force.PlatformConfig) slack.Options {
	return slack.Options{
		Mode: slack.Mode(p.Slack.Mode), BotToken: p.Slack.BotToken.Reveal(), AppToken: p.Slack.AppToken.Reveal(),
		SigningSecret: p.Slack.SigningSecret.Reveal(), Capture: p.Slack.Capture, APIURL: p.Slack.APIURL, Board: board,
	}
}

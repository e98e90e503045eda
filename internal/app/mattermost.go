package app

import (
	"loggist/bot"
	"loggist/bot/mattermost"
	"loggist/internal/force"
)

func (a *App) mattermost(p force.PlatformConfig) (bot.Platform, error) {
	o := mattermostOptions(p)
	o.Sealer, o.Logger = a.ring, a.logger
	adapter, err := mattermost.New(o)
	if err != nil {
		return nil, err
	}
	a.posted = append(a.posted, hook{mattermost.Name, p.Listen, adapter.Handler()})
	return adapter, nil
}

// mattermostOptions are the adapter's but for what seals and what logs.
func mattermostOptions(p force.PlatformConfig) mattermost.Options {
	m := p.Mattermost
	o := mattermost.Options{URL: m.URL, Token: m.Token.Reveal(), Team: m.Teams[0], Callback: m.Callback, Capture: m.Capture}
	for _, c := range m.Commands {
		o.Commands = append(o.Commands, mattermost.Command{Team: c.Team, Trigger: c.Trigger, Token: c.Token.Reveal()})
	}
	return o
}

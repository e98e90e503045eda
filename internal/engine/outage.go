package engine

import (
	"context"
	"fmt"
	"slices"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/say"
)

const (
	// watchEvery is how often it is looked whether the platforms can be used. One that cannot, or can again, for sureAfter is
	// told of: a connection that is replaced is no outage.
	watchEvery = 5 * time.Second
	sureAfter  = time.Minute
)

// watched is what this process saw of a platform.
type watched struct {
	usable bool
	since  time.Time // by the real clock
	told   bool      // of what it is now, or nothing is to be told
}

// selfWatch tells the Force Incident Manager of a platform that cannot be used, by one that can (R6.4), until ctx ends.
func (e *Engine) selfWatch(ctx context.Context) {
	seen := map[force.Platform]*watched{}
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for {
		now := time.Now()
		for _, name := range e.platforms() {
			usable := e.Platforms[name].Up.Usable()
			w := seen[name]
			if w == nil || w.usable != usable {
				w = &watched{usable: usable, since: now}
				seen[name] = w
			}
			if !w.told && now.Sub(w.since) >= sureAfter {
				w.told = e.outage(ctx, name, w)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// outage tells of a platform as it is now, and records it, unless that is recorded: by another process, or by this one before it
// was stopped. It answers false where it is to be tried again. Whoever is stopped between telling and recording tells it again.
func (e *Engine) outage(ctx context.Context, name force.Platform, w *watched) (done bool) {
	reg, err := e.register()
	if err != nil {
		return false
	}
	open, known := reg.Outages[name]
	if known != w.usable {
		return true
	}
	now := e.Now()
	o := &incident.Outage{Platform: name, From: now.Add(-time.Since(w.since))}
	if w.usable {
		o.From, o.To = open.From, now.Add(-time.Since(w.since))
	}
	var tried bool
	if o.Told, o.By, tried = e.tellOutage(ctx, o); tried && len(o.Told) == 0 {
		return false
	}
	cause := fmt.Sprintf("outage/%s/%d/%v", name, o.From.UnixMilli(), w.usable)
	for {
		_, err := e.commit(ctx, nil, change{now: e.Now(), by: incident.Itself, cause: cause, register: []incident.Draft{{Book: incident.BookRegister, Body: o}}})
		if again(ctx, err) {
			continue
		}
		if err != nil && ctx.Err() == nil {
			e.Logger.ErrorContext(ctx, "an outage of a platform could not be recorded", obs.Platform(string(name)), obs.Error(err))
		}
		return err == nil
	}
}

// toldOfOutages are the posts that are told of an outage: the first of them that is reached.
var toldOfOutages = []force.PostID{force.FIM, force.ShiftSupervisor, force.DutyInspector}

// tellOutage tells it by the first other platform that takes it. tried is false where there is none to try.
func (e *Engine) tellOutage(ctx context.Context, o *incident.Outage) (told []incident.Who, by force.Platform, tried bool) {
	reg, err := e.register()
	if err != nil {
		return nil, "", true
	}
	f := e.force(reg)
	for _, post := range toldOfOutages {
		for _, name := range e.platforms() {
			served := e.Platforms[name]
			if name == o.Platform || !served.Up.Usable() {
				continue
			}
			v := say.View{Force: f, Register: reg, Now: e.Now(), Profile: served.Profile}
			m := bot.Message{Act: bot.ActDirect, Text: say.Outage(v, o, f.PostLabel(post)), Rings: o.To.IsZero()}
			for _, who := range incident.People(f, f.OnDuty(post, v.Now, reg.Held()...)) {
				account, ok := accountOf(f, who.ID, name)
				if !ok {
					continue
				}
				tried = true
				m.Person, m.Key = account, fmt.Sprintf("outage/%s/%d/%v/%s", o.Platform, o.From.UnixMilli(), o.To.IsZero(), who.ID)
				if _, err := served.Send(ctx, m); err != nil {
					e.Logger.WarnContext(ctx, "an outage of a platform could not be told", obs.Platform(string(name)), obs.Class(string(bot.ClassOf(err))), obs.Error(err))
					continue
				}
				if !slices.ContainsFunc(told, who.Same) {
					told, by = append(told, who), name
				}
			}
			if len(told) > 0 {
				return told, by, true
			}
		}
	}
	return nil, "", tried
}

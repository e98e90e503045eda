package app

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"loggist/commands"
	"loggist/internal/force"
	"loggist/internal/obs"
)

// measureFor is how long a scrape waits for what the store has to be asked for; without it the rest is answered.
const measureFor = 2 * time.Second

// health answers /healthz (the process is there), /readyz (it can record, and its loops come round) and /metrics.
func (a *App) health() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok", "") })
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		if ok, why := a.ready(); !ok {
			answer(w, http.StatusServiceUnavailable, "not ready", why)
			return
		}
		answer(w, http.StatusOK, "ready", "")
	})
	scraped := a.metrics.Handler()
	m.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), measureFor)
		defer cancel()
		_ = a.engine.Measure(ctx) // what could not be found out stays as it was; redis_durable says that the store is away
		scraped.ServeHTTP(w, r)
	})
	return m
}

// ready reports whether what is asked now would be recorded, and what is due would be done.
func (a *App) ready() (bool, string) {
	if ok, why := a.log.Durable(); !ok {
		return false, why
	}
	return a.engine.Alive()
}

func answer(w http.ResponseWriter, code int, status, why string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(map[string]string{"status": status, "why": why})
}

// newMetrics declares the metrics of an installation: the labels are those of the table of commands and of the platforms
// that it serves.
func newMetrics(cfg *force.Config) *obs.Metrics {
	l := obs.Labels{Version: Version}
	for _, c := range commands.All() {
		l.Commands = append(l.Commands, c.Path)
	}
	for _, p := range cfg.Platforms {
		l.Platforms = append(l.Platforms, string(p.Platform))
	}
	return obs.NewMetrics(l)
}

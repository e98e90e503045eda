package obs

import (
	"errors"
	"io"
	"log/slog"
)

// Options are where the lines go.
type Options struct {
	Writer   io.Writer // required
	Level    slog.Leveler
	Instance string // put in every line, when given
}

// New is a logger of JSON lines in UTC. It is safe for concurrent use.
func New(o Options) (*slog.Logger, error) {
	if o.Writer == nil {
		return nil, errors.New("make logger: there is no writer")
	}
	l := slog.New(slog.NewJSONHandler(o.Writer, &slog.HandlerOptions{Level: o.Level, ReplaceAttr: utc}))
	if o.Instance != "" {
		l = l.With(slog.String(KeyInstance, o.Instance))
	}
	return l, nil
}

// utc makes every time one that can be compared with the record's.
func utc(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindTime {
		a.Value = slog.TimeValue(a.Value.Time().UTC())
	}
	return a
}

// Discard is a logger for whoever has nothing to tell.
func Discard() *slog.Logger { return slog.New(slog.DiscardHandler) }

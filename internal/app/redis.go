package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"loggist/internal/force"
)

// quiet takes what the client would write to standard error by itself: every error of a command is handled where it is
// returned, and its text could name addresses.
type quiet struct{}

func (quiet) Printf(context.Context, string, ...any) {}

// dial makes the client of a force's Redis. It sends nothing yet.
//
// No command is ever sent again by the client itself: a reply that was lost is asked for by the cause of the change
// (docs/architecture.md). Deadlines bound the sockets, and no notification is asked for that a plain Redis does not know.
func dial(r *force.Redis) (redis.UniversalClient, error) {
	o, err := redis.ParseURL(r.URL)
	if err != nil {
		return nil, errors.New("redis: the URL cannot be read; it looks like redis://127.0.0.1:6379/0")
	}
	if !r.Password.IsZero() {
		o.Password = r.Password.Reveal()
	}
	if r.CAFile != "" {
		pem, err := os.ReadFile(r.CAFile)
		if err != nil {
			return nil, fmt.Errorf("redis: ca_file: %w", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, errors.New("redis: ca_file holds no certificate")
		}
		if o.TLSConfig == nil {
			o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
		}
		o.TLSConfig.RootCAs = pool
	}
	redis.SetLogger(quiet{})
	o.MaxRetries = -1
	o.ContextTimeoutEnabled = true
	o.DialerRetries = 1
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = 3*time.Second, 5*time.Second, 5*time.Second
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(o), nil
}

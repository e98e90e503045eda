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
	const dialTimeout, timeout = 3 * time.Second, 5 * time.Second
	none := &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	switch {
	case len(r.Cluster) > 0:
		// The client follows a slot that has moved, and asks another node where one does not answer: the scripts that write
		// may be run again, their causes keep it from being recorded twice.
		return redis.NewClusterClient(&redis.ClusterOptions{
			Addrs: append([]string{o.Addr}, r.Cluster...), Username: o.Username, Password: o.Password, TLSConfig: o.TLSConfig,
			MaxRetries: -1, ContextTimeoutEnabled: true, DialerRetries: 1, DisableIdentity: true,
			DialTimeout: dialTimeout, ReadTimeout: timeout, WriteTimeout: timeout, MaintNotificationsConfig: none,
		}), nil
	case r.Sentinel.Master != "":
		return redis.NewFailoverClient(&redis.FailoverOptions{
			MasterName: r.Sentinel.Master, SentinelAddrs: r.Sentinel.Addresses,
			Username: o.Username, Password: o.Password, DB: o.DB, TLSConfig: o.TLSConfig,
			MaxRetries: -1, ContextTimeoutEnabled: true, DialerRetries: 1, DisableIdentity: true,
			DialTimeout: dialTimeout, ReadTimeout: timeout, WriteTimeout: timeout,
		}), nil
	}
	o.MaxRetries, o.ContextTimeoutEnabled, o.DialerRetries, o.DisableIdentity = -1, true, 1, true
	o.DialTimeout, o.ReadTimeout, o.WriteTimeout = dialTimeout, timeout, timeout
	o.MaintNotificationsConfig = none
	return redis.NewClient(o), nil
}

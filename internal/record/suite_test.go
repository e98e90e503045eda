package record_test

import (
	"net"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/redis/go-redis/v9"

	"loggist/internal/record/recordtest"
)

func dirs(t testing.TB) func(string) string {
	root := t.TempDir()
	return func(instance string) string { return filepath.Join(root, instance) }
}

func TestEmbedded(t *testing.T) {
	recordtest.Suite(t, func(t *testing.T, test func(*testing.T, *recordtest.Site)) {
		test(t, &recordtest.Site{Dir: dirs(t)})
	})
}

// inMini runs a test in a bubble, on a Redis in memory.
func inMini(t *testing.T, test func(*testing.T, *recordtest.Site)) {
	synctest.Test(t, func(t *testing.T) {
		m := recordtest.Mini(t)
		test(t, &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.MiniClient(t, m) }})
	})
}

func TestMiniredis(t *testing.T) {
	recordtest.Suite(t, inMini)
}

// inRedis runs a test on a redis-server of its own, beside others.
func inRedis(t *testing.T, test func(*testing.T, *recordtest.Site)) {
	t.Parallel()
	s := recordtest.StartServer(t)
	test(t, &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.Client(t, s.Addr, nil) }})
}

func TestRedis(t *testing.T) {
	t.Parallel()
	recordtest.Suite(t, inRedis)
}

func TestMiniredisShared(t *testing.T) {
	recordtest.SharedSuite(t, inMini)
}

func TestRedisShared(t *testing.T) {
	t.Parallel()
	recordtest.SharedSuite(t, inRedis)
}

func splitAddr(addr string) (host, port string, err error) { return net.SplitHostPort(addr) }

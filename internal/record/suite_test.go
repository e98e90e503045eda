package record_test

import (
	"context"
	"fmt"
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

// All keys of a force are in one slot of a Redis Cluster, whichever of its nodes has that.
func TestRedisCluster(t *testing.T) {
	t.Parallel()
	recordtest.Suite(t, func(t *testing.T, test func(*testing.T, *recordtest.Site)) {
		t.Parallel()
		nodes := recordtest.StartCluster(t)
		test(t, &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.ClusterClient(t, nodes) }})
	})
}

// A cluster that was flushed is given back what was journaled, by pipelines that go where the force's slot is.
func TestRedisClusterIsLostAndRestored(t *testing.T) {
	t.Parallel()
	nodes := recordtest.StartCluster(t)
	s := &recordtest.Site{Dir: dirs(t), Redis: func() redis.UniversalClient { return recordtest.ClusterClient(t, nodes) }}
	l, _ := s.Open(t, "a")
	for i := range 20 {
		recordtest.Must(t, l, recordtest.Change(l, fmt.Sprint("before ", i), recordtest.Book(1)))
	}
	c := recordtest.ClusterClient(t, nodes)
	if err := c.ForEachMaster(t.Context(), func(ctx context.Context, c *redis.Client) error { return c.FlushAll(ctx).Err() }); err != nil {
		t.Fatal(err)
	}
	recordtest.Eventually(t, "it can be recorded again", func() bool {
		_, err := l.Commit(t.Context(), recordtest.Change(l, "after", recordtest.Book(1)))
		return err == nil
	})
	if n, err := c.XLen(t.Context(), "{test}:log").Result(); err != nil || n != 21 {
		t.Errorf("the store holds %d records: %v", n, err)
	}
}

func TestMiniredisShared(t *testing.T) {
	recordtest.SharedSuite(t, inMini)
}

func TestRedisShared(t *testing.T) {
	t.Parallel()
	recordtest.SharedSuite(t, inRedis)
}

func splitAddr(addr string) (host, port string, err error) { return net.SplitHostPort(addr) }

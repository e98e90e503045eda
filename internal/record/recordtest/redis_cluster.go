package recordtest

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// StartCluster starts a Redis Cluster of two masters, each with half of the slots, on the loopback. It is skipped, or
// fails, as [StartServer] does.
func StartCluster(t testing.TB) []*Server {
	t.Helper()
	var nodes []*Server
	for _, slots := range [][2]int{{0, 8191}, {8192, 16383}} {
		bus := freePort(t)
		s := StartServer(t, "--cluster-enabled", "yes", "--cluster-port", strconv.Itoa(bus), "--cluster-node-timeout", "2000")
		c := Client(t, s.Addr, nil)
		if err := c.Do(t.Context(), "CLUSTER", "ADDSLOTSRANGE", slots[0], slots[1]).Err(); err != nil {
			t.Fatal(err)
		}
		for _, n := range nodes {
			host, port, _ := net.SplitHostPort(n.Addr)
			if err := c.Do(t.Context(), "CLUSTER", "MEET", host, port, n.bus).Err(); err != nil {
				t.Fatal(err)
			}
		}
		s.bus = bus
		nodes = append(nodes, s)
	}
	for _, n := range nodes {
		c := Client(t, n.Addr, nil)
		Eventually(t, "the cluster is whole", func() bool {
			info, err := c.ClusterInfo(t.Context()).Result()
			return err == nil && strings.Contains(info, "cluster_state:ok") && strings.Contains(info, fmt.Sprintf("cluster_known_nodes:%d", len(nodes)))
		})
	}
	return nodes
}

// ClusterClient returns a client of a cluster as Loggist uses it in earnest.
func ClusterClient(t testing.TB, nodes []*Server) *redis.ClusterClient {
	t.Helper()
	var addrs []string
	for _, n := range nodes {
		addrs = append(addrs, n.Addr)
	}
	c := redis.NewClusterClient(&redis.ClusterOptions{
		Addrs: addrs, MaxRetries: -1, ContextTimeoutEnabled: true, DialerRetries: 1, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	})
	t.Cleanup(func() { c.Close() })
	return c
}

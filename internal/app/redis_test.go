package app

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loggist/internal/force"
	"loggist/internal/record/recordtest"
)

// The master of a watched pair is killed: the client that was dialled by the configuration finds the replica that was
// promoted, and writes there.
func TestDialFollowsASentinel(t *testing.T) {
	t.Parallel()
	master := recordtest.StartServer(t)
	_, port, _ := net.SplitHostPort(master.Addr)
	replica := recordtest.StartServer(t, "--replicaof", "127.0.0.1", port)
	file := filepath.Join(t.TempDir(), "sentinel.conf")
	watch := strings.Join([]string{
		"sentinel monitor loggist 127.0.0.1 " + port + " 1", "sentinel down-after-milliseconds loggist 500",
		"sentinel failover-timeout loggist 2000", "",
	}, "\n")
	if err := os.WriteFile(file, []byte(watch), 0o600); err != nil {
		t.Fatal(err)
	}
	sentinel := recordtest.StartSentinel(t, file)
	c, err := dial(&force.Redis{URL: "redis://named-by-the-sentinel", Sentinel: force.Sentinel{Master: "loggist", Addresses: []string{sentinel.Addr}}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	recordtest.Eventually(t, "the sentinel knows the replica", func() bool {
		v, err := recordtest.Client(t, sentinel.Addr, nil).Do(t.Context(), "SENTINEL", "REPLICAS", "loggist").Slice()
		return err == nil && len(v) == 1
	})
	if err := c.Set(t.Context(), "k", "before", 0).Err(); err != nil {
		t.Fatal(err)
	}
	recordtest.Eventually(t, "the replica has it", func() bool {
		v, err := recordtest.Client(t, replica.Addr, nil).Get(t.Context(), "k").Result()
		return err == nil && v == "before"
	})
	master.Kill()
	recordtest.Eventually(t, "it writes to the promoted one", func() bool { return c.Set(t.Context(), "k", "after", 0).Err() == nil })
	if v, err := recordtest.Client(t, replica.Addr, nil).Get(t.Context(), "k").Result(); err != nil || v != "after" {
		t.Errorf("the promoted one holds %q: %v", v, err)
	}
}

// One node of a cluster is named, and the keys of a force are found on whichever has their slot.
func TestDialFindsTheSlotInACluster(t *testing.T) {
	t.Parallel()
	nodes := recordtest.StartCluster(t)
	for _, n := range nodes {
		c, err := dial(&force.Redis{URL: "redis://" + n.Addr, Cluster: []string{nodes[0].Addr}})
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		for _, id := range []string{"demo", "northshire", "a", "b", "c"} {
			if err := c.HSet(context.Background(), "{"+id+"}:head", "n", 1).Err(); err != nil {
				t.Errorf("by %s: %v", n.Addr, err)
			}
		}
	}
}

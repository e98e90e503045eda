package mattermosttest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A test that is killed cannot clean up: the kernel ends what it started. The test runs itself as the one that is killed.
func TestKilledTestLeavesNoProgram(t *testing.T) {
	const role = "LOGGIST_TEST_HOLDS_A_SERVER"
	if os.Getenv(role) != "" {
		s := StartServer(t)
		fmt.Println("holding", s.child.pid, s.db.child.pid, s.dir)
		select {}
	}
	builtServer(t)
	cmd := exec.Command(os.Args[0], "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), role+"=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var server, db child
	var dir string
	for lines := bufio.NewScanner(out); dir == "" && lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "holding ") {
			fmt.Sscanf(lines.Text(), "holding %d %d %s", &server.pid, &db.pid, &dir)
		}
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	cmd.Wait()
	if dir == "" {
		t.Fatal("the other test held no server")
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	server.dir, db.dir = dir+"/mattermost", dir+"/postgres/data"
	for name, c := range map[string]*child{"Mattermost": &server, "PostgreSQL": &db} {
		if !c.gone(patience) {
			t.Errorf("%s still runs", name)
			if err := c.stop(syscall.SIGKILL, time.Second); err != nil {
				t.Error(err)
			}
		}
	}
}

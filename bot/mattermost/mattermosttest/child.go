package mattermosttest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// child is a program that was started here, or, of a server that was left running, by an earlier process.
type child struct {
	pid int
	dir string        // where it runs, by which it is known again
	log string        // the file with what it says
	end chan struct{} // closed when a child of this process has ended; nil for one of an earlier process
}

// launch is how a child is started.
type launch struct {
	dir, log string
	env      []string
	as       *syscall.Credential
	// stay: it goes on when this process ends. Otherwise it ends with this process, however that ends.
	stay bool
}

func (l launch) start(name string, args ...string) (*child, error) {
	log, err := os.OpenFile(l.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = l.dir, l.env, log, log
	cmd.SysProcAttr = attributes(l.stay)
	cmd.SysProcAttr.Credential = l.as
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{pid: cmd.Process.Pid, dir: l.dir, log: l.log, end: make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended is in its log
		close(c.end)
	}()
	return c, nil
}

// running says whether the child is there. The pid of a child of an earlier process may be somebody else's by now: it is
// the child only where it runs in the child's directory.
func (c *child) running() bool {
	if c.end != nil {
		select {
		case <-c.end:
			return false
		default:
			return true
		}
	}
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", c.pid))
	return err == nil && cwd == c.dir
}

// stop asks the child to end, kills it when it has not within the given time, and waits until it is gone.
func (c *child) stop(sig syscall.Signal, within time.Duration) error {
	if c == nil || !c.running() {
		return nil
	}
	if err := syscall.Kill(c.pid, sig); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("end process %d: %w", c.pid, err)
	}
	if c.gone(within) {
		return nil
	}
	if err := syscall.Kill(c.pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("kill process %d: %w", c.pid, err)
	}
	if !c.gone(10 * time.Second) {
		return fmt.Errorf("process %d does not end", c.pid)
	}
	return nil
}

func (c *child) gone(within time.Duration) bool {
	for deadline := time.Now().Add(within); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if !c.running() {
			return true
		}
	}
	return !c.running()
}

// ready waits until probe succeeds. It gives up when the child ends or the time is over, with the end of the child's log.
func (c *child) ready(ctx context.Context, within time.Duration, probe func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for {
		err := probe(ctx)
		if err == nil {
			return nil
		}
		if !c.running() {
			return fmt.Errorf("ended at once: %s", c.said())
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("does not answer: %w: %s", err, c.said())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// said is the end of the log.
func (c *child) said() string {
	b, err := os.ReadFile(c.log)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	return filepath.Base(c.log) + " ends with\n" + strings.Join(lines[max(0, len(lines)-8):], "\n")
}

// The ports that are given out lie below those that the system gives to whoever asks for any and to every outgoing connection:
// one stays free until who it is for has started, and while a server is down.
const portsFrom, portsTo = 12000, 32000

// FreePort returns a port of the loopback that nobody has at the moment.
func FreePort() (int, error) {
	var err error
	for range 100 {
		port := portsFrom + rand.IntN(portsTo-portsFrom)
		var l net.Listener
		if l, err = net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			return port, l.Close()
		}
	}
	return 0, err
}

// FreeAddress returns an address of the loopback at which nobody listens.
func FreeAddress(t testing.TB) string {
	t.Helper()
	port, err := FreePort()
	if err != nil {
		t.Fatal(err)
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
}

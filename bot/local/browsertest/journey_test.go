package browsertest

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// running is a demo as a newcomer starts it.
type running struct {
	cmd  *exec.Cmd
	base string
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

func startDemo(t *testing.T, binary, data string) *running {
	t.Helper()
	r := &running{cmd: exec.Command(binary, "demo", "--addr", "127.0.0.1:0", "--data", data)}
	r.cmd.Stderr = os.Stderr
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if r.base = address.FindString(lines.Text()); r.base != "" {
			return r
		}
	}
	t.Fatal("the demo named no address")
	return nil
}

// kill ends it as a power cut would: SIGKILL.
func (r *running) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

// The journey of the README in a real browser on the real program, by keyboard alone: call, be refused, declare, decide as
// the loggist, confirm, task, escalate, wind the clock; then kill -9, start again, and everything is there, goes on, and an
// escalation that nobody answers climbs to the Superintendent's phone.
func TestJourneyInABrowser(t *testing.T) {
	tools(t)
	binary := buildLoggist(t)
	data := filepath.Join(t.TempDir(), "loggist-data")
	demo := startDemo(t, binary, data)
	for _, part := range []string{"tour", "again"} {
		drive(t, "./parts.mjs", part, demo.base)
		demo.kill()
		demo = startDemo(t, binary, data)
	}
}

package local

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"loggist/bot"
)

// killDir is the directory of the process that is killed; it is set in that process only.
const killDir = "LOGGIST_LOCAL_KILL_DIR"

// TestMain is also the process that posts until it is killed: it says each receipt after Send returned.
func TestMain(m *testing.M) {
	dir := os.Getenv(killDir)
	if dir == "" {
		os.Exit(m.Run())
	}
	p, err := New(options(dir))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for i := 0; ; i++ {
		text := fmt.Sprintf("%d-%d", os.Getpid(), i)
		r, err := p.Send(context.Background(), bot.Message{Key: text, Act: bot.ActPost, Room: "control-room", Text: text})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(r.Message, text)
	}
}

// kill -9 at any moment: every post that was receipted is there, once, in order, and the rooms open again.
func TestKill9LosesNoReceiptedPost(t *testing.T) {
	dir := t.TempDir()
	rounds := 5
	if os.Getenv("LOGGIST_SOAK") != "" {
		rounds = 100
	}
	var receipted []string
	for round := range rounds {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), killDir+"="+dir)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		lines.Scan() // it has begun
		first := lines.Text()
		time.AfterFunc(time.Duration(1+round*7%20)*time.Millisecond, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
		receipted = append(receipted, first)
		for lines.Scan() {
			if len(strings.Fields(lines.Text())) == 2 { // a line may be torn as well
				receipted = append(receipted, lines.Text())
			}
		}
		if err := cmd.Wait(); err == nil {
			t.Fatal("the process ended by itself")
		}
	}
	h := open(t, options(dir))
	list, err := h.p.messages("sgt.lee", "control-room", "")
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, m := range list {
		line := string(m.ID) + " " + m.Text
		if _, twice := at[line]; twice {
			t.Errorf("%s is there twice", line)
		}
		at[line] = i + 1
	}
	last := 0
	for _, line := range receipted {
		if at[line] <= last {
			t.Fatalf("receipted %q is at %d after %d, want it there and in order", line, at[line], last)
		}
		last = at[line]
	}
	if len(receipted) < rounds || len(list)-len(receipted) > 2*rounds {
		t.Errorf("%d receipted, %d there", len(receipted), len(list))
	}
}

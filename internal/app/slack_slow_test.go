package app

import (
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"loggist/bot/slack/slacktest"
	"loggist/internal/force"
)

// slowly passes connections on to addr, each request so much later as delay says at that moment.
func slowly(t *testing.T, addr string, delay *atomic.Int64) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			out, err := net.Dial("tcp", addr)
			if err != nil {
				in.Close()
				return
			}
			go func() { _, _ = io.Copy(in, out); in.Close() }()
			go func() {
				defer out.Close()
				b := make([]byte, 64<<10)
				for {
					n, err := in.Read(b)
					if err != nil {
						return
					}
					time.Sleep(time.Duration(delay.Load()))
					if _, err := out.Write(b[:n]); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// TestSlowRedisAndSlowSlack: with a Redis that answers two seconds late and a Slack that takes a second for each call nobody
// reads operation_timeout and no form is lost: an act is answered as received, and its result follows.
func TestSlowRedisAndSlowSlack_F80(t *testing.T) {
	redis := miniredis.RunT(t)
	w := newWorkspace(t)
	cfg := onSlack(t, w, force.SlackSocket, t.TempDir(), false)
	var delay atomic.Int64
	cfg.Redis = &force.Redis{URL: "redis://" + slowly(t, redis.Addr(), &delay) + "/0", Attested: true}
	n := runOn(t, w, cfg)
	has(t, n.types("sgt.lee", w.control, "/ci call windows broken | where Riverside RV2 | because he may be hurt"), "Recorded as entry 001")
	w.Patience = 3 * time.Second
	delay.Store(int64(2 * time.Second))
	w.Break("*", slacktest.Fault{Times: -1, Delay: time.Second})
	shown := func(line string) slacktest.Shown {
		t.Helper()
		command, text, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
		act, err := w.Slash(account("sgt.lee"), w.control, command, text)
		if err != nil {
			t.Fatal(err)
		}
		x, ok := act.Wait(func(x slacktest.Shown) bool { return !x.Kept })
		if !ok || x.Failed != "" {
			t.Errorf("%s: shown %+v", line, x)
		}
		return x
	}
	if x := shown("/log CI-1 officers withdrawing"); !strings.Contains(x.Text, "Received. Not yet recorded.") {
		t.Errorf("shown %q", x.Text)
	}
	form := shown("/decision CI-1")
	if n := len(w.Calls("views.open")); form.View == nil && n > 0 {
		t.Errorf("%d forms were asked for with a trigger that had run out", n)
	}
	direct := w.Direct(account("sgt.lee"))
	want := []string{"Recorded as entry", "officers withdrawing"}
	if form.View == nil { // a record that is being written holds it up: then what to do is told
		want = append(want, "The form could not be opened in time. Nothing was recorded.")
	}
	eventually(t, "the results have followed", func() bool {
		seen := n.sees("sgt.lee", direct)
		return strings.Contains(seen, want[1]) && strings.Contains(seen, want[len(want)-1])
	})
	has(t, n.sees("sgt.lee", direct), want...)
	delay.Store(0)
	w.Mend()
}

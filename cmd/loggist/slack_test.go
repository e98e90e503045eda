package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
	"loggist/internal/record/recordtest"
)

// configured copies the shipped example to dir, with other platforms, and is the path of its loggist.yaml. Without a redis it
// is embedded.
func configured(t *testing.T, dir, platforms string, redis *recordtest.Server) string {
	t.Helper()
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("..", "..", "deploy", "example", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	yaml := read("loggist.yaml")
	cut := func(from, to string) {
		t.Helper()
		i := strings.Index(yaml, from)
		j := i + strings.Index(yaml[i:], to)
		if i < 0 || j < i {
			t.Fatalf("the example has no %q before %q", from, to)
		}
		yaml = yaml[:i] + yaml[j:]
	}
	cut("\nredis:\n", "\n# -----")
	cut("\nplatforms:\n", "\n# -----")
	cut("\nlisten: ", "\nreplicas:")
	yaml = strings.NewReplacer("/var/lib/loggist-keys", filepath.Join(dir, "keys"), "/var/lib/loggist ", filepath.Join(dir, "data")+" ").Replace(yaml)
	yaml += platforms
	if redis != nil {
		yaml += "\nredis:\n  url: redis://" + redis.Addr + "\n"
	}
	for name, text := range map[string]string{"loggist.yaml": yaml, "roster.csv": read("roster.csv"), "people.csv": read("people.csv")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "loggist.yaml")
}

// installation is a configuration that serves a stand-in's workspace, ready for loggist init.
func installation(t *testing.T, s *slacktest.Server) string {
	t.Helper()
	dir := t.TempDir()
	read := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join("..", "..", "deploy", "example", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	configured(t, dir, fmt.Sprintf("\nplatforms:\n  slack:\n    profile: full\n    bot_token_file: bot-token\n    app_token_file: app-token\n    api_url: %s\n", s.APIURL()), nil)
	write("bot-token", slacktest.BotToken+"\n")
	write("app-token", slacktest.AppToken+"\n")
	// Every person gets an account: U and the id without its stop, in the column for it.
	rows := strings.Split(strings.TrimSpace(read("people.csv")), "\n")
	column := -1
	for i, row := range rows {
		if strings.HasPrefix(row, "#") || strings.TrimSpace(row) == "" {
			continue
		}
		cells := strings.Split(row, ",")
		if column < 0 {
			for n, name := range cells {
				if strings.TrimSpace(name) == "slack" {
					column = n
				}
			}
			continue
		}
		cells[column] = slackAccount(cells[0])
		rows[i] = strings.Join(cells, ",")
		s.AddUser(slacktest.User{ID: cells[column], Name: cells[0]})
	}
	if column < 0 {
		t.Fatal("people.csv has no column for it")
	}
	write("people.csv", strings.Join(rows, "\n")+"\n")
	return filepath.Join(dir, "loggist.yaml")
}

func slackAccount(id string) string { return "U" + strings.ToUpper(strings.ReplaceAll(id, ".", "")) }

// slackWorld is a workspace that a real process serves.
type slackWorld struct {
	t      *testing.T
	s      *slacktest.Server
	config string
	p      *process
}

func (w *slackWorld) serve() {
	w.t.Helper()
	w.p, _ = launch(w.t, "serve", "--config", w.config)
	if !w.s.WaitSockets(2) {
		w.t.Fatalf("it did not connect:\n%s", w.p.errs)
	}
	time.Sleep(50 * time.Millisecond)
}

// kill9 ends the process at once, and waits until the workspace has noticed.
func (w *slackWorld) kill9() {
	w.p.kill()
	for range 6000 {
		if w.s.Sockets() == 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (w *slackWorld) types(channel, line string) string {
	w.t.Helper()
	command, text, _ := strings.Cut(strings.TrimPrefix(line, "/"), " ")
	a, err := w.s.Slash(slackAccount("sgt.lee"), channel, command, text)
	if err != nil {
		w.t.Fatal(err)
	}
	x, ok := a.Wait(func(x slacktest.Shown) bool { return !x.Kept })
	if !ok || x.Failed != "" {
		w.t.Fatalf("%s: nothing was shown (%s)\n%s", line, x.Failed, w.p.errs)
	}
	return x.Text
}

// said are the messages of the room that hold a word.
func (w *slackWorld) said(room, word string) (out []slacktest.Message) {
	list, _ := w.s.Look(slackAccount("sgt.lee"), room)
	for _, m := range list {
		if text, _ := slacktest.Reading(m.Blocks); strings.Contains(text, word) {
			out = append(out, m)
		}
	}
	return out
}

func (w *slackWorld) until(what string, ok func() bool) {
	w.t.Helper()
	for range 6000 {
		if ok() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.t.Fatalf("%s: not within a minute\n%s", what, w.p.errs)
}

// TestKilledBetweenPostAndReceipt: kill -9 while Slack has taken a message and the process does not know it yet. The message
// is found in the history and not sent again; where the history cannot be read it is, and says so; nothing is lost.
func TestKilledBetweenPostAndReceipt(t *testing.T) {
	s := slacktest.New()
	defer s.Close()
	s.Patience = time.Minute
	w := &slackWorld{t: t, s: s, config: installation(t, s)}
	control := s.OpenChannel("control-room", true, slackAccount("sgt.lee"))
	if p, _ := launch(t, "init", "--config", w.config); p.cmd.Wait() != nil {
		t.Fatalf("init: %s", p.errs)
	}
	w.serve()
	if got := w.types(control, "/ci call windows broken | where Riverside RV2 | because he may be hurt"); !strings.Contains(got, "Recorded as entry 001") {
		t.Fatal(got)
	}
	room := ""
	w.until("the room is there", func() bool {
		room = s.Room(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
		return room != ""
	})
	w.until("the review is there", func() bool { return len(w.said(room, "Review R-1")) == 1 })
	for i, c := range []struct {
		name   string
		fault  slacktest.Fault
		blind  bool // the history cannot be read
		copies int
	}{
		{"taken, the answer is on its way", slacktest.Fault{Hold: 5 * time.Second}, false, 1},
		{"taken, the answer is lost", slacktest.Fault{Lost: true, Hold: 500 * time.Millisecond}, false, 1},
		{"taken, the answer is a server error", slacktest.Fault{After: true, Hold: 500 * time.Millisecond}, false, 1},
		{"a server error, not taken", slacktest.Fault{Status: 503, Delay: 500 * time.Millisecond}, false, 1},
		{"not taken", slacktest.Fault{Cut: true, Delay: 500 * time.Millisecond}, false, 1},
		{"taken, and the history is unreadable", slacktest.Fault{Hold: 5 * time.Second}, true, 2},
	} {
		word := fmt.Sprintf("MARIGOLD%d", i)
		calls := len(s.Calls("chat.postMessage"))
		c.fault.Channel = room
		s.Break("chat.postMessage", c.fault)
		if got := w.types(room, "/log "+word); !strings.Contains(got, "Recorded as entry") {
			t.Fatal(got)
		}
		w.until(c.name+": the post is sent", func() bool { return len(s.Calls("chat.postMessage")) > calls })
		time.Sleep(50 * time.Millisecond)
		w.kill9()
		s.Mend()
		if c.blind {
			s.Break("conversations.history", slacktest.Fault{Times: -1, Status: 500})
		}
		w.serve()
		w.until(c.name+": it is said", func() bool { return len(w.said(room, word)) >= c.copies })
		if got := w.types(room, "/log and on"); !strings.Contains(got, "Recorded as entry") {
			t.Fatal(got)
		}
		w.until("and the next after it", func() bool { return len(w.said(room, "and on")) >= i+1 })
		s.Mend()
		list := w.said(room, word)
		if len(list) != c.copies {
			t.Errorf("%s: said %d times, want %d", c.name, len(list), c.copies)
		}
		for n, m := range list {
			if text, _ := slacktest.Reading(m.Blocks); strings.Contains(text, "REPEAT") != (n > 0) {
				t.Errorf("%s: copy %d reads %q", c.name, n+1, text)
			}
		}
	}
	if m := regexp.MustCompile(`xoxb-|xapp-|MARIGOLD|windows broken`).FindString(w.p.errs.String()); m != "" {
		t.Errorf("the log holds %q", m)
	}
}

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
)

// page is deploy/slack.md: what stands in it to be typed, in order.
type page struct {
	t      *testing.T
	blocks []string // the indented ones
	left   map[string]bool
}

func readPage(t *testing.T, path string) *page {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := &page{t: t, left: map[string]bool{}}
	var block []string
	flush := func() {
		if len(block) > 0 {
			p.blocks = append(p.blocks, strings.Join(block, "\n"))
			p.left[strings.Join(block, "\n")] = true
		}
		block = nil
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if code, ok := strings.CutPrefix(line, "    "); ok {
			block = append(block, code)
			continue
		}
		flush()
	}
	flush()
	return p
}

// take is the block that holds some words; each is taken once.
func (p *page) take(words string) string {
	p.t.Helper()
	for _, b := range p.blocks {
		if p.left[b] && strings.Contains(b, words) {
			p.left[b] = false
			return b
		}
	}
	p.t.Fatalf("the page has nothing more to be typed with %q", words)
	return ""
}

// TestSlackPageIsFollowedWordForWord: deploy/slack.md from its first line to the first call, with the stand-in in Slack's place: its
// commands are run by a shell as they stand there, its snippets put where it says, and nothing of it is left over. Only the
// directories are others than on a real machine, and one line more says where the stand-in is.
func TestSlackPageIsFollowedWordForWord(t *testing.T) {
	root := t.TempDir()
	p := readPage(t, filepath.Join("..", "..", "deploy", "slack.md"))
	there := strings.NewReplacer("/etc/loggist", root+"/etc/loggist", "/var/lib/", root+"/var/lib/", "/usr/local/bin/", root+"/usr/local/bin/").Replace
	// The program is this test: building it again would test the compiler. Its place is that of the page.
	self, err := exec.LookPath("loggist")
	if err != nil {
		t.Fatal(err)
	}
	secrets := there("/etc/loggist/secrets")
	in := filepath.Join("..", "..")
	shell := func(script, input string) string {
		t.Helper()
		cmd := exec.Command("sh", "-e", "-c", there(script))
		cmd.Dir = in
		cmd.Stdin = strings.NewReader(input)
		cmd.Env = append(os.Environ(), "PATH="+there("/usr/local/bin/")+":"+os.Getenv("PATH"), "CREDENTIALS_DIRECTORY="+secrets)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s\n%v\n%s", script, err, out)
		}
		return string(out)
	}
	has := func(got string, wants ...string) {
		t.Helper()
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in:\n%s", want, got)
			}
		}
	}

	// 1. Loggist
	install, ok := strings.CutPrefix(p.take("make build"), "make build\n")
	if !ok {
		t.Fatal("the page does not begin with make build")
	}
	shell(strings.Replace(install, "bin/loggist /usr", self+" /usr", 1), "")
	shell(p.take("sed -i '/^redis:"), "")
	config := there("/etc/loggist/loggist.yaml")
	edit := func(change func(string) string) {
		t.Helper()
		b, err := os.ReadFile(config)
		if err == nil {
			err = os.WriteFile(config, []byte(change(string(b))), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	edit(there)                  // where the data and the keys are
	edit(func(s string) string { // whatever listens is on a port of its own
		return strings.Replace(s, "\nlisten: 127.0.0.1:8471", "\nlisten: 127.0.0.1:0", 1)
	})

	// 2. The app, from the manifest that the page names and the one that the program prints.
	printed := shell("loggist setup slack", "")
	shipped, err := os.ReadFile(filepath.Join("..", "..", "deploy", "slack", "manifest.json"))
	if err != nil || printed != string(shipped) {
		t.Fatalf("deploy/slack/manifest.json is not what loggist setup slack prints: %v", err)
	}
	has(shell("loggist setup slack --explain", ""), "files:read", "connections:write", "message.groups")
	s := slacktest.New()
	defer s.Close()
	if err := s.Install(shipped); err != nil {
		t.Fatal(err)
	}
	const me = "U0123ABCDEF"
	s.AddUser(slacktest.User{ID: me, Name: "me"})
	anywhere := s.OpenChannel("anywhere", true, me)

	// 3. The tokens
	tokens := strings.Split(p.take("slack-bot-token)"), "\n")
	if len(tokens) != 2 {
		t.Fatalf("the tokens are put into their files by %q", tokens)
	}
	shell(tokens[0], slacktest.BotToken+"\n")
	shell(tokens[1], slacktest.AppToken+"\n")
	for _, name := range []string{"slack-bot-token", "slack-app-token"} {
		if info, err := os.Stat(filepath.Join(secrets, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v; only the service can read it", name, info, err)
		}
	}
	snippet := p.take("platforms:\n")
	edit(func(s string) string {
		before, rest, _ := strings.Cut(s, "\nplatforms:\n")
		_, after, found := strings.Cut(rest, "\n# ---")
		if !found {
			t.Fatal("the example has no section after its platforms")
		}
		return before + "\n" + snippet + "\n# ---" + after
	})
	edit(func(text string) string {
		return strings.Replace(text, "  slack:\n", "  slack:\n    api_url: "+s.APIURL()+"\n", 1)
	})

	// 4. Who is who
	shell(p.take("/^sgt.lee,/"), "")

	// 5. Check, and start
	start := strings.Split(p.take("loggist init"), "\n")
	if len(start) != 4 || start[0] != "export CREDENTIALS_DIRECTORY=/etc/loggist/secrets" || start[3] != "loggist serve --config /etc/loggist/loggist.yaml" {
		t.Fatalf("it is started by %q", start)
	}
	has(shell(start[1], ""), "A new installation was made")
	checked := shell(start[2], "")
	has(checked, "exactly those that are needed", "it opens connections", "every account of the directory is a member's")
	if strings.Contains(checked, "FAIL") {
		t.Errorf("the check fails:\n%s", checked)
	}
	t.Setenv("CREDENTIALS_DIRECTORY", secrets)
	s.Patience = time.Minute
	w := &slackWorld{t: t, s: s, config: config}
	w.serve()

	// 6. The first call
	a, err := s.Slash(me, anywhere, "ci", strings.TrimPrefix(p.take("/ci call"), "/ci "))
	if err != nil {
		t.Fatal(err)
	}
	x, ok := a.Wait(func(x slacktest.Shown) bool { return !x.Kept })
	if !ok || x.Failed != "" {
		t.Fatalf("nothing was shown (%s)\n%s", x.Failed, w.p.errs)
	}
	has(x.Text, "is open. Recorded as entry 001")
	var room string
	w.until("the private channel is open, with a pinned card and a link above", func() bool {
		room = s.Room(fmt.Sprintf("ci-%d-0001", time.Now().Year()))
		return room != "" && len(s.Pins(room)) == 1 && len(s.Bookmarks(room)) == 1
	})
	if list, ok := s.Look(me, room); !ok || len(list) == 0 {
		t.Error("whoever called it is not in its room")
	}
	// In a thread, where there are no slash commands; and the Home tab.
	_, ts, err := s.Say(me, room, "look at this", "")
	if err != nil {
		t.Fatal(err)
	}
	thread, _, err := s.Say(me, room, "<@"+slacktest.BotUser+"> decision Officers stay because the crowd is there", ts)
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := thread.Wait(func(x slacktest.Shown) bool { return strings.Contains(x.Text, "Recorded as entry") }); !ok {
		t.Errorf("in a thread: %+v", x)
	}
	s.OpenHome(me)
	w.until("the board is there", func() bool { return s.Home(me) != nil })

	// HTTP instead of sockets
	in = root
	shell(p.take("--mode http"), "")
	b, err := os.ReadFile(filepath.Join(root, "manifest.json"))
	if err != nil || s.Install(b) != nil || !strings.Contains(string(b), `"socket_mode_enabled": false`) {
		t.Errorf("the manifest of HTTP mode: %v", err)
	}
	for block, left := range p.left {
		if left {
			t.Errorf("nobody typed this of the page:\n%s", block)
		}
	}
}

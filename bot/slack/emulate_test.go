package slack

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	slackgo "github.com/slack-go/slack"

	"loggist/bot"
	"loggist/internal/obs/obstest"
)

// emulate starts the npm package emulate, a Slack of somebody else's making, and returns the address of its Web API.
func emulate(t *testing.T) string {
	t.Helper()
	dir := filepath.Join("slacktest", "emulate")
	node := filepath.Join(dir, "node_modules", "node", "bin", "node")
	if _, err := os.Stat(node); err != nil {
		if os.Getenv("LOGGIST_REQUIRE_EMULATE") != "" {
			t.Fatal("emulate is not installed: run .ci/install")
		}
		t.Skip("emulate is not installed: run .ci/install")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd := exec.Command(node, filepath.Join(dir, "node_modules", "emulate", "dist", "index.js"), "start", "-s", "slack", "-p", fmt.Sprint(port), "--seed", filepath.Join(dir, "seed.yaml"))
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	address := fmt.Sprintf("http://127.0.0.1:%d/", port)
	for range 300 {
		if resp, err := http.Get(address); err == nil {
			resp.Body.Close()
			return address + "api/"
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("emulate did not start: %s", out.String())
	return ""
}

// bearer puts the token of a form into the header, the only place where emulate looks for it.
type bearer struct{ token string }

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+b.token)
	return http.DefaultTransport.RoundTrip(r)
}

// TestEmulateTakesOurCalls: what we ask of the Web API somebody else's Slack understands as well. It knows no socket mode,
// no interactions and no limits, and its history shows everything: the stand-in is the real test.
func TestEmulateTakesOurCalls(t *testing.T) {
	p, err := New(Options{Mode: Socket, BotToken: "xoxb-fictional", AppToken: "xapp-fictional", APIURL: emulate(t), Logger: obstest.Logger(t)})
	if err != nil {
		t.Fatal(err)
	}
	p.client.Transport = bearer{"xoxb-fictional"}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	users, err := p.api.GetUsersContext(ctx)
	if err != nil {
		t.Fatal(err)
	}
	person := ""
	for _, u := range users {
		if u.Name == "lee" {
			person = u.ID
		}
	}
	send := func(m bot.Message) bot.Receipt {
		t.Helper()
		r, err := p.Send(ctx, m)
		if err != nil {
			t.Fatalf("%s %s: %v", m.Act, m.Key, err)
		}
		return r
	}
	room := send(bot.Message{Key: "room", Act: bot.ActOpenRoom, Name: "ci-2027-0001", Topic: "Called · Gold vacant"}).Room
	send(bot.Message{Key: "in", Act: bot.ActInvite, Room: room, Person: person})
	long := "OFFICIAL-SENSITIVE\n" + strings.Repeat("forty people & <officers> outside\n", 700) + "end"
	card := bot.Message{Key: "card", Act: bot.ActPost, Room: room, Text: long, Pin: true, Actions: []bot.Action{{ID: "accept:1", Label: "Accept escalation E-1"}}}
	first := send(card)
	if got, found, err := p.Find(ctx, card); err != nil || !found || got.Message != first.Message {
		t.Errorf("Find: %+v, %v, %v", got, found, err)
	}
	if _, found, err := p.Find(ctx, bot.Message{Key: "other", Act: bot.ActPost, Room: room}); err != nil || found {
		t.Errorf("Find of what was never sent: %v, %v", found, err)
	}
	send(bot.Message{Key: "edit", Act: bot.ActPost, Room: room, Text: "OFFICIAL-SENSITIVE\nshort", Replace: first.Message})
	_, ts, _ := placeOf(first.Message)
	page, err := p.api.GetConversationHistoryContext(ctx, &slackgo.GetConversationHistoryParameters{ChannelID: string(room), Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range page.Messages {
		if m.Timestamp == ts && !strings.HasSuffix(m.Text, "short") {
			t.Errorf("the card reads %.60q", m.Text)
		}
	}
	send(bot.Message{Key: "topic", Act: bot.ActDescribe, Room: room, Topic: "Declared"})
	send(bot.Message{Key: "direct", Act: bot.ActDirect, Person: person, Text: "Escalation 1/E-1 for you.", Rings: true})
	p.publishHome(ctx, func(context.Context, bot.Request) bot.Reply {
		return bot.Reply{OK: true, Text: "Nothing waits for you."}
	}, outer{Event: event{User: person}})
	send(bot.Message{Key: "out", Act: bot.ActRemove, Room: room, Person: person})
	send(bot.Message{Key: "archive", Act: bot.ActArchive, Room: room})
}

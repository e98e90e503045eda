package slack

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"loggist/bot"
	"loggist/bot/slack/slacktest"
)

// TestFilesAreIdentified: of a file whose message is marked name, size and SHA-256 are told; where it cannot be read the message
// is told all the same, with the reason. The token is shown to no other host, and nothing is asked of one.
func TestFilesAreIdentified_R2_19(t *testing.T) {
	h := newHouse(t, Socket)
	k := &kept{}
	h.run(k.handle)
	room := h.open("ci-2027-0001", lee, patel)
	body := bytes.Repeat([]byte("video of the crowd "), 70_000)
	elsewhere := strings.Replace(h.s.APIURL(), "127.0.0.1", "localhost", 1) + "../signin"
	for _, c := range []struct {
		name   string
		file   slacktest.File
		scopes []string
		fault  slacktest.Fault
		sum    string
		unread string
	}{
		{name: "a file", file: slacktest.File{Body: body}},
		{name: "a page", file: slacktest.File{Body: []byte("<html>"), Type: "text/html"}},
		{name: "without the scope", file: slacktest.File{Body: body}, scopes: []string{"chat:write", "groups:history", "groups:read", "reactions:read", "users:read"}, unread: "files:read"},
		{name: "too large", file: slacktest.File{Body: body, Size: hashMost + 1}, unread: "larger than 64 MB"},
		{name: "larger than it says", file: slacktest.File{Body: body, Size: 7}, unread: "bytes came in the place of 7"},
		{name: "connection lost", file: slacktest.File{Body: body}, fault: slacktest.Fault{Lost: true}, unread: "connection was lost"},
		{name: "nothing comes", file: slacktest.File{Body: body}, fault: slacktest.Fault{Cut: true}, unread: "connection was lost"},
		{name: "status 500", file: slacktest.File{Body: body}, fault: slacktest.Fault{Status: 500}, unread: "status 500"},
		{name: "external", file: slacktest.File{External: true, At: elsewhere}, unread: "kept outside the workspace"},
		{name: "at another host", file: slacktest.File{Body: body, At: elsewhere}, unread: "not at an address of the workspace's own files"},
		{name: "sent on to another host", file: slacktest.File{Body: body, Elsewhere: elsewhere}, unread: "sent on to another address"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.scopes != nil {
				h.s.Grant(c.scopes...)
				defer h.s.Grant(slacktest.AllScopes...)
			}
			if c.fault != (slacktest.Fault{}) {
				c.fault.Times = -1
				h.s.Break("files", c.fault)
				defer h.s.Mend()
			}
			c.file.Name = "crowd.mp4"
			_, ts, err := h.s.Attach(lee, room, "", c.file)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.s.React(patel, room, ts, "memo", false); err != nil {
				t.Fatal(err)
			}
			marked := k.last
			if marked.Kind != bot.KindMarked || len(marked.Source.Files) != 1 {
				t.Fatalf("the handler got %+v", marked)
			}
			f := marked.Source.Files[0]
			size := int64(c.file.Size)
			if size == 0 {
				size = int64(len(c.file.Body))
			}
			if f.Name != "crowd.mp4" || f.Size != size {
				t.Errorf("%s, %d bytes", f.Name, f.Size)
			}
			got, unread := f.Reader.Identify(t.Context())
			if c.unread == "" {
				want := sha256.Sum256(c.file.Body)
				c.sum = hex.EncodeToString(want[:])
			}
			if got != c.sum || !strings.Contains(unread, c.unread) || c.unread == "" && unread != "" {
				t.Errorf("SHA-256 %q, %q; want %q, %q", got, unread, c.sum, c.unread)
			}
			if strings.Contains(unread, "http") || strings.Contains(unread, "xoxb") {
				t.Errorf("%q holds an address or a token", unread)
			}
		})
	}
	if calls := h.s.Calls("signin"); len(calls) != 0 {
		t.Errorf("another host was asked %d times: %v", len(calls), calls)
	}
}

// TestOnlySlackServesFiles: outside tests the token goes to Slack's own hosts for files, over TLS, and nowhere else.
func TestOnlySlackServesFiles(t *testing.T) {
	p := &Platform{}
	for address, want := range map[string]bool{
		"https://files.slack.com/files-pri/T0-F0/crowd.mp4": true, "https://files.slack-gov.com/files-pri/T0-F0/crowd.mp4": true,
		"http://files.slack.com/x": false, "https://files.slack.com.example/x": false, "https://example.com/files.slack.com": false,
		"https://files.slack.com@example.com/x": false, "https://files.slack.com:8443/x": false, "https://docs.example.com/d/1": false, "": false, "://": false,
	} {
		if got := p.serves(address); got != want {
			t.Errorf("serves(%q) = %v", address, got)
		}
	}
}

// TestSlowFileHoldsNobodyUp: who is asked first why a message matters is asked at once, however large the file is.
func TestSlowFileHoldsNobodyUp(t *testing.T) {
	h := newHouse(t, HTTP)
	h.run((&kept{answer: func(r bot.Request) bot.Reply {
		if r.Asks {
			return bot.Reply{OK: true, Form: form}
		}
		return bot.Reply{}
	}}).handle)
	room := h.open("ci-2027-0001", lee)
	h.s.Break("files", slacktest.Fault{Times: -1, Delay: time.Minute})
	_, ts, err := h.s.Attach(lee, room, "", slacktest.File{Name: "crowd.mp4", Body: []byte("x")})
	if err != nil {
		t.Fatal(err)
	}
	a, err := h.s.Shortcut(lee, room, ts, captureCallback)
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := a.Wait(func(x slacktest.Shown) bool { return x.View != nil }); !ok {
		t.Errorf("shown %+v", x)
	}
	if n := len(h.s.Calls("files")); n != 0 {
		t.Errorf("the file was asked for %d times before anything is recorded", n)
	}
}

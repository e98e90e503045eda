package slack

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"loggist/bot/slack/slacktest"
)

// TestOnlySlackIsHeard: nothing is looked at that is not signed over its raw body within five minutes, and a payload in the
// query, which no signature covers, is refused.
func TestOnlySlackIsHeard_F90(t *testing.T) {
	h := newHouse(t, HTTP)
	k := &kept{}
	h.run(k.handle)
	server := httptest.NewServer(h.p.Handler())
	defer server.Close()
	form := url.Values{"command": {"/log"}, "text": {"words"}, "user_id": {lee}, "team_id": {slacktest.Team}, "channel_id": {"C1"}, "trigger_id": {"1.2.3"}}
	body := []byte(form.Encode())
	interaction := `{"type":"block_actions","user":{"id":"` + lee + `"},"team":{"id":"T"},"actions":[{"value":"accept","action_ts":"1.2"}],"container":{"type":"message","channel_id":"C1","message_ts":"1.1"}}`
	now := time.Now()
	for _, c := range []struct {
		name, path string
		body       []byte
		head       http.Header
		want       int
	}{
		{"signed", "/", body, slacktest.Sign(slacktest.SigningSecret, now, body), 200},
		{"unsigned", "/", body, http.Header{}, 401},
		{"another secret", "/", body, slacktest.Sign("another", now, body), 401},
		{"another body", "/", append([]byte("x=1&"), body...), slacktest.Sign(slacktest.SigningSecret, now, body), 401},
		{"six minutes old", "/", body, slacktest.Sign(slacktest.SigningSecret, now.Add(-6*time.Minute), body), 401},
		{"six minutes ahead", "/", body, slacktest.Sign(slacktest.SigningSecret, now.Add(6*time.Minute), body), 401},
		{"a payload in the query", "/?payload=" + url.QueryEscape(interaction), []byte{}, slacktest.Sign(slacktest.SigningSecret, now, nil), 400},
		{"too long", "/", bytes.Repeat([]byte("x"), bodyMost+1), http.Header{}, 413},
		{"no command", "/", []byte("a=b"), slacktest.Sign(slacktest.SigningSecret, now, []byte("a=b")), 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := k.count()
			r, err := http.NewRequest(http.MethodPost, server.URL+c.path, bytes.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header = c.head
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			resp, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			answer, _ := io.ReadAll(resp.Body)
			if resp.StatusCode != c.want || strings.Contains(string(answer), slacktest.SigningSecret) {
				t.Errorf("answered %d %s, want %d", resp.StatusCode, answer, c.want)
			}
			if got := k.count() - before; got != 0 && c.want != 200 || got != 1 && c.want == 200 {
				t.Errorf("%d acts reached the handler", got)
			}
		})
	}
	t.Run("another method", func(t *testing.T) {
		resp, err := http.Get(server.URL)
		if err != nil || resp.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("%v, %v", resp, err)
		}
		resp.Body.Close()
	})
	t.Run("the address is verified", func(t *testing.T) {
		body := []byte(`{"type":"url_verification","challenge":"abc"}`)
		r, _ := http.NewRequest(http.MethodPost, server.URL, bytes.NewReader(body))
		r.Header = slacktest.Sign(slacktest.SigningSecret, now, body)
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if answer, _ := io.ReadAll(resp.Body); string(answer) != "abc" {
			t.Errorf("answered %q", answer)
		}
	})
}

// TestNobodyReceives: while nobody does, Slack is told so, and what can be delivered again is.
func TestNobodyReceives(t *testing.T) {
	h := newHouse(t, HTTP)
	a, err := h.s.Slash(lee, h.s.Direct(lee), "log", "words")
	if err != nil {
		t.Fatal(err)
	}
	if x, ok := a.Wait(func(slacktest.Shown) bool { return true }); !ok || x.Failed == "" {
		t.Errorf("shown %+v, want that it failed", x)
	}
}

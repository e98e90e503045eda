package slacktest

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/slack-go/slack"
)

// Shown is one thing that a person was shown because of an act of his.
type Shown struct {
	Text       string
	Blocks     []slack.Block
	View       *View
	Errors     map[string]string
	ViewClosed bool
	// Kept is true for a message that stays; what is shown to one person alone goes away.
	Kept bool
	// Whispered is true for what was posted in a channel for one person alone. Slack does not say what it answers: it may be
	// an earlier act than the one that it is shown with here.
	Whispered bool
	// Failed is what Slack itself says where the app did not answer, such as operation_timeout.
	Failed string
}

// Act is something that a person did, as it was delivered to the app: it can be delivered again.
type Act struct {
	User, Channel string
	kind          string // the envelope's type
	payload       object // of an event, the inner one
	eventID       string
	envelope      string
	view          *View

	mu    sync.Mutex
	seen  []Shown
	fresh chan struct{}
}

func (a *Act) show(x Shown) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, x)
	select {
	case a.fresh <- struct{}{}:
	default:
	}
}

// Seen is what was shown so far.
func (a *Act) Seen() []Shown {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]Shown(nil), a.seen...)
}

// Wait waits until something was shown that fits, or for half a minute.
func (a *Act) Wait(fits func(Shown) bool) (Shown, bool) {
	late := time.After(30 * time.Second)
	from := 0
	for {
		seen := a.Seen()
		for _, x := range seen[from:] {
			if fits(x) {
				return x, true
			}
		}
		from = len(seen)
		select {
		case <-a.fresh:
		case <-late:
			return Shown{}, false
		}
	}
}

// shown gives what the app says to one person to the last act of his. The lock is held.
func (s *Server) shown(user string, x Shown) {
	for i := len(s.acts) - 1; i >= 0; i-- {
		if s.acts[i].User == user {
			s.acts[i].show(x)
			return
		}
	}
}

// newAct notes an act. The lock is held.
func (s *Server) newAct(user, channel, kind string) *Act {
	a := &Act{User: user, Channel: channel, kind: kind, fresh: make(chan struct{}, 1), eventID: s.id("Ev"), envelope: s.id("envelope-")}
	s.acts = append(s.acts, a)
	return a
}

// Again says how something is delivered once more.
type Again struct {
	// NewID: under new ids of event and envelope. NoHeader: without saying that it is a retry.
	NewID, NoHeader bool
}

// Redeliver delivers an act once more. The error is what Slack makes of no answer.
func (s *Server) Redeliver(a *Act, how Again) error {
	eventID, envelope, retry := a.eventID, a.envelope, 1
	if how.NewID {
		s.mu.Lock()
		eventID, envelope = s.id("Ev"), s.id("envelope-")
		s.mu.Unlock()
	}
	if how.NoHeader {
		retry = 0
	}
	return s.deliver(a, delivery{eventID, envelope, retry})
}

type delivery struct {
	eventID, envelope string
	retry             int
}

// first delivers an act for the first time; an event that is not taken is delivered once more at once, as Slack does.
func (s *Server) first(a *Act) error {
	d := delivery{a.eventID, a.envelope, 0}
	err := s.deliver(a, d)
	if err != nil && a.kind == "events_api" {
		d.retry = 1
		err = s.deliver(a, d)
	}
	return err
}

// deliver sends an act over one of the sockets, or signed to the URL, and does what the answer says.
func (s *Server) deliver(a *Act, d delivery) error {
	payload := a.payload
	if a.kind == "events_api" {
		payload = object{
			"token": "fictional", "team_id": Team, "api_app_id": AppID, "type": "event_callback", "event_id": d.eventID, "event_time": time.Now().Unix(), "event": a.payload,
		}
	}
	s.mu.Lock()
	to := s.url
	s.mu.Unlock()
	var body []byte
	err := errClosed
	if to != "" {
		body, err = s.post(to, a.kind, payload, d)
	} else {
		e := object{"type": a.kind, "envelope_id": d.envelope, "payload": payload, "accepts_response_payload": a.kind != "events_api"}
		if d.retry > 0 {
			e["retry_attempt"], e["retry_reason"] = d.retry, "timeout"
		}
		for c := s.socket(); c != nil && errors.Is(err, errClosed); c = s.socket() {
			body, err = c.envelope(e) // what was closed meanwhile has taken nothing
		}
		if errors.Is(err, errClosed) {
			err = errNoAnswer
		}
	}
	if err != nil {
		if a.kind != "events_api" {
			a.show(Shown{Failed: err.Error()})
		}
		return err
	}
	s.answered(a, body)
	return nil
}

// socket is the next connection in turn; nil when there is none.
func (s *Server) socket() *socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sockets) == 0 {
		return nil
	}
	s.n++
	return s.sockets[s.n%len(s.sockets)]
}

// answered shows what the answer to an act says.
func (s *Server) answered(a *Act, body []byte) {
	switch {
	case a.view != nil:
		s.mu.Lock()
		s.submitted(a.view, a, body)
		s.mu.Unlock()
	case a.kind == "slash_commands" && len(bytes.TrimSpace(body)) > 0:
		var r struct {
			Text   string       `json:"text"`
			Blocks slack.Blocks `json:"blocks"`
		}
		if json.Unmarshal(body, &r) == nil && (r.Text != "" || len(r.Blocks.BlockSet) > 0) {
			a.show(Shown{Text: r.Text, Blocks: r.Blocks.BlockSet})
		}
	}
}

// Sign makes the headers by which a request over HTTP shows that it is Slack's.
func Sign(secret string, at time.Time, body []byte) http.Header {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	h := http.Header{}
	h.Set("X-Slack-Request-Timestamp", stamp)
	h.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return h
}

// post delivers over HTTP: events as JSON, interactions as a form with payload, commands as a form.
func (s *Server) post(to, kind string, payload object, d delivery) ([]byte, error) {
	b, err := json.Marshal(payload)
	if err != nil {
		return nil, err
	}
	contentType := "application/x-www-form-urlencoded"
	switch kind {
	case "events_api":
		contentType = "application/json"
	case "interactive":
		b = []byte(url.Values{"payload": {string(b)}}.Encode())
	default:
		form := url.Values{}
		for k, v := range payload {
			form.Set(k, fmt.Sprint(v))
		}
		b = []byte(form.Encode())
	}
	r, err := http.NewRequest(http.MethodPost, to, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	r.Header = Sign(SigningSecret, time.Now(), b)
	r.Header.Set("Content-Type", contentType)
	if d.retry > 0 {
		r.Header.Set("X-Slack-Retry-Num", strconv.Itoa(d.retry))
		r.Header.Set("X-Slack-Retry-Reason", "http_timeout")
	}
	client := http.Client{Timeout: s.Patience}
	resp, err := client.Do(r)
	if err != nil {
		return nil, errNoAnswer
	}
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("http_error %d", resp.StatusCode)
	}
	return out, nil
}

// responseURL takes what the app says through a response_url.
func (s *Server) responseURL(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	s.mu.Lock()
	f := s.fault("response_url", "")
	u := s.answers[r.PathValue("token")]
	if u != nil {
		u.uses++
	}
	s.mu.Unlock()
	if f.before(w) {
		return
	}
	if err != nil || u == nil || u.uses > 5 || time.Now().After(u.until) {
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"ok":false,"error":"used_url"}`)
		return
	}
	var m struct {
		Text   string          `json:"text"`
		Blocks json.RawMessage `json:"blocks"`
		Type   string          `json:"response_type"`
	}
	if json.Unmarshal(body, &m) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	x := Shown{Text: m.Text}
	if len(m.Blocks) > 0 {
		if x.Blocks, err = readBlocks(string(m.Blocks), maxBlocks); err != nil {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, "invalid_blocks")
			return
		}
	}
	u.act.show(x)
	fmt.Fprint(w, "ok")
}

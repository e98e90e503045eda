package mattermost

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"loggist/bot"
	"loggist/internal/obs/obstest"
)

// signer is what a callback asks of a server: its key, and who is in which channel. Whether a real one answers so is asked by
// TestServerProvesWhoPressed.
type signer struct {
	*httptest.Server
	key     *ecdsa.PrivateKey // nil: it tells none
	members map[string]bool   // channel/user
}

func newSigner(t *testing.T) *signer {
	t.Helper()
	s := &signer{key: newKey(t), members: map[string]bool{}}
	m := http.NewServeMux()
	give := func(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }
	m.HandleFunc("GET /api/v4/config/client", func(w http.ResponseWriter, _ *http.Request) {
		config := map[string]string{}
		if s.key != nil {
			der, err := x509.MarshalPKIXPublicKey(&s.key.PublicKey)
			if err != nil {
				t.Error(err)
			}
			config["AsymmetricSigningPublicKey"] = base64.StdEncoding.EncodeToString(der)
		}
		give(w, config)
	})
	m.HandleFunc("POST /api/v4/channels/direct", func(w http.ResponseWriter, _ *http.Request) { give(w, &model.Channel{Id: model.NewId()}) })
	m.HandleFunc("POST /api/v4/posts", func(w http.ResponseWriter, _ *http.Request) { give(w, &model.Post{Id: model.NewId()}) })
	m.HandleFunc("GET /api/v4/users/{id}", func(w http.ResponseWriter, r *http.Request) {
		give(w, &model.User{Id: strings.Replace(r.PathValue("id"), "me", "bot", 1), Roles: "system_user"})
	})
	m.HandleFunc("GET /api/v4/teams/name/{name}", func(w http.ResponseWriter, _ *http.Request) { give(w, &model.Team{Id: "team"}) })
	m.HandleFunc("GET /api/v4/channels/{id}", func(w http.ResponseWriter, r *http.Request) {
		give(w, &model.Channel{Id: r.PathValue("id"), Type: model.ChannelTypePrivate})
	})
	m.HandleFunc("GET /api/v4/channels/{id}/members/{user}", func(w http.ResponseWriter, r *http.Request) {
		if !s.members[r.PathValue("id")+"/"+r.PathValue("user")] {
			w.WriteHeader(http.StatusNotFound)
		}
		give(w, map[string]string{})
	})
	s.Server = httptest.NewServer(m)
	t.Cleanup(s.Close)
	return s
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// trigger is one as the server makes it, at any time.
func trigger(t *testing.T, key *ecdsa.PrivateKey, user string, at time.Time) string {
	t.Helper()
	said := fmt.Sprintf("%s:%s:%d:", model.NewId(), user, at.UnixMilli())
	sum := sha256.Sum256([]byte(said))
	signature, err := key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(said + base64.StdEncoding.EncodeToString(signature)))
}

// TestTriggersAreTheServers: what we read of a trigger is what the server's own client writes.
func TestTriggersAreTheServers(t *testing.T) {
	key, user := newKey(t), model.NewId()
	_, theirs, err := model.GenerateTriggerId(user, key)
	if err != nil {
		t.Fatal(err)
	}
	at, e := readTrigger(&key.PublicKey, theirs, user)
	if e != nil || time.Since(at).Abs() > time.Minute {
		t.Errorf("%v, %v", at, e)
	}
	if _, _, err := model.DecodeAndVerifyTriggerId(trigger(t, key, user, time.Now()), key, time.Minute); err != nil {
		t.Error(err)
	}
}

// pressing is an adapter with a room in which two people are, and the requests that reach its handler.
type pressing struct {
	*signer
	p                     *Platform
	room, other, lee, kha string
	log                   *obstest.Log

	mu  sync.Mutex
	got []bot.Request
}

func newPressing(t *testing.T) *pressing {
	t.Helper()
	x := &pressing{signer: newSigner(t), room: model.NewId(), other: model.NewId(), lee: model.NewId(), kha: model.NewId(), log: obstest.New(t)}
	for _, who := range []string{x.lee, x.kha} {
		x.members[x.room+"/"+who], x.members[x.other+"/"+who] = true, true
	}
	x.p = newAlone(t)
	x.p.api.URL, x.p.api.APIURL = x.URL, x.URL+model.APIURLSuffix
	x.p.Logger = x.log.Logger()
	x.p.receiving.Begin(t.Context(), func(_ context.Context, r bot.Request) bot.Reply {
		x.mu.Lock()
		defer x.mu.Unlock()
		x.got = append(x.got, r)
		return bot.Reply{OK: true, Text: "Recorded as entry 014."}
	})
	return x
}

func (x *pressing) post(path, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	x.p.Handler().ServeHTTP(w, r)
	return w
}

// press delivers a press of the button of a ticket.
func (x *pressing) press(t *testing.T, in model.PostActionIntegrationRequest, tk ticket) (status int, said string) {
	t.Helper()
	in.Context = map[string]any{contextTicket: x.p.seal(tk)}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(in); err != nil {
		t.Fatal(err)
	}
	w := x.post("/loggist/press", "application/json", b.String())
	var out model.PostActionIntegrationResponse
	_ = json.Unmarshal(w.Body.Bytes(), &out)
	return w.Code, out.EphemeralText
}

// TestPressIsProvedByTheServer: the button of a post in a room is anybody's in that room. That it was this person, now, is what
// the server signs.
func TestPressIsProvedByTheServer(t *testing.T) {
	x := newPressing(t)
	stranger, now := model.NewId(), time.Now()
	button := ticket{Use: usePress, Room: x.room, Until: until(time.Hour), Act: "accept:142/E-1"}
	own, late := button, button
	own.User, late.Until = x.lee, now.Add(-time.Minute).Unix()
	lee := func(at time.Time) string { return trigger(t, x.key, x.lee, at) }
	for name, c := range map[string]struct {
		channel, user, trigger string
		ticket                 ticket
		status                 int
		said                   string
		taken                  bool
	}{
		"good":                   {x.room, x.lee, lee(now), button, 200, "Recorded as entry 014.", true},
		"his own":                {x.room, x.lee, lee(now), own, 200, "Recorded as entry 014.", true},
		"a minute old":           {x.room, x.lee, lee(now.Add(-time.Minute)), button, 200, "Recorded as entry 014.", true},
		"six minutes later":      {x.room, x.lee, lee(now.Add(-6 * time.Minute)), button, 200, lateClick, false},
		"six minutes ahead":      {x.room, x.lee, lee(now.Add(6 * time.Minute)), button, 200, lateClick, false},
		"in another's name":      {x.room, x.kha, lee(now), button, 403, "", false},
		"in another's, resigned": {x.room, x.kha, trigger(t, newKey(t), x.kha, now), button, 403, "", false},
		"no trigger":             {x.room, x.lee, "", button, 403, "", false},
		"no signature":           {x.room, x.lee, base64.StdEncoding.EncodeToString([]byte("a:" + x.lee + ":1:")), button, 403, "", false},
		"from another room":      {x.other, x.lee, lee(now), button, 403, "", false},
		"another person's":       {x.room, x.kha, trigger(t, x.key, x.kha, now), own, 403, "", false},
		"not in the room":        {x.room, stranger, trigger(t, x.key, stranger, now), button, 403, "", false},
		"expired":                {x.room, x.lee, lee(now), late, 200, tooLate, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(x.got)
			in := model.PostActionIntegrationRequest{ChannelId: c.channel, UserId: c.user, PostId: model.NewId(), TriggerId: c.trigger}
			status, said := x.press(t, in, c.ticket)
			if taken := len(x.got) > before; status != c.status || said != escape(c.said) || taken != c.taken {
				t.Errorf("%d %q, taken %v; want %d %q, %v", status, said, taken, c.status, c.said, c.taken)
			}
		})
	}
}

// TestPressTwiceIsOneAct: a press that is delivered again, even with the ticket of another button, is the same act.
func TestPressTwiceIsOneAct(t *testing.T) {
	x := newPressing(t)
	accept := ticket{Use: usePress, Room: x.room, Until: until(time.Hour), Act: "accept:142/E-1"}
	end := accept
	end.Act = "end:142/E-1"
	in := model.PostActionIntegrationRequest{ChannelId: x.room, UserId: x.lee, PostId: model.NewId(), TriggerId: trigger(t, x.key, x.lee, time.Now())}
	x.press(t, in, accept)
	x.press(t, in, accept)
	x.press(t, in, end)
	in.TriggerId = trigger(t, x.key, x.lee, time.Now())
	x.press(t, in, accept)
	if len(x.got) != 4 || x.got[0].ID != x.got[1].ID || x.got[0].ID != x.got[2].ID || x.got[0].ID == x.got[3].ID {
		t.Errorf("%+v", x.got)
	}
}

// TestServerChangesItsKey: a server that was restored from its backup signs by another key.
func TestServerChangesItsKey(t *testing.T) {
	x := newPressing(t)
	button := ticket{Use: usePress, Room: x.room, Until: until(time.Hour), Act: "accept:142/E-1"}
	press := func() int {
		in := model.PostActionIntegrationRequest{ChannelId: x.room, UserId: x.lee, PostId: model.NewId(), TriggerId: trigger(t, x.key, x.lee, time.Now())}
		status, _ := x.press(t, in, button)
		return status
	}
	if got := press(); got != http.StatusOK {
		t.Fatal(got)
	}
	x.key = newKey(t)
	if got := press(); got != http.StatusForbidden {
		t.Errorf("%d while the key was asked for within the minute", got)
	}
	x.p.signing.asked = time.Now().Add(-2 * keyAgain)
	if got := press(); got != http.StatusOK {
		t.Errorf("%d after the key was changed", got)
	}
}

// TestServerWithoutAKey: where a server signs nothing its word is taken, and the log says so.
func TestServerWithoutAKey(t *testing.T) {
	x := newPressing(t)
	key := x.key
	x.key = nil
	button := ticket{Use: usePress, Room: x.room, Until: until(time.Hour), Act: "accept:142/E-1"}
	in := model.PostActionIntegrationRequest{ChannelId: x.room, UserId: x.lee, PostId: model.NewId(), TriggerId: trigger(t, key, x.lee, time.Now())}
	if status, _ := x.press(t, in, button); status != http.StatusOK || len(x.got) != 1 {
		t.Errorf("%d, %d requests", status, len(x.got))
	}
	if lines := strings.Join(x.log.Lines(), "\n"); !strings.Contains(lines, "is not proved") {
		t.Errorf("the log says %q", lines)
	}
}

// TestCommandIsProvedByTheServer: who knows the token of a command can still not type it in another's name.
func TestCommandIsProvedByTheServer(t *testing.T) {
	x := newPressing(t)
	mine := trigger(t, x.key, x.lee, time.Now().Add(-6*time.Minute)) // the same command is one act, however late it comes again
	for user, want := range map[string]int{x.lee: http.StatusOK, x.kha: http.StatusForbidden} {
		f := url.Values{"team_id": {"team"}, "command": {"/ci"}, "token": {"right"}, "user_id": {user}, "channel_id": {x.room}, "trigger_id": {mine}}
		if w := x.post("/loggist/command", "application/x-www-form-urlencoded", f.Encode()); w.Code != want {
			t.Errorf("%d, want %d", w.Code, want)
		}
	}
	if len(x.got) != 1 || x.got[0].Person != x.lee {
		t.Errorf("%+v", x.got)
	}
}

// TestDialogIsForOnePerson: no dialog carries what the server signs; its ticket is for one person, in one room, for an hour, and
// what was sent twice is one act.
func TestDialogIsForOnePerson(t *testing.T) {
	x := newPressing(t)
	form := &bot.Form{ID: "decision:1", Title: "Decision", Fields: []bot.Field{{Name: "what", Label: "What"}}}
	good := ticket{Use: useStep, Room: x.room, User: x.lee, Until: until(formFor), Form: form, Nonce: rand.Text()}
	late := good
	late.Until = time.Now().Add(-time.Minute).Unix()
	send := func(channel, user, state, what string) int {
		b, err := json.Marshal(model.SubmitDialogRequest{ChannelId: channel, UserId: user, State: state, Submission: map[string]any{"what": what}})
		if err != nil {
			t.Fatal(err)
		}
		before := len(x.got)
		if w := x.post("/loggist/form", "application/json", string(b)); w.Code != http.StatusOK {
			return w.Code
		}
		return len(x.got) - before
	}
	state := x.p.seal(good)
	for name, c := range map[string]struct{ got, want int }{
		"another person":    {send(x.room, x.kha, state, "a"), http.StatusForbidden},
		"another room":      {send(x.other, x.lee, state, "a"), http.StatusForbidden},
		"forged":            {send(x.room, x.lee, flipped(state), "a"), http.StatusForbidden},
		"expired":           {send(x.room, x.lee, x.p.seal(late), "a"), 0},
		"good":              {send(x.room, x.lee, state, "a"), 1},
		"again":             {send(x.room, x.lee, state, "a"), 1},
		"with other words":  {send(x.room, x.lee, state, "b"), 1},
		"a button's ticket": {send(x.room, x.lee, x.p.seal(ticket{Use: usePress, Room: x.room, User: x.lee, Until: good.Until}), "a"), http.StatusForbidden},
	} {
		if c.got != c.want {
			t.Errorf("%s: %d, want %d", name, c.got, c.want)
		}
	}
	ids := map[string]int{}
	for _, r := range x.got {
		ids[r.ID]++
	}
	if len(ids) != 2 { // refused and mended words are another act
		t.Errorf("the acts are %v", ids)
	}
}

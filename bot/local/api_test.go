package local

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/bot"
)

const hidden = `{"error":"I know of no such room, message, button or form for this person. Nothing was recorded."}`

// wantErrorShape checks that an answer which is not 200 is {"error": "…"} and nothing else.
func wantErrorShape(t *testing.T, got string) {
	t.Helper()
	var e map[string]any
	if err := json.Unmarshal([]byte(got), &e); err != nil || len(e) != 1 {
		t.Errorf("%q is not an error as JSON", got)
	} else if s, ok := e["error"].(string); !ok || s == "" {
		t.Errorf("%q says no error", got)
	}
}

func TestEndpointsAnswerErrorsAsJSON(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	post := h.send(bot.Message{Key: "p", Act: bot.ActPost, Room: "control-room", Text: "hello", Actions: []bot.Action{{ID: "read", Label: "Read"}}}).Message
	theirs := h.send(bot.Message{Key: "d", Act: bot.ActDirect, Person: "insp.patel", Text: "x", Actions: []bot.Action{{ID: "ack", Label: "Acknowledge"}}}).Message
	large := text(t, map[string]string{"as": "sgt.lee", "room": "control-room", "text": strings.Repeat("x", maxBody)})
	for _, c := range []struct {
		name, method, path, body string
		status                   int
		want                     string // the whole answer, where given
	}{
		{"rooms without as", "GET", "/api/rooms", "", 400, ""},
		{"as of control characters", "GET", "/api/rooms?as=a%00b", "", 400, ""},
		{"as too long", "GET", "/api/rooms?as=" + strings.Repeat("x", 300), "", 400, ""},
		{"rooms of nobody", "GET", "/api/rooms?as=nobody", "", 200, "[]"},
		{"rooms of who is in none", "GET", "/api/rooms?as=guest.stone", "", 200, "[]"},
		{"room that is not", "GET", "/api/rooms/ci-2027-0009/messages?as=sgt.lee", "", 404, hidden},
		{"room one is not in", "GET", "/api/rooms/control-room/messages?as=guest.stone", "", 404, hidden},
		{"room as nobody", "GET", "/api/rooms/control-room/messages?as=nobody", "", 404, hidden},
		{"after no message", "GET", "/api/rooms/control-room/messages?as=sgt.lee&after=m0", "", 404, hidden},
		{"after another room's", "GET", "/api/rooms/control-room/messages?as=sgt.lee&after=" + string(theirs), "", 404, hidden},
		{"after the last", "GET", "/api/rooms/control-room/messages?as=sgt.lee&after=" + string(post), "", 200, "[]"},
		{"direct of nobody", "GET", "/api/direct?as=nobody", "", 200, "[]"},
		{"direct without as", "GET", "/api/direct", "", 400, ""},
		{"waiting of nobody", "GET", "/api/waiting?as=nobody", "", 200, "[]"},
		{"waiting without as", "GET", "/api/waiting", "", 400, ""},
		{"events without as", "GET", "/api/events", "", 400, ""},
		{"events by POST", "POST", "/api/events?as=sgt.lee", "{}", 405, ""},
		{"no such address", "GET", "/api/nothing", "", 404, ""},
		{"say by GET", "GET", "/api/say", "", 405, ""},
		{"people by POST", "POST", "/api/people", "{}", 405, ""},
		{"say without as", "POST", "/api/say", `{"room":"control-room","text":"x"}`, 400, ""},
		{"say without room", "POST", "/api/say", `{"as":"sgt.lee","text":"x"}`, 400, ""},
		{"say nothing", "POST", "/api/say", `{"as":"sgt.lee","room":"control-room","text":" \n "}`, 400, ""},
		{"say in no room", "POST", "/api/say", `{"as":"sgt.lee","room":"nowhere","text":"x"}`, 404, hidden},
		{"say where one is not", "POST", "/api/say", `{"as":"guest.stone","room":"control-room","text":"/ci"}`, 404, hidden},
		{"say as nobody", "POST", "/api/say", `{"as":"nobody","room":"control-room","text":"/ci"}`, 404, hidden},
		{"say a number", "POST", "/api/say", `{"as":"sgt.lee","room":"control-room","text":7}`, 400, ""},
		{"no JSON", "POST", "/api/say", `as=sgt.lee`, 400, ""},
		{"a list", "POST", "/api/say", `[]`, 400, ""},
		{"two bodies", "POST", "/api/say", `{"as":"sgt.lee","room":"direct","text":"x"}{}`, 400, ""},
		{"empty object", "POST", "/api/press", `{}`, 400, ""},
		{"invalid UTF-8", "POST", "/api/say", "{\"as\":\"sgt.lee\",\"room\":\"direct\",\"text\":\"\xff\"}", 400, ""},
		{"half a character", "POST", "/api/say", `{"as":"sgt.lee","room":"direct","text":"\ud83d"}`, 400, ""},
		{"over 1 MB", "POST", "/api/say", large, 413, `{"error":"The body is over 1 MB. Nothing was recorded."}`},
		{"id too long", "POST", "/api/say", `{"as":"sgt.lee","room":"direct","text":"x","id":"` + strings.Repeat("i", 201) + `"}`, 400, ""},
		{"text over 128 kB", "POST", "/api/say", text(t, map[string]string{"as": "sgt.lee", "room": "control-room", "text": strings.Repeat("x", messageLimit+1)}), 400, ""},
		{"press nothing", "POST", "/api/press", `{"as":"sgt.lee","message":"` + string(post) + `"}`, 400, ""},
		{"press no message", "POST", "/api/press", `{"as":"sgt.lee","message":"m0","action":"read"}`, 404, hidden},
		{"press another's", "POST", "/api/press", `{"as":"sgt.lee","message":"` + string(theirs) + `","action":"ack"}`, 404, hidden},
		{"press where one is not", "POST", "/api/press", `{"as":"guest.stone","message":"` + string(post) + `","action":"read"}`, 404, hidden},
		{"press no such button", "POST", "/api/press", `{"as":"sgt.lee","message":"` + string(post) + `","action":"nope"}`, 404, hidden},
		{"press what no reply had", "POST", "/api/press", `{"as":"sgt.lee","message":"","action":"read"}`, 404, hidden},
		{"submit no form", "POST", "/api/submit", `{"as":"sgt.lee","values":{}}`, 400, ""},
		{"submit what was not opened", "POST", "/api/submit", `{"as":"sgt.lee","form":"f","values":{}}`, 404, hidden},
		{"values that are no text", "POST", "/api/submit", `{"as":"sgt.lee","form":"f","values":{"a":1}}`, 400, ""},
		{"clock of no exercise", "POST", "/api/clock", `{"advance":"20m"}`, 403, ""},
		{"clock of no duration", "POST", "/api/clock", `{"advance":"soon"}`, 400, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, got := h.call(c.method, c.path, c.body)
			if status != c.status || (c.want != "" && got != c.want) {
				t.Fatalf("%s %s: %d %.200s, want %d %s", c.method, c.path, status, got, c.status, c.want)
			}
			if status != http.StatusOK {
				wantErrorShape(t, got)
			}
		})
	}
	if got := h.requests(); len(got) != 0 {
		t.Errorf("what was refused reached the handler: %+v", got)
	}
}

// Only this machine, by its own name, from its own page (DNS rebinding, cross-site requests).
func TestForeignRequestsAreRefused(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	say := `{"as":"sgt.lee","room":"direct","text":"/log x"}`
	here := strings.TrimPrefix(h.srv.URL, "http://")
	for _, c := range []struct {
		name   string
		header []string
		status int
	}{
		{"plain", nil, 200},
		{"same origin", []string{"Origin", h.srv.URL, "Sec-Fetch-Site", "same-origin"}, 200},
		{"localhost", []string{"Host", "localhost:8470"}, 200},
		{"ipv6 loopback", []string{"Host", "[::1]:8470"}, 200},
		{"rebound name", []string{"Host", "evil.example:8470"}, 403},
		{"name that begins like it", []string{"Host", "localhost.evil.example"}, 403},
		{"address of elsewhere", []string{"Host", "192.0.2.7"}, 403},
		{"foreign origin", []string{"Origin", "https://evil.example"}, 403},
		{"origin null", []string{"Origin", "null"}, 403},
		{"origin of another port", []string{"Origin", "http://127.0.0.1:1"}, 403},
		{"https of the same host", []string{"Origin", "https://" + here}, 403},
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"same site, other origin", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"form", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415},
		{"text", []string{"Content-Type", "text/plain"}, 415},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(h.requests())
			status, got := h.call(http.MethodPost, "/api/say", say, c.header...)
			if status != c.status {
				t.Fatalf("%d %s, want %d", status, got, c.status)
			}
			if status != http.StatusOK {
				wantErrorShape(t, got)
				if len(h.requests()) != before {
					t.Error("it reached the handler")
				}
			}
		})
	}
	if status, _ := h.call(http.MethodGet, "/api/people", "", "Host", "evil.example"); status != http.StatusForbidden {
		t.Errorf("reading by a rebound name: %d", status)
	}
	if status, _ := h.call(http.MethodGet, "/", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate"); status != http.StatusOK {
		t.Errorf("a link to the page: %d, want it followed", status)
	}
	for peer, local := range map[string]bool{"127.0.0.1:9": true, "[::1]:9": true, "[::ffff:127.0.0.1]:9": true, "192.0.2.1:9": false, "@": false, "": false} {
		r := &http.Request{RemoteAddr: peer, Host: "localhost", Header: http.Header{}, URL: mustURL("/")}
		if got := foreign(r) == ""; got != local {
			t.Errorf("peer %q served: %v, want %v", peer, got, local)
		}
	}
}

func TestPeopleAndRooms(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	_, people := h.call(http.MethodGet, "/api/people", "")
	if want := `[{"id":"sgt.lee","name":"PS Lee","posts":["shift-supervisor"],"on_duty":true},`; !strings.HasPrefix(people, want) {
		t.Errorf("people %s, want them to begin %s", people, want)
	}
	if want := `{"id":"guest.stone","name":"Stone","posts":[],"on_duty":false}]`; !strings.HasSuffix(people, want) {
		t.Errorf("people %s, want them to end %s", people, want)
	}
	for _, name := range []string{"ci-2027-0001", "ci-2027-0002", "ci-2027-0001-b"} {
		h.send(bot.Message{Key: name, Act: bot.ActOpenRoom, Name: name})
		h.send(bot.Message{Key: "in" + name, Act: bot.ActInvite, Room: bot.RoomID(name), Person: "sgt.lee"})
	}
	_, rooms := h.call(http.MethodGet, "/api/rooms?as=sgt.lee", "")
	want := `[{"id":"control-room","name":"control-room","private":true,"incident":""},` +
		`{"id":"ci-2027-0001","name":"ci-2027-0001","private":true,"incident":"CI-2027-0001"},` +
		`{"id":"ci-2027-0001-b","name":"ci-2027-0001-b","private":true,"incident":"CI-2027-0001"},` +
		`{"id":"ci-2027-0002","name":"ci-2027-0002","private":true,"incident":"CI-2027-0002"}]`
	if d := cmp.Diff(want, rooms); d != "" {
		t.Errorf("rooms (-want +got):\n%s", d)
	}
	if _, got := h.call(http.MethodGet, "/api/rooms?as=insp.patel", ""); strings.Contains(got, "ci-") {
		t.Errorf("rooms of somebody who is not in them: %s", got)
	}
}

// A typed command and what is answered privately are in no list; a text is a message, and reaches the handler too.
func TestSayCommandOrText(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	for _, c := range []struct {
		text, command, rest string
		kind                bot.RequestKind
	}{
		{"/ci call a | where RV2", "ci", "call a | where RV2", bot.KindCommand},
		{"/CI\nCall", "ci", "Call", bot.KindCommand},
		{"/", "", "", bot.KindCommand},
		{"ci call", "", "ci call", bot.KindText},
		{" /log x", "", " /log x", bot.KindText},
		{"for @supt.khan & <b>you</b>", "", "for @supt.khan & <b>you</b>", bot.KindText},
	} {
		h.post("/api/say", map[string]any{"as": "sgt.lee", "room": "control-room", "text": c.text})
		all := h.requests()
		got := all[len(all)-1]
		if got.Kind != c.kind || got.Command != c.command || got.Text != c.rest || got.Room != "control-room" || got.Direct {
			t.Errorf("%q reached the handler as %+v", c.text, got)
		}
		if (got.Message != "") != (c.kind == bot.KindText) {
			t.Errorf("%q: message %q", c.text, got.Message)
		}
	}
	seen, _ := h.read("supt.khan", "control-room")
	var texts []string
	for _, m := range seen {
		texts = append(texts, m.Text)
		if m.FromBot {
			t.Errorf("%q is from the bot", m.Text)
		}
	}
	if d := cmp.Diff([]string{"ci call", " /log x", "for @supt.khan & <b>you</b>"}, texts); d != "" {
		t.Errorf("the room (-want +got):\n%s", d)
	}
}

func TestAnswersHaveEveryPart(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	_, got := h.call(http.MethodPost, "/api/say", `{"as":"sgt.lee","room":"direct","text":"/log x"}`)
	if want := `{"ok":true,"reply":{"text":"answered x","actions":[]},"form":null,"incident":""}`; got != want {
		t.Errorf("say answers %s, want %s", got, want)
	}
	h.answers(func(_ context.Context, r bot.Request) bot.Reply {
		return bot.Reply{Text: "Needs a reason. Nothing was recorded.", Incident: "CI-2027-0001", Errors: map[string]string{"because": "Say why"},
			Form: &bot.Form{ID: "f:1", Title: "Decision", Fields: []bot.Field{{Name: "because", Label: "Because", Type: bot.FieldLines, Required: true, Help: "why"}}}}
	})
	_, got = h.call(http.MethodPost, "/api/say", `{"as":"sgt.lee","room":"direct","text":"/decision x"}`)
	want := `{"ok":false,"reply":{"text":"Needs a reason. Nothing was recorded.","actions":[]},"form":{"id":"f:1","title":"Decision",` +
		`"fields":[{"name":"because","label":"Because","required":true,"type":"lines","help":"why","options":[],"value":""}]},` +
		`"errors":{"because":"Say why"},"incident":"CI-2027-0001"}`
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("a refusal with a form (-want +got):\n%s", d)
	}
	h.post("/api/submit", map[string]any{"as": "sgt.lee", "form": "f:1"})
	all := h.requests()
	if last := all[len(all)-1]; !last.Direct || last.Form != "f:1" || last.Values == nil {
		t.Errorf("the form reached the handler as %+v, want it from where it was opened", last)
	}
	if status, got := h.call(http.MethodPost, "/api/submit", `{"as":"insp.patel","form":"f:1","values":{}}`); status != 404 || got != hidden {
		t.Errorf("another person's form: %d %s", status, got)
	}
}

// A 100 kB command is the handler's to refuse; it arrives whole.
func TestLongCommandReachesTheHandlerWhole(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	long := strings.Repeat("é", 50_000)
	h.post("/api/say", map[string]any{"as": "sgt.lee", "room": "control-room", "text": "/log " + long})
	if got := h.requests()[0].Text; got != long {
		t.Errorf("%d bytes arrived, want %d", len(got), len(long))
	}
}

func TestNobodyReceivesNothingRecorded(t *testing.T) {
	h := open(t, options(t.TempDir()))
	status, got := h.call(http.MethodPost, "/api/say", `{"as":"sgt.lee","room":"control-room","text":"hello"}`)
	if status != http.StatusServiceUnavailable || !strings.Contains(got, "Nothing was recorded") {
		t.Errorf("%d %s", status, got)
	}
	if seen, _ := h.read("sgt.lee", "control-room"); len(seen) != 0 {
		t.Errorf("the room has %v", seen)
	}
}

func TestClock(t *testing.T) {
	o := options(t.TempDir())
	clock := &windable{}
	o.Clock = clock
	due := time.Date(2027, 11, 11, 21, 34, 0, 0, time.UTC)
	o.NextDue = func() (time.Time, bool) { return due, true }
	h := open(t, o).receive()
	var before, after jsonClock
	_, got := h.call(http.MethodGet, "/api/clock", "")
	if err := json.Unmarshal([]byte(got), &before); err != nil || before.OffsetSeconds != 0 || !before.Exercise || !before.NextDue.Equal(due) {
		t.Fatalf("clock %s, %v", got, err)
	}
	_, got = h.call(http.MethodPost, "/api/clock", `{"advance":"1h20m"}`)
	if err := json.Unmarshal([]byte(got), &after); err != nil || after.OffsetSeconds != 4800 || after.Now.Sub(before.Now) < 80*time.Minute || after.Now.Location() != time.UTC {
		t.Errorf("after 1h20m: %s, %v", got, err)
	}
	for _, advance := range []string{"0s", "-5m", "9601h", "99999999h", "", "20", "1d"} {
		status, got := h.call(http.MethodPost, "/api/clock", text(t, map[string]string{"advance": advance}))
		if status != http.StatusBadRequest {
			t.Errorf("advance %q: %d %s, want 400", advance, status, got)
		}
		wantErrorShape(t, got)
	}
	if status, got := h.call(http.MethodPost, "/api/clock", `{"advance":"9600h"}`); status != http.StatusOK {
		t.Errorf("400 days: %d %s", status, got)
	}
}

func TestWaitingIsWhatStillHasButtons(t *testing.T) {
	o := options(t.TempDir())
	h := open(t, o).receive()
	one := h.send(bot.Message{Key: "1", Act: bot.ActDirect, Person: "sgt.lee", Text: "Task NPT-1", Actions: []bot.Action{{ID: "a", Label: "Accept task NPT-1"}}})
	h.send(bot.Message{Key: "2", Act: bot.ActDirect, Person: "sgt.lee", Text: "only words"})
	want := `[{"message":"` + string(one.Message) + `","text":"Task NPT-1","incident":"","actions":[{"id":"a","label":"Accept task NPT-1"}]}]`
	if _, got := h.call(http.MethodGet, "/api/waiting?as=sgt.lee", ""); got != want {
		t.Errorf("waiting %s, want %s", got, want)
	}
	h.send(bot.Message{Key: "3", Act: bot.ActDirect, Person: "sgt.lee", Text: "Task NPT-1 accepted", Replace: one.Message})
	if _, got := h.call(http.MethodGet, "/api/waiting?as=sgt.lee", ""); got != "[]" {
		t.Errorf("waiting after the answer: %s", got)
	}
	// The button that stood there may still be pressed by whoever has not seen the edit.
	h.post("/api/press", map[string]any{"as": "sgt.lee", "message": one.Message, "action": "a"})
}

func TestWaitingAskedOfTheHost(t *testing.T) {
	o := options(t.TempDir())
	due := time.Date(2027, 11, 11, 21, 34, 0, 0, time.UTC)
	o.Waiting = func(_ context.Context, person string, _ time.Time) []Waiting {
		if person != "sgt.lee" {
			return nil
		}
		return []Waiting{{Text: "Review R-1", Incident: "CI-2027-0001", Due: due, Actions: []bot.Action{{ID: "do", Label: "Do review R-1"}}}}
	}
	h := open(t, o).receive()
	want := `[{"text":"Review R-1","incident":"CI-2027-0001","due":"2027-11-11T21:34:00Z","actions":[{"id":"do","label":"Do review R-1"}]}]`
	if _, got := h.call(http.MethodGet, "/api/waiting?as=sgt.lee", ""); got != want {
		t.Errorf("waiting %s, want %s", got, want)
	}
	h.post("/api/press", map[string]any{"as": "sgt.lee", "message": "", "action": "do"})
	if status, _ := h.call(http.MethodPost, "/api/press", `{"as":"insp.patel","message":"","action":"do"}`); status != http.StatusNotFound {
		t.Errorf("somebody else's button: %d", status)
	}
}

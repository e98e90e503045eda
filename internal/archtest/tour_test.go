package archtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"loggist/bot/local"
	"loggist/internal/app"
	"loggist/internal/force"
	"loggist/internal/obs"
	"loggist/internal/record"
)

// step is one step of the README's tour: who types what, and what he is answered, with … for what is left out.
type step struct {
	title, as, room, text, answer string
}

var (
	stepHead  = regexp.MustCompile(`(?m)^\*\*(\d)\. ([^*]+)\*\*`)
	stepQuote = regexp.MustCompile(`(?m)^> (.*)$`)
)

// tour reads the eight steps, and what comes after them.
func tour(t *testing.T) (steps []step, after string) {
	t.Helper()
	_, page, _ := strings.Cut(documents(t)["README.md"], "\n## A night in eight steps\n")
	page, _, _ = strings.Cut(page, "\n## ")
	page, after, ok := strings.Cut(page, "\n**And check the record**")
	if !ok {
		t.Fatal("the README has no tour")
	}
	heads := stepHead.FindAllStringSubmatchIndex(page, -1)
	for i, h := range heads {
		end := len(page)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		s := step{title: strings.TrimSuffix(page[h[4]:h[5]], "."), room: "incident"}
		text := page[h[1]:end]
		first, _, _ := strings.Cut(text, "\n\n")
		at := len(first)
		for _, p := range force.Demo().People.All() {
			if k := strings.Index(first, p.Label()); k >= 0 && k < at {
				at, s.as = k, string(p.ID)
			}
		}
		if strings.Contains(first, "in `control-room`") {
			s.room = "control-room"
		}
		if m := mdIndent.FindString(text); strings.HasPrefix(strings.TrimSpace(m), "/") {
			s.text = strings.TrimSpace(m)
		}
		s.answer = quoted(text)
		steps = append(steps, s)
	}
	return steps, after
}

func quoted(text string) string {
	var out []string
	for _, m := range stepQuote.FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return strings.Join(out, " ")
}

// contains reports the first part of want, cut at each …, that does not follow in got.
func contains(got, want string) (missing string) {
	got = strings.Join(strings.Fields(got), " ")
	for part := range strings.SplitSeq(want, "…") {
		part = strings.Join(strings.Fields(part), " ")
		_, rest, ok := strings.Cut(got, part)
		if !ok {
			return part
		}
		got = rest
	}
	return ""
}

// demoRun is a demo on a data directory, until it is stopped.
type demoRun struct {
	app    *app.App
	cancel context.CancelFunc
	done   chan error
}

func startDemo(t *testing.T, data string) *demoRun {
	t.Helper()
	a, err := app.NewDemo(t.Context(), app.Demo{Addr: "127.0.0.1:0", Data: data}, obs.Discard())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	d := &demoRun{app: a, cancel: cancel, done: make(chan error, 1)}
	go func() { d.done <- a.Run(ctx) }()
	return d
}

func (d *demoRun) stop(t *testing.T) {
	t.Helper()
	d.cancel()
	if err := <-d.done; err != nil {
		t.Error(err)
	}
	if err := d.app.Close(); err != nil {
		t.Error(err)
	}
}

// call asks the local room and decodes its answer into v; it waits while the room is not listening yet.
func (d *demoRun) call(t *testing.T, path string, body, v any) {
	t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		address := strings.TrimSuffix(d.app.Address(), "/") + path
		var resp *http.Response
		if body == nil {
			resp, err = http.Get(address)
		} else {
			resp, err = http.Post(address, "application/json", bytes.NewReader(b))
		}
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode == http.StatusServiceUnavailable && time.Now().Before(deadline) {
			resp.Body.Close()
			continue
		}
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s", path, resp.Status)
		}
		err = json.NewDecoder(resp.Body).Decode(v)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		return
	}
}

// room is the id of the newest incident's open room, once as is in it.
func (d *demoRun) room(t *testing.T, as string) string {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		var rooms []struct{ ID, Name, Incident string }
		d.call(t, "/api/rooms?as="+as, nil, &rooms)
		for _, r := range rooms {
			if r.Incident != "" && !strings.HasSuffix(r.Name, "-b") {
				return r.ID
			}
		}
	}
	t.Fatalf("%s is in no incident's room", as)
	return ""
}

// TestTourOfTheREADME plays the tour as it is written there, with a restart in the middle, and checks that each step is
// answered as the README says; then the export, the check, the changed word and the check again. (A real kill -9 is the
// matter of other tests.)
func TestTourOfTheREADME(t *testing.T) {
	steps, after := tour(t)
	if len(steps) != 8 {
		t.Fatalf("the tour has %d steps", len(steps))
	}
	for i, s := range local.DefaultTour(nil) {
		want := strings.ReplaceAll(s.Text, "{…}", "11")
		if steps[i].text != want {
			t.Errorf("step %d, %s: the page fills in %q, the README says %q", i+1, s.Title, want, steps[i].text)
		}
	}
	data := filepath.Join(t.TempDir(), "loggist-data")
	d := startDemo(t, data)
	year := time.Now().UTC().Format("2006")
	for i, s := range steps {
		if s.text == "" {
			continue
		}
		if i == 4 {
			d.stop(t)
			d = startDemo(t, data)
		}
		if s.room == "incident" {
			s.room = d.room(t, s.as)
		}
		var got struct {
			OK    bool
			Reply struct{ Text string }
		}
		d.call(t, "/api/say", map[string]string{"as": s.as, "room": s.room, "text": s.text}, &got)
		want := strings.ReplaceAll(strings.ReplaceAll(s.answer, "CI-2026", "CI-"+year), "ci-2026", "ci-"+year)
		if missing := contains(got.Reply.Text, want); missing != "" {
			t.Errorf("step %d, %s: %q is not in the answer:\n%s", i+1, s.title, missing, got.Reply.Text)
		}
	}
	climbs(t, d)
	file := check(t, data, "CI-"+year+"-0001", quoted(strings.SplitN(after, "Change one word", 2)[0]))
	d.stop(t)
	tamper(t, file, quoted(strings.SplitN(after, "Change one word", 2)[1]), year)
}

// climbs winds the clock as step 8 says: the inspector again, the Superintendent, the chief officer.
func climbs(t *testing.T, d *demoRun) {
	t.Helper()
	var clock struct{ Now time.Time }
	d.call(t, "/api/clock", map[string]string{"advance": "31m"}, &clock)
	for person, asked := range map[string]int{"insp.patel": 2, "supt.khan": 2, "acc.morris": 1} {
		var messages []struct{ Text string }
		d.call(t, "/api/direct?as="+person, nil, &messages)
		n := 0
		for _, m := range messages {
			if strings.HasPrefix(m.Text, "Escalation ") && strings.Contains(strings.SplitN(m.Text, "\n", 2)[0], "/E-2") { // a ping that was overtaken says so in place
				n++
			}
		}
		if n < asked {
			t.Errorf("%s was asked %d times for E-2, wanted %d: %v", person, n, asked, messages)
		}
	}
}

// check exports beside the running demo and verifies.
func check(t *testing.T, data, ref, answer string) string {
	t.Helper()
	var out bytes.Buffer
	if err := app.Read(t.Context(), app.Source{Data: data}, app.Query{Verb: "export", Ref: ref, Book: "open"}, &out); err != nil {
		t.Fatal(err)
	}
	s, err := record.Verify(bytes.NewReader(out.Bytes()), "")
	if err != nil {
		t.Fatal(err)
	}
	if said := fmt.Sprintf("verified: %s %s book, %d entries, head", s.Incident, s.Book, s.Count); s.Count < 17 || contains(said, ref+" open book, …entries, head") != "" || !strings.HasPrefix(answer, "verified: ") {
		t.Errorf("the README says %q and the check says %q", answer, said)
	}
	file := filepath.Join(t.TempDir(), "night.jsonl")
	if err := os.WriteFile(file, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// tamper changes the word that the README changes.
func tamper(t *testing.T, file, answer, year string) {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(b, []byte("relatives tonight"), []byte("strangers tonight"))
	if bytes.Equal(b, changed) {
		t.Fatal("the words that the README changes are not in the export")
	}
	_, err = record.Verify(bytes.NewReader(changed), "")
	if err == nil {
		t.Fatal("a changed word was not found")
	}
	said := "loggist: not verified: " + err.Error()
	if missing := contains(said, strings.ReplaceAll(answer, "CI-2026", "CI-"+year)); missing != "" {
		t.Errorf("%q is not in what verify says: %s", missing, said)
	}
}

package local

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/bot"
)

// shape writes lines as the tests below read them: kind of the line, then pieces.
func shape(lines []line) []string {
	var out []string
	for _, l := range lines {
		var b strings.Builder
		for _, p := range l.Pieces {
			if p.Kind == "" {
				b.WriteString(p.Text)
				continue
			}
			fmt.Fprintf(&b, "<%s:%s>", p.Kind, p.Text)
		}
		out = append(out, strings.TrimSpace(l.Kind+" "+b.String()))
	}
	return out
}

func TestPostsAreLaidOut(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"room post", "EXERCISE · OFFICIAL-SENSITIVE · Recipients only\nEntry 007 · DECISION · Move\nReason: known, 20:15: late\nWhere: RV2   Why it matters: harm\nDecided by X · UNVERIFIED until X confirms", []string{
			"marking EXERCISE · OFFICIAL-SENSITIVE · Recipients only", "title Entry 007 · DECISION · Move", "<label:Reason: >known, 20:15: late",
			"<label:Where: >RV2<label:   Why it matters: >harm", "Decided by X · <word:UNVERIFIED> until X confirms"}},
		{"direct message", "Escalation 1/E-1 for you.\nOFFICIAL-SENSITIVE\nAsked by PS Lee", []string{
			"title Escalation 1/E-1 for you.", "marking OFFICIAL-SENSITIVE", "Asked by PS Lee"}},
		{"struck out", "OFFICIAL\nEntry 014 · WITHDRAWN\n~~the wrong house~~ because", []string{
			"marking OFFICIAL", "title Entry 014 · <word:WITHDRAWN>", "<struck:the wrong house> because"}},
		{"late", "OFFICIAL\nLATE ENTRY: decided 1412, recorded 1655", []string{"marking OFFICIAL", "title <word:LATE ENTRY>: decided 1412, recorded 1655"}},
		{"marking later is text", "a\nb\nOFFICIAL", []string{"title a", "b", "OFFICIAL"}},
		{"empty lines", "OFFICIAL\n\nx", []string{"marking OFFICIAL", "gap", "title x"}},
		{"labels of more than words", "a\nWhat is known, and from where: rumours\nPerson named, Article 3, why so: he is not left alone", []string{
			"title a", "<label:What is known, and from where: >rumours", "<label:Person named, Article 3, why so: >he is not left alone"}},
		{"no label", "a\nNo answer by 2145 hrs GMT: you are asked again\nAt 2150: the on-call Superintendent\nhttps://x: y", []string{
			"title a", "No answer by 2145 hrs GMT: you are asked again", "At 2150: the on-call Superintendent", "https://x: y"}},
		{"nothing", "", []string{"gap"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, shape(layOut(c.text))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Layout adds nothing and leaves nothing out but the marks of what is struck.
func FuzzLayoutKeepsTheText(f *testing.F) {
	for _, s := range []string{"OFFICIAL\nEntry 1: x", "Label: ~~a~~ LATE   B: c", "~~~~", "~~\n~~", "A: \xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var lines []string
		for _, l := range layOut(text) {
			var b strings.Builder
			for _, p := range l.Pieces {
				b.WriteString(p.Text)
			}
			lines = append(lines, b.String())
		}
		got, want := strings.ReplaceAll(strings.Join(lines, "\n"), "~", ""), strings.ReplaceAll(text, "~", "")
		if got != want {
			t.Errorf("%q is laid out as %q", text, got)
		}
	})
}

func TestWordsOfTime(t *testing.T) {
	zone, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	if got := momentWords(now, zone); got != "Thu 11 Nov 2027 2104 hrs GMT" {
		t.Errorf("moment %q", got)
	}
	if got := momentWords(time.Date(2027, 7, 1, 0, 30, 0, 0, time.UTC), zone); got != "Thu 1 Jul 2027 0130 hrs BST" {
		t.Errorf("moment in summer %q", got)
	}
	if got := timeWords(now.Add(-time.Hour), now, zone); got != "2004 hrs GMT" {
		t.Errorf("time of today %q", got)
	}
	if got := timeWords(now.Add(5*time.Hour), now, zone); got != "Fri 12 Nov 0204 hrs GMT" {
		t.Errorf("time of tomorrow %q", got)
	}
	for d, want := range map[time.Duration]string{
		0: "now", 20 * time.Second: "now", 3*time.Hour + 40*time.Minute: "in 3 h 40 min", -5 * time.Minute: "overdue by 5 min",
		26 * time.Hour: "in 1 d 2 h", time.Hour: "in 1 h", 49*time.Hour + 3*time.Minute: "in 2 d 1 h",
	} {
		if got := dueWords(now.Add(d), now); got != want {
			t.Errorf("due in %v: %q, want %q", d, got, want)
		}
	}
}

func page(t *testing.T, h *house, query string) string {
	t.Helper()
	status, got := h.call(http.MethodGet, "/?"+query, "")
	if status != http.StatusOK {
		t.Fatalf("page %s: %d %s", query, status, got)
	}
	return got
}

// Nothing that people type or the bot says becomes markup, and the ids of buttons stay whole.
func TestPageShowsTextAsText(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	const nasty = `<script>alert(1)</script><img src=x onerror=alert(2)> "quoted' & {{.}} javascript:alert(3)`
	h.post("/api/say", map[string]any{"as": "sgt.lee", "room": "control-room", "text": nasty})
	h.send(bot.Message{Key: "1", Act: bot.ActPost, Room: "control-room", Text: "OFFICIAL\n" + nasty + "\nReason: " + nasty + "\n~~" + nasty + "~~",
		Actions: []bot.Action{{ID: "accept:142/E-1", Label: nasty}, {Label: "Link", Link: "javascript:alert(4)"}}})
	h.send(bot.Message{Key: "2", Act: bot.ActDescribe, Room: "control-room", Topic: nasty, Facts: []bot.Fact{{Label: nasty, Value: nasty, Alarm: true}, {Label: nasty, Value: nasty, Due: time.Now()}}})
	h.send(bot.Message{Key: "3", Act: bot.ActDirect, Person: "insp.patel", Text: nasty, Rings: true})
	got := page(t, h, "as=sgt.lee&room=control-room")
	for _, bad := range []string{"<script>alert", "<img src=x", `href="javascript:`, "ZgotmplZ\" data"} {
		if strings.Contains(got, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	if !strings.Contains(got, `data-act="accept:142/E-1"`) {
		t.Error("the id of a button was changed")
	}
	if n := strings.Count(got, "&lt;script&gt;alert(1)"); n < 7 {
		t.Errorf("the text is shown %d times, want it everywhere", n)
	}
	if !strings.Contains(got, `<span class="vh">struck out: </span>`) {
		t.Error("what is struck out is not said to be so")
	}
}

// A room that does not exist and one that the person is not in: the same page.
func TestPageHidesRoomsAlike(t *testing.T) {
	o := options(t.TempDir())
	h := open(t, o).receive()
	h.send(bot.Message{Key: "1", Act: bot.ActOpenRoom, Name: "ci-2027-0001"})
	clean := func(s string) string {
		return regexp.MustCompile(`data-now="[^"]*"|datetime="[^"]*"`).ReplaceAllString(s, "")
	}
	a, b := clean(page(t, h, "as=guest.stone&room=ci-2027-0001")), clean(page(t, h, "as=guest.stone&room=ci-2027-0009"))
	if a != b {
		t.Errorf("the pages differ:\n%s", cmp.Diff(a, b))
	}
	if !strings.Contains(a, "I know of no such room for Stone") || strings.Contains(a, "ci-2027") {
		t.Error("the page does not say that it knows of no such room, or names it")
	}
}

// A step of the tour fills what one types, plays its person, and sends nothing.
func TestTourFillsAndNeverSends(t *testing.T) {
	h := open(t, options(t.TempDir())).receive()
	draft := regexp.MustCompile(`(?s)<textarea id="typed"[^>]*>(.*?)</textarea>`)
	filled := func(n int) string {
		v := h.p.page(t.Context(), url.Values{})
		return draft.FindStringSubmatch(page(t, h, strings.TrimPrefix(v.Tour[n-1].Link.href(), "/?")))[1]
	}
	if got := filled(1); !strings.HasPrefix(got, "/ci call neighbours") {
		t.Errorf("step 1 fills %q", got)
	}
	if got := page(t, h, "as=sgt.lee&step=2&fill=1"); !strings.Contains(got, "There is no incident yet") {
		t.Error("step 2 before step 1 does not say what is missing")
	}
	h.send(bot.Message{Key: "1", Act: bot.ActOpenRoom, Name: "ci-2027-0001"})
	h.send(bot.Message{Key: "2", Act: bot.ActOpenRoom, Name: "ci-2027-0001-b"})
	for _, p := range []string{"sgt.lee", "insp.patel"} {
		h.send(bot.Message{Key: "3" + p, Act: bot.ActInvite, Room: "ci-2027-0001", Person: p})
		h.send(bot.Message{Key: "4" + p, Act: bot.ActInvite, Room: "ci-2027-0001-b", Person: p})
	}
	if got := draft.FindStringSubmatch(page(t, h, "as=supt.khan&room=control-room&step=2&fill=1"))[1]; !strings.HasPrefix(got, "/ci declare") {
		t.Errorf("step 2 by a link from before the incident fills %q", got)
	}
	if got := filled(5); got != "/ci confirm …" {
		t.Errorf("step 5 before there is an entry fills %q", got)
	}
	h.send(bot.Message{Key: "5", Act: bot.ActPost, Room: "ci-2027-0001", Text: "OFFICIAL\nEntry 012 · DECISION · Move\nUNVERIFIED until Insp Patel confirms"})
	h.send(bot.Message{Key: "6", Act: bot.ActPost, Room: "ci-2027-0001", Text: "OFFICIAL\nEntry 013 · NOTE · x"})
	if got := filled(5); got != "/ci confirm 12" {
		t.Errorf("step 5 fills %q", got)
	}
	if got := len(h.requests()); got != 0 {
		t.Errorf("%d requests were made by looking", got)
	}
	people := map[string]bool{}
	for _, p := range folk(time.Time{}) {
		people[p.ID] = true
	}
	steps := DefaultTour(nil)
	if len(steps) != 8 {
		t.Errorf("%d steps, want eight", len(steps))
	}
	for i, s := range steps {
		if s.Title == "" || s.Say == "" || s.As == "" || s.Room == "" || (s.Text == "") != (i == 7) {
			t.Errorf("step %d is not whole: %+v", i+1, s)
		}
	}
}

// The header: the first fact large, alarms in words, what is due counted down; the phone of whoever was rung last.
func TestPageShowsStateAndPhone(t *testing.T) {
	o := options(t.TempDir())
	o.Clock = &windable{}
	h := open(t, o).receive()
	h.send(bot.Message{Key: "1", Act: bot.ActDescribe, Room: "control-room", Topic: "t", Facts: []bot.Fact{
		{Label: "State", Value: "Declared critical"}, {Label: "Gold", Value: "vacant", Alarm: true}, {Label: "Next review", Value: "R-1", Due: time.Now().Add(90 * time.Minute)}}})
	got := page(t, h, "as=sgt.lee")
	for _, want := range []string{"Declared critical</p>", `<strong class="tag alarm">Attention</strong> vacant`, "in 1 h 30 min", "EXERCISE", "No incident is open", "No other phone has rung yet"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not have %s", want)
		}
	}
	h.send(bot.Message{Key: "2", Act: bot.ActDirect, Person: "insp.patel", Text: "quiet"})
	h.send(bot.Message{Key: "3", Act: bot.ActDirect, Person: "supt.khan", Text: "Escalation 1/E-1 for you.\nOFFICIAL\ncontent", Rings: true})
	got = page(t, h, "as=sgt.lee")
	if !strings.Contains(got, "Supt Khan’s phone") || !strings.Contains(got, "</span>Escalation 1/E-1 for you.</p>") {
		t.Error("the phone beside the room is not that of whoever was rung")
	}
	if got = page(t, h, "as=sgt.lee&phone=insp.patel"); !strings.Contains(got, "Insp Patel’s phone") || !strings.Contains(got, "Supt Khan, ") {
		t.Error("the chosen phone is not shown, or not who rang")
	}
	o2 := options(t.TempDir())
	if got := page(t, open(t, o2).receive(), ""); strings.Contains(got, "EXERCISE") || strings.Contains(got, `class="wind"`) {
		t.Error("without an exercise clock the page says EXERCISE")
	}
}

// A long room shows the latest messages and leads to the earlier ones; a long message is folded.
func TestPageOfALongRoom(t *testing.T) {
	h := open(t, options(t.TempDir()))
	err := h.p.commit(func(*state) ([]event, error) {
		var all []event
		for i := range shownMessages + 20 {
			all = append(all, event{Kind: eventSay, Message: bot.MessageID(fmt.Sprintf("m%d", i)), Room: "control-room", Author: botAuthor, Text: fmt.Sprintf("OFFICIAL\npost-%03d.", i), At: time.Now().UTC()})
		}
		return append(all, event{Kind: eventSay, Message: "long", Room: "control-room", Author: botAuthor, Text: strings.Repeat("line\n", 10_000), At: time.Now().UTC()}), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got := page(t, h, "as=sgt.lee")
	if strings.Contains(got, "post-020.") || !strings.Contains(got, "post-021.") || !strings.Contains(got, "before=m21") {
		t.Error("the page does not show the latest messages and the way to earlier ones")
	}
	if !strings.Contains(got, "Show 9941 more lines") {
		t.Error("the long message is not folded")
	}
	if got = page(t, h, "as=sgt.lee&room=control-room&before=m21"); !strings.Contains(got, "post-000.") || strings.Contains(got, "post-021.") || !strings.Contains(got, "Show the latest") {
		t.Error("the earlier messages are not shown")
	}
}

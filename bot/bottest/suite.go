package bottest

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loggist/bot"
)

// Run asserts that the platforms which newFixture makes keep the contract of package bot. Each part of it gets a fixture
// of its own.
func Run(t *testing.T, newFixture func(t *testing.T) Fixture) {
	t.Helper()
	for _, part := range []struct {
		name string
		test func(t *testing.T, w *world)
	}{
		{"Post", testPost}, {"PostAsTyped", testAsTyped}, {"Edit", testEdit}, {"Direct", testDirect},
		{"Buttons", testButtons}, {"OpenRoom", testOpenRoom}, {"InviteRemove", testInviteRemove},
		{"Describe", testDescribe}, {"Pin", testPin}, {"Archive", testArchive},
		{"Requests", testRequests}, {"Private", testPrivate}, {"Forms", testForms}, {"Redelivery", testRedelivery},
		{"Dedupe", testDedupe}, {"Find", testFind}, {"Limit", testLimit}, {"Errors", testErrors},
		{"Durable", testDurable}, {"Concurrent", testConcurrent},
	} {
		t.Run(part.name, func(t *testing.T) { part.test(t, start(t, newFixture(t))) })
	}
}

func testPost(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	var ids []bot.MessageID
	for i := range 3 {
		r := w.send(t, bot.Message{Key: fmt.Sprintf("k%d", i), Act: bot.ActPost, Room: room, Text: fmt.Sprintf("post %d\nline two", i)})
		if r.Message == "" || r.Room != room || r.At.IsZero() || r.At.Location() != time.UTC {
			t.Errorf("receipt %+v: want a message, room %s and a time in UTC", r, room)
		}
		ids = append(ids, r.Message)
	}
	seen := w.read(t, w.People[0], room)
	if d := cmp.Diff([]string{"post 0\nline two", "post 1\nline two", "post 2\nline two"}, texts(seen)); d != "" {
		t.Fatalf("the room reads otherwise (-want +got):\n%s", d)
	}
	for i, s := range seen {
		if s.ID != ids[i] || !s.FromBot || s.Edited {
			t.Errorf("message %d is %+v, want id %s, from the bot, not edited", i, s, ids[i])
		}
	}
}

// What people typed reaches the others as they typed it: nobody is notified by it, nothing in it becomes markup.
func testAsTyped(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	const typed = "<b>not bold</b> & &amp; *star* _line_ `code` <!channel> <script>alert(1)</script> | \\| “quoted” – Zoë"
	w.send(t, bot.Message{Key: "k", Act: bot.ActPost, Room: room, Text: typed})
	if d := cmp.Diff([]string{typed}, texts(w.read(t, w.People[0], room))); d != "" {
		t.Errorf("not as typed (-want +got):\n%s", d)
	}
}

func testEdit(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	first := w.send(t, bot.Message{Key: "k1", Act: bot.ActPost, Room: room, Text: "before"})
	w.send(t, bot.Message{Key: "k2", Act: bot.ActPost, Room: room, Text: "another"})
	edit := bot.Message{Key: "k3", Act: bot.ActPost, Room: room, Text: "after", Replace: first.Message}
	if !w.Platform.Traits().Edit {
		w.refused(t, edit, bot.Permanent)
		return
	}
	if r := w.send(t, edit); r.Message != first.Message {
		t.Errorf("an edit is message %s, want %s", r.Message, first.Message)
	}
	seen := w.read(t, w.People[0], room)
	if d := cmp.Diff([]string{"after", "another"}, texts(seen)); d != "" {
		t.Fatalf("after the edit (-want +got):\n%s", d)
	}
	if !seen[0].Edited || seen[1].Edited {
		t.Errorf("edited marks %v %v, want true false", seen[0].Edited, seen[1].Edited)
	}
	w.refused(t, bot.Message{Key: "k4", Act: bot.ActPost, Room: room, Text: "x", Replace: "no-such-message"}, bot.Permanent)

	card := w.send(t, bot.Message{Key: "d1", Act: bot.ActDirect, Person: w.People[0], Text: "card"})
	w.send(t, bot.Message{Key: "d2", Act: bot.ActDirect, Person: w.People[0], Text: "card, newer", Replace: card.Message})
	if d := cmp.Diff([]string{"card, newer"}, texts(w.read(t, w.People[0], ""))); d != "" {
		t.Errorf("after the edit of a direct message (-want +got):\n%s", d)
	}
}

func testDirect(t *testing.T, w *world) {
	w.send(t, bot.Message{Key: "k", Act: bot.ActDirect, Person: w.People[0], Text: "for you alone", Rings: true})
	if d := cmp.Diff([]string{"for you alone"}, texts(w.read(t, w.People[0], ""))); d != "" {
		t.Errorf("the person sees (-want +got):\n%s", d)
	}
	if seen, _ := w.Read(w.People[1], ""); len(seen) != 0 {
		t.Errorf("another person sees %v", texts(seen))
	}
	w.refused(t, bot.Message{Key: "k2", Act: bot.ActDirect, Person: w.Stranger, Text: "x"}, bot.Permanent)
}

func testButtons(t *testing.T, w *world) {
	if !w.Platform.Traits().Buttons {
		t.Fatal("the platform declares no buttons: no platform is served without")
	}
	actions := []bot.Action{{ID: "accept:142/E-1", Label: "Accept escalation E-1"}, {ID: "end:142/E-1", Label: "End E-1", Danger: true}}
	m := w.send(t, bot.Message{Key: "k", Act: bot.ActDirect, Person: w.People[0], Text: "for you", Actions: actions})
	got := w.read(t, w.People[0], "")[0].Actions
	if len(got) != 2 || got[0].ID != actions[0].ID || got[0].Label != actions[0].Label || got[1].Label != actions[1].Label {
		t.Fatalf("buttons %+v, want %+v", got, actions)
	}
	reply := w.act(t, bot.Request{ID: "p1", Kind: bot.KindPress, Person: w.People[0], Direct: true, Message: m.Message, Action: actions[0].ID})
	if !reply.OK {
		t.Errorf("the press was answered %+v", reply)
	}
	got1 := w.h.requests()
	if len(got1) != 1 || got1[0].Action != actions[0].ID || got1[0].Message != m.Message || got1[0].Kind != bot.KindPress {
		t.Errorf("the handler got %+v", got1)
	}
}

func testOpenRoom(t *testing.T, w *world) {
	a := w.send(t, bot.Message{Key: "k1", Act: bot.ActOpenRoom, Name: "ci-2027-0001", Topic: "one"})
	again := w.send(t, bot.Message{Key: "k2", Act: bot.ActOpenRoom, Name: "ci-2027-0001", Topic: "one"})
	b := w.send(t, bot.Message{Key: "k3", Act: bot.ActOpenRoom, Name: "ci-2027-0001-b", Topic: "two"})
	if a.Room == "" || a.Room != again.Room || a.Room == b.Room {
		t.Fatalf("rooms %q, again %q, other %q: want the first two equal and the third another", a.Room, again.Room, b.Room)
	}
	if _, ok := w.Read(w.People[0], a.Room); ok {
		t.Error("somebody who was not invited can look into a private room")
	}
}

func testInviteRemove(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0], w.People[1])
	w.send(t, bot.Message{Key: "again", Act: bot.ActInvite, Room: room, Person: w.People[0]}) // done already is done
	w.send(t, bot.Message{Key: "out", Act: bot.ActRemove, Room: room, Person: w.People[0]})
	w.send(t, bot.Message{Key: "out2", Act: bot.ActRemove, Room: room, Person: w.People[0]})
	if _, ok := w.Read(w.People[0], room); ok {
		t.Error("who was removed can still look into the room")
	}
	if _, ok := w.Read(w.People[1], room); !ok {
		t.Error("who stayed cannot look into the room")
	}
	w.refused(t, bot.Message{Key: "x", Act: bot.ActInvite, Room: room, Person: w.Stranger}, bot.Permanent)
	for _, r := range w.h.requests() {
		t.Errorf("what the bot did itself came back as a request: %s", r.Kind)
	}
}

func testDescribe(t *testing.T, w *world) {
	if !w.Platform.Traits().Topic {
		t.Fatal("the platform declares no topic: no platform is served without")
	}
	room := w.room(t, "ci-2027-0001", w.People[0])
	for i, topic := range []string{"Called · Gold vacant", "Declared · Gold Supt Khan"} {
		w.send(t, bot.Message{Key: fmt.Sprintf("d%d", i), Act: bot.ActDescribe, Room: room, Topic: topic,
			Facts: []bot.Fact{{Label: "State", Value: topic}}})
		if got := w.Topic(room); got != topic {
			t.Errorf("topic %q, want %q", got, topic)
		}
	}
}

func testPin(t *testing.T, w *world) {
	if !w.Platform.Traits().Pin {
		t.Fatal("the platform declares no pins: no platform is served without")
	}
	room := w.room(t, "ci-2027-0001", w.People[0])
	w.send(t, bot.Message{Key: "k1", Act: bot.ActPost, Room: room, Text: "card", Pin: true})
	w.send(t, bot.Message{Key: "k2", Act: bot.ActPost, Room: room, Text: "post"})
	if seen := w.read(t, w.People[0], room); !seen[0].Pinned || seen[1].Pinned {
		t.Errorf("pinned %v %v, want true false", seen[0].Pinned, seen[1].Pinned)
	}
}

func testArchive(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	w.send(t, bot.Message{Key: "k1", Act: bot.ActPost, Room: room, Text: "kept"})
	w.send(t, bot.Message{Key: "a1", Act: bot.ActArchive, Room: room})
	w.send(t, bot.Message{Key: "a2", Act: bot.ActArchive, Room: room})
	w.refused(t, bot.Message{Key: "k2", Act: bot.ActPost, Room: room, Text: "too late"}, bot.Permanent)
	if d := cmp.Diff([]string{"kept"}, texts(w.read(t, w.People[0], room))); d != "" {
		t.Errorf("the closed room reads (-want +got):\n%s", d)
	}
}

func testDedupe(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	m := bot.Message{Key: "same", Act: bot.ActPost, Room: room, Text: "once"}
	a := w.send(t, m)
	w.send(t, bot.Message{Key: "other", Act: bot.ActPost, Room: room, Text: "between"})
	if !w.Platform.Traits().Dedupe {
		return // what then happens is the sender's to settle, by Find
	}
	if b := w.send(t, m); a != b {
		t.Errorf("the same key again is receipted %+v, want %+v", b, a)
	}
	if d := cmp.Diff([]string{"once", "between"}, texts(w.read(t, w.People[0], room))); d != "" {
		t.Errorf("the room reads (-want +got):\n%s", d)
	}
}

func testFind(t *testing.T, w *world) {
	finder, ok := w.Platform.(bot.Finder)
	if !ok {
		if !w.Platform.Traits().Dedupe {
			t.Error("a platform that neither dedupes nor finds leaves an unknown send unsettled")
		}
		return
	}
	room := w.room(t, "ci-2027-0001", w.People[0])
	for _, m := range []bot.Message{
		{Key: "post", Act: bot.ActPost, Room: room, Text: "in the room"},
		{Key: "direct", Act: bot.ActDirect, Person: w.People[1], Text: "to a person"},
	} {
		if _, found, err := finder.Find(t.Context(), m); found || err != nil {
			t.Errorf("Find(%s) before it was sent: found %v, %v", m.Key, found, err)
		}
		sent := w.send(t, m)
		got, found, err := finder.Find(t.Context(), m)
		if err != nil || !found || got.Message != sent.Message {
			t.Errorf("Find(%s) = %+v, %v, %v; want %+v", m.Key, got, found, err, sent)
		}
	}
}

func testLimit(t *testing.T, w *world) {
	limit := w.Platform.Traits().MessageLimit
	if limit <= 0 {
		t.Fatal("a platform declares how long a message may be")
	}
	room := w.room(t, "ci-2027-0001", w.People[0])
	w.send(t, bot.Message{Key: "k1", Act: bot.ActPost, Room: room, Text: strings.Repeat("x", limit)})
	w.refused(t, bot.Message{Key: "k2", Act: bot.ActPost, Room: room, Text: strings.Repeat("x", limit+1)}, bot.Permanent)
	seen := w.read(t, w.People[0], room)
	if len(seen) != 1 || len(seen[0].Text) != limit {
		t.Errorf("%d messages, want the one of %d bytes, whole", len(seen), limit)
	}
}

func testErrors(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	for _, m := range []bot.Message{
		{Key: "e1", Act: bot.ActPost, Room: "no-such-room", Text: "x"},
		{Key: "e2", Act: bot.ActDescribe, Room: "no-such-room", Topic: "x"},
		{Key: "e3", Act: bot.ActInvite, Room: "no-such-room", Person: w.People[0]},
		{Key: "e4", Act: bot.ActArchive, Room: "no-such-room"},
		{Key: "e5", Act: bot.ActOpenRoom, Name: ""},
		{Key: "e6", Act: "dance", Room: room},
	} {
		w.refused(t, m, bot.Permanent)
	}
	const secret = "Person A lives at"
	_, err := w.Platform.Send(t.Context(), bot.Message{Key: "e7", Act: bot.ActPost, Room: "no-such-room", Text: secret})
	if err == nil || strings.Contains(err.Error(), secret) {
		t.Errorf("error %v: want one without content", err)
	}
}

func testDurable(t *testing.T, w *world) {
	if w.Restart == nil {
		t.Skip("the platform is not ours: what it keeps is its own matter")
	}
	room := w.room(t, "ci-2027-0001", w.People[0])
	post := bot.Message{Key: "k1", Act: bot.ActPost, Room: room, Text: "before the kill", Pin: true}
	receipt := w.send(t, post)
	w.send(t, bot.Message{Key: "k2", Act: bot.ActPost, Room: room, Text: "edited", Replace: receipt.Message, Pin: true})
	w.send(t, bot.Message{Key: "d1", Act: bot.ActDirect, Person: w.People[1], Text: "to a phone",
		Actions: []bot.Action{{ID: "ack", Label: "Acknowledge E-1"}}})
	w.send(t, bot.Message{Key: "t1", Act: bot.ActDescribe, Room: room, Topic: "Declared"})

	after := start(t, w.Restart(t))
	seen := after.read(t, w.People[0], room)
	if len(seen) != 1 || seen[0].Text != "edited" || !seen[0].Edited || !seen[0].Pinned || seen[0].ID != receipt.Message {
		t.Errorf("the room after the kill: %+v", seen)
	}
	direct := after.read(t, w.People[1], "")
	if len(direct) != 1 || direct[0].Text != "to a phone" || len(direct[0].Actions) != 1 {
		t.Errorf("the phone after the kill: %+v", direct)
	}
	if _, ok := after.Read(w.People[2], room); ok {
		t.Error("somebody became a member by the kill")
	}
	if got := after.Topic(room); got != "Declared" {
		t.Errorf("topic after the kill %q", got)
	}
	if again := after.send(t, post); after.Platform.Traits().Dedupe && again.Message != receipt.Message {
		t.Errorf("the same key after the kill is %+v, want %+v", again, receipt)
	}
}

func testConcurrent(t *testing.T, w *world) {
	room := w.room(t, "ci-2027-0001", w.People[0])
	const senders, each = 6, 10
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := range each {
				text := fmt.Sprintf("%d.%d", s, i)
				if _, err := w.Platform.Send(t.Context(), bot.Message{Key: "k" + text, Act: bot.ActPost, Room: room, Text: text}); err != nil {
					t.Errorf("Send %s: %v", text, err)
				}
				if _, ok := w.Read(w.People[0], room); !ok {
					t.Error("the room cannot be read while others send")
				}
			}
		})
	}
	wg.Wait()
	seen := w.read(t, w.People[0], room)
	if len(seen) != senders*each {
		t.Fatalf("%d messages, want %d", len(seen), senders*each)
	}
	ids, next := map[bot.MessageID]bool{}, map[int]int{}
	for _, m := range seen {
		var s, i int
		if _, err := fmt.Sscanf(m.Text, "%d.%d", &s, &i); err != nil || i != next[s] {
			t.Fatalf("message %q of sender %d out of order, want its number %d", m.Text, s, next[s])
		}
		next[s]++
		if ids[m.ID] {
			t.Fatalf("message id %s twice", m.ID)
		}
		ids[m.ID] = true
	}
}

package say_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
	"loggist/internal/say"
)

// TestNothingSensitiveIsSaid_R3_22_S27: whatever the sensitive book holds, the open rooms and the people of the open side are
// told the same, word for word, and so is whoever asks for the log or the status there.
func TestNothingSensitiveIsSaid_R3_22_S27(t *testing.T) {
	samples := incidenttest.ReadSamples(t, "../../incident/testdata/kinds")
	kinds := samples.Kinds()
	who := []incident.Who{{ID: "sgt.lee", Name: "PS Lee"}, {ID: "ds.hughes", Name: "DS Hughes"}}
	f := force.Demo()
	rapid.Check(t, func(t *rapid.T) {
		whole, open := incident.New("CI-2027-0142"), incident.New("CI-2027-0142")
		now := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
		record := func(book incident.Book, by incident.Who, body incident.Body) {
			e := incident.Entry{
				Ref: "CI-2027-0142", Book: book, Seq: whole.NextIn(book), DecidedAt: now, RecordedAt: now, RecordedBy: by, DecidedBy: by, Body: body,
			}
			whole.Apply(e)
			if book != incident.BookSensitive {
				open.Apply(e)
			}
		}
		record(incident.BookOpen, who[0], &incident.Called{What: "neighbours accuse a man", Type: incident.CommunitySuspicion, Level: "local", AssessBy: now.Add(30 * time.Minute)})
		record(incident.BookOpen, who[0], &incident.Bound{Platform: "local", ID: "room-a"})
		record(incident.BookOpen, who[0], &incident.Invited{People: who[:1], Quiet: true})
		record(incident.BookSensitive, who[0], &incident.Bound{Platform: "local", ID: "room-b"})
		for range rapid.IntRange(1, 20).Draw(t, "entries") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minutes")) * time.Minute)
			book := rapid.SampledFrom([]incident.Book{incident.BookOpen, incident.BookSensitive}).Draw(t, "book")
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			record(book, rapid.SampledFrom(who).Draw(t, "by"), samples.Body(t, kind, now))
		}
		v := say.View{Force: f, Register: incident.NewRegister(), Now: now, Profile: force.Full}
		for _, lane := range open.Open.PendingLanes() {
			for _, it := range open.Open.Pending(lane) {
				got, want := say.Open(v, whole.Open, it), say.Open(v, open.Open, it)
				if got.Message.Text != want.Message.Text || got.Message.Topic != want.Message.Topic || got.NotSent != want.NotSent || got.Message.Key != want.Message.Key {
					t.Fatalf("%s says\n%s\nand without the sensitive book\n%s", it.Key, got.Message.Text, want.Message.Text)
				}
			}
		}
		if got, want := say.OpenBook(v, whole.Open), say.OpenBook(v, open.Open); got != want {
			t.Fatalf("the log is\n%s\nand without the sensitive book\n%s", got, want)
		}
		for _, status := range []func(*incident.Full) []string{
			func(f *incident.Full) []string { return say.LastEntries(v, f, incident.BookOpen, 50) },
			func(f *incident.Full) []string { return say.Status(v, f, incident.BookOpen) },
		} {
			if got, want := status(whole), status(open); !equal(got, want) {
				t.Fatalf("what is answered in the open room is\n%q\nand without the sensitive book\n%q", got, want)
			}
		}
	})
}

func equal(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

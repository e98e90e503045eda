package incident_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/incident"
	"loggist/incident/incidenttest"
)

// books are two states of one incident: one that holds everything, and one from which the sensitive book is missing.
type books struct {
	whole, open *incident.Full
	now         time.Time
	all         []incident.Entry
}

// keep applies an entry to the whole.
func (b *books) keep(e incident.Entry) {
	b.all = append(b.all, e)
	b.whole.Apply(e)
}

func (b *books) record(book incident.Book, by incident.Who, body incident.Body) {
	e := incident.Entry{
		Ref: b.whole.Open.Ref, Book: book, Seq: b.whole.NextIn(book), DecidedAt: b.now, RecordedAt: b.now, RecordedBy: by, DecidedBy: by, Body: body,
	}
	b.keep(e)
	if book != incident.BookSensitive {
		e.Seq = b.open.NextIn(book)
		b.open.Apply(e)
	}
}

// called begins an incident with both rooms.
func called() *books {
	b := &books{whole: incident.New("CI-2027-0142"), open: incident.New("CI-2027-0142"), now: time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)}
	lee, hughes := incident.Who{ID: "sgt.lee", Name: "PS Lee"}, incident.Who{ID: "ds.hughes", Name: "DS Hughes"}
	b.record(incident.BookOpen, lee, &incident.Called{What: "neighbours accuse a man", Type: incident.CommunitySuspicion, Level: "local", AssessBy: b.now.Add(30 * time.Minute)})
	b.record(incident.BookOpen, lee, &incident.Bound{Platform: "local", ID: "room-a"})
	b.record(incident.BookOpen, lee, &incident.Invited{People: []incident.Who{lee, {ID: "insp.patel", Name: "Insp Patel"}}, Quiet: true})
	b.record(incident.BookSensitive, lee, &incident.Bound{Platform: "local", ID: "room-b"})
	b.record(incident.BookSensitive, lee, &incident.Invited{People: []incident.Who{hughes}})
	return b
}

// TestSensitiveEntriesLeaveTheOpenSideEqual_R3_22_S27: whatever is entered in the sensitive book, in any order with
// whatever else, the open side is the same value as if it had never been: its lines, numbers, timers, members, cards,
// receipts and what its lanes have still to be sent.
func TestSensitiveEntriesLeaveTheOpenSideEqual_R3_22_S27(t *testing.T) {
	samples := incidenttest.ReadSamples(t, "testdata/kinds")
	kinds := samples.Kinds()
	who := []incident.Who{{ID: "sgt.lee", Name: "PS Lee"}, {ID: "ds.hughes", Name: "DS Hughes"}, incident.Itself}
	rapid.Check(t, func(t *rapid.T) {
		b := called()
		for range rapid.IntRange(1, 30).Draw(t, "entries") {
			b.now = b.now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minutes")) * time.Minute)
			book := rapid.SampledFrom([]incident.Book{incident.BookOpen, incident.BookSensitive, incident.BookSensitive, incident.BookDelivery}).Draw(t, "book")
			kind := rapid.SampledFrom(kinds).Draw(t, "kind")
			if book == incident.BookDelivery {
				kind = "receipt"
			}
			b.record(book, rapid.SampledFrom(who).Draw(t, "by"), samples.Body(t, kind, b.now))
			same(t, b, kind)
		}
	})
}

// TestEachKindInTheSensitiveBookLeavesTheOpenSideEqual_R3_22 puts one of each kind into the sensitive book of an incident
// that has something open everywhere.
func TestEachKindInTheSensitiveBookLeavesTheOpenSideEqual_R3_22(t *testing.T) {
	samples := incidenttest.ReadSamples(t, "testdata/kinds")
	for _, kind := range samples.Kinds() {
		t.Run(kind, func(t *testing.T) {
			b := called()
			lee := incident.Who{ID: "sgt.lee", Name: "PS Lee"}
			for _, k := range []string{"task", "review", "escalation", "role-offered", "decision", "declared"} {
				b.record(incident.BookOpen, lee, samples[k].Body)
			}
			b.record(incident.BookSensitive, lee, samples[kind].Body)
			same(t, b, kind)
		})
	}
}

type failer interface {
	Helper()
	Fatalf(string, ...any)
}

func same(t failer, b *books, kind string) {
	t.Helper()
	if !reflect.DeepEqual(b.whole.Open, b.open.Open) {
		t.Fatalf("after %s the open side differs from the one without the sensitive book", kind)
	}
	if got, want := b.whole.Open.Timers(), b.open.Open.Timers(); !reflect.DeepEqual(got, want) {
		t.Fatalf("after %s the open timers are %v, without the sensitive book %v", kind, got, want)
	}
	for _, q := range []incident.Queue{incident.QueueLadder, incident.QueueTime} {
		var soonest time.Time
		if i := slices.IndexFunc(b.whole.Timers(), func(x incident.Timer) bool { return x.Queue == q }); i >= 0 {
			soonest = b.whole.Timers()[i].Due
		}
		if got := b.whole.Next(q); !got.Equal(soonest) {
			t.Fatalf("after %s a queue is next due at %v, and its first timer at %v", kind, got, soonest)
		}
	}
	for _, book := range []incident.Book{incident.BookOpen, incident.BookDelivery} {
		if got, want := b.whole.NextIn(book), b.open.NextIn(book); got != want {
			t.Fatalf("after %s the next number of the %s book is %d, without the sensitive book %d", kind, book, got, want)
		}
	}
	for _, lane := range b.open.Open.PendingLanes() {
		if got, want := b.whole.Open.Pending(lane), b.open.Open.Pending(lane); !reflect.DeepEqual(got, want) {
			t.Fatalf("after %s %v has to be sent %v, without the sensitive book %v", kind, lane, got, want)
		}
	}
	if got, want := len(b.whole.Open.PendingLanes()), len(b.open.Open.PendingLanes()); got != want {
		t.Fatalf("after %s %d open lanes have something to send, without the sensitive book %d", kind, got, want)
	}
	for i, l := range b.whole.Open.Lines {
		got, err1 := incident.Encode(&l.Entry)
		want, err2 := incident.Encode(&b.open.Open.Lines[i].Entry)
		if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Fatalf("after %s the export of entry %d differs", kind, l.Seq)
		}
	}
}

// TestUnknownKindsAreKeptAndFreeze: what a newer version wrote is kept as it is, and nothing fires over it.
func TestUnknownKindsAreKeptAndFreeze(t *testing.T) {
	b := called()
	raw := []byte(`{"kind":"decision/9","decided_at":"2027-11-11T21:31:00Z","recorded_at":"2027-11-11T21:31:00Z","recorded_by":{"name":"Loggist"},"decided_by":{"name":"Loggist"},"body":{"text":"of the future"}}`)
	var e incident.Entry
	if err := incident.Decode(raw, &e); err != nil {
		t.Fatal(err)
	}
	again, err := incident.Encode(&e)
	if err != nil || !bytes.Equal(again, raw) {
		t.Errorf("an unknown kind reads\n%s and writes\n%s (%v)", raw, again, err)
	}
	if b.whole.Frozen() || len(b.whole.Open.Timers()) == 0 {
		t.Fatal("the incident is frozen before, or has no timers")
	}
	b.record(incident.BookOpen, incident.Itself, e.Body)
	if !b.whole.Frozen() || len(b.whole.Open.Timers()) != 0 {
		t.Errorf("frozen %v, timers %v", b.whole.Frozen(), b.whole.Open.Timers())
	}
}

package engine

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"loggist/bot"
	"loggist/bot/bottest"
	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/obs/obstest"
	"loggist/internal/record"
	"loggist/internal/seal"
)

// TestShortenedDutyIsNoticed: the roster is changed while an incident runs, so that its owner goes off duty hours before he was to. Within
// a minute the incident has the handover drafted by the new end, once, however often it is looked at.
func TestShortenedDutyIsNoticed_R5_3(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ring := seal.EphemeralRing()
		log, err := record.Open(t.Context(), record.Options{Dir: t.TempDir(), Force: "demo", Keys: ring, Init: true})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = log.Close() })
		m := bottest.NewMemory(bottest.MemoryOptions{People: []string{"sgt.lee", "insp.patel"}, Platform: "local"})
		m.OpenRoom("control-room", "sgt.lee", "insp.patel")
		f := endsAt(t, time.Now().Add(8*time.Hour))
		e, err := New(Options{
			Log: log, Pseudonym: ring.Pseudonym, Force: func() *force.Force { return f }, Logger: obstest.Logger(t),
			Platforms: map[force.Platform]Served{force.Local: {Platform: m, Profile: force.Full}},
		})
		if err != nil {
			t.Fatal(err)
		}
		m.Handle(e.Handle)
		for _, words := range []string{"call windows broken | where RV2", "1 owner @insp.patel | because he commands"} {
			reply, err := m.Act(t.Context(), bot.Request{Person: "insp.patel", Room: "control-room", Kind: bot.KindCommand, Command: "ci", Text: words})
			if err != nil || !reply.OK {
				t.Fatalf("%s: %s, %v", words, reply.Text, err)
			}
		}
		look := func() (incident.Owner, uint64) {
			h, err := e.hold(incident.Ref(e.Log.Incidents()[0]))
			if err != nil {
				t.Fatal(err)
			}
			defer h.mu.Unlock()
			return h.full.Open.Owner, h.full.Open.NextSeq()
		}
		was, before := look()
		if was.Person.ID != "insp.patel" || time.Until(was.DraftAt).Round(30*time.Minute) != 7*time.Hour+30*time.Minute {
			t.Fatalf("owner is %+v", was)
		}
		e.minute(t.Context())
		if got, n := look(); !got.DraftAt.Equal(was.DraftAt) || n != before {
			t.Fatalf("with the same roster it is drafted at %s, was %s", got.DraftAt, was.DraftAt)
		}
		f = endsAt(t, time.Now().Add(2*time.Hour))
		for range 3 {
			e.minute(t.Context())
		}
		got, n := look()
		if want := was.DraftAt.Add(-6 * time.Hour); got.DraftAt.Sub(want).Abs() > time.Minute {
			t.Fatalf("it is drafted at %s, wanted %s", got.DraftAt, want)
		}
		if n != before+1 {
			t.Errorf("it was entered %d times", n-before)
		}
	})
}

// endsAt is the demo's force where Insp Patel is duty inspector from an hour ago until then.
func endsAt(t *testing.T, end time.Time) *force.Force {
	t.Helper()
	f := force.Demo()
	roster := slices.DeleteFunc(slices.Clone(f.Roster), func(w force.Window) bool { return w.Person == "insp.patel" })
	begin, end := time.Now().Add(-time.Hour).In(f.Zone), end.In(f.Zone)
	roster = append(roster, force.Window{
		Post: force.DutyInspector, Person: "insp.patel", Days: force.EveryDay,
		From: force.TimeOfDay(begin.Hour()*60 + begin.Minute()), To: force.TimeOfDay(end.Hour()*60 + end.Minute()),
	})
	out, err := f.With(f.People, roster)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

package incident

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestEscalationsAreTotal: entries that make no sense change nothing that matters and never panic.
func TestEscalationsAreTotal(t *testing.T) {
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		f := New("CI-2027-0142")
		small := rapid.IntRange(-2, 4)
		person := func() Who {
			return rapid.SampledFrom([]Who{{ID: "insp.patel", Name: "Insp Patel"}, {ID: "supt.khan", Name: "Supt Khan"}, Itself, {}}).Draw(rt, "who")
		}
		people := func() []Who {
			var out []Who
			for range rapid.IntRange(0, 2).Draw(rt, "people") {
				out = append(out, person())
			}
			return out
		}
		ladder := func() Ladder {
			return Ladder{Rungs: make([]Rung, rapid.IntRange(0, 3).Draw(rt, "rungs"))}
		}
		draw := func(name string) int { return small.Draw(rt, name) }
		for i := range rapid.IntRange(0, 40).Draw(rt, "entries") {
			n := draw("n")
			bodies := []Body{
				&Escalated{N: n, Ladder: ladder()},
				&EscalationJoined{N: n, Ladder: ladder(), Due: at.Add(time.Duration(i) * time.Minute)},
				&EscalationAsked{N: n, Ask: draw("ask"), Rung: draw("rung"), Round: draw("round"), Again: draw("again"), People: people(), Need: draw("need"), SentBy: at},
				&EscalationSkipped{N: n, Rung: draw("rung"), Round: draw("round")},
				&EscalationAcknowledged{N: n, Until: at.Add(time.Hour)},
				&EscalationAccepted{N: n, Rung: draw("rung"), AskAt: at},
				&EscalationDeclined{N: n}, &EscalationHandedBack{N: n}, &EscalationEnded{N: n},
				&EscalationRound{N: n, Round: draw("round")}, &EscalationHolderAsked{N: n, ReopenAt: at}, &EscalationLapsed{N: n, Holder: person()},
				&RoleOffered{N: n, Role: RoleGold, To: person(), Until: at}, &RoleAccepted{Offer: n}, &RoleDeclined{Offer: n},
				&RoleRelieved{Role: RoleGold}, &OfferUnanswered{Offer: n}, &GoldMissing{}, &TestPinged{People: people()},
				&Bound{Platform: "local"}, &Receipt{Lane: Lane{Person: person().ID, Platform: "local"}, Key: "E-1/ask/1", Outcome: Failed, At: at},
			}
			body := rapid.SampledFrom(bodies).Draw(rt, "body")
			book := BookOpen
			if body.Kind() == "receipt" {
				book = BookDelivery
			}
			who := person()
			f.Apply(Entry{Ref: f.Open.Ref, Book: book, Seq: f.NextIn(book), RecordedAt: at, DecidedAt: at, RecordedBy: who, DecidedBy: who, Body: body})
			f.Timers()
			for _, x := range f.Open.Escalations {
				if x.Open() && x.Due().IsZero() {
					rt.Fatalf("E-%d is open and has no next due time after %s", x.N, body.Kind())
				}
				x.Climbs(at)
				x.Silenced("insp.patel", at)
			}
			if len(f.Open.Roles) > 1 {
				rt.Fatalf("two hold Gold: %v", f.Open.Roles)
			}
		}
	})
}

// TestFailedTimerOfALadderGoesOn: a firing that failed three times over does not end an escalation.
func TestFailedTimerOfALadderGoesOn_R5_11(t *testing.T) {
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	f := New("CI-2027-0142")
	put := func(b Body) {
		f.Apply(Entry{Ref: f.Open.Ref, Book: BookOpen, Seq: f.NextIn(BookOpen), RecordedAt: at, RecordedBy: Itself, DecidedBy: Itself, Body: b})
	}
	put(&Escalated{N: 1, Ladder: Ladder{Rungs: []Rung{{Wait: time.Minute}}}})
	for range 3 {
		next := f.Next(QueueLadder)
		if next.IsZero() {
			t.Fatal("the ladder went quiet")
		}
		put(&TimerFailed{Timer: "E-1/rung", Due: next})
		if got := f.Next(QueueLadder); !got.After(next) {
			t.Fatalf("due again at %s, failed at %s", got, next)
		}
	}
}

func BenchmarkReceiptOfAPing(b *testing.B) {
	at := time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)
	f := New("CI-2027-0142")
	put := func(book Book, body Body) {
		f.Apply(Entry{Ref: f.Open.Ref, Book: book, Seq: f.NextIn(book), RecordedAt: at, RecordedBy: Itself, DecidedBy: Itself, Body: body})
	}
	put(BookOpen, &Bound{Platform: "local", ID: "a"})
	put(BookOpen, &Escalated{N: 1, Ladder: Ladder{Rungs: []Rung{{Wait: time.Minute}}}})
	put(BookOpen, &EscalationAsked{N: 1, Ask: 1, People: []Who{{ID: "insp.patel", Name: "Insp Patel"}}, Wait: time.Minute, Need: 1, SentBy: at})
	r := &Receipt{Lane: Lane{Person: "insp.patel", Platform: "local"}, Key: "E-1/ask/1", Version: 3, Outcome: Sending, Message: "m", At: at}
	for b.Loop() {
		r.apply(&f.Open.Side, &Entry{})
	}
}

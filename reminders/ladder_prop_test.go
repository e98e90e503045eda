package reminders

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"

	"pgregory.net/rapid"
)

var night = time.Date(2027, 11, 11, 21, 4, 0, 0, time.UTC)

// ladderRun plays an incident against its ladders: people, the platform and time act in any order.
type ladderRun struct {
	*incidenttest.Keeper
	rang     map[string]int // ask key → how often it rang a person
	accepted map[int]int
}

func newLadderRun(t testing.TB) *ladderRun {
	return &ladderRun{Keeper: incidenttest.New(t, night), rang: map[string]int{}, accepted: map[int]int{}}
}

func (r *ladderRun) firing(t incident.Timer) *Firing {
	return &Firing{Full: r.Full, Timer: t, Now: r.Now, Force: r.Force, Register: r.Register}
}

// byHand opens an escalation as a command does.
func (r *ladderRun) byHand(by force.PersonID, o Opening) int {
	o.By = r.Person(by)
	b := incident.NewBatch(r.Full)
	n := OpenByHand(r.firing(incident.Timer{Book: incident.BookOpen}), b, o)
	r.Do(by, b.Drafts()...)
	return n
}

// fire fires what is due in the ladder's queue, at most once each round as the engine does; it reports whether anything was.
func (r *ladderRun) fire() bool {
	due := r.Full.Due(incident.QueueLadder, r.Now)
	if len(due) == 0 {
		return false
	}
	drafts, err := Fire(r.firing(due[0]))
	if err != nil {
		panic(err)
	}
	if len(drafts) == 0 {
		panic("a timer made nothing: " + due[0].Key)
	}
	r.Do("", drafts...)
	return true
}

// settle fires until nothing is due; a ladder that never comes to rest is a fault.
func (r *ladderRun) settle(t interface{ Fatalf(string, ...any) }) {
	for range 100 {
		if !r.fire() {
			return
		}
	}
	t.Fatalf("at %s the ladder does not come to rest: %v", r.Now, r.Full.Due(incident.QueueLadder, r.Now))
}

// pings are the askings that wait to be sent, the page ones.
func (r *ladderRun) pings() []incident.Item {
	var out []incident.Item
	s := &r.Full.Open.Side
	for _, lane := range s.PendingLanes() {
		for _, it := range s.Pending(lane) {
			if lane.Person != "" && strings.Contains(it.Key, "/ask/") {
				out = append(out, it)
			}
		}
	}
	return out
}

// deliver answers for the platform as the sender would: an asking that was overtaken is not sent.
func (r *ladderRun) deliver(it incident.Item, outcome incident.Outcome) {
	x, a, _ := r.Full.Open.ReadAskKey(it.Key)
	if !x.Open() && it.Sent == nil {
		outcome = incident.NotSent
	}
	if it.Class == incident.ClassPage && outcome == incident.Sending {
		r.rang[it.Key+"/"+string(it.Lane.Person)]++
	}
	r.Receipt(incident.BookOpen, it, outcome, r.Now.Add(a.Wait))
}

// TestLadderNeverGoesQuiet_R5_11: whatever people, the platform and time do, in any order, an open escalation always has a
// next due time, ends only by an acceptance or a recorded end, has at most one who holds it, and rings nobody who asked for
// it himself, and nobody twice for one asking.
func TestLadderNeverGoesQuiet_R5_11(t *testing.T) {
	people := []force.PersonID{"sgt.lee", "insp.patel", "supt.khan", "acc.morris", "pc.adeyemi", "fim.grant", "insp.ward"}
	rapid.Check(t, func(rt *rapid.T) {
		r := newLadderRun(t)
		if rapid.Bool().Draw(rt, "declared") {
			r.Open("insp.patel", &incident.Declared{Reason: "confidence of the family"})
		}
		r.byHand(rapid.SampledFrom(people).Draw(rt, "asker"), Opening{What: "command at the scene"})
		steps := rapid.IntRange(1, 60).Draw(rt, "steps")
		for range steps {
			s := &r.Full.Open.Side
			n := rapid.IntRange(1, len(s.Escalations)).Draw(rt, "n")
			x := s.Escalations[n-1]
			who := rapid.SampledFrom(people).Draw(rt, "who")
			before := snapshot(s)
			switch act := rapid.IntRange(0, 13).Draw(rt, "act"); act {
			case 0:
				r.Open(who, &incident.EscalationAcknowledged{N: n, Until: x.Silenced(who, r.Now)})
			case 1:
				r.Open(who, &incident.EscalationAccepted{N: n, Rung: x.RungOf(who), AskAt: r.Now.Add(30 * time.Minute)})
			case 2:
				r.Open(who, &incident.EscalationDeclined{N: n, Because: "at another incident"})
			case 3:
				r.Open(who, &incident.EscalationHandedBack{N: n, Because: "taken ill"})
			case 4:
				if rapid.IntRange(0, 5).Draw(rt, "really") == 0 {
					r.Open(who, &incident.EscalationEnded{N: n, Because: "the crowd has left"})
				}
			case 5, 6, 7: // the platform
				if p := r.pings(); len(p) > 0 {
					it := rapid.SampledFrom(p).Draw(rt, "ping")
					r.deliver(it, rapid.SampledFrom([]incident.Outcome{incident.Sending, incident.Sending, incident.Failed}).Draw(rt, "outcome"))
				}
			case 8, 9: // time, fired as it should be
				r.Now = r.Now.Add(time.Duration(rapid.IntRange(0, 20).Draw(rt, "minutes")) * time.Minute)
				r.settle(rt)
			case 10: // down for long
				r.Now = r.Now.Add(time.Duration(rapid.IntRange(1, 50).Draw(rt, "hours")) * time.Hour)
			case 11:
				r.byHand(who, Opening{What: "more officers", Because: "the crowd grows"})
			case 12:
				f := r.firing(incident.Timer{Book: incident.BookOpen, Key: "gold", Due: r.Now})
				r.Do("", openByClock(f, "Gold is vacant", force.OnCallSuperintendent)...)
			case 13:
				r.Open(who, &incident.Note{Text: "at the scene"})
			}
			check(rt, r, before)
		}
		// People and platform fall silent: time alone must go on asking, for ever.
		for _, x := range r.Full.Open.OpenEscalations() {
			asks, rounds := len(x.Asks), x.Round
			for range 40 {
				if !x.Open() {
					break
				}
				r.Now = later(r.Now, x.Due())
				r.settle(rt)
			}
			if x.Open() && len(x.Asks) == asks && x.Round == rounds {
				rt.Fatalf("E-%d went quiet: it asked nobody and ended no round", x.N)
			}
		}
	})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

type before struct {
	open, ended bool
	holder      incident.Who
}

func snapshot(s *incident.Side) []before {
	var out []before
	for _, x := range s.Escalations {
		out = append(out, before{x.Open(), x.Ended, x.Holder})
	}
	return out
}

func check(rt *rapid.T, r *ladderRun, was []before) {
	s := &r.Full.Open.Side
	timers := map[string]time.Time{}
	for _, t := range s.Timers() {
		timers[t.Key] = t.Due
	}
	for _, x := range s.Escalations {
		name := s.Name(incident.SeriesEscalation, x.N)
		if x.Open() && (x.Due().IsZero() || timers[name+"/rung"].IsZero()) {
			rt.Fatalf("%s is open and has no next due time", name)
		}
		if !x.Open() && !timers[name+"/rung"].IsZero() {
			rt.Fatalf("%s is not open and still climbs", name)
		}
		if x.N <= len(was) && was[x.N-1].open && !x.Open() && !x.Ended && x.Holder.IsZero() {
			rt.Fatalf("%s ended by nothing", name)
		}
		if x.N <= len(was) {
			b := was[x.N-1]
			if !b.holder.IsZero() && !x.Holder.IsZero() && b.holder != x.Holder {
				rt.Fatalf("%s was held by %s and now is by %s", name, b.holder.Name, x.Holder.Name)
			}
			if b.ended && (!x.Ended || x.Holder != b.holder) {
				rt.Fatalf("%s was ended and is not as it was", name)
			}
		}
		if !x.Holder.IsZero() && !x.Ended && x.AcceptedAt.IsZero() {
			rt.Fatalf("%s has a holder who never accepted", name)
		}
		for _, a := range x.Asks {
			for _, p := range a.People {
				for _, c := range x.Causes {
					if c.Entry < a.Entry && c.By.ID == p.Who.ID {
						rt.Fatalf("%s asked %s, who asked for it himself", name, p.Who.Name)
					}
				}
			}
		}
	}
	for key, n := range r.rang {
		if n > 1 {
			rt.Fatalf("%s rang %d times", key, n)
		}
	}
}

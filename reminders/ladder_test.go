package reminders

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"

	"github.com/google/go-cmp/cmp"
)

// deliverAll has the platform take every ping that waits.
func (r *ladderRun) deliverAll() {
	for p := r.pings(); len(p) > 0; p = r.pings() {
		for _, it := range p {
			r.deliver(it, incident.Sending)
		}
	}
}

// wind moves the clock to at through every due time, as the engine does, with a platform that takes everything at once.
func (r *ladderRun) wind(t *testing.T, at time.Time) {
	t.Helper()
	r.deliverAll()
	for {
		next := r.Full.Next(incident.QueueLadder)
		if next.IsZero() || next.After(at) {
			break
		}
		r.Now = later(r.Now, next)
		if !r.fire() {
			t.Fatalf("nothing fires at %s", next)
		}
		r.deliverAll()
	}
	r.Now = at
}

// story is what happened on the ladders, a line an entry.
func (r *ladderRun) story() []string {
	var out []string
	for _, e := range r.Entries {
		line := e.RecordedAt.Format("1504") + " "
		switch b := e.Body.(type) {
		case *incident.Escalated:
			line += fmt.Sprintf("E-%d opened", b.N)
		case *incident.EscalationJoined:
			line += fmt.Sprintf("E-%d joined", b.N)
		case *incident.EscalationAsked:
			line += fmt.Sprintf("E-%d asks %s", b.N, names(b.People))
			if b.Again > 0 {
				line += " again"
			}
		case *incident.EscalationSkipped:
			line += fmt.Sprintf("E-%d skips %s: %s", b.N, b.Label, b.Why)
		case *incident.EscalationRound:
			line += fmt.Sprintf("E-%d round %d at %s", b.N, b.Round, b.Next.Format("1504"))
		case *incident.EscalationHolderAsked:
			line += fmt.Sprintf("E-%d holder asked", b.N)
		case *incident.EscalationLapsed:
			line += fmt.Sprintf("E-%d open again", b.N)
		case *incident.EscalationAccepted:
			line += fmt.Sprintf("E-%d accepted by %s", b.N, e.RecordedBy.Name)
		case *incident.GoldMissing:
			line += "Gold vacant"
		case *incident.OfferUnanswered:
			line += fmt.Sprintf("offer %d unanswered", b.Offer)
		default:
			continue
		}
		out = append(out, line)
	}
	return out
}

func names(people []incident.Who) string {
	var out []string
	for _, p := range people {
		out = append(out, p.Name)
	}
	return strings.Join(out, ", ")
}

func minutes(n int) time.Time { return night.Add(time.Duration(n) * time.Minute) }

func (r *ladderRun) want(t *testing.T, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, r.story()); diff != "" {
		t.Errorf("story (-want +got):\n%s", diff)
	}
}

func TestLadderByHandClimbsToTheTopAndGoesRound_R5_11_F23(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.wind(t, minutes(180))
	r.want(t,
		"2104 E-1 opened", "2104 E-1 asks Insp Patel", "2109 E-1 asks Insp Patel again",
		"2114 E-1 asks Supt Khan", "2124 E-1 asks Supt Khan again",
		"2134 E-1 asks ACC Morris",
		"2144 E-1 round 1 at 2144", "2144 E-1 asks Insp Patel", "2149 E-1 asks Insp Patel again", "2154 E-1 asks Supt Khan", "2204 E-1 asks Supt Khan again", "2214 E-1 asks ACC Morris",
		"2224 E-1 round 2 at 2224", "2224 E-1 asks Insp Patel", "2229 E-1 asks Insp Patel again", "2234 E-1 asks Supt Khan", "2244 E-1 asks Supt Khan again", "2254 E-1 asks ACC Morris",
		"2304 E-1 round 3 at 2304", "2304 E-1 asks Insp Patel", "2309 E-1 asks Insp Patel again", "2314 E-1 asks Supt Khan", "2324 E-1 asks Supt Khan again", "2334 E-1 asks ACC Morris",
		"2344 E-1 round 4 at 0044",
	)
	r.wind(t, night.Add(30*time.Hour))
	x, _ := r.Full.Open.Escalation(1)
	if !x.Open() {
		t.Fatal("it ended by itself")
	}
	if at := x.NextRound; at.In(r.Force.Zone).Format("1504") != "0700" && at.In(r.Force.Zone).Format("1504") != "1500" && at.In(r.Force.Zone).Format("1504") != "2300" {
		t.Errorf("a day later the next round is at %s, want a start of a shift", at)
	}
}

func TestLadderEntersOneRungAboveTheAsker_X3(t *testing.T) {
	for _, tt := range []struct {
		who   force.PersonID
		asked string
	}{
		{"pc.adeyemi", "Insp Patel"}, {"sgt.lee", "Insp Patel"}, {"insp.patel", "Supt Khan"}, {"supt.khan", "ACC Morris"},
		{"fim.grant", "Insp Patel"},
	} {
		r := newLadderRun(t)
		r.byHand(tt.who, Opening{What: "help"})
		r.want(t, "2104 E-1 opened", "2104 E-1 asks "+tt.asked)
	}
}

func TestLadderTopAsksRound(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("acc.morris", Opening{What: "command at the scene"})
	r.wind(t, minutes(35))
	r.want(t, "2104 E-1 opened", "2104 E-1 skips on-call chief officer: whoever holds it asked himself, or has declined",
		"2104 E-1 asks Insp Patel", "2109 E-1 asks Insp Patel again", "2114 E-1 asks Supt Khan", "2124 E-1 asks Supt Khan again",
		"2134 E-1 round 1 at 2134", "2134 E-1 skips on-call chief officer: whoever holds it asked himself, or has declined", "2134 E-1 asks Insp Patel", "2139 E-1 asks Insp Patel again")
}

func TestLadderByTheClockWaitsByGravity(t *testing.T) {
	open := func(r *ladderRun) {
		r.Do("", openByClock(r.firing(incident.Timer{Book: incident.BookOpen, Key: "assess", Due: r.Now}), "the call was not assessed", force.DutyInspector)...)
	}
	t.Run("otherwise 30 min, and the chief officer is left in peace", func(t *testing.T) {
		r := newLadderRun(t)
		open(r)
		r.wind(t, minutes(95))
		r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2134 E-1 asks Supt Khan", "2204 E-1 round 1 at 2204", "2204 E-1 asks Insp Patel", "2234 E-1 asks Supt Khan")
	})
	t.Run("declared 10 min, to the top", func(t *testing.T) {
		r := newLadderRun(t)
		r.Open("insp.patel", &incident.Declared{Reason: "the family has lost confidence"})
		open(r)
		r.wind(t, minutes(25))
		r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2114 E-1 asks Supt Khan", "2124 E-1 asks ACC Morris")
	})
	t.Run("threat to life 5 min, before everything else", func(t *testing.T) {
		r := newLadderRun(t)
		r.Open("insp.patel", &incident.Flagged{Flag: incident.FlagThreatToLife, Reason: "a caller said so"})
		open(r)
		if w := r.Full.Due(incident.QueueLadder, minutes(1))[0].Weight; w != incident.WeightThreatToLife {
			t.Errorf("weight %d", w)
		}
		r.wind(t, minutes(12))
		r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2109 E-1 asks Supt Khan", "2114 E-1 asks ACC Morris")
	})
}

func TestLadderFailedOrUnsentAsksTheNextAtOnce_R6_5(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.Now = night.Add(3 * time.Second)
	r.deliver(r.pings()[0], incident.Failed)
	r.settle(t)
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2104 E-1 asks Supt Khan")
	r.Now = night.Add(64 * time.Second) // no receipt for a minute
	r.settle(t)
	if got := r.story(); got[len(got)-1] != "2105 E-1 asks ACC Morris" {
		t.Errorf("got %v", got)
	}
	if p := r.pings(); len(p) != 2 {
		t.Errorf("the Superintendent's ping is no longer waiting: %v", p)
	}
}

func TestLadderWaitRunsFromTheReceipt(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.Now = night.Add(50 * time.Second)
	r.deliverAll()
	if got, want := r.Full.Next(incident.QueueLadder), r.Now.Add(5*time.Minute); !got.Equal(want) {
		t.Errorf("due %s, want %s", got, want)
	}
}

func TestLadderAfterDowntimeAsksAPairNotAFlood(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.deliverAll()
	r.Now = night.Add(3 * time.Hour)
	f := r.firing(r.Full.Due(incident.QueueLadder, r.Now)[0])
	f.DownFrom, f.DownTo = minutes(2), minutes(180)
	drafts, err := Fire(f)
	if err != nil {
		t.Fatal(err)
	}
	r.Do("", drafts...)
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "0004 E-1 asks Supt Khan", "0004 E-1 asks ACC Morris")
	a := drafts[0].Body.(*incident.EscalationAsked)
	if a.LateBy != 175*time.Minute || a.DownFrom.IsZero() {
		t.Errorf("late: %+v", a.Late)
	}
}

func TestLadderShortDowntimeClimbsOneRung(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.deliverAll()
	r.Now = minutes(12)
	r.settle(t)
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2116 E-1 asks Supt Khan")
}

func TestOneOpenLadderForAPost(t *testing.T) {
	r := newLadderRun(t)
	clock := func(why string, at force.PostID) {
		f := r.firing(incident.Timer{Book: incident.BookOpen, Key: "R-1/missed", Due: r.Now})
		r.Do("", openByClock(f, why, at)...)
	}
	clock("review R-1 missed", force.DutyInspector)
	r.deliverAll()
	r.Now = minutes(3)
	r.byHand("pc.adeyemi", Opening{What: "command at the scene"}) // joins, and the shorter wait wins
	r.wind(t, minutes(9))
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2107 E-1 joined", "2112 E-1 asks Insp Patel again")
	r.byHand("insp.patel", Opening{What: "a superintendent"})
	x, _ := r.Full.Open.Escalation(1)
	if len(x.Causes) != 2 || len(r.Full.Open.Escalations) != 2 {
		t.Errorf("%d causes, %d escalations", len(x.Causes), len(r.Full.Open.Escalations))
	}
}

func TestNamedIsAskedFirstThenTheLadder(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "more officers", Whom: incident.Rung{Charge: incident.Charge{Label: "Insp Ward"}, Person: r.Who("insp.ward")}})
	r.wind(t, minutes(15))
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Ward", "2109 E-1 asks Insp Ward again", "2114 E-1 asks Insp Patel", "2119 E-1 asks Insp Patel again")
	r = newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "words for the press", Whom: incident.Rung{Charge: incident.Charge{Role: incident.RoleGold, Label: "Gold"}}})
	r.want(t, "2104 E-1 opened", "2104 E-1 skips Gold: nobody holds this role", "2104 E-1 asks Insp Patel")
}

func TestEmptyRungIsSkippedWithAnEntry_R5_10(t *testing.T) {
	r := newLadderRun(t)
	f := *r.Force
	var roster force.Roster
	for _, w := range f.Roster {
		if w.Post != force.DutyInspector {
			roster = append(roster, w)
		}
	}
	f.Roster = roster
	r.Force = &f
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.want(t, "2104 E-1 opened", "2104 E-1 skips duty inspector: nobody is on duty", "2104 E-1 asks Supt Khan")
}

// TestNobodyAtAllIsNotARace: with nobody on any rung the alarm goes on, and the ladder does not spin.
func TestNobodyAtAllIsNotARace(t *testing.T) {
	r := newLadderRun(t)
	f := *r.Force
	f.Roster = nil
	r.Force = &f
	r.byHand("sgt.lee", Opening{What: "anybody"})
	r.wind(t, night.Add(12*time.Hour))
	rounds := 0
	for _, l := range r.story() {
		if strings.Contains(l, "round") {
			rounds++
		}
	}
	if rounds < 12 || rounds > 20 {
		t.Errorf("%d rounds in twelve hours", rounds)
	}
}

// TestNobodyReachableIsNotARace: where every ping fails the ladder climbs at once, but the next round takes its time.
func TestNobodyReachableIsNotARace(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "anybody"})
	for end := night.Add(time.Hour); r.Now.Before(end); {
		for p := r.pings(); len(p) > 0; p = r.pings() {
			r.deliver(p[0], incident.Failed)
			r.settle(t)
		}
		r.Now = later(r.Now.Add(time.Second), r.Full.Next(incident.QueueLadder))
		r.settle(t)
	}
	rounds := 0
	for _, e := range r.Entries {
		if b, ok := e.Body.(*incident.EscalationRound); ok {
			rounds++
			if b.Next.Sub(e.RecordedAt) < 5*time.Minute {
				t.Errorf("round %d begins %s after the one before, which reached nobody", b.Round, b.Next.Sub(e.RecordedAt))
			}
		}
	}
	if rounds < 3 {
		t.Errorf("%d rounds", rounds)
	}
}

// TestLadderIsFrozen_F29: a change of the configuration moves no escalation that is open.
func TestLadderIsFrozen_F29(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	f := *r.Force
	f.Ladders = []force.Ladder{{Name: "new", Rungs: []force.Rung{{Post: force.FIM, Wait: time.Hour}}, Entry: force.FIM}}
	r.Force = &f
	r.wind(t, minutes(11))
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2109 E-1 asks Insp Patel again", "2114 E-1 asks Supt Khan")
}

func TestGoldVacantAsksTheSuperintendent_R1_11(t *testing.T) {
	r := newLadderRun(t)
	r.Open("insp.patel", &incident.Declared{Reason: "the family has lost confidence"})
	for _, due := range r.Full.Timers() {
		if due.Key == "gold" {
			r.Now = due.Due
			drafts, err := Fire(r.firing(due))
			if err != nil {
				t.Fatal(err)
			}
			r.Do("", drafts...)
		}
	}
	r.want(t, "2134 Gold vacant", "2134 E-1 opened", "2134 E-1 asks Supt Khan")
	if n := len(r.Full.Open.EscalationsAbout("gold")); n != 1 {
		t.Errorf("%d escalations about gold", n)
	}
}

// BenchmarkLadder steps an open escalation of an incident with many.
func BenchmarkLadder(b *testing.B) {
	r := &ladderRun{Keeper: incidenttest.New(b, night), rang: map[string]int{}}
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.deliverAll()
	r.Now = minutes(5)
	due := r.Full.Due(incident.QueueLadder, r.Now)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Fire(r.firing(due[0])); err != nil {
			b.Fatal(err)
		}
	}
}

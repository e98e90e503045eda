package reminders

import (
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

func TestAcknowledgeStopsHisRingingTillTheRungMoves_F26(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.deliverAll()
	r.Now = minutes(2)
	x, _ := r.Full.Open.Escalation(1)
	until := x.Silenced("insp.patel", r.Now)
	if want := minutes(10); !until.Equal(want) {
		t.Fatalf("silenced until %s, want %s", until, want)
	}
	r.Open("insp.patel", &incident.EscalationAcknowledged{N: 1, Until: until})
	r.wind(t, minutes(11))
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2114 E-1 asks Supt Khan")
	if !x.Open() {
		t.Error("acknowledged is not accepted")
	}
}

func TestHolderWhoMakesNoEntryIsAskedOnceThenItIsOpenAgain_F25(t *testing.T) {
	accept := func(r *ladderRun) {
		r.byHand("sgt.lee", Opening{What: "command at the scene"})
		r.deliverAll()
		r.Now = minutes(1)
		r.Open("insp.patel", &incident.EscalationAccepted{N: 1, AskAt: r.Now.Add(30 * time.Minute)})
	}
	t.Run("silent", func(t *testing.T) {
		r := newLadderRun(t)
		accept(r)
		r.wind(t, minutes(60))
		r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2105 E-1 accepted by Insp Patel", "2135 E-1 holder asked",
			"2145 E-1 open again", "2145 E-1 asks Insp Patel", "2150 E-1 asks Insp Patel again", "2155 E-1 asks Supt Khan")
	})
	for _, by := range []string{"himself", "through his loggist"} {
		t.Run("an entry "+by, func(t *testing.T) {
			r := newLadderRun(t)
			accept(r)
			r.Now = minutes(33) // asked at 31
			r.settle(t)
			d := incident.Draft{Book: incident.BookOpen, Body: &incident.Note{Text: "cordon in place"}}
			author := force.PersonID("insp.patel")
			if by != "himself" {
				author, d.DecidedBy = "log.evans", r.Who("insp.patel")
			}
			r.Do(author, d)
			r.wind(t, night.Add(24*time.Hour))
			r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2105 E-1 accepted by Insp Patel", "2137 E-1 holder asked")
		})
	}
}

func TestDeclineAndHandBackAskTheNext(t *testing.T) {
	r := newLadderRun(t)
	r.byHand("sgt.lee", Opening{What: "command at the scene"})
	r.deliverAll()
	r.Open("insp.patel", &incident.EscalationDeclined{N: 1, Because: "at a fatal collision"})
	r.wind(t, minutes(0))
	r.Open("supt.khan", &incident.EscalationAccepted{N: 1, Rung: 1, AskAt: minutes(30)})
	r.Now = minutes(5)
	r.Open("supt.khan", &incident.EscalationHandedBack{N: 1, Because: "taken ill"})
	r.wind(t, minutes(5))
	r.want(t, "2104 E-1 opened", "2104 E-1 asks Insp Patel", "2104 E-1 asks Supt Khan", "2104 E-1 accepted by Supt Khan", "2109 E-1 asks ACC Morris")
}

// TestRungNeedsEverybody_F24: a rung that needs two is not done with one.
func TestRungNeedsEverybody_F24(t *testing.T) {
	r := newLadderRun(t)
	f := *r.Force
	f.Ladders = []force.Ladder{{
		Name: "all", Entry: force.LoggistPost, Rounds: 1, Then: time.Hour, Finally: 24 * time.Hour,
		Rungs: []force.Rung{
			{Post: force.LoggistPost, Wait: 5 * time.Minute, Need: force.All},
			{Post: force.FIM, Wait: 5 * time.Minute, Beside: []force.PostID{force.DutyInspector}},
		},
	}}
	r.Force = &f
	r.byHand("sgt.lee", Opening{What: "both of you"})
	r.deliverAll()
	x, _ := r.Full.Open.Escalation(1)
	r.Open("log.evans", &incident.EscalationAccepted{N: 1, AskAt: minutes(30)})
	if !x.Open() {
		t.Fatal("one acceptance was enough for all")
	}
	r.Open("log.baker", &incident.EscalationAccepted{N: 1, AskAt: minutes(30)})
	if x.Open() || x.Holder.ID != "log.evans" {
		t.Fatalf("holder %v", x.Holder)
	}
	r.byHand("sgt.lee", Opening{What: "again"})
	r.wind(t, minutes(6))
	if got := r.story(); got[len(got)-1] != "2109 E-2 asks Insp Grant, Insp Patel" {
		t.Errorf("posts beside are not asked together: %v", got)
	}
}

func TestOfferNotTakenUpClimbs_R1_12(t *testing.T) {
	for _, tt := range []struct {
		role incident.Role
		to   force.PersonID
		asks string
	}{
		{incident.RoleGold, "insp.ward", "Supt Khan"}, {incident.RoleGold, "supt.khan", "ACC Morris"},
		{incident.RoleSilver, "insp.patel", "Supt Khan"},
	} {
		r := newLadderRun(t)
		r.Open("supt.khan", &incident.RoleOffered{N: 1, Role: tt.role, To: r.Who(tt.to), Until: minutes(10)})
		r.Now = minutes(10)
		for _, due := range r.Full.Due(incident.QueueTime, r.Now) {
			drafts, err := Fire(r.firing(due))
			if err != nil {
				t.Fatal(err)
			}
			r.Do("", drafts...)
		}
		r.want(t, "2114 offer 1 unanswered", "2114 E-1 opened", "2114 E-1 asks "+tt.asks)
	}
}

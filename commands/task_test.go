package commands

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"

	"pgregory.net/rapid"
)

// TestTaskWhoGetsIt_R5_14: the post of the team's sergeant owns it, the incident's own team when none is named; it rings whom
// it is offered, makes nobody a member, and nobody is rung for what he does himself.
func TestTaskWhoGetsIt_R5_14(t *testing.T) {
	for _, tt := range []struct {
		line    string
		owner   force.PostID
		officer force.PersonID
		rung    []force.PersonID
		told    []force.PersonID
		assumed bool
	}{
		{"/task Walk Mill Lane", "npt-sergeant:riverside", "", []force.PersonID{"sgt.lee"}, nil, true},
		{"/npt riverside Walk Mill Lane | to @pc.adeyemi | due 2300", "npt-sergeant:riverside", "pc.adeyemi", []force.PersonID{"pc.adeyemi"}, nil, false},
		{"/task HL1 Walk Mill Lane", "npt-sergeant:hillside", "", []force.PersonID{"sgt.okafor"}, nil, false},
		{"/task hillside Walk Mill Lane | to @pc.adeyemi", "npt-sergeant:hillside", "pc.adeyemi", []force.PersonID{"pc.adeyemi"}, []force.PersonID{"sgt.okafor"}, false},
		{"/task Walk Mill Lane | to @insp.patel", "npt-sergeant:riverside", "insp.patel", nil, []force.PersonID{"insp.patel"}, true},
	} {
		t.Run(tt.line, func(t *testing.T) {
			p := newPlay(t)
			b := p.do("insp.patel", tt.line)[0].Body.(*incident.TaskSet)
			if b.Owner.Post != tt.owner || b.Officer.ID != tt.officer || b.Assumed != tt.assumed || !b.AcceptBy.Equal(p.Now.Add(2*time.Hour)) {
				t.Errorf("%+v", b)
			}
			if !slices.Equal(ids(b.People), tt.rung) || !slices.Equal(ids(b.Told), tt.told) {
				t.Errorf("rings %v, tells %v", ids(b.People), ids(b.Told))
			}
			for _, who := range tt.rung {
				if len(p.rings(who)) != 1 {
					t.Errorf("%s is rung by %v", who, p.rings(who))
				}
			}
			if p.Full.Open.IsMember("pc.adeyemi") || p.Full.Open.IsMember("sgt.okafor") {
				t.Error("a task made somebody a member")
			}
		})
	}
	newPlay(t).refuse("insp.patel", "/task Walk Mill Lane | line 1", "no line to take 1 that has been cleared")
	newPlay(t).refuse("insp.patel", "/task Walk Mill Lane | to @prob.shah", "cannot be given a task")
}

func ids(people []incident.Who) []force.PersonID {
	var out []force.PersonID
	for _, w := range people {
		out = append(out, w.ID)
	}
	return out
}

// TestTaskCourse_R5_16: accepted, updated, done with what was seen and when, verified by somebody else.
func TestTaskCourse_R5_16(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/task riverside Walk Mill Lane | to @pc.adeyemi | due 2300")
	p.refuse("insp.patel", "/task decline 1 | because he is busy", "Only that officer can decline it")
	p.refuse("comms.reid", "/task update 1 all quiet", "It is for that officer")
	p.do("pc.adeyemi", "/task accept 1")
	p.refuse("pc.adeyemi", "/task accept 1", "you have accepted it")
	p.do("pc.adeyemi", "/task update 1 first pass done")
	p.Now = p.Now.Add(66 * time.Minute) // 2210
	done := p.do("pc.adeyemi", "/task done 1 12 people spoken to, nobody outside [2120-2200] | evidence BWV 118")
	if len(done) != 1 {
		t.Fatalf("%d entries", len(done))
	}
	b := done[0].Body.(*incident.TaskDone)
	if b.Seen != "12 people spoken to, nobody outside" || b.From.Format("1504") != "2120" || b.To.Format("1504") != "2200" || b.Evidence != "BWV 118" || !slices.Equal(ids(b.Verify), []force.PersonID{"sgt.lee"}) {
		t.Errorf("%+v", b)
	}
	p.refuse("pc.adeyemi", "/task done 1 again", "is over: done")
	p.refuse("pc.adeyemi", "/task verify 1", "You did NPT-1 yourself")
	p.refuse("log.evans", "/task verify 1", "verified by the Riverside NPT sergeant or another supervisor")
	p.do("sgt.lee", "/task verify 1 | not nobody in the lane saw an officer")
	if x, _ := p.Full.Open.Task(1); x.State != incident.TaskNotVerified || x.Result.Doubt == "" || len(p.Full.Open.TasksToVerify("sgt.lee")) != 0 {
		t.Errorf("%+v", x)
	}
}

// TestClaimedTimes_R5_16_X12: what is claimed lies between the giving of the task and now.
func TestClaimedTimes_R5_16_X12(t *testing.T) {
	for _, tt := range []struct{ claim, want string }{
		{"all quiet 2110-2130", ""},
		{"all quiet (21:10 to 21:30)", ""},
		{"all quiet 2110 hrs - 2130 hrs.", ""},
		{"all quiet | from 2110 | until 2130", ""},
		{"all quiet", ""},
		{"all quiet at house 2110-2199", ""}, // no times: words
		{"all quiet 2110-2330", "is still to come"},
		{"all quiet 2050-2130", "before the task was given"},
		{"all quiet 2130-2110", "before it begins"},
		{"all quiet | from 2050", "before the task was given"},
	} {
		t.Run(tt.claim, func(t *testing.T) {
			p := newPlay(t)
			p.do("sgt.lee", "/task Walk Mill Lane | to @pc.adeyemi")
			p.do("pc.adeyemi", "/task accept 1")
			p.Now = p.Now.Add(56 * time.Minute) // 2200
			if tt.want != "" {
				p.refuse("pc.adeyemi", "/task done 1 "+tt.claim, tt.want)
				return
			}
			p.do("pc.adeyemi", "/task done 1 "+tt.claim)
			if b := last[*incident.TaskDone](p); strings.Contains(tt.claim, "2130") && (b.From.Format("1504") != "2110" || b.To.Format("1504") != "2130") {
				t.Errorf("from %v to %v, %q", b.From, b.To, b.Seen)
			}
		})
	}
}

// TestDoneUnacceptedIsAcceptedFirst: nothing is done by nobody.
func TestDoneUnacceptedIsAcceptedFirst(t *testing.T) {
	p := newPlay(t)
	p.do("insp.patel", "/task Walk Mill Lane")
	e := p.do("sgt.lee", "/task done 1 walked it, all quiet")
	if len(e) != 2 || e[0].Body.Kind() != "task-accepted" || e[1].Body.Kind() != "task-done" {
		t.Fatalf("%v", e)
	}
	// The sergeant did it: the duty inspector verifies.
	if b := e[1].Body.(*incident.TaskDone); !slices.Equal(ids(b.Verify), []force.PersonID{"insp.patel"}) {
		t.Errorf("to be verified by %v", ids(b.Verify))
	}
}

// TestTaskComesBack_R5_14: what nobody accepts, what is declined and what a shift leaves unfinished goes to the owner's post;
// a refusal by the post itself is no answer.
func TestTaskComesBack_R5_14(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/task Walk Mill Lane | to @pc.adeyemi | due 24/11 0800")
	p.wind(2 * time.Hour)
	u := last[*incident.TaskUnaccepted](p)
	x, _ := p.Full.Open.Task(1)
	if u.Was.ID != "pc.adeyemi" || !x.WithPost() || x.AcceptBy.IsZero() || len(p.rings("sgt.lee")) == 0 {
		t.Errorf("not accepted: %+v, %+v", u, x)
	}
	p.refuse("sgt.lee", "/task decline 1 | because we are full", "nobody to give it back to")
	p.wind(3 * time.Hour)
	if n := count[*incident.TaskUnaccepted](p); n != 2 || !x.AcceptBy.IsZero() {
		t.Errorf("the post was asked %d times, accept by %v", n, x.AcceptBy)
	}
	p.wind(20 * time.Hour)
	if n := count[*incident.TaskUnaccepted](p); n != 2 {
		t.Errorf("the post is asked for ever: %d", n)
	}
	p.do("pc.adeyemi", "/task accept 1")
	p.wind(8 * time.Hour)
	if r := last[*incident.TaskReturn](p); r.Was.ID != "pc.adeyemi" || !x.WithPost() {
		t.Errorf("at the end of the shift: %+v", r)
	}
	p.do("sgt.lee", "/task accept 1")
	p.wind(8 * time.Hour)
	if r := last[*incident.TaskReturn](p); r.Stays.IsZero() || x.Officer.ID != "sgt.lee" || x.State != incident.TaskAccepted {
		t.Errorf("whoever is on duty in the next shift keeps it: %+v", r)
	}
	p.do("sgt.lee", "/task notdone 1 | because the lane is closed")
	if x.State != incident.TaskIsNotDone || p.Full.Open.OpenTasks() != 0 {
		t.Errorf("%+v", x)
	}
}

// TestTaskPassedAndMoved: whoever set it, the sergeant or an inspector may give it to others; who had it has it no longer.
func TestTaskPassedAndMoved(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/task Walk Mill Lane | to @pc.adeyemi")
	p.refuse("pc.adeyemi", "/task cancel 1 | because it rains", "Only PS Lee")
	p.do("insp.patel", "/task due 1 2300 | because school ends")
	p.do("insp.patel", "/task pass 1 hillside because the crowd has moved on")
	x, _ := p.Full.Open.Task(1)
	if x.Owner.Post != "npt-sergeant:hillside" || !x.WithPost() || x.Party("pc.adeyemi") || !x.Party("sgt.okafor") {
		t.Errorf("%+v", x)
	}
	p.do("sgt.okafor", "/task accept 1")
	p.wind(3 * time.Hour)
	if o := last[*incident.TaskOverdue](p); o.Task != 1 || count[*incident.TaskOverdue](p) != 1 {
		t.Errorf("%+v", o)
	}
	p.do("sgt.lee", "/task cancel 1 | because the crowd has gone")
	if x.State != incident.TaskCancelled || len(p.Full.Timers()) != 1 { // the assessment was overdue: its ladder
		t.Errorf("%+v, timers %v", x, p.Full.Timers())
	}
}

// TestTaskStates_X20: whatever anybody does, in any order, a task is done only by somebody who accepted it, ends once, and while it
// is open it is with exactly one officer or post.
func TestTaskStates_X20(t *testing.T) {
	people := []force.PersonID{"sgt.lee", "pc.adeyemi", "sgt.okafor", "insp.patel", "log.evans"}
	lines := []string{
		"/task accept 1", "/task decline 1 | because busy elsewhere", "/task update 1 halfway", "/task done 1 all quiet", "/task notdone 1 | because of a fire",
		"/task verify 1", "/task verify 1 | not no trace of it", "/task cancel 1 | because it is over", "/task pass 1 @pc.adeyemi", "/task pass 1 hillside", "/task due 1 in 1h",
	}
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(t)
		p.do("insp.patel", "/task Walk Mill Lane"+rapid.SampledFrom([]string{"", " | to @pc.adeyemi", " | due 2300"}).Draw(rt, "task"))
		x, _ := p.Full.Open.Task(1)
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			before, officer := x.State, x.Officer
			if rapid.IntRange(0, 3).Draw(rt, "time") == 0 {
				p.wind(time.Duration(rapid.IntRange(1, 600).Draw(rt, "minutes")) * time.Minute)
			} else {
				line := rapid.SampledFrom(lines).Draw(rt, "line")
				who := rapid.SampledFrom(people).Draw(rt, "who")
				if _, entries, err := p.try(who, line); err == nil && len(entries) > 0 && entries[len(entries)-1].Body.Kind() == "task-done" {
					if before != incident.TaskAccepted && entries[0].Body.Kind() != "task-accepted" {
						rt.Fatalf("done by %s though nobody accepted it", who)
					}
				}
			}
			switch {
			case !before.Open() && x.State.Open():
				rt.Fatalf("%s became %s", before, x.State)
			case x.State == incident.TaskAccepted && x.Officer.IsZero():
				rt.Fatal("accepted by nobody")
			case x.State == incident.TaskIsDone && before == incident.TaskAccepted && x.Result.By != officer:
				rt.Fatalf("accepted by %s, done by %s", officer.Name, x.Result.By.Name)
			case x.Open() != (p.Full.Open.OpenTasks() == 1):
				rt.Fatalf("%s, and %d open", x.State, p.Full.Open.OpenTasks())
			case x.Owner.IsZero():
				rt.Fatal("nobody owns it")
			}
		}
	})
	p := newPlay(t)
	p.do("insp.patel", "/task Walk Mill Lane | to @pc.adeyemi")
	p.Open("pc.adeyemi", &incident.TaskDone{Task: 1, Outcome: incident.OutcomeDone, Seen: "all quiet"})
	if x, _ := p.Full.Open.Task(1); x.State != incident.TaskOffered {
		t.Error("an entry alone made an unaccepted task done")
	}
}

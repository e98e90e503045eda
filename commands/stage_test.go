package commands

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// send sends the form of a command, with its last button pressed.
func (p *play) send(by force.PersonID, path string, values map[string]string) ([]incident.Entry, error) {
	a := Act{Command: lookup(path), values: values, way: byForm, confirmed: true}
	out, err := a.Run(p.input(by))
	if err != nil {
		return nil, err
	}
	return p.Do(by, out.Entries...), nil
}

func (p *play) stage(want incident.Stage) {
	p.t.Helper()
	if got := p.Full.Open.Stage; got != want {
		p.t.Fatalf("the stage is %s, want %s", got, want)
	}
}

var checklist = map[string]string{
	"because": "the area has been calm for two weeks", "residual": "riverside npt sergeant", "told": "yes", "target": "yes", "tasks": "yes",
	"reviews": "go on with the sergeant", "impact": "none was needed: two neighbours knew", "line": "none was needed: nobody asked", "advice": "not asked at any time", "partners": "yes", "markers": "yes",
}

// TestRefusedByRankIsNeverSilence_R1_7_X1: whoever may not decide is recorded as having asked, and those who may are rung.
func TestRefusedByRankIsNeverSilence_R1_7_X1(t *testing.T) {
	for _, c := range []struct {
		who  force.PersonID
		line string
		says string
	}{
		{"pc.adeyemi", "/ci potential | because a poster is going round", "You cannot record a potential critical incident: that is for a sergeant or above who does not log here."},
		{"log.evans", "/ci potential | because a poster is going round", "You cannot record"},
		{"sgt.lee", "/ci declare | because he was attacked", "You cannot declare: that is for the duty inspector"},
		{"insp.ward", "/ci declare because he was attacked", "You cannot declare"},
		{"log.evans", "/ci declare | because he was attacked", "You cannot declare"},
		{"sgt.lee", "/ci not-declared | because the crowd has gone", "You cannot decide not to declare"},
		{"sgt.lee", "/ci level force | because two beats are affected", "You cannot raise the level: that is for an inspector or above."},
	} {
		p := newPlay(t)
		reply, _, err := p.try(c.who, c.line)
		if err != nil {
			t.Fatalf("%s: %s: %v", c.who, c.line, err)
		}
		open := p.Full.Open.OpenEscalations()
		if len(open) != 1 || open[0].Current() == nil || open[0].Current().People[0].Who.ID != "insp.patel" {
			t.Errorf("%s: %s: open are %v", c.who, c.line, open)
		}
		for _, want := range []string{c.says, "I have called the duty inspector, Insp Patel, for you (2104 hrs GMT): E-1.", "Recorded as entry"} {
			if !strings.Contains(reply, want) {
				t.Errorf("%s: %s: the reply lacks %q:\n%s", c.who, c.line, want, reply)
			}
		}
		if s := p.Full.Open.Stage; s != incident.StageCalled {
			t.Errorf("%s: %s: the stage is %s", c.who, c.line, s)
		}
	}
}

// TestDecidingSettlesWhatAskedForIt_R1_7: the escalation that only asked for a decision ends with it; one that somebody
// asked for something else goes on.
func TestDecidingSettlesWhatAskedForIt_R1_7(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/ci declare | because he was attacked")
	p.do("insp.patel", "/ci declare | because the crowd is growing")
	if open := p.Full.Open.OpenEscalations(); len(open) != 0 {
		t.Errorf("still open: %v", open[0].Causes)
	}
	p = newPlay(t)
	p.do("sgt.lee", "/ci declare | because he was attacked")
	p.do("sgt.lee", "/escalate duty inspector more officers because the crowd is growing")
	p.do("insp.patel", "/ci declare | because the crowd is growing")
	if open := p.Full.Open.OpenEscalations(); len(open) != 1 {
		t.Errorf("open: %d, want the one for more officers", len(open))
	}
}

func TestDeclaredWithReviewAndGoldWatched_R1_6_R1_11_R2_13_X3(t *testing.T) {
	p := newPlay(t)
	p.wind(16 * time.Minute)
	p.do("insp.patel", "/ci declare | because the crowd is growing | whose community")
	p.stage(incident.StageDeclared)
	h := &p.Full.Open.Head
	if got := h.Assessed.Sub(h.CalledAt); got != 16*time.Minute || !h.AssessBy.IsZero() {
		t.Errorf("assessed %s after the call, by %v", got, h.AssessBy)
	}
	r, ok := p.Full.Open.Review(1)
	if !ok || r.Due.Sub(p.Now) != p.Force.Settings.Review.Declared || r.Owner.Post != force.DutyInspector {
		t.Errorf("its review is %+v", r)
	}
	if !h.GoldBy.Equal(p.Now.Add(p.Force.Settings.Command.GoldVacant)) {
		t.Errorf("Gold is watched from %v", h.GoldBy)
	}
}

// TestNewVerdictSupersedesReview: the review of a decision ends when another takes its place.
func TestNewVerdictSupersedesReview(t *testing.T) {
	p := newPlay(t)
	p.do("insp.patel", "/ci not-declared | because the crowd has gone | unless it comes back | review 6h")
	first, _ := p.Full.Open.Review(1)
	if !slices.Contains(p.Full.Open.LiveReviews(), first) || first.Due.Sub(p.Now) != 6*time.Hour {
		t.Fatalf("its review is %+v", first)
	}
	p.do("sgt.lee", "/ci potential | because it is back")
	if !first.Ended || first.Last.Outcome != incident.ReviewSuperseded {
		t.Errorf("the first review is %+v", first)
	}
	if live := p.Full.Open.LiveReviews(); len(live) != 1 || live[0].N != 2 {
		t.Errorf("live are %v", live)
	}
}

// TestOutsideAnIncidentACallComesFirst_S11: one act, and nothing to type twice.
func TestOutsideAnIncidentACallComesFirst_S11(t *testing.T) {
	p := newPlay(t)
	for who, want := range map[force.PersonID]incident.Stage{"insp.patel": incident.StageDeclared, "pc.adeyemi": incident.StageCalled} {
		in := p.input(who)
		in.Full = nil
		out, err := line(t, "/ci declare because he was attacked").Run(in)
		if err != nil || out.Opens == nil || len(out.Register) != 1 {
			t.Fatalf("%s: %+v, %v", who, out, err)
		}
		f := apply(out, p, who)
		if f.Open.Stage != want || f.Open.Why != "he was attacked" || f.Open.Ref != "CI-2027-0143" {
			t.Errorf("%s: %s %s because %s", who, f.Open.Ref, f.Open.Stage, f.Open.Why)
		}
		if r, ok := f.Open.Review(1); !ok || r.Due.Sub(p.Now) != p.Force.Settings.FirstReview {
			t.Errorf("%s: the first review is %+v", who, r)
		}
		if who == "pc.adeyemi" && len(f.Open.OpenEscalations()) != 1 {
			t.Error("nobody is asked")
		}
	}
}

// apply folds what a call opens.
func apply(out Output, p *play, who force.PersonID) *incident.Full {
	f := incident.New(out.Opens.Open.Ref)
	for _, d := range out.Entries {
		by := p.Who(who)
		f.Apply(incident.Entry{Ref: f.Open.Ref, Book: d.Book, Seq: f.NextIn(d.Book), DecidedAt: p.Now, RecordedAt: p.Now, RecordedBy: by, DecidedBy: by, Body: d.Body})
	}
	return f
}

func TestLevels_R1_9_R1_10_S14(t *testing.T) {
	p := newPlay(t)
	p.do("pc.adeyemi", "/ci level local | because it is still one street")
	p.refuse("insp.patel", "/ci level force", "needs a reason")
	p.refuse("insp.patel", "/ci level regional | because it is big", "is no level of this force")
	p.do("insp.patel", "/ci level force | because two beats are affected")
	p.refuse("insp.patel", "/ci level area | because it is calmer", "is for the post that owns that level: on-call Superintendent")
	before := len(p.Entries)
	if reply, _, err := p.try("supt.khan", "/ci level area | because it is calmer"); err != nil || !strings.Contains(reply, "Lower the level of CI-2027-0142?") || len(p.Entries) != before {
		t.Fatalf("a lowered level is not confirmed: %s, %v", reply, err)
	}
	if _, err := p.send("supt.khan", "ci level", map[string]string{"level": "area", "because": "it is calmer"}); err != nil {
		t.Fatal(err)
	}
	if got := p.Full.Open.Level; got != "area" {
		t.Errorf("the level is %s", got)
	}
}

func TestStandDownNeedsItsChecklist_R1_22(t *testing.T) {
	p := newPlay(t)
	p.do("insp.patel", "/ci declare | because the crowd is growing")
	p.do("insp.patel", "/task riverside Walk Mill Lane")
	p.do("sgt.lee", "/escalate more officers because it may start again")
	p.refuse("insp.patel", "/ci standdown | because it is calm", "is for Gold or the on-call Superintendent")
	p.refuse("supt.khan", "/ci standdown | because it is calm", "waits for an answer: is a community impact assessment needed (/ci impact)")
	p.do("insp.patel", "/ci answer impact | not needed because nobody but two neighbours knows of it")
	p.do("insp.patel", "/ci answer rights | not needed because nothing was done but talk to two neighbours")
	for name := range checklist {
		short := map[string]string{}
		for k, v := range checklist {
			if k != name {
				short[k] = v
			}
		}
		if name == "tasks" {
			short["tasks"] = "yes" // one is open
		}
		_, err := p.send("supt.khan", "ci standdown", short)
		u, ok := errors.AsType[*bot.UserError](err)
		if !ok || u.Fields[name] == "" || u.Form == nil {
			t.Errorf("without %s: %v", name, err)
		}
	}
	p.stage(incident.StageDeclared)
	all := map[string]string{}
	for k, v := range checklist {
		all[k] = v
	}
	all["tasks"] = "NPT-1 goes on with the sergeant"
	entries, err := p.send("supt.khan", "ci standdown", all)
	if err != nil {
		t.Fatal(err)
	}
	p.stage(incident.StageStoodDown)
	if x, _ := p.Full.Open.Escalation(1); !x.Ended || !strings.Contains(x.EndedBecause, "stood down") {
		t.Errorf("the escalation is %+v", x)
	}
	if len(p.Full.Open.Roles) != 0 {
		t.Errorf("command goes on: %v", p.Full.Open.Roles)
	}
	last := entries[len(entries)-1].Body.(*incident.ReviewSet)
	if last.Owner.Post != force.NPTSergeant("riverside") || last.Due.Sub(p.Now) != p.Force.Settings.ConfidenceCheck {
		t.Errorf("the confidence check is %+v", last)
	}
	// closing waits for what is open, closed is frozen, and reopening goes on with the same numbers (R1.25)
	_, err = p.send("supt.khan", "ci close", map[string]string{"because": "the debrief is done"})
	if u, ok := errors.AsType[*bot.UserError](err); !ok || !strings.Contains(u.Say, "still open: NPT-1, R-1, R-2, R-3, R-4") {
		t.Fatalf("closed over what is open: %v", err)
	}
	p.do("insp.patel", "/task cancel 1 because the incident is stood down")
	p.do("supt.khan", "/review cancel 1 because the incident is stood down")
	p.do("supt.khan", "/review cancel 2 because it is over")
	p.do("supt.khan", "/review cancel 3 because it is over")
	p.do("supt.khan", "/review cancel 4 because the check was done early")
	if _, err := p.send("supt.khan", "ci close", map[string]string{"because": "the debrief is done"}); err != nil {
		t.Fatal(err)
	}
	p.stage(incident.StageClosed)
	if timers := p.Full.Open.Timers(); len(timers) != 0 {
		t.Errorf("a closed incident has the timers %v", timers)
	}
	for _, l := range []string{"/log he was seen", "/decision x because y", "/escalate help", "/ci declare | because he is back", "/ci flag complex | because he is back"} {
		p.refuse("sgt.lee", l, "closed")
	}
	p.refuse("insp.patel", "/ci reopen | because he was attacked again", "is for the on-call Superintendent")
	n := p.Full.NextIn(incident.BookOpen)
	if got := p.do("supt.khan", "/ci reopen | because he was attacked again"); got[0].Seq != n {
		t.Errorf("numbers begin anew: %d after %d", got[0].Seq, n-1)
	}
	p.stage(incident.StageAssessing)
	if h := &p.Full.Open.Head; h.AssessBy.IsZero() || !slices.ContainsFunc(h.Questions(), func(q incident.Question) bool { return q.Key == incident.AskDeclare }) {
		t.Error("it is not to be assessed again")
	}
}

func TestAssess_R1_1_R1_6_S9_S35(t *testing.T) {
	p := newPlay(t)
	if reply, _, err := p.try("insp.patel", "/ci assess"); err != nil || !strings.Contains(reply, "fill in the form") {
		t.Fatalf("%s %v", reply, err)
	}
	p.refuse("insp.patel", "/ci assess | decision potential", "needs a reason")
	p.do("insp.patel", "/ci assess | risk Person A and his mother | victim yes: his windows were broken | decision potential | because the crowd grows | whose family")
	p.stage(incident.StagePotential)
	var left []string
	for _, q := range p.Full.Open.Questions() {
		left = append(left, q.Key)
	}
	if !slices.Equal(left, []string{incident.AskWhy, incident.AskImpact, incident.AskComms}) {
		t.Errorf("still asked: %v", left)
	}
	p.refuse("insp.patel", "/ci answer impact", "Blank is no answer")
	p.refuse("insp.patel", "/ci answer impact | not needed because n/a", "no reason")
	p.refuse("insp.patel", "/ci answer weather fine", "Still to answer are: why")
	entries := p.do("insp.patel", "/ci answer impact | not needed because nobody but two neighbours knows of it")
	if len(entries) != 2 || entries[1].Body.(*incident.ReviewSet).Of != entries[0].Seq {
		t.Errorf("not needed has no review: %v", entries)
	}
	p.do("insp.patel", "/ci answer why he may be hurt")
	p.do("insp.patel", "/ci comms | not needed because nobody outside two households knows of it")
	if h := &p.Full.Open.Head; h.Why != "he may be hurt" || len(h.Questions()) != 0 {
		t.Errorf("why: %q, still asked: %v", h.Why, h.Questions())
	}
}

// TestAnyOrderOfActs_R1_5_R1_8: whatever people of any rank do in any order, the stage moves only as the table has it and
// only by an entry, a decision not to declare always has a review, and an act is either recorded or refused in words.
func TestAnyOrderOfActs_R1_5_R1_8(t *testing.T) {
	follows := map[incident.Stage][]incident.Stage{
		incident.StageCalled:      {incident.StageAssessing, incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared},
		incident.StageAssessing:   {incident.StagePotential, incident.StageDeclared, incident.StageNotDeclared, incident.StageStoodDown},
		incident.StagePotential:   {incident.StageDeclared, incident.StageNotDeclared, incident.StageStoodDown},
		incident.StageNotDeclared: {incident.StageAssessing, incident.StagePotential, incident.StageDeclared, incident.StageStoodDown},
		incident.StageDeclared:    {incident.StageRestoring, incident.StageStoodDown},
		incident.StageRestoring:   {incident.StageDeclared, incident.StageStoodDown},
		incident.StageStoodDown:   {incident.StageAssessing, incident.StageClosed},
		incident.StageClosed:      {incident.StageAssessing},
	}
	who := []force.PersonID{"pc.adeyemi", "sgt.lee", "insp.patel", "supt.khan", "log.evans"}
	lines := []string{
		"/ci potential | because it grows", "/ci declare | because it grows", "/ci not-declared | because it is calm", "/ci restoring | because it is calm",
		"/ci reopen | because again", "/ci assess | risk him", "/ci assess | decision not | because calm", "/ci level area | because two beats",
		"/ci answer impact | not needed because nobody knows", "/review cancel 1 because done", "/review cancel 2 because done", "/log a line",
	}
	rapid.Check(t, func(rt *rapid.T) {
		p := newPlay(t)
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			p.Now = p.Now.Add(time.Duration(rapid.IntRange(0, 50).Draw(rt, "minutes")) * time.Minute)
			before, n := p.Full.Open.Stage, p.Full.NextIn(incident.BookOpen)
			by := rapid.SampledFrom(who).Draw(rt, "who")
			var err error
			switch act := rapid.IntRange(0, len(lines)+1).Draw(rt, "act"); act {
			case len(lines):
				_, err = p.send(by, "ci standdown", checklist)
			case len(lines) + 1:
				_, err = p.send(by, "ci close", map[string]string{"because": "done"})
			default:
				_, _, err = p.try(by, lines[act])
			}
			u, refused := errors.AsType[*bot.UserError](err)
			if err != nil && !refused {
				rt.Fatal(err)
			}
			if refused && (!strings.Contains(u.Say, nothing) || p.Full.NextIn(incident.BookOpen) != n) {
				rt.Fatalf("refused, and recorded something or said nothing of it: %s", u.Say)
			}
			after := p.Full.Open.Stage
			if after != before && (!slices.Contains(follows[before], after) || p.Full.NextIn(incident.BookOpen) == n) {
				rt.Fatalf("%s became %s", before, after)
			}
			if after == incident.StageNotDeclared && before != after {
				seq := p.Full.Open.Answers[incident.AskDeclare]
				if !slices.ContainsFunc(p.Full.Open.LiveReviews(), func(r *incident.Review) bool { return r.Of == seq }) {
					rt.Fatal("not declared, and no review")
				}
			}
			if before == incident.StageClosed && after == before && !refused {
				rt.Fatal("a closed incident took an entry")
			}
		}
	})
}

package report

import (
	"fmt"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
	"loggist/internal/force"
)

// player plays an incident at times of one night.
type player struct {
	*incidenttest.Keeper
}

// at moves the clock by minutes after 2104.
func (p *player) at(minutes int) *player {
	p.Now = at2104.Add(time.Duration(minutes) * time.Minute)
	return p
}

func (p *player) people(ids ...force.PersonID) []incident.Who {
	var out []incident.Who
	for _, id := range ids {
		out = append(out, p.Who(id))
	}
	return out
}

func (p *player) post(id force.PostID) incident.Charge { return incident.ChargePost(p.Force, id) }

// ask asks a rung, and answers for the platform.
func (p *player) ask(n, ask, rung int, who force.PersonID, outcome incident.Outcome) {
	posts := []force.PostID{force.DutyInspector, force.OnCallSuperintendent, force.OnCallChiefOfficer}
	p.Open("", &incident.EscalationAsked{
		N: n, Ask: ask, Rung: rung, Label: p.Force.PostLabel(posts[rung]), People: p.people(who), Wait: 5 * time.Minute, Need: 1, SentBy: p.Now.Add(time.Minute),
	})
	p.sent(fmt.Sprintf("E-%d/ask/%d", n, ask), who, outcome)
}

// sent answers for the platform for a message to a person.
func (p *player) sent(key string, who force.PersonID, outcome incident.Outcome) {
	r := &incident.Receipt{Lane: incident.Lane{Person: who, Platform: force.Local}, Key: key, Version: uint64(len(p.Full.Open.Lines)), Outcome: outcome, At: p.Now}
	if outcome == incident.Failed {
		r.Reason = "the account is closed"
	} else {
		r.Due = p.Now.Add(5 * time.Minute)
	}
	p.Do("", incident.Draft{Book: incident.BookDelivery, Body: r})
}

func (p *player) ladder() incident.Ladder {
	rung := func(post force.PostID) incident.Rung {
		return incident.Rung{Charge: p.post(post), Wait: 5 * time.Minute, Repeat: 1, Need: 1}
	}
	return incident.Ladder{Name: "default", Rounds: 3, Rungs: []incident.Rung{rung(force.DutyInspector), rung(force.OnCallSuperintendent), rung(force.OnCallChiefOfficer)}}
}

func (p *player) review(what string, of uint64, due time.Time) *incident.ReviewSet {
	return &incident.ReviewSet{What: what, Of: of, Owner: p.post(force.DutyInspector), Spec: "once " + due.Format(time.RFC3339), Words: "once", Due: due}
}

// night is a whole night of about sixty entries.
func night(t testing.TB) *incidenttest.Keeper {
	t.Helper()
	p := &player{incidenttest.New(t, at2104)}
	p.at(6).Open("log.evans", &incident.Note{Text: "Two PCSOs at the door; the man is inside with his family"})
	p.at(12).Open("insp.patel", &incident.Declared{Reason: "forty people outside, the address is known and the family is at risk", Whose: "community", Review: 1},
		p.review("declared critical incident: does it still stand", 5, p.Now.Add(12*time.Hour)))
	// A decision that the loggist writes down for the inspector, who confirms it later; another that he does not confirm.
	p.decide(20, "insp.patel", "Move Person A's family to relatives tonight", "the address is known and the threat is credible", 2)
	p.decide(22, "insp.patel", "Two more officers to the door", "the crowd is loud", 0)
	p.at(25).Open("insp.patel", &incident.Confirmed{Entry: 7})
	p.at(27).Do("log.evans", incident.Draft{Book: incident.BookOpen, DecidedAt: at2104.Add(6 * time.Minute), Late: "I was on the radio", Body: &incident.Note{Text: "A car with three men left towards the bridge"}})
	p.at(30).Open("log.evans", &incident.Note{Text: "The crowd is at sixty"}, &incident.Note{Text: "This was for the burglary"})
	n := p.Full.Open.NextSeq()
	p.at(32).Open("log.evans", &incident.Correction{Entry: n - 2, Text: "The crowd is at sixteen", Reason: "misheard on the radio"})
	p.at(33).Open("log.evans", &incident.Withdrawn{Entry: n - 1, Reason: "it belongs elsewhere"})
	// A ladder that climbs: not answered, not reached, acknowledged, accepted.
	p.at(36).Open("sgt.lee", &incident.Escalated{N: 1, What: "command at the scene", Because: "forty people outside and officers withdrawing", Ladder: p.ladder()})
	p.ask(1, 1, 0, "insp.patel", incident.Sending)
	p.at(41).ask(1, 2, 1, "supt.khan", incident.Failed)
	p.at(42).ask(1, 3, 2, "acc.morris", incident.Sending)
	p.at(44).Open("acc.morris", &incident.EscalationAcknowledged{N: 1})
	p.at(46).Open("acc.morris", &incident.EscalationAccepted{N: 1, Rung: 2, AskAt: p.Now.Add(30 * time.Minute)})
	// A task that is done, one that is not.
	given := incident.TaskGiven{People: p.people("sgt.lee"), AcceptBy: p.Now.Add(30 * time.Minute)}
	p.at(50).Open("insp.patel", &incident.TaskSet{What: "Visit the neighbours and say what police are doing", Why: "residents say we do nothing", NPT: "riverside", Team: "Riverside NPT",
		Owner: p.post(force.ShiftSupervisor), Due: p.Now.Add(2 * time.Hour), TaskGiven: given})
	p.sent(fmt.Sprintf("NPT-1/offer/%d", p.Full.Open.NextSeq()-1), "sgt.lee", incident.Sending)
	p.at(53).Open("sgt.lee", &incident.TaskAccept{Task: 1, Officer: p.Who("sgt.lee")})
	p.at(95).Open("sgt.lee", &incident.TaskDone{Task: 1, Outcome: incident.OutcomeDone, Seen: "spoke to the neighbours at 12, 14 and 16; two were calm", From: at2104.Add(60 * time.Minute), To: at2104.Add(90 * time.Minute)})
	p.at(96).Open("insp.patel", &incident.TaskSet{What: "Look for the car at the bridge", NPT: "riverside", Team: "Riverside NPT", Owner: p.post(force.ShiftSupervisor), TaskGiven: given})
	p.at(98).Open("sgt.lee", &incident.TaskAccept{Task: 2, Officer: p.Who("pc.adeyemi")})
	p.at(130).Open("pc.adeyemi", &incident.TaskNotDone{Task: 2, Reason: "called away to a collision"})
	// A review that is missed and done late, one that is done in time, one that is still to come.
	due := p.at(100).Now.Add(30 * time.Minute)
	p.Open("insp.patel", p.review("is the family safe where they are", 0, due), p.review("is the level right", 0, due.Add(20*time.Minute)))
	p.at(130).Open("", &incident.ReviewDue{Review: 3, First: due, Last: due, MissAt: due.Add(15 * time.Minute), Owner: p.post(force.DutyInspector), People: p.people("insp.patel"), Above: p.post(force.OnCallSuperintendent)})
	p.sent(fmt.Sprintf("R-3/due/%d", p.Full.Open.NextSeq()-1), "insp.patel", incident.Sending)
	p.at(145).Open("", &incident.ReviewMissed{Review: 3, Due: due, By: p.Now, People: p.people("insp.patel"), Next: p.post(force.OnCallSuperintendent)})
	p.at(148).Open("insp.patel", &incident.ReviewDone{Review: 4, Due: due.Add(20 * time.Minute), Outcome: incident.ReviewConfirmed, Reason: "two streets, and calmer"})
	p.at(151).Open("insp.patel", &incident.ReviewDone{Review: 3, Due: due, Outcome: incident.ReviewConfirmed, Reason: "spoke to the family, all well", LateBy: 21 * time.Minute})
	// What people type is never markup, a formula or a mark of ours.
	p.at(155).Open("log.evans", &incident.Note{Text: `=HYPERLINK("http://x.example","click") <script>alert(1)</script> ~~{nb}~~ & "quoted"` + "\n-2nd line, Llŷn, مرحبا 😀"})
	for i := range 30 {
		p.at(160+4*i).Open("log.evans", &incident.Note{Text: fmt.Sprintf("Call %d to the control room: it is quiet in the street now, says a neighbour", i+1)})
	}
	p.at(290).decide(290, "supt.khan", "Four officers stay at the door until 0300", "the crowd may come back after closing time", 0)
	p.at(300)
	return p.Keeper
}

// decide has the loggist record a decision of somebody else, with a review if number is not 0.
func (p *player) decide(minutes int, by force.PersonID, what, why string, review int) {
	p.at(minutes)
	seq := p.Full.Open.NextSeq()
	drafts := []incident.Draft{{Book: incident.BookOpen, DecidedAt: p.Now.Add(-2 * time.Minute), DecidedBy: p.Who(by), Body: &incident.Decision{
		Text: what, Reason: why, Options: "stay with patrols: not enough officers after 2300; refuge: no place tonight", How: "phone", Review: review,
		ToConfirm: incident.ToConfirm{ConfirmBy: p.Now.Add(4 * time.Hour)},
	}}}
	if review > 0 {
		drafts = append(drafts, incident.Draft{Book: incident.BookOpen, Body: p.review(what, seq, p.Now.Add(8*time.Hour))})
	}
	p.Do("log.evans", drafts...)
}

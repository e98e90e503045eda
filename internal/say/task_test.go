package say

import (
	"testing"
	"time"

	"loggist/incident"
)

// TestTaskInWords_R5_14 is a task from its setting to its verification: one card in the room, and the officer's own.
func TestTaskInWords_R5_14(t *testing.T) {
	c := newChat(t).at("2110")
	given := incident.TaskGiven{Officer: c.Who("pc.adeyemi"), People: []incident.Who{c.Who("pc.adeyemi")}, AcceptBy: c.Now.Add(2 * time.Hour)}
	owner := incident.ChargePost(c.Force, "npt-sergeant:riverside")
	c.reply(c.Open("sgt.lee", &incident.TaskSet{
		What: "Walk Mill Lane and speak to the residents", Why: "they say we do nothing", NPT: "riverside", Team: "Riverside NPT", Owner: owner, Assumed: true,
		Due: c.Now.Add(3 * time.Hour), TaskGiven: given,
	}))
	c.tell("a task is set")
	c.at("2112").reply(c.Open("pc.adeyemi", &incident.TaskAccept{Task: 1, Officer: c.Who("pc.adeyemi"), ReturnAt: c.Now.Add(time.Hour)}))
	c.tell("it is accepted")
	c.at("2130").reply(c.Open("pc.adeyemi", &incident.TaskUpdate{Task: 1, Text: "first pass done, street quiet"}))
	c.tell("an update")
	c.at("2210").reply(c.Open("pc.adeyemi", &incident.TaskDone{
		Task: 1, Outcome: incident.OutcomeDone, Seen: "12 people spoken to, nobody outside the house", From: c.Now.Add(-50 * time.Minute), To: c.Now.Add(-10 * time.Minute),
		Evidence: "BWV 118", Verify: []incident.Who{c.Who("sgt.lee")},
	}))
	c.tell("it is done")
	c.at("2220").reply(c.Open("sgt.lee", &incident.TaskVerify{Task: 1, How: "body-worn video watched"}))
	c.tell("it is verified")
	c.golden(t, "task")
}

// TestTaskNobodyTakes_R5_14: declined with a reason, not accepted in time, returned at the end of a shift, honestly not done.
func TestTaskNobodyTakes_R5_14(t *testing.T) {
	c := newChat(t).at("2110")
	owner := incident.ChargePost(c.Force, "npt-sergeant:riverside")
	officer := incident.TaskGiven{Officer: c.Who("pc.adeyemi"), People: []incident.Who{c.Who("pc.adeyemi")}, AcceptBy: c.Now.Add(2 * time.Hour)}
	post := incident.TaskGiven{People: []incident.Who{c.Who("sgt.lee")}, AcceptBy: c.Now.Add(2 * time.Hour)}
	c.Open("insp.patel", &incident.TaskSet{What: "House-to-house in Ash Road", NPT: "riverside", Team: "Riverside NPT", Owner: owner, TaskGiven: officer})
	c.tell("offered to an officer")
	c.at("2115").reply(c.Open("pc.adeyemi", &incident.TaskDecline{Task: 1, Reason: "held at the hospital", TaskGiven: post}))
	c.tell("declined")
	c.at("2315").Open("", &incident.TaskUnaccepted{Task: 1, By: c.Now, TaskGiven: incident.TaskGiven{People: post.People}, Late: incident.Late{LateBy: 5 * time.Minute}})
	c.tell("the post does not accept it")
	c.at("2320").reply(c.Open("insp.patel", &incident.TaskPass{Task: 1, Reason: "the crowd has moved on", NPT: "hillside", Team: "Hillside NPT",
		Owner: incident.ChargePost(c.Force, "npt-sergeant:hillside"), TaskGiven: incident.TaskGiven{People: []incident.Who{c.Who("sgt.okafor")}, AcceptBy: c.Now.Add(2 * time.Hour)}}))
	c.tell("passed to another team")
	c.at("2330").Open("sgt.okafor", &incident.TaskAccept{Task: 1, Officer: c.Who("sgt.okafor"), ReturnAt: c.Now.Add(8 * time.Hour)})
	c.Open("insp.patel", &incident.TaskDue{Task: 1, Due: c.Now.Add(time.Hour)})
	c.tell("accepted, with a time")
	c.at("0030").Open("", &incident.TaskOverdue{Task: 1, Due: c.Now})
	c.tell("its time passes")
	c.at("0700").Open("", &incident.TaskReturn{Task: 1, Was: c.Who("sgt.okafor"), TaskGiven: incident.TaskGiven{People: []incident.Who{c.Who("sgt.okafor")}, AcceptBy: c.Now.Add(2 * time.Hour)}})
	c.tell("the shift ends")
	c.at("0710").reply(c.Open("sgt.okafor", &incident.TaskNotDone{Task: 1, Reason: "nobody was free"}))
	c.tell("not done")
	c.golden(t, "task-untaken")
}

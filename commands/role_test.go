package commands

import (
	"slices"
	"strings"
	"testing"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// TestTransferOfCommandIsTwoSided_R1_12: offered, rung, accepted; until then the outgoing holder remains.
func TestTransferOfCommandIsTwoSided_R1_12(t *testing.T) {
	n := newNight(t)
	n.has(n.as("insp.patel", "/ci role gold @supt.khan | brief the family has lost confidence"), "Gold is offered to Supt Khan, who is rung and answers by 2114 hrs GMT.")
	offer := n.phone["supt.khan"]["O-1"]
	n.has(offer.Text, "You are offered Gold (strategic) of CI-2027-0142. Answer by 2114 hrs GMT.", "Brief: the family has lost confidence", "Gold is vacant until then.", "01632 960100")
	if !offer.Rings || strings.Contains(strings.SplitN(offer.Text, "\n", 2)[0], "family") {
		t.Errorf("offer: %+v", offer)
	}
	n.has(n.refused("insp.patel", "/ci role accept"), "No role is offered to you")
	n.has(n.as("supt.khan", "/ci role accept"), "you are Gold (strategic) of CI-2027-0142 from 2104 hrs GMT.")
	if !n.Full.Open.IsMember("supt.khan") {
		t.Error("Gold is no member")
	}
	n.as("sgt.lee", "/escalate more officers")
	n.has(n.as("supt.khan", "/ci role gold @acc.morris"), "Supt Khan remains Gold until it is accepted.")
	n.has(n.phone["acc.morris"]["O-2"].Text, "Supt Khan remains Gold until you accept.", "Open escalations: 142/E-1 more officers")
	if h := n.Full.Open.Roles[incident.RoleGold]; h.Who.ID != "supt.khan" {
		t.Errorf("Gold is %s before the offer was accepted", h.Who.Name)
	}
	n.has(n.as("acc.morris", "/ci role accept"), "you are Gold")
	n.has(strings.Join(n.room, "\n"), "Transfer of command: ACC Morris is Gold (strategic)", "in the place of Supt Khan")
	if len(n.Full.Open.RolesOf("supt.khan")) != 0 {
		t.Error("two hold Gold")
	}
}

func TestRightsOfRoles(t *testing.T) {
	n := newNight(t)
	n.has(n.refused("sgt.lee", "/ci role gold @supt.khan"), "Offering Gold is for an inspector or above.")
	n.has(n.refused("insp.patel", "/ci role silver @insp.ward"), "Gold is vacant. Gold comes first.")
	n.has(n.refused("insp.patel", "/ci role gold @log.evans"), "a loggist cannot hold command")
	n.has(n.refused("insp.patel", "/ci role gold @ds.hughes"), "cannot hold a role here")
	n.has(n.refused("insp.patel", "/ci role gold @prob.shah"), "cannot hold a role here")
	n.has(n.refused("insp.patel", "/ci role admiral @supt.khan"), "no role that I know")
	n.has(n.refused("insp.patel", "/ci role loggist @log.evans"), "no role that I know")
	n.as("insp.patel", "/ci role gold to Supt Khan")
	n.as("supt.khan", "/ci role accept gold")
	n.has(n.refused("insp.patel", "/ci role silver @insp.ward"), "Offering Silver is for Gold.")
	n.as("supt.khan", "/ci role silver @insp.ward")
	n.has(n.as("insp.ward", "/ci role decline | because off duty at 2200"), "you cannot be Silver")
	n.as("supt.khan", "/ci role silver @fim.grant")
	n.as("fim.grant", "/ci role accept")
	n.as("supt.khan", "/ci role bronze:community @sgt.lee")
	n.as("sgt.lee", "/ci role accept")
	n.as("supt.khan", "/ci role bronze:cordon @insp.patel")
	n.as("insp.patel", "/ci role accept")
	if got := n.Full.Open.RolesOf("sgt.lee"); len(got) != 1 || got[0] != incident.Bronze("community") {
		t.Errorf("roles of PS Lee: %v", got)
	}
	n.has(n.refused("sgt.lee", "/ci role relieve silver | because I know better"), "is for the next rank above")
	n.has(n.refused("supt.khan", "/ci role relieve gold | because tired"), "You hold Gold yourself")
	n.has(n.as("supt.khan", "/ci role relieve silver | because taken ill"), "Insp Grant is no longer Silver. It is vacant.")
	n.has(n.as("acc.morris", "/ci role relieve gold | because conflict of interest"), "Supt Khan is no longer Gold")
}

func TestLoggistHandoverNeedsTheReadBack_R2_18(t *testing.T) {
	n := newNight(t)
	n.as("insp.patel", "/ci role gold @supt.khan")
	n.as("supt.khan", "/ci role accept")
	n.as("supt.khan", "/ci role loggist for gold @log.evans")
	n.has(n.as("log.evans", "/ci role accept"), "you are loggist for Gold")
	n.as("log.evans", "/ci role loggist for gold @log.baker")
	n.has(n.phone["log.baker"]["O-3"].Text, "Evans remains loggist for Gold until you accept.", "Last entry before this offer: 142/", "Read back to the commander")
	n.has(n.refused("log.baker", "/ci role accept"), "read the last entry and what is open back to the commander")
	n.as("log.baker", "/ci role accept | read back last entry 010, nothing open")
	if !n.Full.Open.Holds(incident.LoggistFor(incident.RoleGold), "log.baker") {
		t.Error("Baker does not log for Gold")
	}
	n.has(n.refused("supt.khan", "/ci role loggist for silver @supt.khan"), "holds command here")
}

// TestGoldVacantAlarmsAndEndsWithGold_R1_11: 30 minutes after declaring the on-call Superintendent is asked; a Gold ends it.
func TestGoldVacantAlarmsAndEndsWithGold_R1_11(t *testing.T) {
	n := newNight(t)
	n.as("insp.patel", "/ci declare | because residents say we do nothing and he is hurt")
	n.at(29)
	if n.rings["supt.khan"] != 0 {
		t.Error("too soon")
	}
	n.at(31)
	n.has(n.phone["supt.khan"]["E-1/ask/1"].Text, "Asked by the clock at 2134 hrs GMT: Gold is vacant on a declared critical incident.")
	n.has(strings.Join(n.room, "\n"), "GOLD VACANT · This is a declared critical incident and nobody has been Gold since 2104 hrs GMT")
	n.as("insp.patel", "/ci role gold @supt.khan")
	n.as("supt.khan", "/ci role accept")
	if x, _ := n.Full.Open.Escalation(1); !x.Ended {
		t.Error("Gold is held and still asked for")
	}
	n.at(600)
	if got := len(n.Full.Open.Escalations); got != 1 {
		t.Errorf("%d escalations", got)
	}
}

func TestOfferNotTakenUpClimbs_R1_12(t *testing.T) {
	n := newNight(t)
	n.as("insp.patel", "/ci role gold @insp.ward")
	n.at(11)
	n.has(strings.Join(n.room, "\n"), "ROLE NOT TAKEN UP · Gold was offered to Insp Ward, who has not answered.")
	n.has(n.phone["supt.khan"]["E-1/ask/1"].Text, "Gold was offered and has not been accepted")
	n.has(n.as("insp.ward", "/ci role accept"), "you are Gold")
	if x, _ := n.Full.Open.Escalation(1); !x.Ended {
		t.Error("it was accepted, late, and is still asked")
	}
	if n.Full.Open.GoldVacant() {
		t.Error("Gold is vacant")
	}
}

func TestSecondOfferOvertakesTheFirst(t *testing.T) {
	n := newNight(t)
	n.as("insp.patel", "/ci role gold @insp.ward")
	n.as("insp.patel", "/ci role gold @supt.khan")
	n.has(n.phone["insp.ward"]["O-1"].Text, "the offer was overtaken")
	n.refused("insp.ward", "/ci role accept")
	n.as("supt.khan", "/ci role accept")
}

// Gold may give a task himself, and is told that tactics are with Silver; whoever holds no role is told nothing.
func TestGoldIsWarnedOfTactics_R1_13(t *testing.T) {
	n := newNight(t)
	const task = "/task riverside Walk Mill Lane"
	n.as("insp.patel", "/ci role gold @supt.khan")
	if said := n.as("insp.patel", task); strings.Contains(said, "Tactics") {
		t.Errorf("warned without a role: %s", said)
	}
	n.as("supt.khan", "/ci role accept")
	n.has(n.as("supt.khan", task), "Silver is vacant")
	n.as("supt.khan", "/ci role silver @fim.grant")
	n.as("fim.grant", "/ci role accept")
	n.has(n.as("supt.khan", task), "Silver, Insp Grant: tell Silver")
}

func TestMembers(t *testing.T) {
	n := newNight(t)
	n.has(n.as("sgt.lee", "/ci add @supt.khan | because he decides about officers"), "Supt Khan added to this room")
	n.has(n.phone["supt.khan"]["welcome/supt.khan"].Text, "Added by PS Lee: he decides about officers.", "disclosable", "01632 960100")
	n.refused("sgt.lee", "/ci add @supt.khan | because again")
	for _, who := range []string{"ds.hughes", "prob.shah", "psd.quinn", "guest.stone"} {
		n.has(n.refused("sgt.lee", "/ci add @"+who+" | because he should know"), "cannot be a member of this room")
	}
	n.has(n.as("sgt.lee", "/ci remove @supt.khan | because relieved"), "Supt Khan removed")
	n.has(n.refused("insp.patel", "/ci remove @sgt.lee | because off duty"), "PS Lee owns the incident")
	if _, err := n.try("ds.hughes", incident.BookSensitive, "/ci add @insp.patel | because he plans the arrest"); err != nil {
		t.Error(err)
	}
	if _, err := n.try("ds.hughes", incident.BookSensitive, "/ci add @sgt.lee | because he asked"); err == nil {
		t.Error("a sergeant was added to the second room")
	}
	n.has(n.phone["insp.patel"]["welcome/insp.patel"].Text, "ci-2027-0142")
	if strings.Contains(strings.Join(n.room, "\n"), "arrest") && n.Full.Open.IsMember("ds.hughes") {
		t.Error("the open room knows of the second")
	}
}

// TestPlatformButtonAddsAndBars_R4_15: whoever is added by the platform is an entry; MOSOVO is taken out again.
func TestPlatformButtonAddsAndBars_R4_15(t *testing.T) {
	n := newNight(t)
	in := n.in("sgt.lee", incident.BookOpen)
	moved := func(kind bot.RequestKind, p, by force.PersonID) []incident.Draft {
		t.Helper()
		ev := Event{Kind: kind, Room: "a@local", Person: n.Who(p)}
		if by != "" {
			ev.By = n.Who(by)
		}
		d, err := Happened(in, ev)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	n.Do("", moved(bot.KindJoined, "supt.khan", "sgt.lee")...)
	if !n.Full.Open.IsMember("supt.khan") {
		t.Error("joined and is no member")
	}
	n.Do("", moved(bot.KindJoined, "ds.hughes", "sgt.lee")...)
	if n.Full.Open.IsMember("ds.hughes") {
		t.Error("MOSOVO is in the open room")
	}
	if d := moved(bot.KindJoined, "supt.khan", ""); len(d) > 0 {
		t.Error("what an entry said is said again")
	}
	n.Do("", moved(bot.KindLeft, "supt.khan", "")...)
	if n.Full.Open.IsMember("supt.khan") {
		t.Error("left and is a member")
	}
	n.Do("ds.hughes", incident.Draft{Book: incident.BookSensitive, Body: &incident.Access{State: incident.AccessRestricted, Reason: "a relative"}})
	n.Do("", moved(bot.KindJoined, "supt.khan", "sgt.lee")...)
	if n.Full.Open.IsMember("supt.khan") {
		t.Error("the platform's button lets somebody into a restricted incident")
	}
}

// TestNobodyOfTheDirectoryIsTakenOut_R4_15: an account that nobody in the directory has is taken out at once, however many there
// are; a guest by whoever was rung about him.
func TestNobodyOfTheDirectoryIsTakenOut_R4_15(t *testing.T) {
	n := newNight(t)
	joined := func(account string) (out []string) {
		t.Helper()
		d, err := Happened(n.in("sgt.lee", incident.BookOpen), Event{
			Kind: bot.KindJoined, Room: "a@local", Person: incident.Who{Name: "account " + account, Unlisted: true}, Account: account, By: n.Who("sgt.lee"),
		})
		if err != nil {
			t.Fatal(err)
		}
		n.Do("", d...)
		for _, x := range d {
			out = append(out, x.Body.Kind())
			if c, ok := x.Body.(*incident.RoomCleared); ok && !slices.Equal(c.Outsiders, []string{account}) {
				t.Errorf("taken out: %q", c.Outsiders)
			}
		}
		return out
	}
	for _, account := range []string{"U1", "U2"} {
		if got := joined(account); !slices.Equal(got, []string{"joined", "room-cleared"}) {
			t.Errorf("%s makes the entries %q", account, got)
		}
	}
	n.Do("", incident.Draft{Book: incident.BookOpen, Body: &incident.RoomUnfit{Room: "a@local", Why: "guest", Outsiders: []string{"G1"}}})
	if got := joined("G1"); !slices.Equal(got, []string{"joined"}) {
		t.Errorf("a guest makes the entries %q", got)
	}
}

func TestCoverSuspendAndTestPing(t *testing.T) {
	n := newNight(t)
	n.has(n.refused("pc.adeyemi", "/ci cover duty-inspector @insp.ward | because he is ill"), "is for a supervisor or the Force Incident Manager")
	n.has(n.refused("sgt.lee", "/ci cover mosovo @insp.ward | because I want to read it"), "is for whoever holds it")
	n.has(n.as("sgt.lee", "/ci cover duty-inspector @insp.ward | until 2330 | because Insp Patel is at hospital"), "Recorded in the register. Insp Ward covers duty inspector until 2330 hrs GMT")
	n.has(n.as("sgt.lee", "/escalate command at the scene"), "Asked now: duty inspector, Insp Ward.")
	n.has(n.as("sgt.lee", "/ci suspend @insp.ward | because phone lost in Elm Road"), "is suspended")
	n.has(n.refused("sgt.lee", "/ci suspend @insp.ward | because twice"), "suspended already")
	n.at(5)
	if n.phone["insp.patel"]["E-1/ask/2"].Text == "" {
		t.Error("a suspended account was asked again instead of whom the roster names")
	}
	n.has(n.as("sgt.lee", "/ci suspend @insp.ward | lift | because phone found"), "can be used again")
	n.has(n.as("sgt.lee", "/ci testping fim"), "Insp Grant is rung, test only")
	for key, m := range n.phone["fim.grant"] {
		if strings.HasPrefix(key, "entry/") {
			n.has(m.Text, "TEST ONLY", "Test ping to Force Incident Manager: nothing is asked of anybody.")
			if !m.Rings {
				t.Error("a test ping does not ring")
			}
		}
	}
}

// TestOneLadderPerPostAcrossCommands: an offer and Gold being vacant ask the Superintendent once.
func TestOneLadderPerPostAcrossCommands(t *testing.T) {
	n := newNight(t)
	n.as("insp.patel", "/ci declare | because residents say we do nothing and he is hurt")
	n.at(25)
	n.as("insp.patel", "/ci role gold @insp.ward")
	n.at(36)
	if got := len(n.Full.Open.Escalations); got != 1 {
		t.Errorf("%d escalations, want one for the Superintendent", got)
	}
	n.at(40)
	if n.rings["supt.khan"] != 1 {
		t.Errorf("rung %d times", n.rings["supt.khan"])
	}
}

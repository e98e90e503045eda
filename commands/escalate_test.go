package commands

import (
	"strings"
	"testing"

	"loggist/incident"
)

// TestEscalationOfTheNight_R5_11 is the escalation of VOICE's night, in its words and order.
func TestEscalationOfTheNight_R5_11(t *testing.T) {
	n := newNight(t).at(36)
	got := n.as("sgt.lee", "/escalate command at the scene because forty people outside and officers withdrawing")
	n.has(got, "E-1 is open. Recorded as entry 004: command at the scene", "Asked now: duty inspector, Insp Patel.")
	ping := n.phone["insp.patel"]["E-1/ask/1"]
	want := `Escalation 142/E-1 for you, Duty Inspector. Answer by 2145 hrs GMT.
EXERCISE · OFFICIAL-SENSITIVE · Recipients only; do not forward
Asked by PS Lee at 2140 hrs GMT: command at the scene. Because: forty people outside and officers withdrawing.
No answer by 2145 hrs GMT: you are asked again. At 2150 hrs GMT: the on-call Superintendent.
Room: ci-2027-0142. Control room: 01632 960100.`
	if ping.Text != want {
		t.Errorf("the ping reads:\n%s\nwant:\n%s", ping.Text, want)
	}
	if l := labels(ping); l != "Accept escalation E-1 | Acknowledge E-1: awake, not taking it yet | I cannot take E-1, with reason" {
		t.Errorf("buttons: %s", l)
	}
	if !ping.Rings {
		t.Error("it does not ring")
	}
	n.at(42)
	got = n.as("insp.patel", "/escalate ack E-1")
	n.has(got, "Acknowledged at 2146 hrs GMT. E-1 is still open and goes to the on-call Superintendent at 2150 hrs GMT unless you accept it.", "Recorded as entry 007.")
	n.at(46)
	n.has(n.phone["supt.khan"]["E-1/ask/3"].Text, "Escalation 142/E-1 for you, On-call Superintendent. Answer by 2200 hrs GMT.")
	if n.rings["insp.patel"] != 2 {
		t.Errorf("Insp Patel was rung %d times, want 2", n.rings["insp.patel"])
	}
	got = n.as("supt.khan", "/escalate accept E-1 | there by 2230")
	n.has(got, "you have E-1, command at the scene.", "There by 2230 hrs GMT.", "by 2220 hrs GMT")
	if !n.Full.Open.IsMember("supt.khan") {
		t.Error("whoever accepts is a member")
	}
	n.has(n.phone["insp.patel"]["E-1/ask/2"].Text, "Escalation 142/E-1: accepted at 2150 hrs GMT.", "Accepted by Supt Khan. Nothing is asked of you.")
	n.has(n.phone["insp.patel"]["E-1/ask/1"].Text, "Escalation 142/E-1: you were asked again.")
	if first, _, _ := strings.Cut(n.phone["insp.patel"]["E-1/ask/2"].Text, "\n"); strings.Contains(first, "Khan") {
		t.Errorf("a locked screen shows a name: %s", first)
	}
	n.has(n.phone["supt.khan"]["welcome/supt.khan"].Text, "You are in the room of CI-2027-0142", "disclosable", "Sharing", "What: neighbours accuse a man")
}

// TestEscalateIsNeverRefusedForWords_F36: whatever stands after it.
func TestEscalateIsNeverRefusedForWords_F36(t *testing.T) {
	for typed, want := range map[string]string{
		"command at the scene":             "duty inspector, Insp Patel",
		"because n/a":                      "duty inspector, Insp Patel",
		"n/a":                              "duty inspector, Insp Patel",
		"fim more officers to Riverside":   "Force Incident Manager, Insp Grant",
		"the fim: more officers":           "Force Incident Manager, Insp Grant",
		"to duty inspector, help":          "duty inspector, Insp Patel",
		"@insp.ward can you come":          "Insp Ward",
		"Insp Ward can you come":           "Insp Ward",
		"@guest.stone come here":           "duty inspector, Insp Patel",
		"@sgt.lee myself":                  "duty inspector, Insp Patel",
		"Ward 3 of the hospital is full":   "duty inspector, Insp Patel",
		"grant access to the house":        "duty inspector, Insp Patel",
		"superintendent needed at once":    "on-call Superintendent, Supt Khan",
		"end of shift and nobody has come": "duty inspector, Insp Patel",
		"accept nothing from them":         "duty inspector, Insp Patel",
		"<script>alert(1)</script> \\| |":  "duty inspector, Insp Patel",
	} {
		n := newNight(t)
		if got := n.as("sgt.lee", "/escalate "+typed); !strings.Contains(got, "Asked now: "+want) {
			t.Errorf("/escalate %s: %s", typed, got)
		}
	}
	n := newNight(t)
	n.has(n.as("sgt.lee", "/escalate gold words for the press"), "Gold could not be asked: nobody holds this role.", "Asked now: duty inspector, Insp Patel")
}

func TestAcknowledgedIsNotAccepted_F20(t *testing.T) {
	n := newNight(t)
	n.as("sgt.lee", "/escalate command at the scene")
	n.has(n.refused("insp.patel", "/escalate handback E-1 | because busy"), "nobody has accepted it")
	n.as("insp.patel", "/escalate ack E-1")
	n.has(n.refused("insp.patel", "/escalate ack E-1"), "You acknowledged E-1 at 2104 hrs GMT", "still open")
	if x, _ := n.Full.Open.Escalation(1); !x.Open() {
		t.Error("acknowledging closed it")
	}
	n.as("insp.patel", "/escalate accept E-1")
	n.has(n.refused("supt.khan", "/escalate accept E-1"), "E-1 was accepted by Insp Patel at 2104 hrs GMT")
	missing := n.refused("insp.patel", "/escalate accept E-2")
	n.has(missing, "There is no escalation E-2 here.")
	if strings.Contains(missing, "Try: /escalate accept E-2") {
		t.Errorf("what was just refused is shown as the example:\n%s", missing)
	}
}

// TestRightsOfAnEscalation is CONTRACT §3: accepted by whom it may ask; ended by its acceptor, Gold, or before acceptance by
// who asked for all of it.
func TestRightsOfAnEscalation(t *testing.T) {
	n := newNight(t)
	n.as("sgt.lee", "/escalate command at the scene")
	n.has(n.refused("log.evans", "/escalate accept E-1"), "E-1 has not asked you; it asks duty inspector, Insp Patel")
	n.has(n.refused("log.evans", "/escalate ack E-1"), "has not asked you")
	n.has(n.refused("sgt.lee", "/escalate accept E-1"), "You asked for E-1 yourself")
	n.has(n.refused("log.evans", "/escalate end E-1 | because over"), "Ending an escalation is for Gold")
	n.as("log.evans", "/escalate an ambulance")
	n.has(n.refused("sgt.lee", "/escalate end E-1 | because over"), "E-1 is asked by Evans as well")
	n.as("fim.grant", "/escalate accept E-1")
	n.has(n.refused("sgt.lee", "/escalate end E-1 | because over"), "Ending an escalation is for Gold")
	n.has(n.as("fim.grant", "/escalate end E-1 | because the crowd has left"), "E-1 is ended")
	n.as("sgt.lee", "/escalate once more")
	n.has(n.as("sgt.lee", "/escalate end E-2 | because solved"), "E-2 is ended")
	n.has(n.refused("insp.patel", "/escalate accept E-2"), "E-2 was ended by PS Lee")
}

func TestSecondCauseJoins(t *testing.T) {
	n := newNight(t)
	n.as("sgt.lee", "/ci declare | because residents say we do nothing and he is hurt")
	n.at(1)
	got := n.as("sgt.lee", "/escalate command at the scene")
	n.has(got, "It is part of E-1 now, which is open already and asks duty inspector, Insp Patel.")
	n.has(n.phone["insp.patel"]["E-1/ask/1"].Text, "command at the scene", "a critical incident to be declared")
	if n.rings["insp.patel"] != 1 || len(n.Full.Open.Escalations) != 1 {
		t.Errorf("%d rings, %d escalations", n.rings["insp.patel"], len(n.Full.Open.Escalations))
	}
}

// TestUnansweredRoundAlarmsTheRoom_F23: loudly, with telephone numbers.
func TestUnansweredRoundAlarmsTheRoom_F23(t *testing.T) {
	n := newNight(t)
	n.as("sgt.lee", "/escalate command at the scene")
	n.at(41)
	i := -1
	for k, text := range n.room {
		if strings.Contains(text, "E-1 UNANSWERED") {
			i = k
		}
	}
	if i < 0 {
		t.Fatal("the room was not told")
	}
	n.has(n.room[i], "Nobody has accepted E-1", "Ring now.", "01632 960100", "Insp Patel, Supt Khan, ACC Morris", "until somebody accepts or it is ended with a reason")
}

// TestSensitiveEscalationSendsNoContentOutside_R3_12: who is asked from the second room reads what it is about only there.
func TestSensitiveEscalationSendsNoContentOutside_R3_12(t *testing.T) {
	n := newNight(t)
	if _, err := n.try("ds.hughes", incident.BookSensitive, "/escalate he has breached his notification because his sister said so"); err != nil {
		t.Fatal(err)
	}
	ping := n.phone["insp.patel"]["S-E-1/ask/1"].Text
	n.has(ping, "Escalation 142/S-E-1 for you, Duty Inspector.", "What is asked is not sent here. Ring DS Hughes or the control room.")
	if strings.Contains(ping, "breached") || strings.Contains(ping, "sister") {
		t.Errorf("content left the second room:\n%s", ping)
	}
	if len(n.Full.Open.Escalations) != 0 {
		t.Error("the open book knows of it")
	}
	if _, err := n.try("insp.patel", incident.BookSensitive, "/escalate accept E-1"); err != nil {
		t.Fatal(err)
	}
	if n.Full.Sensitive.IsMember("insp.patel") {
		t.Error("accepting made him a member of the second room; only /ci add does")
	}
}

func TestHolderIsAskedOnceThenOpenAgain_F25(t *testing.T) {
	n := newNight(t)
	n.as("sgt.lee", "/escalate command at the scene")
	n.as("insp.patel", "/escalate accept E-1")
	n.at(30)
	n.has(n.phone["insp.patel"]["E-1/holder/1"].Text, "which you accepted: no entry from you yet. Answer by 2144 hrs GMT.")
	n.at(40)
	if x, _ := n.Full.Open.Escalation(1); !x.Open() {
		t.Error("it is not open again")
	}
	n.has(strings.Join(n.room, "\n"), "E-1 OPEN AGAIN")
	n.as("insp.patel", "/escalate accept E-1")
	n.at(50)
	n.as("insp.patel", "/log cordon in place")
	rings := n.rings["insp.patel"]
	n.at(600)
	if n.rings["insp.patel"] != rings {
		t.Error("a holder at work was rung")
	}
}

func TestThreatToLifeShortensTheHoldersTime(t *testing.T) {
	n := newNight(t)
	n.Open("insp.patel", &incident.Flagged{Flag: incident.FlagThreatToLife, Reason: "a caller said so"})
	n.as("sgt.lee", "/escalate command at the scene")
	n.has(n.phone["insp.patel"]["E-1/ask/1"].Text, "This does not replace a call to the control room.")
	n.as("insp.patel", "/escalate accept E-1")
	n.at(10)
	n.has(n.phone["insp.patel"]["E-1/holder/1"].Text, "no entry from you yet")
}

// TestOvertakenPingIsNotSent_F26: accepted before a ping left, it is receipted as not sent, with the reason.
func TestOvertakenPingIsNotSent_F26(t *testing.T) {
	n := newNight(t)
	out, err := line(t, "/escalate command at the scene").Run(n.in("sgt.lee", incident.BookOpen))
	if err != nil {
		t.Fatal(err)
	}
	n.Do("sgt.lee", out.Entries...)
	n.as("fim.grant", "/escalate accept E-1")
	for _, e := range n.Entries {
		if r, ok := e.Body.(*incident.Receipt); ok && r.Key == "E-1/ask/1" {
			if r.Outcome != incident.NotSent || r.Reason != "accepted by Insp Grant" {
				t.Errorf("receipt: %+v", r)
			}
			return
		}
	}
	t.Error("no receipt says what became of the ping")
}

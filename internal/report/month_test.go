package report

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
	"loggist/incident/incidenttest"
)

// talk is what the people of a long incident say.
var talk = strings.Fields("Officers at the door report that the street is quiet, that two cars passed slowly, and that a neighbour asks what police are " +
	"doing about the rumour that the man was seen near the school gate at half past three, although the staff say that nobody was there and the " +
	"PCSO who knows the family has spoken to them twice since Tuesday; the sergeant of the Riverside team will call on numbers 12, 14 and 16 again.")

// said is n words of it, from the i-th.
func said(i, n int) string {
	out := make([]string, n)
	for k := range out {
		out[k] = talk[(i+k)%len(talk)]
	}
	return strings.Join(out, " ")
}

// long is an incident of n entries and more, over many days. What is said is short and long by turns, so that pages end
// everywhere.
func long(t testing.TB, n int) *incidenttest.Keeper {
	t.Helper()
	p := &player{incidenttest.New(t, at2104)}
	lengths := []int{4, 9, 17, 30, 55, 90, 6, 160, 12, 24, 260}
	for i := 0; p.Full.Open.NextSeq() <= uint64(n); i++ {
		minute, some := 10+i*17, lengths[i%len(lengths)]
		p.at(minute)
		switch i % 14 {
		case 3:
			p.decide(minute, "insp.patel", said(i, 3+some/4), said(i, some/2+5), 0)
			if i%28 == 3 {
				p.Open("insp.patel", &incident.Confirmed{Entry: p.Full.Open.NextSeq() - 1})
			}
		case 4:
			last := p.Full.Open.NextSeq() - 1
			p.Open("log.evans", &incident.Note{Text: said(i, some)}, &incident.Correction{Entry: last + 1, Text: said(i+1, some), Reason: "misheard on the radio"})
		case 6:
			last := p.Full.Open.NextSeq() - 1
			p.Open("log.evans", &incident.Note{Text: said(i, some)}, &incident.Withdrawn{Entry: last + 1, Reason: "it belongs to the burglary"})
		case 5:
			p.longEscalation(i, minute, some)
		case 8:
			r := len(p.Full.Open.Reviews) + 1
			due := p.Now.Add(10 * time.Minute)
			p.Open("insp.patel", p.review(said(i, 6), 0, due))
			p.at(minute+12).Open("insp.patel", &incident.ReviewDone{Review: r, Due: due, Outcome: incident.ReviewConfirmed, Reason: said(i, some/3+2)})
		case 10:
			k := len(p.Full.Open.Tasks) + 1
			p.Open("insp.patel", &incident.TaskSet{What: said(i, some/2+3), Team: "Riverside NPT", NPT: "riverside", Owner: p.post("shift-supervisor")})
			p.at(minute+2).Open("sgt.lee", &incident.TaskAccept{Task: k, Officer: p.Who("sgt.lee")})
			p.at(minute+14).Open("sgt.lee", &incident.TaskDone{Task: k, Outcome: incident.OutcomeDone, Seen: said(i, some/3+2)})
		case 12:
			p.Open("insp.patel", &incident.Impact{
				Version: i/14 + 1, Mood: said(i, some/2+4), Facts: said(i+7, some), Effect: said(i+9, 20), Rumours: said(i+2, some/3+3), People: said(i, 14),
				Spoken: said(i+20, some/2+6), Actions: said(i+5, some), Owner: p.post("duty-inspector"),
			})
		case 13:
			p.Open("insp.patel", &incident.Tension{
				Community: "Riverside residents", Trend: []incident.Trend{incident.Rising, incident.Steady, incident.Falling}[i%3], Facts: said(i, some/2+4), View: said(i+3, some/3+4),
			})
		default:
			p.Open("log.evans", &incident.Note{Text: said(i, some)})
		}
	}
	p.Now = p.Now.Add(time.Hour)
	return p.Keeper
}

// longEscalation is one that is accepted by the second who is asked, or by the third after a message that failed.
func (p *player) longEscalation(i, minute, some int) {
	x := len(p.Full.Open.Escalations) + 1
	p.Open("sgt.lee", &incident.Escalated{N: x, What: said(i, 4+some/6), Because: said(i, some/3+3), Ladder: p.ladder()})
	p.ask(x, 1, 0, "insp.patel", incident.Sending)
	if i%28 == 5 {
		p.at(minute+2).Open("insp.patel", &incident.EscalationAcknowledged{N: x})
		p.at(minute+3).ask(x, 2, 1, "supt.khan", incident.Failed)
		p.at(minute+4).ask(x, 3, 2, "acc.morris", incident.Sending)
		p.at(minute+5).Open("acc.morris", &incident.EscalationAccepted{N: x, Rung: 2, AskAt: p.Now.Add(time.Hour)})
		return
	}
	p.at(minute+3).ask(x, 2, 1, "supt.khan", incident.Sending)
	p.at(minute+5).Open("supt.khan", &incident.EscalationAccepted{N: x, Rung: 1, AskAt: p.Now.Add(time.Hour)}, &incident.Note{Text: "On my way"})
}

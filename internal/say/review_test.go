package say

import (
	"strings"
	"testing"
	"time"

	"loggist/incident"
)

func (c *chat) review(what string, due time.Time) *incident.ReviewSet {
	return &incident.ReviewSet{
		What: what, Owner: incident.ChargePost(c.Force, "duty-inspector"), Spec: "once " + due.Format(time.RFC3339), Words: "once", Due: due, Soon: due.Add(-15 * time.Minute),
	}
}

// TestReviewInWords_R2_13 is a review that nobody does in time, and that is then done late.
func TestReviewInWords_R2_13(t *testing.T) {
	c := newChat(t).at("2131")
	due := c.Now.Add(4 * time.Hour)
	patel := []incident.Who{c.Who("insp.patel")}
	owner, above := incident.ChargePost(c.Force, "duty-inspector"), incident.ChargePost(c.Force, "on-call-superintendent")
	c.reply(c.Open("insp.patel", c.review("is the family safe where they are", due)))
	c.tell("set")
	c.at("0116").Open("", &incident.ReviewSoon{Review: 1, Due: due, Owner: owner, People: patel, Above: above})
	c.tell("15 minutes before")
	c.at("0131").Open("", &incident.ReviewDue{Review: 1, First: due, Last: due, MissAt: due.Add(15 * time.Minute), Owner: owner, People: patel, Above: above})
	c.tell("due")
	c.at("0146").Open("", &incident.ReviewMissed{Review: 1, Due: due, By: c.Now, People: patel, Next: above})
	c.tell("missed")
	c.at("0152").reply(c.Open("insp.patel", &incident.ReviewDone{Review: 1, Due: due, Outcome: incident.ReviewConfirmed, Reason: "spoke to the family, all well", LateBy: 21 * time.Minute}))
	c.tell("done late")
	c.golden(t, "review")
}

// TestRepeatingReviewInWords_R6_2: the next three firings are shown when it is set; a firing that is late because the service
// was down says so; the third deferral is with the next rung.
func TestRepeatingReviewInWords_R6_2(t *testing.T) {
	c := newChat(t).at("2131")
	set := c.review("level and tension", c.Now.Add(4*time.Hour))
	set.Spec, set.Words = "every 4h from 2027-11-11T21:31:00Z", "every 4 h"
	set.Preview = []time.Time{set.Due, set.Due.Add(4 * time.Hour), set.Due.Add(8 * time.Hour)}
	set.Night = "When the clocks change, something is said here."
	c.reply(c.Open("insp.patel", set))
	c.tell("set")
	patel := []incident.Who{c.Who("insp.patel")}
	first := set.Due
	c.at("0614").Open("", &incident.ReviewDue{
		Review: 1, First: first, Last: first.Add(4 * time.Hour), Missed: 1, Next: first.Add(8 * time.Hour), MissAt: c.Now.Add(15 * time.Minute), Owner: set.Owner, People: patel, Above: incident.ChargePost(c.Force, "on-call-superintendent"),
		Late: incident.Late{LateBy: 4*time.Hour + 43*time.Minute, DownFrom: first.Add(-30 * time.Minute), DownTo: c.Now},
	})
	c.tell("late, after an outage")
	c.at("0620").reply(c.Open("insp.patel", &incident.ReviewDeferred{
		Review: 1, Due: first.Add(4 * time.Hour), To: c.Now.Add(time.Hour), Reason: "briefing first", Count: 3,
		Owner: incident.ChargePost(c.Force, "on-call-superintendent"), People: []incident.Who{c.Who("supt.khan")},
	}))
	c.tell("deferred for the third time")
	c.reply(c.Open("supt.khan", &incident.ReviewCancelled{Review: 1, Reason: "stood down"}))
	c.tell("cancelled")
	c.golden(t, "review-repeating")
}

// TestSensitiveReviewIsNotSentOut_S27: whoever is asked for a review of the second room and is no member of it is told that there
// is one for him, and not what it is about, before and after it is done.
func TestSensitiveReviewIsNotSentOut_S27(t *testing.T) {
	c := newChat(t).at("2131")
	set := c.review("the address of the managed person", c.Now.Add(time.Hour))
	patel := []incident.Who{c.Who("insp.patel"), c.Who("ds.hughes")}
	draft := func(b incident.Body) incident.Draft { return incident.Draft{Book: incident.BookSensitive, Body: b} }
	c.Do("ds.hughes", draft(set))
	c.at("2231").Do("", draft(&incident.ReviewDue{Review: 1, First: set.Due, Last: set.Due, MissAt: c.Now.Add(15 * time.Minute), Owner: set.Owner, People: patel, Above: set.Owner}))
	check := func() {
		t.Helper()
		said := map[string]string{}
		c.send(func(lane incident.Lane, r Rendered, it incident.Item) { said[string(lane.Person)] += r.Message.Text })
		if !strings.Contains(said["insp.patel"], "S-R-1") || strings.Contains(said["insp.patel"], "managed") {
			t.Errorf("who is no member is told:\n%s", said["insp.patel"])
		}
		if !strings.Contains(said["ds.hughes"], "managed") {
			t.Errorf("a member is told:\n%s", said["ds.hughes"])
		}
	}
	check()
	c.Do("ds.hughes", draft(&incident.ReviewDone{Review: 1, Due: set.Due, Outcome: incident.ReviewConfirmed, Reason: "the managed person has moved"}))
	check()
}

// TestOfferNamesWhatHasEnded: an offer of a role names the reviews that were open; said again when one of them has ended, it says no
// time for it, least of all that of no clock.
func TestOfferNamesWhatHasEnded(t *testing.T) {
	c := newChat(t).at("2131")
	due := c.Now.Add(4 * time.Hour)
	c.Open("insp.patel", c.review("is the family safe where they are", due))
	offered := c.Open("insp.patel", &incident.RoleOffered{N: 1, Role: incident.RoleGold, To: c.Who("supt.khan"), Until: c.Now.Add(10 * time.Minute), Reviews: []int{1}, Last: 3})[0]
	said := func() string {
		l, _ := c.Full.Open.Line(offered.Seq)
		return strings.Join(Tell(c.view(), &c.Full.Open.Side, &c.Full.Open.Head, l).Lines, "\n")
	}
	if got, want := said(), "Outstanding reviews: R-1 is the family safe where they are, due Fri 12 Nov 2027 0131 hrs GMT\n"; !strings.HasPrefix(got, want) {
		t.Errorf("offered:\n%s", got)
	}
	c.Open("insp.patel", &incident.ReviewDone{Review: 1, Outcome: incident.ReviewSuperseded, Reason: "declared"})
	if got, want := said(), "Outstanding reviews: R-1 is the family safe where they are\n"; !strings.HasPrefix(got, want) {
		t.Errorf("when it has ended:\n%s", got)
	}
}

package commands

import (
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// calls does what a call makes, and returns the incident and the reply.
func (p *play) calls(who force.PersonID, typed string) (*incident.Full, string) {
	p.t.Helper()
	in := p.input(who)
	in.Full, in.Visible = nil, nil
	out, err := line(p.t, typed).Run(in)
	if err != nil || out.Opens == nil {
		p.t.Fatalf("%s: %s: %+v, %v", who, typed, out.Reply, err)
	}
	f := incident.New(out.Opens.Open.Ref)
	var entries []incident.Entry
	for _, d := range out.Entries {
		by := p.Who(who)
		e := incident.Entry{Ref: f.Open.Ref, Book: d.Book, Seq: f.NextIn(d.Book), DecidedAt: p.Now, RecordedAt: p.Now, RecordedBy: by, DecidedBy: by, Body: d.Body}
		f.Apply(e)
		entries = append(entries, e)
	}
	return f, say.Recorded(say.View{Force: p.Force, Register: p.Register, Now: p.Now, Profile: force.Full}, f, entries)
}

// TestCallIsNeverRefusedForWords_R1_4_S10: one line opens an incident, with an owner, a clock and a review.
func TestCallIsNeverRefusedForWords_R1_4_S10(t *testing.T) {
	p := newPlay(t)
	for _, typed := range []string{
		"/ci call", "/ci call x", "/ci open 142 windows broken", "/ci new | because n/a", "/ci report a | b | where c | where d",
		"/ci start " + strings.Repeat("very long ", 600), "/ci raise CI-2027-0142 is on fire", "/ci call stand down the cordon", "/ci call \nwhere RV1\nbecause\n",
	} {
		f, _ := p.calls("sgt.lee", typed)
		h := &f.Open.Head
		if h.Stage != incident.StageCalled || h.Owner.Person.IsZero() || h.AssessBy.Sub(p.Now) != p.Force.Settings.Assess || h.Level != "local" {
			t.Errorf("%q opens %+v", typed, h)
		}
		if r, ok := f.Open.Review(1); !ok || r.Due.Sub(p.Now) != p.Force.Settings.FirstReview || len(f.Open.Rooms) != 1 || len(f.Sensitive.Rooms) != 1 {
			t.Errorf("%q: the review is %+v, rooms %d and %d", typed, r, len(f.Open.Rooms), len(f.Sensitive.Rooms))
		}
	}
	if err := quick.Check(func(words string) bool {
		if strings.ContainsRune(words, 0) || len(words) > 2000 {
			return true
		}
		act, err := ReadLine("ci", "call "+words, testAccounts)
		if err != nil || act.Command == nil || act.Command.Path != "ci call" {
			return true // not text at all
		}
		in := p.input("sgt.lee")
		in.Full, in.Visible = nil, nil
		out, err := act.Run(in)
		return err == nil && out.Opens != nil
	}, nil); err != nil {
		t.Error(err)
	}
}

// TestOwnerAndTeamOfACall_S29_X20 finds the neighbourhood team in the words, never by guessing.
func TestOwnerAndTeamOfACall_S29_X20(t *testing.T) {
	p := newPlay(t)
	for _, c := range []struct {
		who   force.PersonID
		typed string
		npt   force.NPTID
		owner string
	}{
		{"pc.adeyemi", "/ci call crowd", "riverside", "shift supervisor"}, // his own; one person is sergeant and shift supervisor
		{"insp.patel", "/ci call crowd | where Riverside (RV2)", "riverside", "shift supervisor"},
		{"insp.patel", "/ci call crowd at rv1, shouting", "riverside", "shift supervisor"},
		{"insp.patel", "/ci call crowd | where HL1", "hillside", "Hillside NPT sergeant"},
		{"pc.adeyemi", "/ci call crowd | where Hillside NPT", "hillside", "Hillside NPT sergeant"},
		{"insp.patel", "/ci call crowd from riverside went to hillside", "", "shift supervisor"},
		{"insp.patel", "/ci call crowd | where he hides in a hill", "", "shift supervisor"},
	} {
		f, reply := p.calls(c.who, c.typed)
		h := &f.Open.Head
		if h.NPT != c.npt || h.Owner.Label != c.owner {
			t.Errorf("%s: %s: team %q, owner %q", c.who, c.typed, h.NPT, h.Owner.Label)
		}
		if (c.npt == "") != !h.NPTBy.IsZero() {
			t.Errorf("%s: %s: a team is waited for until %v", c.who, c.typed, h.NPTBy)
		}
		if !f.Open.IsMember(h.Owner.Person.ID) || !strings.Contains(reply, "Owner: "+c.owner) {
			t.Errorf("%s: %s: the owner %s is no member, or the reply does not say so:\n%s", c.who, c.typed, h.Owner.Person.ID, reply)
		}
	}
}

// TestRoomsOfACall_R3_22_S27: who is in the open room, and that the second room and MOSOVO belong to every call and are never
// said in the reply.
func TestRoomsOfACall_R3_22_S27(t *testing.T) {
	p := newPlay(t)
	for _, who := range []force.PersonID{"sgt.lee", "ds.hughes", "psd.quinn", "comms.reid"} {
		f, reply := p.calls(who, "/ci call neighbours accuse a man | where HL1")
		var open []force.PersonID
		for id := range f.Open.Members {
			open = append(open, id)
		}
		slices.Sort(open)
		want := []force.PersonID{"fim.grant", "insp.patel", "log.baker", "log.evans", "sgt.okafor"}
		if who == "sgt.lee" || who == "comms.reid" {
			want = append(want, who)
		}
		slices.Sort(want)
		if !slices.Equal(open, want) {
			t.Errorf("%s: in the open room are %v", who, open)
		}
		if len(f.Sensitive.Members) != 1 || !f.Sensitive.IsMember("ds.hughes") {
			t.Errorf("%s: in the second room are %v", who, f.Sensitive.Members)
		}
		for _, never := range []string{"Hughes", "-b", "S-0", "sensitive", "MOSOVO"} {
			if strings.Contains(reply, never) {
				t.Errorf("%s: the reply says %q:\n%s", who, never, reply)
			}
		}
	}
}

// TestSecondCallForAPlaceIsShownTheFirst_R3_5: he may still call another; a call that he may not see is not shown.
func TestSecondCallForAPlaceIsShownTheFirst_R3_5(t *testing.T) {
	p := newPlay(t)
	in := p.input("insp.patel")
	in.Full = nil
	out, err := line(t, "/ci call stones | where RV2 Riverside").Run(in)
	if err != nil || out.Opens != nil || len(out.Entries) > 0 || out.Reply.Form == nil {
		t.Fatalf("%+v %v", out, err)
	}
	if !strings.Contains(out.Reply.Text, "CI-2027-0142 was called for the same place by PS Lee") || !strings.Contains(out.Reply.Text, notYet) {
		t.Errorf("it says %s", out.Reply.Text)
	}
	again, err := ReadForm(out.Reply.Form.ID, filled(out.Reply.Form), testAccounts)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := again.Run(in); err != nil || out.Opens == nil || out.Entries[0].Body.(*incident.Called).What != "stones" {
		t.Errorf("called all the same: %+v %v", out, err)
	}
	mine := p.input("sgt.lee")
	mine.Full = nil
	if out, err := line(t, "/ci call stones | where RV2 Riverside").Run(mine); err != nil || out.Opens == nil || out.Entries[0].Body.(*incident.Called).Beside != "CI-2027-0142" {
		t.Errorf("who called the first is stopped, or not told of it: %+v %v", out, err)
	}
	in.Visible = func() []*incident.Full { return nil }
	if out, err := line(t, "/ci call stones | where RV2 Riverside").Run(in); err != nil || out.Opens == nil {
		t.Errorf("what he may not see is shown: %+v %v", out.Reply, err)
	}
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Riverside (RV2)", "rv2, riverside", true}, {"12 Elm Road", "Elm Road 12, Riverside", true}, {"RV2", "RV2", true},
		{"Riverside", "12 Elm Road, Riverside", false}, {"12 Elm Road", "14 Elm Road", false}, {"", "", false},
	} {
		if got := placesMatch(c.a, c.b); got != c.same {
			t.Errorf("%q and %q: %v", c.a, c.b, got)
		}
	}
}

func TestPersonsStandApart_R3_2_R3_3_S8(t *testing.T) {
	p := newPlay(t)
	p.refuse("sgt.lee", "/ci person B", "Say who Person B is.")
	entries := p.do("sgt.lee", "/ci person A Gareth Cole, born 1961 | role managed-person")
	if len(entries) != 2 || entries[0].Book != incident.BookOpen || entries[1].Book != incident.BookSensitive {
		t.Fatalf("entries %v", entries)
	}
	if got := p.Full.Open.Persons["Person A"]; got != incident.TargetedPerson {
		t.Errorf("the open room sees %q", got)
	}
	if k := p.Full.Sensitive.Known["Person A"]; k.Identity != "Gareth Cole, born 1961" || k.Role != incident.ManagedPerson || k.Suspicion != incident.Unverified {
		t.Errorf("the sensitive book has %+v", k)
	}
	p.refuse("sgt.lee", "/ci person A | suspicion unfounded", "needs a reason")
	reply, entries, err := p.try("sgt.lee", "/ci person A | suspicion unfounded | because the poster shows another man")
	if err != nil || len(entries) != 1 || strings.Contains(reply, "S-") {
		t.Errorf("%v %v: %s", entries, err, reply)
	}
	if got := p.do("sgt.lee", "/ci person the neighbour of number 12 | role witness"); got[0].Body.(*incident.PersonNoted).Handle != "Person B" {
		t.Errorf("the next handle is %+v", got[0].Body)
	}
}

func TestAboutTheIncident_X20(t *testing.T) {
	p := newPlay(t)
	p.do("sgt.lee", "/ci owner duty inspector | because the shift ends")
	if o := p.Full.Open.Owner; o.Post != force.DutyInspector || o.Person.ID != "insp.patel" {
		t.Errorf("the owner is %+v", o)
	}
	p.do("insp.patel", "/ci owner @supt.khan | because he commands")
	if !p.Full.Open.IsMember("supt.khan") {
		t.Error("the owner is not in the room")
	}
	p.refuse("pc.adeyemi", "/ci owner @sgt.lee | because she was here", "is for a sergeant or above")
	p.refuse("supt.khan", "/ci owner @ds.hughes | because she knows him", "cannot be a member of an open room")
	p.refuse("sgt.lee", "/ci amend", "Say what is to be amended")
	p.do("sgt.lee", "/ci amend | where 12 Elm Road | npt hillside")
	if h := &p.Full.Open.Head; h.Where != "12 Elm Road" || h.NPT != "hillside" || !p.Full.Open.IsMember("sgt.okafor") {
		t.Errorf("amended: %q %q", h.Where, h.NPT)
	}
	p.refuse("sgt.lee", "/ci link CI-2027-0142 | because it is the same", "itself")
	unknown, forbidden := "", ""
	for _, ref := range []string{"CI-2027-0999", "CI-2027-0141"} {
		p.Register.Apply(incident.Entry{Book: incident.BookRegister, Seq: 2, Body: &incident.Opened{Ref: "CI-2027-0141"}})
		_, _, err := p.try("sgt.lee", "/ci link "+ref+" | because the same crowd")
		unknown, forbidden = forbidden, refused(t, err).Say
	}
	if unknown != forbidden {
		t.Errorf("unknown and not permitted differ (S27):\n%s\n%s", unknown, forbidden)
	}
	p.refuse("sgt.lee", "/ci flag complex | off | because it is not", "is not set")
	p.do("sgt.lee", "/ci flag threat to life | because he was told so")
	if !p.Full.Open.ThreatToLife {
		t.Error("threat to life is not set")
	}
	p.do("sgt.lee", "/ci flag threat-to-life | off | because he is in custody")
	if p.Full.Open.ThreatToLife {
		t.Error("threat to life is set")
	}
	p.Now = p.Now.Add(10 * time.Minute)
	p.refuse("sgt.lee", "/ci update we stay", "To whom was it told?")
	p.do("sgt.lee", "/ci update Officers stay until midnight | to the family | how by phone | at 2110")
}

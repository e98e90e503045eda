package commands

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// askedAbout is the word for which whoever recorded entries is asked; "" when he is not.
func askedAbout(entries []incident.Entry) string {
	for _, e := range entries {
		if b, ok := e.Body.(incident.OwnWords); ok && b.Asked().Word != "" {
			return b.Asked().Word
		}
	}
	return ""
}

// TestThreatInOwnWordsIsAskedAbout_S33: in the log, a decision, a contact and a call, in either room; not once it rang, never without
// words, and never about what is quoted of a line to take.
func TestThreatInOwnWordsIsAskedAbout_S33(t *testing.T) {
	for _, x := range []struct{ line, want string }{
		{"/log They say they will burn him out tonight", "burn"},
		{"/log All quiet, officers at his door", ""},
		{"/decision Two officers stay because somebody said he will be stabbed", "stabbed"},
		{"/ci contact They are at my window with petrol | from Person A | offence CR/1187 | victim yes, of harassment | done PC Adeyemi there by 2130", "petrol"},
	} {
		p := newPlay(t)
		if got := askedAbout(p.do("sgt.lee", x.line)); got != x.want {
			t.Errorf("%s: asked about %q, want %q", x.line, got, x.want)
		}
	}

	p := newPlay(t)
	act, err := ReadLine("ci", "call They say they will burn him out | where RV2", func(string) (force.PersonID, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	in := p.input("sgt.lee")
	in.Full = nil
	out, err := act.Run(in)
	if err != nil || out.Entries[0].Body.(*incident.Called).Word != "burn" {
		t.Errorf("a call is not asked about: %v", err)
	}

	p.Full.Open.LinesToTake = append(p.Full.Open.LinesToTake, &incident.TakeLine{N: 1, Text: "Whoever threatens to burn a house is arrested."})
	if got := askedAbout(p.do("sgt.lee", "/log Told neighbours: “Whoever threatens to burn a house is arrested.”")); got != "" {
		t.Errorf("a line to take that is quoted is asked about: %q", got)
	}
	p.do("sgt.lee", "/ci threat vigilante They come at ten")
	if got := askedAbout(p.do("sgt.lee", "/log One of them says he will kill him")); got != "kill" {
		t.Errorf("with a vigilante threat alone, a threat to life is not asked about: %q", got)
	}
	p.do("sgt.lee", "/ci threat He says he will kill him")
	if got := askedAbout(p.do("sgt.lee", "/log Another says he will kill him")); got != "" {
		t.Errorf("it rang, and is asked about still: %q", got)
	}

	p = newPlay(t)
	in = p.input("sgt.lee")
	in.Book = incident.BookSensitive
	drafts := []incident.Draft{{Book: incident.BookSensitive, Body: &incident.Note{Text: "They will burn him out"}}}
	in.askWhetherThreat(drafts)
	if got := drafts[0].Body.(*incident.Note).Word; got != "burn" {
		t.Errorf("the second room is not asked: %q", got)
	}
	p.Force.Settings.ThreatWords = nil
	if got := askedAbout(p.do("sgt.lee", "/log They say they will burn him out tonight")); got != "" {
		t.Errorf("without words it asks about %q", got)
	}
}

// TestThreatQuestionIsTheSameAgain_S33: an act that is delivered again is answered with the same bytes and buttons, whatever was
// reported, and whatever was configured, since. No button holds a word of the entry.
func TestThreatQuestionIsTheSameAgain_S33(t *testing.T) {
	p := newPlay(t)
	entries := p.do("sgt.lee", "/log They say they will burn him out tonight")
	answered := func() string {
		v := say.View{Force: p.Force, Register: p.Register, Now: p.Now, Profile: force.Full}
		out := say.Recorded(v, p.Full, entries)
		for _, a := range say.Offers(entries) {
			out += "\n[" + a.Label + "] " + a.ID
		}
		return out
	}
	first := answered()
	if !strings.Contains(first, "a threat to life? ") || strings.Count(first, "\n[") != 3 {
		t.Fatalf("not asked:\n%s", first)
	}
	if i := strings.Index(first, "["); strings.Contains(first[i:], "burn") {
		t.Errorf("a button holds content:\n%s", first[i:])
	}
	p.do("sgt.lee", "/ci threat They say they will burn him out tonight")
	p.Force.Settings.ThreatWords = nil
	if diff := cmp.Diff(first, answered()); diff != "" {
		t.Errorf("delivered again it is answered otherwise:\n%s", diff)
	}
}

// TestReportedFromItsEntry_S33: the button opens the form with the words and the number of the entry. A platform that is shown no
// content is not shown it there; what is no number is no reason to refuse a threat.
func TestReportedFromItsEntry_S33(t *testing.T) {
	p := newPlay(t)
	entries := p.do("sgt.lee", "/log They say they will burn him out tonight")
	act, err := ReadAction(say.Offers(entries)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		profile force.Profile
		want    string
	}{{force.Full, "They say they will burn him out tonight"}, {force.Pointer, ""}} {
		in := p.input("sgt.lee")
		in.Profile = x.profile
		out, err := act.Run(in)
		if err != nil || out.Reply.Form == nil {
			t.Fatalf("no form: %v", err)
		}
		got := map[string]string{}
		for _, f := range out.Reply.Form.Fields {
			got[f.Name] = f.Value
		}
		if got["what"] != x.want || got["logged"] != incident.Number(incident.BookOpen, entries[0].Seq) {
			t.Errorf("profile %s: the form is filled with %q of entry %q", x.profile, got["what"], got["logged"])
		}
	}
	p.do("sgt.lee", "/ci threat He will be burned out | entry of the call")
	if th := last[*incident.Threat](p); th.Logged == "" && !strings.Contains(th.What, "entry of the call") {
		t.Errorf("what was typed is gone: %+v", th)
	}
}

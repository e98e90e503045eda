package commands

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"loggist/incident"
	"loggist/internal/force"
)

// glimpseOf is another incident with contacts, and the same man in its sensitive book.
func glimpseOf(t *testing.T, contacts int, members ...force.PersonID) incident.Glimpse {
	t.Helper()
	p := newPlay(t)
	p.Full.Open.Ref = "CI-2027-0007"
	for _, m := range []force.PersonID{"sgt.lee", "insp.patel", "fim.grant", "log.evans", "log.baker"} {
		if !slices.Contains(members, m) {
			p.Open("fim.grant", &incident.Removed{Person: p.Who(m), Reason: "not here"})
		}
	}
	p.do("sgt.lee", "/ci person A COLE, Gareth, born 1961")
	for range contacts {
		p.do("sgt.lee", "/ci contact They film me | from person a, at his door | offence none: no threat | victim yes | done PC Adeyemi goes there")
	}
	g, ok := p.Full.Glimpse()
	if !ok {
		t.Fatal("it is sealed")
	}
	return g
}

// TestContactsAcross_X7_R3_5: whoever is in one incident alone learns nothing of another, whatever that holds: what is recorded in
// the open book, what is answered, and what every reader of the sensitive book is shown are the same to the byte. Who is in both is told.
func TestContactsAcross_X7_R3_5(t *testing.T) {
	const line = "/ci contact They stone my window | from Person A | offence criminal damage | victim yes | done PS Lee goes"
	for _, tt := range []struct {
		name   string
		others func(t *testing.T) []incident.Glimpse
		to     []force.PersonID
		beside []force.PersonID
	}{
		{"nothing elsewhere", func(*testing.T) []incident.Glimpse { return nil }, nil, nil},
		{"many where only others are", func(t *testing.T) []incident.Glimpse { return []incident.Glimpse{hidden(t)} }, nil, nil},
		{"one where the duty inspector is", func(t *testing.T) []incident.Glimpse { return []incident.Glimpse{glimpseOf(t, 1, "insp.patel")} }, nil, nil},
		{"two where the duty inspector is", func(t *testing.T) []incident.Glimpse { return []incident.Glimpse{glimpseOf(t, 2, "insp.patel")} }, []force.PersonID{"insp.patel", "ds.hughes"}, nil},
		{"one where whoever takes it is", func(t *testing.T) []incident.Glimpse { return []incident.Glimpse{glimpseOf(t, 1, "sgt.lee")} }, nil, []force.PersonID{"sgt.lee"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlay(t)
			p.do("sgt.lee", "/ci person A Gareth Cole; born 1961")
			in := p.input("sgt.lee")
			in.Others = tt.others(t)
			open, reply, counted := contactIn(t, in, line)
			alone := p.input("sgt.lee")
			openAlone, replyAlone, _ := contactIn(t, alone, line)
			if open != openAlone || reply != replyAlone {
				t.Errorf("the open book and the answer differ:\n%s\n%s\nalone\n%s\n%s", open, reply, openAlone, replyAlone)
			}
			ids := func(people []incident.Who) (out []force.PersonID) {
				for _, w := range people {
					out = append(out, w.ID)
				}
				return out
			}
			if !slices.Equal(ids(counted.To), tt.to) || !slices.Equal(ids(counted.Beside), tt.beside) {
				t.Errorf("rung are %v, told %v", ids(counted.To), ids(counted.Beside))
			}
			for _, who := range []force.PersonID{"pc.adeyemi", "fim.grant", "sgt.okafor"} {
				a := p.input(who)
				a.Others = in.Others
				if shown := strings.Join(a.contacts(), "\n"); strings.Contains(shown, "CI-2027-0007") {
					t.Errorf("%s is shown %s", who, shown)
				}
			}
		})
	}
}

// hidden holds many contacts of the same man, and nobody of this incident is in it but where nothing of the kind stands.
func hidden(t *testing.T) incident.Glimpse {
	p := newPlay(t)
	p.Full.Open.Ref = "CI-2027-0007"
	p.do("sgt.lee", "/ci person A Gareth Cole, born 1961")
	for range 5 {
		p.do("sgt.lee", "/ci contact They film me | from Person A | offence none: no threat | victim yes | done PC Adeyemi goes there")
	}
	for _, m := range []force.PersonID{"sgt.lee", "insp.patel", "fim.grant", "log.evans", "log.baker"} {
		p.Open("fim.grant", &incident.Removed{Person: p.Who(m), Reason: "not here"})
	}
	p.Do("fim.grant", incident.Draft{Book: incident.BookSensitive, Body: &incident.Removed{Person: p.Who("ds.hughes"), Reason: "not here"}})
	g, ok := p.Full.Glimpse()
	if !ok || len(g.Contacts) != 5 {
		t.Fatalf("it is %+v", g)
	}
	return g
}

// contactIn records a contact, and returns the open entries and the reply as bytes, and the count.
func contactIn(t *testing.T, in *Input, line string) (open, reply string, counted *incident.ContactCounted) {
	t.Helper()
	act, err := ReadLine("ci", strings.TrimPrefix(line, "/ci "), nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := act.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range out.Entries {
		if c, ok := d.Body.(*incident.ContactCounted); ok {
			counted = c
			continue
		}
		b, err := incident.Encode(&incident.Entry{Body: d.Body})
		if err != nil || d.Book != incident.BookOpen {
			t.Fatalf("%v in %s", err, d.Book)
		}
		open += string(b)
	}
	if counted == nil {
		t.Fatal("it was not counted: every contact is, alike")
	}
	return open, fmt.Sprintf("%+v", out.Reply), counted
}

// TestSealedIsInNoCount_R4_11: a sealed incident is in no glimpse.
func TestSealedIsInNoCount_R4_11(t *testing.T) {
	p := newPlay(t)
	p.Do("supt.khan", incident.Draft{Book: incident.BookSensitive, Body: &incident.Access{State: incident.AccessSealed}})
	if _, ok := p.Full.Glimpse(); ok {
		t.Error("a sealed incident is glimpsed")
	}
}

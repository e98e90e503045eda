// Package incidenttest keeps an incident's books in memory for tests: it numbers and applies drafts as the engine does, through
// the codec, and answers for the platform.
package incidenttest

import (
	"fmt"
	"testing"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// Keeper keeps one incident and the force's register. Now is the present; tests move it.
type Keeper struct {
	t        testing.TB
	Full     *incident.Full
	Register *incident.Register
	Force    *force.Force
	Now      time.Time
	// Entries is everything that was recorded, in order.
	Entries []incident.Entry
}

// New keeps an incident of the demo force with its two rooms on the local platform, called by PS Lee at now.
func New(t testing.TB, now time.Time) *Keeper {
	k := &Keeper{t: t, Full: incident.New("CI-2027-0142"), Register: incident.NewRegister(), Force: force.Demo(), Now: now}
	k.Do("sgt.lee",
		incident.Draft{Book: incident.BookOpen, Body: &incident.Called{
			What: "neighbours accuse a man", Where: "Riverside (RV2)", Type: incident.CommunitySuspicion, Level: "local", NPT: "riverside",
			Owner:    incident.Owner{Post: force.ShiftSupervisor, Person: k.Who("sgt.lee"), Label: "shift supervisor"},
			AssessBy: now.Add(30 * time.Minute),
		}},
		incident.Draft{Book: incident.BookOpen, Body: &incident.Bound{Platform: force.Local, ID: "room-a"}},
		incident.Draft{Book: incident.BookOpen, Body: &incident.Invited{
			People: []incident.Who{k.Who("sgt.lee"), k.Who("insp.patel"), k.Who("fim.grant"), k.Who("log.evans"), k.Who("log.baker")}, Quiet: true,
		}},
		incident.Draft{Book: incident.BookSensitive, Body: &incident.Bound{Platform: force.Local, ID: "room-b"}},
		incident.Draft{Book: incident.BookSensitive, Body: &incident.Invited{People: []incident.Who{k.Who("ds.hughes")}, Quiet: true}},
	)
	return k
}

// Person is a person of the demo.
func (k *Keeper) Person(id force.PersonID) force.Person {
	p, ok := k.Force.People.Person(id)
	if !ok {
		k.t.Fatalf("nobody has the id %s", id)
	}
	return p
}

// Who is that person as an entry names him; the empty id is Loggist itself.
func (k *Keeper) Who(id force.PersonID) incident.Who {
	if id == "" {
		return incident.Itself
	}
	return incident.Person(k.Person(id))
}

// Do records what a person did (the empty id is Loggist itself), all in one act, and returns the entries.
func (k *Keeper) Do(by force.PersonID, drafts ...incident.Draft) []incident.Entry {
	k.t.Helper()
	at := k.Now
	if last := k.Full.LastRecorded(); last.After(at) {
		at = last
	}
	cause := fmt.Sprintf("act %d", len(k.Entries))
	var out []incident.Entry
	for _, d := range drafts {
		e := incident.Entry{
			Ref: k.Full.Open.Ref, Book: d.Book, Seq: k.Full.NextIn(d.Book), RecordedAt: at, DecidedAt: d.DecidedAt,
			RecordedBy: k.Who(by), DecidedBy: d.DecidedBy, Late: d.Late, Cause: cause, Body: d.Body,
		}
		if e.DecidedAt.IsZero() {
			e.DecidedAt = at
		}
		if e.DecidedBy.IsZero() {
			e.DecidedBy = e.RecordedBy
		}
		if d.Book == incident.BookRegister || d.Book == incident.BookAudit {
			e.Ref, e.Seq = "", k.Register.Entries+1
			k.Register.Apply(e)
		} else {
			k.Full.Apply(k.coded(e))
		}
		k.Entries = append(k.Entries, e)
		out = append(out, e)
	}
	return out
}

// coded is e as it comes back from the record.
func (k *Keeper) coded(e incident.Entry) incident.Entry {
	k.t.Helper()
	b, err := incident.Encode(&e)
	if err != nil {
		k.t.Fatal(err)
	}
	got := incident.Entry{Ref: e.Ref, Book: e.Book, Seq: e.Seq}
	if err := incident.Decode(b, &got); err != nil {
		k.t.Fatal(err)
	}
	if _, unknown := got.Body.(*incident.Unknown); unknown {
		k.t.Fatalf("%s is not in the table of kinds", e.Body.Kind())
	}
	return got
}

// Open records bodies in the open book.
func (k *Keeper) Open(by force.PersonID, bodies ...incident.Body) []incident.Entry {
	k.t.Helper()
	drafts := make([]incident.Draft, len(bodies))
	for i, b := range bodies {
		drafts[i] = incident.Draft{Book: incident.BookOpen, Body: b}
	}
	return k.Do(by, drafts...)
}

// Receipt answers for the platform: what became of an item of a side.
func (k *Keeper) Receipt(b incident.Book, it incident.Item, outcome incident.Outcome, due time.Time) {
	k.t.Helper()
	r := &incident.Receipt{Lane: it.Lane, Key: it.Key, Version: it.Version, Outcome: outcome, At: k.Now}
	if outcome == incident.Sending {
		r.Message, r.Due = fmt.Sprintf("m%d", len(k.Entries)), due
	}
	book := incident.BookDelivery
	if b == incident.BookSensitive {
		book = incident.BookSensitive
	}
	k.Do("", incident.Draft{Book: book, Body: r})
}

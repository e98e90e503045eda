package incident

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"loggist/internal/force"
)

// AccessState says who may see an incident (R4.11). All that says so stands in the sensitive book: nothing of the open side shows it.
type AccessState string

// The states. Restricted: nobody comes in but by whoever may restrict. Sealed: besides, the incident is in no list, nothing but
// numbers leaves it for somebody outside, and its custodian is told of every read.
const (
	AccessOpen       AccessState = "open"
	AccessRestricted AccessState = "restricted"
	AccessSealed     AccessState = "sealed"
)

// Access changes who may see an incident. Who is not kept is taken out of the room in which it is done, by entries of their own.
type Access struct {
	State  AccessState `json:"state" label:"Access" options:"open=Open to whoever is added by a member;restricted=Restricted to those named;sealed=Sealed: named people, in no list, every read told to the custodian"`
	Reason string      `json:"reason" label:"Reason"`
	Kept   []string    `json:"kept,omitempty" label:"Who stays"`
	// Custodian is told of reads and broken glass; People hold that post now.
	Custodian Charge `json:"custodian" label:"Custodian"`
	People    []Who  `json:"people,omitempty"`
}

// GlassBroken lets somebody who is not in an incident read its open book for a while. It is told to the custodian at once, ends by
// itself, and is looked at afterwards.
type GlassBroken struct {
	Reason    string    `json:"reason" label:"Reason"`
	Until     time.Time `json:"until" label:"Ends by itself at"`
	Custodian Charge    `json:"custodian" label:"Custodian"`
	People    []Who     `json:"people,omitempty"`
	Review    int       `json:"review,omitempty"`
}

// GlassEnded says that the time is over.
type GlassEnded struct {
	Entry  uint64 `json:"entry"`
	Person Who    `json:"person" label:"By whom it was broken"`
	People []Who  `json:"people,omitempty"`
	Late
}

// AccessRead says that somebody read a sealed incident, or any through broken glass: with which command, never what it showed.
type AccessRead struct {
	What   string `json:"what" label:"By"`
	People []Who  `json:"people,omitempty"`
}

// Kind is "access".
func (*Access) Kind() string { return "access" }

// Kind is "glass-broken".
func (*GlassBroken) Kind() string { return "glass-broken" }

// Kind is "glass-ended".
func (*GlassEnded) Kind() string { return "glass-ended" }

// Kind is "access-read".
func (*AccessRead) Kind() string { return "access-read" }

// Heading says what the incident is from now on.
func (a *Access) Heading() string {
	switch a.State {
	case AccessSealed:
		return "SEALED"
	case AccessRestricted:
		return "RESTRICTED"
	}
	return "NO LONGER RESTRICTED"
}

// Heading is GLASS BROKEN.
func (*GlassBroken) Heading() string { return "GLASS BROKEN" }

// Heading is BROKEN GLASS ENDED.
func (*GlassEnded) Heading() string { return "BROKEN GLASS ENDED" }

// Heading is READ.
func (*AccessRead) Heading() string { return "READ" }

// Verb says what its maker did.
func (*GlassBroken) Verb() string { return "Broken" }

// Verb says what its maker did.
func (*GlassEnded) Verb() string { return "Ended" }

// Verb says what its maker did.
func (*AccessRead) Verb() string { return "Read" }

func (a *Access) apply(s *Side, e *Entry) {
	s.access = a
	s.formed(e)
	s.tells(a.People, ClassPost, e)
}

func (g *GlassBroken) apply(s *Side, e *Entry) {
	s.glass[e.Seq] = &pane{Who: e.RecordedBy, Until: g.Until}
	s.formed(e)
	s.tells(g.People, ClassPage, e)
}

func (g *GlassEnded) apply(s *Side, e *Entry) {
	delete(s.glass, g.Entry)
	s.formed(e)
	s.tells(g.People, ClassPost, e)
}

func (r *AccessRead) apply(s *Side, e *Entry) { s.tells(r.People, ClassPost, e) }

// tells people of an entry that is said in no room.
func (s *Side) tells(people []Who, class Class, e *Entry) {
	for _, p := range people {
		s.direct(p.ID, EntryKey(e.Seq), class, e.Seq)
	}
}

// pane is a glass that somebody broke.
type pane struct {
	Who   Who
	Until time.Time
}

// glassKey names the timer that ends what was broken by entry seq.
func glassKey(seq uint64) string { return "glass/" + strconv.FormatUint(seq, 10) }

func (s *Side) glassTimers(add func(Timer)) {
	for seq, g := range s.glass {
		add(Timer{Key: glassKey(seq), Due: g.Until, Weight: WeightChaser})
	}
}

// Glass is who broke the glass with entry seq, until it is said that it ended.
func (s *Side) Glass(seq uint64) (who Who, ok bool) {
	g := s.glass[seq]
	if g == nil {
		return Who{}, false
	}
	return g.Who, true
}

// Access is who may see the incident.
func (f *Full) Access() AccessState {
	if f.Sensitive.access == nil {
		return AccessOpen
	}
	return f.Sensitive.access.State
}

// Sealed reports whether it is in no list.
func (f *Full) Sealed() bool { return f.Access() == AccessSealed }

// Custodian is the post that is told of reads and broken glass: the one that was named, else professional standards.
func (f *Full) Custodian(fo *force.Force) Charge {
	if a := f.Sensitive.access; a != nil && !a.Custodian.IsZero() {
		return a.Custodian
	}
	return ChargePost(fo, force.ProfessionalStandards)
}

// Custodians are who is told: whoever holds that post, or where nobody does, or nobody but the person himself, the on-call chief
// officer.
func (f *Full) Custodians(but force.PersonID, fo *force.Force, at time.Time, covers ...force.Cover) []Who {
	himself := func(w Who) bool { return w.ID == but }
	people := slices.DeleteFunc(f.Holders(f.Custodian(fo), fo, at, covers...), himself)
	if len(people) == 0 {
		people = slices.DeleteFunc(People(fo, fo.OnDuty(force.OnCallChiefOfficer, at, covers...)), himself)
	}
	return people
}

// Broken reports whether a person reads the incident through glass that he broke.
func (f *Full) Broken(p force.PersonID, now time.Time) bool {
	for _, seq := range slices.Sorted(maps.Keys(f.Sensitive.glass)) {
		if g := f.Sensitive.glass[seq]; g.Who.ID == p && now.Before(g.Until) {
			return true
		}
	}
	return false
}

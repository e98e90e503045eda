package incident

// PersonRole is what a person is to an incident. No role of the open book says that somebody offended (R3.2).
type PersonRole string

// The roles. The last two are said in the sensitive book alone.
const (
	TargetedPerson  PersonRole = "targeted-person"
	Victim          PersonRole = "victim"
	PotentialVictim PersonRole = "potential-victim"
	FamilyMember    PersonRole = "family-member"
	Witness         PersonRole = "witness"
	SuspectDisorder PersonRole = "suspect-in-disorder"
	ManagedPerson   PersonRole = "managed-person"
	// PotentiallyDangerous is a person of another status than a managed one (S1); it too is said in the sensitive book alone.
	PotentiallyDangerous PersonRole = "potentially-dangerous"
)

// Open is the role as the open book may have it.
func (r PersonRole) Open() PersonRole {
	if r == ManagedPerson || r == PotentiallyDangerous || r == "" {
		return TargetedPerson
	}
	return r
}

// Words is how the role is said.
func (r PersonRole) Words() string {
	switch r {
	case TargetedPerson:
		return "targeted person"
	case PotentialVictim:
		return "potential victim"
	case FamilyMember:
		return "family member"
	case SuspectDisorder:
		return "suspect in disorder"
	case PotentiallyDangerous:
		return "potentially dangerous person"
	case ManagedPerson:
		return "managed person"
	}
	return string(r)
}

// Suspicion is where what the community suspects of a person stands (S8). A change is a decision.
type Suspicion string

// The standings of a suspicion.
const (
	Unverified        Suspicion = "unverified"
	Unfounded         Suspicion = "unfounded"
	FoundedRestricted Suspicion = "founded-restricted"
)

// PersonNoted gives a person of the incident a neutral handle in the open book ("Person A"): who it is stands elsewhere,
// whoever it is (R3.3).
type PersonNoted struct {
	Handle string     `json:"handle"`
	Role   PersonRole `json:"role"`
}

// PersonKnown says in the sensitive book who stands behind a handle, and what is suspected of him.
type PersonKnown struct {
	Handle    string     `json:"handle"`
	Identity  string     `json:"identity,omitempty"`
	Role      PersonRole `json:"role,omitempty"`
	Suspicion Suspicion  `json:"suspicion,omitempty"`
	Was       Suspicion  `json:"was,omitempty"`
	Reason    string     `json:"reason,omitempty"` // of a change
}

// Kind is "person".
func (*PersonNoted) Kind() string { return "person" }

// Kind is "person-known".
func (*PersonKnown) Kind() string { return "person-known" }

func (p *PersonNoted) apply(s *Side, e *Entry) {
	if s.head == nil {
		return
	}
	s.head.Persons[p.Handle] = p.Role.Open()
	s.roomPost(e)
	s.headChanged(e)
}

// Known is what the sensitive book has of a person.
type Known struct {
	Identity  string
	Role      PersonRole
	Suspicion Suspicion
}

func (p *PersonKnown) apply(s *Side, e *Entry) {
	if s.Book != BookSensitive { // in the open book it would say who it is: it is left as it stands
		return
	}
	k := s.Known[p.Handle]
	if p.Identity != "" {
		k.Identity = p.Identity
	}
	if p.Role != "" {
		k.Role = p.Role
	}
	if p.Suspicion != "" {
		k.Suspicion = p.Suspicion
	}
	s.Known[p.Handle] = k
	s.roomPost(e)
}

package incident

// Contributor says that a unit whose knowledge is wanted was asked, joined or declined (S6, S40). MOSOVO is asked of every
// incident in its second room, so that being asked proves nothing (R3.22).
type Contributor struct {
	Unit   string           `json:"unit" ask:"Who" word:"" need:"Say who is asked: mosovo, public-order, comms, iag, npt or another." options:"mosovo=MOSOVO;public-order=Public order specialists;comms=Communications;iag=Independent advisory group;npt=Neighbourhood policing team;housing=Housing;childrens-services=Children's services;probation=Probation;prison=Prison"`
	Text   string           `json:"text" ask:"The question, or the answer" short:"Question or answer" rest:"" lines:"" limit:"3000" need:"Say what is asked, or what was answered."`
	State  ContributorState `json:"state,omitempty" ask:"Asked, joined or declined" short:"Asked or answered" clause:"state" options:"asked=Asked;joined=Joined;declined=Declined"`
	Reason string           `json:"reason,omitempty" ask:"Reason, if declined" clause:"because" lines:"" limit:"1000"`
	People []Who            `json:"people,omitempty"`
	ToConfirm
}

// ContributorState is where the asking stands.
type ContributorState string

// The states.
const (
	ContributorAsked    ContributorState = "asked"
	ContributorJoined   ContributorState = "joined"
	ContributorDeclined ContributorState = "declined"
)

// MOSOVOUnit is the unit that is asked in the second room alone.
const MOSOVOUnit = "mosovo"

// Kind is "contributor".
func (*Contributor) Kind() string { return "contributor" }

// Heading is CONTRIBUTOR with where the asking stands.
func (c *Contributor) Heading() string {
	switch c.State {
	case ContributorJoined:
		return "CONTRIBUTOR JOINED"
	case ContributorDeclined:
		return "CONTRIBUTOR DECLINED"
	}
	return "CONTRIBUTOR ASKED"
}

// Verb says what its maker did.
func (*Contributor) Verb() string { return "Asked" }

func (c *Contributor) apply(s *Side, e *Entry) {
	s.formed(e)
	for _, p := range c.People {
		if !s.IsMember(p.ID) {
			s.direct(p.ID, EntryKey(e.Seq), ClassPost, e.Seq)
		}
	}
}

// Contributed is the newest of each unit on a side.
func Contributed(s *Side) map[string]*Contributor {
	out := map[string]*Contributor{}
	for _, l := range Made[*Contributor](s) {
		if c, ok := l.Body.(*Contributor); ok {
			out[c.Unit] = c
		}
	}
	return out
}

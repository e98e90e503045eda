package incident

import (
	"slices"
	"strings"
	"time"
)

// A meeting of an incident: a strategy meeting or a Gold group (R1.15, R3.7–R3.9, S15–S17). What is said in the part without the
// person goes to the sensitive book; decisions and actions become entries and tasks of their own.

// MeetingOpened opens one, with its agenda and who is wanted.
type MeetingOpened struct {
	N       int      `json:"n"`
	Purpose string   `json:"purpose" ask:"What it is to settle" short:"Purpose" rest:"" lines:"" limit:"1000" need:"Say what the meeting is to settle."`
	Sort    string   `json:"sort" ask:"Which meeting" clause:"sort" need:"Say which: strategy or gold-group." options:"strategy=Strategy meeting;gold-group=Gold group"`
	Chair   string   `json:"chair" label:"Chair"`
	Wanted  []string `json:"wanted" label:"Wanted, each to be invited or not"`
	Agenda  []string `json:"agenda" label:"Agenda"`
	ToConfirm
}

// MeetingInvited says whether somebody is invited, came, or did not.
type MeetingInvited struct {
	Unit     string `json:"unit" ask:"Who" word:"" need:"Say who: npt, mosovo, public-order, probation, prison, housing, childrens-services, comms, health, school, legal, iag or person." options:"npt=Neighbourhood policing team;mosovo=MOSOVO;public-order=Public order;probation=Probation;prison=Prison;housing=Housing;childrens-services=Children's services;comms=Communications;health=Health;school=School;legal=Legal advice;iag=Independent advisory group;person=The person named"`
	State    string `json:"state" ask:"Invited, attended or declined" short:"Invited or attended" clause:"state" need:"Say whether: invited, attended, apologies, declined or not-invited." options:"invited=Invited;attended=Attended;apologies=Apologies;declined=Declined;not-invited=Not invited"`
	Reason   string `json:"reason,omitempty" ask:"Reason" clause:"because" lines:"" limit:"1000" help:"Needed for declined and not invited"`
	Conflict string `json:"conflict,omitempty" ask:"Declared conflict of interest" short:"Declared conflict" clause:"conflict" limit:"300"`
	ToConfirm
}

// MeetingPart says that the meeting goes on with the person, or without him (R3.8). From a part without him on, minutes go to the
// sensitive book.
type MeetingPart struct {
	Part string `json:"part" ask:"Which part begins" word:"" need:"Say which part begins: with or without." options:"with=With the person;without=Without the person"`
	ToConfirm
}

// Kind is "meeting-part".
func (*MeetingPart) Kind() string { return "meeting-part" }

// Heading says which part begins.
func (m *MeetingPart) Heading() string { return "MEETING: the part " + m.Part + " the person begins" }

// Verb says what its maker did.
func (*MeetingPart) Verb() string { return "Begun" }

func (m *MeetingPart) apply(s *Side, e *Entry) { s.formed(e) }

// WithoutPerson reports whether the meeting that was opened with entry since is in a part without the person.
func WithoutPerson(s *Side, since uint64) bool {
	m, l, ok := Latest[*MeetingPart](s)
	return ok && l.Seq > since && m.Part == "without"
}

// MeetingMinute is a minute: what was said, or the person's own words.
type MeetingMinute struct {
	Text string `json:"text" ask:"The minute" rest:"" lines:"" limit:"3000" need:"A minute needs words."`
	Part string `json:"part,omitempty" label:"Part"`
	// Words are the person's own.
	Words bool `json:"words,omitempty" ask:"These are the person's own words and wishes" short:"The person's own words" clause:"own words"`
	ToConfirm
}

// MeetingEnded ends it: with the next one, or with why it was the last.
type MeetingEnded struct {
	Summary string    `json:"summary" ask:"What it came to" rest:"" lines:"" limit:"3000" need:"Say what it came to."`
	Next    time.Time `json:"next,omitzero" label:"Next meeting"`
	Final   string    `json:"final,omitempty" ask:"Final because" clause:"final" reason:"" lines:"" limit:"1000" help:"Instead of the time of the next meeting"`
	Absent  string    `json:"absent,omitempty" ask:"Why it was held without NPT or MOSOVO" short:"Without NPT or MOSOVO" clause:"absent" reason:"" limit:"1000"`
	Never   []string  `json:"never,omitempty" label:"WANTED AND NEVER ASKED"`
	Silent  []string  `json:"silent,omitempty" label:"INVITED, NO REPLY"`
	Review  int       `json:"review,omitempty"`
	ToConfirm
}

// Kind is "meeting".
func (*MeetingOpened) Kind() string { return "meeting" }

// Kind is "meeting-invited".
func (*MeetingInvited) Kind() string { return "meeting-invited" }

// Kind is "meeting-minute".
func (*MeetingMinute) Kind() string { return "meeting-minute" }

// Kind is "meeting-ended".
func (*MeetingEnded) Kind() string { return "meeting-ended" }

// GoldGroup is the sort of a meeting that advises Gold; every other is a strategy meeting.
const GoldGroup = "gold-group"

// Heading names the meeting.
func (m *MeetingOpened) Heading() string {
	if m.Sort == GoldGroup {
		return "GOLD GROUP OPENED: it advises, Gold decides"
	}
	return "STRATEGY MEETING OPENED"
}

// Heading says what became of an invitation.
func (m *MeetingInvited) Heading() string {
	return "MEETING: " + m.Unit + " " + strings.ReplaceAll(m.State, "-", " ")
}

// Heading is MINUTE, with whose words it has.
func (m *MeetingMinute) Heading() string {
	if m.Words {
		return "MINUTE, the person's own words"
	}
	return "MINUTE"
}

// Heading is MEETING ENDED.
func (m *MeetingEnded) Heading() string { return "MEETING ENDED" }

// Verb says what its maker did.
func (*MeetingOpened) Verb() string { return "Opened" }

// Verb says what its maker did.
func (*MeetingInvited) Verb() string { return "Noted" }

// Verb says what its maker did.
func (*MeetingMinute) Verb() string { return "Minuted" }

// Verb says what its maker did.
func (*MeetingEnded) Verb() string { return "Ended" }

func (m *MeetingOpened) apply(s *Side, e *Entry)  { s.formed(e) }
func (m *MeetingInvited) apply(s *Side, e *Entry) { s.formed(e) }
func (m *MeetingMinute) apply(s *Side, e *Entry)  { s.formed(e) }
func (m *MeetingEnded) apply(s *Side, e *Entry)   { s.formed(e) }

// MeetingNow is the meeting that goes on; ok is false when none does.
func MeetingNow(s *Side) (m *MeetingOpened, since uint64, ok bool) {
	m, line, ok := Latest[*MeetingOpened](s)
	if !ok {
		return nil, 0, false
	}
	_, ended, was := Latest[*MeetingEnded](s)
	return m, line.Seq, !was || ended.Seq < line.Seq
}

// MeetingAttendance is the newest standing of each unit since the meeting was opened.
func MeetingAttendance(s *Side, since uint64) map[string]*MeetingInvited {
	out := map[string]*MeetingInvited{}
	for _, l := range Made[*MeetingInvited](s) {
		if b, ok := l.Body.(*MeetingInvited); ok && l.Seq > since {
			out[b.Unit] = b
		}
	}
	return out
}

// MeetingGaps are the wanted units that were never asked, those invited that gave no answer, and of the required ones those that
// did not attend.
func MeetingGaps(m *MeetingOpened, at map[string]*MeetingInvited) (never, silent, absent []string) {
	for i, u := range m.Wanted {
		b := at[u]
		switch {
		case b == nil:
			never = append(never, u)
		case b.State == "invited":
			silent = append(silent, u)
		}
		if i < 2 && (b == nil || b.State != "attended") {
			absent = append(absent, u)
		}
	}
	for u, b := range at {
		if b.State == "invited" && !slices.Contains(m.Wanted, u) {
			silent = append(silent, u)
		}
	}
	slices.Sort(silent)
	return never, silent, absent
}

package incident

import "fmt"

// SafetyPlan is a version of the safety plan for a person and his family (R3.14, S18, S19, S3). It stands in the sensitive book.
// Where somebody was taken to is kept elsewhere: Place is the reference under which, and it is never said in any message.
type SafetyPlan struct {
	Version       int           `json:"version"`
	Plan          string        `json:"plan" ask:"For whom, and the plan in a sentence" short:"For whom, and the plan" rest:"" lines:"" limit:"3000" need:"Say for whom it is and what the plan is: Person A, …" help:"Person A, …; never where somebody has been taken to"`
	Family        string        `json:"family,omitempty" ask:"Family and children" clause:"family" lines:"" limit:"3000" help:"Who else is at risk, and what is done for them"`
	InPerson      string        `json:"in_person,omitempty" ask:"Contact made in person" clause:"contact" limit:"1000" help:"By whom, when; or tried when"`
	Wishes        string        `json:"wishes,omitempty" ask:"What the person wants, in his words" short:"What the person wants" clause:"wishes" lines:"" limit:"1000"`
	Warning       string        `json:"warning,omitempty" ask:"Warning considered, given" short:"Warning" clause:"warning" limit:"1000"`
	Suicide       string        `json:"suicide,omitempty" ask:"Suicide and self-harm: by whom, when, when next" label:"Suicide and self-harm" short:"Suicide and self-harm" clause:"suicide,self-harm" limit:"1000" help:"Assessed by whom, when, and when next. Needed for somebody under investigation"`
	Single        string        `json:"single,omitempty" ask:"Single point of contact" short:"Point of contact" clause:"point of contact,spoc" limit:"300"`
	Accommodation Accommodation `json:"accommodation,omitempty" ask:"Alternative accommodation" short:"Accommodation" clause:"accommodation" options:"not-needed=Not needed;offered=Offered;accepted=Accepted;declined=Declined;arranged=Arranged"`
	Until         string        `json:"until,omitempty" ask:"Arranged by whom, and until when" short:"Arranged by, until" clause:"arranged by,until" limit:"300" help:"By which post, until when; never where"`
	Place         string        `json:"place,omitempty" ask:"Where that is kept: its reference" short:"Reference of the place" clause:"place" secret:"" limit:"200" help:"The reference of the record that holds it, never the address. It is asked for again whenever a form opens"`
	Marker        string        `json:"marker,omitempty" ask:"Address marker and response grading" short:"Marker and grading" clause:"marker,grading" limit:"300"`
	Hardening     string        `json:"hardening,omitempty" ask:"Alarm, locks, fire safety" short:"Alarm, locks, fire" clause:"alarm,hardening,fire" limit:"1000"`
	Daily         string        `json:"daily,omitempty" ask:"Travel, school, work, online" short:"Travel, school, online" clause:"daily,travel,online" lines:"" limit:"1000"`
	Harassment    string        `json:"harassment,omitempty" ask:"Evidence of harassment" clause:"evidence" limit:"1000"`
	Needs         string        `json:"needs,omitempty" ask:"Language, disability, culture" short:"Language, disability" clause:"needs" limit:"1000"`
	Lacks         []string      `json:"lacks,omitempty" label:"INCOMPLETE, still to be answered"`
	Owner         Charge        `json:"owner" label:"Owner"`
	Review        int           `json:"review,omitempty"` // of the next contact
	ToConfirm
}

// Accommodation is where alternative accommodation stands.
type Accommodation string

// The standings of alternative accommodation.
const (
	AccommodationNotNeeded Accommodation = "not-needed"
	AccommodationArranged  Accommodation = "arranged"
)

// Missing is what a plan has no answer to yet, in words.
func (p *SafetyPlan) Missing() []string {
	var out []string
	for _, x := range []struct{ answer, words string }{
		{p.Family, "family and children"}, {p.InPerson, "contact in person"}, {p.Wishes, "what the person wants"},
		{string(p.Accommodation), "alternative accommodation"}, {p.Single, "single point of contact"}, {p.Suicide, "suicide and self-harm"},
	} {
		if x.answer == "" {
			out = append(out, x.words)
		}
	}
	return out
}

// Kind is "safety".
func (*SafetyPlan) Kind() string { return "safety" }

// Heading is SAFETY PLAN with its version, and whether it is incomplete.
func (p *SafetyPlan) Heading() string {
	s := fmt.Sprintf("SAFETY PLAN, version %d", p.Version)
	if len(p.Lacks) > 0 {
		s += ", INCOMPLETE"
	}
	return s
}

func (p *SafetyPlan) apply(s *Side, e *Entry) { s.formed(e) }

// RiskPlan says in the sensitive book whether the risk plan was reviewed: a reference, never the plan (S32).
type RiskPlan struct {
	Reviewed string `json:"reviewed" ask:"Reviewed" word:"" need:"Say whether it was reviewed: yes, no, or none where there is no plan." options:"yes=Yes;no=No, not yet;none=There is no plan"`
	Text     string `json:"text,omitempty" ask:"By whom, when, under which reference" short:"By whom, when" rest:"" limit:"300" help:"The reference alone, never what is in it"`
	ToConfirm
}

// Kind is "risk-plan".
func (*RiskPlan) Kind() string { return "risk-plan" }

// Heading is RISK PLAN.
func (r *RiskPlan) Heading() string { return "RISK PLAN" }

func (r *RiskPlan) apply(s *Side, e *Entry) { s.formed(e) }

package incident

// Agency is one of those that decide together, and who commands it.
type Agency struct {
	Name      string `json:"name"`
	Commander string `json:"commander"`
}

// AgencyView is where an agency stands: it agrees, agrees with a caveat, or dissents. Words are the caveat, or why it dissents.
type AgencyView struct {
	Agency
	Stand Stand  `json:"stand"`
	Words string `json:"words,omitempty"`
}

// Stand is where an agency stands on a joint decision.
type Stand string

// The stands.
const (
	Agrees  Stand = "agree"
	Caveat  Stand = "agree with caveat"
	Dissent Stand = "dissent"
)

// JointViews are the views of the agencies on a joint decision (R2.3). They stand in the sensitive book whatever they are, so
// that neither their presence nor their absence says that anybody dissented; a dissent holds back what would be released, as
// any difference does (S46).
type JointViews struct {
	Book  Book         `json:"of_book"` // of the decision
	Entry uint64       `json:"of"`
	Views []AgencyView `json:"views"`
}

// Kind is "joint-views".
func (*JointViews) Kind() string { return "joint-views" }

// Heading is VIEWS OF THE AGENCIES, with the entry of the decision.
func (j *JointViews) Heading() string {
	return "VIEWS OF THE AGENCIES on joint decision " + Number(j.Book, j.Entry)
}

// Verb says what its maker did.
func (*JointViews) Verb() string { return "Reported" }

// Dissent reports whether any agency dissents.
func (j *JointViews) Dissent() bool {
	for _, v := range j.Views {
		if v.Stand == Dissent {
			return true
		}
	}
	return false
}

func (j *JointViews) apply(s *Side, e *Entry) { s.formed(e) }

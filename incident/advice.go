package incident

// Advice is what an independent advisory group, or another body, advised, and what police made of it (R1.21). It is given by the
// group and names none of its members; why it is not followed is said, and when the group was told.
type Advice struct {
	Question string `json:"question" ask:"What they were asked" rest:"" lines:"" limit:"1000" need:"Say what they were asked."`
	Body     string `json:"body" ask:"Which group" clause:"group" limit:"200" need:"Say which group it was; not its members."`
	Advice   string `json:"advice" ask:"What they advised" clause:"advice" lines:"" limit:"3000" need:"Say what they advised."`
	Response string `json:"response" ask:"What police made of it" short:"Response" clause:"response" need:"Say what police made of it: followed, partly or not." options:"followed=Followed;partly=Followed in part;not=NOT followed"`
	Reason   string `json:"reason" ask:"Reason" clause:"because" lines:"" limit:"1000" need:"Whether advice is followed or not, say why."`
	Told     string `json:"told" ask:"When they were told" clause:"told" limit:"200" need:"Say when they were told what came of it."`
	ToConfirm
}

// Kind is "advice".
func (*Advice) Kind() string { return "advice" }

// Heading is ADVICE.
func (*Advice) Heading() string { return "INDEPENDENT ADVICE" }

func (a *Advice) apply(s *Side, e *Entry) { s.formed(e) }

// Resource is a request for officers or anything else, and what came of it (S13).
type Resource struct {
	What   string `json:"what" ask:"What is asked for" rest:"" lines:"" limit:"1000" need:"Say what is asked for."`
	From   string `json:"from" ask:"From whom" clause:"from" limit:"200" need:"Say from whom."`
	State  string `json:"state" ask:"Where it stands" short:"Where it stands" clause:"state" need:"Say where it stands: asked, agreed, refused or arrived." options:"asked=Asked;agreed=Agreed;refused=REFUSED;arrived=Arrived"`
	Reason string `json:"reason,omitempty" ask:"Reason" clause:"because" lines:"" limit:"1000" help:"Needed when it was refused"`
	ToConfirm
}

// Kind is "resource".
func (*Resource) Kind() string { return "resource" }

// Heading is RESOURCES with where the request stands.
func (r *Resource) Heading() string { return "RESOURCES, " + r.State }

// Verb says what its maker did.
func (*Resource) Verb() string { return "Requested" }

func (r *Resource) apply(s *Side, e *Entry) { s.formed(e) }

// NDM is a decision in the full form of the National Decision Model (R2.1).
type NDM struct {
	Decision    string `json:"decision" ask:"Decision" rest:"" lines:"" limit:"3000" need:"A decision needs words."`
	Reason      string `json:"reason" ask:"Reason" clause:"because" lines:"" limit:"3000" need:"A decision needs a reason."`
	Information string `json:"information" ask:"Information and intelligence" short:"Information" clause:"information" lines:"" limit:"3000" need:"Say what is known, and what is not."`
	Threat      string `json:"threat" ask:"Threat and risk, working strategy" short:"Threat, risk, strategy" clause:"threat" lines:"" limit:"3000" need:"Say what the threat and the risk are, and the working strategy."`
	Powers      string `json:"powers" ask:"Powers and policy" clause:"powers" lines:"" limit:"3000" need:"Say which powers and policy."`
	Options     string `json:"options" ask:"Options and contingencies" short:"Options" clause:"options" lines:"" limit:"3000" need:"Say which options there were, doing nothing included, and why not."`
	Action      string `json:"action" ask:"Action, and how it is reviewed" short:"Action and review" clause:"action" lines:"" limit:"3000" need:"Say who does what, and how it is looked at again."`
	Ethics      string `json:"ethics,omitempty" ask:"Ethical policing principles" short:"Ethical principles" clause:"ethics" lines:"" limit:"1000"`
	Review      int    `json:"review,omitempty"`
	ToConfirm
}

// Kind is "ndm".
func (*NDM) Kind() string { return "ndm" }

// Heading is DECISION.
func (*NDM) Heading() string { return "DECISION, National Decision Model" }

func (n *NDM) apply(s *Side, e *Entry) { s.formed(e) }

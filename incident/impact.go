package incident

import "fmt"

// Impact is one version of the community impact assessment (R1.16, R1.17, S20, S21). A version never changes; the next one
// takes its place. What is known stands apart from what is thought of it.
type Impact struct {
	Version int    `json:"version"`
	Mood    string `json:"mood" ask:"The mood, and what it may come to" short:"The mood" rest:"" lines:"" limit:"3000" need:"An assessment says what the mood is and what it may come to." help:"Your assessment: which communities, what they feel, what may follow"`
	Facts   string `json:"facts" ask:"What is known, and from where" short:"What is known" clause:"facts,known" lines:"" limit:"3000" need:"What is known stands apart from what is assessed. Say the facts and where they come from." help:"Facts with their source; none is an answer: nothing is known but …"`
	Effect  string `json:"effect" ask:"What police do, and doing nothing" short:"Effect of police action" clause:"effect" lines:"" limit:"3000" need:"Say what the police response does to the community, and what doing nothing would." help:"The effect of what police do, and of doing nothing"`
	Rumours string `json:"rumours,omitempty" ask:"Rumours" clause:"rumours" lines:"" limit:"3000" need:"Say which rumours go about and where they are told, or that none is known." help:"As rumours, with where they are told; or: none known"`
	People  string `json:"people,omitempty" ask:"Vulnerable people and premises" short:"Vulnerable people" clause:"vulnerable" lines:"" limit:"3000" help:"Schools, places of worship, homes; never the address of somebody who was moved"`
	Spoken  string `json:"spoken,omitempty" ask:"Who was spoken to, and their view" short:"Who was spoken to" clause:"spoken" lines:"" limit:"3000"`
	Dates   string `json:"dates,omitempty" ask:"What is coming" clause:"dates,coming" lines:"" limit:"1000" help:"Court, release, anniversary, school times, a demonstration"`
	Actions string `json:"actions,omitempty" ask:"Actions, and with whom" short:"Actions" clause:"actions" lines:"" limit:"3000"`
	Shared  string `json:"shared,omitempty" ask:"Who it is shared with" clause:"shared" limit:"300"`
	Later   string `json:"later,omitempty" ask:"Why it is looked at again so late" short:"Why so late" clause:"later" reason:"" limit:"300" help:"Needed when that is more than 72 h away while declared"`
	Final   bool   `json:"final,omitempty" ask:"This is the final assessment" short:"Final" clause:"final"`
	Owner   Charge `json:"owner" label:"Owner"`
	Review  int    `json:"review,omitempty"`
	ToConfirm
}

// Kind is "impact".
func (*Impact) Kind() string { return "impact" }

// Heading is COMMUNITY IMPACT ASSESSMENT with its version.
func (i *Impact) Heading() string {
	s := fmt.Sprintf("COMMUNITY IMPACT ASSESSMENT, version %d", i.Version)
	if i.Final {
		s += ", final"
	}
	return s
}

// Verb is "Assessed".
func (*Impact) Verb() string { return "Assessed" }

func (i *Impact) apply(s *Side, e *Entry) {
	s.formed(e, AskImpact, AskImpactMade, AskStands)
}

package incident

import (
	"fmt"
	"strings"
)

// ConfirmDeny is the decision to confirm, to deny, to do neither, or to say nothing yet, when somebody asks (R3.10, S23–S25). It
// stands in the sensitive book, whatever it is. The safety of the public and of the person named come first; no choice is made
// for anybody, and one that was not weighed against another cannot be chosen.
type ConfirmDeny struct {
	Public   string       `json:"public" ask:"Safety of the public" clause:"public" lines:"" limit:"3000" need:"First: what does this mean for the safety of the public?" help:"Comes before everything else, together with the safety of the person named"`
	Person   string       `json:"person" ask:"Safety of the person named" short:"Safety of the person" clause:"person" lines:"" limit:"3000" need:"First: what does this mean for the safety of the person named? He is one of the public." help:"Whether or not anything that is said of him is true"`
	Question string       `json:"question" ask:"The question, word for word" short:"The question" rest:"" lines:"" limit:"1000" need:"Say what was asked, word for word."`
	From     string       `json:"from" ask:"Who asks" clause:"asked by,from" limit:"300" need:"Say who asks."`
	Confirm  string       `json:"confirm,omitempty" ask:"If confirmed" clause:"confirm" lines:"" limit:"1000" help:"What follows, for the public, the person named and victims"`
	Deny     string       `json:"deny,omitempty" ask:"If denied" clause:"deny" lines:"" limit:"1000" help:"A wrong rumour that nobody denies is believed"`
	Neither  string       `json:"neither,omitempty" ask:"If neither" clause:"neither" lines:"" limit:"1000"`
	Nothing  string       `json:"nothing,omitempty" ask:"If nothing is said yet" clause:"nothing yet,nothing" lines:"" limit:"1000"`
	Victims  string       `json:"victims" ask:"Effect on victims" clause:"victims" lines:"" limit:"1000" need:"Say what it means for victims."`
	Future   string       `json:"future" ask:"Effect on future cases, everywhere" short:"Effect on future cases" clause:"future" lines:"" limit:"1000" need:"Say what people will expect next time, here and elsewhere."`
	Choice   Confirmation `json:"choice" ask:"What is decided" clause:"decided,choice" need:"Say what is decided: confirm, deny, neither or nothing-yet." options:"confirm=Confirm;deny=Deny;neither=Neither confirm nor deny;nothing-yet=Say nothing yet"`
	Reason   string       `json:"reason" ask:"Reason" clause:"because" lines:"" limit:"3000" need:"This decision needs a reason."`
	Review   int          `json:"review,omitempty"`
	ToConfirm
}

// Confirmation is what is decided.
type Confirmation string

// What can be decided.
const (
	ToConfirmIt  Confirmation = "confirm"
	ToDenyIt     Confirmation = "deny"
	ToDoNeither  Confirmation = "neither"
	ToSayNothing Confirmation = "nothing-yet"
)

// Weighed are the choices that were weighed, in the order of the form.
func (c *ConfirmDeny) Weighed() []Confirmation {
	var out []Confirmation
	for _, x := range []struct {
		choice Confirmation
		words  string
	}{{ToConfirmIt, c.Confirm}, {ToDenyIt, c.Deny}, {ToDoNeither, c.Neither}, {ToSayNothing, c.Nothing}} {
		if strings.TrimSpace(x.words) != "" {
			out = append(out, x.choice)
		}
	}
	return out
}

// ConfirmDenyWords are the words that are given (R3.11, S26, S27): for neither, an explanation of why, and a sentence that no
// inference can be drawn.
type ConfirmDenyWords struct {
	Text        string `json:"text" ask:"The words, as they are given" short:"The words" rest:"" lines:"" limit:"3000" need:"Say the words, as they are given." help:"For neither: an explanation of why, in plain words"`
	NoInference string `json:"no_inference,omitempty" ask:"That no inference can be drawn" short:"No inference" clause:"no inference" lines:"" limit:"500" help:"Needed for neither, such as: We say the same of everybody, so nothing can be read into it"`
	Plain       string `json:"plain,omitempty" ask:"Who read it for plain words" short:"Read for plain words by" clause:"plain" limit:"100" help:"Needed for neither: somebody who did not write it"`
	Giver       string `json:"giver" ask:"Who gives them" clause:"given by" limit:"300" need:"Say who gives the words."`
	To          string `json:"to" ask:"To whom" clause:"to" limit:"300" need:"Say to whom they are given."`
	When        string `json:"when" ask:"When" clause:"when" limit:"100" need:"Say when."`
	// Decision is the entry that they carry out, Choice what it was; Line the line to take that they make.
	Decision uint64       `json:"decision"`
	Choice   Confirmation `json:"choice"`
	Line     int          `json:"line"`
	ToConfirm
}

// LineApproved makes the words a line to take that goes with every task of the incident. It says nothing of the decision.
type LineApproved struct {
	N    int    `json:"n"`
	Text string `json:"text" ask:"The line" rest:""`
	ToConfirm
}

// Precedent counts a decision in the force's register: what was decided, and nothing of the incident (S24).
type Precedent struct {
	Choice Confirmation `json:"choice"`
}

// Kind is "confirm-deny".
func (*ConfirmDeny) Kind() string { return "confirm-deny" }

// Kind is "confirm-deny-words".
func (*ConfirmDenyWords) Kind() string { return "confirm-deny-words" }

// Kind is "line-approved".
func (*LineApproved) Kind() string { return "line-approved" }

// Kind is "precedent".
func (*Precedent) Kind() string { return "precedent" }

// Heading is CONFIRM, DENY, OR NEITHER.
func (*ConfirmDeny) Heading() string { return "CONFIRM, DENY, OR NEITHER" }

// Heading says that these are the words.
func (*ConfirmDenyWords) Heading() string { return "CONFIRM, DENY, OR NEITHER: THE WORDS" }

// Heading says that it goes with every task.
func (l *LineApproved) Heading() string {
	return fmt.Sprintf("LINE TO TAKE L-%d, APPROVED: GOES WITH EVERY TASK", l.N)
}

func (c *ConfirmDeny) apply(s *Side, e *Entry)      { s.formed(e) }
func (c *ConfirmDenyWords) apply(s *Side, e *Entry) { s.formed(e) }
func (*Precedent) apply(*Side, *Entry)              {}

func (p *Precedent) register(r *Register, _ *Entry) { r.Precedents[p.Choice]++ }

// apply takes the place of an approved line before it: what goes with every task is one line.
func (l *LineApproved) apply(s *Side, e *Entry) {
	for _, before := range s.LinesToTake {
		before.Always = false
	}
	t := &TakeLine{N: l.N, Entry: e.Seq, Audience: ForCommunity, Text: l.Text, State: LineCleared, Cleared: e.Seq, Since: e.RecordedAt, Always: true}
	s.LinesToTake = append(s.LinesToTake, t)
	s.formed(e, AskConfirm)
	s.lineChanged(t, e)
}

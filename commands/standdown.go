package commands

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// standDownAsk ends the command structure. Each item of the checklist is yes, or says why it does not apply (R1.22).
type standDownAsk struct {
	Because  string `ask:"Reason" clause:"because" lines:"" need:"Standing down needs a reason."`
	Residual Who    `ask:"Who owns the risk that remains" short:"Owner of residual risk" clause:"residual,residual risk" must:"" help:"A post, such as Riverside NPT sergeant"`
	Told     string `ask:"Victim or family told" clause:"told" must:"" help:"yes, or why it does not apply"`
	Target   string `ask:"Person named by the community told" short:"Targeted person told" clause:"target" must:"" help:"yes, or why it does not apply"`
	Tasks    string `ask:"Open tasks closed or transferred" short:"Tasks closed" clause:"tasks" must:"" help:"yes, or which go on and with whom"`
	Reviews  string `ask:"Open reviews closed or transferred" short:"Reviews closed" clause:"reviews" must:"" help:"yes, or which go on and with whom"`
	Impact   string `ask:"Final community impact assessment" short:"Final impact assessment" clause:"impact" must:"" help:"yes, or why it does not apply"`
	Line     string `ask:"Closing line to take approved" short:"Closing line approved" clause:"line" must:"" help:"yes, or why it does not apply"`
	Advice   string `ask:"Independent advisory group told" short:"Advisory group told" clause:"advisory group,iag" must:"" help:"yes, or why it does not apply"`
	Partners string `ask:"Partners told" clause:"partners" must:"" help:"yes, or why it does not apply"`
	Markers  string `ask:"Markers on addresses reviewed" short:"Markers reviewed" clause:"markers" must:"" help:"yes, or why it does not apply"`
	Check    When   `ask:"Next confidence check" clause:"check" future:"" help:"A date such as 24/10 0900; empty: the force's time"`
}

// checklist is what standing down has to answer, in order.
func (a *standDownAsk) checklist() []struct{ name, words, answer string } {
	return []struct{ name, words, answer string }{
		{"Told", "victim or family told", a.Told},
		{"Target", "person named by the community told", a.Target},
		{"Tasks", "open tasks closed or transferred", a.Tasks},
		{"Reviews", "open reviews closed or transferred", a.Reviews},
		{"Impact", "final community impact assessment", a.Impact},
		{"Line", "closing line to take approved", a.Line},
		{"Advice", "independent advisory group told", a.Advice},
		{"Partners", "partners told", a.Partners},
		{"Markers", "markers on addresses reviewed", a.Markers},
	}
}

var standDownCommand = Command{
	Path:     "ci standdown",
	Usage:    "/ci standdown | because …",
	Short:    "Ends the command structure, with a checklist: each item yes, or why it does not apply.",
	Examples: []string{"/ci standdown | because the area has been calm for two weeks"},
	Title:    "Stand down", Button: "Stand down the incident",
	OnlyClauses: true,
	Confirm:     "Stand down %s",
	Question:    func() any { return new(standDownAsk) },
	Before:      (*Input).standDownFirst,
	Check: func(in *Input, q any) map[string]string {
		if !in.Confirmed {
			return nil // the checklist is asked with the button that ends it
		}
		return in.standDownLacks(q.(*standDownAsk))
	},
	Run: func(in *Input, q any) (Output, error) { return in.standDown(q.(*standDownAsk)) },
}

// standDownFirst is what stands against standing down before any form is filled.
func (in *Input) standDownFirst() error {
	if _, err := in.about(); err != nil {
		return err
	}
	if err := in.mayBecome(incident.StageStoodDown); err != nil {
		return err
	}
	if err := in.may(incident.ActStandDown, "Standing down"); err != nil {
		return err
	}
	return in.heldUp(incident.BlocksStandDown)
}

func (in *Input) standDown(a *standDownAsk) (Output, error) {
	due := a.Check.At
	if due.IsZero() {
		due = in.Now.Add(in.Force.Settings.ConfidenceCheck)
	}
	residual := incident.ChargePost(in.Force, a.Residual.Post)
	o, err := in.about()
	if err != nil {
		return Output{}, err
	}
	body := &incident.StoodDown{
		Reason: a.Because, Checklist: map[string]string{}, Residual: residual, Review: o.batch.NextReview(incident.BookOpen), Roles: map[incident.Role]incident.Who{},
	}
	for _, item := range a.checklist() {
		body.Checklist[item.words] = item.answer
	}
	for role, h := range in.Full.Open.Roles {
		body.Roles[role] = h.Who
	}
	for _, x := range in.Full.Open.Escalations {
		if !x.Ended {
			o.open(&incident.EscalationEnded{N: x.N, Because: "stood down: " + a.Because})
		}
	}
	seq := o.batch.Add(incident.Draft{Book: incident.BookOpen, Body: body})
	o.open(in.reviewAt(&incident.ReviewSet{What: "confidence check after standing down", Of: seq, Owner: residual, Due: due}))
	return o.output(), nil
}

// standDownLacks are the gaps of a checklist, and a yes that the record contradicts.
func (in *Input) standDownLacks(a *standDownAsk) map[string]string {
	lacks := map[string]string{}
	if a.Residual.Post == "" {
		lacks["Residual"] = "The risk that remains is owned by a post: name one, such as " + in.Force.PostLabel(force.ShiftSupervisor) + "."
	}
	for _, item := range a.checklist() {
		if item.answer == "" || squash(item.answer) == no || saysNothing(item.answer) {
			lacks[item.name] = "Answer yes, or say why it does not apply."
		}
	}
	tasks, reviews := in.Full.Open.OpenTasks(), in.liveReviews()
	if tasks > 0 && squash(a.Tasks) == yes {
		lacks["Tasks"] = fmt.Sprintf("Tasks still open: %d. Close them first, or say which go on and with whom.", tasks)
	}
	if reviews > 0 && squash(a.Reviews) == yes {
		lacks["Reviews"] = fmt.Sprintf("Reviews still open: %d. Close them first, or say which go on and with whom.", reviews)
	}
	if impact, _, made := incident.Latest[*incident.Impact](&in.Full.Open.Side); squash(a.Impact) == yes && (!made || !impact.Final) {
		lacks["Impact"] = "The record holds no final assessment. Make it with /ci impact … | final, or say why it does not apply."
	}
	inForce := func(l *incident.TakeLine) bool { return l.State.InForce() }
	if squash(a.Line) == yes && !slices.ContainsFunc(in.Full.Open.LinesToTake, inForce) {
		lacks["Line"] = "The record holds no line to take that was cleared. Draft and clear one, or say why none is needed."
	}
	return lacks
}

func (in *Input) liveReviews() int { return len(in.Full.Open.LiveReviews()) }

// reasonAsk is an act on the incident as a whole that needs nothing but a reason.
type reasonAsk struct {
	Because string `ask:"Reason" clause:"because" lines:"" need:"It needs a reason."`
}

var restoringCommand = Command{
	Path:     "ci restoring",
	Usage:    "/ci restoring | because …",
	Short:    "Moves a declared incident to restoring public confidence.",
	Examples: []string{"/ci restoring | because the disorder is over and the family is safe"},
	Title:    "Restoring confidence", Button: "Move to restoring confidence",
	OnlyClauses: true,
	Question:    func() any { return new(reasonAsk) },
	Run: func(in *Input, q any) (Output, error) {
		return in.simply(incident.ActRestore, "Moving to restoring confidence", incident.StageRestoring, &incident.Restoring{Reason: q.(*reasonAsk).Because})
	},
}

var closeCommand = Command{
	Path:     "ci close",
	Usage:    "/ci close | because …",
	Short:    "Closes the record after debrief and actions. It is frozen from then on, until it is reopened.",
	Examples: []string{"/ci close | because the debrief is done and every action has an owner"},
	Title:    "Close the record", Button: "Close the record",
	OnlyClauses: true,
	Confirm:     "Close %s",
	Confirms:    func(in *Input, _ any) bool { return in.closeFirst() == nil },
	Question:    func() any { return new(reasonAsk) },
	Run: func(in *Input, q any) (Output, error) {
		if err := in.closeFirst(); err != nil {
			return Output{}, err
		}
		return in.simply(incident.ActClose, "Closing the record", incident.StageClosed, &incident.Closed{Reason: q.(*reasonAsk).Because})
	},
}

// closeFirst refuses to close over what is still open: whatever falls due afterwards could be answered by nobody.
func (in *Input) closeFirst() error {
	if _, err := in.about(); err != nil {
		return err
	}
	if err := in.may(incident.ActClose, "Closing the record"); err != nil {
		return err
	}
	if err := in.mayBecome(incident.StageClosed); err != nil {
		return err
	}
	s := &in.Full.Open.Side
	var open []string
	for _, x := range s.OpenEscalations() {
		open = append(open, s.Name(incident.SeriesEscalation, x.N))
	}
	for _, t := range s.Tasks {
		if t.Open() {
			open = append(open, s.Name(incident.SeriesTask, t.N))
		}
	}
	for _, r := range s.LiveReviews() {
		if s.IsLesson(r) {
			continue // it lives on: its owner is asked, and answers, when the record is closed (R1.24)
		}
		open = append(open, s.Name(incident.SeriesReview, r.N))
	}
	if len(open) == 0 {
		return nil
	}
	return Refuse("still-open", "These are still open: "+strings.Join(open, ", ")+". End, cancel or answer them first.")
}

var reopenCommand = Command{
	Path:     "ci reopen",
	Usage:    "/ci reopen | because …",
	Short:    "Takes a stood-down or closed incident up again. Numbers go on; it is to be assessed again.",
	Examples: []string{"/ci reopen | because he has been attacked again"},
	Title:    "Reopen", Button: "Reopen the incident",
	OnlyClauses: true, WhenClosed: true,
	Question: func() any { return new(reasonAsk) },
	Run: func(in *Input, q any) (Output, error) {
		body := &incident.Reopened{Reason: q.(*reasonAsk).Because, AssessBy: in.Now.Add(in.Force.Settings.Assess).Truncate(time.Millisecond)}
		return in.simply(incident.ActReopen, "Reopening", incident.StageAssessing, body)
	},
}

// simply records one body that moves the incident to a stage.
func (in *Input) simply(act incident.Act, what string, to incident.Stage, body incident.Body) (Output, error) {
	o, err := in.about()
	if err != nil {
		return Output{}, err
	}
	if err := in.may(act, what); err != nil {
		return Output{}, err
	}
	if err := in.mayBecome(to); err != nil {
		return Output{}, err
	}
	o.open(body)
	return o.output(), nil
}

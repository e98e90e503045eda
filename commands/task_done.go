package commands

import (
	"regexp"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// How a task ends: what was done and seen, or honestly that it was not; and whether somebody could verify it.

type taskDoneAsk struct {
	Task     Number               `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Seen     string               `ask:"What was done and seen" short:"What was seen" rest:"" lines:"" limit:"3000" need:"Say what was done and seen; nothing seen is an answer." help:"Streets, people spoken to, what was said to police"`
	From     When                 `ask:"Started at" clause:"from" past:""`
	To       When                 `ask:"Ended at" clause:"until" past:""`
	Evidence string               `ask:"Evidence" clause:"evidence" limit:"300" help:"A reference: exhibit, pocket notebook, body-worn video"`
	Outcome  incident.TaskOutcome `ask:"Outcome" clause:"outcome" options:"done=Done;nothing found=Done, nothing found;partly done=Partly done"`
}

type taskNotDoneAsk struct {
	Task    Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000" need:"Say why it was not done."`
}

type taskVerifyAsk struct {
	Task Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	How  string `ask:"How it was verified" rest:"" lines:"" limit:"3000" help:"Seen on body-worn video, spoken to residents"`
	Not  string `ask:"What could not be verified" short:"Not verified" clause:"not" lines:"" limit:"3000" help:"Empty: it is verified"`
}

var taskDoneCommand = Command{
	Path: "task done", Usage: "/task done 1 WHAT WAS SEEN [1600-1710] [| evidence …] [| outcome nothing found]",
	Short:    "Says that a task is done: what was seen, from when to when.",
	Examples: []string{"/task done 1 Ash Road on foot, 12 people spoken to, nobody outside the house 1600-1710"},
	Title:    "Task done", Button: "Say that a task is done",
	Question: func() any { return new(taskDoneAsk) },
	Check: func(in *Input, q any) map[string]string {
		t, err := in.task(q.(*taskDoneAsk).Task)
		if err != nil {
			return wrongFields(err)
		}
		_, wrong := in.claimed(t, *q.(*taskDoneAsk))
		return wrong
	},
	Run: runTaskDone,
}

func runTaskDone(in *Input, q any) (Output, error) {
	t, err := in.eitherSide(q.(*taskDoneAsk).Task)
	if err != nil {
		return Output{}, err
	}
	a, _ := in.claimed(t, *q.(*taskDoneAsk))
	if a.Outcome == "" {
		a.Outcome = incident.OutcomeDone
	}
	b := in.Batch()
	doer := t.Officer
	if t.State != incident.TaskAccepted { // nothing is done by nobody: who says so takes it on first
		b.Add(incident.Draft{Book: in.Book, Body: in.accept(t)})
		doer = in.Me()
	}
	done := &incident.TaskDone{Task: t.N, Outcome: a.Outcome, Seen: a.Seen, From: a.From.At, To: a.To.At, Evidence: a.Evidence}
	if in.drawn(t) {
		done.Verify = in.verifiers(t, doer)
	}
	b.Add(incident.Draft{Book: in.Book, Body: done})
	return Output{Entries: b.Drafts()}, nil
}

// claimRange is a range of times at the end of what was seen.
var claimRange = regexp.MustCompile(`(?i)[\s(\[]+(\d{1,2}:?\d{2})\s*(?:hrs\s*)?(?:-|–|\bto\b)\s*(\d{1,2}:?\d{2})(?:\s*hrs)?[)\].]*$`)

// claimed is a claim with the range read that stands at the end of its words, and the times of it that are still to come or before the
// task was given: they were not seen (R5.16, X12).
func (in *Input) claimed(t *incident.Task, a taskDoneAsk) (taskDoneAsk, map[string]string) {
	if m := claimRange.FindStringSubmatchIndex(a.Seen); m != nil && a.From.Typed == "" && a.To.Typed == "" {
		from, err1 := in.claimedClock(t, a.Seen[m[2]:m[3]])
		to, err2 := in.claimedClock(t, a.Seen[m[4]:m[5]])
		if err1 == nil && err2 == nil {
			a.From, a.To, a.Seen = from, to, strings.TrimSpace(a.Seen[:m[0]])
		}
	}
	wrong := map[string]string{}
	if !a.From.At.IsZero() && !a.To.At.IsZero() && a.To.At.Before(a.From.At) {
		wrong["To"] = "It ends at " + a.To.Typed + ", before it begins at " + a.From.Typed + "." + tryThis + "…"
	}
	for _, f := range []struct {
		name string
		when When
	}{{"From", a.From}, {"To", a.To}} {
		switch {
		case f.when.At.IsZero():
		case f.when.At.After(in.Now):
			wrong[f.name] = f.when.Typed + " is still to come. A task is done when it has been done." + tryThis + "…"
		case f.when.At.Before(t.Given.Truncate(time.Minute)):
			wrong[f.name] = f.when.Typed + " is before the task was given, at " + in.clock(t.Given) + "." + tryThis + "…"
		}
	}
	return a, wrong
}

// claimedClock is the time of a bare clock that a claim can mean: the last one, unless that was before the task was given and
// today's is still to come; then it is that one, which is refused for what it is.
func (in *Input) claimedClock(t *incident.Task, typed string) (When, error) {
	past, err := ParseTime(typed, Past, in.Now, in.Force.Zone)
	if err != nil {
		return When{}, err
	}
	if past.At.Before(t.Given.Truncate(time.Minute)) {
		if next, err := ParseTime(typed, Future, in.Now, in.Force.Zone); err == nil && in.sameDay(next.At) {
			return When{Typed: typed, At: next.At}, nil
		}
	}
	return When{Typed: typed, At: past.At}, nil
}

// sameDay reports whether an instant is on the day that it is now, in the force's zone.
func (in *Input) sameDay(t time.Time) bool {
	y, m, d := t.In(in.Force.Zone).Date()
	ny, nm, nd := in.Now.In(in.Force.Zone).Date()
	return y == ny && m == nm && d == nd
}

var taskNotDoneCommand = Command{
	Path: "task notdone", Usage: "/task notdone 1 | because …", Short: "Says that a task was not done, and why.",
	Examples: []string{"/task notdone 1 | because we were called to a fire"}, Title: "Task not done", Button: "Say that a task was not done",
	Question: func() any { return new(taskNotDoneAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.task(q.(*taskNotDoneAsk).Task))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskNotDoneAsk)
		t, err := in.eitherSide(a.Task)
		if err != nil {
			return Output{}, err
		}
		return in.record(&incident.TaskNotDone{Task: t.N, Reason: a.Because}), nil
	},
}

var taskVerifyCommand = Command{
	Path: "task verify", Usage: "/task verify 1 [HOW] [| not …]", Short: "Verifies that a task was done as was claimed, or says what could not be verified.",
	Examples: []string{"/task verify 1 Body-worn video watched", "/task verify 1 | not nobody in the street saw an officer"},
	Title:    "Verify a task", Button: "Verify a task",
	Question: func() any { return new(taskVerifyAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.anyTask(q.(*taskVerifyAsk).Task)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskVerifyAsk)
		name := in.Side().Name(incident.SeriesTask, a.Task.N)
		t, err := in.anyTask(a.Task)
		switch {
		case err != nil:
			return Output{}, err
		case t.State != incident.TaskIsDone:
			return Output{}, Refuse("not-done", name+" is "+string(t.State)+": there is no claim to verify.")
		case t.Result.By.ID == in.Actor.ID:
			return Output{}, Refuse("own-claim", "You did "+name+" yourself. Somebody else verifies it.")
		case !in.holds(t.Owner.Post) && !in.Actor.RankAtLeast(force.Sergeant):
			return Output{}, Refuse("not-yours", "A claim is verified by the "+t.Owner.Label+" or another supervisor.")
		}
		return in.record(&incident.TaskVerify{Task: t.N, How: a.How, Doubt: a.Not}), nil
	},
}

package say

import (
	"strings"

	"loggist/incident"
)

// taskWords are those of what happens to tasks, as entries.
func (c scope) taskWords(l *incident.Line) (entryWords, bool) {
	name := func(n int) string { return c.name(incident.SeriesTask, n) }
	task := func(n int) string { return c.taskNamed(n, ", ", ",") }
	alone := func(n int) string { return c.taskNamed(n, ": ", "") }
	var w entryWords
	switch b := l.Body.(type) {
	case *incident.TaskSet:
		w = entryWords{Name: "TASK for " + b.Team, Text: b.What, Lines: []string{labelled("Because", b.Why), c.givenTo(b.TaskGiven, b.Owner)}}
		if !b.Due.IsZero() {
			w.Lines = append(w.Lines, "To be done by "+c.Clock(b.Due))
		}
	case *incident.TaskAccept:
		w = entryWords{Name: "TASK ACCEPTED", Text: name(b.Task) + " accepted by " + b.Officer.Name}
	case *incident.TaskDecline:
		w = entryWords{Name: "TASK DECLINED", Text: alone(b.Task), Lines: []string{labelled("Reason", b.Reason), c.backTo(b.Task, b.TaskGiven)}}
	case *incident.TaskUpdate:
		w = entryWords{Name: "TASK UPDATE", Text: name(b.Task) + ": " + b.Text}
	case *incident.TaskDone:
		w = c.taskDone(b)
	case *incident.TaskNotDone:
		w = entryWords{Name: "TASK NOT DONE", Text: alone(b.Task), Lines: []string{labelled("Reason", b.Reason)}}
	case *incident.TaskVerify:
		w = entryWords{Name: "TASK VERIFIED", Text: name(b.Task) + " was done as said", Lines: []string{c.taskWhat(b.Task), labelled("How", b.How)}}
		if b.Doubt != "" {
			w.Name, w.Text = "TASK NOT VERIFIED", name(b.Task)+": "+b.Doubt
		}
	case *incident.TaskCancel:
		w = entryWords{Name: "TASK CANCELLED", Text: alone(b.Task), Lines: []string{labelled("Reason", b.Reason)}}
	case *incident.TaskPass:
		w = entryWords{Name: "TASK PASSED", Text: alone(b.Task), Lines: []string{c.givenTo(b.TaskGiven, b.Owner), labelled("Reason", b.Reason)}}
	case *incident.TaskDue:
		w = entryWords{Name: "TASK DUE", Text: name(b.Task) + " to be done by " + c.Clock(b.Due), Lines: []string{c.taskWhat(b.Task), labelled("Because", b.Reason)}}
		if !b.Was.IsZero() {
			w.Text += ", not by " + c.Clock(b.Was)
		}
	case *incident.TaskUnaccepted:
		w = c.taskUnaccepted(b)
	case *incident.TaskOverdue:
		w = entryWords{Name: "TASK OVERDUE", Text: task(b.Task) + " was to be done by " + c.Clock(b.Due) + ": nobody has said that it is", Lines: []string{c.lateWords(b.Late)}}
	case *incident.TaskReturn:
		w = c.taskReturned(b)
	default:
		return w, false
	}
	return w, true
}

// taskWhat is the line that says what a task is about.
func (c scope) taskWhat(n int) string {
	t, ok := c.side.Task(n)
	if !ok {
		return ""
	}
	return "Task: " + c.begins(c.shown(t.Entry, t.What))
}

// taskNamed is a task with what it is about, set off: a post is understood alone.
func (c scope) taskNamed(n int, before, after string) string {
	name := c.name(incident.SeriesTask, n)
	if t, ok := c.side.Task(n); ok {
		if what := c.shown(t.Entry, t.What); what != left {
			return name + before + strings.TrimRight(c.begins(what), ".?!") + after
		}
	}
	return name
}

// givenTo says to whom a task is offered.
func (c scope) givenTo(g incident.TaskGiven, owner incident.Charge) string {
	to := g.Officer.Name
	if to == "" {
		to = "the " + owner.Label
	}
	s := "Offered to " + to
	if !g.AcceptBy.IsZero() {
		s += ", accept by " + c.Clock(g.AcceptBy)
	}
	return s
}

// backTo says that a task is with its owner again, and whom that is.
func (c scope) backTo(n int, g incident.TaskGiven) string {
	t, ok := c.side.Task(n)
	if !ok {
		return ""
	}
	names := namesOf(append(g.People[:len(g.People):len(g.People)], g.Told...))
	if names == "" {
		return "It is with the " + t.Owner.Label + " again: nobody is on duty there."
	}
	return "It is with the " + t.Owner.Label + " again: " + names + "."
}

// namesOf lists people; empty when there are none.
func namesOf(people []incident.Who) string {
	s := ""
	for i, p := range people {
		if i > 0 {
			s += ", "
		}
		s += p.Name
	}
	return s
}

func (c scope) taskDone(b *incident.TaskDone) entryWords {
	w := entryWords{Name: "TASK DONE", Text: c.name(incident.SeriesTask, b.Task) + " " + string(b.Outcome) + ": " + b.Seen}
	w.Lines = append([]string{c.taskWhat(b.Task)}, c.claimed(b.From, b.To, b.Evidence)...)
	t, ok := c.side.Task(b.Task)
	switch {
	case ok && t.Result != nil && !t.Result.VerifiedAt.IsZero():
		w.Lines = append(w.Lines, c.taskVerdict(t.Result))
	case len(b.Verify) > 0:
		w.Lines = append(w.Lines, "To be verified by "+namesOf(b.Verify))
	}
	return w
}

func (c scope) taskUnaccepted(b *incident.TaskUnaccepted) entryWords {
	name := c.taskNamed(b.Task, ", ", ",")
	w := entryWords{Name: "TASK NOT ACCEPTED", Text: name + " was not accepted by " + c.Clock(b.By)}
	switch {
	case b.Was.IsZero():
		w.Lines = []string{"It was offered to the post that owns it. Nobody has it."}
	default:
		w.Lines = []string{"It was offered to " + b.Was.Name + ".", c.backTo(b.Task, b.TaskGiven)}
	}
	w.Lines = append(w.Lines, c.lateWords(b.Late))
	return w
}

func (c scope) taskReturned(b *incident.TaskReturn) entryWords {
	name := c.taskNamed(b.Task, ", ", ",")
	if !b.Stays.IsZero() {
		return entryWords{Name: "TASK KEPT", Text: name + " stays with " + b.Was.Name + ", who is on duty until " + c.Clock(b.Stays)}
	}
	return entryWords{
		Name: "TASK RETURNED", Text: name + " was not finished when the shift of " + b.Was.Name + " ended",
		Lines: []string{c.backTo(b.Task, b.TaskGiven), c.lateWords(b.Late)},
	}
}

func init() {
	ended := func(task func(incident.Body) (int, string), what string) func(act, *incident.Entry) string {
		return func(a act, e *incident.Entry) string {
			n, reason := task(e.Body)
			return a.as(e) + ": task " + a.name(incident.SeriesTask, n) + " " + what + ", " + stop(begins(reason))
		}
	}
	addRecorded(map[string]func(act, *incident.Entry) string{
		"task-declined":  ended(func(b incident.Body) (int, string) { d := b.(*incident.TaskDecline); return d.Task, d.Reason }, "declined"),
		"task-not-done":  ended(func(b incident.Body) (int, string) { d := b.(*incident.TaskNotDone); return d.Task, d.Reason }, "not done"),
		"task-cancelled": ended(func(b incident.Body) (int, string) { d := b.(*incident.TaskCancel); return d.Task, d.Reason }, "cancelled"),
		"task-passed": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.TaskPass)
			return a.as(e) + ": task " + a.name(incident.SeriesTask, b.Task) + " passed on. " + a.givenTo(b.TaskGiven, b.Owner) + "."
		},
		"task": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.TaskSet)
			team := b.Team
			if b.Assumed {
				team += " (the incident's own: none was named)"
			}
			n := a.taskOf(e)
			said := a.as(e) + ": task " + a.name(incident.SeriesTask, n) + " for " + team + ", " + begins(b.What) + ". " + a.givenTo(b.TaskGiven, b.Owner) + "."
			return strings.TrimSpace(said + "\n" + b.Tactical)
		},
		"task-accepted": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.TaskAccept)
			if _, done := firstOf[*incident.TaskDone](a); done {
				return a.as(e) + ": task " + a.name(incident.SeriesTask, b.Task) + " accepted."
			}
			s := a.as(e) + ": task " + a.name(incident.SeriesTask, b.Task) + " is yours"
			if t, ok := a.side.Task(b.Task); ok {
				s += ", " + begins(t.What)
			}
			return s + ". When the shift ends, at " + a.Clock(b.ReturnAt) + ", it goes back to the sergeant's post unless it is done or you are on duty then."
		},
	})
}

// taskOf is the number of the task that an entry sets.
func (a act) taskOf(e *incident.Entry) int {
	for _, t := range a.side.Tasks {
		if t.Entry == e.Seq {
			return t.N
		}
	}
	return 0
}

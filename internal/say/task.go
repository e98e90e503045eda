package say

import (
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// task is the card of a task: in the room, or a person's own.
func (c scope) task(n int, rest string) (post, bool) {
	t, ok := c.side.Task(n)
	if !ok {
		return post{}, false
	}
	if rest == "" {
		return c.taskCard(t), true
	}
	return c.taskDirect(t, rest), true
}

// taskCard is the one card of a task in the room, edited as it changes.
func (c scope) taskCard(t *incident.Task) post {
	p := post{Title: "Task " + c.name(incident.SeriesTask, t.N) + " · " + t.Team + " · " + c.taskState(t)}
	p.Lines = append(c.taskBrief(t), "Owner: "+t.Owner.Label)
	p.Lines = append(p.Lines, c.taskProgress(t)...)
	p.Actions = c.taskActions(t)
	return p
}

// taskState is where a task stands, in words.
func (c scope) taskState(t *incident.Task) string {
	who := t.Officer.Name
	if t.WithPost() {
		who = "the " + t.Owner.Label
	}
	switch t.State {
	case incident.TaskOffered:
		s := "offered to " + who
		if !t.AcceptBy.IsZero() {
			return s + ", accept by " + c.Clock(t.AcceptBy)
		}
		return s + ", NOT ACCEPTED in time"
	case incident.TaskAccepted:
		return "accepted by " + who
	case incident.TaskIsDone:
		return strings.ToUpper(string(t.Result.Outcome)) + ", says " + t.Result.By.Name + c.toVerify(t)
	case incident.TaskIsNotDone:
		return "NOT DONE"
	case incident.TaskVerified:
		return "DONE and verified by " + t.Result.Verified.Name
	case incident.TaskNotVerified:
		return "said to be done; NOT VERIFIED"
	}
	return "cancelled"
}

func (c scope) toVerify(t *incident.Task) string {
	if t.Verify {
		return ", to be verified"
	}
	return ""
}

// taskBrief is what is asked, unless its words have left the chat.
func (c scope) taskBrief(t *incident.Task) []string {
	what, why := c.shown(t.Entry, t.What), t.Why
	if what == left {
		why = ""
	}
	out := []string{"What: " + what, labelled("Because", why)}
	if !t.Due.IsZero() {
		due := "To be done by " + c.Clock(t.Due)
		if t.Overdue && t.Open() {
			due += ": OVERDUE"
		}
		out = append(out, due)
	}
	for _, l := range c.side.LinesOf(t) {
		name := "Line to take " + c.side.Name(incident.SeriesLine, l.N)
		if l.State.InForce() {
			out = append(out, name+", "+l.Audience.Words()+": "+c.shown(l.Entry, l.Text))
		} else {
			out = append(out, name+" is WITHDRAWN: do not use it")
		}
	}
	return append(out, "Set by "+t.By.Name+" at "+c.Clock(t.SetAt)+", entry "+c.entry(t.Entry))
}

// taskProgress is what was said of it since.
func (c scope) taskProgress(t *incident.Task) []string {
	var out []string
	if t.Update != "" {
		out = append(out, "Update at "+c.Clock(t.UpdateAt)+": "+c.shown(t.Updated, t.Update))
	}
	r := t.Result
	switch {
	case r == nil:
	case t.State == incident.TaskIsNotDone:
		out = append(out, "Not done, says "+r.By.Name+" at "+c.Clock(r.At)+", because: "+c.shown(r.Entry, r.Seen))
	case t.State == incident.TaskCancelled:
		out = append(out, "Cancelled by "+r.By.Name+" at "+c.Clock(r.At)+", because: "+c.shown(r.Entry, r.Seen))
	default:
		out = append(out, "Seen: "+c.shown(r.Entry, r.Seen))
		out = append(out, c.claimed(r.From, r.To, r.Evidence)...)
		out = append(out, "Said by "+r.By.Name+" at "+c.Clock(r.At))
		if !r.VerifiedAt.IsZero() {
			out = append(out, c.taskVerdict(r))
		}
	}
	return out
}

func (c scope) taskVerdict(r *incident.TaskResult) string {
	if r.Doubt != "" {
		return "NOT VERIFIED by " + r.Verified.Name + " at " + c.Clock(r.VerifiedAt) + ": " + r.Doubt
	}
	return "Verified by " + r.Verified.Name + " at " + c.Clock(r.VerifiedAt)
}

// claimed are the times and the evidence that an officer gives; when he said it is said apart.
func (c scope) claimed(from, to time.Time, evidence string) []string {
	var out []string
	switch {
	case !from.IsZero() && !to.IsZero():
		out = append(out, "From "+c.Clock(from)+" to "+c.Clock(to)+" ("+force.Span(to.Sub(from))+")")
	case !from.IsZero():
		out = append(out, "From "+c.Clock(from))
	case !to.IsZero():
		out = append(out, "Until "+c.Clock(to))
	}
	return append(out, labelled("Evidence", evidence))
}

// taskActions are the acts of whoever has the task, and of whoever may have it. Opposites do not stand side by side.
func (c scope) taskActions(t *incident.Task) []bot.Action {
	name, local := c.name(incident.SeriesTask, t.N), c.side.Name(incident.SeriesTask, t.N)
	switch t.State {
	case incident.TaskOffered:
		out := []bot.Action{
			c.button("Accept task "+name, "task accept", local),
			c.button("Task "+name+" is done already", "task done", local),
		}
		if !t.WithPost() {
			return append(out, c.button("I cannot do "+name+", with reason", "task decline", local))
		}
		return append(out, c.button("Pass task "+name+" on", "task pass", local))
	case incident.TaskAccepted:
		return []bot.Action{
			c.button("Task "+name+" is done", "task done", local),
			c.button("Say how task "+name+" goes", "task update", local),
			c.button("Task "+name+" was not done, with reason", "task notdone", local),
		}
	case incident.TaskIsDone:
		if t.Verify {
			return []bot.Action{c.button("Verify task "+name, "task verify", local)}
		}
	}
	return nil
}

// taskDirect is what a person has of a task in his own conversation: he works there, and is no member of the room.
func (c scope) taskDirect(t *incident.Task, rest string) post {
	name := c.name(incident.SeriesTask, t.N)
	p := post{}
	mine := t.Party(c.lane.Person)
	if rest != strings.TrimPrefix(c.side.OfferKey(t.N, t.Offer), c.side.Name(incident.SeriesTask, t.N)+"/") && t.Open() && mine {
		p.Title = "Task " + name + ": see the newer message."
		return p
	}
	if !mine {
		p.Title = "Task " + name + " is no longer with you."
		return p
	}
	has := t.Officer.ID == c.lane.Person || t.WithPost()
	switch {
	case t.State == incident.TaskOffered && has:
		who := t.Team
		if t.WithPost() {
			who = titled(t.Owner.Label)
		}
		p.Title = "Task " + name + " for you, " + who + "."
		if !t.AcceptBy.IsZero() {
			p.Title += " Accept by " + c.Clock(t.AcceptBy) + "."
			p.Due = t.AcceptBy
		}
	case t.State == incident.TaskAccepted && has:
		p.Title = "Task " + name + " is yours."
		if !t.Due.IsZero() {
			p.Title += " To be done by " + c.Clock(t.Due) + "."
		}
	default:
		p.Title = "Task " + name + ": " + c.taskState(t) + "."
	}
	p.Lines = append(c.taskBrief(t), c.taskProgress(t)...)
	if t.State == incident.TaskOffered && has {
		next := "it goes to the " + t.Owner.Label
		if t.WithPost() {
			next = "the room is told that nobody has it"
		}
		if !t.AcceptBy.IsZero() {
			p.Lines = append(p.Lines, "Not accepted by then: "+next+".")
		}
	}
	if t.Open() {
		p.Lines = append(p.Lines, "Control room: "+c.Force.ControlRoom+".")
	}
	if has && t.Open() {
		p.Actions = c.taskActions(t)
	}
	return p
}

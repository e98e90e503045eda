package commands

import (
	"loggist/incident"
)

// What an officer or the sergeant does with a task, in the room or in his own conversation.

type taskAcceptAsk struct {
	Task Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
}

type taskDeclineAsk struct {
	Task    Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000" need:"Declining a task needs a reason."`
}

type taskUpdateAsk struct {
	Task Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Text string `ask:"How it goes" rest:"" lines:"" limit:"3000" need:"An update needs words."`
}

type taskCancelAsk struct {
	Task    Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000" need:"Cancelling a task needs a reason."`
}

type taskPassAsk struct {
	Task    Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	To      Who    `ask:"Officer" word:"" clause:"to" help:"Empty: the sergeant of the team"`
	Team    Team   `ask:"Team" word:"" clause:"team" help:"Another team than now"`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000"`
}

type taskDueAsk struct {
	Task    Number `ask:"Task" series:"NPT" need:"Say which task." hidden:""`
	Due     When   `ask:"To be done by" word:"" clause:"due" future:"" need:"Say by when."`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000"`
}

var taskAcceptCommand = Command{
	Path: "task accept", Usage: "/task accept 1", Short: "Takes a task on.",
	Examples: []string{"/task accept 1"}, Title: "Accept a task", Button: "Accept a task",
	Question: func() any { return new(taskAcceptAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.task(q.(*taskAcceptAsk).Task))) },
	Run: func(in *Input, q any) (Output, error) {
		t, err := in.eitherSide(q.(*taskAcceptAsk).Task)
		if err != nil {
			return Output{}, err
		}
		officer, _ := in.taskSide(t)
		switch {
		case t.State == incident.TaskAccepted && t.Officer.ID == in.Actor.ID:
			return Output{}, Refuse("accepted", in.taskWith(t)+": you have accepted it.")
		case t.State == incident.TaskAccepted:
			return Output{}, Refuse("accepted", in.taskWith(t)+", who has accepted it. To take it from there: /task pass")
		case !officer && !in.holds(t.Owner.Post):
			return Output{}, Refuse("not-yours", in.taskWith(t)+". Pass it to yourself to take it: /task pass")
		}
		return in.record(in.accept(t)), nil
	},
}

// accept takes a task on for the actor, until the end of the shift.
func (in *Input) accept(t *incident.Task) *incident.TaskAccept {
	return &incident.TaskAccept{Task: t.N, Officer: in.Me(), ReturnAt: in.Force.NextShift(in.Now)}
}

var taskDeclineCommand = Command{
	Path: "task decline", Usage: "/task decline 1 | because …", Short: "Gives a task back to the sergeant's post, with a reason.",
	Examples: []string{"/task decline 1 | because I am held at the hospital"}, Title: "Decline a task", Button: "Decline a task, with reason",
	Question: func() any { return new(taskDeclineAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.task(q.(*taskDeclineAsk).Task))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskDeclineAsk)
		t, err := in.eitherSide(a.Task)
		if err != nil {
			return Output{}, err
		}
		if t.Officer.ID != in.Actor.ID {
			why := ". Only that officer can decline it."
			if t.WithPost() {
				why = ", which owns it: there is nobody to give it back to. Pass it, cancel it, or say that it is not done."
			}
			return Output{}, Refuse("not-yours", in.taskWith(t)+why)
		}
		given := in.give(t.Owner, incident.Who{})
		out := in.record(&incident.TaskDecline{Task: t.N, Reason: a.Because, TaskGiven: given})
		return in.withOverload(out, given), nil
	},
}

// withOverload adds what rings too much to an act.
func (in *Input) withOverload(out Output, given incident.TaskGiven) Output {
	out.Entries = append(out.Entries, in.Full.Overloaded(in.Book, given.People, in.Force, in.Now)...)
	return out
}

var taskUpdateCommand = Command{
	Path: "task update", Usage: "/task update 1 TEXT", Short: "Says how a task goes.",
	Examples: []string{"/task update 1 First pass done, street quiet"}, Title: "Update a task", Button: "Say how a task goes",
	Question: func() any { return new(taskUpdateAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.task(q.(*taskUpdateAsk).Task))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskUpdateAsk)
		t, err := in.eitherSide(a.Task)
		if err != nil {
			return Output{}, err
		}
		return in.record(&incident.TaskUpdate{Task: t.N, Text: a.Text}), nil
	},
}

var taskCancelCommand = Command{
	Path: "task cancel", Usage: "/task cancel 1 | because …", Short: "Ends a task that is no longer wanted.",
	Examples: []string{"/task cancel 1 | because the crowd has gone"}, Title: "Cancel a task", Button: "Cancel a task, with reason",
	Question: func() any { return new(taskCancelAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.task(q.(*taskCancelAsk).Task))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskCancelAsk)
		t, err := in.ownerSide(a.Task)
		if err != nil {
			return Output{}, err
		}
		return in.record(&incident.TaskCancel{Task: t.N, Reason: a.Because}), nil
	},
}

var taskPassCommand = Command{
	Path: "task pass", Usage: "/task pass 1 @pc.adeyemi [| team hillside] [| because …]", Short: "Gives a task to another officer or another team.",
	Examples: []string{"/task pass 1 @pc.adeyemi", "/task pass 1 hillside | because the crowd has moved on"},
	Title:    "Pass a task", Button: "Pass a task on",
	Question: func() any { return new(taskPassAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*taskPassAsk)
		return wrongFields(errOf(in.task(a.Task)), errOf(in.officer(a.To)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskPassAsk)
		t, err := in.ownerSide(a.Task)
		if err != nil {
			return Output{}, err
		}
		if a.To == (Who{}) && a.Team.ID == "" {
			return Output{}, RefuseTry("to-whom", "Say to which officer or team it goes.", "/task pass "+a.Task.Typed+" @…")
		}
		officer, err := in.officer(a.To)
		if err != nil {
			return Output{}, err
		}
		npt, owner, team := t.NPT, t.Owner, t.Team
		if a.Team.ID != "" {
			n, _, err := in.team(a.Team, officer)
			if err != nil {
				return Output{}, err
			}
			npt, owner, team = n.ID, incident.ChargePost(in.Force, n.SergeantPost()), n.Name
		}
		given := in.give(owner, incident.Person(officer))
		out := in.record(&incident.TaskPass{Task: t.N, Reason: a.Because, NPT: npt, Team: team, Owner: owner, TaskGiven: given})
		return in.withOverload(out, given), nil
	},
}

var taskDueCommand = Command{
	Path: "task due", Usage: "/task due 1 1900 [| because …]", Short: "Changes by when a task is to be done.",
	Examples: []string{"/task due 1 1900 | because school ends later"}, Title: "When a task is due", Button: "Change when a task is due",
	Question: func() any { return new(taskDueAsk) },
	Check:    func(in *Input, q any) map[string]string { return wrongFields(errOf(in.task(q.(*taskDueAsk).Task))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*taskDueAsk)
		t, err := in.ownerSide(a.Task)
		if err != nil {
			return Output{}, err
		}
		return in.record(&incident.TaskDue{Task: t.N, Due: a.Due.At, Was: t.Due, Reason: a.Because}), nil
	},
}

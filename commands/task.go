package commands

import (
	"hash/fnv"

	"loggist/incident"
	"loggist/internal/force"
)

// taskAsk sets a task of a neighbourhood policing team.
type taskAsk struct {
	Team    Team   `ask:"Team" word:"" help:"Its id, name or beat; empty: the incident's own"`
	What    string `ask:"Task" rest:"" lines:"" limit:"3000" need:"A task needs words." help:"What, where, what to say and what not to say"`
	Due     When   `ask:"To be done by" clause:"due" future:""`
	To      Who    `ask:"Officer" clause:"to" help:"Empty: the sergeant of the team gives it out"`
	Because string `ask:"Why" clause:"because" lines:"" limit:"3000"`
	Line    string `ask:"Line to take" clause:"line" limit:"20" help:"The number of a line to take that has been cleared"`
}

var taskCommand = Command{
	Path:  "task",
	Usage: "/task [riverside] WHAT [| due 1800] [| to @pc.adeyemi] [| because …] [| line 1]",
	Short: "Gives a neighbourhood policing team a task. It is owned by the post of the team's sergeant.",
	Examples: []string{
		"/task riverside Reassurance patrol in Ash Road, on foot | due 1800 | to @pc.adeyemi",
		"/task Speak to the school about the way home | because children are named online",
	},
	Title: "Task for an NPT", Button: "Give an NPT a task",
	Question: func() any { return new(taskAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*taskAsk)
		officer, err := in.officer(a.To)
		_, _, noTeam := in.team(a.Team, officer)
		return wrongFields(errOf(in.taskLine(a.Line)), err, noTeam)
	},
	Run: runTask,
}

func runTask(in *Input, q any) (Output, error) {
	a := q.(*taskAsk)
	line, err := in.taskLine(a.Line)
	if err != nil {
		return Output{}, err
	}
	officer, err := in.officer(a.To)
	if err != nil {
		return Output{}, err
	}
	npt, assumed, err := in.team(a.Team, officer)
	if err != nil {
		return Output{}, err
	}
	owner := incident.ChargePost(in.Force, npt.SergeantPost())
	b := in.Batch()
	given := in.give(owner, incident.Person(officer))
	b.Add(incident.Draft{Book: in.Book, Body: &incident.TaskSet{
		What: a.What, Why: a.Because, NPT: npt.ID, Team: npt.Name, Owner: owner, Assumed: assumed, Due: a.Due.At, Line: line, TaskGiven: given,
		Tactical: in.tactical(),
	}})
	in.addOverload(b, given.People)
	return Output{Entries: b.Drafts()}, nil
}

// tactical is the warning where Gold gives a task past Silver; it does not stop him (R1.13). The second room has no command.
func (in *Input) tactical() string {
	if in.Book == incident.BookSensitive {
		return ""
	}
	return incident.TacticalByGold(&in.Full.Open.Head, in.Actor.ID)
}

// team is the team that was named, else the incident's own, else the officer's.
func (in *Input) team(t Team, officer force.Person) (npt force.NPT, assumed bool, err error) {
	for _, id := range []force.NPTID{t.ID, in.Full.Open.NPT, officer.NPT} {
		if n, ok := in.Force.NPT(id); ok {
			return n, t.ID == "", nil
		}
	}
	return force.NPT{}, false, RefuseField("no-team", "Team", "This incident has no neighbourhood policing team yet. Say which team: "+orList(teamNames(in.Force))+".")
}

// officer is the officer who is named: a person, or whoever holds a post. Nobody is the zero person.
func (in *Input) officer(to Who) (force.Person, error) {
	if to == (Who{}) {
		return force.Person{}, nil
	}
	if to.Post != "" {
		if _, sergeant := to.Post.NPT(); sergeant {
			return force.Person{}, nil // the post owns it anyway
		}
	}
	m, err := in.maker(to, "To", "to")
	if err != nil {
		return force.Person{}, err
	}
	p, ok := in.Force.People.Person(m.Who.ID)
	if !ok || !p.Police() {
		return force.Person{}, RefuseField("no-officer", "To", m.Who.Name+" cannot be given a task: it needs an officer or member of staff of the directory.")
	}
	if in.Book != incident.BookSensitive && !incident.MayBeInOpenRoom(p) {
		// A task is seen in its room: in the open one it would say that this post has to do with the incident (R3.22).
		return force.Person{}, RefuseField("not-here", "To", p.Label()+" is given no task in an open room, whatever the incident is about.")
	}
	return p, nil
}

// give gives a task to an officer, or to the post. The clock of acceptance runs from now. Nobody is rung for what he does
// himself: he is told quietly.
func (in *Input) give(owner incident.Charge, officer incident.Who) incident.TaskGiven {
	g := incident.TaskGiven{Officer: officer, AcceptBy: in.Now.Add(in.Force.Settings.Task.Accept)}
	sergeants := in.Full.Holders(owner, in.Force, in.Now, in.Register.Held()...)
	ring := sergeants
	if officer.ID != "" {
		ring = []incident.Who{officer}
	} else {
		g.Officer = incident.Who{}
	}
	for _, w := range ring {
		if w.ID == in.Actor.ID {
			g.Told = append(g.Told, w)
		} else {
			g.People = append(g.People, w)
		}
	}
	for _, w := range sergeants {
		if officer.ID != "" && w.ID != officer.ID && w.ID != in.Actor.ID && !in.Side().IsMember(w.ID) {
			g.Told = append(g.Told, w) // who owns it and does not see the room
		}
	}
	return g
}

// addOverload adds the notices of those who have too much with what rings them now (R5.12).
func (in *Input) addOverload(b *incident.Batch, rung []incident.Who) {
	for _, d := range in.Full.Overloaded(in.Book, rung, in.Force, in.Now) {
		b.Add(d)
	}
}

// anyTask finds a task of this side, over or not.
func (in *Input) anyTask(n Number) (*incident.Task, error) {
	if t, ok := in.Side().Task(n.N); ok {
		return t, nil
	}
	return nil, RefuseField("no-task", "Task", "There is no task "+in.Side().Name(incident.SeriesTask, n.N)+" here.")
}

// task finds a task of this side that something is still to be done of.
func (in *Input) task(n Number) (*incident.Task, error) {
	t, err := in.anyTask(n)
	if err == nil && !t.Open() {
		err = RefuseField("task-over", "Task", in.Side().Name(incident.SeriesTask, n.N)+" is over: "+string(t.State)+" at "+in.clock(t.Result.At)+".")
	}
	return t, err
}

// taskSide says on which sides of a task the actor stands: whose it is or could be, and who owns or set it.
func (in *Input) taskSide(t *incident.Task) (officer, owner bool) {
	owner = in.holds(t.Owner.Post) || t.By.ID == in.Actor.ID
	officer = t.Officer.ID == in.Actor.ID || t.Party(in.Actor.ID) || in.Actor.NPT != "" && in.Actor.NPT == t.NPT
	return officer, owner || in.Actor.RankAtLeast(force.Inspector) && in.Side().IsMember(in.Actor.ID)
}

// holds reports whether the actor holds a post now.
func (in *Input) holds(post force.PostID) bool {
	for _, w := range in.onDuty(post) {
		if w.ID == in.Actor.ID {
			return true
		}
	}
	return false
}

// eitherSide finds an open task that is the actor's business.
func (in *Input) eitherSide(n Number) (*incident.Task, error) {
	t, err := in.task(n)
	if err != nil {
		return nil, err
	}
	if officer, owner := in.taskSide(t); !officer && !owner {
		return nil, Refuse("not-yours", in.taskWith(t)+". It is for that officer, "+t.Team+" or its sergeant.")
	}
	return t, nil
}

// ownerSide finds an open task that the actor may take away from whoever has it: whoever set it, the sergeant's post, an
// inspector or above of the room.
func (in *Input) ownerSide(n Number) (*incident.Task, error) {
	t, err := in.task(n)
	if err != nil {
		return nil, err
	}
	if _, owner := in.taskSide(t); !owner {
		return nil, Refuse("not-yours", in.taskWith(t)+". Only "+t.By.Name+", who set it, the "+t.Owner.Label+" or an inspector of this room may do that.")
	}
	return t, nil
}

// taskWith says with whom a task is.
func (in *Input) taskWith(t *incident.Task) string {
	with := t.Officer.Name
	if t.WithPost() {
		with = "the " + t.Owner.Label
	}
	return in.Side().Name(incident.SeriesTask, t.N) + " is with " + with
}

// drawn reports whether the claim that a task is done is one to be verified: always with a threat to life, else as many in a
// hundred as the force says. The draw is by the number, so that nobody can repeat it until it suits.
func (in *Input) drawn(t *incident.Task) bool {
	if in.Full.Open.ThreatToLife {
		return true
	}
	h := fnv.New32a()
	h.Write([]byte(in.Full.Open.Ref))
	h.Write([]byte(in.Side().Name(incident.SeriesTask, t.N)))
	return int(h.Sum32()%100) < in.Force.Settings.Task.Verify
}

// verifiers are those who are asked to verify a claim: the sergeant's post, or the duty inspector where the sergeant did it himself.
func (in *Input) verifiers(t *incident.Task, doer incident.Who) []incident.Who {
	for _, post := range []force.PostID{t.Owner.Post, force.DutyInspector} {
		var out []incident.Who
		for _, w := range in.onDuty(post) {
			if w.ID != doer.ID {
				out = append(out, w)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

package commands

import (
	"slices"

	"loggist/incident"
	"loggist/internal/force"
)

type addAsk struct {
	Person  Who    `ask:"Person or post" word:"" need:"Say whom to add: an id, a mention or a post." help:"An id such as @supt.khan, or a post such as duty inspector"`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Adding somebody needs a reason."`
}

var addCommand = Command{
	Path:     "ci add",
	Usage:    "/ci add @person | because …",
	Short:    "Adds somebody to this room. He gets the notice and a catch-up privately.",
	Examples: []string{"/ci add @supt.khan | because he decides about more officers"},
	Title:    "Add to this room", Button: "Add to this room",
	OnlyClauses: true,
	Question:    func() any { return new(addAsk) },
	Check:       func(in *Input, q any) map[string]string { return wrongFields(errOf(in.added(q.(*addAsk).Person))) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*addAsk)
		added, err := in.added(a.Person)
		if err != nil {
			return Output{}, err
		}
		return in.record(&incident.Invited{People: added, Why: a.Because}), nil
	},
}

// added are those of a person or post who come into this room.
func (in *Input) added(w Who) ([]incident.Who, error) {
	people, err := in.people(w, "Person")
	if err != nil {
		return nil, err
	}
	var added []incident.Who
	for _, p := range people {
		if err := in.mayBeAdded(p); err != nil {
			return nil, err
		}
		if !in.Side().IsMember(p.ID) {
			added = append(added, incident.Person(p))
		}
	}
	if len(added) == 0 {
		return nil, RefuseField("member", "Person", people[0].Label()+" is in this room already.")
	}
	return added, nil
}

// people are those that the person or the post of a field means now.
func (in *Input) people(w Who, field string) ([]force.Person, error) {
	var out []force.Person
	if w.Post != "" {
		for _, held := range in.onDuty(w.Post) {
			if p, ok := in.Force.People.Person(held.ID); ok {
				out = append(out, p)
			}
		}
		if len(out) == 0 {
			return nil, RefuseField("vacant", field, "Nobody is on duty as "+in.Force.PostLabel(w.Post)+" now.")
		}
		return out, nil
	}
	if w.Role != "" {
		if held := in.Full.Open.Roles[w.Role]; held != nil {
			w.Person = held.Who.ID
		}
	}
	if p, ok := in.Force.People.Person(w.Person); ok {
		return []force.Person{p}, nil
	}
	return nil, RefuseField("nobody", field, "“"+clip(w.Typed, 60)+"” is nobody in the directory and no post that is held.")
}

// mayBeAdded: of the open room whoever may be in one. Of the second room MOSOVO, and an inspector or above; by somebody who is
// there.
func (in *Input) mayBeAdded(p force.Person) error {
	if in.Book == incident.BookOpen {
		if incident.MayBeInOpenRoom(p) {
			return nil
		}
		return RefuseField("not-a-member", "Person", p.Label()+" cannot be a member of this room.")
	}
	if !in.Side().IsMember(in.Actor.ID) {
		return NoSuchIncident()
	}
	if p.Police() && (p.Holds(force.MOSOVO) || p.RankAtLeast(force.Inspector)) {
		return nil
	}
	return RefuseField("not-a-member", "Person", p.Label()+" cannot be a member of this room: it is for MOSOVO, and for an inspector or above who is added here.")
}

type removeAsk struct {
	Person  Who    `ask:"Person" word:"" need:"Say whom to remove: an id or a mention."`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Removing somebody needs a reason."`
}

var removeCommand = Command{
	Path:     "ci remove",
	Usage:    "/ci remove @person | because …",
	Short:    "Takes somebody out of this room. What he read and did stays in the record.",
	Examples: []string{"/ci remove @insp.ward | because he has been relieved"},
	Title:    "Remove from this room", Button: "Remove from this room",
	OnlyClauses: true,
	Question:    func() any { return new(removeAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.inThisRoom(q.(*removeAsk).Person)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*removeAsk)
		p, err := in.inThisRoom(a.Person)
		if err != nil {
			return Output{}, err
		}
		if err := in.stillNeeded(p); err != nil {
			return Output{}, err
		}
		return in.record(&incident.Removed{Person: incident.Person(p), Reason: a.Because}), nil
	},
}

// listed is the person of the directory who is named.
func (in *Input) listed(w Who) (force.Person, error) {
	if p, ok := in.Force.People.Person(w.Person); ok {
		return p, nil
	}
	return force.Person{}, RefuseField("nobody", "Person", "“"+clip(w.Typed, 60)+"” is nobody in the directory.")
}

// inThisRoom is the person who is named, if he is in the room.
func (in *Input) inThisRoom(w Who) (force.Person, error) {
	p, err := in.listed(w)
	if err == nil && !in.Side().IsMember(p.ID) {
		err = RefuseField("no-member", "Person", p.Label()+" is not in this room.")
	}
	return p, err
}

// stillNeeded refuses to take out who owns the incident, holds a role or an escalation of it: that goes to somebody first (X20).
func (in *Input) stillNeeded(p force.Person) error {
	h := &in.Full.Open.Head
	if in.Book != incident.BookOpen {
		return nil
	}
	if h.Owner.Person.ID == p.ID {
		return RefuseTry("owner", p.Label()+" owns the incident. Give it to somebody else first.", "/ci owner … | because …")
	}
	if roles := h.RolesOf(p.ID); len(roles) > 0 {
		return RefuseTry("holds", p.Label()+" is "+roles[0].Label()+". Offer the role to somebody else first.", "/ci role "+string(roles[0])+" @…")
	}
	held := slices.IndexFunc(in.Side().Escalations, func(x *incident.Escalation) bool { return !x.Ended && x.Holder.ID == p.ID && !x.AskAt.IsZero() })
	if held >= 0 {
		name := in.Side().Name(incident.SeriesEscalation, held+1)
		return RefuseTry("holds", p.Label()+" has accepted "+name+" and has made no entry since. It is to be handed back or ended first.", "/escalate handback "+name+" | because …")
	}
	return nil
}

type testPingAsk struct {
	Whom Who `ask:"Post or person" word:"" help:"Empty: yourself"`
}

var testPingCommand = Command{
	Path:     "ci testping",
	Usage:    "/ci testping [POST|@person]",
	Short:    "Rings a post, a person or yourself, test only, and records what became of it.",
	Examples: []string{"/ci testping", "/ci testping duty inspector"},
	Title:    "Test ping", Button: "Send a test ping",
	OnlyClauses: true,
	Question:    func() any { return new(testPingAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.testPing(q.(*testPingAsk).Whom)))
	},
	Run: func(in *Input, q any) (Output, error) {
		body, err := in.testPing(q.(*testPingAsk).Whom)
		if err != nil {
			return Output{}, err
		}
		return in.record(body), nil
	},
}

func (in *Input) testPing(whom Who) (*incident.TestPinged, error) {
	if whom.Typed == "" {
		return &incident.TestPinged{Label: in.Actor.Label(), People: []incident.Who{in.Me()}}, nil
	}
	people, err := in.people(whom, "Whom")
	if err != nil {
		return nil, err
	}
	body := &incident.TestPinged{Label: people[0].Label()}
	if whom.Post != "" {
		body.Label = in.Force.PostLabel(whom.Post)
	}
	for _, p := range people {
		if !p.Police() {
			return nil, RefuseField("nobody", "Whom", p.Label()+" cannot be rung by Loggist.")
		}
		body.People = append(body.People, incident.Person(p))
	}
	return body, nil
}

// mayStay: into the second room nobody but MOSOVO comes without an entry of somebody who is there.
func (in *Input) mayStay(p force.Person) error {
	if in.Full.Access() != incident.AccessOpen {
		return RefuseField("restricted", "Person", "not added by whoever may")
	}
	if in.Book == incident.BookSensitive && !p.Holds(force.MOSOVO) {
		return RefuseField("not-a-member", "Person", "not added there")
	}
	if in.Book == incident.BookSensitive {
		return nil
	}
	return in.mayBeAdded(p)
}

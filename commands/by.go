package commands

import (
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// maker is whose act an entry is: the person, in which post or role, and until when he is to confirm it if somebody else
// records it.
type maker struct {
	Who       incident.Who
	Post      force.PostID // named, or the highest of the ladder that he holds; empty when he is on none
	Role      incident.Role
	As        string // the post or role that was named
	ConfirmBy time.Time
}

// decidedBy finds whose decision is recorded: `by` says it; a loggist's is by the commander for whom she logs; anybody else's
// is his own (R2.18). A loggist never decides.
func decidedBy(in *Input, by Who) (maker, error) {
	m, err := in.maker(by, "By", "by")
	if err != nil {
		return maker{}, err
	}
	if m.Who.ID == in.Actor.ID && in.logsFor() != "" {
		return maker{}, RefuseField("loggist-decides", "By", "You log here for "+in.logsFor().Label()+". Say whose decision it is. Add: | by …")
	}
	if m.Post == "" && m.Role == "" {
		m.Post = ladderPost(in, m.Who.ID)
		if m.Who.Unlisted { // who records it for somebody outside the directory looks after it
			m.Post = ladderPost(in, in.Actor.ID)
		}
	}
	if !m.Who.Same(in.Me()) && m.Who.ID != "" {
		m.ConfirmBy = in.Force.NextShift(in.Now)
	}
	return m, nil
}

// ownOr is decidedBy for what anybody may do for himself, a loggist too: without a name it is the actor's, or that of the commander for
// whom he logs.
func ownOr(in *Input, by Who) (maker, error) {
	if by == (Who{}) && in.logsFor() == "" {
		return maker{Who: in.Me()}, nil
	}
	return decidedBy(in, by)
}

// maker is the person who is meant by a field and its clause.
func (in *Input) maker(by Who, field, clause string) (maker, error) {
	switch {
	case by.Person != "":
		p, ok := in.Force.People.Person(by.Person)
		if !ok {
			return maker{}, RefuseField("nobody", field, "There is nobody with the id "+string(by.Person)+".")
		}
		return maker{Who: incident.Person(p)}, nil
	case by.Post != "":
		return in.makerOfPost(by.Post, field, clause)
	case by.Role != "":
		return in.makerOfRole(by.Role, field, clause)
	case by.Typed != "":
		return maker{Who: incident.Who{Name: by.Typed, Unlisted: true}}, nil
	}
	if commander := in.logsFor(); commander != "" {
		return in.makerOfRole(commander, field, clause)
	}
	if in.Actor.Loggist {
		return maker{}, RefuseField("whose", field, "You are a loggist: say whose decision it is. Add: | "+clause+" …")
	}
	return maker{Who: in.Me()}, nil
}

// makerOfPost is the one person who holds a post now. Of several the person has to be named.
func (in *Input) makerOfPost(post force.PostID, field, clause string) (maker, error) {
	label := in.Force.PostLabel(post)
	held := in.onDuty(post)
	switch len(held) {
	case 0:
		return maker{}, RefuseField("vacant", field, "Nobody is on duty as "+label+" now. Name the person. Add: | "+clause+" …")
	case 1:
		return maker{Who: held[0], Post: post, As: label}, nil
	}
	var names []string
	for _, w := range held {
		names = append(names, "@"+string(w.ID))
	}
	return maker{}, RefuseField("several", field, "Several are on duty as "+label+". Name the person: "+orList(names)+".")
}

func (in *Input) makerOfRole(role incident.Role, field, clause string) (maker, error) {
	held := in.Full.Open.Roles[role]
	if held == nil || held.Who.IsZero() {
		return maker{}, RefuseField("vacant", field, role.Label()+" is vacant. Name the person. Add: | "+clause+" …")
	}
	return maker{Who: held.Who, Role: role, As: role.Label()}, nil
}

// logsFor is the role of the commander for whom the actor logs in this incident; empty when he does not.
func (in *Input) logsFor() incident.Role {
	for role, held := range in.Full.Open.Roles {
		if commander, ok := role.Commander(); ok && held != nil && held.Who.ID == in.Actor.ID {
			return commander
		}
	}
	return ""
}

// ladderPost is the highest post of the ladder that a person holds now; empty when he is on none.
func ladderPost(in *Input, p force.PersonID) force.PostID {
	if p == "" {
		return ""
	}
	post := force.PostID("")
	held := in.Force.PostsHeld(p, in.Now, in.Register.Held()...)
	for _, r := range in.Force.Ladder().Rungs {
		for _, h := range held {
			if h == r.Post {
				post = h
			}
		}
	}
	return post
}

// chargeOf is the post that a field names as owner: itself, or the highest of the ladder that the named person holds. A person owns
// nothing: somebody always holds a post. want says so.
func (in *Input) chargeOf(w Who, field, want string) (incident.Charge, error) {
	post := w.Post
	if post == "" {
		post = ladderPost(in, w.Person)
	}
	if post == "" {
		return incident.Charge{}, RefuseFieldTry("no-post", field, want, "duty inspector")
	}
	return incident.ChargePost(in.Force, post), nil
}

// charge is whom something of his is with: his role or post, else the incident's owner (X20).
func (m maker) charge(in *Input) incident.Charge {
	switch {
	case m.Role != "":
		return incident.Charge{Role: m.Role, Label: m.Role.Label()}
	case m.Post != "":
		return incident.ChargePost(in.Force, m.Post)
	}
	return ownerCharge(in)
}

// ownerCharge is the post that owns the incident; of the second room's business it is the unit whose room that is.
func ownerCharge(in *Input) incident.Charge {
	if in.Book == incident.BookSensitive {
		return incident.ChargePost(in.Force, force.MOSOVO)
	}
	o := in.Full.Open.Owner
	if o.Post == "" {
		return incident.ChargePost(in.Force, force.DutyInspector)
	}
	return incident.Charge{Post: o.Post, Label: o.Label}
}

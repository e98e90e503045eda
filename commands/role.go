package commands

import (
	"slices"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// offerAnswer is how long an offer of a role waits before the ladder is asked (R1.12).
const offerAnswer = 10 * time.Minute

type roleAsk struct {
	Role  string `ask:"Role" rest:"" need:"Say which role and who: gold @supt.khan" help:"gold, silver, bronze:FUNCTION, or loggist for gold"`
	To    Who    `ask:"Person" clause:"to" last:"" need:"Say who is to hold it: an id or a mention."`
	Brief string `ask:"Brief" clause:"brief" lines:"" limit:"3000" help:"What the person has to know first; outstanding reviews and tasks are added"`
}

var roleCommand = Command{
	Path:     "ci role",
	Usage:    "/ci role gold|silver|bronze:FUNCTION|loggist for ROLE @person [| brief …]",
	Short:    "Offers a role; it goes over when the person accepts. Until then whoever holds it holds it.",
	Examples: []string{"/ci role gold @supt.khan", "/ci role bronze:community @sgt.okafor | brief start with the school", "/ci role loggist for gold @log.evans"},
	Title:    "Offer a role", Button: "Offer a role",
	Question: func() any { return new(roleAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*roleAsk)
		role, err := roleNamed(a.Role)
		return wrongFields(err, errOf(in.holder(role, a.To)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*roleAsk)
		role, err := roleNamed(a.Role)
		if err == nil {
			err = in.mayOffer(role)
		}
		if err != nil {
			return Output{}, err
		}
		to, err := in.holder(role, a.To)
		if err != nil {
			return Output{}, err
		}
		act, err := in.about()
		if err != nil {
			return Output{}, err
		}
		act.open(in.offered(act.batch, role, to, a.Brief))
		return act.output(), nil
	},
}

// roleNamed is the role that words name.
func roleNamed(words string) (incident.Role, error) {
	role, ok := parseRole(words)
	switch {
	case ok:
		return role, nil
	case strings.EqualFold(strings.TrimSpace(words), "bronze"):
		return "", RefuseFieldTry("no-function", "Role", "Bronze is held for a function, such as community.", "bronze:community")
	}
	return "", RefuseFieldTry("no-role", "Role", "“"+clip(words, 60)+"” is no role that I know. Roles are gold, silver, bronze:FUNCTION, and a loggist for one of them.", "gold")
}

// holder is the person to whom a role is offered, if he can hold it; of a role that is not known whoever can hold one.
func (in *Input) holder(role incident.Role, to Who) (force.Person, error) {
	p, ok := in.Force.People.Person(to.Person)
	switch {
	case !ok:
		return p, RefuseField("no-person", "To", "“"+clip(to.Typed, 60)+"” is no person. Say who is to hold the role: an id or a mention.")
	case role == "":
		return p, nil
	}
	if why := in.cannotHold(role, p); why != "" {
		return p, RefuseField("cannot-hold", "To", why)
	}
	return p, nil
}

// parseRole reads a role as it is typed.
func parseRole(s string) (incident.Role, bool) {
	w := strings.Fields(strings.ToLower(strings.NewReplacer(":", " ", ",", " ").Replace(s)))
	if len(w) > 0 && w[0] == "loggist" {
		w = w[1:]
		if len(w) > 0 && w[0] == "for" {
			w = w[1:]
		}
		commander, ok := parseRole(strings.Join(w, " "))
		return incident.LoggistFor(commander), ok && commander.Commands()
	}
	if n := len(w); n > 1 && w[n-1] == "commander" {
		w = w[:n-1]
	}
	switch {
	case len(w) == 1 && (w[0] == "gold" || w[0] == "silver"):
		return incident.Role(w[0]), true
	case len(w) > 1 && w[0] == "bronze":
		return incident.Bronze(strings.Join(w[1:], " ")), true
	}
	return "", false
}

// mayOffer: Gold is offered by an inspector or above, Silver and Bronze by Gold, and each by whoever holds it now. A
// loggist is offered by her commander, by an inspector or above, or by the loggist who hands over.
func (in *Input) mayOffer(role incident.Role) error {
	h := &in.Full.Open.Head
	if h.Holds(role, in.Actor.ID) {
		return nil
	}
	act := incident.ActOfferCommand
	if role == incident.RoleGold {
		act = incident.ActOfferGold
	}
	if commander, writes := role.Commander(); writes {
		if h.Holds(commander, in.Actor.ID) {
			return nil
		}
		act = incident.ActOfferGold
	}
	err := in.may(act, "Offering "+role.Label())
	if err != nil && act == incident.ActOfferCommand && h.Roles[incident.RoleGold] == nil {
		return RefuseTry("gold-vacant", "Offering "+role.Label()+" is for Gold, and Gold is vacant. Gold comes first.", "/ci role gold @…")
	}
	return err
}

// cannotHold is why somebody cannot hold a role: nobody of another agency, nobody who may not be in the room, no loggist in command
// and no commander as loggist (R2.18); empty when he can.
func (in *Input) cannotHold(role incident.Role, p force.Person) string {
	h := &in.Full.Open.Head
	switch {
	case !incident.MayBeInOpenRoom(p):
		return p.Label() + " cannot hold a role here."
	case h.Holds(role, p.ID):
		return p.Label() + " is " + role.Label() + " already, since " + in.clock(h.Roles[role].Since) + "."
	case role.Commands() && (p.Loggist || writesFor(h, p.ID)):
		return p.Label() + " is a loggist; a loggist cannot hold command in the same incident."
	case !role.Commands() && commands(h, p.ID):
		return p.Label() + " holds command here and cannot be a loggist as well."
	}
	return ""
}

// typedRole is a role as people type it.
func typedRole(role incident.Role) string {
	if commander, writes := role.Commander(); writes {
		return "loggist for " + string(commander)
	}
	return string(role)
}

func writesFor(h *incident.Head, p force.PersonID) bool {
	return slices.ContainsFunc(h.RolesOf(p), func(r incident.Role) bool { _, ok := r.Commander(); return ok })
}

func commands(h *incident.Head, p force.PersonID) bool {
	return slices.ContainsFunc(h.RolesOf(p), incident.Role.Commands)
}

// offered is the entry of an offer, with what is outstanding.
func (in *Input) offered(b *incident.Batch, role incident.Role, to force.Person, brief string) *incident.RoleOffered {
	s := &in.Full.Open.Side
	o := &incident.RoleOffered{
		N: b.NextOffer(incident.BookOpen), Role: role, To: incident.Person(to), Until: in.Now.Add(offerAnswer), Brief: brief, Last: s.NextSeq() - 1,
	}
	if held := in.Full.Open.Roles[role]; held != nil {
		o.From = held.Who
	}
	for _, r := range s.LiveReviews() {
		o.Reviews = append(o.Reviews, r.N)
	}
	for _, t := range s.LiveTasks() {
		o.Tasks = append(o.Tasks, t.N)
	}
	for _, x := range s.OpenEscalations() {
		o.Escalations = append(o.Escalations, x.N)
	}
	return o
}

type roleAcceptAsk struct {
	Role     string `ask:"Role" rest:"" hidden:""`
	ReadBack string `ask:"Read back to the commander" short:"Read back" clause:"read back" lines:"" limit:"3000" help:"A loggist who takes over reads back the last entry and what is open"`
	Offer    int    `hidden:""`
}

type roleDeclineAsk struct {
	Role    string `ask:"Role" rest:"" hidden:""`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Declining a role needs a reason."`
	Offer   int    `hidden:""`
}

// offerToMe is the offer that the actor answers: the one with that number or for that role, else the newest.
func (in *Input) offerToMe(n int, words string) (*incident.Offer, error) {
	role, named := parseRole(words)
	for _, o := range in.Full.Open.OffersTo(in.Actor.ID) {
		if n == 0 && (!named || o.Role == role) || o.N == n {
			return o, nil
		}
	}
	if o, ok := in.Full.Open.Offer(n); ok && o.To.ID == in.Actor.ID {
		return nil, Refuse("offer-over", "The offer of "+o.Role.Label()+" was "+o.Over+" at "+in.clock(o.OverAt)+".")
	}
	if named {
		return nil, Refuse("no-offer", role.Label()+" is not offered to you.")
	}
	return nil, Refuse("no-offer", "No role is offered to you in "+string(in.Full.Open.Ref)+".")
}

var roleAcceptCommand = Command{
	Path:     "ci role accept",
	Usage:    "/ci role accept [| read back …]",
	Short:    "Accepts the role that is offered to you; whoever held it is relieved at that moment.",
	Examples: []string{"/ci role accept", "/ci role accept | read back last entry 014, officers to stay until 2300; R-2 due 0131"},
	Title:    "Accept a role", Button: "Accept the role",
	Question: func() any { return new(roleAcceptAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*roleAcceptAsk)
		o, err := in.offerToMe(a.Offer, a.Role)
		if err != nil {
			return nil
		}
		held := in.Full.Open.Roles[o.Role]
		if _, writes := o.Role.Commander(); !writes || held == nil || a.ReadBack != "" {
			return nil
		}
		return map[string]string{"ReadBack": "You take over from " + held.Who.Name + ": read the last entry and what is open back to the commander, and say here what you read back."}
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*roleAcceptAsk)
		o, err := in.offerToMe(a.Offer, a.Role)
		if err != nil {
			return Output{}, err
		}
		if why := in.cannotHold(o.Role, in.Actor); why != "" {
			return Output{}, Refuse("cannot-hold", why)
		}
		return in.acceptRole(o, a.ReadBack)
	},
}

// acceptRole takes an offer: the person is in the room from then on, and what only asked for this is settled.
func (in *Input) acceptRole(o *incident.Offer, readBack string) (Output, error) {
	act, err := in.about()
	if err != nil {
		return Output{}, err
	}
	if added := in.notYetMembers(in.Me()); len(added) > 0 {
		act.open(&incident.Invited{People: added, Why: "accepted " + o.Role.Label(), Quiet: true})
	}
	body := &incident.RoleAccepted{Offer: o.N, Role: o.Role, ReadBack: readBack}
	if held := in.Full.Open.Roles[o.Role]; held != nil {
		body.Was = held.Who
	}
	act.open(body)
	why := in.Actor.Label() + " is " + o.Role.Label()
	act.settle(in.Full.Open.Name(incident.SeriesOffer, o.N)+"/unanswered", why)
	if o.Role == incident.RoleGold {
		act.settle("gold", why)
	}
	return act.output(), nil
}

var roleDeclineCommand = Command{
	Path:     "ci role decline",
	Usage:    "/ci role decline | because …",
	Short:    "Declines the role that is offered to you, with a reason.",
	Examples: []string{"/ci role decline | because on leave from 2200"},
	Title:    "Decline a role", Button: "Decline the role, with reason",
	Question: func() any { return new(roleDeclineAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*roleDeclineAsk)
		o, err := in.offerToMe(a.Offer, a.Role)
		if err != nil {
			return Output{}, err
		}
		act, err := in.about()
		if err != nil {
			return Output{}, err
		}
		act.open(&incident.RoleDeclined{Offer: o.N, Role: o.Role, Because: a.Because})
		return act.output(), nil
	},
}

type roleRelieveAsk struct {
	Role    string `ask:"Role" rest:"" need:"Say which role: silver" help:"gold, silver, bronze:FUNCTION, or loggist for gold"`
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Relieving somebody needs a reason."`
}

var roleRelieveCommand = Command{
	Path:     "ci role relieve",
	Usage:    "/ci role relieve silver | because …",
	Short:    "Relieves whoever holds a role, with a reason; it is vacant then. For the next rank.",
	Examples: []string{"/ci role relieve silver | because taken ill"},
	Title:    "Relieve of a role", Button: "Relieve of the role",
	Question: func() any { return new(roleRelieveAsk) },
	Check: func(_ *Input, q any) map[string]string {
		return wrongFields(errOf(roleNamed(q.(*roleRelieveAsk).Role)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*roleRelieveAsk)
		role, err := roleNamed(a.Role)
		if err != nil {
			return Output{}, err
		}
		held := in.Full.Open.Roles[role]
		if held == nil {
			return Output{}, Refuse("vacant", role.Label()+" is vacant: there is nobody to relieve.")
		}
		if err := in.mayRelieve(role, held.Who); err != nil {
			return Output{}, err
		}
		body := &incident.RoleRelieved{Role: role, Was: held.Who, Because: a.Because}
		if role == incident.RoleGold {
			body.GoldBy = in.Now.Add(in.Force.Settings.Command.GoldVacant)
		}
		act, err := in.about()
		if err != nil {
			return Output{}, err
		}
		act.open(body)
		return act.output(), nil
	},
}

// mayRelieve: the next rank above the holder's (chief officers each other); Gold of Silver and Bronze; of a loggist, whom
// she logs for, and an inspector or above. Nobody himself: he offers it to somebody else.
func (in *Input) mayRelieve(role incident.Role, held incident.Who) error {
	h := &in.Full.Open.Head
	if held.ID == in.Actor.ID {
		return RefuseTry("own", "You hold "+role.Label()+" yourself. Offer it to whoever takes over: you remain until it is accepted.", "/ci role "+string(role)+" @…")
	}
	if commander, writes := role.Commander(); writes && (h.Holds(commander, in.Actor.ID) || in.Actor.RankAtLeast(force.Inspector)) {
		return nil
	}
	if role != incident.RoleGold && role.Commands() && h.Holds(incident.RoleGold, in.Actor.ID) {
		return nil
	}
	if p, ok := in.Force.People.Person(held.ID); role.Commands() && (!ok || in.Actor.RankAtLeast(nextRank(p))) && in.Actor.RankAtLeast(force.Sergeant) {
		return nil
	}
	return Refuse("not-permitted", "Relieving "+held.Name+" of "+role.Label()+" is for the next rank above, and for Gold of Silver and Bronze.")
}

// nextRank is the rank above a person's; chief officers are one rank to every rule.
func nextRank(p force.Person) force.Rank {
	r, _ := force.RankOf(p.Rank)
	return min(r+1, force.ChiefOfficer)
}

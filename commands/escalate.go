package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/reminders"
)

// escalateAsk is never refused for words: whatever stands there is what is asked. Its reason may say nothing, too.
type escalateAsk struct {
	What string `ask:"What is needed" rest:"" lines:"" help:"A post, a role or @person first asks that one first; else the ladder is asked"`
	Why  string `ask:"Because" clause:"why,because" lines:""`
	To   Who    `ask:"Ask this post or person first" short:"Ask first" clause:"to" help:"Empty: the ladder, from one rung above you"`
}

var escalateCommand = Command{
	Path:     "escalate",
	Synonyms: []string{"ci escalate"},
	Usage:    "/escalate [WHOM] WHY",
	Short:    "Asks the ladder, or whom you name first and then the ladder, until somebody accepts. Never refused for words.",
	Examples: []string{"/escalate command at the scene because forty people outside and officers withdrawing", "/escalate fim more officers to Riverside"},
	Title:    "Escalate", Button: "Open an escalation",
	NeverRefused: true,
	Question:     func() any { return new(escalateAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*escalateAsk)
		whom, what := in.whomFirst(a)
		b := in.Batch()
		reminders.OpenByHand(in.firing(), b, reminders.Opening{What: what, Because: a.Why, By: in.Actor, Whom: whom})
		return Output{Entries: b.Drafts()}, nil
	},
}

// firing is this instant as the ladder sees it.
func (in *Input) firing() *reminders.Firing {
	return &reminders.Firing{Full: in.Full, Now: in.Now, Force: in.Force, Register: in.Register, Timer: incident.Timer{Book: in.Book}}
}

// whomFirst finds whom the words name first, and what is left of them. A name that cannot be asked stays part of the words.
func (in *Input) whomFirst(a *escalateAsk) (incident.Rung, string) {
	if r, ok := in.askFirst(a.To); ok {
		return r, a.What
	}
	words := a.What
	if w := firstWords(words, 1); len(w) == 1 && squash(w[0].text) == "to" {
		words = strings.TrimSpace(words[w[0].end:])
	}
	w := firstWords(words, 5)
	for k := len(w); k > 0; k-- {
		named := strings.TrimRight(joined(w, k), ".,:;")
		if r, ok := in.askFirst(in.namedWhom(named)); ok {
			return r, strings.TrimSpace(strings.TrimLeft(words[w[k-1].end:], " \t.,:;-"))
		}
	}
	return incident.Rung{}, a.What
}

// namedWhom reads a mention, a rank with a surname, a post or a role. A bare surname is no name here: words begin with
// "Ward 3" and "grant".
func (in *Input) namedWhom(words string) Who {
	if strings.ContainsAny(words, " @.:") || in.isPostOrRole(words) {
		if w, ok := (&values{in: in}).knownWho(words); ok {
			return w
		}
	}
	return Who{}
}

func (in *Input) isPostOrRole(words string) bool {
	if _, ok := in.Force.PostByWords(words); ok {
		return true
	}
	_, ok := readRole(words)
	return ok
}

// askFirst is the rung of somebody who was named; ok is false for nobody and for who cannot be asked.
func (in *Input) askFirst(w Who) (incident.Rung, bool) {
	switch {
	case w.Person != "":
		p, ok := in.Force.People.Person(w.Person)
		if !ok || !p.Police() || p.ID == in.Actor.ID {
			return incident.Rung{}, false
		}
		return incident.Rung{Charge: incident.Charge{Label: p.Label()}, Person: incident.Person(p)}, true
	case w.Post != "":
		return incident.Rung{Charge: incident.ChargePost(in.Force, w.Post)}, true
	case w.Role.Valid():
		return incident.Rung{Charge: incident.Charge{Role: w.Role, Label: w.Role.Label()}}, true
	}
	return incident.Rung{}, false
}

// escalationNumber is the escalation that an answer is about.
type escalationNumber struct {
	Escalation Number `ask:"Escalation" series:"E" need:"Say which escalation, such as E-1." hidden:""`
}

type escalateEnds struct {
	escalationNumber
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"This needs a reason."`
}

type escalateAcceptAsk struct {
	escalationNumber
	ThereBy When `ask:"There by" clause:"there by,there" future:"" help:"Such as 2230 or in 20 min; may stay empty"`
}

// escalation finds E-n of this side.
func (in *Input) escalation(n Number) (*incident.Escalation, error) {
	x, ok := in.Side().Escalation(n.N)
	if !ok {
		return nil, RefuseField("no-escalation", "Escalation", "There is no escalation "+in.Side().Name(incident.SeriesEscalation, n.N)+" here.")
	}
	return x, nil
}

// openEscalation finds one that still asks.
func (in *Input) openEscalation(n Number) (*incident.Escalation, error) {
	x, err := in.escalation(n)
	if err != nil || x.Open() {
		return x, err
	}
	name := in.Side().Name(incident.SeriesEscalation, x.N)
	if x.Ended {
		return nil, Refuse("ended", name+" was ended by "+x.EndedBy.Name+" at "+in.clock(x.EndedAt)+".")
	}
	return nil, Refuse("accepted", name+" was accepted by "+x.Holder.Name+" at "+in.clock(x.AcceptedAt)+". Nothing is asked of you.")
}

// askedEscalation finds an open one that asks or has asked the actor.
func (in *Input) askedEscalation(n Number) (*incident.Escalation, error) {
	x, err := in.openEscalation(n)
	if err != nil || x.WasAsked(in.Actor.ID) {
		return x, err
	}
	return nil, Refuse("not-asked", in.Side().Name(incident.SeriesEscalation, x.N)+" has not asked you"+in.asksNow(x)+".")
}

func (in *Input) asksNow(x *incident.Escalation) string {
	a := x.Current()
	if a == nil {
		return ""
	}
	names := make([]string, len(a.People))
	for i, p := range a.People {
		names[i] = p.Who.Name
	}
	return "; it asks " + a.Label + ", " + orList(names)
}

var escalateAckCommand = Command{
	Path:     "escalate ack",
	Synonyms: []string{"escalate acknowledge"},
	Usage:    "/escalate ack E-1",
	Short:    "Acknowledges: awake, not taking it yet. Your ringing stops till the rung moves; the escalation stays open.",
	Examples: []string{"/escalate ack E-1"},
	Title:    "Acknowledge", Button: "Acknowledge the escalation",
	AtOnce:   true,
	Question: func() any { return new(escalationNumber) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.escalation(q.(*escalationNumber).Escalation)))
	},
	Run: func(in *Input, q any) (Output, error) {
		x, err := in.askedEscalation(q.(*escalationNumber).Escalation)
		if err != nil {
			return Output{}, err
		}
		if at, again := x.Acked[in.Actor.ID]; again {
			return Output{}, Refuse("acknowledged", "You acknowledged "+in.Side().Name(incident.SeriesEscalation, x.N)+" at "+in.clock(at)+
				". It is still open and asks on unless you accept it.")
		}
		return in.record(&incident.EscalationAcknowledged{N: x.N, Until: x.Silenced(in.Actor.ID, in.Now)}), nil
	},
}

var escalateAcceptCommand = Command{
	Path:     "escalate accept",
	Usage:    "/escalate accept E-1 [| there by 2230]",
	Short:    "Accepts: it is yours, and nobody else is asked.",
	Examples: []string{"/escalate accept E-1", "/escalate accept E-1 | there by 2230"},
	Title:    "Accept an escalation", Button: "Accept the escalation",
	Question: func() any { return new(escalateAcceptAsk) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.escalation(q.(*escalateAcceptAsk).Escalation)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*escalateAcceptAsk)
		x, err := in.openEscalation(a.Escalation)
		if err != nil {
			return Output{}, err
		}
		if err := in.mayAccept(x); err != nil {
			return Output{}, err
		}
		quiet := in.Force.Settings.Command.Quiet
		if in.Full.Open.ThreatToLife {
			quiet = in.Force.Settings.Command.QuietThreat
		}
		b := in.Batch()
		if in.Book == incident.BookOpen {
			if added := in.notYetMembers(in.Me()); len(added) > 0 { // before the acceptance: it is no entry of the holder
				why := "accepted escalation " + in.Side().Name(incident.SeriesEscalation, x.N)
				b.Add(incident.Draft{Book: in.Book, Body: &incident.Invited{People: added, Why: why, Quiet: true}})
			}
		}
		b.Add(incident.Draft{Book: in.Book, Body: &incident.EscalationAccepted{
			N: x.N, Rung: in.rungOf(x), ThereBy: a.ThereBy.At, AskAt: in.Now.Add(quiet), Prompts: in.threatPrompts(x),
		}})
		return Output{Entries: b.Drafts()}, nil
	},
}

// mayAccept: whoever was asked, and whoever could be: a post of the ladder, the Force Incident Manager, Gold and Silver. Not
// who asked for it himself, unless it was asked of him too.
func (in *Input) mayAccept(x *incident.Escalation) error {
	name := in.Side().Name(incident.SeriesEscalation, x.N)
	h := &in.Full.Open.Head
	switch p := in.Actor.ID; {
	case slices.ContainsFunc(x.Accepted, in.Me().Same):
		return Refuse("accepted", "You have accepted "+name+" already; it needs others with you"+in.asksNow(x)+".")
	case x.WasAsked(p):
		return nil
	case x.OfHis(p):
		return RefuseTry("own", "You asked for "+name+" yourself: it is for somebody else to accept. You may end it.", "/escalate end "+name+" | because …")
	case h.Holds(incident.RoleGold, p), h.Holds(incident.RoleSilver, p), in.holds(force.FIM):
		return nil
	}
	if in.rungHeld(x) >= 0 || ladderPost(in, in.Actor.ID) != "" {
		return nil
	}
	return Refuse("not-asked", name+" has not asked you"+in.asksNow(x)+". Accepting is for them, for the posts of the ladder, Gold and Silver.")
}

// rungHeld is the rung of which the actor holds the post, -1 when none.
func (in *Input) rungHeld(x *incident.Escalation) int {
	return slices.IndexFunc(x.Ladder.Rungs, func(r incident.Rung) bool {
		return r.Post != "" && in.holds(r.Post) || r.Role != "" && in.Full.Open.Holds(r.Role, in.Actor.ID)
	})
}

// rungOf is at which rung he accepts: there it is open again if he does nothing.
func (in *Input) rungOf(x *incident.Escalation) int {
	if x.WasAsked(in.Actor.ID) {
		return x.RungOf(in.Actor.ID)
	}
	if k := in.rungHeld(x); k >= 0 {
		return k
	}
	return max(x.Rung, 0)
}

var escalateDeclineCommand = Command{
	Path:     "escalate decline",
	Usage:    "/escalate decline E-1 | because …",
	Short:    "Says that you cannot take it, with a reason. The next contact is asked at once.",
	Examples: []string{"/escalate decline E-1 | because at a fatal collision"},
	Title:    "Decline an escalation", Button: "Decline the escalation, with reason",
	Question: func() any { return new(escalateEnds) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.escalation(q.(*escalateEnds).Escalation)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*escalateEnds)
		x, err := in.askedEscalation(a.Escalation)
		if err != nil {
			return Output{}, err
		}
		if _, again := x.Declined[in.Actor.ID]; again {
			return Output{}, Refuse("declined", "You have declined "+in.Side().Name(incident.SeriesEscalation, x.N)+" already. It goes on without you.")
		}
		return in.record(&incident.EscalationDeclined{N: x.N, Because: a.Because}), nil
	},
}

var escalateHandbackCommand = Command{
	Path:     "escalate handback",
	Synonyms: []string{"escalate hand back"},
	Usage:    "/escalate handback E-1 | because …",
	Short:    "Hands back what you accepted, with a reason. It is open again at your rung.",
	Examples: []string{"/escalate handback E-1 | because called to a shooting"},
	Title:    "Hand back an escalation", Button: "Hand back the escalation, with reason",
	Question: func() any { return new(escalateEnds) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.escalation(q.(*escalateEnds).Escalation)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*escalateEnds)
		x, err := in.escalation(a.Escalation)
		if err != nil {
			return Output{}, err
		}
		name := in.Side().Name(incident.SeriesEscalation, x.N)
		switch {
		case x.Ended:
			return Output{}, Refuse("ended", name+" was ended by "+x.EndedBy.Name+" at "+in.clock(x.EndedAt)+".")
		case x.Open():
			return Output{}, Refuse("not-accepted", name+" is open: nobody has accepted it. To say that you cannot take it: /escalate decline "+name+".")
		case x.Holder.ID != in.Actor.ID:
			return Output{}, Refuse("not-yours", name+" is with "+x.Holder.Name+", who alone can hand it back.")
		}
		return in.record(&incident.EscalationHandedBack{N: x.N, Because: a.Because}), nil
	},
}

var escalateEndCommand = Command{
	Path:     "escalate end",
	Usage:    "/escalate end E-1 | because …",
	Short:    "Ends an escalation, with a reason: whoever accepted it, Gold, or before that whoever asked.",
	Examples: []string{"/escalate end E-1 | because the crowd has left"},
	Title:    "End an escalation", Button: "End the escalation, with reason",
	Question: func() any { return new(escalateEnds) },
	Check: func(in *Input, q any) map[string]string {
		return wrongFields(errOf(in.escalation(q.(*escalateEnds).Escalation)))
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*escalateEnds)
		x, err := in.escalation(a.Escalation)
		if err != nil {
			return Output{}, err
		}
		if x.Ended {
			_, err := in.openEscalation(a.Escalation)
			return Output{}, err
		}
		if err := in.mayEnd(x); err != nil {
			return Output{}, err
		}
		return in.record(&incident.EscalationEnded{N: x.N, Because: a.Because}), nil
	},
}

// mayEnd: its acceptor, Gold, or before acceptance who asked for all of it.
func (in *Input) mayEnd(x *incident.Escalation) error {
	me := in.Me()
	if x.Holder.Same(me) && me.ID != "" {
		return nil
	}
	if x.Open() {
		others := slices.IndexFunc(x.Causes, func(c incident.Cause) bool { return !c.By.Same(me) })
		if others < 0 {
			return nil
		}
		if x.OfHis(me.ID) && !in.asker().May(incident.ActEnd) {
			return Refuse("not-only-yours", in.Side().Name(incident.SeriesEscalation, x.N)+" is asked by "+x.Causes[others].By.Name+" as well ("+
				clip(x.Causes[others].What, 60)+"). Ending it is for Gold, or for whoever accepts it.")
		}
	}
	return in.may(incident.ActEnd, "Ending an escalation")
}

package commands

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// Who may see an incident (R4.11). All of it is private: it stands in the sensitive book and is never said in the open room.

type restrictAsk struct {
	Keep      string `ask:"Who stays in this room" short:"Who stays" clause:"to,keep,named" lines:"" limit:"1000" help:"Ids, names or posts, by commas; empty: everybody who is in it now"`
	Custodian Who    `ask:"Custodian" clause:"custodian" help:"A post that is told of reads and broken glass; empty: professional standards"`
	Because   string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Limiting who may see an incident needs a reason."`
	Off       bool   `ask:"Take the limit off again" clause:"off"`
}

var restrictCommand = Command{
	Path:     "ci restrict",
	Usage:    "/ci restrict [| to @person, POST, …] [| custodian POST] | because … [| off]",
	Short:    "Restricts an incident to those named: nobody else comes in but by whoever may restrict. Private; | off ends it.",
	Examples: []string{"/ci restrict | because a name went round that only this room knew", "/ci restrict | to @supt.khan, @insp.patel, @log.evans | because an officer is a relative", "/ci restrict | off | because the reason is gone"},
	Title:    "Restrict", Button: "Restrict the incident",
	OnlyClauses: true, WhenClosed: true, Private: true,
	Question: func() any { return new(restrictAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*restrictAsk)
		return in.limitFaults(a.Keep, a.Custodian)
	},
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*restrictAsk)
		to := incident.AccessRestricted
		if a.Off {
			to = incident.AccessOpen
		}
		return in.limit(to, incident.ActRestrict, a)
	},
}

type sealAsk struct {
	Keep      string `ask:"Who stays in this room" short:"Who stays" clause:"to,keep,named" lines:"" limit:"1000" help:"Ids, names or posts, by commas; empty: everybody who is in it now"`
	Custodian Who    `ask:"Custodian" clause:"custodian" help:"A post that is told of reads and broken glass; empty: professional standards"`
	Because   string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Sealing an incident needs a reason."`
}

var sealCommand = Command{
	Path:     "ci seal",
	Usage:    "/ci seal [| to @person, POST, …] [| custodian POST] | because …",
	Short:    "Seals an incident: those named alone, in no list, and its custodian is told of every read. Private.",
	Examples: []string{"/ci seal | because an officer of this force is named", "/ci seal | to @supt.khan, @log.evans | custodian professional standards | because an officer of this force is named"},
	Title:    "Seal", Button: "Seal the incident",
	OnlyClauses: true, WhenClosed: true, Private: true, Confirm: "Seal %s",
	Confirms: func(in *Input, q any) bool { _, err := in.seal(q); return err == nil }, // what cannot be done is refused first
	Question: func() any { return new(sealAsk) },
	Check: func(in *Input, q any) map[string]string {
		a := q.(*sealAsk)
		return in.limitFaults(a.Keep, a.Custodian)
	},
	Run: (*Input).seal,
}

func (in *Input) seal(q any) (Output, error) {
	a := q.(*sealAsk)
	return in.limit(incident.AccessSealed, incident.ActSeal, &restrictAsk{Keep: a.Keep, Custodian: a.Custodian, Because: a.Because})
}

// limitFaults are whom it does not know or who cannot be meant.
func (in *Input) limitFaults(keep string, custodian Who) map[string]string {
	_, _, err := in.keeping(keep)
	return wrongFields(err, errOf(in.custodian(custodian)))
}

// limit changes who may see the incident. Whoever is not named leaves the room in which it is asked; of the other room nobody is
// taken out by somebody who may not know who is in it.
func (in *Input) limit(to incident.AccessState, act incident.Act, a *restrictAsk) (Output, error) {
	if err := in.may(act, "Limiting who may see an incident"); err != nil {
		return Output{}, err
	}
	custodian, err := in.custodian(a.Custodian)
	if err != nil {
		return Output{}, err
	}
	kept, leave, err := in.keeping(a.Keep)
	if err != nil {
		return Output{}, err
	}
	was := in.Full.Access()
	if was == to && len(leave) == 0 && custodian.Post == in.Full.Custodian(in.Force).Post {
		return Output{}, Refuse("as-it-is", refOf(in)+" is "+string(to)+" already, and nobody would leave.")
	}
	for _, p := range leave {
		if err := in.stillNeeded(p); err != nil {
			return Output{}, err
		}
	}
	b := in.Batch()
	body := &incident.Access{State: to, Reason: a.Because, Custodian: custodian}
	body.People = in.heldBut(custodian.Post, in.Actor.ID)
	if to != incident.AccessOpen {
		for _, p := range kept {
			body.Kept = append(body.Kept, p.Label())
		}
	}
	b.Add(incident.Draft{Book: incident.BookSensitive, Body: body})
	for _, p := range leave {
		b.Add(incident.Draft{Book: in.Book, Body: &incident.Removed{Person: incident.Person(p), Reason: "who may see the incident was limited", Quiet: true}})
	}
	return Output{Entries: b.Drafts()}, nil
}

// custodian is the post that is told; that which is told already where none is named.
func (in *Input) custodian(w Who) (incident.Charge, error) {
	switch {
	case w.Typed == "":
		return in.Full.Custodian(in.Force), nil
	case w.Post == "":
		return incident.Charge{}, RefuseField("no-post", "Custodian", "The custodian is a post, so that somebody always holds it: such as professional standards.")
	}
	return incident.ChargePost(in.Force, w.Post), nil
}

// heldBut are who holds a post now, but for one of them.
func (in *Input) heldBut(post force.PostID, but force.PersonID) []incident.Who {
	return slices.DeleteFunc(in.onDuty(post), func(w incident.Who) bool { return w.ID == but })
}

var betweenPeople = regexp.MustCompile(`[,;\n]|\s+and\s+`)

// keeping reads who stays in this room; whoever asks stays too. Without any words everybody does.
func (in *Input) keeping(words string) (kept, leave []force.Person, err error) {
	named := map[force.PersonID]bool{in.Actor.ID: true}
	var unknown, outside []string
	for _, part := range betweenPeople.Split(words, -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		w, ok := (&values{in: in}).knownWho(part)
		people, vacant := in.people(w, "Keep")
		if !ok || vacant != nil {
			unknown = append(unknown, "“"+clip(part, 40)+"”")
			continue
		}
		for _, p := range people {
			named[p.ID] = true
			if !in.Side().IsMember(p.ID) {
				outside = append(outside, p.Label())
			}
		}
	}
	switch {
	case len(unknown) > 0:
		return nil, nil, RefuseField("unknown", "Keep", "I do not know "+orList(unknown)+" as a person, or as a post that somebody holds now. Try ids such as @supt.khan, @insp.patel.")
	case len(outside) > 0:
		return nil, nil, RefuseField("outside", "Keep", orList(outside)+" would stay, and is not in this room. Add him first: /ci add @… | because …")
	}
	for _, p := range in.Force.People.All() {
		switch {
		case !in.Side().IsMember(p.ID):
		case strings.TrimSpace(words) == "" || named[p.ID]:
			kept = append(kept, p)
		default:
			leave = append(leave, p)
		}
	}
	return kept, leave, nil
}

type breakGlassAsk struct {
	Because string `ask:"Reason" clause:"because" lines:"" limit:"3000" need:"Breaking the glass needs a reason: it is looked at afterwards."`
}

var breakGlassCommand = Command{
	Path: "ci breakglass", Synonyms: []string{"ci break glass"},
	Usage:    "/ci breakglass CI-142 | because …",
	Short:    "Reads an incident that you are not in, for a while: its custodian is rung at once, it ends by itself, it is reviewed. Private.",
	Examples: []string{"/ci breakglass CI-142 | because I command tonight and nobody of that room answers"},
	Title:    "Break the glass", Button: "Break the glass",
	OnlyClauses: true, WhenClosed: true, Private: true, Outside: incident.ActBreakGlass,
	Question: func() any { return new(breakGlassAsk) },
	Run:      func(in *Input, q any) (Output, error) { return in.breakGlass(q.(*breakGlassAsk)) },
}

func (in *Input) breakGlass(a *breakGlassAsk) (Output, error) {
	if err := in.may(incident.ActBreakGlass, "Breaking the glass"); err != nil {
		return Output{}, err
	}
	switch {
	case in.Full.Open.IsMember(in.Actor.ID):
		return Output{}, Refuse("member", "You are in "+refOf(in)+": there is no glass between you and it.")
	case in.Full.Broken(in.Actor.ID, in.Now):
		return Output{}, Refuse("broken", "You read "+refOf(in)+" already: /ci log "+refOf(in))
	}
	b := in.Batch()
	custodian := in.Full.Custodian(in.Force)
	until := in.Now.Add(in.Force.Settings.BreakGlass).Truncate(time.Millisecond)
	body := &incident.GlassBroken{Reason: a.Because, Until: until, Custodian: custodian, Review: b.NextReview(incident.BookSensitive)}
	body.People = in.Full.Custodians(in.Actor.ID, in.Force, in.Now, in.Register.Held()...)
	seq := b.Add(incident.Draft{Book: incident.BookSensitive, Body: body})
	b.Add(incident.Draft{Book: incident.BookSensitive, Body: in.reviewAt(&incident.ReviewSet{
		What: "the glass that " + in.Actor.Label() + " broke: was it necessary, and what was read", Of: seq, Owner: custodian, Due: until,
	})})
	return Output{Entries: b.Drafts()}, nil
}

// throughGlass refuses whoever reads through broken glass everything but reading, and letting somebody in.
func (a *Act) throughGlass(in *Input) error {
	c := a.Command
	if !in.Glass || c.Answers || c.Path == addCommand.Path || c.Outside != "" {
		return nil
	}
	return RefuseTry("glass", "Through broken glass you read "+refOf(in)+", and do nothing in it. To act there, be added; everybody is told.", "/ci add "+refOf(in)+" @"+string(in.Actor.ID)+" | because …")
}

// keptOut refuses to let somebody into a restricted incident, or to give him anything of a sealed one, by whoever may not restrict
// it. Who accepts what the ladder asked him is let in: an escalation never goes quiet.
func (in *Input) keptOut(c *Command, drafts []incident.Draft) error {
	if in.Full == nil || in.Full.Access() == incident.AccessOpen {
		return nil
	}
	if accepts := c.Path == escalateAcceptCommand.Path || c.Path == roleAcceptCommand.Path; accepts || c.Path == addCommand.Path && in.asker().May(incident.ActRestrict) {
		return nil
	}
	for _, d := range drafts {
		if out := in.outsiders(d); len(out) > 0 {
			return RefuseTry("restricted", refOf(in)+" is "+string(in.Full.Access())+": "+orList(out)+" is let in first, by "+incident.Policy[incident.ActRestrict].Words+".", "/ci add @… | because …")
		}
	}
	return nil
}

// outsiders are those whom an entry lets in, or gives something of a sealed incident, and who are not in the room.
func (in *Input) outsiders(d incident.Draft) []string {
	var people []incident.Who
	sealed := in.Full.Sealed()
	switch b := d.Body.(type) {
	case *incident.Invited:
		people = b.People
	case *incident.RoleOffered:
		people = []incident.Who{b.To}
	case *incident.TaskSet:
		if sealed {
			people = append(people, b.People...)
		}
	case *incident.TaskPass:
		if sealed {
			people = append(people, b.People...)
		}
	}
	var out []string
	for _, w := range people {
		if !in.Full.Side(d.Book).IsMember(w.ID) {
			out = append(out, w.Name)
		}
	}
	return out
}

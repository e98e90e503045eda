package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/reminders"
)

// callAsk is a call: three answers, none of them required (R1.4). What is missing is asked for when the incident is open.
type callAsk struct {
	What  string `ask:"What is happening" rest:"" lines:""`
	Where string `ask:"Where" clause:"where" help:"Place, beat or neighbourhood team, as you would say it on the radio"`
	Why   string `ask:"Why it matters" short:"Why it matters" clause:"why,because" lines:"" help:"Whose confidence in the police is at stake: victim, family, community"`

	beside incident.Ref // called for the same place before
}

var callCommand = Command{
	Path:     "ci call",
	Synonyms: []string{"ci new", "ci open", "ci start", "ci raise", "ci report"},
	Usage:    "/ci call WHAT [| where …] [| because …]",
	Short:    "Calls an incident: opens its record and its room, starts the assessment clock and asks for what is missing.",
	Examples: []string{
		"/ci call Neighbours accuse a man; about 15 people outside | where Riverside (RV2) | because he may be hurt",
		"/ci call Crowd outside a house in RV1",
	},
	Title: "Call an incident", Button: "Call an incident",
	Where:        Nowhere,
	NeverRefused: true,
	Question:     func() any { return new(callAsk) },
	Run:          runCall,
}

func runCall(in *Input, q any) (Output, error) {
	c := q.(*callAsk)
	if first, same := in.samePlace(c.Where); same {
		// Whoever called the first himself knows of it: his second is told of it, and goes on.
		if !in.Confirmed && first.Open.CalledBy.ID != in.Actor.ID {
			return in.showFirst(first, c), nil
		}
		c.beside = first.Open.Ref
	}
	return opened(in, c).output(), nil
}

// opening is an act on the incident as a whole: on that of the room, or on one that it calls first.
type opening struct {
	in    *Input
	full  *incident.Full
	batch *incident.Batch
}

func (o *opening) output() Output {
	if o.full == o.in.Full {
		return Output{Entries: o.batch.Drafts()}
	}
	return Output{
		Opens:    o.full,
		Register: []incident.Draft{{Book: incident.BookRegister, Body: &incident.Opened{Ref: o.full.Open.Ref}}},
		Entries:  o.batch.Drafts(),
	}
}

// opened makes the first entries of an incident: the call, its two rooms, who is in them, the first review. The room's
// members and the second room are the same for every incident of the type, so that neither proves anything (R3.22).
func opened(in *Input, c *callAsk) *opening {
	full := incident.New(in.Register.NextRef(in.Now.In(in.Force.Zone).Year()))
	o := &opening{in: in, full: full, batch: incident.NewBatch(full)}
	called := in.called(c)
	o.open(called)
	for _, p := range in.Platforms {
		o.open(&incident.Bound{Platform: p})
	}
	o.open(&incident.Invited{People: in.firstMembers(called), Why: "called with the incident", Quiet: true})
	for _, p := range in.Platforms {
		o.sensitive(&incident.Bound{Platform: p})
	}
	o.sensitive(&incident.Invited{People: in.onDuty(force.MOSOVO), Why: "this is done at every call, and proves nothing"})
	o.batch.NextReview(incident.BookOpen)
	o.open(in.firstReview(called))
	o.sensitive(in.riskPlanReview())
	return o
}

func (o *opening) open(b incident.Body) {
	o.batch.Add(incident.Draft{Book: incident.BookOpen, Body: b})
}
func (o *opening) sensitive(b incident.Body) {
	o.batch.Add(incident.Draft{Book: incident.BookSensitive, Body: b})
}

// called is the entry of a call: the words as they are, and who owns the incident from the start.
func (in *Input) called(c *callAsk) *incident.Called {
	set := in.Force.Settings
	out := &incident.Called{
		What: c.What, Where: c.Where, Why: c.Why, NPT: teamIn(in.Force, c.Where, c.What, c.Why), Type: incident.CommunitySuspicion,
		Level: string(in.Force.Levels[0]), CallerNPT: in.Actor.NPT, Beside: c.beside, AssessBy: in.Now.Add(set.Assess),
	}
	if out.NPT == "" {
		out.NPT = in.Actor.NPT // whoever is of a team and names no other means his own; the reply says so
	}
	if out.NPT == "" {
		out.NPTBy = out.AssessBy
	}
	out.Owner = in.rostered(in.firstOwner(out.NPT))
	out.Prompts = in.prompts(incident.AskImpact)
	for i := range out.Asks {
		out.Asks[i].People = nil // they are members a moment later
	}
	return out
}

// firstOwner is the post that owns a new incident: the sergeant of its neighbourhood team (S29), else the shift supervisor.
// Where one person is both, it is the shift supervisor: that post never stands empty.
func (in *Input) firstOwner(npt force.NPTID) incident.Owner {
	shift := in.ownerOf(force.ShiftSupervisor)
	if npt == "" {
		return shift
	}
	sergeant := in.ownerOf(force.NPTSergeant(npt))
	if sergeant.Person.IsZero() || sergeant.Person.Same(shift.Person) {
		return shift
	}
	return sergeant
}

// ownerOf is a post and whoever holds it now, as an incident's owner.
func (in *Input) ownerOf(post force.PostID) incident.Owner {
	o := incident.Owner{Post: post, Label: in.Force.PostLabel(post)}
	if held := in.onDuty(post); len(held) > 0 {
		o.Person = held[0]
	}
	return o
}

// rostered is an owner with the time at which his handover is drafted.
func (in *Input) rostered(o incident.Owner) incident.Owner {
	return o.Rostered(in.Force, in.Now, in.Register.Held()...)
}

// onDuty is who holds a post now, in the order of asking.
func (in *Input) onDuty(post force.PostID) []incident.Who {
	return incident.People(in.Force, in.Force.OnDuty(post, in.Now, in.Register.Held()...))
}

// firstMembers are those who are in the open room from the start (CONTRACT §3). Whoever may never be in an open room is not
// even when he called it.
func (in *Input) firstMembers(c *incident.Called) []incident.Who {
	out := []incident.Who{in.Me()}
	posts := []force.PostID{c.Owner.Post, force.DutyInspector, force.FIM, force.LoggistPost}
	if c.NPT != "" {
		posts = slices.Insert(posts, 1, force.NPTSergeant(c.NPT))
	}
	for _, post := range posts {
		out = append(out, in.onDuty(post)...)
	}
	return openMembers(in.Force, out)
}

// openMembers keeps each person once, and nobody of the units that are never members of an open room: their presence would
// prove something (R3.22).
func openMembers(f *force.Force, people []incident.Who) []incident.Who {
	var out []incident.Who
	for _, w := range people {
		p, ok := f.People.Person(w.ID)
		if !ok || !incident.MayBeInOpenRoom(p) || slices.ContainsFunc(out, w.Same) {
			continue
		}
		out = append(out, w)
	}
	return out
}

// firstReview looks at a call again: by then somebody has to have assessed it.
func (in *Input) firstReview(c *incident.Called) *incident.ReviewSet {
	return in.reviewAt(&incident.ReviewSet{
		What:  wholeReview + ": could this become critical, is the level right",
		Owner: incident.Charge{Post: c.Owner.Post, Label: c.Owner.Label},
		Due:   in.Now.Add(in.Force.Settings.FirstReview),
	})
}

// reviewAt fills in what follows from the due time of a review that is due once.
func (in *Input) reviewAt(r *incident.ReviewSet) *incident.ReviewSet {
	if s, err := reminders.Once(r.Due); err == nil {
		r.Spec, r.Words = s.String(), s.Words()
		r.Due, _ = s.Next(in.Now)
	}
	r.Soon = reminders.Ahead(in.Force, in.Now, r.Due)
	return r
}

// teamIn is the one neighbourhood team that words name by its id, its name or a beat: of several texts the first that
// names any. Two teams in one text are a question and no answer.
func teamIn(f *force.Force, texts ...string) force.NPTID {
	for _, text := range texts {
		words := wordsOf(text)
		var found []force.NPTID
		for _, n := range f.NPTs {
			if slices.ContainsFunc(append([]string{string(n.ID), n.Name}, n.Beats...), func(s string) bool { return holds(words, wordsOf(s)) }) {
				found = append(found, n.ID)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			return ""
		}
	}
	return ""
}

// wordsOf cuts a text into words in lower case.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return (r < 'a' || 'z' < r) && (r < '0' || '9' < r) && r <= 127
	})
}

// holds reports whether words has the others in it, one after another.
func holds(words, others []string) bool {
	for i := range words {
		if len(others) > 0 && i+len(others) <= len(words) && slices.Equal(words[i:i+len(others)], others) {
			return true
		}
	}
	return false
}

package say

import (
	"fmt"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/incident"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"role-offered":  act.roleOffered,
		"role-accepted": act.roleAccepted,
		"role-declined": act.roleDeclined,
		"role-relieved": act.roleRelieved,
	})
}

// offer is what a person is told to whom a role is offered.
func (c scope) offer(n int, _ string) (post, bool) {
	o, ok := c.head.Offer(n)
	if !ok {
		return post{}, false
	}
	sent, told := c.side.Delivered(c.lane, c.side.Name(incident.SeriesOffer, n))
	told = told && sent.Message != ""
	role, ref := o.Role.Label(), string(c.side.Ref)
	if !o.Open() {
		if !told {
			return post{NotSent: "the offer was " + o.Over}, true
		}
		p := post{Title: role + " of " + ref + ": the offer was " + o.Over + " at " + c.Clock(o.OverAt) + "."}
		if o.Over == "accepted" {
			p.Title = "You are " + role + " of " + ref + " since " + c.Clock(o.OverAt) + "."
			p.Lines = []string{"Room: " + c.roomName() + ". Control room: " + c.Force.ControlRoom + "."}
		}
		return p, true
	}
	p := post{Title: "You are offered " + roleOffer(o.Role) + " of " + ref + "."}
	if !o.Until.IsZero() {
		p.Title = strings.TrimSuffix(p.Title, ".") + ". Answer by " + c.Clock(o.Until) + "."
		p.Due = o.Until
	}
	p.Lines = append([]string{"Offered by " + o.By.Name + " at " + c.Clock(o.At) + ". " + c.untilThen(o)}, c.outstanding(o)...)
	if !o.Until.IsZero() {
		p.Lines = append(p.Lines, "No answer by "+c.Clock(o.Until)+": the ladder is asked. Control room: "+c.Force.ControlRoom+".")
	}
	p.Actions = []bot.Action{
		c.button("Accept "+role+" of "+ref, "ci role accept", fmt.Sprintf("offer=%d", o.N)),
		c.button("I cannot be "+role+", with reason", "ci role decline", fmt.Sprintf("offer=%d", o.N)),
	}
	return p, true
}

// roleOffer is a role as it is offered to somebody.
func roleOffer(r incident.Role) string {
	if _, writes := r.Commander(); writes {
		return "the role of " + r.Strategy()
	}
	return r.Strategy()
}

// untilThen says who holds a role until the offer is accepted.
func (c scope) untilThen(o *incident.Offer) string {
	if o.From.IsZero() {
		return upper(o.Role.Label()) + " is vacant until then."
	}
	return o.From.Name + " remains " + o.Role.Label() + " until you accept."
}

// outstanding is what goes over with a role: the brief, and what is open.
func (c scope) outstanding(o *incident.Offer) []string {
	var out []string
	if o.Brief != "" {
		out = append(out, "Brief: "+o.Brief)
	}
	add := func(what string, series incident.Series, numbers []int) {
		if len(numbers) > 0 {
			out = append(out, what+": "+c.list(series, numbers))
		}
	}
	add("Open escalations", incident.SeriesEscalation, o.Escalations)
	add("Outstanding reviews", incident.SeriesReview, o.Reviews)
	add("Open tasks", incident.SeriesTask, o.Tasks)
	if o.Last > 0 {
		out = append(out, "Last entry before this offer: "+c.entry(o.Last))
	}
	if _, writes := o.Role.Commander(); writes && !o.From.IsZero() && o.Open() {
		out = append(out, "Read back to the commander before you accept, and say in the form what you read back.")
	}
	return out
}

func (c scope) list(series incident.Series, numbers []int) string {
	out := make([]string, len(numbers))
	for i, n := range numbers {
		out[i] = c.name(series, n)
		if what := c.subject(series, n); what != "" {
			out[i] += " " + what
		}
	}
	return strings.Join(out, " · ")
}

// subject is the first words of a numbered thing.
func (c scope) subject(series incident.Series, n int) string {
	switch series {
	case incident.SeriesEscalation:
		if x, ok := c.side.Escalation(n); ok && len(x.Causes) > 0 {
			return begins(given(x.Causes[0].What))
		}
	case incident.SeriesReview:
		if r, ok := c.side.Review(n); ok {
			if r.NextDue().IsZero() {
				return begins(r.What)
			}
			return begins(r.What) + ", due " + c.Clock(r.NextDue())
		}
	}
	return ""
}

// roleWords are the posts of command; ok is false for other kinds.
func (c scope) roleWords(l *incident.Line) (w entryWords, ok bool) {
	switch b := l.Body.(type) {
	case *incident.RoleOffered:
		return c.offeredWords(b, l.Seq), true
	case *incident.RoleAccepted:
		w = entryWords{Name: strings.ToUpper(b.Role.Label()), Text: l.RecordedBy.Name + " is " + b.Role.Strategy() + " from " + c.Clock(l.RecordedAt)}
		if !b.Was.IsZero() {
			w.Text = "Transfer of command: " + l.RecordedBy.Name + " is " + b.Role.Strategy() + " from " + c.Clock(l.RecordedAt) + ", in the place of " + b.Was.Name
		}
		if _, writes := b.Role.Commander(); writes {
			w.Text = strings.Replace(w.Text, "Transfer of command: ", "Handover: ", 1)
		}
		if b.ReadBack != "" {
			w.Lines = []string{"Read back: " + b.ReadBack}
		}
		return w, true
	case *incident.RoleDeclined:
		return entryWords{Name: "ROLE DECLINED", Text: l.RecordedBy.Name + " cannot be " + b.Role.Label(), Lines: []string{because(b.Because)}}, true
	case *incident.RoleRelieved:
		return entryWords{Name: "ROLE RELIEVED", Text: b.Was.Name + " is no longer " + b.Role.Label() + ", which is vacant", Lines: []string{because(b.Because)}}, true
	case *incident.OfferUnanswered:
		return entryWords{Name: "ROLE NOT TAKEN UP", Bare: true, Text: b.Role.Label() + " was offered to " + b.To.Name + ", who has not answered. The ladder is asked.", Lines: []string{c.lateWords(b.Late)}}, true
	case *incident.GoldMissing:
		return entryWords{
			Name: "GOLD VACANT", Bare: true,
			Text:  "This is a declared critical incident and nobody has been Gold since " + c.Clock(b.Since) + ". The ladder is asked.",
			Lines: []string{"Control room: " + c.Force.ControlRoom + ".", c.lateWords(b.Late)},
		}, true
	}
	return entryWords{}, false
}

func (c scope) offeredWords(b *incident.RoleOffered, seq uint64) entryWords {
	w := entryWords{Name: "ROLE OFFERED", Text: b.Role.Label() + " offered to " + b.To.Name + "; answer by " + c.Clock(b.Until)}
	o := &incident.Offer{Role: b.Role, From: b.From, Brief: b.Brief, Reviews: b.Reviews, Tasks: b.Tasks, Escalations: b.Escalations, Last: b.Last}
	i := slices.IndexFunc(c.head.Offers, func(o *incident.Offer) bool { return o.Entry == seq })
	if i >= 0 {
		o.Over = c.head.Offers[i].Over
	}
	w.Lines = c.outstanding(o)
	if i >= 0 && !o.Open() {
		over := c.head.Offers[i]
		w.Text = b.Role.Label() + " offered to " + b.To.Name
		how := strings.ToUpper(over.Over)
		if over.Over == "overtaken" {
			how = "OVERTAKEN by a newer offer"
		}
		w.Lines = append(w.Lines, how+" at "+c.Clock(over.OverAt))
		return w
	}
	if b.From.IsZero() {
		w.Lines = append(w.Lines, upper(b.Role.Label())+" is vacant until it is accepted.")
	} else {
		w.Lines = append(w.Lines, b.From.Name+" remains "+b.Role.Label()+" until it is accepted.")
	}
	return w
}

func (a act) roleOffered(e *incident.Entry) string {
	b := e.Body.(*incident.RoleOffered)
	out := a.as(e) + ": " + b.Role.Label() + " is offered to " + b.To.Name + ", who is rung and answers by " + a.Clock(b.Until) + "."
	if !b.From.IsZero() {
		out += " " + b.From.Name + " remains " + b.Role.Label() + " until it is accepted."
	}
	return out
}

func (a act) roleAccepted(e *incident.Entry) string {
	b := e.Body.(*incident.RoleAccepted)
	out := a.as(e) + ": you are " + b.Role.Strategy() + " of " + string(e.Ref) + " from " + a.Clock(e.RecordedAt) + "."
	if o, ok := a.head.Offer(b.Offer); ok {
		out = strings.Join(append([]string{out}, a.outstanding(o)...), "\n")
	}
	return out
}

func (a act) roleDeclined(e *incident.Entry) string {
	b := e.Body.(*incident.RoleDeclined)
	return a.as(e) + ": you cannot be " + b.Role.Label() + ". Whoever offered it reads that in the room."
}

func (a act) roleRelieved(e *incident.Entry) string {
	b := e.Body.(*incident.RoleRelieved)
	return a.as(e) + ": " + b.Was.Name + " is no longer " + b.Role.Label() + a.Force.Named(". It is vacant. Next: /ci role ") + strings.Replace(string(b.Role), "loggist:", "loggist for ", 1) + " @…"
}

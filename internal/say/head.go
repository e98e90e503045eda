package say

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

const notGiven = "not given"

// headCard is the pinned card: what this incident is, where it stands, what is still to answer.
func (c scope) headCard() post {
	if c.side.Book == incident.BookSensitive {
		return c.secondCard()
	}
	h := c.head
	p := post{
		Title: fmt.Sprintf("%s called by %s%s at %s", c.side.Ref, h.CalledBy.Name, c.of(h.CallerNPT), c.Clock(h.CalledAt)),
		Pin:   true,
	}
	p.Lines = []string{
		"What: " + given(h.What),
		"Where: " + given(h.Where) + "   Why it matters: " + given(h.Why),
		c.standing(),
		c.stillToAnswer(),
	}
	if c.Report { // there is room for a line each
		p.Lines = slices.Concat([]string{"What: " + given(h.What), "Where: " + given(h.Where), "Why it matters: " + given(h.Why)}, c.standings(), []string{c.stillToAnswer()})
	}
	if h.NPT != "" && h.NPT != h.CallerNPT {
		p.Lines = append(p.Lines, "Neighbourhood team: "+c.team(h.NPT))
	}
	if persons := slices.Sorted(maps.Keys(h.Persons)); len(persons) > 0 {
		for i, handle := range persons {
			persons[i] = handle + " (" + h.Persons[handle].Words() + ")"
		}
		p.Lines = append(p.Lines, "People: "+strings.Join(persons, ", "))
	}
	if len(h.Links) > 0 {
		p.Lines = append(p.Lines, "Linked: "+strings.Join(refs(h.Links), ", "))
	}
	if flags := slices.Sorted(maps.Keys(h.Flags)); len(flags) > 0 {
		for i, f := range flags {
			flags[i] = FlagName(f)
		}
		p.Lines = append(p.Lines, "Flags: "+strings.Join(flags, ", "))
	}
	p.Kept = []string{c.standing(), "This room is disclosable."}
	if !c.Report {
		p.Lines = append(p.Lines, "This room is disclosable.")
	}
	if h.Live() && (h.Assessed.IsZero() || !h.AssessBy.IsZero()) {
		p.Actions = append(p.Actions, c.button("Answer the assessment of "+string(c.side.Ref), "ci assess"))
	}
	if h.Live() {
		p.Actions = append(p.Actions, c.button("Log an entry in "+string(c.side.Ref), "log"))
	}
	return p
}

// secondCard is pinned in the second room: what was called, and what the room is for. What is open may be read there; where
// the incident stands is said in the open room: here it would grow old.
func (c scope) secondCard() post {
	return post{Title: "The second room of " + string(c.side.Ref), Pin: true, Lines: []string{
		"Called at " + c.Clock(c.head.CalledAt) + ". What: " + given(c.head.What),
		"Where: " + given(c.head.Where),
		"What is entered here goes to the sensitive book and is numbered S-001, S-R-1, S-NPT-1. Nothing of it is seen, counted or heard in the open room.",
		"Every incident of this type has such a room, whatever it is about: that there is one proves nothing.",
		"Where the incident stands is said in the open room, to its members. This room is disclosable.",
	}}
}

func given(s string) string {
	if s == "" {
		return notGiven
	}
	return s
}

func refs(in []incident.Ref) []string {
	out := make([]string, len(in))
	for i, r := range in {
		out[i] = string(r)
	}
	return out
}

// of says of which team somebody is.
func (c scope) of(npt force.NPTID) string {
	if npt == "" {
		return ""
	}
	return " (" + c.team(npt) + ")"
}

// team is the name of a neighbourhood team; of one that is no longer there, its id.
func (c scope) team(npt force.NPTID) string {
	if n, ok := c.Force.NPT(npt); ok {
		return n.Name
	}
	return string(npt)
}

// standing is one line: the clock of the assessment or the stage, owner, level, command.
func (c scope) standing() string {
	return strings.Join(c.standings(), " · ")
}

func (c scope) standings() []string {
	return []string{c.stage(), "Owner: " + ownerWords(c.head.Owner), "Level: " + c.head.Level, c.command()}
}

func (c scope) stage() string {
	h := c.head
	switch {
	case !h.AssessBy.IsZero():
		return "Assess by " + c.Clock(h.AssessBy)
	case h.AssessmentLate && h.Assessed.IsZero():
		return "ASSESSMENT OVERDUE"
	}
	s := "State: " + h.Stage.Words()
	if !h.Assessed.IsZero() {
		s += " (first decided " + force.Span(h.Assessed.Sub(h.CalledAt)) + " after the call)"
	}
	return s
}

func ownerWords(o incident.Owner) string {
	switch {
	case o.Label == "":
		return given(o.Person.Name)
	case o.Person.Name == "":
		return o.Label
	}
	return o.Label + ", " + o.Person.Name
}

// command says who holds Gold, Silver and each Bronze, and what is vacant.
func (c scope) command() string {
	var held, vacant []string
	for _, r := range []incident.Role{"gold", "silver"} {
		if x := c.head.Roles[r]; x != nil {
			held = append(held, RoleName(r)+": "+x.Who.Name)
		} else {
			vacant = append(vacant, RoleName(r))
		}
	}
	for _, r := range slices.Sorted(maps.Keys(c.head.Roles)) {
		if r != "gold" && r != "silver" && c.head.Roles[r] != nil {
			held = append(held, RoleName(r)+": "+c.head.Roles[r].Who.Name)
		}
	}
	if len(vacant) > 0 {
		held = append(held, strings.Join(vacant, ", ")+": vacant")
	}
	return strings.Join(held, " · ")
}

// RoleName is how a role is said: Gold, Bronze (community), Loggist for Gold.
func RoleName(r incident.Role) string {
	name, function, _ := strings.Cut(string(r), ":")
	name = strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
	switch {
	case function == "":
		return name
	case name == "Loggist":
		return "Loggist for " + RoleName(incident.Role(function))
	}
	return name + " (" + function + ")"
}

// stillToAnswer is one line: the questions, in the order in which to ask.
func (c scope) stillToAnswer() string {
	qs := c.head.Questions()
	if len(qs) == 0 {
		return ""
	}
	texts := make([]string, len(qs))
	for i, q := range qs {
		texts[i] = q.Text
	}
	return "Still to answer: " + strings.Join(texts, " · ")
}

// answerCard is the card Still to answer: each question with its due time and its button.
func (c scope) answerCard() post {
	qs := c.head.Questions()
	p := post{Title: "Still to answer for " + string(c.side.Ref)}
	if len(qs) == 0 {
		p.Lines = []string{"Nothing is still to be answered."}
		return p
	}
	p.Title = fmt.Sprintf("Still to answer for %s: %d", c.side.Ref, len(qs))
	for _, q := range qs {
		p.Lines = append(p.Lines, "- "+c.question(q))
	}
	p.Actions = c.answerButtons(qs)
	return p
}

// question is one question of the card: what is asked, by when, of whom, and what it holds up.
func (c scope) question(q incident.Question) string {
	line := upper(q.Text)
	if q.Why != "" {
		line += ": " + q.Why
	}
	line += "?"
	if !q.Due.IsZero() {
		line += " By " + c.Clock(q.Due)
		if q.Due.Before(c.Now) {
			line += ": OVERDUE"
		}
	}
	if of := cmp.Or(q.Of.Label, c.Force.PostLabel(q.Of.Post)); of != "" {
		line += " · Of: " + of
	}
	for i, b := range q.Blocks {
		if i == 0 {
			line += " · Holds up: "
		} else {
			line += ", "
		}
		line += string(b)
	}
	return line
}

// answerButtons are those of the card: what is answered in words has one for all, each form its own.
func (c scope) answerButtons(qs []incident.Question) []bot.Action {
	out := []bot.Action{c.button("Answer what is still open for "+string(c.side.Ref), "ci answer")}
	seen := map[string]bool{}
	for _, q := range qs {
		if q.By != "" && !seen[q.By] {
			seen[q.By] = true
			out = append(out, c.button("Answer for "+string(c.side.Ref)+": "+begins(q.Text), q.By))
		}
	}
	return out
}

// askedOf is what a person is told who is asked a question and does not see the card.
func (c scope) askedOf(key string) post {
	q := c.head.Asked[key]
	a, ok := incident.AskingOf(key)
	if q == nil || !ok {
		return post{NotSent: "the question is not asked any more"}
	}
	if seq, answered := c.head.Answers[key]; answered {
		return post{Title: "A question of " + string(c.side.Ref) + " was answered: entry " + c.entry(seq) + ". Nothing is asked of you."}
	}
	p := post{Title: "A question of " + string(c.side.Ref) + " for you, " + q.Of.Label + ". Answer by " + c.Clock(q.Due) + "."}
	p.Lines = []string{c.question(incident.Question{Asking: a, Due: q.Due, Why: q.Why}), "What: " + given(c.head.What), "You may answer here."}
	if a.By != "" {
		p.Actions = append(p.Actions, c.button("Answer for "+string(c.side.Ref)+": "+begins(a.Text), a.By))
	}
	p.Actions = append(p.Actions, c.button("Answer in words, or say why it is not needed", "ci answer", key))
	return p
}

// questionOverdue says that nobody answered in time.
func (c scope) questionOverdue(b *incident.QuestionOverdue) entryWords {
	w := c.overdue("STILL NOT ANSWERED", incident.QuestionText(b.Question)+"; it was to be answered by "+c.Clock(b.Due), b.Escalation, b.Late)
	w.Lines = append([]string{labelled("Asked of", b.Of.Label)}, w.Lines...)
	return w
}

// header is the room's topic and facts. It names no person, street or offence but those who hold command.
func (c scope) header() post {
	h := c.head
	if c.side.Book == incident.BookSensitive {
		facts := c.openThings()
		return post{Topic: topicOf("Second room of "+string(c.side.Ref), facts), Facts: facts}
	}
	facts := []bot.Fact{
		{Label: "State", Value: h.Stage.Words()},
		{Label: "Level", Value: h.Level},
		{Label: "Owner", Value: ownerWords(h.Owner)},
	}
	if !h.AssessBy.IsZero() {
		facts = append(facts, bot.Fact{Label: "Assess by", Value: c.Clock(h.AssessBy), Due: h.AssessBy})
	}
	for _, r := range []incident.Role{"gold", "silver"} {
		f := bot.Fact{Label: RoleName(r), Value: "vacant", Alarm: h.Stage == incident.StageDeclared}
		if x := h.Roles[r]; x != nil {
			f.Value, f.Alarm = x.Who.Name, false
		}
		facts = append(facts, f)
	}
	for _, r := range slices.Sorted(maps.Keys(h.Roles)) {
		if x := h.Roles[r]; x != nil && r != "gold" && r != "silver" {
			facts = append(facts, bot.Fact{Label: RoleName(r), Value: x.Who.Name})
		}
	}
	facts = append(facts, c.openThings()...)
	return post{Topic: topicOf("", facts), Facts: facts}
}

// topicOf is a room's topic: its facts in one line.
func topicOf(first string, facts []bot.Fact) string {
	var parts []string
	if first != "" {
		parts = append(parts, first)
	}
	for _, f := range facts {
		parts = append(parts, f.Label+": "+f.Value)
	}
	return strings.Join(append(parts, "This room is disclosable"), " · ")
}

// openThings are the open escalations and tasks and the next review, as numbers: their words stand in the room.
func (c scope) openThings() []bot.Fact {
	var out []bot.Fact
	if open := c.side.OpenEscalations(); len(open) > 0 {
		names := make([]string, len(open))
		for i, x := range open {
			names[i] = c.side.Name(incident.SeriesEscalation, x.N)
		}
		out = append(out, bot.Fact{Label: "Escalation open", Value: strings.Join(names, ", "), Alarm: true})
	}
	out = append(out, bot.Fact{Label: "Open tasks", Value: fmt.Sprint(c.side.OpenTasks())})
	if n, due, ok := c.side.NextReview(); ok {
		f := bot.Fact{Label: "Next review", Value: c.side.Name(incident.SeriesReview, n) + ", " + c.Clock(due), Due: due}
		f.Alarm = due.Before(c.Now.Add(-time.Minute))
		out = append(out, f)
	}
	return out
}

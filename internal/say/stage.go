package say

import (
	"maps"
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

// stageWords are those of what the incident is as a whole: called, assessed, declared or not, stood down, closed.
func (c scope) stageWords(l *incident.Line) (entryWords, bool) {
	switch b := l.Body.(type) {
	case *incident.Called:
		w := entryWords{Name: "CALLED", Text: given(b.What), Lines: []string{"Where: " + given(b.Where), "Why it matters: " + given(b.Why)}}
		return w, true
	case *incident.Potential:
		return c.verdictWords("POTENTIAL CRITICAL INCIDENT", b.Reason, b.Whose, b.Review), true
	case *incident.Declared:
		return c.verdictWords("CRITICAL INCIDENT DECLARED", b.Reason, b.Whose, b.Review), true
	case *incident.NotDeclared:
		w := c.verdictWords("DECISION: NOT DECLARED", b.Reason, "", b.Review)
		w.Lines = append(w.Lines, "What would change this: "+given(b.Unless))
		return w, true
	case *incident.Restoring:
		return entryWords{Name: "RESTORING CONFIDENCE", Text: b.Reason, Decided: true}, true
	case *incident.StoodDown:
		return c.stoodDown(b), true
	case *incident.Closed:
		w := entryWords{Name: "RECORD CLOSED", Text: b.Reason, Decided: true}
		w.Lines = []string{"The record is frozen until it is reopened."}
		return w, true
	case *incident.Reopened:
		w := entryWords{Name: "REOPENED", Text: b.Reason, Decided: true}
		if !b.AssessBy.IsZero() {
			w.Lines = []string{"To be assessed again by " + c.Clock(b.AssessBy)}
		}
		return w, true
	case *incident.DeclareAsked:
		return c.declareAsked(b), true
	case *incident.AssessmentOverdue:
		return c.overdue("ASSESSMENT OVERDUE", "nobody had assessed the call by "+c.Clock(b.Due), b.Escalation, b.Late), true
	case *incident.QuestionOverdue:
		return c.questionOverdue(b), true
	case *incident.Unowned:
		return c.overdue("NO OWNING TEAM", "no neighbourhood team was named as owner by "+c.Clock(b.Due), b.Escalation, b.Late), true
	}
	return entryWords{}, false
}

// verdictWords are a decision about what the incident is, with its time since the call (R1.6) and its review.
func (c scope) verdictWords(name, reason, whose string, review int) entryWords {
	w := entryWords{Name: name, Text: reason, Decided: true, Lines: []string{labelled("Whose confidence", whoseWords(whose))}}
	if r, ok := c.side.Review(review); ok {
		w.After = []string{c.reviewOf(r)}
	}
	return w
}

func whoseWords(whose string) string {
	if whose == "several" {
		return "more than one of victim, family, community"
	}
	return whose
}

func (c scope) stoodDown(b *incident.StoodDown) entryWords {
	w := entryWords{Name: "STOOD DOWN", Text: b.Reason, Decided: true}
	w.Lines = []string{"Residual risk is owned by: " + given(b.Residual.Label)}
	for _, item := range slices.Sorted(maps.Keys(b.Checklist)) {
		w.Lines = append(w.Lines, "- "+upper(item)+": "+b.Checklist[item])
	}
	var held []string
	for _, r := range slices.Sorted(maps.Keys(b.Roles)) {
		held = append(held, RoleName(r)+" "+b.Roles[r].Name)
	}
	if len(held) > 0 {
		w.Lines = append(w.Lines, "Command ended: "+strings.Join(held, ", "))
	}
	if r, ok := c.side.Review(b.Review); ok {
		w.After = []string{c.reviewOf(r)}
	}
	return w
}

func (c scope) declareAsked(b *incident.DeclareAsked) entryWords {
	w := entryWords{Name: "ASKED FOR", Text: b.Words(), Lines: []string{labelled("Reason", b.Reason)}}
	if b.Escalation > 0 {
		w.Lines = append(w.Lines, "Those who may decide are asked: "+c.name(incident.SeriesEscalation, b.Escalation))
	}
	return w
}

func (c scope) overdue(name, text string, escalation int, late incident.Late) entryWords {
	w := entryWords{Name: name, Text: text, Lines: []string{c.lateWords(late)}}
	if escalation > 0 {
		w.Lines = append(w.Lines, "Escalation "+c.name(incident.SeriesEscalation, escalation))
	}
	return w
}

// aboutWords are those of what is known of the incident: level, owner, gaps, links, flags, answers, people, word outside.
func (c scope) aboutWords(l *incident.Line) (entryWords, bool) {
	switch b := l.Body.(type) {
	case *incident.LevelSet:
		return entryWords{Name: "LEVEL", Text: levelWords(c.Force, b), Decided: true, Lines: []string{labelled("Reason", b.Reason), labelled("Told", tellings(b.Tells))}}, true
	case *incident.OwnerSet:
		return entryWords{Name: "OWNER", Text: ownerWords(b.Owner) + " owns the incident; before: " + ownerWords(b.Was), Lines: []string{labelled("Reason", b.Reason)}}, true
	case *incident.Amended:
		return c.amended(b), true
	case *incident.Linked:
		return entryWords{Name: "LINKED", Text: "to " + string(b.To), Lines: []string{labelled("Reason", b.Reason)}}, true
	case *incident.Flagged:
		name := "FLAG SET"
		if b.Off {
			name = "FLAG TAKEN OFF"
		}
		w := entryWords{Name: name, Text: FlagName(b.Flag), Lines: []string{labelled("Reason", b.Reason), labelled("Identified by", b.Source)}}
		w.After = c.asked(b.Prompts)
		return w, true
	case *incident.Answered:
		return c.answered(b), true
	case *incident.Told:
		return entryWords{Name: "TOLD OUTSIDE", Text: b.Text, Lines: []string{"To: " + b.To, labelled("How", b.How)}}, true
	case *incident.PersonNoted:
		return entryWords{Name: "PERSON", Text: b.Handle + ": " + b.Role.Open().Words()}, true
	case *incident.PersonKnown:
		w := entryWords{Name: "PERSON", Text: b.Handle, Decided: b.Was != ""}
		w.Lines = []string{
			labelled("Who it is", b.Identity), labelled("Role", b.Role.Words()), labelled("What is suspected", string(b.Suspicion)), labelled("Reason", b.Reason),
		}
		return w, true
	}
	return entryWords{}, false
}

func levelWords(f *force.Force, b *incident.LevelSet) string {
	switch was, is := f.LevelRank(force.Level(b.Was)), f.LevelRank(force.Level(b.Level)); {
	case is > was:
		return "raised from " + b.Was + " to " + b.Level
	case is < was:
		return "lowered from " + b.Was + " to " + b.Level
	}
	return "stays at " + b.Level
}

// tellings are the posts that are told something, and who holds them.
func tellings(all []incident.Telling) string {
	var out []string
	for _, t := range all {
		if len(t.People) == 0 {
			out = append(out, t.Label+" (nobody holds it now)")
			continue
		}
		out = append(out, t.Label+" ("+names(t.People)+")")
	}
	return strings.Join(out, ", ")
}

func (c scope) amended(b *incident.Amended) entryWords {
	w := entryWords{Name: "CALL AMENDED"}
	if b.NPT != "" {
		w.Lines = append(w.Lines, "Neighbourhood team: "+c.team(b.NPT))
	}
	w.Lines = append(w.Lines, labelled("What", b.What), labelled("Where", b.Where), labelled("Why it matters", b.Why), labelled("Reason", b.Reason))
	return w
}

func (c scope) answered(b *incident.Answered) entryWords {
	question := upper(incident.QuestionText(b.Question))
	if b.NotNeeded == "" {
		return entryWords{Name: "ANSWER", Text: question + ": " + b.Answer}
	}
	w := entryWords{Name: "DECISION: NOT NEEDED", Text: question, Decided: true, Lines: []string{"Not needed because: " + b.NotNeeded}}
	if r, ok := c.side.Review(b.Review); ok {
		w.After = []string{c.reviewOf(r)}
	}
	return w
}

// flagNames are the flags as people read them.
var flagNames = map[string]string{
	"under-investigation":     "somebody is under investigation",
	incident.FlagThreatToLife: "THREAT TO LIFE", "vigilante": "vigilante threat", "children": "children are linked to it",
	"residence-identified": "somebody's home was identified", "complex": "complex", "high-risk": "high risk",
	"cross-border": "cross-border", "major": "major incident", "internal": "internal",
	incident.FlagPostIncident: "post-incident procedure", incident.FlagReferred: "referred to the IOPC",
}

// FlagName is how a flag is said; one that is not known, as it is written.
func FlagName(flag string) string {
	if n, ok := flagNames[flag]; ok {
		return n
	}
	return flag
}

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

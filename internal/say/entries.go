package say

import (
	"strings"

	"loggist/bot"
	"loggist/incident"
)

// line is the post of an entry: `Entry 014 · DECISION · <text>`, what its kind adds, who and when, and what later entries
// say of it. Nothing is edited away: a corrected or withdrawn text stands struck out.
func (c scope) line(l *incident.Line) post {
	w := c.kindWords(l)
	title := "Entry " + c.entry(l.Seq) + " · " + w.Name
	lines := append([]string{w.Text}, w.Lines...)
	if c.lane.Room != "" && w.Text != "" {
		title, lines = title+" · "+w.Text, w.Lines
	}
	lines = append(lines, c.provenance(l, w)...)
	return post{Title: title, Lines: lines, Actions: w.Actions}
}

// entryWords is what a kind of entry says of itself.
type entryWords struct {
	Name    string // "DECISION": one or two words in capitals
	Text    string // the entry itself, as typed
	Lines   []string
	Actions []bot.Action
	// Bare leaves out who recorded it and when: Text says it.
	Bare bool
}

// kindWords is the one table from kinds to words.
func (c scope) kindWords(l *incident.Line) entryWords {
	switch b := l.Body.(type) {
	case *incident.Note:
		return c.note(l, b)
	case *incident.Invited:
		return c.invited(l, b)
	case *incident.Removed:
		return c.removed(l, b)
	case *incident.Joined:
		return c.joined(l, b)
	}
	if w, ok := c.escalationWords(l); ok {
		return w
	}
	if w, ok := c.roleWords(l); ok {
		return w
	}
	return entryWords{Name: strings.ToUpper(strings.ReplaceAll(l.Body.Kind(), "-", " "))}
}

// provenance says who decided and recorded it and when: two facts each, told apart when they differ.
func (c scope) provenance(l *incident.Line, w entryWords) []string {
	if w.Bare {
		return nil
	}
	return []string{"Recorded by " + l.RecordedBy.Name + " at " + c.Clock(l.RecordedAt)}
}

func (c scope) note(_ *incident.Line, n *incident.Note) entryWords {
	name := "LOG"
	if n.Assessment {
		name = "ASSESSMENT"
	}
	return entryWords{Name: name, Text: n.Text}
}

package say

import (
	"slices"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
)

// line is the post of an entry: `Entry 014 · DECISION · <text>`, what its kind adds, who and when, and what later entries
// say of it. Nothing is edited away: a corrected or withdrawn text stands struck out. Only words that were entered in the
// wrong room, or are sensitive, leave the chat; that they did is said.
func (c scope) line(l *incident.Line) post {
	w := c.kindWords(l)
	title := "Entry " + c.entry(l.Seq) + " · " + w.Name
	if l.Removed {
		return post{Title: title, Lines: append([]string{"Its words have left this chat. They stay in the record."}, c.saidOf(l)...)}
	}
	switch {
	case len(l.Withdrawn) > 0:
		w.Text, w.Lines, w.After, w.Actions = strike(w.Text), strikeAll(w.Lines), nil, nil
	case len(l.Corrected) > 0 && c.corrected(l):
		w.Text = strike(w.Text)
	}
	lines := append([]string{w.Text}, w.Lines...)
	if c.lane.Room != "" && w.Text != "" && c.Profile != force.Pointer && c.Profile != force.Summary {
		title, lines = title+" · "+w.Text, w.Lines
	}
	lines = append(lines, c.provenance(l, w)...)
	lines = append(lines, c.saidOf(l)...)
	lines = slices.DeleteFunc(append(lines, w.After...), func(s string) bool { return s == "" })
	return post{Title: title, Lines: lines, Actions: w.Actions}
}

// left is said in the place of words that have left the chat.
const left = "its words have left this chat"

// shown is a text of entry seq, unless its words have left the chat.
func (c scope) shown(seq uint64, text string) string {
	if l, ok := c.side.Line(seq); ok && c.gone(l) {
		return left
	}
	return text
}

// gone reports whether the words of an entry are not to be said any more.
func (c scope) gone(l *incident.Line) bool { return l.Removed && !c.Report }

// corrected reports whether a correction of l stands.
func (c scope) corrected(l *incident.Line) bool {
	_, ok := c.side.TextNow(l)
	return ok
}

// strike strikes a text out, line by line: it stays to be read.
func strike(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		if strings.TrimSpace(l) != "" {
			lines[i] = "~~" + l + "~~"
		}
	}
	return strings.Join(lines, "\n")
}

func strikeAll(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = strike(s)
	}
	return out
}

// provenance says who decided and recorded it and when: two facts each, told apart when they differ (R2.4–R2.7).
func (c scope) provenance(l *incident.Line, w entryWords) []string {
	if w.Bare {
		return nil
	}
	out := []string{c.lateEntry(l, w.Decided)}
	parts := []string{"Recorded by " + l.RecordedBy.Name + " at " + c.Clock(l.RecordedAt)}
	verb := "Given"
	if w.Decided {
		verb = "Decided"
	}
	if w.Verb != "" {
		verb = w.Verb
	}
	same := l.DecidedBy.Same(l.RecordedBy)
	if w.Decided || !same {
		made := []string{verb + " by " + maker(l, w) + " at " + c.Clock(l.DecidedAt)}
		if w.How != "" {
			made = append(made, "How it was told: "+w.How)
		}
		parts = append(made, parts...)
	} else if !l.DecidedAt.Equal(l.RecordedAt) {
		parts = append([]string{"Happened at " + c.Clock(l.DecidedAt)}, parts...)
	}
	if s := c.verified(l); s != "" {
		parts = append(parts, s)
	}
	return append(out, strings.Join(parts, " · "))
}

// verified says whether the decision maker of an entry that somebody else recorded has confirmed it.
func (c scope) verified(l *incident.Line) string {
	switch {
	case !l.ConfirmedAt.IsZero() && l.ConfirmedBy == incident.Withheld:
		return "Confirmed by an entry that is withheld"
	case !l.ConfirmedAt.IsZero():
		return "Confirmed by " + l.ConfirmedBy.Name + " at " + c.Clock(l.ConfirmedAt)
	case l.Unverified && l.DecidedBy.Unlisted:
		return "UNVERIFIED: " + l.DecidedBy.Name + " is not in the directory"
	case l.Unverified && len(l.Disputed) == 0:
		return "UNVERIFIED until " + l.DecidedBy.Name + " confirms"
	case l.Unverified:
		return "UNVERIFIED"
	}
	return ""
}

// maker names whoever decided, in which post or role.
func maker(l *incident.Line, w entryWords) string {
	if w.As != "" {
		return l.DecidedBy.Name + " (" + w.As + ")"
	}
	return l.DecidedBy.Name
}

// lateEntry is the line of an entry that says why it is late: `LATE ENTRY: decided 1412, recorded 1655 (2 h 43 min). Reason:
// …`. Times of another day, or on two sides of a change of the clocks, are given in full.
func (c scope) lateEntry(l *incident.Line, decided bool) string {
	if l.Late == "" {
		return ""
	}
	verb := "happened"
	if decided {
		verb = "decided"
	}
	from, to := l.DecidedAt.In(c.Force.Zone), l.RecordedAt.In(c.Force.Zone)
	at := func(t time.Time) string { return t.Format("1504") }
	if from.Format("2006-01-02 MST") != to.Format("2006-01-02 MST") {
		at = func(t time.Time) string { return force.Stamp(t, c.Force.Zone) }
	}
	return "LATE ENTRY: " + verb + " " + at(from) + ", recorded " + at(to) + " (" + force.Span(to.Sub(from)) + "). Reason: " + l.Late
}

// saidOf is what later entries say of this one, oldest first.
func (c scope) saidOf(l *incident.Line) []string {
	var out []string
	said := func(seqs []uint64, words func(*incident.Line) string) {
		for _, seq := range seqs {
			if a, ok := c.side.Line(seq); ok {
				if a.Withheld() {
					out = append(out, "See entry "+c.entry(seq)+", which speaks of this one and is withheld")
				} else if w := words(a); w != "" {
					out = append(out, w)
				}
			}
		}
	}
	by := func(a *incident.Line) string {
		return " by " + a.DecidedBy.Name + " at " + c.Clock(a.RecordedAt) + ", entry " + c.entry(a.Seq)
	}
	said(l.Disputed, func(a *incident.Line) string {
		b, ok := a.Body.(*incident.Disputed)
		if !ok || c.gone(a) {
			return "DISPUTED" + by(a)
		}
		return "DISPUTED" + by(a) + ": " + b.Reason
	})
	if !c.gone(l) {
		if now, ok := c.side.TextNow(l); ok && now.Withheld() {
			out = append(out, "CORRECTED by entry "+c.entry(now.Seq)+", which is withheld")
		} else if ok {
			b, _ := now.Body.(*incident.Correction)
			out = append(out, "CORRECTED"+by(now)+": "+b.Text)
		}
	}
	said(l.Withdrawn, func(a *incident.Line) string {
		b, ok := a.Body.(*incident.Withdrawn)
		switch {
		case !ok:
			return ""
		case c.Report:
			return "WITHDRAWN" + by(a) + withdrawnAs(b) + ": " + b.Reason
		case b.WrongRoom, b.Sensitive:
			return "WITHDRAWN" + by(a) + withdrawnAs(b)
		}
		return "WITHDRAWN" + by(a) + ": " + b.Reason
	})
	return out
}

// withdrawnAs says why the words of a withdrawn entry left the chat, if they did.
func withdrawnAs(b *incident.Withdrawn) string {
	switch {
	case b.WrongRoom:
		return ": entered in the wrong room"
	case b.Sensitive:
		return ": sensitive"
	}
	return ""
}

package say

import (
	"loggist/incident"
	"loggist/internal/force"
)

// decisionWords are those of decisions, and of entries about entries.
func (c scope) decisionWords(l *incident.Line) (entryWords, bool) {
	switch b := l.Body.(type) {
	case *incident.Decision:
		return c.decision(b), true
	case *incident.Confirmed:
		return c.confirmed(b), true
	case *incident.Disputed:
		return c.disputed(b), true
	case *incident.Correction:
		return c.correction(l, b), true
	case *incident.Withdrawn:
		return c.withdrawn(b), true
	case *incident.ConfirmChased:
		return c.confirmChased(b), true
	case *incident.Overload:
		return c.overload(b), true
	}
	return entryWords{}, false
}

func (c scope) decision(d *incident.Decision) entryWords {
	w := entryWords{Name: "DECISION", Text: d.Text, Decided: true, As: d.As, How: d.How}
	switch {
	case len(d.Joint) > 0:
		w.Name = "JOINT DECISION"
	case d.Act == incident.NoAction:
		w.Name = "DECISION TO TAKE NO ACTION"
	case d.Act == incident.Deferral:
		w.Name = "DECISION TO DECIDE LATER"
	}
	w.Lines = []string{
		labelled("Reason", d.Reason), labelled("Options considered", d.Options),
		labelled("Known", d.Known), labelled("Not known", d.Unknown),
		labelled("Consulted", d.Consulted), labelled("Powers and policy", d.Powers), labelled("Risk", d.Risk),
		labelled("Looked at again sooner if", d.Triggers),
	}
	if d.Supersedes > 0 {
		w.Lines = append(w.Lines, "In the place of the decision of entry "+c.entry(d.Supersedes))
	}
	for _, a := range d.Joint {
		w.Lines = append(w.Lines, "Decided together with "+a.Name+", commander "+a.Commander)
	}
	if r, ok := c.side.Review(d.Review); ok {
		w.After = []string{c.reviewOf(r)}
	}
	return w
}

// labelled is a line with a label; nothing where there is nothing to say.
func labelled(label, text string) string {
	if text == "" {
		return ""
	}
	return label + ": " + text
}

// reviewOf is the line of an entry that is to be looked at again.
func (c scope) reviewOf(r *incident.Review) string {
	name := "Review " + c.name(incident.SeriesReview, r.N)
	switch {
	case r.Ended && r.Last.Outcome == "":
		return name + " cancelled by " + r.Last.By.Name + " at " + c.Clock(r.Last.At) + ": " + c.shown(r.Last.Entry, r.Last.Reason)
	case r.Ended:
		return name + ": " + string(r.Last.Outcome) + " by " + r.Last.By.Name + " at " + c.Clock(r.Last.At) + ": " + c.shown(r.Last.Entry, r.Last.Reason)
	case r.Fired.Missed != 0:
		return name + " was due at " + c.Clock(r.Fired.Due) + ": MISSED"
	case !r.Fired.Due.IsZero():
		return name + " was due at " + c.Clock(r.Fired.Due) + ": not yet done"
	}
	if c.Report {
		return name + ": due at " + c.Clock(r.Due)
	}
	return name + ": " + c.Clock(r.Due) + " (" + force.Until(r.Due, c.Now) + ")"
}

func (c scope) confirmed(b *incident.Confirmed) entryWords {
	return entryWords{Name: "CONFIRMED", Text: "entry " + c.entry(b.Entry) + " confirmed by its decision maker"}
}

func (c scope) disputed(b *incident.Disputed) entryWords {
	return entryWords{Name: "DISPUTED", Text: "entry " + c.entry(b.Entry) + " disputed by its decision maker", Lines: []string{labelled("Reason", b.Reason)}}
}

func (c scope) correction(at *incident.Line, b *incident.Correction) entryWords {
	w := entryWords{Name: "CORRECTION to entry " + c.entry(b.Entry), Text: b.Text, Lines: []string{labelled("Reason", b.Reason)}}
	if l, ok := c.side.Line(b.Entry); ok && !c.gone(l) && l.Seq < at.Seq {
		switch old := c.kindWords(l).Text; {
		case old == "":
		case c.Report:
			w.Lines = append(w.Lines, "It said: "+old)
		default:
			w.Lines = append(w.Lines, "It said: "+strike(c.begins(old)))
		}
	}
	return w
}

func (c scope) withdrawn(b *incident.Withdrawn) entryWords {
	w := entryWords{Name: "WITHDRAWN", Text: "entry " + c.entry(b.Entry) + " withdrawn"}
	switch {
	case b.WrongRoom:
		w.Text += ": entered in the wrong room. Its words have left this chat and stay in the record"
	case b.Sensitive:
		w.Text += ": sensitive. Its words have left this chat and stay in the record"
	}
	w.Lines = []string{labelled("Reason", b.Reason)}
	return w
}

func (c scope) confirmChased(b *incident.ConfirmChased) entryWords {
	w := entryWords{Name: "NOT YET CONFIRMED", Text: "entry " + c.entry(b.Entry)}
	l, ok := c.side.Line(b.Entry)
	if !ok {
		return w
	}
	w.Text += " waits for " + l.DecidedBy.Name + " since " + c.Clock(l.RecordedAt)
	if b.Next.IsZero() {
		w.Text += ". After the last reminder it stays UNVERIFIED"
		return w
	}
	if !l.Unverified || len(l.Disputed) > 0 {
		w.Lines = []string{"It no longer waits."}
		return w
	}
	w.Lines = []string{"Reminded again at " + c.Clock(b.Next) + "."}
	w.Actions = append(w.Actions, c.button("Confirm entry "+c.entry(l.Seq), "ci confirm", incident.Number(c.side.Book, l.Seq)),
		c.button("Log an entry in "+string(c.side.Ref), "log"),
		c.button("Dispute entry "+c.entry(l.Seq)+", with reason", "ci dispute", incident.Number(c.side.Book, l.Seq)))
	return w
}

func (c scope) overload(b *incident.Overload) entryWords {
	return entryWords{
		Name:  "MUCH AT ONCE",
		Text:  b.Person.Name + " has " + plural(b.Open, "thing", "things") + " open here and was rung " + plural(b.Rings, "time", "times") + " within " + force.Span(b.Within),
		Lines: []string{c.Force.Named("A supervisor or the Force Incident Manager can put somebody else in the post: /ci cover. This is said once a shift.")},
	}
}

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"decision": func(a act, e *incident.Entry) string {
			d := e.Body.(*incident.Decision)
			s := a.as(e) + ": " + stop(begins(d.Text))
			if len(d.Joint) > 0 {
				s += " Where each agency stands is in the sensitive book."
			}
			if set, ok := firstOf[*incident.ReviewSet](a); ok && d.Review > 0 {
				s += " Review " + a.name(incident.SeriesReview, d.Review) + ": " + a.Clock(set.Due) + ", " + set.Owner.Label + "."
			}
			return s + a.unverified(e)
		},
		"correction": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.Correction)
			return a.as(e) + ": correction to entry " + a.entry(b.Entry) + ", " + begins(b.Text) + ". The original stays, struck through." + a.unverified(e)
		},
		"withdrawn": func(a act, e *incident.Entry) string {
			b := e.Body.(*incident.Withdrawn)
			s := a.as(e) + ": entry " + a.entry(b.Entry) + " withdrawn. What it set in motion goes on until somebody ends that."
			if b.Belongs != "" {
				s += " It is not in " + string(b.Belongs) + " yet: log it there."
			}
			return s
		},
		"confirmed": func(a act, e *incident.Entry) string {
			return a.as(e) + ": you confirm entry " + a.wordsOf(e.Body.(*incident.Confirmed).Entry) + "."
		},
		"disputed": func(a act, e *incident.Entry) string {
			return a.as(e) + ": you dispute entry " + a.wordsOf(e.Body.(*incident.Disputed).Entry) + "."
		},
		"overload": unsaid,
	})
}

// wordsOf is the number of an entry and its first words.
func (a act) wordsOf(seq uint64) string {
	number := a.entry(seq)
	if l, ok := a.side.Line(seq); ok && !l.Removed {
		if text := a.kindWords(l).Text; text != "" {
			return number + ", " + begins(text)
		}
	}
	return number
}

// unverified says of whom it is recorded that he has still to confirm it.
func (a act) unverified(e *incident.Entry) string {
	switch {
	case e.DecidedBy.Same(e.RecordedBy):
		return ""
	case e.DecidedBy.Unlisted:
		return " UNVERIFIED: " + e.DecidedBy.Name + " is not in the directory."
	}
	return " UNVERIFIED until " + e.DecidedBy.Name + " confirms."
}

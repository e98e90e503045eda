package say

import (
	"strings"

	"loggist/incident"
	"loggist/internal/force"
)

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{
		"removed":   act.removedMember,
		"test-ping": act.testPinged,
	})
}

func (c scope) invited(_ *incident.Line, i *incident.Invited) entryWords {
	return entryWords{Name: "ADDED", Text: names(i.People) + " added to this room: " + i.Why}
}

func (c scope) removed(_ *incident.Line, r *incident.Removed) entryWords {
	return entryWords{Name: "REMOVED", Text: r.Person.Name + " removed from this room: " + r.Reason}
}

func (c scope) joined(_ *incident.Line, j *incident.Joined) entryWords {
	w := entryWords{Name: "JOINED", Bare: true, Text: j.Person.Name + " was added with the platform's own button"}
	if j.Left {
		w = entryWords{Name: "LEFT", Bare: true, Text: j.Person.Name + " was taken out, or left, with the platform's own button"}
	}
	if !j.By.IsZero() && !j.By.Same(j.Person) {
		w.Text += ", by " + j.By.Name
	}
	w.Text += "."
	return w
}

// testWords are a test ping: it asks nothing.
func (c scope) testWords(t *incident.TestPinged) entryWords {
	return entryWords{
		Name: "TEST ONLY", Text: "Test ping to " + t.Label + ": nothing is asked of anybody.",
		Lines: []string{"Rung: " + names(t.People) + ". What became of it is recorded. Control room: " + c.Force.ControlRoom + "."},
	}
}

// welcome is what a person is told privately who joins: what this is, that it is disclosable, what sharing means, and where
// the incident stands. Nobody who was removed meanwhile is told.
func (c scope) welcome(p force.PersonID) post {
	if !c.side.IsMember(p) {
		return post{NotSent: "no longer a member"}
	}
	w := post{Title: "You are in the room of " + string(c.side.Ref) + ": " + c.roomName() + "."}
	m := c.side.Members[p]
	w.Lines = []string{
		addedBy(m),
		"What this is: the log of a critical incident. Loggist records what is entered here, with your name and the time; nothing is edited or deleted.",
		"Everything here is disclosable: to a court, an inquiry, the people concerned. Facts are facts; mark what is your assessment.",
		"Sharing any of it outside without need is serious: it may put somebody in danger, and may be an offence.",
	}
	w.Lines = append(w.Lines, c.catchUp()...)
	w.Lines = append(w.Lines, c.Force.Named("Log with /log, decide with /decision, ask for help with /escalate, where it stands with /ci status. Control room: ")+c.Force.ControlRoom+".")
	return w
}

func addedBy(m *incident.Member) string {
	if m == nil || m.By.IsZero() || m.By.Name == incident.Itself.Name {
		return ""
	}
	s := "Added by " + m.By.Name
	if m.Why != "" {
		s += ": " + m.Why
	}
	return stop(s)
}

// caughtUp is how many of the newest entries a catch-up tells.
const caughtUp = 5

// catchUp says where this side stands. The second room's says nothing of the first: its members read that there if they may.
func (c scope) catchUp() []string {
	var out []string
	if c.side.Book == incident.BookOpen {
		h := c.head
		out = append(out, "What: "+given(h.What), "Where: "+given(h.Where)+"   Why it matters: "+given(h.Why), c.standing(), c.stillToAnswer())
	}
	for _, x := range c.side.OpenEscalations() {
		out = append(out, "Escalation "+c.e(x)+" · "+c.escalationState(x))
	}
	var newest []string
	for i := len(c.side.Lines) - 1; i >= 0 && len(newest) < caughtUp; i-- {
		l := c.side.Lines[i]
		if l.Removed {
			continue
		}
		switch l.Body.(type) {
		case *incident.Note, *incident.Decision, *incident.Declared, *incident.NotDeclared, *incident.Potential:
			w := c.kindWords(l)
			newest = append(newest, "Entry "+c.entry(l.Seq)+" · "+c.Clock(l.RecordedAt)+" · "+w.Name+" · "+begins(w.Text))
		}
	}
	if len(newest) > 0 {
		out = append(out, "Newest first:\n"+strings.Join(newest, "\n"))
	}
	return out
}

func (a act) removedMember(e *incident.Entry) string {
	b := e.Body.(*incident.Removed)
	if b.Quiet {
		return ""
	}
	return a.as(e) + ": " + b.Person.Name + " removed from this room."
}

func (a act) testPinged(e *incident.Entry) string {
	b := e.Body.(*incident.TestPinged)
	return a.as(e) + ": " + names(b.People) + " is rung, test only. What becomes of it is recorded."
}

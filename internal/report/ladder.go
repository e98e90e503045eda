package report

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// escalations are the ladder of each and every ping of it, with what came of it.
func (r *reading) escalations() Section {
	s := Section{ID: "escalations", Title: "Escalations: the ladder and every ping"}
	if r.side == nil || len(r.side.Escalations) == 0 {
		return s
	}
	answers := r.answers()
	s.Lines = []string{"Acknowledged means awake, and not taking it. Only acceptance, or an end with a reason, stops an escalation."}
	for _, x := range r.side.Escalations {
		name := r.side.Name(incident.SeriesEscalation, x.N)
		if r.hidden(x.Opened) {
			s.Tables = append(s.Tables, Table{Title: "Escalation " + name, Lines: []string{"The entry that opened it is withheld."}})
			continue
		}
		title, lines := say.Card(r.view, r.side, r.head, incident.SeriesEscalation, x.N)
		if endWithheld(x) {
			title = "Escalation " + name + " · how it ended is withheld"
		}
		t := Table{Title: title, Lines: append(lines, ladderWords(x.Ladder))}
		t.Head = []string{"Asked", "Person", "Ping", "Answer by", "What came of it"}
		t.Widths = []float64{0.22, 0.13, 0.2, 0.15, 0.3}
		for i, a := range x.Asks {
			until := r.At.Add(time.Hour)
			if i+1 < len(x.Asks) {
				until = x.Asks[i+1].At
			}
			t.Rows = append(t.Rows, r.asking(x, a, answers[x.N], until)...)
		}
		s.Tables = append(s.Tables, t)
	}
	return s
}

// endWithheld reports whether the entry that ended an escalation, by acceptance or otherwise, is withheld.
func endWithheld(x *incident.Escalation) bool {
	return x.Holder == incident.Withheld || x.Ended && x.EndedBy == incident.Withheld
}

// ladderWords say whom the ladder asks, in order, and for how long.
func ladderWords(l incident.Ladder) string {
	var rungs []string
	for _, g := range l.Rungs {
		s := g.Label
		if !g.Person.IsZero() {
			s = g.Person.Name
		}
		for _, b := range g.Beside {
			s += " with " + b.Label
		}
		s += " (" + force.Span(g.Wait)
		if g.Repeat > 0 {
			s += ", asked again " + times(g.Repeat)
		}
		rungs = append(rungs, s+")")
	}
	if len(rungs) == 0 {
		return ""
	}
	return "Ladder, as it was fixed when it opened: " + strings.Join(rungs, " → ") + "; then round again"
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return strconv.Itoa(n) + " times"
}

// asking is a row for each person of one asking.
func (r *reading) asking(x *incident.Escalation, a *incident.Ask, answers []answer, until time.Time) [][]string {
	label := strconv.Itoa(a.N) + ". " + a.Label
	if a.Round > 0 {
		label += ", round " + strconv.Itoa(a.Round+1)
	}
	if a.Again > 0 {
		label += ", asked again"
	}
	if r.hidden(a.Entry) {
		return [][]string{{strconv.Itoa(a.N) + ".", "withheld", "", "", ""}}
	}
	due := ""
	if !a.Due.IsZero() {
		due = r.stamp(a.Due)
	}
	var rows [][]string
	for _, p := range a.People {
		var said []string
		overtaken := ""
		hidden := false
		for _, n := range answers {
			switch {
			case n.at.Before(a.At) || !n.at.Before(until):
			case n.who == incident.Withheld:
				hidden = true
			case n.who.Same(p.Who):
				said = append(said, n.words+" at "+r.stamp(n.at))
			case n.accepted && overtaken == "" && (a.Due.IsZero() || !n.at.After(a.Due)):
				overtaken = n.who.Name + " accepted it first"
			}
		}
		if len(said) == 0 {
			said = []string{"No answer"}
			switch {
			case hidden:
				said = []string{"Somebody's answer is withheld"}
			case overtaken != "": // while there was time to answer: it is no fault of his
				said = []string{overtaken}
			case p.Unreachable():
				said = []string{"Could not be reached"}
			}
		}
		ping := r.outcomes(p.Who.ID, r.side.AskKey(x.N, a.N))
		rows = append(rows, []string{label, p.Who.Name, strings.Join(ping, "; "), due, strings.Join(said, "\n")})
	}
	if len(rows) == 0 {
		rows = [][]string{{label, "nobody", "", due, ""}}
	}
	return rows
}

const accepted = "ACCEPTED"

// answer is what somebody answered to an escalation.
type answer struct {
	who   incident.Who
	at    time.Time
	words string
	// accepted: from then on nobody else is asked.
	accepted bool
}

// answers are what was answered to each escalation, in order. Whose is withheld is of nobody.
func (r *reading) answers() map[int][]answer {
	out := map[int][]answer{}
	for _, l := range r.side.Lines {
		add := func(n int, words string) {
			out[n] = append(out[n], answer{l.RecordedBy, l.RecordedAt, words, words == accepted})
		}
		switch b := l.Body.(type) {
		case *incident.EscalationAcknowledged:
			add(b.N, "Acknowledged, not accepted")
		case *incident.EscalationAccepted:
			add(b.N, accepted)
		case *incident.EscalationDeclined:
			add(b.N, because("Could not take it", b.Because))
		case *incident.EscalationHandedBack:
			add(b.N, because("Handed it back", b.Because))
		}
	}
	return out
}

// outcomes say what became of a message to a person, on each platform: until it was sent, and not how it changed then.
func (r *reading) outcomes(p force.PersonID, key string) []string {
	var out []string
	done := map[force.Platform]bool{}
	for _, b := range r.sent[sentKey{p, key}] {
		if !done[b.Lane.Platform] {
			out = append(out, r.outcome(b))
		}
		done[b.Lane.Platform] = done[b.Lane.Platform] || b.Outcome == incident.Sending
	}
	if len(out) == 0 {
		return []string{"no receipt"}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// sentKey names a message to a person.
type sentKey struct {
	person force.PersonID
	key    string
}

// receiptsByKey are the receipts of messages to people.
func receiptsByKey(all []incident.Entry) map[sentKey][]*incident.Receipt {
	out := map[sentKey][]*incident.Receipt{}
	for i := range all {
		if b, ok := all[i].Body.(*incident.Receipt); ok && b.Lane.Person != "" {
			k := sentKey{b.Lane.Person, b.Key}
			out[k] = append(out[k], b)
		}
	}
	return out
}

func (r *reading) outcome(b *incident.Receipt) string {
	switch b.Outcome {
	case incident.Sending:
		s := "sent at " + r.stamp(b.At)
		if b.Repeat {
			s += ", perhaps twice (REPEAT)"
		}
		return s
	case incident.Failed:
		return because("FAILED at "+r.stamp(b.At), b.Reason)
	case incident.NotSent:
		return because("not sent", b.Reason)
	}
	return string(b.Outcome)
}

// messages is everything that was said to a person by himself: who was told what, when, and what became of it.
func (r *reading) messages() Section {
	s := Section{ID: "messages", Title: "Messages to people"}
	t := Table{Head: []string{"At", "To", "About", "What became of it"}, Widths: []float64{0.26, 0.17, 0.24, 0.33}}
	held := 0
	seen := map[string]bool{}
	for i := range r.Receipts {
		e := &r.Receipts[i]
		b, ok := e.Body.(*incident.Receipt)
		if !ok || b.Lane.Person == "" {
			continue
		}
		at := string(b.Lane.Person) + "|" + string(b.Lane.Platform) + "|" + b.Key
		if seen[at] {
			continue
		}
		if b.Outcome == incident.Sending {
			seen[at] = true // what follows are changes of it in place
		}
		if r.speaksOfHidden(b) {
			held++
			continue
		}
		t.Rows = append(t.Rows, []string{r.stamp(e.RecordedAt), r.Force.PersonLabel(b.Lane.Person), r.about(b.Key), r.outcome(b)})
	}
	if len(t.Rows)+held == 0 {
		return s
	}
	changes := "the delivery book"
	if r.Sensitive != nil {
		changes = "a receipt of this book"
	}
	s.Lines = []string{"Each message is listed when it was first sent, or failed; what it says changes in place afterwards, and each change is in " + changes + "."}
	if held > 0 {
		s.Lines = append(s.Lines, count(held, "message", "messages")+" about withheld entries are left out.")
	}
	if len(t.Rows) > 0 {
		s.Tables = []Table{t}
	}
	return s
}

// speaksOfHidden reports whether a message is about a withheld entry: it was called for by one, or names one.
func (r *reading) speaksOfHidden(b *incident.Receipt) bool {
	if len(r.withheld) == 0 {
		return false
	}
	if r.hidden(b.Version) {
		return true
	}
	if r.side == nil {
		return false
	}
	if x, a, ok := r.side.ReadAskKey(b.Key); ok {
		return r.hidden(x.Opened) || r.hidden(a.Entry)
	}
	i := strings.LastIndexByte(b.Key, '/')
	if i < 0 || strings.HasPrefix(b.Key, "waiting/") || strings.Contains(b.Key, "/holder/") {
		return false // its number is not that of an entry
	}
	n, err := strconv.ParseUint(b.Key[i+1:], 10, 64)
	return err == nil && r.hidden(n)
}

// receipt tells what became of a message among other entries: to whom and about what. By which keys and versions it is known here is in
// the csv and in the signed record.
func (r *reading) receipt(out *Entry, b *incident.Receipt) {
	to := strings.TrimSpace("To the room " + b.Room)
	if b.Lane.Person != "" {
		to = "To " + r.Force.PersonLabel(b.Lane.Person)
	}
	out.Lines = []string{to + ", about " + r.about(b.Key) + ": " + r.outcome(b)}
	if !b.Due.IsZero() {
		out.After = append(out.After, "Answer by "+r.stamp(b.Due))
	}
	if len(b.Members) > 0 {
		out.After = append(out.After, "In the room: "+peopleIn(r.Force, b.Members))
	}
}

func peopleIn(f *force.Force, ids []force.PersonID) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = f.PersonLabel(id)
	}
	return strings.Join(out, ", ")
}

// about says what a message was about, by its key. The entries that it names are of the open book, or of the sensitive one in
// a report of that.
func (r *reading) about(key string) string {
	parts := strings.Split(key, "/")
	n, _ := strconv.Atoi(parts[len(parts)-1])
	book := incident.BookOpen
	if r.Sensitive != nil {
		book = incident.BookSensitive
	}
	entry := "entry " + incident.Number(book, uint64(max(n, 0)))
	switch {
	case key == incident.KeyRoom:
		return "the room itself"
	case key == incident.KeyHeader:
		return "the header of the room"
	case key == incident.KeyHead:
		return "the first post of the room"
	case parts[0] == "member" && len(parts) == 2:
		return "the membership of " + r.Force.PersonLabel(force.PersonID(parts[1]))
	case parts[0] == "checkpoint" && len(parts) == 2:
		return "the checkpoint up to " + entry
	case parts[0] == "waiting":
		return "what waits for this person"
	case parts[0] == "welcome":
		return "welcome to the room, and catch-up"
	case parts[0] == "ask" && len(parts) == 2:
		return "question: " + incident.QuestionText(parts[1])
	case strings.HasPrefix(parts[0], string(incident.SeriesOffer)+"-"): // people do not see its number
		return "role offered"
	case parts[0] == "entry" && len(parts) == 2:
		return entry
	case len(parts) == 3 && parts[1] == "ask":
		return parts[0] + ", asking " + parts[2]
	case len(parts) == 3 && parts[1] == "holder":
		return parts[0] + ", asked as its holder"
	case len(parts) == 3:
		return parts[0] + " " + parts[1] + ", " + entry
	}
	return strings.Join(parts, " ")
}

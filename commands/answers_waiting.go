package commands

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/force"
)

// Waiting is what waits for the actor's answer on one side (in.Book) of one incident (in.Full): askings of escalations,
// roles offered, tasks, reviews that are due, entries to confirm. The most urgent come first.
func Waiting(in *Input) []Asked {
	if in.Full == nil {
		return nil
	}
	w := waiting{in: in, s: in.Side(), me: in.Actor.ID}
	w.escalations()
	w.offers()
	w.tasks()
	w.reviews()
	w.entries()
	w.questions()
	w.lines()
	w.handover()
	slices.SortStableFunc(w.out, soonest)
	return w.out
}

// soonest orders what rings before the rest, and then by when an answer is due.
func soonest(a, b Asked) int {
	late := func(t time.Time) int64 {
		if t.IsZero() {
			return 1<<63 - 1
		}
		return t.UnixMilli()
	}
	rings := func(k Asked) int {
		if k.Rings {
			return 0
		}
		return 1
	}
	return cmp.Or(cmp.Compare(rings(a), rings(b)), cmp.Compare(late(a.Due), late(b.Due)))
}

type waiting struct {
	in  *Input
	s   *incident.Side
	me  force.PersonID
	out []Asked
}

func (w *waiting) add(k Asked, answers ...Answer) {
	k.Ref, k.Book = w.s.Ref, w.s.Book
	for _, a := range answers {
		if lookup(a.Path) != nil {
			k.Answers = append(k.Answers, a)
		}
	}
	w.out = append(w.out, k)
}

// answerOf is a button and the words that mean it, for a thing that is called name.
func answerOf(name, path, label string, words ...string) Answer {
	return Answer{Words: words, Path: path, Args: []string{name}, Label: label}
}

func (w *waiting) by(what string, due time.Time) string {
	if due.IsZero() {
		return what + "."
	}
	return what + " by " + force.Clock(due, w.in.Force.Zone, w.in.Now) + "."
}

var (
	wordsAck     = []string{"ack", "acknowledge", "acknowledged", "awake"}
	wordsAccept  = []string{"accept", "i accept", "accepted", "yes"}
	wordsDecline = []string{"decline", "no", "cannot", "i cannot", "can't", "i can't"}
	wordsDone    = []string{"done"}
	wordsNotDone = []string{"not done", "notdone"}
)

func (w *waiting) escalations() {
	for _, x := range w.s.EscalationsFor(w.me) {
		name := w.s.Name(incident.SeriesEscalation, x.N)
		due := x.Answers(w.in.Now)
		k := Asked{Name: name, What: whyOf(x), Due: due, Rings: true, State: w.by("Answer", due)}
		if a := x.Current(); a != nil && !slices.ContainsFunc(a.People, func(p *incident.Asked) bool { return p.Who.ID == w.me }) {
			k.State = "Still open; asked now: " + a.Label + "."
		}
		var answers []Answer
		if _, acked := x.Acked[w.me]; !acked {
			answers = append(answers, answerOf(name, "escalate ack", "Acknowledge "+name+": awake, not taking it yet", wordsAck...))
		}
		w.add(k, append([]Answer{answerOf(name, "escalate accept", "Accept escalation "+name, wordsAccept...)}, append(answers,
			answerOf(name, "escalate decline", "I cannot take "+name+", with reason", wordsDecline...))...)...)
	}
}

func (w *waiting) offers() {
	if w.s.Book != incident.BookOpen {
		return
	}
	for _, o := range w.in.Full.Open.OffersTo(w.me) {
		role := o.Role.Label()
		w.add(Asked{Name: role, What: o.Brief, Due: o.Until, Rings: true, State: w.by(role+" is offered to you: answer", o.Until)},
			answerOf(typedRole(o.Role), "ci role accept", "Accept "+role, wordsAccept...),
			answerOf(typedRole(o.Role), "ci role decline", "Decline "+role+", with reason", wordsDecline...))
	}
}

// Announced are what the actor was sent buttons for while nothing waits for him: reviews of which he was told before they fall due, and
// escalations that he has accepted, which he may end or hand back wherever he is.
func Announced(in *Input) []Asked {
	w := waiting{in: in, s: in.Side(), me: in.Actor.ID}
	for _, r := range w.s.ReviewsToldTo(w.me) {
		w.review(r, "Review "+w.s.Name(incident.SeriesReview, r.N)+" is to come.")
	}
	for _, x := range w.s.Escalations {
		if x.Ended || x.Holder.ID != w.me {
			continue
		}
		name := w.s.Name(incident.SeriesEscalation, x.N)
		w.add(Asked{Name: name, What: whyOf(x), State: "Escalation " + name + " is with you."},
			answerOf(name, "escalate end", "End escalation "+name+", with reason"), answerOf(name, "escalate handback", "Hand back escalation "+name+", with reason"))
	}
	return w.out
}

func (w *waiting) tasks() {
	for _, t := range w.s.TasksOf(w.me) {
		name := w.s.Name(incident.SeriesTask, t.N)
		k := Asked{Name: name, What: t.What, Due: t.Due}
		if t.State == incident.TaskOffered {
			k.Due, k.State, k.Rings = t.AcceptBy, w.by("Task "+name+" is offered: accept", t.AcceptBy), true
			answers := []Answer{
				answerOf(name, "task accept", "Accept task "+name, wordsAccept...),
				answerOf(name, "task done", "Task "+name+" is done already", wordsDone...),
				answerOf(name, "task decline", "Decline task "+name+", with reason", wordsDecline...),
			}
			if t.WithPost() {
				answers = append(answers, answerOf(name, "task pass", "Pass task "+name+" on", "pass"))
			}
			w.add(k, answers...)
			continue
		}
		k.State = w.by("Task "+name+" is yours: do it", t.Due)
		w.add(k, answerOf(name, "task done", "Task "+name+" is done", wordsDone...),
			answerOf(name, "task update", "Update task "+name, "update"),
			answerOf(name, "task notdone", "Task "+name+" was not done, with reason", wordsNotDone...))
	}
	for _, t := range w.s.TasksToVerify(w.me) {
		name := w.s.Name(incident.SeriesTask, t.N)
		w.add(Asked{Name: name, What: t.What, State: "Task " + name + " was done: verify it."},
			answerOf(name, "task verify", "Verify task "+name, "verify", "verified"))
	}
}

func (w *waiting) reviews() {
	for _, r := range w.s.ReviewsOf(w.me) {
		name := w.s.Name(incident.SeriesReview, r.N)
		w.review(r, "Review "+name+" was due at "+force.Clock(r.Fired.Due, w.in.Force.Zone, w.in.Now)+".")
	}
}

func (w *waiting) review(r *incident.Review, state string) {
	name := w.s.Name(incident.SeriesReview, r.N)
	w.add(Asked{Name: name, What: r.What, Due: r.Fired.Due, Rings: true, State: state},
		answerOf(name, "review done", "Answer review "+name, "done", "reviewed"),
		answerOf(name, "review defer", "Defer review "+name+", with reason", "defer"))
}

func (w *waiting) entries() {
	for _, l := range w.s.Unconfirmed(w.me) {
		name := incident.Number(w.s.Book, l.Seq)
		w.add(Asked{Name: name, What: wordsOfEntry(l), Due: l.ChaseAt, State: "Entry " + name + " was recorded for you: confirm or dispute it."},
			answerOf(name, "ci confirm", "Confirm entry "+name, "confirm", "confirmed", "yes"),
			answerOf(name, "ci dispute", "Dispute entry "+name+", with reason", "dispute"))
	}
}

// questions are those on the card that were asked of the actor himself, because he is not in the room.
func (w *waiting) questions() {
	if w.s.Book != incident.BookOpen || w.s.IsMember(w.me) {
		return
	}
	for _, q := range w.in.Full.Open.Questions() {
		asked := w.in.Full.Open.Asked[q.Key]
		if asked == nil || !slices.ContainsFunc(asked.People, func(p incident.Who) bool { return p.ID == w.me }) {
			continue
		}
		answers := []Answer{{Path: "ci answer", Args: []string{q.Key}, Label: "Answer in words, or say why it is not needed"}}
		if q.By != "" {
			answers = append([]Answer{{Path: q.By, Label: lookup(q.By).button()}}, answers...)
		}
		w.add(Asked{What: q.Text, Due: q.Due, State: w.by("A question is asked of you: answer", q.Due)}, answers...)
	}
}

// handover is one that is offered to the actor.
func (w *waiting) handover() {
	if w.s.Book != incident.BookOpen {
		return
	}
	o := w.in.Full.Open
	for _, q := range o.Questions() {
		if q.Key == incident.AskNextOwner && o.Owner.Person.ID == w.me {
			w.add(Asked{What: "your duty ends", Due: q.Due, Rings: true, State: w.by("Your duty ends: hand the incident over", q.Due)},
				Answer{Path: "ci handover", Label: "Hand the incident over"})
		}
	}
	h, _, waits := incident.HandoverNow(o)
	if !waits || h.To.ID != w.me {
		return
	}
	due := time.Time{}
	if q := w.in.Full.Open.Asked[incident.AskHandover]; q != nil {
		due = q.Due
	}
	w.add(Asked{What: h.Sentence, Due: due, Rings: true, State: w.by("A handover is offered to you: accept", due)},
		Answer{Words: wordsAccept, Path: "ci handover accept", Label: "Accept the handover"})
}

// lines are those that wait for communications to release them.
func (w *waiting) lines() {
	if w.s.Book != incident.BookOpen || !w.in.holds(force.OnCallCommunications) {
		return
	}
	for _, l := range w.s.LinesToTake {
		if l.State == incident.LineCleared && l.Audience != incident.ForStaff && !l.Always {
			name := w.s.Name(incident.SeriesLine, l.N)
			w.add(Asked{Name: name, What: l.Text, State: "Line to take " + name + " is cleared: release it."},
				answerOf(name, "ci line release", "Release line to take "+name, "release", "released"))
		}
	}
}

// whyOf is the newest reason for which an escalation asks.
func whyOf(x *incident.Escalation) string {
	if len(x.Causes) == 0 {
		return ""
	}
	return x.Causes[len(x.Causes)-1].What
}

// wordsOfEntry are the words of an entry that its decision maker is asked about.
func wordsOfEntry(l *incident.Line) string {
	if d, ok := l.Body.(*incident.Decision); ok {
		return d.Text
	}
	return l.Body.Kind()
}

var waitingCommand = Command{
	Path:     "ci waiting",
	Synonyms: []string{"ci todo", "ci mine"},
	Usage:    "/ci waiting",
	Short:    "What waits for you in all incidents, with buttons to answer it.",
	Examples: []string{"/ci waiting"},
	Title:    "Waiting for you", Button: "Show what waits for me",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) { return runWaiting(in), nil },
}

func runWaiting(in *Input) Output {
	var all []Asked
	for _, full := range in.Visible() {
		for _, book := range []incident.Book{incident.BookOpen, incident.BookSensitive} {
			s := full.Side(book)
			if !s.IsMember(in.Actor.ID) && !s.Told(in.Actor.ID) {
				continue
			}
			one := *in
			one.Full, one.Book = full, book
			all = append(all, Waiting(&one)...)
		}
	}
	if len(all) == 0 {
		return answer("Nothing waits for you.")
	}
	slices.SortStableFunc(all, soonest)
	lines := []string{"Waiting for you: " + strconv.Itoa(len(all)) + ", the most urgent first."}
	var actions []bot.Action
	for _, k := range all {
		lines = append(lines, k.Line(in.shows()))
		for _, a := range k.Actions() {
			if len(actions) < maxButtons {
				actions = append(actions, a)
			}
		}
	}
	return answer(strings.Join(lines, "\n"), actions...)
}

// maxButtons is how many buttons stand under one answer.
const maxButtons = 24

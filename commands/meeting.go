package commands

import (
	"maps"
	"strings"
	"time"

	"loggist/incident"
)

type meetingAsk struct {
	incident.MeetingOpened
	By Who `ask:"Chair" clause:"chair,by" free:"" decides:"" help:"Empty: you, or the commander for whom you log"`
}

var meetingCommand = Command{
	Path:     "ci meeting open",
	Synonyms: []string{"ci meeting"},
	Usage:    "/ci meeting open WHAT IT IS TO SETTLE | sort strategy|gold-group [| chair …]",
	Short:    "Opens a strategy meeting or a Gold group: its agenda, who is wanted, and a chair.",
	Examples: []string{"/ci meeting open Is he safe at home, and who tells the school | sort strategy"},
	Title:    "Meeting", Button: "Open a meeting",
	Question: func() any { return new(meetingAsk) },
	Run: func(in *Input, q any) (Output, error) {
		a := q.(*meetingAsk)
		f, err := in.fillOpen(a.By)
		if err != nil {
			return Output{}, err
		}
		if m, _, on := incident.MeetingNow(&in.Full.Open.Side); on {
			return Output{}, RefuseTry("meeting-on", "A meeting is open: "+m.Purpose+". End it first.", "/ci meeting end WHAT IT CAME TO | next tomorrow 0900")
		}
		body := a.MeetingOpened
		body.N, body.Chair, body.ToConfirm = incident.Versions[*incident.MeetingOpened](&in.Full.Open.Side)+1, f.by.Who.Name, f.toConfirm()
		template := in.Force.Settings.Meeting
		if body.Sort == incident.GoldGroup {
			template = in.Force.Settings.GoldGroup
		}
		body.Wanted, body.Agenda = template.Wanted, template.Agenda
		f.add(&body)
		return f.output(), nil
	},
}

type meetingInviteAsk struct{ incident.MeetingInvited }

var meetingInviteCommand = Command{
	Path:     "ci meeting invite",
	Usage:    "/ci meeting invite npt|mosovo|… | state invited|attended|apologies|declined|not-invited [| because …] [| conflict …]",
	Short:    "Says who was invited to the meeting, who came, and who did not.",
	Examples: []string{"/ci meeting invite npt | state attended", "/ci meeting invite housing | state declined | because nobody is on duty"},
	Title:    "Meeting: who", Button: "Say who was invited or came",
	Question: func() any { return new(meetingInviteAsk) },
	Before:   (*Input).meetingOn,
	Check: func(_ *Input, q any) map[string]string {
		if i := q.(*meetingInviteAsk); (i.State == "declined" || i.State == "not-invited") && i.Reason == "" {
			return map[string]string{"Reason": "Somebody who is not there has a reason. Add: | because …"}
		}
		return nil
	},
	Run: func(in *Input, q any) (Output, error) {
		body := q.(*meetingInviteAsk).MeetingInvited
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		f.add(&body)
		return f.output(), nil
	},
}

type meetingPartAsk struct{ incident.MeetingPart }

var meetingPartCommand = Command{
	Path:     "ci meeting part",
	Usage:    "/ci meeting part with|without",
	Short:    "Begins the part with the person, or without him. Minutes of the part without him go to the sensitive book.",
	Examples: []string{"/ci meeting part without", "/ci meeting part with"},
	Title:    "Meeting: part", Button: "Begin a part of the meeting",
	Question: func() any { return new(meetingPartAsk) },
	Before:   (*Input).meetingOn,
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		body := q.(*meetingPartAsk).MeetingPart
		f.add(&body)
		return f.output(), nil
	},
}

// meetingOn refuses an act of a meeting while none is open.
func (in *Input) meetingOn() error {
	if _, _, on := incident.MeetingNow(&in.Full.Open.Side); !on {
		return RefuseTry("no-meeting", "No meeting is open.", "/ci meeting open WHAT IT IS TO SETTLE | sort strategy")
	}
	return nil
}

type meetingMinuteAsk struct {
	incident.MeetingMinute
	Without  bool   `ask:"Said in the part without the person" short:"Part without the person" clause:"without the person,part b" help:"Then it goes to the sensitive book"`
	Decision string `ask:"It is a decision, because" short:"A decision, because" clause:"decided because,decision because" lines:"" reason:"" help:"Then it becomes a decision of the chair with a review"`
	Owner    Who    `ask:"It is an action of" short:"An action of" clause:"action of,owner" help:"A post; with a team's sergeant it becomes a task of the team"`
	Due      When   `ask:"To be done by" clause:"due" future:"" help:"Of an action"`
}

var meetingMinuteCommand = Command{
	Path:  "ci meeting minute",
	Usage: "/ci meeting minute TEXT [| without the person] [| own words] [| decided because …] [| action of POST | due 1800]",
	Short: "A minute. A decision becomes a decision, an action a task or a review; what is said without the person is sensitive.",
	Examples: []string{
		"/ci meeting minute He wants to stay at home and not be told to hide | own words",
		"/ci meeting minute Two officers stay until morning | decided because he will not leave and the crowd may come back",
		"/ci meeting minute Tell the school before nine | action of Riverside NPT sergeant | due tomorrow 0845",
	},
	Title: "Meeting: minute", Button: "Write a minute",
	Question: func() any { return new(meetingMinuteAsk) },
	Before:   (*Input).meetingOn,
	Check:    func(in *Input, q any) map[string]string { return in.minuteFaults(q.(*meetingMinuteAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.minute(q.(*meetingMinuteAsk)) },
}

// withoutHim reports whether a minute is of the part without the person: it says so, or that part goes on.
func (in *Input) withoutHim(a *meetingMinuteAsk) bool {
	_, since, on := incident.MeetingNow(&in.Full.Open.Side)
	return a.Without || on && incident.WithoutPerson(&in.Full.Open.Side, since)
}

// minuteFaults: his own words are said with him there; an action has a time and one owner, a post.
func (in *Input) minuteFaults(a *meetingMinuteAsk) map[string]string {
	wrong := map[string]string{}
	if a.Words && in.withoutHim(a) {
		wrong["Without"] = "His own words are said with him there."
	}
	if a.Owner != (Who{}) {
		maps.Copy(wrong, wrongFields(errOf(in.actionOwner(a.Owner))))
	}
	switch {
	case a.Owner != (Who{}) && a.Due.At.IsZero():
		wrong["Due"] = "An action has a time. Add: | due 1800"
	case a.Owner == (Who{}) && !a.Due.At.IsZero():
		wrong["Owner"] = "An action has exactly one owner. Add: | action of duty inspector"
	}
	return wrong
}

func (in *Input) actionOwner(to Who) (incident.Charge, error) {
	return in.chargeOf(to, "Owner", "An action is owned by a post, so that somebody always holds it. Name one, such as duty inspector.")
}

func (in *Input) minute(a *meetingMinuteAsk) (Output, error) {
	book, without := incident.BookOpen, in.withoutHim(a)
	if without {
		book = incident.BookSensitive
	}
	f, err := in.fillOwn(book)
	if err != nil {
		return Output{}, err
	}
	m, _, _ := incident.MeetingNow(&in.Full.Open.Side)
	body := a.MeetingMinute
	body.Part = "with the person, or that he may know"
	if without {
		body.Part = "without the person"
	}
	seq := f.add(&body)
	if a.Decision != "" {
		n := f.batch.NextReview(book)
		d := &incident.Decision{Text: a.Text, Reason: a.Decision, As: "chair of the meeting", How: "in the meeting, minute " + incident.Number(book, seq), Review: n}
		decided := f.batch.Add(incident.Draft{Book: book, DecidedBy: in.chair(m), Body: d})
		f.review(a.Text, decided, ownerCharge(in), in.Now.Add(reviewAfter(in, "")))
	}
	if a.Owner != (Who{}) {
		owner, err := in.actionOwner(a.Owner)
		if err != nil {
			return Output{}, err
		}
		in.meetingAction(f, a, owner, seq)
	}
	return f.output(), nil
}

// chair is whoever chairs the meeting, as an entry names him.
func (in *Input) chair(m *incident.MeetingOpened) incident.Who {
	for _, l := range incident.Made[*incident.MeetingOpened](&in.Full.Open.Side) {
		if l.Body == incident.Body(m) {
			return l.DecidedBy
		}
	}
	return in.Me()
}

// meetingAction gives an action to its owner: to a team's sergeant as a task of the team, to any other post as a review.
func (in *Input) meetingAction(f *filling, a *meetingMinuteAsk, owner incident.Charge, seq uint64) {
	if id, is := owner.Post.NPT(); is && f.book == incident.BookOpen {
		npt, _ := in.Force.NPT(id)
		f.batch.Add(incident.Draft{Book: f.book, Body: &incident.TaskSet{
			What: a.Text, Why: "meeting, minute " + incident.Number(f.book, seq), NPT: npt.ID, Team: npt.Name, Owner: owner, Due: a.Due.At,
			TaskGiven: in.give(owner, incident.Who{}),
		}})
		return
	}
	f.review("action of the meeting: "+a.Text, seq, owner, a.Due.At)
}

type meetingEndAsk struct {
	incident.MeetingEnded
	Again When `ask:"Next meeting" clause:"next" future:"" help:"Such as tomorrow 0900; or say why it was the last"`
}

var meetingEndCommand = Command{
	Path:     "ci meeting end",
	Usage:    "/ci meeting end WHAT IT CAME TO | next tomorrow 0900, or | final because … [| absent …]",
	Short:    "Ends the meeting: with the next one or why it was the last; who was wanted and never asked is said.",
	Examples: []string{"/ci meeting end Officers stay; the school is told at nine | next tomorrow 0900"},
	Title:    "Meeting: end", Button: "End the meeting",
	Question: func() any { return new(meetingEndAsk) },
	Before:   (*Input).meetingOn,
	Check:    func(in *Input, q any) map[string]string { return in.meetingEndFaults(q.(*meetingEndAsk)) },
	Run:      func(in *Input, q any) (Output, error) { return in.endMeeting(q.(*meetingEndAsk)) },
}

// because is why it was the last meeting.
func (a *meetingEndAsk) because() string {
	return strings.TrimSpace(strings.TrimPrefix(a.Final, "because"))
}

// meetingEndFaults: it ends with the next one or with why it was the last, and with why it was held without whoever had to be there.
func (in *Input) meetingEndFaults(a *meetingEndAsk) map[string]string {
	m, since, _ := incident.MeetingNow(&in.Full.Open.Side)
	wrong := map[string]string{}
	if a.Again.At.IsZero() && a.because() == "" {
		wrong["Again"] = "A meeting ends with the time of the next, or with why it was the last: | next tomorrow 0900, or | final because …"
	}
	if _, _, absent := incident.MeetingGaps(m, incident.MeetingAttendance(&in.Full.Open.Side, since)); len(absent) > 0 && a.Absent == "" {
		wrong["Absent"] = "It was held without " + strings.NewReplacer("npt", "NPT", "mosovo", "MOSOVO").Replace(orList(absent)) + ", as far as anybody noted. Say who came with /ci meeting invite, or why it was held without: | absent …"
	}
	return wrong
}

func (in *Input) endMeeting(a *meetingEndAsk) (Output, error) {
	f, err := in.fillOwn(incident.BookOpen)
	if err != nil {
		return Output{}, err
	}
	m, since, _ := incident.MeetingNow(&in.Full.Open.Side)
	body := a.MeetingEnded
	never, silent, _ := incident.MeetingGaps(m, incident.MeetingAttendance(&in.Full.Open.Side, since))
	body.Final, body.Next, body.Never, body.Silent = a.because(), a.Again.At, never, silent
	if !body.Next.IsZero() {
		body.Next = body.Next.Truncate(time.Millisecond)
		body.Review = f.batch.NextReview(f.book)
	}
	seq := f.add(&body)
	if !body.Next.IsZero() {
		f.review("next meeting: "+m.Purpose, seq, in.commander(), body.Next)
	}
	return f.output(), nil
}

package commands

import (
	"strings"

	"loggist/incident"
	"loggist/internal/say"
)

// doNotConfer is said where officers may not speak with one another about what happened (R1.23).
const doNotConfer = "Do not confer. Speak to the post-incident manager."

type debriefAsk struct{ incident.Debrief }

var debriefCommand = Command{
	Path: "ci debrief", Synonyms: []string{"ci hot debrief"},
	Usage:    "/ci debrief WHAT WENT WELL | different … | present …",
	Short:    "A hot debrief: what went well, what is to be different. Not where a post-incident procedure runs or the IOPC has it: then nobody confers.",
	Examples: []string{"/ci debrief Officers stayed at his door and the street calmed | different the second call is an inspector's at once | present PS Lee, PC Adeyemi, Insp Patel"},
	Title:    "Hot debrief", Button: "Hold a hot debrief",
	Intro: func(in *Input) string {
		if in.Full == nil {
			return ""
		}
		if f, set := in.Full.Open.NoConferring(); set {
			return doNotConfer + " Flag: " + say.FlagName(f) + "."
		}
		return ""
	},
	Question: func() any { return new(debriefAsk) },
	Run: func(in *Input, q any) (Output, error) {
		f, err := in.fillOwn(incident.BookOpen)
		if err != nil {
			return Output{}, err
		}
		if flag, set := in.Full.Open.NoConferring(); set {
			return Output{}, Refuse("do-not-confer", doNotConfer+" There is no hot debrief: "+say.FlagName(flag)+".")
		}
		body := q.(*debriefAsk).Debrief
		f.add(&body)
		return f.output(), nil
	},
}

var lessonsCommand = Command{
	Path: "ci lessons", Synonyms: []string{"ci lesson list"},
	Usage:    "/ci lessons",
	Short:    "The lessons of all incidents that you are in, closed ones too: what is to be different, whose it is, by when, and whether it is done.",
	Examples: []string{"/ci lessons"},
	Title:    "Lessons", Button: "Show the lessons",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true, Everywhere: true,
	Run: func(in *Input, _ any) (Output, error) {
		lines := []string{in.Force.MarkingLine(), "Lessons of the incidents that you are in, closed ones too:"}
		for _, f := range in.Visible() {
			if !f.Open.IsMember(in.Actor.ID) {
				continue
			}
			for _, l := range incident.Made[*incident.Lesson](&f.Open.Side) {
				b, _ := l.Body.(*incident.Lesson)
				if r, ok := f.Open.Review(b.Review); ok {
					lines = append(lines, in.lessonLine(f, b, r))
				}
			}
		}
		if len(lines) == 2 {
			return answer("There are no lessons in the incidents that you are in."), nil
		}
		return answer(strings.Join(lines, "\n")), nil
	},
}

func (in *Input) lessonLine(f *incident.Full, b *incident.Lesson, r *incident.Review) string {
	name := f.Open.Ref.Short() + "/" + f.Open.Name(incident.SeriesReview, r.N)
	what := "to be read in its room"
	if in.shows() {
		what = clip(strings.Join(strings.Fields(b.What), " "), 120)
	}
	state := "by " + in.clock(r.NextDue())
	switch {
	case r.Ended && r.Last != nil:
		state = string(r.Last.Outcome) + " by " + r.Last.By.Name + " at " + in.clock(r.Last.At) + ": " + clip(r.Last.Reason, 80)
		if !in.shows() {
			state = string(r.Last.Outcome)
		}
	case !r.Fired.Due.IsZero() && r.Fired.Due.Before(in.Now):
		state = "OVERDUE since " + in.clock(r.Fired.Due)
	}
	return "- " + name + ", " + b.Owner.Label + ": " + what + " · " + state
}

// closedTo refuses what may be done of a closed incident's reviews: its lessons alone live on (R1.24).
func (in *Input) closedTo(r *incident.Review) error {
	if in.Book != incident.BookOpen || in.Full.Open.Stage != incident.StageClosed {
		return nil
	}
	if in.Full.Open.IsLesson(r) {
		return nil
	}
	return RefuseTry("closed", refOf(in)+" is closed: nothing is added to it but what becomes of its lessons.", "/ci reopen "+refOf(in)+" | because …")
}

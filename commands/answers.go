package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/force"
	"loggist/internal/say"
)

// Private answers: they are shown to the asker alone and record nothing but that somebody looked.

type showLogQuestion struct {
	Last int `ask:"How many entries" word:"" help:"20 when nothing is said"`
}

var showLogCommand = Command{
	Path:     "ci log",
	Usage:    "/ci log [20]",
	Short:    "The last entries, shown to you alone.",
	Examples: []string{"/ci log", "/ci log 50"},
	Title:    "Show the log", Button: "Show the last entries",
	Where: InIncident, Answers: true, AtOnce: true, WhenClosed: true,
	Fits:     func(words string) bool { return words == "" || isBare(words) },
	Question: func() any { return new(showLogQuestion) },
	Run: func(in *Input, question any) (Output, error) {
		return in.answer(say.LastEntries(in.view(), in.Full, in.Book, question.(*showLogQuestion).Last)), nil
	},
}

type statusQuestion struct {
	Post bool `ask:"Say it in the room as well" short:"Post in the room" clause:"post"`
}

var statusCommand = Command{
	Path:     "ci status",
	Usage:    "/ci status [| post]",
	Short:    "Where the incident stands and what is open.",
	Examples: []string{"/ci status", "/ci 142 status", "/ci status | post"},
	Title:    "Status", Button: "Show where it stands",
	Where: InIncident, Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(statusQuestion) },
	Run: func(in *Input, question any) (Output, error) {
		out := in.answer(say.Status(in.view(), in.Full, in.Book))
		out.Post = question.(*statusQuestion).Post
		return out, nil
	},
}

type showQuestion struct {
	Number Number `ask:"Number" series:"entry,E,NPT,R" need:"Say which number to show."`
}

var showCommand = Command{
	Path:     "ci show",
	Usage:    "/ci show 14",
	Short:    "One entry, escalation, task or review, with all that came of it.",
	Examples: []string{"/ci show 14", "/ci show E-1", "/ci show 142/014"},
	Title:    "Show a number", Button: "Show an entry",
	Where: InIncident, Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(showQuestion) },
	Check: func(in *Input, q any) map[string]string {
		n := q.(*showQuestion).Number
		if in.shown(n) != nil {
			return nil
		}
		return map[string]string{"Number": "There is no " + n.Typed + " here; the newest entry is " + incident.Number(in.Book, in.Side().NextSeq()-1) + "."}
	},
	Run: func(in *Input, q any) (Output, error) { return in.answer(in.shown(q.(*showQuestion).Number)), nil },
}

// shown is what a number is; nil where there is no such one here.
func (in *Input) shown(n Number) []string {
	if n.Series == "entry" {
		return say.Show(in.view(), in.Full, in.Book, uint64(n.N))
	}
	return say.Thing(in.view(), in.Full, in.Book, incident.Series(n.Series), n.N)
}

var listCommand = Command{
	Path:     "ci list",
	Synonyms: []string{"ci incidents"},
	Usage:    "/ci list",
	Short:    "The open incidents that you are in.",
	Examples: []string{"/ci list"},
	Title:    "Open incidents", Button: "Show the open incidents",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) {
		lines := []string{in.Force.MarkingLine(), "Open incidents that you are in:"}
		for _, f := range in.Visible() {
			if f.Open.IsMember(in.Actor.ID) || f.Sensitive.IsMember(in.Actor.ID) {
				lines = append(lines, say.Listed(in.view(), f))
			}
		}
		if len(lines) == 2 {
			return answer("You are in no open incident."), nil
		}
		return answer(strings.Join(lines, "\n")), nil
	},
}

var onDutyCommand = Command{
	Path:     "ci onduty",
	Synonyms: []string{"ci oncall", "ci who"},
	Usage:    "/ci onduty",
	Short:    "Who holds which post now.",
	Examples: []string{"/ci onduty"},
	Title:    "On duty", Button: "Show who is on duty",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) { return answer(strings.Join(onDutyLines(in), "\n")), nil },
}

// onDutyLines says who holds each post now; one that stands empty and should not is said so.
func onDutyLines(in *Input) []string {
	lines := []string{"On duty at " + force.Clock(in.Now, in.Force.Zone, in.Now) + ":"}
	for _, p := range in.Force.Posts {
		var names []string
		for _, w := range in.onDuty(p.ID) {
			names = append(names, w.Name+" (@"+string(w.ID)+")")
		}
		line := capital(p.Label) + ": " + strings.Join(names, ", ")
		if len(names) == 0 {
			if p.AtNeed {
				continue
			}
			line += "NOBODY"
		}
		if p.Telephone != "" {
			line += ", telephone " + p.Telephone
		}
		lines = append(lines, line)
	}
	return append(lines, "Control room: "+in.Force.ControlRoom)
}

var healthCommand = Command{
	Path:     "ci health",
	Usage:    "/ci health",
	Short:    "Whether recording and sending work.",
	Examples: []string{"/ci health"},
	Title:    "Health", Button: "Show whether all works",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Run: func(in *Input, _ any) (Output, error) {
		if in.Health == nil {
			return answer("This command was read and answered."), nil
		}
		return answer(strings.Join(in.Health(), "\n")), nil
	},
}

// view is what words are made from.
func (in *Input) view() say.View {
	return say.View{Force: in.Force, Register: in.Register, Now: in.Now, Profile: in.Profile}
}

// shows reports whether content may go to this platform; where it may not, an answer says numbers and times alone.
func (in *Input) shows() bool { return in.Profile != force.Pointer }

// answer is a private answer about the incident.
func (in *Input) answer(lines []string) Output {
	out := answer(strings.Join(slices.Clip(lines), "\n"))
	out.Reply.Incident = refOf(in)
	return out
}

package commands

import (
	"strings"

	"loggist/internal/force"
	"loggist/internal/say"
)

// Private answers: they are shown to the asker alone and record nothing but that somebody looked.

type showLogQuestion struct {
	Last int `ask:"How many entries" word:"" help:"20 when nothing is said."`
}

var showLogCommand = Command{
	Path:     "ci log",
	Usage:    "/ci log [20]",
	Short:    "The last entries, shown to you alone.",
	Examples: []string{"/ci log", "/ci log 50"},
	Title:    "Show the log", Button: "Show the last entries",
	Where: InIncident, Answers: true, AtOnce: true, WhenClosed: true,
	Fits:     func(words string) bool { return words == "" || number(words) > 0 },
	Question: func() any { return new(showLogQuestion) },
	Run: func(in *Input, question any) (Output, error) {
		return in.answer(say.LastEntries(in.view(), in.Full, in.Book, question.(*showLogQuestion).Last)), nil
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
	out := answer(strings.Join(lines, "\n"))
	out.Reply.Incident = refOf(in)
	return out
}

package commands

import (
	"strings"

	"loggist/internal/force"
)

type guidanceAsk struct {
	Topic string `ask:"Topic" rest:"" help:"Such as suicide or communications; empty for all"`
}

var guidanceCommand = Command{
	Path:     "ci guidance",
	Usage:    "/ci guidance [suicide]",
	Short:    "The guidance that this force refers to, each with the day it was last looked at, and what has superseded it.",
	Examples: []string{"/ci guidance", "/ci guidance suicide"},
	Title:    "Guidance", Button: "Show the guidance",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(guidanceAsk) },
	Run: func(in *Input, q any) (Output, error) {
		topic := q.(*guidanceAsk).Topic
		found := in.Force.GuidanceOn(topic)
		if len(found) == 0 {
			return Output{}, Refuse("no-guidance", "This force refers to no guidance on “"+clip(topic, 40)+"”. Topics are "+orList(topics(in.Force))+".")
		}
		lines := []string{"Guidance that this force refers to. It is kept by the force; look at the source before you rely on it."}
		for _, g := range found {
			lines = append(lines, "- "+g.String())
		}
		return answer(strings.Join(lines, "\n")), nil
	},
}

// guidanceOn are the references on a topic in one line, for above a form; empty when there are none.
func (in *Input) guidanceOn(topic string) string {
	var out []string
	for _, g := range in.Force.GuidanceOn(topic) {
		out = append(out, g.String())
	}
	if len(out) == 0 {
		return ""
	}
	return "Guidance: " + strings.Join(out, "; ")
}

func topics(f *force.Force) []string {
	var out []string
	for _, g := range f.Guidance {
		if len(out) == 0 || out[len(out)-1] != g.Topic {
			out = append(out, g.Topic)
		}
	}
	return out
}

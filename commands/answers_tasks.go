package commands

import (
	"slices"
	"strings"

	"loggist/incident"
	"loggist/internal/say"
)

type tasksQuestion struct {
	Which string `ask:"Which" rest:"" help:"mine, all, or a team such as riverside; empty for the open ones here"`
}

var tasksCommand = Command{
	Path:     "ci tasks",
	Usage:    "/ci tasks [mine|all|riverside]",
	Short:    "Tasks of the neighbourhood teams: the open ones here, yours, all, or a team's.",
	Examples: []string{"/ci tasks", "/ci tasks mine", "/ci tasks riverside"},
	Title:    "Tasks", Button: "Show the tasks",
	Where: Anywhere, Answers: true, AtOnce: true, WhenClosed: true,
	Question: func() any { return new(tasksQuestion) },
	Check: func(in *Input, q any) map[string]string {
		which := q.(*tasksQuestion).Which
		if _, isTeam := in.Force.NPTByWords(which); isTeam || slices.Contains([]string{"", "mine", "all"}, squash(which)) {
			return nil
		}
		return map[string]string{"Which": "“" + clip(which, 40) + "” is none of mine, all, " + orList(teamNames(in.Force)) + "."}
	},
	Run: runTasks,
}

func runTasks(in *Input, question any) (Output, error) {
	which := squash(question.(*tasksQuestion).Which)
	team, isTeam := in.Force.NPTByWords(question.(*tasksQuestion).Which)
	here := in.Full != nil && which != "mine" && !isTeam
	var title string
	var take func(t *incident.Task) bool
	switch {
	case which == "":
		title, take = "Open tasks", (*incident.Task).Open
	case which == "mine":
		title, take = "Your tasks", func(t *incident.Task) bool { return t.Open() && t.Party(in.Actor.ID) }
	case which == "all":
		title, take = "All tasks", func(*incident.Task) bool { return true }
	default:
		title, take = "Open tasks of "+team.Name, func(t *incident.Task) bool { return t.Open() && t.NPT == team.ID }
	}
	if here {
		title += " of " + refOf(in)
	}
	lines := []string{in.Force.MarkingLine(), title + ":"}
	for _, s := range in.sides(here) {
		lines = append(lines, taskLines(in, s, which == "all", take)...)
	}
	if len(lines) == 2 {
		return answer(title + ": none."), nil
	}
	out := answer(strings.Join(lines, "\n"))
	if here {
		out.Reply.Incident = refOf(in)
	}
	return out, nil
}

// taskLines are those of one side. Only "all" looks at tasks that are over.
func taskLines(in *Input, s *incident.Side, all bool, take func(*incident.Task) bool) []string {
	tasks := s.LiveTasks()
	if all {
		tasks = s.Tasks
	}
	member := s.IsMember(in.Actor.ID)
	var out []string
	for _, t := range tasks {
		if take(t) && (member || t.Party(in.Actor.ID)) {
			out = append(out, say.TaskLine(in.view(), s, t))
		}
	}
	return out
}

// sides are those that an answer speaks of: that of this room, or all that the actor has to do with.
func (in *Input) sides(here bool) []*incident.Side {
	if here {
		return []*incident.Side{in.Side()}
	}
	var out []*incident.Side
	for _, f := range in.Visible() {
		out = append(out, &f.Open.Side, f.Sensitive)
	}
	return out
}

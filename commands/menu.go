package commands

import (
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/say"
)

// menuCommand is /ci alone: at most eight choices that fit the room, the state and the person.
var menuCommand = Command{
	Path:     "ci",
	Usage:    "/ci",
	Short:    "What can be done here and now, as buttons.",
	Examples: []string{"/ci"},
	Title:    "What can be done", Button: "Show what can be done here",
	Where: Anywhere, Answers: true, AtOnce: true,
	Fits: func(words string) bool { return words == "" },
	Run:  func(in *Input, _ any) (Output, error) { return menu(in), nil },
}

func menu(in *Input) Output {
	text := "What can be done here:"
	var ref incident.Ref
	paths := []string{"ci call", "ci list", "ci waiting", "ci onduty", "ci help"}
	if in.Full != nil {
		ref = in.Full.Open.Ref
		text = "What can be done in " + string(ref) + " (" + in.Full.Open.Stage.Words() + "):"
		paths = append(menuStage(in), "ci status", "ci help")
	}
	out := answer(text)
	if waits := Waiting(in); len(waits) > 0 {
		out.Reply.Text = "Waiting for you here: " + waits[0].State + "\n" + text
		acts := waits[0].Actions()
		out.Reply.Actions = acts[:min(len(acts), 2)]
	}
	for _, p := range paths {
		if c := lookup(p); c != nil && len(out.Reply.Actions) < maxChoices {
			out.Reply.Actions = append(out.Reply.Actions, bot.Action{ID: say.ActionID(c.Path, ref), Label: c.button()})
			out.Reply.Text += "\n" + strings.TrimSpace(ours(in.Force, c.Usage)) + " - " + c.Short
		}
	}
	out.Reply.Incident = string(ref)
	return out
}

// menuStage are the acts that come next at this stage, the likeliest first.
func menuStage(in *Input) []string {
	if in.Book == incident.BookSensitive {
		return []string{"log", "decision", "task", "review"}
	}
	switch in.Full.Open.Stage {
	case incident.StageCalled, incident.StageAssessing:
		return []string{"ci assess", "ci declare", "log", "decision", "task", "escalate"}
	case incident.StagePotential:
		return []string{"ci declare", "log", "decision", "task", "escalate", "review"}
	case incident.StageStoodDown:
		return []string{"log", "decision", "ci close", "ci reopen"}
	case incident.StageClosed:
		return []string{"ci reopen", "ci log"}
	}
	return []string{"log", "decision", "task", "escalate", "review"}
}

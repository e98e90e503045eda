package commands

import (
	"strings"

	"loggist/bot"
	"loggist/internal/force"
	"loggist/internal/say"
)

type helpQuestion struct {
	Topic string `ask:"About" rest:"" help:"A command, such as decision. Empty for all."`
}

var helpCommand = Command{
	Path:     "ci help",
	Usage:    "/ci help [decision]",
	Short:    "What can be done, or one command with examples.",
	Examples: []string{"/ci help", "/ci help decision"},
	Title:    "Help", Button: "Show what can be done",
	Where: Nowhere, Answers: true, AtOnce: true,
	Question: func() any { return new(helpQuestion) },
	Run: func(in *Input, question any) (Output, error) {
		out, err := help(question.(*helpQuestion).Topic)
		out.Reply.Text = ours(in.Force, out.Reply.Text)
		return out, err
	},
}

func help(topic string) (Output, error) {
	if topic == "" {
		return answer(helpAll()), nil
	}
	topic = strings.TrimPrefix(strings.TrimSpace(topic), "/")
	slash, words, _ := strings.Cut(topic, " ")
	c, end, _ := match(ci, topic)
	if end == 0 && len(verbs()[strings.ToLower(slash)]) > 0 {
		c, _, _ = match(strings.ToLower(slash), words)
		end = 1
	}
	if c == nil || end == 0 {
		err := Refuse("unknown-topic", "I do not know “"+clip(topic, 40)+"” as something to do.")
		for _, n := range nearVerbs(ci, topic, false) {
			err.Actions = append(err.Actions, bot.Action{ID: say.ActionID("ci help", "", "topic="+strings.TrimPrefix(n.cmd.Path, ci+" ")), Label: "Help on " + n.cmd.Path})
		}
		return Output{}, err
	}
	out := answer(c.help())
	out.Reply.Actions = family(c)
	return out, nil
}

func answer(text string, actions ...bot.Action) Output {
	return Output{Reply: bot.Reply{OK: true, Text: text, Actions: actions}}
}

// helpAll lists every command in one line each.
func helpAll() string {
	lines := []string{"What can be done. Type /ci help and a name for examples, such as /ci help decision."}
	for _, c := range table {
		lines = append(lines, c.Usage+" - "+c.Short)
	}
	return strings.Join(append(lines, grammarHelp...), "\n")
}

// grammarHelp is how commands are typed, in as many lines.
var grammarHelp = []string{
	"Words first; what belongs to them after a bar, or each on a line of its own: /decision Move them because the address is known | review 4h",
	"Outside an incident's room name it first: /ci 142 status. Every command typed alone opens its form. A bar that is text is \\|.",
}

// help is the help on one command: usage, what it does, what stands after the bars, and examples.
func (c *Command) help() string {
	lines := []string{c.Usage, c.Short}
	for _, f := range c.fields() {
		if len(f.clauses) == 0 {
			continue
		}
		line := "| " + strings.Join(f.clauses, ", ") + ": " + f.label
		if f.help != "" {
			line += ". " + f.help
		}
		lines = append(lines, line)
	}
	for i, e := range c.Examples {
		if i == 0 {
			lines = append(lines, "Examples:")
		}
		lines = append(lines, e)
	}
	if len(c.Synonyms) > 0 {
		lines = append(lines, "Also: /"+strings.Join(c.Synonyms, ", /"))
	}
	return strings.Join(lines, "\n")
}

// family are buttons for the help on the commands that belong to this one.
func family(c *Command) []bot.Action {
	slash, _, _ := strings.Cut(c.Path, " ")
	if slash == ci {
		return nil
	}
	var out []bot.Action
	for _, o := range table {
		if o != c && (o.Path == slash || strings.HasPrefix(o.Path, slash+" ")) && len(out) < maxChoices {
			out = append(out, bot.Action{ID: say.ActionID("ci help", "", "topic="+o.Path), Label: "Help on /" + o.Path})
		}
	}
	return out
}

// Hints are the commands as a platform may suggest them while a person types, under the force's names: usage, and what each
// does.
func Hints(f *force.Force) [][2]string {
	out := make([][2]string, 0, len(table))
	for _, c := range table {
		out = append(out, [2]string{ours(f, c.Usage), ours(f, c.Short)})
	}
	return out
}

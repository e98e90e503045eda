package commands

import (
	"maps"
	"slices"
	"strings"

	"loggist/bot"
	"loggist/internal/force"
)

// Slash commands have one name in the software; what a force calls them (CONTRACT §4) is put in here, at the edge: what comes
// in is read under its own name, and what goes out of answers, refusals and forms says the force's. Posts are said under the
// force's name by internal/say, which knows what of them a person wrote.

// ours are words of ours about commands as this force has them: its names of commands, and its levels where the usual ones
// stand.
func ours(f *force.Force, words string) string {
	if len(f.Levels) > 0 {
		words = strings.ReplaceAll(words, usualLevels, strings.Join(levelNames(f), "|"))
	}
	return f.Named(words)
}

// Meant reads what was typed as a slash command under the software's own name. /ci reaches everything, by the force's names
// too.
func Meant(f *force.Force, slash, line string) (command, words string) {
	command = f.Command(strings.TrimPrefix(slash, "/"))
	if command != ci {
		return command, line
	}
	return command, meantVerb(f, line)
}

// meantVerb is meantFirst after /ci. What is a verb there means that: a force may call its tasks add, and /ci add adds somebody.
func meantVerb(f *force.Force, words string) string {
	if cmd, end, _ := match(ci, words); cmd != nil && end > 0 {
		return words
	}
	return meantFirst(f, words)
}

// MeantText is Meant for a message: its first word, behind a stroke or a mention of the bot, may be a slash command.
func MeantText(f *force.Force, message string) string {
	if len(f.Names) == 0 {
		return message
	}
	head := ""
	words := strings.TrimLeft(message, " \t\n")
	if strings.HasPrefix(words, "@") || strings.HasPrefix(words, "<@") {
		w := firstWords(words, 1)
		head, words = words[:w[0].end]+" ", strings.TrimLeft(words[w[0].end:], " \t\n,:")
	}
	if rest, stroke := strings.CutPrefix(words, "/"); stroke {
		head, words = head+"/", rest
	}
	words = meantFirst(f, words)
	if rest, all := strings.CutPrefix(words, ci+" "); all {
		words = ci + " " + meantVerb(f, strings.TrimLeft(rest, " "))
	}
	return head + words
}

// meantFirst puts the software's name in the place of the force's where it stands first.
func meantFirst(f *force.Force, words string) string {
	if len(f.Names) == 0 {
		return words
	}
	w := firstWords(words, 1)
	if len(w) == 0 {
		return words
	}
	command := f.Command(w[0].text)
	if command == w[0].text {
		return words
	}
	return command + words[w[0].end:]
}

// NamedRefusal says a refusal under the force's names.
func NamedRefusal(f *force.Force, u *bot.UserError) *bot.UserError {
	if len(f.Names) == 0 || u == nil {
		return u
	}
	n := *u
	n.Say = namedSaying(f, u.Say)
	n.Fields = maps.Clone(u.Fields)
	for k, v := range n.Fields {
		n.Fields[k] = namedSaying(f, v)
	}
	n.Actions, n.Form = namedActions(f, u.Actions), namedForm(f, u.Form)
	return &n
}

// NamedReply says the buttons and the form of an answer under the force's names; its text is said so where it is made.
func NamedReply(f *force.Force, r bot.Reply) bot.Reply {
	if len(f.Names) == 0 {
		return r
	}
	r.Actions, r.Form = namedActions(f, r.Actions), namedForm(f, r.Form)
	return r
}

// namedSaying names the commands in a refusal, line by line. What a person typed is given back under the name by which it was
// typed, and stays as it is otherwise: so do words of his in quotes.
func namedSaying(f *force.Force, say string) string {
	lines := strings.Split(say, "\n")
	typed := false // what is given back may have several lines
	for i, line := range lines {
		if try, ok := strings.CutPrefix(line, strings.TrimPrefix(tryThis, "\n")); ok {
			typed = false
			lines[i] = strings.TrimPrefix(tryThis, "\n") + namedHead(f, try)
			continue
		}
		if typed {
			continue
		}
		ours, back, found := strings.Cut(line, gave)
		if before, try, trying := strings.Cut(ours, " Try: "); trying {
			ours = namedUnquoted(f, before) + " Try: " + namedHead(f, try)
		} else {
			ours = namedUnquoted(f, ours)
		}
		if found {
			typed = true
			ours += gave + namedHead(f, back)
		}
		lines[i] = ours
	}
	return strings.Join(lines, "\n")
}

// namedHead names the command with which a line begins.
func namedHead(f *force.Force, line string) string {
	head, rest, cut := strings.Cut(line, " ")
	if cut {
		rest = " " + rest
	}
	return f.Named(head) + rest
}

// namedUnquoted names commands outside of quotes.
func namedUnquoted(f *force.Force, words string) string {
	parts := strings.Split(words, "“")
	for i, p := range parts {
		if i == 0 {
			parts[i] = f.Named(p)
			continue
		}
		if quoted, after, ok := strings.Cut(p, "”"); ok {
			parts[i] = quoted + "”" + f.Named(after)
		}
	}
	return strings.Join(parts, "“")
}

func namedActions(f *force.Force, actions []bot.Action) []bot.Action {
	actions = slices.Clone(actions)
	for i := range actions {
		actions[i].Label = f.Named(actions[i].Label)
	}
	return actions
}

// namedForm names commands in the words with which a form asks, and in nothing that was filled in.
func namedForm(f *force.Force, form *bot.Form) *bot.Form {
	if form == nil {
		return nil
	}
	n := *form
	n.Fields = slices.Clone(form.Fields)
	for i := range n.Fields {
		n.Fields[i].Help = f.Named(n.Fields[i].Help)
	}
	return &n
}

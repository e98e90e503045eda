package commands

import (
	"strings"

	"loggist/bot"
	"loggist/incident"
	"loggist/internal/say"
)

// asTypedPath is the path of the button that logs a message as it was typed; its argument is the key under which the
// engine keeps the words for a while.
const asTypedPath = "as-typed"

const sentAsMessage = "That was sent as a message. " + nothing

// Said is a message that a person wrote.
type Said struct {
	Text string
	// Direct: in the person's own conversation with the bot. Mentioned: it begins with a mention of the bot, which Text
	// no longer holds; a mention that is still there ("@Loggist …") is found.
	Direct, Mentioned bool
	// Key stands for the words in the button that logs them as typed: at most 100 bytes, without spaces.
	Key   string
	Asked func() []Asked
}

// ReadText reads a message. ok is false when it is none of Loggist's business. A message that begins with a mention of the
// bot is a command. In a direct conversation it may answer what is asked of the person. One that looks like a command but
// was sent as text is refused with a button that logs it as typed: the error is a *bot.UserError.
func ReadText(s Said, who Accounts) (a Act, ok bool, err error) {
	if line, mentioned := cutMention(s, who); mentioned {
		return readMentioned(s, line, who)
	}
	words, err := plainText(s.Text, who)
	if err != nil {
		if !s.Direct && !strings.HasPrefix(strings.TrimSpace(s.Text), "/") {
			return Act{}, false, nil
		}
		return Act{}, true, err
	}
	if s.Direct {
		return readDirect(s, words)
	}
	if slash, rest, looks := looksLikeCommand(words); looks {
		return Act{}, true, sentAsText(slash, rest, s.Key)
	}
	return Act{}, false, nil
}

// ReadAsTyped reads the words of a message as the command that they look like, for the button that says so.
func ReadAsTyped(message string, who Accounts) (Act, error) {
	words, err := plainText(message, who)
	if err != nil {
		return Act{}, err
	}
	slash, rest, looks := looksLikeCommand(words)
	if !looks {
		slash, rest = ci, strings.TrimPrefix(words, "/")
	}
	return ReadLine(slash, strings.ReplaceAll(rest, string(literalBar), "\\|"), who)
}

// cutMention takes a mention of the bot from the start of a message: by name, or as an account that is nobody's of the
// directory where the adapter says that the bot is mentioned.
func cutMention(s Said, who Accounts) (line string, ok bool) {
	const name = "@loggist"
	words := strings.TrimSpace(s.Text)
	if len(words) >= len(name) && strings.EqualFold(words[:len(name)], name) {
		line = words[len(name):]
		if line == "" || strings.ContainsAny(line[:1], " \t\n,:") {
			return strings.TrimLeft(line, " \t\n,:"), true
		}
	}
	if !s.Mentioned {
		return "", false
	}
	if account, after, found := strings.Cut(strings.TrimPrefix(words, "<@"), ">"); found && strings.HasPrefix(words, "<@") {
		if _, person := who(account); !person {
			words = after
		}
	}
	return strings.TrimLeft(words, " \t\n,:"), true
}

// readMentioned reads a message to the bot: a command, or an answer to what is asked of the person.
func readMentioned(s Said, line string, who Accounts) (Act, bool, error) {
	words, err := plainText(line, who)
	if err == nil && s.Asked != nil {
		if cmd, end, _ := match(ci, words); cmd == nil || end == 0 {
			if a, found, err := readAnswer(s.Asked(), words); found {
				return a, true, err
			}
		}
	}
	a, err := ReadLine(ci, line, who)
	return a, true, err
}

// looksLikeCommand reports whether a message begins like a slash command.
func looksLikeCommand(words string) (slash, rest string, ok bool) {
	stroke := strings.HasPrefix(words, "/")
	words = strings.TrimLeft(words, "/ ")
	w := firstWords(words, 1)
	if len(w) == 0 {
		return "", "", false
	}
	slash = squash(w[0].text)
	rest = strings.TrimSpace(words[w[0].end:])
	if of, alias := slashAlias[slash]; alias {
		slash = of
	}
	if len(verbs()[slash]) == 0 {
		return "", "", false
	}
	if stroke {
		return slash, rest, true
	}
	if rest == "" {
		return "", "", false
	}
	if cmd, end, _ := match(slash, rest); slash == ci || slash == "review" {
		return slash, rest, cmd != nil && (end > 0 || slash == "review" && beginsLikeTime(rest))
	}
	return slash, rest, true
}

// beginsLikeTime keeps "Review of the CCTV" a message and makes "review in 4h …" look like a command.
func beginsLikeTime(s string) bool {
	w := firstWords(s, 1)
	switch strings.ToLower(w[0].text) {
	case "in", "at", "daily", "every", "cron", "tomorrow", "today", "on":
		return true
	}
	return w[0].text[0] >= '0' && w[0].text[0] <= '9'
}

// sentAsText refuses a message that looks like a command.
func sentAsText(slash, rest, key string) error {
	line := strings.TrimSpace("/" + slash + " " + text(rest))
	if isSecret(slash, text(rest)) {
		line = "/" + slash + " …. " + notGivenBack
	}
	err := &bot.UserError{Code: "sent-as-text", Say: sentAsMessage + " " + gaveBack(line)}
	if key != "" {
		err.Actions = []bot.Action{{ID: say.ActionID(asTypedPath, "", key), Label: "Log as typed: /" + slash}}
	}
	return err
}

// readDirect reads a message to the bot itself: an answer to what is asked, or else what looks like a command.
func readDirect(s Said, words string) (Act, bool, error) {
	var asked []Asked
	if s.Asked != nil {
		asked = s.Asked()
	}
	if a, found, err := readAnswer(asked, words); found {
		return a, true, err
	}
	if slash, rest, looks := looksLikeCommand(words); looks {
		return Act{}, true, sentAsText(slash, rest, s.Key)
	}
	if len(asked) > 0 {
		return Act{}, true, notAnAnswer(asked, words)
	}
	if cmd, end, _ := match(ci, words); cmd != nil && end > 0 {
		return Act{}, true, sentAsText(ci, words, s.Key)
	}
	if answersAnything(words) {
		return Act{}, true, &bot.UserError{Code: "nothing-asked", Say: "Nothing is asked of you now. " + nothing + " " + gaveBack(text(words)) + tryThis + "/ci waiting"}
	}
	err := &bot.UserError{Code: "sent-as-text", Say: sentAsMessage + " " + gaveBack(text(words)) + tryThis + "/ci help"}
	err.Actions = []bot.Action{{ID: say.ActionID("ci help", ""), Label: "Show what can be done"}}
	return Act{}, true, err
}

// readAnswer finds the thing that a direct message answers: a verb, a number where it needs one, and the words after it.
func readAnswer(asked []Asked, words string) (Act, bool, error) {
	type hit struct {
		k   Asked
		ans Answer
	}
	w := firstWords(words, 4)
	for n := len(w); n > 0; n-- {
		verb := squash(joined(w, n))
		rest := strings.TrimLeft(words[w[n-1].end:], " \t,:")
		c := cutNumber(rest)
		var hits, numberless []hit
		for _, k := range asked {
			for _, ans := range k.Answers {
				if !hasWord(ans.Words, verb) {
					continue
				}
				numberless = append(numberless, hit{k, ans})
				if c.end > 0 && k.is(c) && (c.ref == "" || sameRef(k.Ref, c.ref)) {
					hits = append(hits, hit{k, ans})
				}
			}
		}
		if len(numberless) == 0 {
			continue
		}
		if len(hits) > 0 {
			rest = rest[c.end:]
		} else if c.end > 0 && (c.series != "" || c.ref != "" || c.n < 1000) {
			// A number that is none of those asked is never taken for a word: `update 1 …` is not about NPT-2 (X12). From four
			// digits on it is a time.
			return Act{}, true, notAnAnswer(asked, words)
		} else {
			hits = numberless
		}
		if len(hits) > 1 {
			var fit []Asked
			for _, h := range hits {
				fit = append(fit, h.k)
			}
			a := Act{Command: lookup(hits[0].ans.Path), typed: words, way: byLine}
			return Act{}, true, a.whichAsked(fit)
		}
		a, err := hits[0].ans.act(hits[0].k, strings.TrimSpace(rest))
		a.slash, a.typed = "", words // what is given back is what was typed
		return a, true, err
	}
	return Act{}, false, nil
}

// answersAnything reports whether words begin like an answer to what may be asked of somebody.
func answersAnything(words string) bool {
	w := firstWords(words, 2)
	for n := len(w); n > 0; n-- {
		verb := squash(joined(w, n))
		for _, answers := range [][]string{wordsAck, wordsAccept, wordsDecline, wordsDone, wordsNotDone} {
			if hasWord(answers, verb) {
				return true
			}
		}
	}
	return false
}

func hasWord(words []string, verb string) bool {
	for _, w := range words {
		if squash(w) == verb {
			return true
		}
	}
	return false
}

func sameRef(ref incident.Ref, typed string) bool {
	r := incident.NewRegister()
	r.Refs = []incident.Ref{ref}
	_, ok := findRef(r, typed)
	return ok
}

// act is the command that an answer means, with the words after it.
func (a Answer) act(k Asked, rest string) (Act, error) {
	c := lookup(a.Path)
	if c == nil {
		return Act{}, stale("answer")
	}
	words := strings.Join(a.Args, " ")
	act := Act{Command: c, Ref: string(k.Ref), words: strings.TrimSpace(words + " " + rest), way: byLine}
	act.slash, act.typed, _ = strings.Cut(a.Path, " ")
	act.typed = strings.TrimSpace(act.typed + " " + string(k.Ref) + " " + act.words)
	act.echo = "This is about " + k.Outside() + "."
	return act, nil
}

// notAnAnswer says that a message answered nothing of what is asked, with the buttons that would.
func notAnAnswer(asked []Asked, words string) error {
	err := &bot.UserError{Code: "no-answer"}
	var names []string
	for _, k := range asked[:min(len(asked), maxChoices)] {
		names = append(names, k.Outside())
		if acts := k.Actions(); len(err.Actions)+len(acts) <= maxChoices {
			err.Actions = append(err.Actions, acts...)
		}
	}
	err.Say = "That did not answer " + orList(names) + ". " + nothing + " " + gaveBack(text(words))
	return err
}

package local

import (
	"regexp"
	"strings"
)

// How the text of the bot is laid out: lines, and in a line pieces. Nothing is added and nothing is left out; a reader
// who ignores the layout reads the text as it was sent.

type line struct {
	Kind   string // "marking", "title", "gap" or ""
	Pieces []piece
}

type piece struct {
	Kind string // "label", "word", "struck" or "" for as typed
	Text string
}

var (
	marking = regexp.MustCompile(`^(EXERCISE\b|OFFICIAL\b)`)
	// label is what a line of a post begins with; a second one stands after a wide gap. No number is in it but that of an Article:
	// "At 2150: the on-call Superintendent" is a sentence.
	label = regexp.MustCompile(`(?:^|   )[A-Z](?:[A-Za-z ,'’()/-]|Article [0-9]+){1,60}:(?: |$)`)
	// loud are the words that say in what state an entry is.
	loud = regexp.MustCompile(`\b(?:UNVERIFIED|LATE ENTRY|LATE|REPEAT|MISSED|OVERDUE|WITHDRAWN|CORRECTED|DISPUTED|VACANT)\b`)
	// struck is what was withdrawn or corrected.
	struck = regexp.MustCompile(`~~[^~\n]+~~`)
)

// layOut returns the lines of a post. The marking is looked for in the first two lines: a direct message has it second.
func layOut(text string) []line {
	var out []line
	titled := false
	for i, t := range strings.Split(text, "\n") {
		l := line{Pieces: pieces(t)}
		switch {
		case i < 2 && marking.MatchString(t):
			l.Kind = "marking"
		case t == "":
			l.Kind = "gap"
		case !titled:
			l.Kind, titled = "title", true
		}
		out = append(out, l)
	}
	return out
}

// pieces cuts a line at what is emphasised.
func pieces(text string) []piece {
	return cut(text, struck, "struck", func(s string) []piece {
		return cut(s, loud, "word", func(s string) []piece {
			return cut(s, label, "label", func(s string) []piece { return []piece{{Text: s}} })
		})
	})
}

// cut makes what matches pieces of the kind, and hands what does not to rest.
func cut(text string, at *regexp.Regexp, kind string, rest func(string) []piece) []piece {
	var out []piece
	from := 0
	for _, m := range at.FindAllStringIndex(text, -1) {
		if m[0] > from {
			out = append(out, rest(text[from:m[0]])...)
		}
		match := text[m[0]:m[1]]
		if kind == "struck" {
			match = strings.Trim(match, "~")
		}
		out = append(out, piece{Kind: kind, Text: match})
		from = m[1]
	}
	if from < len(text) {
		out = append(out, rest(text[from:])...)
	}
	return out
}

// titleOf is the line by which a message is called.
func titleOf(text string) string {
	for _, l := range layOut(text) {
		if l.Kind == "title" {
			var b strings.Builder
			for _, p := range l.Pieces {
				b.WriteString(p.Text)
			}
			return b.String()
		}
	}
	return ""
}

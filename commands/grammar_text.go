package commands

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"loggist/bot"
	"loggist/internal/force"
)

// MaxText is how much one entry may hold, in bytes.
const MaxText = 64 << 10

// Accounts says whose account of the platform that is; ok is false for an account of nobody in the directory.
type Accounts func(account string) (force.PersonID, bool)

// literalBar stands for a bar that is text (\|) while a line is being cut. It cannot be typed: plainText drops it.
const literalBar = '\x1f'

// plainText is the first step of the grammar: mentions become @id, typographic quotes, dashes, hyphens and spaces become
// plain ones, and \| becomes literalBar. What cannot be read as text at all is refused.
func plainText(s string, who Accounts) (string, error) {
	if len(s) > MaxText {
		return "", tooLong(s)
	}
	if !utf8.ValidString(s) {
		return "", unreadable(s)
	}
	return strings.TrimSpace(strings.Map(plainRune, escapeBars(mentions(s, who)))), nil
}

// escapeBars puts literalBar in the place of \| and of every bar that stands inside what plainText must not cut.
func escapeBars(s string) string {
	if !strings.ContainsRune(s, '|') {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == '|':
			b.WriteRune(literalBarIn)
			i++
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// literalBarIn is literalBar on its way through plainRune, which drops every control character that was typed: it is of a
// private range and nobody's keyboard has it.
const literalBarIn = '\U0010FFFD'

// maxMention is how long a mention can be, in bytes.
const maxMention = 250

// mentions writes each mention of a person as @id. What is no mention stays; a bar inside one is no bar.
func mentions(s string, who Accounts) string {
	if !strings.Contains(s, "<@") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "<@")
		if i < 0 {
			break
		}
		end := strings.IndexByte(s[i:min(len(s), i+maxMention)], '>')
		if end < 0 || strings.ContainsAny(s[i+2:i+end], " \t\n<") {
			b.WriteString(s[:i+2])
			s = s[i+2:]
			continue
		}
		b.WriteString(s[:i])
		account, name, _ := strings.Cut(s[i+2:i+end], "|")
		b.WriteString(mention(account, name, who))
		s = s[i+end+1:]
	}
	b.WriteString(s)
	return b.String()
}

func mention(account, name string, who Accounts) string {
	if who != nil {
		if id, ok := who(account); ok {
			return "@" + string(id)
		}
	}
	if name != "" {
		return "@" + name
	}
	return "@" + account
}

// plainRune makes one character plain; a negative answer drops it.
func plainRune(r rune) rune {
	switch r {
	case literalBarIn:
		return literalBar
	case '\n', '\t':
		return r
	case '\r', '\u200b', '\u2060', '\ufeff', '\u00ad', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e',
		'\u2066', '\u2067', '\u2068', '\u2069':
		return -1 // invisible, or turns the direction of what follows
	case '\v', '\f', '\u0085', '\u2028', '\u2029':
		return '\n'
	case '\u2018', '\u2019', '\u201a', '\u201b', '\u2032', '\u02bc', '\u00b4':
		return '\''
	case '\u201c', '\u201d', '\u201e', '\u201f', '\u2033', '\u00ab', '\u00bb':
		return '"'
	case '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2015', '\u2212', '\ufe58', '\ufe63', '\uff0d':
		return '-'
	}
	switch {
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.IsControl(r):
		return -1
	}
	return r
}

// text gives literal bars back: the last step before words are kept.
func text(s string) string {
	return strings.TrimSpace(strings.ReplaceAll(s, string(literalBar), "|"))
}

// squash is how words of the grammar are compared: without case, spaces, hyphens and a final stop, comma or colon.
func squash(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ".,:")
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

// word is a word of a line and where it ends.
type word struct {
	text string
	end  int
}

// firstWords returns up to n words from the start of the first line of s.
func firstWords(s string, n int) []word {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		s = s[:i]
	}
	var out []word
	for i := 0; i < len(s) && len(out) < n; {
		for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
			i++
		}
		start := i
		for i < len(s) && s[i] != ' ' && s[i] != '\t' && s[i] != '|' {
			i++
		}
		if i > start {
			out = append(out, word{s[start:i], i})
		}
		if i < len(s) && s[i] == '|' {
			break
		}
	}
	return out
}

// joined is the text of the first k words, one space between them.
func joined(w []word, k int) string {
	parts := make([]string, k)
	for i := range parts {
		parts[i] = w[i].text
	}
	return strings.Join(parts, " ")
}

// longestPrefix returns the end of the longest beginning of s, of at most n words, that ok accepts; 0 when none.
func longestPrefix(s string, n int, ok func(string) bool) int {
	w := firstWords(s, n)
	for k := len(w); k > 0; k-- {
		if ok(joined(w, k)) {
			return w[k-1].end
		}
	}
	return 0
}

func tooLong(s string) error {
	return &bot.UserError{
		Code: "too-long",
		Say: "That is " + kilobytes(len(s)) + "; an entry holds at most 64 kB. " + nothing + " Send it in parts, each an entry of its own.\n" +
			gaveBack(strings.ToValidUTF8(s, "\ufffd")),
	}
}

func unreadable(s string) error {
	return &bot.UserError{
		Code: "unreadable",
		Say: "Part of that is no text that can be read (it is not UTF-8); it is shown as \ufffd below. " + nothing + " Type it again.\n" +
			gaveBack(strings.ToValidUTF8(s, "\ufffd")),
	}
}

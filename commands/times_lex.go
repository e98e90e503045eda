package commands

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxTimeTokens = 24 // the longest time has about ten words
	maxTimeToken  = 32 // bytes; no word of a time is nearly as long
)

// timeToken is one word of a text: as it is compared, and where it stands in what was typed.
type timeToken struct {
	word       string // lower case, plain characters, no punctuation at its end; "" for what is too long to be part of a time
	start, end int    // bytes of the text, with its punctuation
	stop       bool   // a full stop, colon or semicolon followed: nothing after it is added to a length of time
}

// lexTime splits the start of a text into words. It ends at a bar, at the end of the first line that has words, or when
// there are more than any time has.
func lexTime(text string) []timeToken {
	var tokens []timeToken
	for i := 0; i < len(text) && len(tokens) < maxTimeTokens; {
		c, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case c == '|' || (c == '\n' || c == '\r') && len(tokens) > 0:
			return tokens
		case isBlank(c):
			i += size
		default:
			token := lexToken(text, i)
			i = token.end
			tokens = append(tokens, token)
		}
	}
	return tokens
}

func lexToken(text string, start int) timeToken {
	var word strings.Builder
	end := start
	for end < len(text) {
		c, size := utf8.DecodeRuneInString(text[end:])
		if isBlank(c) || c == '|' {
			break
		}
		end += size
		if word.Len() <= maxTimeToken {
			word.WriteString(plain(c))
		}
		if plain(c) == "+" && end == start+size { // a plus sign is a word of its own
			return timeToken{word: "+", start: start, end: end}
		}
	}
	token := timeToken{word: word.String(), start: start, end: end}
	bare := strings.TrimRight(token.word, ".,:;")
	token.stop = strings.ContainsAny(token.word[len(bare):], ".:;") && bare != "a.m" && bare != "p.m"
	token.word = bare
	if len(token.word) > maxTimeToken {
		token.word = ""
	}
	return token
}

// isBlank tells the spaces that phones and word processors put in, too.
func isBlank(c rune) bool {
	return unicode.IsSpace(c) || c == '\u2060' || c == '\ufeff' || c >= '\u200b' && c <= '\u200d'
}

// plain writes one character as it would be typed on a plain keyboard, in lower case.
func plain(c rune) string {
	switch c {
	case '：', '∶', '꞉', '﹕':
		return ":"
	case '⁄', '∕', '／':
		return "/"
	case '＋':
		return "+"
	case '．', '․':
		return "."
	case '½':
		return ".5"
	}
	if c >= '０' && c <= '９' {
		c += '0' - '０'
	}
	return string(unicode.ToLower(c))
}

// word is the i-th word, "" when there are not as many.
func (r *timeReader) word(i int) string {
	if i < len(r.tokens) {
		return r.tokens[i].word
	}
	return ""
}

// typed is the text of the words from i up to j, without the punctuation after them.
func (r *timeReader) typed(i, j int) string {
	if i >= j || j > len(r.tokens) {
		return ""
	}
	return strings.TrimRight(r.text[r.tokens[i].start:r.tokens[j-1].end], ".,:;")
}

// rest is the text after the first n words. A dash or colon that only parts the two is dropped.
func (r *timeReader) rest(n int) string {
	rest := r.text
	if n > 0 {
		rest = r.text[r.tokens[n-1].end:]
	}
	rest = strings.TrimFunc(rest, isBlank)
	for _, mark := range []string{"-", "–", "—", ":", ",", ";"} {
		if after, ok := strings.CutPrefix(rest, mark+" "); ok {
			return strings.TrimFunc(after, isBlank)
		}
	}
	return rest
}

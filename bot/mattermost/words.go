package mattermost

import (
	"regexp"
	"strings"
)

// What Markdown would make of typed words. A backslash keeps a sign from being markup; an entity is a sign that nothing is
// made of: no mention, no link, no preview, no emoji.
var (
	signs      = regexp.MustCompile("[\\\\`*_~|\\[\\]#]")
	entityLike = regexp.MustCompile(`&(#?\w+;)`)
	address    = regexp.MustCompile(`(?i)([a-z][a-z0-9+.-]*)://|\b(mailto|tel):|\b(www\d{0,3})\.`)
	emoji      = regexp.MustCompile(`:([\w+-]+:)`)
	lineBegins = regexp.MustCompile(`^(?:[ \t]|[-+>=]|\d+[.)])`)
)

var entities = strings.NewReplacer("<", "&lt;", "@", "&#64;", "$", "&#36;")

// escape makes what people typed mean itself.
func escape(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = escapeLine(line)
	}
	return strings.Join(lines, "\n")
}

func escapeLine(s string) string {
	s = entityLike.ReplaceAllString(s, "&amp;$1")
	s = address.ReplaceAllStringFunc(s, func(x string) string {
		x = strings.Replace(x, ":", "\x00", 1) // "&#58;" once the signs of entities are done
		return strings.Replace(x, ".", "\x01", 1)
	})
	s = emoji.ReplaceAllString(s, "\x00$1")
	s = signs.ReplaceAllString(s, `\$0`)
	s = entities.Replace(s)
	s = strings.NewReplacer("\x00", "&#58;", "\x01", "&#46;").Replace(s)
	return lineBegins.ReplaceAllStringFunc(s, beginning)
}

// beginning keeps what begins a line from making it a list, a quotation, a heading's rule or code.
func beginning(x string) string {
	switch {
	case x == " ":
		return "&#32;"
	case x == "\t":
		return "&#9;"
	case x == "=":
		return "&#61;"
	case len(x) == 1:
		return `\` + x
	}
	return x[:len(x)-1] + `\` + x[len(x)-1:]
}

var mention = regexp.MustCompile(`(^|[^\w@./])@([A-Za-z0-9][A-Za-z0-9._-]*)`)

// readable turns what the server delivers into what a person typed: a mention of somebody whom account knows is <@ACCOUNT>,
// of the bot itself @Loggist; anything else stays as it is.
func readable(s string, account func(name string) string, self string) string {
	return mention.ReplaceAllStringFunc(s, func(x string) string {
		m := mention.FindStringSubmatch(x)
		for _, name := range []string{m[2], strings.TrimRight(m[2], "._-")} { // a full stop may end the sentence
			switch id := account(strings.ToLower(name)); {
			case id == "":
			case id == self:
				return m[1] + "@Loggist" + m[2][len(name):]
			default:
				return m[1] + "<@" + id + ">" + m[2][len(name):]
			}
		}
		return x
	})
}

// namesIn are the names that are mentioned, and each without the signs that may end a sentence.
func namesIn(s string) []string {
	var out []string
	for _, m := range mention.FindAllStringSubmatch(s, -1) {
		name := strings.ToLower(m[2])
		out = append(out, name)
		if short := strings.TrimRight(name, "._-"); short != name {
			out = append(out, short)
		}
	}
	return out
}

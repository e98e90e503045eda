package slack

import "strings"

// readable turns what Slack delivers into what a person typed: a mention stays <@ACCOUNT>, links and channels become
// plain, entities are resolved. A mention of the app itself reads @Loggist.
func readable(s, self string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "<")
		token, after, closed := strings.Cut(rest, ">")
		if !found || !closed {
			b.WriteString(entities(s))
			return b.String()
		}
		b.WriteString(entities(before))
		b.WriteString(plainToken(token, self))
		s = after
	}
}

// plainToken reads one <…>.
func plainToken(token, self string) string {
	id, label, labelled := strings.Cut(token, "|")
	label = bars(entities(label))
	switch {
	case strings.HasPrefix(id, "@"):
		if id[1:] == self {
			return "@Loggist"
		}
		return "<" + id + ">"
	case strings.HasPrefix(id, "#"):
		if labelled {
			return "#" + label
		}
		return id
	case strings.HasPrefix(id, "!"):
		if labelled && label != "" {
			return label
		}
		word, _, _ := strings.Cut(id[1:], "^")
		return "@" + word
	}
	url := bars(entities(id))
	shown := strings.TrimPrefix(url, "mailto:")
	if !labelled || label == url || label == shown {
		return shown
	}
	if strings.TrimPrefix(strings.TrimPrefix(shown, "https://"), "http://") == label { // "police.uk" typed as such
		return label
	}
	return label + " (" + shown + ")"
}

// bars lets a bar inside a link be text.
func bars(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

func entities(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

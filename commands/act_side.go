package commands

import (
	"slices"

	"loggist/incident"
)

// Books are the sides of an incident that the act may be about, where the place does not say which: the sensitive one alone
// when a number (S-014) or the form says so, else the open one before it.
func (a *Act) Books() []incident.Book {
	if a.book == incident.BookSensitive {
		return []incident.Book{incident.BookSensitive}
	}
	if c := a.number(); c.end > 0 && c.book == incident.BookSensitive {
		return []incident.Book{incident.BookSensitive}
	}
	return []incident.Book{incident.BookOpen, incident.BookSensitive}
}

// number is the number that the act names; its end is 0 when it names none.
func (a *Act) number() cut {
	if a.Command == nil {
		return cut{}
	}
	f := numbered(a.Command.fields())
	switch {
	case f == nil:
		return cut{}
	case a.way == byLine:
		return cutNumber(a.words)
	}
	return cutNumber(a.values[f.name])
}

// IsAnswer reports whether the act answers one of these things: it lets a person who is no member answer what he was asked.
func (a *Act) IsAnswer(asked []Asked) bool {
	c := a.number()
	return slices.ContainsFunc(asked, func(k Asked) bool {
		return k.answers(a.Command.Path) && (c.end == 0 || k.is(c))
	})
}

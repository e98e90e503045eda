package say

import (
	"strings"
	"unicode/utf8"

	"loggist/incident"
)

// recordedWords say to whoever acted what an entry of a kind means for him, beyond that it was recorded. A kind that is not
// here gets its number and its first words; one that answers "" is part of another entry of its act, which says it.
var recordedWords = map[string]func(a act, e *incident.Entry) string{}

// act is what one request recorded.
type act struct {
	scope
	entries []incident.Entry
}

// say adds the words of some kinds; each file of this package adds those of its own, in an init.
func addRecorded(words map[string]func(act, *incident.Entry) string) {
	for kind, w := range words {
		recordedWords[kind] = w
	}
}

// unsaid is part of another entry of its act.
func unsaid(act, *incident.Entry) string { return "" }

func init() {
	addRecorded(map[string]func(act, *incident.Entry) string{"receipt": unsaid, "room": unsaid})
}

// Recorded is the reply to an act that was recorded, made from its entries alone, so that the same act delivered twice is
// answered alike. It repeats each number that matters and the first words. What an act of the open room does in the
// sensitive book is not said: nobody who reads it may learn that anything stands there.
func Recorded(v View, f *incident.Full, entries []incident.Entry) string {
	a := act{scope: scope{View: v}, entries: entries}
	if !v.Outside {
		a.lane.Room = "reply"
	}
	var out []string
	open, did := false, false // did: an act of the sensitive book that its doer is told of was said
	for i := range entries {
		open = open || entries[i].Book == incident.BookOpen
	}
	for i := range entries {
		e := &entries[i]
		if f == nil || e.Book == incident.BookDelivery || e.Ref == "" || open && e.Book == incident.BookSensitive && !toActor[e.Body.Kind()] {
			continue
		}
		a.side, a.head = f.Side(e.Book), &f.Open.Head
		if e.Book == incident.BookSensitive && !toActor[e.Body.Kind()] && v.Reader != "" && !f.Sensitive.IsMember(v.Reader) {
			if did {
				continue
			}
			out = []string{"Recorded in the sensitive book. It is read in the second room, and nothing of it is said in the open one."}
			continue
		}
		did = did || toActor[e.Body.Kind()]
		words, ok := recordedWords[e.Body.Kind()]
		if !ok {
			words = act.plainly
		}
		if s := words(a, e); s != "" {
			out = append(out, s)
		}
	}
	if e := threatAsked(entries); e != nil && f != nil {
		a.side = f.Side(e.Book)
		out = append(out, a.threatQuestion(e))
	}
	if len(out) == 0 {
		return "Recorded."
	}
	return strings.Join(out, "\n")
}

// SecondCopy is said where a copy of the record was asked for and has not confirmed it yet.
const SecondCopy = "It is recorded; second copy not yet confirmed."

// as says under which number an entry was recorded.
func (a act) as(e *incident.Entry) string {
	return "Recorded as entry " + a.entry(e.Seq)
}

// plainly repeats the number and the first words.
func (a act) plainly(e *incident.Entry) string {
	w := a.kindWords(&incident.Line{Entry: *e})
	if w.Text == "" {
		return a.as(e) + ": " + w.Name + "."
	}
	return a.as(e) + ": " + begins(w.Text)
}

// firstOf is the first entry of the act, in the book that is spoken of, whose body is a T.
func firstOf[T incident.Body](a act) (t T, ok bool) {
	for i := range a.entries {
		if a.side != nil && a.entries[i].Book != a.side.Book {
			continue // what an act does in the other book is not said
		}
		if b, is := a.entries[i].Body.(T); is {
			return b, true
		}
	}
	return t, false
}

// begins is, in a post, the first words of a text that another post has in full. A report is read on paper: it says the whole.
func (c scope) begins(s string) string {
	if c.Report {
		return s
	}
	return begins(s)
}

// begins is the first words of a text, as many as say which one it is.
func begins(s string) string {
	const enough = 60
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= enough {
		return s
	}
	cut := string([]rune(s)[:enough])
	if i := strings.LastIndexByte(cut, ' '); i > enough/2 {
		cut = cut[:i]
	}
	return cut + "…"
}

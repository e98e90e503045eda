package bottest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"loggist/bot"
)

// transcript writes what happens as text; doc.go shows it.
type transcript struct{ b strings.Builder }

const (
	scriptIndent = "     "
	scriptBody   = "       "
)

// line writes one line that starts with a time.
func (s *transcript) line(stamp, text string) { fmt.Fprintf(&s.b, "%s %s\n", stamp, text) }

// body writes text and buttons, indented; an empty line stays empty.
func (s *transcript) body(text string, actions []bot.Action) {
	if text != "" {
		for l := range strings.SplitSeq(text, "\n") {
			s.b.WriteString(strings.TrimRight(scriptBody+l, " ") + "\n")
		}
	}
	for _, a := range actions {
		label := a.Label
		if a.Link != "" {
			label += " → " + a.Link
		}
		s.b.WriteString(scriptBody + "[" + label + "]\n")
	}
}

// act writes what a person did.
func (s *transcript) act(stamp string, r bot.Request) {
	where := " in " + string(r.Room)
	if r.Direct {
		where = " to Loggist"
	}
	did := r.Text
	switch r.Kind {
	case bot.KindCommand:
		did = strings.TrimRight("/"+r.Command+" "+r.Text, " ")
	case bot.KindPress:
		did = "presses " + r.Action
	case bot.KindSubmit:
		did = "sends form " + r.Form
	case bot.KindJoined:
		did = "joins, added by " + r.By
	case bot.KindLeft:
		did = "leaves"
	case bot.KindMarked:
		did = "marks what " + r.Source.Author + " wrote: " + r.Source.Text
	case bot.KindUnmarked:
		did = "takes the mark off: " + r.Source.Text
	case bot.KindChanged:
		did = "changes a message: " + r.Source.Text
		if r.Source.Deleted {
			did = "deletes a message"
		}
	case bot.KindArrived:
		did = "puts Loggist into the room"
	case bot.KindRoom:
		did = "makes the room fit again"
		if r.Unfit != "" {
			did = "makes the room unfit: " + string(r.Unfit)
		}
	}
	first, rest, more := strings.Cut(did, "\n")
	s.line(stamp, cmp.Or(r.Person, r.By)+where+": "+first)
	if more {
		s.body(rest, nil)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		s.body(name+" = "+strings.ReplaceAll(r.Values[name], "\n", "\n  "), nil)
	}
}

// reply writes what the asker alone was shown, or where nobody asked all in the room; nothing for nothing.
func (s *transcript) reply(person string, r bot.Reply) {
	if r.Text == "" && r.Form == nil && len(r.Actions) == 0 && len(r.Errors) == 0 {
		return
	}
	refused := ""
	if !r.OK {
		refused = ", refused"
	}
	who := "only " + person + " sees"
	if person == "" {
		who = "all in the room see"
	}
	s.b.WriteString(scriptIndent + who + refused + ":\n")
	s.body(r.Text, r.Actions)
	if r.Form != nil {
		s.body("form "+r.Form.Title, nil)
		if r.Form.Intro != "" {
			s.body("  "+r.Form.Intro, nil)
		}
		for _, f := range r.Form.Fields {
			mark := ""
			if !f.Required {
				mark = " (optional)"
			}
			s.body("  "+f.Label+mark+": "+strings.ReplaceAll(f.Value, "\n", "\n    "), nil)
		}
		if r.Form.Submit != "" {
			s.body("  ["+r.Form.Submit+"]", nil)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Errors)) {
		s.body("error in "+name+": "+r.Errors[name], nil)
	}
}

// message writes a post or a direct message.
func (s *transcript) message(stamp string, m bot.Message) {
	what := "post in " + string(m.Room)
	if m.Act == bot.ActDirect {
		what = "to " + m.Person
	}
	if m.Replace != "" {
		what += ", edited"
	}
	if m.Pin {
		what += ", pinned"
	}
	if m.Rings {
		what += ", rings"
	}
	s.line(stamp, what+":")
	s.body(m.Text, m.Actions)
}

// take returns what was written and forgets it.
func (s *transcript) take() string {
	defer s.b.Reset()
	return s.b.String()
}

package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"loggist/incident"
	"loggist/internal/say"
)

// What an entry is of: somebody's decision, what somebody else said, or something that happened.
const (
	decided  = "Decided"
	given    = "Given"
	happened = "Happened"
)

// entries tells every entry of the book, and lists them in d.Rows. That a message left is told where messages are told; in the book
// of the second room such entries stand between the others, and would bury them.
func (r *reading) entries(d *Document) Section {
	s := Section{ID: "entries", Title: "Entries"}
	sent := 0
	for i := range r.Entries {
		e := &r.Entries[i]
		row := Row{Entry: r.entry(e), Hash: e.Hash, Kind: kindName(e.Body.Kind()), Decider: e.DecidedBy.Name}
		if b, ok := e.Body.(*incident.Receipt); ok && b.Outcome == incident.Sending && r.Book.Book == string(incident.BookSensitive) && !r.hidden(e.Seq) {
			sent++
		} else {
			s.Entries = append(s.Entries, row.Entry)
		}
		d.Rows = append(d.Rows, row)
		if r.Progress != nil {
			r.Progress(i + 1)
		}
	}
	if sent > 0 {
		s.Lines = []string{count(sent, "entry says", "entries say") + " only that a message left, or changed in place, and are not told here: their numbers are in the schedule of entries."}
	}
	return s
}

func (r *reading) entry(e *incident.Entry) Entry {
	out := Entry{ID: "entry-" + strconv.FormatUint(e.Seq, 10), Number: r.number(e.Seq)}
	if why, ok := r.withheld[e.Seq]; ok {
		out.Withheld, out.Why = true, why
		return out
	}
	out.Decided, out.Recorded = r.instant(e.DecidedAt), r.instant(e.RecordedAt)
	out.Recorder, out.Maker = e.RecordedBy.Name, e.DecidedBy.Name
	out.Verb = happened
	if r.side != nil {
		if l, ok := r.side.Line(e.Seq); ok {
			r.told(&out, l)
		}
	}
	if out.Name == "" {
		out.Name = strings.ToUpper(kindName(e.Body.Kind()))
	}
	if b, ok := e.Body.(*incident.Receipt); ok && r.side != nil { // the report of the delivery book has all of each
		r.receipt(&out, b)
	}
	if out.Text == "" && len(out.Lines) == 0 {
		out.Lines = fields(e.Body, r.view)
	}
	return out
}

// told puts the words of its post in.
func (r *reading) told(out *Entry, l *incident.Line) {
	t := say.Tell(r.view, r.side, r.head, l)
	out.Number, out.Name, out.Text, out.Lines, out.After = t.Number, t.Name, t.Text, t.Lines, t.After
	out.Late, out.Verified, out.Said, out.Maker = t.Late, t.Verified, t.Said, t.Maker
	out.StruckText, out.StruckAll = t.Struck != say.StruckNothing, t.Struck == say.StruckAll
	switch {
	case t.Verb != "":
		out.Verb = t.Verb
	case t.Decided:
		out.Verb = decided
	case !l.DecidedBy.Same(l.RecordedBy):
		out.Verb = given
	}
}

// kindName is the stored name of a kind as words.
func kindName(kind string) string { return strings.ReplaceAll(kind, "-", " ") }

// fields tells a body that has no words of its own: each field by its name, in the order in which it is stored.
func fields(b incident.Body, v say.View) []string {
	raw, err := json.Marshal(b)
	if err != nil {
		return nil
	}
	var out []string
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil
	}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return out
		}
		var value any
		if dec.Decode(&value) != nil {
			return out
		}
		if s := flat(value, v); s != "" {
			out = append(out, label(fmt.Sprint(name))+": "+s)
		}
	}
	return out
}

// label is the name of a field as a person reads it.
func label(name string) string {
	name = strings.ReplaceAll(name, "_", " ")
	return strings.ToUpper(name[:min(1, len(name))]) + name[min(1, len(name)):]
}

// flat is a JSON value in one line. Times are shown as times.
func flat(value any, v say.View) string {
	switch x := value.(type) {
	case nil:
		return ""
	case string:
		if t, err := time.Parse(time.RFC3339, x); err == nil {
			return v.Clock(t)
		}
		return x
	case bool:
		if x {
			return "yes"
		}
		return "no"
	case []any:
		var parts []string
		for _, p := range x {
			if s := flat(p, v); s != "" {
				parts = append(parts, s)
			}
		}
		return strings.Join(parts, "; ")
	case map[string]any:
		if name, ok := x["name"].(string); ok && len(x) <= 3 {
			return name // a person
		}
		var parts []string
		for _, k := range sortedKeys(x) {
			if s := flat(x[k], v); s != "" {
				parts = append(parts, label(k)+" "+s)
			}
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(value)
}

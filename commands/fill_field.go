package commands

import (
	"reflect"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"loggist/bot"
	"loggist/incident"
)

// field is a field of a question struct, as its tags say.
type field struct {
	index              []int
	typ                reflect.Type
	name               string // stable: key of the value and of its error
	label, short, help string
	clauses            []string
	need               string
	series             []string
	options            []bot.Option
	limit              int
	rest, word, lines  bool
	past, hidden       bool
	ref                bool // takes a reference that stands first after the verb
	free, reason       bool
	secret             bool                             // is taken, and never given back
	instead            bool                             // once it is given, nothing else is needed
	last               bool                             // a person who may stand at the end of the words
	must               bool                             // the form asks for it; a line without it opens that
	decides            func(*Input, Who) (maker, error) // of whose decision it is
}

var (
	typeString  = reflect.TypeFor[string]()
	typeBool    = reflect.TypeFor[bool]()
	typeInt     = reflect.TypeFor[int]()
	typeRef     = reflect.TypeFor[incident.Ref]()
	typeWhen    = reflect.TypeFor[When]()
	typeSpan    = reflect.TypeFor[Span]()
	typeWho     = reflect.TypeFor[Who]()
	typeTeam    = reflect.TypeFor[Team]()
	typeNumber  = reflect.TypeFor[Number]()
	typeRepeats = reflect.TypeFor[Repeats]()
)

var fieldCache sync.Map // reflect.Type → []field

// fieldsOf returns the fields of a command's question, in order; none when it has no question.
func (c *Command) fields() []field {
	if c.Question == nil {
		return nil
	}
	t := reflect.TypeOf(c.Question()).Elem()
	if f, ok := fieldCache.Load(t); ok {
		return f.([]field)
	}
	f := structFields(t, nil)
	fieldCache.Store(t, f)
	return f
}

func structFields(t reflect.Type, at []int) []field {
	var out []field
	for i := range t.NumField() {
		sf := t.Field(i)
		index := append(append([]int(nil), at...), i)
		if sf.Anonymous && sf.Type.Kind() == reflect.Struct {
			out = append(out, structFields(sf.Type, index)...)
			continue
		}
		if !sf.IsExported() || !asked(sf.Tag) {
			continue
		}
		out = append(out, oneField(sf, index))
	}
	return out
}

// asked reports whether a field is part of the question: a fact that a question embeds may hold more than is asked.
func asked(tag reflect.StructTag) bool {
	for _, k := range []string{"ask", "clause", "rest", "word", "series", "hidden"} {
		if _, ok := tag.Lookup(k); ok {
			return true
		}
	}
	return false
}

func oneField(sf reflect.StructField, index []int) field {
	has := func(k string) bool { _, ok := sf.Tag.Lookup(k); return ok }
	f := field{
		index: index, typ: sf.Type, name: strings.ToLower(sf.Name),
		label: sf.Tag.Get("ask"), short: sf.Tag.Get("short"), help: sf.Tag.Get("help"), need: sf.Tag.Get("need"),
		rest: has("rest"), word: has("word"), lines: has("lines"), past: has("past"), hidden: has("hidden"), free: has("free"), reason: has("reason"), instead: has("instead"), secret: has("secret"), last: has("last"), must: has("must"),
		clauses: list(sf.Tag.Get("clause"), ","), series: list(sf.Tag.Get("series"), ","), limit: number(sf.Tag.Get("limit")),
	}
	if whose, ok := sf.Tag.Lookup("decides"); ok {
		f.decides = decidedBy
		if whose == "own" {
			f.decides = ownOr
		}
	}
	for _, o := range list(sf.Tag.Get("options"), ";") {
		value, label, ok := strings.Cut(o, "=")
		if !ok {
			label = value
		}
		f.options = append(f.options, bot.Option{Value: value, Label: label})
	}
	if len(f.clauses) > 0 && (f.clauses[0] == "because" || f.clauses[0] == "late") {
		f.reason = true
	}
	f.ref = f.word && (f.typ == typeRef || sf.Tag.Get("word") == "ref")
	if f.typ == typeNumber && len(f.clauses) == 0 {
		f.word = true
	}
	if f.label == "" {
		f.label = capital(f.name)
	}
	if f.short == "" {
		f.short = f.label
	}
	return f
}

func list(s, sep string) []string {
	var out []string
	for p := range strings.SplitSeq(s, sep) {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func number(s string) int {
	n := 0
	for _, r := range s {
		if r < '0' || r > '9' || n > 1e8 {
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return n
}

// capital writes the first letter large.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// byClause returns the field that a keyword after a bar names.
func byClause(fields []field, keyword string) *field {
	want := squash(keyword)
	for i := range fields {
		for _, c := range fields[i].clauses {
			if squash(c) == want {
				return &fields[i]
			}
		}
	}
	return nil
}

// because returns the field that holds the reason, nil for a command that takes none.
func because(fields []field) *field { return byClause(fields, "because") }

// rest returns the field that takes the words before the first bar.
func rest(fields []field) *field {
	for i := range fields {
		if fields[i].rest {
			return &fields[i]
		}
	}
	return nil
}

// numbered returns the Number that stands first, nil when the command takes none.
func numbered(fields []field) *field {
	for i := range fields {
		if fields[i].typ == typeNumber && fields[i].word {
			return &fields[i]
		}
	}
	return nil
}
